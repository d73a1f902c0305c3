//! The page and `separable.js` in a real Chromium, as `dist/` has them.

#[path = "../../../common/mod.rs"]
mod common;

mod access;
mod failures;
mod library;
mod networks;
mod output;
mod sources;
mod views;
mod visit;
