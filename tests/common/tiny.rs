//! Networks of a few pixels, written as `.tflite` files that tests can spoil in any way.

use Field::{Byte, Bytes, Float, Floats, Int, Ints, Longs, Table, Tables};

/// The value of a table's field.
#[derive(Clone)]
pub enum Field {
    Byte(u8),
    Int(i32),
    Float(f32),
    Bytes(Vec<u8>),
    Ints(Vec<i32>),
    Longs(Vec<i64>),
    Floats(Vec<f32>),
    Table(Fields),
    Tables(Vec<Fields>),
}

/// The fields of a table, by number.
pub type Fields = Vec<(usize, Field)>;

/// A tensor; it is a constant if it has data.
#[derive(Clone)]
pub struct Tensor {
    pub name: String,
    pub shape: Vec<i32>,
    /// 0 float32, 2 int32, 3 uint8, 9 int8.
    pub kind: u8,
    pub scales: Vec<f32>,
    pub zero_points: Vec<i64>,
    pub axis: i32,
    pub data: Vec<u8>,
}

/// An operator: its builtin code, and its options with their number in the union.
#[derive(Clone)]
pub struct Operator {
    pub code: i32,
    pub inputs: Vec<i32>,
    pub outputs: Vec<i32>,
    pub options: (u8, Fields),
}

/// A file.
#[derive(Clone)]
pub struct File {
    pub tensors: Vec<Tensor>,
    pub operators: Vec<Operator>,
    pub inputs: Vec<i32>,
    pub outputs: Vec<i32>,
    pub graphs: usize,
    /// The name of the operators with the code 32.
    pub custom: String,
    /// A FlatBuffer of its own, under the name TFLITE_METADATA; none if it is empty.
    pub metadata: Vec<u8>,
}

/// Indices of tensors and operators in [`network`].
pub const CONV: usize = 0;
pub const DEPTHWISE: usize = 1;
pub const POOL: usize = 2;
pub const CLASSIFIER: usize = 3;
pub const RESHAPE: usize = 4;
pub const SOFTMAX: usize = 5;
pub const QUANTIZE: usize = 6;
pub const INPUT: usize = 0;
pub const CONV_WEIGHTS: usize = 1;
pub const CONV_BIAS: usize = 2;
pub const CONV_OUT: usize = 3;
pub const DEPTHWISE_WEIGHTS: usize = 4;
pub const POOL_OUT: usize = 7;
pub const SCORES: usize = 10;
pub const LIST: usize = 11;
pub const NEW_SHAPE: usize = 12;
pub const ANSWER: usize = 13;
pub const OUTPUT: usize = 14;

/// Further indices in [`residual`].
pub const ADD: usize = 2;
pub const MEAN: usize = 3;
pub const FULLY_CONNECTED: usize = 4;
pub const DEPTHWISE_OUT: usize = 6;
pub const CLASSIFIER_WEIGHTS: usize = 8;
pub const CLASSIFIER_BIAS: usize = 9;
pub const SUM: usize = 15;
pub const AXES: usize = 16;

/// All networks here: quantised and float, in the manner of V1 and of V2.
pub fn networks() -> [File; 4] {
    [network(), residual(), float(network()), float(residual())]
}

/// A MobileNet of one block on 5 x 5 pixels with four classes, uint8 per tensor.
pub fn network() -> File {
    let activation = |name: &str, shape: &[i32], scale| Tensor {
        name: name.to_owned(),
        shape: shape.to_vec(),
        kind: 3,
        scales: vec![scale],
        zero_points: vec![100],
        axis: 0,
        data: Vec::new(),
    };
    let constant = |name: &str, shape: &[i32], kind, scale, zero_point| {
        let size = if kind == 2 { 4 } else { 1 };
        let len = shape.iter().product::<i32>() as usize * size;
        let data = match kind {
            2 => vec![0; len],
            _ => (0..len).map(|i| (i * 37 + 90) as u8).collect(),
        };
        let (scales, zero_points) = (vec![scale], vec![zero_point]);
        Tensor { kind, data, zero_points, scales, ..activation(name, shape, 1.0) }
    };
    let mut new_shape = constant("new shape", &[2], 2, 1.0, 0);
    (new_shape.scales, new_shape.zero_points) = (Vec::new(), Vec::new());
    new_shape.data = [1i32, 4].iter().flat_map(|size| size.to_le_bytes()).collect();
    let mut answer = activation("answer", &[1, 4], 1.0 / 256.0);
    answer.zero_points = vec![0];
    let mut output = activation("output", &[1, 4], 1.0 / 256.0);
    (output.kind, output.zero_points) = (9, vec![-128]);
    let window = |padding, stride| vec![(0, Byte(padding)), (1, Int(stride)), (2, Int(stride))];
    let with = |mut fields: Fields, more: Fields| {
        fields.extend(more);
        fields
    };
    File {
        tensors: vec![
            activation("input", &[1, 5, 5, 3], 0.01),
            constant("conv weights", &[2, 3, 3, 3], 3, 0.02, 120),
            constant("conv bias", &[2], 2, 0.01 * 0.02, 0),
            activation("conv", &[1, 3, 3, 2], 0.02),
            constant("depthwise weights", &[1, 3, 3, 2], 3, 0.03, 110),
            constant("depthwise bias", &[2], 2, 0.02 * 0.03, 0),
            activation("depthwise", &[1, 3, 3, 2], 0.02),
            activation("pool", &[1, 1, 1, 2], 0.02),
            constant("classifier weights", &[4, 1, 1, 2], 3, 0.05, 100),
            constant("classifier bias", &[4], 2, 0.02 * 0.05, 0),
            activation("scores", &[1, 1, 1, 4], 0.1),
            activation("list", &[1, 4], 0.1),
            new_shape,
            answer,
            output,
        ],
        operators: vec![
            operator(3, &[0, 1, 2], 3, 1, with(window(0, 2), vec![(3, Byte(3))])),
            operator(4, &[3, 4, 5], 6, 2, with(window(0, 1), vec![(3, Int(1)), (4, Byte(3))])),
            operator(1, &[6], 7, 5, with(window(1, 1), vec![(3, Int(3)), (4, Int(3))])),
            operator(3, &[7, 8, 9], 10, 1, window(0, 1)),
            operator(22, &[10, 12], 11, 17, Vec::new()),
            operator(25, &[11], 13, 9, vec![(0, Float(1.0))]),
            operator(114, &[13], 14, 80, Vec::new()),
        ],
        inputs: vec![0],
        outputs: vec![14],
        graphs: 1,
        custom: String::new(),
        metadata: Vec::new(),
    }
}

