//! Accessibility: rules of axe-core, keyboard, shortcuts, layout.

pub(crate) mod axe;
pub(crate) mod keyboard;
pub(crate) mod layout;
pub(crate) mod shortcuts;
