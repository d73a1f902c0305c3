//! Downloads of weights, from good and bad hosts on this machine.

mod folder;
mod host;
mod many;
mod one;