/// [`network`] in two parts: up to the averages, and the rest.
pub fn parts() -> [File; 2] {
    let (mut body, mut head) = (network(), network());
    body.operators.truncate(CLASSIFIER);
    body.outputs = vec![POOL_OUT as i32];
    head.operators.drain(..CLASSIFIER);
    head.inputs = vec![POOL_OUT as i32];
    [body, head]
}

/// [`network`] in the manner of MobileNet V2: the block's input is added to its output, a MEAN replaces the
/// pool, and a FULLY_CONNECTED layer is the classifier.
pub fn residual() -> File {
    let mut file = network();
    let mut sum = file.tensors[CONV_OUT].clone();
    (sum.name, sum.scales, sum.zero_points) = ("sum".to_owned(), vec![0.03], vec![90]);
    let mut axes = file.tensors[NEW_SHAPE].clone();
    axes.name = "axes".to_owned();
    axes.data = [1i32, 2].iter().flat_map(|axis| axis.to_le_bytes()).collect();
    file.tensors.extend([sum, axes]);
    file.tensors[CLASSIFIER_WEIGHTS].shape = vec![4, 2];
    let tail = file.operators.split_off(SOFTMAX);
    file.operators.truncate(POOL);
    file.operators.extend([
        operator(0, &[6, 3], 15, 11, vec![(0, Byte(0))]),
        operator(40, &[15, 16], 7, 27, vec![(0, Byte(1))]),
        operator(9, &[7, 8, 9], 11, 8, vec![(0, Byte(0)), (1, Byte(0))]),
    ]);
    file.operators.extend(tail);
    file
}

/// A network in float32, without a layer that requantises the answer.
pub fn float(mut file: File) -> File {
    for tensor in file.tensors.iter_mut().filter(|tensor| !tensor.scales.is_empty()) {
        if tensor.kind != 2 {
            let value = |&byte: &u8| (f32::from(byte) - 128.0) / 64.0;
            tensor.data = tensor.data.iter().flat_map(|b| value(b).to_le_bytes()).collect();
        }
        tensor.kind = 0;
        (tensor.scales, tensor.zero_points) = (Vec::new(), Vec::new());
    }
    file.operators.retain(|operator| operator.code != 114);
    if file.outputs == [OUTPUT as i32] {
        file.outputs = vec![ANSWER as i32];
    }
    file
}

fn operator(code: i32, inputs: &[i32], output: i32, number: u8, options: Fields) -> Operator {
    let (inputs, outputs) = (inputs.to_vec(), vec![output]);
    Operator { code, inputs, outputs, options: (number, options) }
}

impl Operator {
    /// Sets an option.
    pub fn set(&mut self, number: usize, value: Field) {
        self.options.1.retain(|(other, _)| *other != number);
        self.options.1.push((number, value));
    }
}

impl Tensor {
    /// Sets one number of a float32 constant.
    pub fn set(&mut self, index: usize, value: f32) {
        self.data[4 * index..][..4].copy_from_slice(&value.to_le_bytes());
    }
}

impl File {
    /// The bytes of the file.
    pub fn write(&self) -> Vec<u8> {
        write_flatbuffer(b"TFL3", &self.root())
    }

