//! The package in Node, Deno and Bun, and its command.

use crate::*;

/// `threads`: how many there are, of two that are asked for.
fn runs(command: &mut Command, threads: u64) {
    let said = printed(command.arg("runtime.mjs").current_dir(folder()));
    let told: Value = serde_json::from_str(said.trim()).expect("a line of JSON");
    tells(&told["all"][0], 1);
    tells(&told["all"][1], threads);
    assert_eq!(told["added"], json!([]), "nothing global is added");
    for told in told["all"].as_array().expect("two") {
        assert_eq!(told["timed"], json!(true), "layers have times");
        assert!(told["best"]["className"].is_string(), "{told}");
    }
}

fn installed(name: &str) -> Command {
    Command::new(folder().join("node_modules/.bin").join(name))
}

/// A version of Node.
fn node(version: &str) -> Command {
    Command::new(folder().join("node_modules").join(version).join("bin/node"))
}

/// It is too old for relaxed SIMD, without which there are no threads.
#[test]
#[ignore = "`cargo xtask consumers` installs it"]
fn node_20() {
    runs(&mut node("node-20"), 1);
}

#[test]
#[ignore = "`cargo xtask consumers` installs it"]
fn node_22() {
    runs(&mut node("node-22"), 2);
}

#[test]
#[ignore = "`cargo xtask consumers` installs it"]
fn node_24() {
    runs(&mut node("node-24"), 2);
}

#[test]
#[ignore = "`cargo xtask consumers` installs it"]
fn deno() {
    runs(installed("deno").args(["run", "--allow-read", "--allow-env", "--allow-sys"]), 2);
}

#[test]
#[ignore = "`cargo xtask consumers` installs it"]
fn bun() {
    runs(&mut installed("bun"), 2);
}

#[test]
#[ignore = "`cargo xtask consumers` installs it"]
fn the_command_classifies_pictures() {
    let picture = folder().join("picture.png");
    let pixels = image::RgbImage::from_fn(90, 60, |x, y| {
        image::Rgb([(x * 2) as u8, (y * 3) as u8, ((x * y) % 256) as u8])
    });
    pixels.save(&picture).expect("a picture");
    let said = printed(
        installed("separable").args(["classify", "picture.png", "--json"]).current_dir(folder()),
    );
    let told: Value = serde_json::from_str(said.trim()).expect("a line of JSON");
    assert_eq!(told["answers"].as_array().map(Vec::len), Some(5), "{told}");

    fs::write(folder().join("text.png"), "no picture").expect("a file");
    for (args, code, word) in [
        (&["classify", "text.png"][..], 1, "broken"),
        (&["classify", "none.png"][..], 1, "not there"),
        (&["classify", "picture.png", "--model", "text.png"][..], 1, "not a model"),
        (&["look", "picture.png"][..], 2, "PICTURE"),
    ] {
        let output = installed("separable").args(args).current_dir(folder()).output();
        let output = output.expect("it starts");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
        assert!(said.contains(word), "{args:?}: {said}");
    }
}
