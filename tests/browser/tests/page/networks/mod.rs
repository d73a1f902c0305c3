//! Models: chosen, brought by the visitor, offered, verified, timed.

pub(crate) mod engine_panel;
pub(crate) mod hosted;
pub(crate) mod known;
pub(crate) mod limits;
pub(crate) mod model_card;
pub(crate) mod models;
pub(crate) mod names;
pub(crate) mod offers;
pub(crate) mod own_models;
pub(crate) mod pair;
pub(crate) mod slow_device;
pub(crate) mod verification;
