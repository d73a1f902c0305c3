//! `seeds DIR`: writes the tests' tiny networks, and those of one operator each, as files: a corpus for
//! the fuzzers.

#[path = "../tests/common/tiny.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod tiny;

#[path = "../tests/common/described.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod described;

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let folder = env::args().nth(1).ok_or_else(|| io::Error::other("seeds DIR"))?;
    fs::create_dir_all(&folder)?;
    for (number, file) in tiny::networks().iter().chain(&tiny::parts()).enumerate() {
        fs::write(format!("{folder}/tiny-{number}.tflite"), file.write())?;
    }
    let operators = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/golden/operators");
    for file in fs::read_dir(operators)? {
        let file = file?.path();
        if file.extension().is_some_and(|end| end == "tflite")
            && let Some(name) = file.file_name()
        {
            fs::copy(&file, Path::new(&folder).join(name))?;
        }
    }
    let described = tiny::File { metadata: described::classifier(), ..tiny::network() };
    fs::write(format!("{folder}/described.tflite"), described.write())?;
    Ok(())
}
