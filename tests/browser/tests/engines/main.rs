//! The page in Chromium, Firefox and WebKit, by plain WebDriver. Each test runs in each engine, as
//! `<subject>::<test>::<engine>`.

#[path = "../../../common/mod.rs"]
mod common;

/// The tests of these functions in each engine.
macro_rules! everywhere {
    ($($name:ident),* $(,)?) => {$(
        mod $name {
            #[test]
            fn chromium() {
                crate::tab::of(&crate::tab::CHROMIUM, super::$name);
            }

            #[test]
            fn firefox() {
                crate::tab::of(&crate::tab::FIREFOX, super::$name);
            }

            #[test]
            fn webkit() {
                crate::tab::of(&crate::tab::WEBKIT, super::$name);
            }
        }
    )*};
}

mod blank;
mod brought;
mod bytes;
mod camera;
mod files;
mod first_visit;
mod framed;
mod interface;
mod line;
mod long_names;
mod missing_features;
mod models;
mod noise;
mod not_started;
mod on_show;
mod one_file;
mod outputs;
mod own_pixels;
mod ranges;
mod real;
mod realms;
mod reference;
mod rerun;
mod samples;
mod sets;
mod several;
mod tab;
mod teach;
mod unchanged;
mod unreachable;
mod videos;
mod views;
mod worker;
