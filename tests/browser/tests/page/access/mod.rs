//! Accessibility: rules of axe-core, colours, keyboard, shortcuts, layout.

pub(crate) mod axe;
pub(crate) mod colours;
pub(crate) mod keyboard;
pub(crate) mod layout;
pub(crate) mod shortcuts;
