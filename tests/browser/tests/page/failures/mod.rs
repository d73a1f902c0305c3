//! What happens when a part is missing or broken, and when actions overlap.

mod concurrency;
mod engine;
mod model_files;
mod page_files;
mod storage;
