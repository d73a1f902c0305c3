//! A FlatBuffer as a tree that can be changed, and written again.
//!
//! Offsets between tables, strings and vectors are unsigned and point forward, so a file is built
//! from its end: what is referred to is there before what refers to it
//! (<https://flatbuffers.dev/internals>).

use super::super::flatbuffer::{Table, malformed};
use super::layout::{Kind, options};
use crate::Error;
use std::borrow::Cow;

/// The alignment of bytes, such as those of weights, in `schema.fbs`; no other is larger.
const ALIGNMENT: usize = 16;

/// A table: its fields by their positions.
#[derive(Clone, Default)]
pub(super) struct Node<'a>(Vec<(usize, Value<'a>)>);

/// The value of a field.
#[derive(Clone)]
pub(super) enum Value<'a> {
    Byte(u8),
    Word(u32),
    Long(u64),
    Text(Cow<'a, [u8]>),
    /// Elements of so many bytes each.
    Vector(usize, Cow<'a, [u8]>),
    Table(Node<'a>),
    Tables(Vec<Node<'a>>),
}

impl From<f32> for Value<'_> {
    fn from(float: f32) -> Self {
        Self::Word(float.to_bits())
    }
}

impl<'a> Value<'a> {
    #[inline(never)]
    pub(super) fn text(text: &str) -> Self {
        Self::Text(Cow::Owned(text.as_bytes().to_vec()))
    }

    /// Elements of `N` bytes, in their order.
    pub(super) fn list<const N: usize>(elements: impl Iterator<Item = [u8; N]>) -> Self {
        Self::Vector(N, Cow::Owned(elements.flatten().collect()))
    }

    #[inline(never)]
    pub(super) fn ints(ints: &[i32]) -> Self {
        Self::list(ints.iter().map(|int| int.to_le_bytes()))
    }

    #[inline(never)]
    pub(super) fn floats(floats: &[f32]) -> Self {
        Self::list(floats.iter().map(|float| float.to_le_bytes()))
    }

    #[inline(never)]
    pub(super) fn longs(longs: &[i64]) -> Self {
        Self::list(longs.iter().map(|long| long.to_le_bytes()))
    }
}

impl<'a> Node<'a> {
    /// A table with these fields.
    pub(super) fn new<const N: usize>(fields: [(usize, Value<'a>); N]) -> Self {
        Self(fields.into())
    }

    /// Reads a table whose fields are of `kinds`. `left` is how many bytes may be read at all: parts
    /// that refer to one another could otherwise make much of a small file.
    pub(super) fn read(table: Table<'a>, kinds: &[Kind], left: &mut usize) -> Result<Self, Error> {
        if (kinds.len()..table.len()).any(|index| table.has(index)) {
            return Err(unknown());
        }
        spend(left, 8)?;
        let mut node = Self::default();
        for (index, kind) in kinds.iter().enumerate().filter(|&(index, _)| table.has(index)) {
            let value = match *kind {
                Kind::Byte => Value::Byte(table.u8(index)?),
                Kind::Word => Value::Word(table.i32(index, 0)? as u32),
                Kind::Long => Value::Long(table.u64(index)?),
                Kind::Text => Value::Text(Cow::Borrowed(table.bytes(index)?)),
                Kind::Bytes => Value::Vector(1, Cow::Borrowed(table.bytes(index)?)),
                Kind::Words => {
                    Value::Vector(4, Cow::Borrowed(table.vector::<4>(index)?.as_flattened()))
                }
                Kind::Longs => {
                    Value::Vector(8, Cow::Borrowed(table.vector::<8>(index)?.as_flattened()))
                }
                Kind::Quantization | Kind::Options => {
                    let Some(inner) = table.table(index)? else { continue };
                    let fields = match kind {
                        Kind::Options => options(table.u8(index - 1)?),
                        _ => kind.fields(),
                    };
                    Value::Table(Self::read(inner, fields, left)?)
                }
                Kind::Unknown => return Err(unknown()),
                _ => {
                    let (tables, mut nodes) = (table.tables(index)?, Vec::new());
                    for index in 0..tables.len() {
                        nodes.push(Self::read(tables.get(index)?, kind.fields(), left)?);
                    }
                    Value::Tables(nodes)
                }
            };
            spend(left, 4 + value.extent())?;
            node.0.push((index, value));
        }
        Ok(node)
    }

    pub(super) fn get(&self, index: usize) -> Option<&Value<'a>> {
        self.0.iter().find(|(field, _)| *field == index).map(|(_, value)| value)
    }

    fn get_mut(&mut self, index: usize) -> Option<&mut Value<'a>> {
        self.0.iter_mut().find(|(field, _)| *field == index).map(|(_, value)| value)
    }

    #[inline(never)]
    pub(super) fn set(&mut self, index: usize, value: Value<'a>) {
        match self.get_mut(index) {
            Some(before) => *before = value,
            None => self.0.push((index, value)),
        }
    }

    pub(super) fn remove(&mut self, index: usize) {
        self.0.retain(|(field, _)| *field != index);
    }

    /// A byte, or zero.
    pub(super) fn byte(&self, index: usize) -> u8 {
        if let Some(&Value::Byte(byte)) = self.get(index) { byte } else { 0 }
    }

    /// Four bytes, or zero.
    pub(super) fn word(&self, index: usize) -> u32 {
        if let Some(&Value::Word(word)) = self.get(index) { word } else { 0 }
    }

    /// The bytes of a string or of a vector's elements; none if it is left out.
    #[inline(never)]
    pub(super) fn bytes(&self, index: usize) -> &[u8] {
        match self.get(index) {
            Some(Value::Text(bytes) | Value::Vector(_, bytes)) => bytes,
            _ => &[],
        }
    }

    #[inline(never)]
    pub(super) fn ints(&self, index: usize) -> Vec<i32> {
        self.bytes(index).as_chunks().0.iter().map(|&int| i32::from_le_bytes(int)).collect()
    }

    /// Has each thing of a list have its new number in `numbers`, or -1.
    #[inline(never)]
    pub(super) fn renumber(&mut self, index: usize, numbers: &[i32]) {
        let new = |number: i32| {
            let known = usize::try_from(number).ok().and_then(|number| numbers.get(number));
            known.copied().unwrap_or(-1)
        };
        match self.get(index) {
            Some(&Value::Word(word)) => self.set(index, Value::Word(new(word as i32) as u32)),
            Some(_) => {
                let list: Vec<i32> = self.ints(index).into_iter().map(new).collect();
                self.set(index, Value::ints(&list));
            }
            None => (),
        }
    }

    pub(super) fn table(&self, index: usize) -> Option<&Node<'a>> {
        if let Some(Value::Table(node)) = self.get(index) { Some(node) } else { None }
    }

    /// The tables of a vector; none if it is left out.
    pub(super) fn tables(&self, index: usize) -> &[Node<'a>] {
        if let Some(Value::Tables(nodes)) = self.get(index) { nodes } else { &[] }
    }

    /// As [`Self::tables`], to be changed.
    pub(super) fn tables_mut(&mut self, index: usize) -> &mut [Node<'a>] {
        match self.get_mut(index) {
            Some(Value::Tables(nodes)) => nodes,
            _ => &mut [],
        }
    }

    /// As [`Self::tables`], to be lengthened; the field is there afterwards.
    #[inline(never)]
    pub(super) fn list_mut(&mut self, index: usize) -> &mut Vec<Node<'a>> {
        let is_list =
            |(field, value): &(usize, Value)| *field == index && matches!(value, Value::Tables(_));
        let at = self.0.iter().position(is_list).unwrap_or_else(|| {
            self.remove(index);
            self.0.push((index, Value::Tables(Vec::new())));
            self.0.len() - 1
        });
        match &mut self.0[at].1 {
            Value::Tables(nodes) => nodes,
            _ => unreachable!("it was found, or put there"),
        }
    }

    /// Removes tables of a vector, where there is one.
    pub(super) fn retain(&mut self, index: usize, keeps: impl FnMut(&Node<'a>) -> bool) {
        if let Some(Value::Tables(nodes)) = self.get_mut(index) {
            nodes.retain(keeps);
        }
    }

    /// A file with this root, marked as one of its kind.
    pub(super) fn write(&self, mark: &[u8; 4]) -> Result<Vec<u8>, Error> {
        let mut back = Back::default();
        let root = back.node(self);
        back.align(8, ALIGNMENT);
        back.put(mark);
        back.refer(root);
        if i32::try_from(back.file.len()).is_err() {
            return Err(Error::Unsupported("the file would be larger than 2 GB".to_owned()));
        }
        back.file.reverse();
        Ok(back.file)
    }
}

impl Value<'_> {
    /// Bytes outside of the table, but for other tables.
    fn extent(&self) -> usize {
        match self {
            Self::Text(bytes) | Self::Vector(_, bytes) => bytes.len(),
            Self::Tables(nodes) => 4 * nodes.len(),
            _ => 0,
        }
    }

    /// Bytes in the table.
    fn size(&self) -> usize {
        match self {
            Self::Byte(_) => 1,
            Self::Long(_) => 8,
            _ => 4,
        }
    }
}

