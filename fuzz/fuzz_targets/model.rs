//! Any bytes, read as a model: they give an error that is a sentence, or a model that keeps every
//! promise, runs alike on reference and fast kernels, and can be read again if it can be written. No allocation exceeds what the file's size
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
        if let Ok(file) = sound::write(bytes, &model) {
            sound::read(&file).expect("what was written can be read");
        }
    }
});
