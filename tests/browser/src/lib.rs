//! Driving the page in real browsers. Everything blocks: a test reads from top to bottom.

pub mod camera;
mod capabilities;
pub mod driver;
pub mod example;
mod group;
mod median;
pub mod page;
mod session;
pub mod site;

pub use median::median;
pub use page::{HANGS, Options, Page};
pub use site::{BLANK, FIRST_VISIT, Site, TRAP};
pub use xtask::browsers::Engine;
