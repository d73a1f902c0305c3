//! A visit: the first one, its cost, its policy, its address, without a network.

pub(crate) mod address;
pub(crate) mod budget;
pub(crate) mod first_visit;
pub(crate) mod isolation;
mod lesson;
pub(crate) mod offline;
pub(crate) mod policy;
pub(crate) mod sources;
