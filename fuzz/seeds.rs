//! `seeds DIR`: the tiny networks of the tests as files, for the fuzzer to begin with.

#[path = "../tests/common/tiny.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod tiny;

use std::{env, fs, io};

fn main() -> io::Result<()> {
    let folder = env::args().nth(1).ok_or_else(|| io::Error::other("seeds DIR"))?;
    fs::create_dir_all(&folder)?;
    for (number, file) in tiny::networks().iter().chain(&tiny::parts()).enumerate() {
        fs::write(format!("{folder}/tiny-{number}.tflite"), file.write())?;
    }
    Ok(())
}
