//! All files of a manifest: present ones, requested ones, and the command.

use crate::folder::{Folder, content, part, settings};
use crate::host::{Host, nobody, status, whole};
use std::process::Command;
use xtask::weights;
use xtask::weights::download::Client;
use xtask::weights::manifest::Part;
use xtask::weights::store::Store;

/// The failures and what was printed.
fn fetch_missing(parts: &[Part], store: &Store, host: &str) -> (Vec<String>, String) {
    let mut printed = Vec::new();
    let parts: Vec<&Part> = parts.iter().collect();
    let client = Client::new(&settings());
    let failures = weights::fetch_missing(&parts, store, &client, Some(host), &mut printed)
        .expect("no wrong file");
    (failures, String::from_utf8(printed).unwrap())
}

fn cache(folder: &Folder) -> Store {
    Store::Cache(folder.path().to_owned())
}

#[test]
fn a_file_that_is_there_is_not_fetched_again() {
    let folder = Folder::new("there");
    let parts = [part("a", &content()), part("b", b"second")];
    folder.write("a", &content());
    let host = Host::new(vec![whole(b"second")]);
    let (failures, printed) = fetch_missing(&parts, &cache(&folder), &host.address);
    assert_eq!(failures, [""; 0]);
    assert_eq!(printed, "  b (6 bytes) ... done\n");
    assert_eq!(host.paths().len(), 1);
    assert_eq!(host.paths()[0], "/data/b");

    // The host has no answers left.
    assert_eq!(fetch_missing(&parts, &cache(&folder), &host.address), (vec![], String::new()));
    assert_eq!(host.paths().len(), 1);
}

#[test]
fn a_wrong_file_in_the_cache_is_replaced() {
    let folder = Folder::new("replaced");
    let (short, wrong) = (part("short", &content()), part("wrong", b"right"));
    folder.write("short", &content()[..9]);
    folder.write("wrong", b"WRONG");
    let store = cache(&folder);
    assert_eq!(store.find(&short).unwrap(), None);
    assert_eq!(store.find(&wrong).unwrap(), None);
    let host = Host::new(vec![whole(&content()), whole(b"right")]);
    let (failures, _) = fetch_missing(&[short.clone(), wrong.clone()], &store, &host.address);
    assert_eq!(failures, [""; 0]);
    assert_eq!(folder.read("short"), Some(content()));
    assert_eq!(folder.read("wrong").as_deref(), Some(&b"right"[..]));
    assert_eq!(folder.names(), ["short", "wrong"]);
    assert_eq!(store.find(&wrong).unwrap(), Some(folder.path().join("wrong")));
}

#[test]
fn a_useless_host_is_asked_once() {
    let folder = Folder::new("once");
    let parts = [part("a", b"1"), part("b", b"2"), part("c", b"3")];
    let busy = || status("503 Service Unavailable");
    let host = Host::new(vec![busy(), busy(), busy()]);
    let (failures, _) = fetch_missing(&parts, &cache(&folder), &host.address);
    assert_eq!(failures.len(), 1, "{failures:?}");
    assert_eq!(host.paths().len(), 1);

    let (failures, printed) = fetch_missing(&parts, &cache(&folder), &nobody());
    assert_eq!(failures.len(), 1, "{failures:?}");
    assert!(failures[0].contains("cannot be reached"), "{failures:?}");
    assert_eq!(printed, "  a (1 bytes) ... failed\n");
}

#[test]
fn one_missing_file_does_not_keep_the_others_away() {
    let folder = Folder::new("others");
    let parts = [part("a", b"1"), part("b", b"2")];
    let host = Host::new(vec![status("404 Not Found"), whole(b"2")]);
    let (failures, printed) = fetch_missing(&parts, &cache(&folder), &host.address);
    assert_eq!(failures.len(), 1, "{failures:?}");
    assert_eq!(printed, "  a (1 bytes) ... failed\n  b (1 bytes) ... done\n");
    assert_eq!(folder.read("b").as_deref(), Some(&b"2"[..]));
}

#[test]
fn a_wrong_file_in_the_given_folder_is_an_error() {
    let folder = Folder::new("given");
    let store = Store::Given(folder.path().to_owned());
    let wanted = part("a", b"right");
    assert_eq!(store.find(&wanted).unwrap(), None);
    folder.write("a", b"right");
    assert_eq!(store.find(&wanted).unwrap(), Some(folder.path().join("a")));
    for (bytes, says) in [(&b"WRONG"[..], "another sha256"), (b"short, or long", "14 bytes")] {
        folder.write("a", bytes);
        let error = format!("{:#}", store.find(&wanted).unwrap_err());
        assert!(error.contains("SEPARABLE_WEIGHTS") && error.contains(says), "{error}");
    }
}

/// The command itself, with its cache in `folder`.
fn command(folder: &Folder, host: &str) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.arg("weights").env_remove("SEPARABLE_WEIGHTS").env("SEPARABLE_WEIGHTS_FROM", host);
    for name in ["HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"] {
        command.env(name, folder.path());
    }
    for name in ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY"] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    let output = command.output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(text).unwrap())
}

#[test]
fn the_command_says_what_is_missing_and_fails() {
    let folder = Folder::new("command");
    let (success, text) = command(&folder, &nobody());
    assert!(!success);
    assert_eq!(text.matches("cannot be reached").count(), 1, "{text}");
    assert!(text.contains("mobilenet_v1_0.25_128_quant.tflite"), "{text}");
    assert!(text.contains("run this again"), "{text}");

    let (success, text) = command(&folder, "ftp://127.0.0.1");
    assert!(!success && text.contains("does not begin with http"), "{text}");
}
