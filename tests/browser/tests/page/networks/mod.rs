//! Models: chosen, brought by the visitor, verified, timed.

pub(crate) mod engine_panel;
pub(crate) mod model_card;
pub(crate) mod models;
pub(crate) mod own_models;
pub(crate) mod slow_device;
pub(crate) mod verification;