    /// The fields of the file's root.
    pub fn root(&self) -> Fields {
        // Every tensor has a buffer of its own behind the empty one.
        let buffers = std::iter::once(Vec::new()).chain(self.tensors.iter().map(|tensor| {
            if tensor.data.is_empty() { Vec::new() } else { vec![(0, Bytes(tensor.data.clone()))] }
        }));
        let codes = self.operators.iter().map(|operator| {
            let mut code = vec![(0, Byte(operator.code.min(127) as u8)), (3, Int(operator.code))];
            if operator.code == 32 {
                code.push((1, Bytes(self.custom.clone().into_bytes())));
            }
            code
        });
        let graph = vec![
            (0, Tables(self.tensors.iter().enumerate().map(tensor_fields).collect())),
            (1, Ints(self.inputs.clone())),
            (2, Ints(self.outputs.clone())),
            (3, Tables(self.operators.iter().enumerate().map(operator_fields).collect())),
        ];
        let mut root =
            vec![(0, Int(3)), (1, Tables(codes.collect())), (2, Tables(vec![graph; self.graphs]))];
        if self.metadata.is_empty() {
            root.push((4, Tables(buffers.collect())));
        } else {
            let last = vec![(0, Bytes(self.metadata.clone()))];
            root.push((4, Tables(buffers.chain([last]).collect())));
            let name = Bytes(b"TFLITE_METADATA".to_vec());
            root.push((6, Tables(vec![vec![(0, name), (1, Int(self.tensors.len() as i32 + 1))]])));
        }
        root
    }
}

/// A FlatBuffer with this mark and this root.
pub fn write_flatbuffer(mark: &[u8; 4], root: &Fields) -> Vec<u8> {
    let mut file = vec![0; 4];
    file.extend(mark);
    let at = write_table(&mut file, root);
    file[..4].copy_from_slice(&(at as u32).to_le_bytes());
    file
}

fn tensor_fields((index, tensor): (usize, &Tensor)) -> Fields {
    let quantization = vec![
        (2, Floats(tensor.scales.clone())),
        (3, Longs(tensor.zero_points.clone())),
        (6, Int(tensor.axis)),
    ];
    vec![
        (0, Ints(tensor.shape.clone())),
        (1, Byte(tensor.kind)),
        (2, Int(index as i32 + 1)),
        (3, Bytes(tensor.name.clone().into_bytes())),
        (4, Table(quantization)),
    ]
}

fn operator_fields((index, operator): (usize, &Operator)) -> Fields {
    vec![
        (0, Int(index as i32)),
        (1, Ints(operator.inputs.clone())),
        (2, Ints(operator.outputs.clone())),
        (3, Byte(operator.options.0)),
        (4, Table(operator.options.1.clone())),
    ]
}

/// Appends a table: its vtable, the table, and the data that it refers to. Returns the table's offset.
fn write_table(file: &mut Vec<u8>, fields: &Fields) -> usize {
    let slots = fields.iter().map(|(number, _)| number + 1).max().unwrap_or(0);
    let vtable = file.len();
    let table = (vtable + 4 + 2 * slots).next_multiple_of(4);
    file.resize(table + 4 + 4 * fields.len(), 0);
    let mut put = |at: usize, bytes: &[u8]| file[at..at + bytes.len()].copy_from_slice(bytes);
    put(vtable, &(4 + 2 * slots as u16).to_le_bytes());
    put(vtable + 2, &(4 + 4 * fields.len() as u16).to_le_bytes());
    put(table, &((table - vtable) as i32).to_le_bytes());
    for (slot, (number, _)) in fields.iter().enumerate() {
        put(vtable + 4 + 2 * number, &(4 + 4 * slot as u16).to_le_bytes());
    }
    for (slot, (_, field)) in fields.iter().enumerate() {
        let at = table + 4 + 4 * slot;
        let bytes = match field {
            Byte(value) => [*value, 0, 0, 0],
            Int(value) => value.to_le_bytes(),
            Float(value) => value.to_le_bytes(),
            other => (write_away(file, other) as u32 - at as u32).to_le_bytes(),
        };
        file[at..at + 4].copy_from_slice(&bytes);
    }
    table
}

/// Appends the data that a field refers to. Returns its offset.
fn write_away(file: &mut Vec<u8>, field: &Field) -> usize {
    file.resize(file.len().next_multiple_of(4), 0);
    let at = file.len();
    let (len, bytes): (usize, Vec<u8>) = match field {
        Bytes(values) => (values.len(), values.clone()),
        Ints(values) => (values.len(), values.iter().flat_map(|v| v.to_le_bytes()).collect()),
        Longs(values) => (values.len(), values.iter().flat_map(|v| v.to_le_bytes()).collect()),
        Floats(values) => (values.len(), values.iter().flat_map(|v| v.to_le_bytes()).collect()),
        Table(fields) => return write_table(file, fields),
        Tables(tables) => {
            file.extend((tables.len() as u32).to_le_bytes());
            file.resize(at + 4 + 4 * tables.len(), 0);
            for (index, fields) in tables.iter().enumerate() {
                let slot = at + 4 + 4 * index;
                let offset = write_table(file, fields) - slot;
                file[slot..slot + 4].copy_from_slice(&(offset as u32).to_le_bytes());
            }
            return at;
        }
        Byte(_) | Int(_) | Float(_) => unreachable!("stands in the table itself"),
    };
    file.extend((len as u32).to_le_bytes());
    file.extend(bytes);
    at
}
