//! What a file says about its network beside the network: how pixels become its input, and where
//! the names of its classes are.
//!
//! TensorFlow Lite Metadata is a FlatBuffer of its own (`metadata_schema.fbs`, marked M001) in a
//! buffer of the model. The files that it names lie in a zip behind the model, which is not read
//! here.

use super::flatbuffer::{Table, Tables, malformed};
use super::schema;
use crate::Error;

/// Label files of one output; translations are among them.
const MAX_LABEL_FILES: usize = 64;
/// Bytes of a file's name.
const MAX_NAME: usize = 255;
/// Channels for which a mean is given.
const MAX_CHANNELS: usize = 4;

/// What a file's metadata says of its network's input and output.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Metadata {
    /// How pixels become the numbers that the network was trained on (`NormalizationOptions`).
    pub normalization: Option<Normalization>,
    /// What the input holds.
    pub content: Content,
    /// Names of the files with the output's labels, in the zip behind the model; the first is the
    /// default, the others are translations of it.
    pub label_files: Vec<String>,
    /// Whether the scores are meant to be calibrated (`ScoreCalibrationOptions`), which the engine
    /// does not do.
    pub score_calibration: bool,
}

/// `(pixel - mean) / std`, for pixels of 0 to 255. One value each for all channels, or one for
/// every channel; all finite, no deviation zero.
#[derive(Clone, Debug, PartialEq)]
pub struct Normalization {
    /// Of each channel, or one for all.
    pub mean: Vec<f32>,
    /// Of each channel, or one for all.
    pub std: Vec<f32>,
}

/// What a network's input holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Content {
    /// The metadata does not tell.
    #[default]
    Unknown,
    /// `ImageProperties`.
    Image,
    /// `AudioProperties`.
    Audio,
    /// A text, which a tokenizer cuts up.
    Text,
}

/// The mark of a FlatBuffer of metadata.
pub(super) const MARK: &[u8; 4] = b"M001";

/// Fields by their position in their table, members of unions and enums by value.
pub(super) mod field {
    /// Name, description, version, author, licence.
    pub(in super::super) const MODEL_TEXTS: [usize; 5] = [0, 1, 2, 4, 5];
    pub(in super::super) const MODEL_SUBGRAPHS: usize = 3;
    pub(in super::super) const MODEL_MIN_PARSER_VERSION: usize = 7;
    pub(in super::super) const SUBGRAPH_INPUTS: usize = 2;
    pub(in super::super) const SUBGRAPH_OUTPUTS: usize = 3;
    pub(in super::super) const SUBGRAPH_INPUT_UNITS: usize = 5;
    pub(in super::super) const TENSOR_NAME: usize = 0;
    pub(in super::super) const TENSOR_CONTENT: usize = 3;
    pub(in super::super) const TENSOR_UNITS: usize = 4;
    pub(in super::super) const TENSOR_FILES: usize = 6;
    pub(in super::super) const CONTENT_TYPE: usize = 0;
    pub(in super::super) const CONTENT: usize = 1;
    pub(in super::super) const IMAGE_COLOR_SPACE: usize = 0;
    pub(in super::super) const UNIT_TYPE: usize = 0;
    pub(in super::super) const UNIT: usize = 1;
    pub(in super::super) const NORMALIZATION_MEAN: usize = 0;
    pub(in super::super) const NORMALIZATION_STD: usize = 1;
    pub(in super::super) const FILE_NAME: usize = 0;
    pub(in super::super) const FILE_TYPE: usize = 2;
}

/// The union `ContentProperties`.
pub(super) mod content {
    pub(in super::super) const FEATURE: u8 = 1;
    pub(in super::super) const IMAGE: u8 = 2;
    pub(in super::super) const AUDIO: u8 = 4;
}

/// The union `ProcessUnitOptions`.
pub(super) mod unit {
    pub(in super::super) const NORMALIZATION: u8 = 1;
    pub(in super::super) const SCORE_CALIBRATION: u8 = 2;
    pub(in super::super) const BERT_TOKENIZER: u8 = 4;
    pub(in super::super) const REGEX_TOKENIZER: u8 = 6;
}

/// The enum `AssociatedFileType`.
pub(super) mod file_type {
    pub(in super::super) const TENSOR_AXIS_LABELS: u8 = 2;
    pub(in super::super) const TENSOR_VALUE_LABELS: u8 = 3;
    pub(in super::super) const TENSOR_AXIS_SCORE_CALIBRATION: u8 = 4;
    pub(in super::super) const VOCABULARY: u8 = 5;
}

/// Reads the metadata of a `.tflite` file; a file without any has [`Metadata::default`].
///
/// # Errors
/// [`Error::Malformed`] if the metadata is cut short or contradicts itself. The network may be
/// sound all the same.
pub fn metadata(file: &[u8]) -> Result<Metadata, Error> {
    let Some(bytes) = bytes_of(file)? else { return Ok(Metadata::default()) };
    let inside = |error| match error {
        Error::Malformed(what) => malformed(format_args!("in its metadata, {what}")),
        other => other,
    };
    read(bytes).map_err(inside)
}

