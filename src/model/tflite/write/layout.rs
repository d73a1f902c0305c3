//! What the tables of `schema.fbs` (version 3) hold, field by field, in order to copy them. What is
//! not listed is [`Kind::Unknown`], or stands behind the last: a file with it is not written.

use super::super::schema::builtin_options as union;
use Kind::{
    Buffers, Byte, Bytes, Codes, Graphs, Long, Longs, Metadata, Names, Operators, Options,
    Quantization, Signatures, Tensors, Text, Unknown, Word, Words,
};

/// What a field holds.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// One, four or eight bytes in the table.
    Byte,
    Word,
    Long,
    Text,
    /// Vectors of elements of one, four and eight bytes.
    Bytes,
    Words,
    Longs,
    /// The union `BuiltinOptions`; the field before it tells its member.
    Options,
    /// `QuantizationParameters`, a table.
    Quantization,
    /// Vectors of tables: `OperatorCode`, `SubGraph`, `Tensor`, `Operator`, `Buffer`, `Metadata`,
    /// `SignatureDef` and `TensorMap`.
    Codes,
    Graphs,
    Tensors,
    Operators,
    Buffers,
    Metadata,
    Signatures,
    Names,
    /// What cannot be copied.
    Unknown,
}

/// `Model`: version, operator codes, subgraphs, description, buffers, metadata in two forms,
/// signatures.
pub(super) const MODEL: &[Kind] =
    &[Word, Codes, Graphs, Text, Buffers, Words, Metadata, Signatures];

impl Kind {
    /// The fields of the tables that it stands for.
    pub(super) fn fields(self) -> &'static [Kind] {
        match self {
            // The code of old files, a custom one, version, code.
            Codes => &[Byte, Text, Word, Word],
            // Tensors, inputs, outputs, operators, name, place in the debug metadata.
            Graphs => &[Tensors, Words, Words, Operators, Text, Word],
            // Shape, type, buffer, name, quantisation, whether it is variable, sparsity, shape with
            // unknown sizes, whether there is a rank, parts of a variant.
            Tensors => {
                &[Words, Byte, Word, Text, Quantization, Byte, Unknown, Words, Byte, Unknown]
            }
            // Least, most, scale, zero point, the union of its details, axis.
            Quantization => &[Words, Words, Words, Longs, Unknown, Unknown, Word],
            // Code, inputs, outputs, options with their member of the union, custom options and
            // their form, which inputs it changes, intermediates, custom options behind the file,
            // other options with their member, place in the debug metadata.
            Operators => &[
                Word, Words, Words, Byte, Options, Bytes, Byte, Bytes, Words, Unknown, Unknown,
                Unknown, Unknown, Word,
            ],
            // Data, or where they are behind the FlatBuffer.
            Buffers => &[Bytes, Long, Long],
            // Name, buffer.
            Metadata => &[Text, Word],
            // Inputs and outputs under their names, its own name in two forms, subgraph.
            Signatures => &[Names, Names, Text, Text, Word],
            // Name, tensor.
            Names => &[Text, Word],
            _ => &[],
        }
    }
}

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
