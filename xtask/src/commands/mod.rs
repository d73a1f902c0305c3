//! The commands of `cargo xtask`, one file each; `build` and `weights` have folders of their own.

pub mod benchmark;
pub mod browsers;
pub mod consumers;
pub mod dist;
pub mod first_answers;
pub mod fuzz;
pub mod lint;
pub mod pack;
pub mod readers;
pub mod sanitize;
pub mod serve;
pub mod shots;
pub mod soak;
pub mod test;
