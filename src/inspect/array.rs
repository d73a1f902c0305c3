//! Long lists of numbers, marked to become JavaScript's typed arrays.

use serde::{Serialize, Serializer};

struct Bytes<'a>(&'a [u8]);

impl Serialize for Bytes<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(self.0)
    }
}

pub(crate) fn f32s<S: Serializer>(list: &[f32], to: S) -> Result<S::Ok, S::Error> {
    to.serialize_newtype_struct("Float32Array", &Bytes(bytemuck::cast_slice(list)))
}

pub(crate) fn f64s<S: Serializer>(list: &[f64], to: S) -> Result<S::Ok, S::Error> {
    to.serialize_newtype_struct("Float64Array", &Bytes(bytemuck::cast_slice(list)))
}

pub(crate) fn u32s<S: Serializer>(list: &[u32], to: S) -> Result<S::Ok, S::Error> {
    to.serialize_newtype_struct("Uint32Array", &Bytes(bytemuck::cast_slice(list)))
}
