//! TensorFlow Lite Metadata for a network of pictures (`metadata_schema.fbs`): what pixels stand
//! for, and the file of labels behind the network. MediaPipe's ImageClassifier needs both.

use super::super::flatbuffer::Table;
use super::super::metadata::{MARK, Normalization, bytes_of, content, field, file_type, unit};
use super::super::schema::{metadata, model};
use super::draft::Draft;
use super::tree::{Node, Value};
use super::zip;
use crate::Error;
use std::borrow::Cow;

const LABELS: &str = "labels.txt";
const NAME: &[u8] = b"TFLITE_METADATA";
/// The version of the metadata's parser that knows all that is written here.
const PARSER: &str = "1.0.0";

/// `ColorSpaceType`.
const RGB: u8 = 1;
const GRAYSCALE: u8 = 2;

/// What a file says of its network beside the network, as TensorFlow Lite Metadata: what readers
/// like MediaPipe's ImageClassifier make pixels and names of.
#[derive(Clone, Debug, PartialEq)]
pub struct Description {
    /// The names of the classes, packed behind the network as `labels.txt`; none if it is empty.
    pub labels: Vec<String>,
    /// What pixels stand for.
    pub normalization: Normalization,
}

/// Describes a network whose input has so many channels, in place of what `before`, its file, says.
/// Who made it, and under which licence, is kept.
pub(super) fn describe(
    draft: &mut Draft,
    description: &Description,
    channels: usize,
    before: &[u8],
) -> Result<(), Error> {
    let space = if channels == 1 { GRAYSCALE } else { RGB };
    let image = Node::new([(field::IMAGE_COLOR_SPACE, Value::Byte(space))]);
    let pixels = Node::new([
        (field::NORMALIZATION_MEAN, Value::floats(&description.normalization.mean)),
        (field::NORMALIZATION_STD, Value::floats(&description.normalization.std)),
    ]);
    let input = Node::new([
        (field::TENSOR_NAME, Value::text("image")),
        (field::TENSOR_CONTENT, properties(content::IMAGE, image)),
        (
            field::TENSOR_UNITS,
            Value::Tables(vec![Node::new([
                (field::UNIT_TYPE, Value::Byte(unit::NORMALIZATION)),
                (field::UNIT, Value::Table(pixels)),
            ])]),
        ),
    ]);
    let mut output = Node::new([
        (field::TENSOR_NAME, Value::text("probability")),
        (field::TENSOR_CONTENT, properties(content::FEATURE, Node::default())),
    ]);
    if !description.labels.is_empty() {
        let file = Node::new([
            (field::FILE_NAME, Value::text(LABELS)),
            (field::FILE_TYPE, Value::Byte(file_type::TENSOR_AXIS_LABELS)),
        ]);
        output.set(field::TENSOR_FILES, Value::Tables(vec![file]));
    }
    let graph = Node::new([
        (field::SUBGRAPH_INPUTS, Value::Tables(vec![input])),
        (field::SUBGRAPH_OUTPUTS, Value::Tables(vec![output])),
    ]);
    let mut root = Node::new([
        (field::MODEL_SUBGRAPHS, Value::Tables(vec![graph])),
        (field::MODEL_MIN_PARSER_VERSION, Value::text(PARSER)),
    ]);
    for (field, text) in texts(before) {
        root.set(field, Value::Text(Cow::Owned(text.to_vec())));
    }
    draft.remove_metadata(NAME);
    let buffer = draft.add_buffer(root.write(MARK)?);
    let entry =
        Node::new([(metadata::NAME, Value::Text(Cow::Borrowed(NAME))), (metadata::BUFFER, buffer)]);
    draft.root.list_mut(model::METADATA).push(entry);
    Ok(())
}

fn properties(member: u8, node: Node<'static>) -> Value<'static> {
    Value::Table(Node::new([
        (field::CONTENT_TYPE, Value::Byte(member)),
        (field::CONTENT, Value::Table(node)),
    ]))
}

/// Name, description, version, author and licence of a network, where its metadata can be read.
fn texts(file: &[u8]) -> Vec<(usize, &[u8])> {
    let root = bytes_of(file).ok().flatten().and_then(|bytes| Table::root(bytes, MARK).ok());
    let Some(root) = root else { return Vec::new() };
    let texts = field::MODEL_TEXTS.into_iter();
    texts
        .filter_map(|field| Some((field, root.bytes(field).ok().filter(|text| !text.is_empty())?)))
        .collect()
}

/// Packs the labels behind the network, one a line.
pub(super) fn pack_labels(file: &mut Vec<u8>, labels: &[String]) {
    if labels.is_empty() {
        return;
    }
    let mut text = String::new();
    for label in labels {
        text.extend(label.chars().map(|letter| if letter.is_control() { ' ' } else { letter }));
        text.push('\n');
    }
    zip::append(file, LABELS, text.as_bytes());
}
