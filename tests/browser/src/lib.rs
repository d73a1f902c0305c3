//! Driving the page in a real Chromium. Everything blocks: a test reads from top to bottom.

pub mod camera;
pub mod driver;
pub mod page;
pub mod site;

pub use page::{Options, Page};
pub use site::{BLANK, Site};
