//! The page and `separable.js` of `dist/`, in Chromium.

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
mod walks;