fn spend(left: &mut usize, bytes: usize) -> Result<(), Error> {
    let rest = left.checked_sub(bytes);
    *left = rest.ok_or_else(|| malformed(format_args!("its parts lie over one another")))?;
    Ok(())
}

#[cold]
fn unknown() -> Error {
    Error::Unsupported(
        "this file has fields that are not known here, so that a copy would not be complete"
            .to_owned(),
    )
}

/// A file from its end: the last byte comes first.
#[derive(Default)]
struct Back {
    file: Vec<u8>,
    /// Each list of field offsets, and where it ends, so that tables can share it.
    vtables: Vec<(Vec<u8>, usize)>,
}

/// Places count from the file's end to the first byte of a thing.
impl Back {
    fn put(&mut self, bytes: &[u8]) {
        self.file.extend(bytes.iter().rev());
    }

    /// Has what begins `len` bytes further to the front begin at a multiple of `to`.
    fn align(&mut self, len: usize, to: usize) {
        let end = (self.file.len() + len).next_multiple_of(to);
        self.file.resize(end - len, 0);
    }

    /// An offset to `place`.
    fn refer(&mut self, place: usize) {
        let offset = self.file.len() + 4 - place;
        self.put(&(offset as u32).to_le_bytes());
    }

    /// Elements behind their number.
    fn vector(&mut self, size: usize, bytes: &[u8]) -> usize {
        let alignment = if size == 1 { ALIGNMENT } else { size };
        self.align(bytes.len(), alignment.max(4));
        self.put(bytes);
        self.put(&((bytes.len() / size) as u32).to_le_bytes());
        self.file.len()
    }

