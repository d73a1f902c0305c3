//! One file from hosts of all kinds.

use crate::folder::{Folder, content, part, patient};
use crate::host::{
    self, Answer, Host, head, length_of, nobody, ranged, sends, status, wait_for_end, whole,
};
use std::thread;
use std::time::Duration;
use xtask::weights::download::{Client, Failure, Way};
use xtask::weights::manifest::Part;

const NAME: &str = "net.tflite";

/// A try to bring the file, with what `progress` heard.
fn fetch(folder: &Folder, host: &str, part: &Part, way: &Way) -> (Result<(), Failure>, Vec<u64>) {
    let mut heard = Vec::new();
    let place = folder.path().join(NAME);
    let address = format!("{host}/data/{NAME}");
    let result = Client::new(way).fetch(&address, part, &place, &mut |bytes| heard.push(bytes));
    (result, heard)
}

/// The sentence of a try that fails.
fn failure(folder: &Folder, host: &str) -> Failure {
    fetch(folder, host, &part(NAME, &content()), &patient()).0.expect_err("this cannot succeed")
}

fn succeeds(folder: &Folder, host: &str) {
    let result = fetch(folder, host, &part(NAME, &content()), &patient()).0;
    if let Err(failure) = result {
        panic!("{failure}");
    }
    assert_eq!(folder.names(), [NAME]);
    assert!(folder.read(NAME).unwrap() == content(), "other bytes");
}

fn resume_of(bytes: usize) -> Option<String> {
    Some(format!("bytes={bytes}-"))
}

#[test]
fn a_file_comes_whole_with_progress() {
    let folder = Folder::new("whole");
    let host = Host::that(vec![whole(&content())]);
    let (result, heard) = fetch(&folder, &host.address, &part(NAME, &content()), &patient());
    result.unwrap();
    assert!(heard.is_sorted_by(|a, b| a < b), "{heard:?}");
    assert_eq!(heard.last(), Some(&300_000));
    assert_eq!(folder.names(), [NAME]);
    assert_eq!(folder.read(NAME), Some(content()));
    assert_eq!(host.asked()[0].path, "/data/net.tflite");
    assert_eq!(host.ranges(), [None]);
}

/// It takes longer than the host may be silent, and is silent for a twentieth of that at a time.
#[test]
fn a_slow_host_has_all_the_time_it_needs() {
    let drip: Answer = Box::new(|_, stream| {
        let bytes = content();
        head(stream, "200 OK", &length_of(&bytes));
        for drop in bytes.chunks(12_000) {
            host::write(stream, drop);
            thread::sleep(Duration::from_millis(250));
        }
    });
    let folder = Folder::new("slow");
    let host = Host::that(vec![drip]);
    let way = Way { silence: Duration::from_secs(5), ..patient() };
    let (result, heard) = fetch(&folder, &host.address, &part(NAME, &content()), &way);
    result.unwrap();
    assert_eq!(heard.last(), Some(&300_000));
    assert!(heard.len() > 1, "no progress between nothing and all");
    assert_eq!(folder.read(NAME), Some(content()));
}

#[test]
fn a_host_that_falls_silent_is_left() {
    let stall: Answer = Box::new(|_, stream| {
        head(stream, "200 OK", &length_of(&content()));
        host::write(stream, &content()[..1000]);
        wait_for_end(stream);
    });
    let folder = Folder::new("silent");
    let host = Host::that(vec![stall, ranged(&content())]);
    let way = Way { silence: Duration::from_secs(5), ..patient() };
    let (result, _) = fetch(&folder, &host.address, &part(NAME, &content()), &way);
    let failure = result.unwrap_err();
    assert!(matches!(failure, Failure::Host(_)), "{failure:?}");
    for words in ["1000 of 300000 bytes", "silent for 5 seconds"] {
        assert!(failure.to_string().contains(words), "{failure}");
    }
    assert_eq!(folder.names(), ["net.tflite.part"]);

    succeeds(&folder, &host.address);
    assert_eq!(host.ranges(), [None, resume_of(1000)]);
}

#[test]
fn what_was_cut_off_goes_on_where_it_ended() {
    let folder = Folder::new("cut");
    let host = Host::that(vec![sends(&content(), 123_456), ranged(&content())]);
    let failure = failure(&folder, &host.address);
    assert!(matches!(failure, Failure::File(_)), "{failure:?}");
    assert!(failure.to_string().contains("123456 of 300000 bytes"), "{failure}");
    assert_eq!(folder.names(), ["net.tflite.part"]);

    succeeds(&folder, &host.address);
    assert_eq!(host.ranges(), [None, resume_of(123_456)]);
}

#[test]
fn what_was_whole_but_not_in_place_is_not_fetched_again() {
    let folder = Folder::new("unmoved");
    folder.write("net.tflite.part", &content());
    succeeds(&folder, &nobody());
}

#[test]
fn wrong_bytes_are_not_kept() {
    let mut wrong = content();
    wrong[200_000] ^= 1;
    let folder = Folder::new("wrong");
    let failure = failure(&folder, &Host::that(vec![whole(&wrong)]).address);
    assert!(matches!(failure, Failure::File(_)), "{failure:?}");
    assert!(failure.to_string().contains("not the published file"), "{failure}");
    assert_eq!(folder.names(), [""; 0]);
}

