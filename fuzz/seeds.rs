//! `seeds DIR`: writes the tests' tiny networks as files, as a corpus for the fuzzer.

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
