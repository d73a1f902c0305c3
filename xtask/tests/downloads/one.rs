//! One file from hosts of all kinds.

use crate::folder::{Folder, content, part, settings};
use crate::host::{
    self, Answer, Host, first, head, length_of, nobody, status, wait_for_end, whole,
};
use std::thread;
use std::time::Duration;
use xtask::weights::download::{Client, Failure, Settings};

const NAME: &str = "net.tflite";

fn fetch(folder: &Folder, host: &str, settings: &Settings) -> Result<(), Failure> {
    let (address, path) = (format!("{host}/data/{NAME}"), folder.path().join(NAME));
    Client::new(settings).fetch(&address, &part(NAME, &content()), &path)
}

fn succeeds(folder: &Folder, host: &str) {
    if let Err(failure) = fetch(folder, host, &settings()) {
        panic!("{failure}");
    }
    assert_eq!(folder.names(), [NAME]);
    assert!(folder.read(NAME).unwrap() == content(), "other bytes");
}

/// The failure of a download that leaves nothing behind.
fn fails(folder: &Folder, host: &str, settings: &Settings) -> Failure {
    let failure = fetch(folder, host, settings).expect_err("this cannot succeed");
    assert_eq!(folder.names(), [""; 0], "{failure}");
    failure
}

#[test]
fn a_file_comes_whole() {
    let folder = Folder::new("whole");
    let host = Host::new(vec![whole(&content())]);
    succeeds(&folder, &host.address);
    assert_eq!(host.paths(), ["/data/net.tflite"]);
}

/// The whole transfer takes longer than the host may be silent; each pause is a twentieth of that.
#[test]
fn a_slow_host_has_all_the_time_it_needs() {
    let drip: Answer = Box::new(|stream| {
        let bytes = content();
        head(stream, "200 OK", &length_of(&bytes));
        for drop in bytes.chunks(12_000) {
            host::write(stream, drop);
            thread::sleep(Duration::from_millis(250));
        }
    });
    let folder = Folder::new("slow");
    let host = Host::new(vec![drip]);
    fetch(&folder, &host.address, &Settings { silence: Duration::from_secs(5), ..settings() })
        .unwrap();
    assert_eq!(folder.read(NAME), Some(content()));
}

#[test]
fn a_silent_host_is_given_up() {
    let stall: Answer = Box::new(|stream| {
        head(stream, "200 OK", &length_of(&content()));
        host::write(stream, &content()[..1000]);
        wait_for_end(stream);
    });
    let never: Answer = Box::new(wait_for_end);
    let folder = Folder::new("silent");
    let host = Host::new(vec![stall, never]);
    let impatient = Settings { silence: Duration::from_millis(500), ..settings() };
    for _ in 0..2 {
        let failure = fails(&folder, &host.address, &impatient);
        assert!(matches!(failure, Failure::Host(_)), "{failure:?}");
        assert!(failure.to_string().contains("silent for 0.5 seconds"), "{failure}");
    }
    assert_eq!(host.paths().len(), 2);
}

#[test]
fn a_broken_transfer_is_tried_again() {
    let folder = Folder::new("cut");
    let host = Host::new(vec![first(&content(), 123_456), first(&content(), 0), whole(&content())]);
    succeeds(&folder, &host.address);
    assert_eq!(host.paths().len(), 3);
}

#[test]
fn three_broken_transfers_are_a_failure() {
    let folder = Folder::new("thrice");
    let cut = || first(&content(), 123_456);
    let host = Host::new(vec![cut(), cut(), cut(), whole(&content())]);
    let failure = fails(&folder, &host.address, &settings());
    assert!(matches!(failure, Failure::Broken(_)), "{failure:?}");
    assert!(failure.to_string().contains("123456 of the 300000 bytes"), "{failure}");
    assert_eq!(host.paths().len(), 3);
}

#[test]
fn wrong_bytes_are_refused() {
    let mut wrong = content();
    wrong[200_000] ^= 1;
    let folder = Folder::new("wrong");
    let failure = fails(&folder, &Host::new(vec![whole(&wrong)]).address, &settings());
    assert!(matches!(failure, Failure::File(_)), "{failure:?}");
    assert!(failure.to_string().contains("not the published file"), "{failure}");
}

#[test]
fn a_web_page_is_no_model() {
    let page: Answer = Box::new(|stream| {
        let page = b"<!doctype html><title>Sign in</title>";
        let length = page.len();
        let headers = format!("Content-Length: {length}\r\nContent-Type: text/html; charset=utf-8");
        head(stream, "200 OK", &headers);
        host::write(stream, page);
    });
    let folder = Folder::new("html");
    let failure = fails(&folder, &Host::new(vec![page]).address, &settings());
    assert!(matches!(failure, Failure::Host(_)), "{failure:?}");
    assert!(failure.to_string().contains("a web page instead of net.tflite"), "{failure}");
}

#[test]
fn a_page_that_hides_its_type_is_no_model_either() {
    let page: Answer = Box::new(|stream| {
        head(stream, "200 OK", "Content-Type: application/octet-stream");
        host::write(stream, &b"<html>".repeat(100_000));
    });
    let folder = Folder::new("hidden");
    let failure = fails(&folder, &Host::new(vec![page]).address, &settings());
    assert!(failure.to_string().contains("more than 300000 bytes"), "{failure}");
}

#[test]
fn a_status_becomes_a_sentence() {
    let folder = Folder::new("status");
    let fails = |line| fails(&folder, &Host::new(vec![status(line)]).address, &settings());
    let not_found = fails("404 Not Found");
    assert!(matches!(not_found, Failure::File(_)), "{not_found:?}");
    assert!(not_found.to_string().contains("there is nothing at http://127.0.0.1"), "{not_found}");

    let busy = fails("503 Service Unavailable");
    assert!(matches!(busy, Failure::Host(_)), "{busy:?}");
    assert!(busy.to_string().contains("try again later"), "{busy}");

    let partial = fails("206 Partial Content");
    assert!(matches!(partial, Failure::File(_)), "{partial:?}");
}

#[test]
fn another_size_is_seen_before_the_bytes() {
    let folder = Folder::new("size");
    let failure = fails(&folder, &Host::new(vec![whole(b"short")]).address, &settings());
    assert!(failure.to_string().contains("has 5 bytes instead of 300000"), "{failure}");
}

#[test]
fn an_unreachable_host_is_a_sentence() {
    let folder = Folder::new("nobody");
    let failure = fails(&folder, &nobody(), &settings());
    assert!(matches!(failure, Failure::Host(_)), "{failure:?}");
    assert!(failure.to_string().contains("cannot be reached"), "{failure}");
}

#[test]
fn only_http_is_spoken() {
    let folder = Folder::new("scheme");
    for scheme in ["file", "ftp"] {
        let failure = fails(&folder, &format!("{scheme}://localhost"), &settings());
        assert!(matches!(failure, Failure::File(_)), "{failure:?}");
    }
}
