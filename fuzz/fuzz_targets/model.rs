//! Any bytes, read as a model: they give an error that is a sentence, or a model that keeps every
//! promise and runs alike on reference and fast kernels. No allocation exceeds what the file's size
//! explains.

#![no_main]

#[path = "../../tests/common/sound.rs"]
mod sound;

use libfuzzer_sys::fuzz_target;

#[global_allocator]
static ALLOCATOR: sound::Watching = sound::Watching;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(model) = sound::read(bytes) {
        sound::run(&model);
        sound::run_fast(&model);
    }
});
