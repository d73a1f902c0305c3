//! The page and `separable.js` in a real Chromium, as `dist/` has them.

#[path = "../../../common/mod.rs"]
mod common;

mod access;
mod failures;
mod faulty;
mod library;
mod networks;
mod output;
mod scenes;
mod sources;
mod steps;
mod views;
mod visit;