    fn text(&mut self, bytes: &[u8]) -> usize {
        self.align(bytes.len() + 1, 4);
        self.put(&[0]);
        self.put(bytes);
        self.put(&(bytes.len() as u32).to_le_bytes());
        self.file.len()
    }

    fn tables(&mut self, nodes: &[Node]) -> usize {
        let places: Vec<usize> = nodes.iter().map(|node| self.node(node)).collect();
        self.align(4 * nodes.len(), 4);
        places.iter().rev().for_each(|&place| self.refer(place));
        self.put(&(nodes.len() as u32).to_le_bytes());
        self.file.len()
    }

    fn node(&mut self, node: &Node) -> usize {
        let places: Vec<usize> = node.0.iter().map(|(_, value)| self.outside(value)).collect();
        let fields = || node.0.iter().zip(&places).map(|((index, value), at)| (*index, value, *at));
        let alignment = fields().fold(4, |most, (_, value, _)| most.max(value.size()));
        let slots = fields().fold(0, |most, (index, ..)| most.max(index + 1));
        // Behind the offset to the vtable the largest come first, so that each stands at a multiple
        // of its size.
        let (mut offsets, mut end) = (vec![0u16; slots], alignment);
        for size in [8, 4, 1] {
            for (index, ..) in fields().filter(|(_, value, _)| value.size() == size) {
                offsets[index] = end as u16;
                end += size;
            }
        }
        let vtable = self.vtable(&offsets, end);
        self.align(end, alignment);
        let start = self.file.len() + end;
        let mut table = vec![0; end];
        let mut put = |at: usize, bytes: &[u8]| table[at..at + bytes.len()].copy_from_slice(bytes);
        put(0, &((vtable as i64 - start as i64) as i32).to_le_bytes());
        for (index, value, place) in fields() {
            let at = usize::from(offsets[index]);
            match *value {
                Value::Byte(byte) => put(at, &[byte]),
                Value::Word(word) => put(at, &word.to_le_bytes()),
                Value::Long(long) => put(at, &long.to_le_bytes()),
                _ => put(at, &((start - at - place) as u32).to_le_bytes()),
            }
        }
        self.put(&table);
        start
    }

    /// What a table refers to; 0 for what stands in it.
    fn outside(&mut self, value: &Value) -> usize {
        match value {
            Value::Byte(_) | Value::Word(_) | Value::Long(_) => 0,
            Value::Text(bytes) => self.text(bytes),
            Value::Vector(size, bytes) => self.vector(*size, bytes),
            Value::Table(node) => self.node(node),
            Value::Tables(nodes) => self.tables(nodes),
        }
    }

    /// The offsets of a table's fields, and how long it is.
    fn vtable(&mut self, offsets: &[u16], size: usize) -> usize {
        let head = [4 + 2 * offsets.len() as u16, size as u16];
        let vtable: Vec<u8> = head.iter().chain(offsets).flat_map(|it| it.to_le_bytes()).collect();
        if let Some((_, place)) = self.vtables.iter().find(|(known, _)| *known == vtable) {
            return *place;
        }
        self.align(vtable.len(), 2);
        self.put(&vtable);
        let place = self.file.len();
        self.vtables.push((vtable, place));
        place
    }
}