/// The buffer of the model that holds its metadata.
pub(super) fn bytes_of(file: &[u8]) -> Result<Option<&[u8]>, Error> {
    let root = Table::root(file, b"TFL3")?;
    let entries = root.tables(schema::model::METADATA)?;
    for index in 0..entries.len() {
        let entry = entries.get(index)?;
        if entry.bytes(schema::metadata::NAME)? == b"TFLITE_METADATA" {
            let buffer = usize::try_from(entry.i32(schema::metadata::BUFFER, 0)?)
                .map_err(|_| malformed(format_args!("its metadata has no buffer")))?;
            let buffer = root.tables(schema::model::BUFFERS)?.get(buffer)?;
            return buffer.bytes(schema::buffer::DATA).map(Some);
        }
    }
    Ok(None)
}

fn read(bytes: &[u8]) -> Result<Metadata, Error> {
    let mut metadata = Metadata::default();
    let graphs = Table::root(bytes, MARK)?.tables(field::MODEL_SUBGRAPHS)?;
    if graphs.len() == 0 {
        return Ok(metadata);
    }
    let graph = graphs.get(0)?;
    // A tokenizer may stand beside the tensors, for all of them.
    metadata.input_units(graph.tables(field::SUBGRAPH_INPUT_UNITS)?)?;
    let inputs = graph.tables(field::SUBGRAPH_INPUTS)?;
    if inputs.len() > 0 {
        metadata.input(inputs.get(0)?)?;
    }
    let outputs = graph.tables(field::SUBGRAPH_OUTPUTS)?;
    if outputs.len() > 0 {
        metadata.output(outputs.get(0)?)?;
    }
    Ok(metadata)
}

impl Metadata {
    fn input(&mut self, tensor: Table<'_>) -> Result<(), Error> {
        if let Some(properties) = tensor.table(field::TENSOR_CONTENT)? {
            match properties.u8(field::CONTENT_TYPE)? {
                content::IMAGE => self.content = Content::Image,
                content::AUDIO => self.content = Content::Audio,
                _ => {}
            }
        }
        let files = tensor.tables(field::TENSOR_FILES)?;
        for index in 0..files.len() {
            if files.get(index)?.u8(field::FILE_TYPE)? == file_type::VOCABULARY {
                self.content = Content::Text;
            }
        }
        self.input_units(tensor.tables(field::TENSOR_UNITS)?)
    }

    fn input_units(&mut self, units: Tables<'_>) -> Result<(), Error> {
        for index in 0..units.len() {
            let entry = units.get(index)?;
            match entry.u8(field::UNIT_TYPE)? {
                unit::NORMALIZATION => {
                    if let Some(options) = entry.table(field::UNIT)? {
                        self.normalization = Some(Normalization::read(options)?);
                    }
                }
                unit::BERT_TOKENIZER..=unit::REGEX_TOKENIZER => self.content = Content::Text,
                _ => {}
            }
        }
        Ok(())
    }

    fn output(&mut self, tensor: Table<'_>) -> Result<(), Error> {
        let units = tensor.tables(field::TENSOR_UNITS)?;
        for index in 0..units.len() {
            if units.get(index)?.u8(field::UNIT_TYPE)? == unit::SCORE_CALIBRATION {
                self.score_calibration = true;
            }
        }
        let files = tensor.tables(field::TENSOR_FILES)?;
        for index in 0..files.len() {
            let file = files.get(index)?;
            match file.u8(field::FILE_TYPE)? {
                file_type::TENSOR_AXIS_LABELS | file_type::TENSOR_VALUE_LABELS => {
                    self.label_file(file.bytes(field::FILE_NAME)?)?;
                }
                file_type::TENSOR_AXIS_SCORE_CALIBRATION => self.score_calibration = true,
                _ => {}
            }
        }
        Ok(())
    }

    fn label_file(&mut self, name: &[u8]) -> Result<(), Error> {
        if name.len() > MAX_NAME || self.label_files.len() == MAX_LABEL_FILES {
            return Err(malformed(format_args!(
                "it names more than {MAX_LABEL_FILES} label files, or one by more than {MAX_NAME} \
                 bytes"
            )));
        }
        self.label_files.push(String::from_utf8_lossy(name).into_owned());
        Ok(())
    }
}

impl Normalization {
    fn read(options: Table<'_>) -> Result<Self, Error> {
        let floats = |field: usize, default: f32| {
            let stored = options.vector::<4>(field)?;
            if stored.len() > MAX_CHANNELS {
                return Err(malformed(format_args!(
                    "the pixels are normalised with {} values, and at most {MAX_CHANNELS} channels \
                     are read",
                    stored.len()
                )));
            }
            let floats: Vec<f32> = stored.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect();
            Ok(if floats.is_empty() { vec![default] } else { floats })
        };
        let mean = floats(field::NORMALIZATION_MEAN, 0.0)?;
        let std = floats(field::NORMALIZATION_STD, 1.0)?;
        if mean.iter().chain(&std).any(|value| !value.is_finite()) || std.contains(&0.0) {
            return Err(malformed(format_args!(
                "the pixels' mean or deviation is no number, or is zero"
            )));
        }
        if mean.len() != std.len() && mean.len() > 1 && std.len() > 1 {
            return Err(malformed(format_args!(
                "the pixels have {} means and {} deviations",
                mean.len(),
                std.len()
            )));
        }
        Ok(Self { mean, std })
    }
}
