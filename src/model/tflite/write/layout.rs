//! What the tables of `schema.fbs` (version 3) hold, field by field, in order to copy them. What is
//! not listed is [`Kind::Unknown`], or stands behind the last: a file with it is not written.

use super::super::schema::builtin_options as union;
use Kind::{Byte, Bytes, Long, Longs, Options, Table, Tables, Text, Unknown, Word, Words};

/// What a field holds.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// One byte in the table.
    Byte,
    /// Four bytes in the table.
    Word,
    /// Eight bytes in the table.
    Long,
    Text,
    /// Vectors of elements of one, four and eight bytes.
    Bytes,
    Words,
    Longs,
    Table(&'static [Kind]),
    Tables(&'static [Kind]),
    /// The union `BuiltinOptions`; the field before it tells its member.
    Options,
    /// What cannot be copied.
    Unknown,
}

/// `Model`: version, operator codes, subgraphs, description, buffers, metadata in two forms,
/// signatures.
pub(super) const MODEL: &[Kind] = &[
    Word,
    Tables(CODE),
    Tables(GRAPH),
    Text,
    Tables(BUFFER),
    Words,
    Tables(METADATA),
    Tables(SIGNATURE),
];

/// `OperatorCode`: the code of old files, a custom one, version, code.
const CODE: &[Kind] = &[Byte, Text, Word, Word];

/// `SubGraph`: tensors, inputs, outputs, operators, name, place in the debug metadata.
const GRAPH: &[Kind] = &[Tables(TENSOR), Words, Words, Tables(OPERATOR), Text, Word];

/// `Tensor`: shape, type, buffer, name, quantisation, whether it is variable, sparsity, shape with
/// unknown sizes, whether there is a rank, parts of a variant.
const TENSOR: &[Kind] =
    &[Words, Byte, Word, Text, Table(QUANTIZATION), Byte, Unknown, Words, Byte, Unknown];

/// `QuantizationParameters`: min, max, scale, zero point, the union of its details, axis.
const QUANTIZATION: &[Kind] = &[Words, Words, Words, Longs, Unknown, Unknown, Word];

/// `Operator`: code, inputs, outputs, options with their member of the union, custom options and
/// their form, which inputs it changes, intermediates, custom options behind the file, other options
/// with their member, place in the debug metadata.
const OPERATOR: &[Kind] = &[
    Word, Words, Words, Byte, Options, Bytes, Byte, Bytes, Words, Unknown, Unknown, Unknown,
    Unknown, Word,
];

/// `Buffer`: data, or where they are behind the FlatBuffer.
const BUFFER: &[Kind] = &[Bytes, Long, Long];

/// `Metadata`: name, buffer.
const METADATA: &[Kind] = &[Text, Word];

/// `SignatureDef`: inputs and outputs under their names, its own name in two forms, subgraph.
const SIGNATURE: &[Kind] = &[Tables(NAMED), Tables(NAMED), Text, Text, Word];

/// `TensorMap`: name, tensor.
const NAMED: &[Kind] = &[Text, Word];

/// The fields of a member of `BuiltinOptions`; those of operators that are not read have none.
pub(super) fn options(member: u8) -> &'static [Kind] {
    match member {
        union::CONV_2D => &[Byte, Word, Word, Byte, Word, Word, Byte],
        union::DEPTHWISE_CONV_2D => &[Byte, Word, Word, Word, Byte, Word, Word],
        union::POOL_2D => &[Byte, Word, Word, Word, Word, Byte],
        union::FULLY_CONNECTED => &[Byte, Byte, Byte, Byte, Byte],
        union::SOFTMAX => &[Word],
        union::CONCATENATION => &[Word, Byte],
        union::ADD | union::SUB => &[Byte, Byte],
        union::RESHAPE | union::SQUEEZE => &[Words],
        union::MUL | union::REDUCER | union::SHAPE => &[Byte],
        union::STRIDED_SLICE => &[Word, Word, Word, Word, Word, Byte],
        union::PACK => &[Word, Word],
        _ => &[],
    }
}
