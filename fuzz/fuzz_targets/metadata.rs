//! Any bytes, read as a model's metadata, and as a network of which nothing but its purpose is
//! known: they give an error that is a sentence, or what the metadata says, within limits. No
//! allocation exceeds what the file's size explains.

#![no_main]

#[path = "../../tests/common/sound.rs"]
#[expect(dead_code, reason = "the other target uses the rest")]
mod sound;

use libfuzzer_sys::fuzz_target;
use separable::model::tflite;

#[global_allocator]
static ALLOCATOR: sound::Watching = sound::Watching;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(metadata) = sound::read_metadata(bytes) {
        sound::check_metadata(&metadata);
    }
    if let Err(error) = tflite::read_parts(&[bytes]) {
        sound::sentence(&error);
    }
});