#[test]
fn a_wrong_beginning_is_fetched_anew() {
    let folder = Folder::new("beginning");
    folder.write("net.tflite.part", &[7; 1000]);
    let host = Host::that(vec![ranged(&content()), ranged(&content())]);
    succeeds(&folder, &host.address);
    assert_eq!(host.ranges(), [resume_of(1000), None]);

    folder.write("net.tflite.part", &[7; 300_001]);
    let host = Host::that(vec![ranged(&content())]);
    succeeds(&folder, &host.address);
    assert_eq!(host.ranges(), [None]);
}

#[test]
fn a_web_page_is_no_model() {
    let page: Answer = Box::new(|_, stream| {
        let page = b"<!doctype html><title>Sign in</title>";
        let length = page.len();
        let headers = format!("Content-Length: {length}\r\nContent-Type: text/html; charset=utf-8");
        head(stream, "200 OK", &headers);
        host::write(stream, page);
    });
    let folder = Folder::new("html");
    folder.write("net.tflite.part", &content()[..1000]);
    let failure = failure(&folder, &Host::that(vec![page]).address);
    assert!(matches!(failure, Failure::Host(_)), "{failure:?}");
    assert!(failure.to_string().contains("a web page instead of net.tflite"), "{failure}");
    // What came from the true host is not lost.
    assert_eq!(folder.read("net.tflite.part"), Some(content()[..1000].to_vec()));
}

#[test]
fn a_page_that_hides_its_type_is_no_model_either() {
    let page: Answer = Box::new(|_, stream| {
        head(stream, "200 OK", "Content-Type: application/octet-stream");
        host::write(stream, &b"<html>".repeat(100_000));
    });
    let folder = Folder::new("hidden");
    let failure = failure(&folder, &Host::that(vec![page]).address);
    assert!(failure.to_string().contains("more than 300000 bytes"), "{failure}");
    assert_eq!(folder.names(), [""; 0]);
}

#[test]
fn a_host_without_ranges_sends_all_again() {
    let folder = Folder::new("ranges");
    folder.write("net.tflite.part", &[7; 1000]);
    let host = Host::that(vec![whole(&content())]);
    succeeds(&folder, &host.address);
    assert_eq!(host.ranges(), [resume_of(1000)]);
}

#[test]
fn a_refused_range_is_asked_without() {
    let elsewhere: Answer = Box::new(|_, stream| {
        let bytes = content();
        let headers = format!("Content-Range: bytes 0-299999/300000\r\n{}", length_of(&bytes));
        head(stream, "206 Partial Content", &headers);
        host::write(stream, &bytes);
    });
    for refusal in [status("416 Range Not Satisfiable"), elsewhere] {
        let folder = Folder::new("refused");
        folder.write("net.tflite.part", &content()[..1000]);
        let host = Host::that(vec![refusal, whole(&content())]);
        succeeds(&folder, &host.address);
        assert_eq!(host.ranges(), [resume_of(1000), None]);
    }
}

#[test]
fn a_status_becomes_a_sentence() {
    let folder = Folder::new("status");
    let not_found = failure(&folder, &Host::that(vec![status("404 Not Found")]).address);
    assert!(matches!(not_found, Failure::File(_)), "{not_found:?}");
    assert!(not_found.to_string().contains("there is nothing at http://127.0.0.1"), "{not_found}");

    let busy = failure(&folder, &Host::that(vec![status("503 Service Unavailable")]).address);
    assert!(matches!(busy, Failure::Host(_)), "{busy:?}");
    assert!(busy.to_string().contains("try again later"), "{busy}");
    assert_eq!(folder.read(NAME), None);
}

#[test]
fn another_size_is_told_before_it_is_loaded() {
    let folder = Folder::new("size");
    let failure = failure(&folder, &Host::that(vec![whole(b"short")]).address);
    assert!(failure.to_string().contains("has 5 bytes instead of 300000"), "{failure}");
}

#[test]
fn nobody_there_is_told() {
    let folder = Folder::new("nobody");
    let failure = failure(&folder, &nobody());
    assert!(matches!(failure, Failure::Host(_)), "{failure:?}");
    assert!(failure.to_string().contains("cannot be reached"), "{failure}");
    assert_eq!(folder.names(), [""; 0]);
}

#[test]
fn a_host_that_never_answers_is_left() {
    let folder = Folder::new("never");
    folder.write("net.tflite.part", &content()[..1000]);
    let host = Host::that(vec![Box::new(|_, stream| wait_for_end(stream))]);
    let way = Way { silence: Duration::from_millis(500), ..patient() };
    let failure = fetch(&folder, &host.address, &part(NAME, &content()), &way).0.unwrap_err();
    assert!(matches!(failure, Failure::Host(_)), "{failure:?}");
    assert!(failure.to_string().contains("silent for 0.5 seconds"), "{failure}");
    assert_eq!(folder.names(), ["net.tflite.part"]);
}

#[test]
fn no_other_way_than_http_is_taken() {
    let folder = Folder::new("scheme");
    for scheme in ["file", "ftp"] {
        let failure = failure(&folder, &format!("{scheme}://localhost"));
        assert!(matches!(failure, Failure::File(_)), "{failure:?}");
    }
}

#[test]
fn two_at_once_do_not_mix() {
    let folder = Folder::new("two");
    let place = folder.path().join(NAME);
    let other = xtask::weights::partial::Partial::open(&place).unwrap();
    let failure = failure(&folder, &nobody());
    assert!(failure.to_string().contains("another process"), "{failure}");
    drop(other);
}
