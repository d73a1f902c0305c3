//! What happens when a part is missing or broken, and when actions overlap.

pub(crate) mod concurrency;
pub(crate) mod faults;
