//! Downloads of weights, from hosts on this machine that do all that hosts do.

mod folder;
mod host;
mod many;
mod one;
