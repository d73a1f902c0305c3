//! The page and `separable.js` in a real Chromium, as `dist/` has them.

#[path = "../../../common/mod.rs"]
mod common;

mod axe;
mod badge;
mod bring;
mod budget;
mod camera;
mod cameras;
mod change;
mod compare;
mod cost;
mod engine;
mod export;
mod faults;
mod float;
mod golden;
mod keyboard;
mod keys;
mod lab;
mod layout;
mod link;
mod meanwhile;
mod models;
mod offline;
mod opening;
mod pictures;
mod policy;
mod print;
mod questions;
mod restart;
mod samples;
mod sources;
mod stage;
mod story;
mod strip;
mod threads;
mod turned;
mod twin;
mod video;
mod why;
