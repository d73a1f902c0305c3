//! Checked access to the tables of a FlatBuffer (<https://flatbuffers.dev/internals>).
//!
//! Every offset comes from the file, so every one is checked before it is followed; a value that
//! is read is copied out, so alignment does not matter. Nothing here allocates.

use crate::Error;
use std::fmt::Arguments;

/// A table: its vtable gives the offsets of its fields.
#[derive(Clone, Copy)]
pub(super) struct Table<'a> {
    file: &'a [u8],
    at: usize,
    /// Field offsets from `at`, two bytes each, zero for a field that is left out.
    fields: &'a [[u8; 2]],
}

/// A vector of tables.
#[derive(Clone, Copy)]
pub(super) struct Tables<'a> {
    file: &'a [u8],
    at: usize,
    offsets: &'a [[u8; 4]],
}

impl<'a> Table<'a> {
    /// The first table of a file that carries `mark` as its identifier.
    pub(super) fn root(file: &'a [u8], mark: &[u8; 4]) -> Result<Self, Error> {
        if file.is_empty() {
            return Err(malformed(format_args!("it is empty")));
        }
        if file.get(4..8) != Some(mark.as_slice()) {
            let mark = String::from_utf8_lossy(mark);
            return Err(malformed(format_args!("it lacks the mark {mark} at its beginning")));
        }
        Self::at(file, follow(file, 0)?)
    }

    fn at(file: &'a [u8], at: usize) -> Result<Self, Error> {
        // The distance to the vtable is signed and counts backwards.
        let back = i64::from(i32::from_le_bytes(array(file, at)?));
        let vtable = usize::try_from(at as i64 - back).map_err(|_| outside(at))?;
        let len = usize::from(u16::from_le_bytes(array(file, vtable)?));
        let fields = len.checked_sub(4).ok_or_else(|| outside(vtable))?;
        let fields = slice(file, vtable + 4, fields)?.as_chunks().0;
        Ok(Self { file, at, fields })
    }

    /// How many fields its vtable has room for.
    pub(super) fn len(&self) -> usize {
        self.fields.len()
    }

    /// Whether field `index` is not left out.
    pub(super) fn has(&self, index: usize) -> bool {
        self.field(index).is_some()
    }

    /// The offset of a field, if the table has it.
    fn field(&self, index: usize) -> Option<usize> {
        match self.fields.get(index).map(|&bytes| u16::from_le_bytes(bytes)) {
            None | Some(0) => None,
            Some(offset) => Some(self.at + usize::from(offset)),
        }
    }

    fn scalar<const N: usize>(&self, index: usize) -> Result<Option<[u8; N]>, Error> {
        self.field(index).map(|at| array(self.file, at)).transpose()
    }

    /// Field `index`, a byte, or zero.
    pub(super) fn u8(&self, index: usize) -> Result<u8, Error> {
        Ok(self.scalar(index)?.map_or(0, u8::from_le_bytes))
    }

    /// Field `index`, four bytes, or `default`.
    pub(super) fn i32(&self, index: usize, default: i32) -> Result<i32, Error> {
        Ok(self.scalar(index)?.map_or(default, i32::from_le_bytes))
    }

    /// Field `index`, eight bytes, or zero.
    pub(super) fn u64(&self, index: usize) -> Result<u64, Error> {
        Ok(self.scalar(index)?.map_or(0, u64::from_le_bytes))
    }

    /// Field `index`, a float, or zero.
    pub(super) fn f32(&self, index: usize) -> Result<f32, Error> {
        Ok(self.scalar(index)?.map_or(0.0, f32::from_le_bytes))
    }

    /// Field `index`, another table.
    pub(super) fn table(&self, index: usize) -> Result<Option<Self>, Error> {
        let Some(at) = self.field(index) else { return Ok(None) };
        Self::at(self.file, follow(self.file, at)?).map(Some)
    }

    /// Field `index`, a vector of tables; empty if it is left out.
    pub(super) fn tables(&self, index: usize) -> Result<Tables<'a>, Error> {
        let Some(at) = self.field(index) else {
            return Ok(Tables { file: self.file, at: 0, offsets: &[] });
        };
        let at = follow(self.file, at)?;
        Ok(Tables { file: self.file, at: at + 4, offsets: vector(self.file, at)? })
    }

    /// Field `index`, a vector of elements of `N` bytes; empty if it is left out.
    pub(super) fn vector<const N: usize>(&self, index: usize) -> Result<&'a [[u8; N]], Error> {
        match self.field(index) {
            Some(at) => vector(self.file, follow(self.file, at)?),
            None => Ok(&[]),
        }
    }

    /// Field `index`, a vector of bytes or a string; empty if it is left out.
    pub(super) fn bytes(&self, index: usize) -> Result<&'a [u8], Error> {
        self.vector::<1>(index).map(<[[u8; 1]]>::as_flattened)
    }
}

impl<'a> Tables<'a> {
    /// The number of tables.
    pub(super) fn len(&self) -> usize {
        self.offsets.len()
    }

    /// Table `index`.
    pub(super) fn get(&self, index: usize) -> Result<Table<'a>, Error> {
        if index >= self.len() {
            return Err(malformed(format_args!(
                "it names entry {index} of a list of {}",
                self.len()
            )));
        }
        Table::at(self.file, follow(self.file, self.at + 4 * index)?)
    }
}

/// The target of the offset at `at`.
fn follow(file: &[u8], at: usize) -> Result<usize, Error> {
    let offset = u32::from_le_bytes(array(file, at)?) as usize;
    at.checked_add(offset).filter(|&to| to < file.len()).ok_or_else(|| outside(at))
}

/// The elements of the vector at `at`, which begins with their count.
fn vector<const N: usize>(file: &[u8], at: usize) -> Result<&[[u8; N]], Error> {
    let len = u32::from_le_bytes(array(file, at)?) as usize;
    let len = len.checked_mul(N).ok_or_else(|| outside(at))?;
    Ok(slice(file, at + 4, len)?.as_chunks().0)
}

fn array<const N: usize>(file: &[u8], at: usize) -> Result<[u8; N], Error> {
    file.get(at..).and_then(|rest| rest.first_chunk()).copied().ok_or_else(|| outside(at))
}

fn slice(file: &[u8], at: usize, len: usize) -> Result<&[u8], Error> {
    file.get(at..).and_then(|rest| rest.get(..len)).ok_or_else(|| outside(at))
}

fn outside(at: usize) -> Error {
    malformed(format_args!("what stands at byte {at} points outside of the file, or is cut off"))
}

/// Sentences are formatted here, out of the way of those that read: that makes them smaller.
#[cold]
#[inline(never)]
pub(super) fn malformed(what: Arguments<'_>) -> Error {
    Error::Malformed(what.to_string())
}
