//! Driving the page in a real Chromium.
