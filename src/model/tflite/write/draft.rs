//! A file on its way to another one: its tensors, operators and buffers, with the checks that keep
//! one part from changing another.

use super::super::flatbuffer::{Table, malformed};
use super::super::schema::{
    buffer, builtin_operator as builtin, metadata, model, operator, operator_code, quantization,
    signature, subgraph, tensor, tensor_map, tensor_type,
};
use super::layout::MODEL;
use super::tree::{Node, Value};
use crate::Error;
use std::borrow::Cow;

/// What TensorFlow Lite's planner for microcontrollers says of tensors by their numbers.
const MEMORY_PLAN: &[u8] = b"OfflineMemoryAllocation";

/// Where the ends of a network are listed, the tensors of an operator, and the ends in a signature.
const ENDS: [usize; 2] = [subgraph::INPUTS, subgraph::OUTPUTS];
const LISTS: [usize; 3] = [operator::INPUTS, operator::OUTPUTS, operator::INTERMEDIATES];
const SIGNED: [usize; 2] = [signature::INPUTS, signature::OUTPUTS];

/// What a new tensor is.
pub(super) struct Made<'n> {
    pub(super) name: &'n str,
    pub(super) shape: &'n [i32],
    /// Its `TensorType`.
    pub(super) kind: u8,
}

/// A file, and what is changed in it.
pub(super) struct Draft<'a> {
    pub(super) root: Node<'a>,
}

impl<'a> Draft<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Error> {
        let mut left = 2 * bytes.len() + 4096;
        let draft = Self { root: Node::read(Table::root(bytes, b"TFL3")?, MODEL, &mut left)? };
        let [_] = draft.root.tables(model::SUBGRAPHS) else {
            return Err(Error::Unsupported(
                "this file holds several networks (subgraphs), and one is written".to_owned(),
            ));
        };
        let behind =
            |node: &Node, field| !matches!(node.get(field), None | Some(Value::Long(..=1)));
        let buffers = draft.buffers();
        if buffers.iter().any(|it| behind(it, buffer::OFFSET) && behind(it, buffer::SIZE)) {
            return Err(Error::Unsupported(
                "this file has its weights behind the network, as files above 2 GB have".to_owned(),
            ));
        }
        if !draft.names_what_is_there() {
            return Err(malformed(format_args!("it names a tensor or a buffer that is not there")));
        }
        Ok(draft)
    }

    /// Whether every tensor and buffer that is named by its number is there.
    fn names_what_is_there(&self) -> bool {
        let (tensors, buffers) = (self.tensors().len(), self.buffers().len());
        let below = |number: i32, count: usize| (-1..count as i64).contains(&i64::from(number));
        let listed = |node: &Node, fields: &[usize]| {
            let numbers = fields.iter().flat_map(|&field| node.ints(field));
            numbers.into_iter().all(|number| below(number, tensors))
        };
        let stored = |node: &Node, field, count| (node.word(field) as usize) < count;
        listed(self.graph(), &ENDS)
            && self.operators().iter().all(|it| listed(it, &LISTS))
            && self.root.tables(model::SIGNATURES).iter().all(|known| {
                let mut names = SIGNED.iter().flat_map(|&field| known.tables(field));
                names.all(|name| stored(name, tensor_map::TENSOR, tensors))
            })
            && self.tensors().iter().all(|it| stored(it, tensor::BUFFER, buffers))
            && self
                .root
                .tables(model::METADATA)
                .iter()
                .all(|it| stored(it, metadata::BUFFER, buffers))
            && self
                .root
                .ints(model::METADATA_BUFFER)
                .iter()
                .all(|&it| it >= 0 && below(it, buffers))
    }

    fn graph(&self) -> &Node<'a> {
        &self.root.tables(model::SUBGRAPHS)[0]
    }

    fn graph_mut(&mut self) -> &mut Node<'a> {
        &mut self.root.tables_mut(model::SUBGRAPHS)[0]
    }

    pub(super) fn tensors(&self) -> &[Node<'a>] {
        self.graph().tables(subgraph::TENSORS)
    }

    pub(super) fn operators(&self) -> &[Node<'a>] {
        self.graph().tables(subgraph::OPERATORS)
    }

    pub(super) fn operators_mut(&mut self) -> &mut Vec<Node<'a>> {
        self.graph_mut().list_mut(subgraph::OPERATORS)
    }

    fn buffers(&self) -> &[Node<'a>] {
        self.root.tables(model::BUFFERS)
    }

    /// Leaves no size unknown: LiteRT.js takes no picture where the file leaves the batch open.
    pub(super) fn fix_shapes(&mut self) {
        for tensor in self.graph_mut().tables_mut(subgraph::TENSORS) {
            tensor.remove(tensor::SHAPE_SIGNATURE);
        }
    }

    /// The first tensor of the network's inputs or outputs.
    pub(super) fn end(&self, field: usize) -> i32 {
        self.graph().ints(field).first().copied().unwrap_or(-1)
    }

    /// Has the network begin, or end, with another tensor.
    pub(super) fn set_end(&mut self, field: usize, tensor: i32) {
        let before = self.end(field);
        self.graph_mut().set(field, Value::ints(&[tensor]));
        let named = match field {
            subgraph::INPUTS => signature::INPUTS,
            _ => signature::OUTPUTS,
        };
        for known in self.root.tables_mut(model::SIGNATURES) {
            for name in known.tables_mut(named) {
                if name.word(tensor_map::TENSOR) as i32 == before {
                    name.set(tensor_map::TENSOR, Value::Word(tensor as u32));
                }
            }
        }
    }

    pub(super) fn tensor(&self, number: i32) -> Result<&Node<'a>, Error> {
        let found = usize::try_from(number).ok().and_then(|number| self.tensors().get(number));
        found.ok_or_else(|| malformed(format_args!("it has no tensor {number}")))
    }

    /// The bytes of a constant.
    pub(super) fn data(&self, number: i32) -> Result<&[u8], Error> {
        let buffer = self.tensor(number)?.word(tensor::BUFFER) as usize;
        Ok(self.buffers().get(buffer).map_or(&[], |buffer| buffer.bytes(buffer::DATA)))
    }

    fn add_tensor(&mut self, node: Node<'a>) -> i32 {
        let tensors = self.graph_mut().list_mut(subgraph::TENSORS);
        tensors.push(node);
        tensors.len() as i32 - 1
    }

    /// A buffer for the bytes of a constant, or of metadata.
    pub(super) fn add_buffer(&mut self, bytes: Vec<u8>) -> Value<'a> {
        let buffers = self.root.list_mut(model::BUFFERS);
        buffers.push(Node::new([(buffer::DATA, Value::Vector(1, Cow::Owned(bytes)))]));
        Value::Word(buffers.len() as u32 - 1)
    }

    /// A new tensor, a constant if it has bytes.
    #[inline(never)]
    pub(super) fn add(
        &mut self,
        Made { name, shape, kind }: Made,
        quantised: Option<Node<'a>>,
        bytes: Option<Vec<u8>>,
    ) -> i32 {
        let buffer = bytes.map_or(Value::Word(0), |bytes| self.add_buffer(bytes));
        let mut node = Node::new([
            (tensor::SHAPE, Value::ints(shape)),
            (tensor::TYPE, Value::Byte(kind)),
            (tensor::BUFFER, buffer),
            (tensor::NAME, Value::text(name)),
        ]);
        if let Some(quantised) = quantised {
            node.set(tensor::QUANTIZATION, Value::Table(quantised));
        }
        self.add_tensor(node)
    }

    /// Puts an operator of one output behind the others.
    #[inline(never)]
    pub(super) fn push(
        &mut self,
        code: (i32, u32),
        inputs: &[i32],
        output: i32,
        options: Option<(u8, Node<'a>)>,
    ) {
        let node = self.new_operator(code, inputs, output, options);
        self.operators_mut().push(node);
    }

    /// An operator of one output, which is to be put in its place.
    fn new_operator(
        &mut self,
        (code, version): (i32, u32),
        inputs: &[i32],
        output: i32,
        options: Option<(u8, Node<'a>)>,
    ) -> Node<'a> {
        let codes = self.root.list_mut(model::OPERATOR_CODES);
        let known = codes
            .iter()
            .position(|node| builtin_code(node) == code && stored_version(node) == version);
        let index = known.unwrap_or_else(|| {
            codes.push(Node::new([
                (operator_code::DEPRECATED_BUILTIN_CODE, Value::Byte(code.min(127) as u8)),
                (operator_code::VERSION, Value::Word(version)),
                (operator_code::BUILTIN_CODE, Value::Word(code as u32)),
            ]));
            codes.len() - 1
        });
        let mut node = Node::new([
            (operator::OPCODE_INDEX, Value::Word(index as u32)),
            (operator::INPUTS, Value::ints(inputs)),
            (operator::OUTPUTS, Value::ints(&[output])),
        ]);
        if let Some((member, fields)) = options {
            node.set(operator::BUILTIN_OPTIONS_TYPE, Value::Byte(member));
            node.set(operator::BUILTIN_OPTIONS, Value::Table(fields));
        }
        node
    }

    fn code(&self, index: usize) -> i32 {
        let code = self.operators()[index].word(operator::OPCODE_INDEX) as usize;
        self.root.tables(model::OPERATOR_CODES).get(code).map_or(-1, builtin_code)
    }

    /// The operator that makes a tensor.
    fn maker(&self, tensor: i32) -> Option<usize> {
        self.operators().iter().position(|node| node.ints(operator::OUTPUTS).contains(&tensor))
    }

    /// The operator with the weights of a layer whose output is `tensor`.
    pub(super) fn convolution(&self, tensor: i32) -> Result<usize, Error> {
        let mut maker = self.maker(tensor);
        if let Some(last) = maker.filter(|&it| self.code(it) == builtin::BATCH_TO_SPACE_ND) {
            maker = self.maker(self.input(last, 0));
        }
        maker.ok_or_else(|| malformed(format_args!("no operator makes tensor {tensor}")))
    }

    /// The tensor at an operator's input; -1 where there is none.
    pub(super) fn input(&self, operator: usize, position: usize) -> i32 {
        self.operators()[operator].ints(operator::INPUTS).get(position).copied().unwrap_or(-1)
    }

    pub(super) fn set_input(&mut self, operator: usize, position: usize, tensor: i32) {
        let node = &mut self.operators_mut()[operator];
        let mut inputs = node.ints(operator::INPUTS);
        if let Some(input) = inputs.get_mut(position) {
            *input = tensor;
        }
        node.set(operator::INPUTS, Value::ints(&inputs));
    }

    /// The operator that widens a constant to the floats of `tensor`, if one does.
    pub(super) fn widening(&self, tensor: i32) -> Option<usize> {
        self.maker(tensor).filter(|&it| self.code(it) == builtin::DEQUANTIZE)
    }

    /// How often operators read a tensor.
    pub(super) fn uses(&self, tensor: i32) -> usize {
        let inputs = self.operators().iter().flat_map(|node| node.ints(operator::INPUTS));
        inputs.filter(|&input| input == tensor).count()
    }

    /// Gives the constant at an operator's input other contents; what else reads it keeps the old.
    pub(super) fn set_data(
        &mut self,
        operator: usize,
        position: usize,
        bytes: Vec<u8>,
    ) -> Result<(), Error> {
        let mut number = self.input(operator, position);
        let mut own = self.tensor(number)?.clone();
        if self.uses(number) > 1 {
            number = self.add_tensor(own.clone());
            self.set_input(operator, position, number);
        }
        let buffer = own.word(tensor::BUFFER);
        let sharing = self.tensors().iter().filter(|it| it.word(tensor::BUFFER) == buffer).count();
        if sharing > 1 {
            let value = self.add_buffer(bytes);
            own.set(tensor::BUFFER, value);
            self.graph_mut().tables_mut(subgraph::TENSORS)[number as usize] = own;
        } else {
            let buffers = self.root.tables_mut(model::BUFFERS);
            buffers[buffer as usize].set(buffer::DATA, Value::Vector(1, Cow::Owned(bytes)));
        }
        Ok(())
    }

    /// Has the operator's input be a new constant of floats.
    pub(super) fn set_floats(
        &mut self,
        operator: usize,
        position: usize,
        floats: &[f32],
    ) -> Result<(), Error> {
        let mut wide = self.tensor(self.input(operator, position))?.clone();
        wide.set(tensor::TYPE, Value::Byte(tensor_type::FLOAT32));
        wide.remove(tensor::QUANTIZATION);
        let bytes = floats.iter().flat_map(|float| float.to_le_bytes()).collect();
        let buffer = self.add_buffer(bytes);
        wide.set(tensor::BUFFER, buffer);
        let number = self.add_tensor(wide);
        self.set_input(operator, position, number);
        Ok(())
    }

    /// Has a quantised end be of uint8: readers in browsers take no int8. The bytes are the same but
    /// for their first bit.
    pub(super) fn make_end_unsigned(&mut self, field: usize) -> Result<(), Error> {
        let inner = self.end(field);
        let mut outer = self.tensor(inner)?.clone();
        if outer.byte(tensor::TYPE) != tensor_type::INT8 {
            return Ok(());
        }
        let Some(quantised) = outer.table(tensor::QUANTIZATION) else { return Ok(()) };
        let mut quantised = quantised.clone();
        let zero = match quantised.bytes(quantization::ZERO_POINT).first_chunk() {
            Some(&zero) => i64::from_le_bytes(zero),
            None => 0,
        };
        quantised.set(quantization::ZERO_POINT, Value::longs(&[zero.wrapping_add(128)]));
        outer.set(tensor::TYPE, Value::Byte(tensor_type::UINT8));
        outer.set(tensor::QUANTIZATION, Value::Table(quantised));
        outer.set(tensor::BUFFER, Value::Word(0));
        // The name belongs to the end, by which readers know it.
        let name = [outer.bytes(tensor::NAME), b"_int8"].concat();
        let tensors = self.graph_mut().tables_mut(subgraph::TENSORS);
        tensors[inner as usize].set(tensor::NAME, Value::Text(Cow::Owned(name)));
        let outer = self.add_tensor(outer);
        self.set_end(field, outer);
        let is_input = field == subgraph::INPUTS;
        let (from, to) = if is_input { (outer, inner) } else { (inner, outer) };
        let quantize = self.new_operator((builtin::QUANTIZE, 1), &[from], to, None);
        let operators = self.operators_mut();
        operators.insert(if is_input { 0 } else { operators.len() }, quantize);
        Ok(())
    }

    /// Puts the operators of `next` behind those of this file, for its input this file's output.
    /// Signatures name the ends of a part, and are left out.
    pub(super) fn join(&mut self, next: Draft<'a>) {
        let (made, taken) = (self.end(subgraph::OUTPUTS), next.end(subgraph::INPUTS));
        let tensors = self.tensors().len() as i32;
        let number = |tensor: i32| if tensor == taken { made } else { tensor + tensors };
        let numbers: Vec<i32> = (0..next.tensors().len() as i32).map(number).collect();
        let first = self.buffers().len() as u32;
        let codes = self.root.tables(model::OPERATOR_CODES).len() as u32;
        for node in next.tensors() {
            let mut node = node.clone();
            let buffer = node.word(tensor::BUFFER);
            node.set(tensor::BUFFER, Value::Word(if buffer == 0 { 0 } else { buffer + first }));
            self.add_tensor(node);
        }
        for node in next.operators() {
            let mut node = node.clone();
            let code = node.word(operator::OPCODE_INDEX);
            node.set(operator::OPCODE_INDEX, Value::Word(code.saturating_add(codes)));
            LISTS.iter().for_each(|&list| node.renumber(list, &numbers));
            self.operators_mut().push(node);
        }
        let (end, mut root) = (number(next.end(subgraph::OUTPUTS)), next.root);
        for list in [model::BUFFERS, model::OPERATOR_CODES] {
            self.root.list_mut(list).append(root.list_mut(list));
        }
        self.root.remove(model::SIGNATURES);
        self.set_end(subgraph::OUTPUTS, end);
    }

    /// Leaves out operators whose results nobody reads, and tensors and buffers that nothing names.
    pub(super) fn prune(&mut self) {
        let mut used = vec![false; self.tensors().len()];
        let mark = |used: &mut [bool], node: &Node, fields: &[usize]| {
            for number in fields.iter().flat_map(|&field| node.ints(field)) {
                if let Some(used) = usize::try_from(number).ok().and_then(|it| used.get_mut(it)) {
                    *used = true;
                }
            }
        };
        mark(&mut used, self.graph(), &ENDS);
        let mut kept = Vec::new();
        for node in std::mem::take(self.operators_mut()).into_iter().rev() {
            let is_used =
                |&it: &i32| usize::try_from(it).is_ok_and(|it| used.get(it) == Some(&true));
            if node.ints(operator::OUTPUTS).iter().any(is_used) {
                mark(&mut used, &node, &LISTS);
                kept.push(node);
            }
        }
        kept.reverse();
        *self.operators_mut() = kept;
        if used.contains(&false) {
            self.retain_tensors(&used);
        }
        self.prune_buffers();
    }

    fn retain_tensors(&mut self, used: &[bool]) {
        let numbers = numbers_of(used);
        for node in self.operators_mut() {
            LISTS.iter().for_each(|&list| node.renumber(list, &numbers));
        }
        let graph = self.graph_mut();
        ENDS.iter().for_each(|&end| graph.renumber(end, &numbers));
        let mut used = used.iter();
        graph.retain(subgraph::TENSORS, |_| used.next() == Some(&true));
        for known in self.root.tables_mut(model::SIGNATURES) {
            for list in SIGNED {
                for name in known.tables_mut(list) {
                    // One that is left out is 0.
                    let tensor = Value::Word(name.word(tensor_map::TENSOR));
                    name.set(tensor_map::TENSOR, tensor);
                    name.renumber(tensor_map::TENSOR, &numbers);
                }
                known.retain(list, |name| name.word(tensor_map::TENSOR) as i32 >= 0);
            }
        }
        self.remove_metadata(MEMORY_PLAN);
    }

    fn prune_buffers(&mut self) {
        let mut used = vec![false; self.buffers().len()];
        let named = self.tensors().iter().map(|node| node.word(tensor::BUFFER));
        let described = self.root.tables(model::METADATA);
        let described = described.iter().map(|node| node.word(metadata::BUFFER));
        let listed = self.root.ints(model::METADATA_BUFFER).into_iter().map(|it| it as u32);
        // The first is empty by convention.
        for buffer in named.chain(described).chain(listed).chain([0]) {
            if let Some(used) = used.get_mut(buffer as usize) {
                *used = true;
            }
        }
        let numbers = numbers_of(&used);
        for node in self.graph_mut().tables_mut(subgraph::TENSORS) {
            node.renumber(tensor::BUFFER, &numbers);
        }
        for node in self.root.tables_mut(model::METADATA) {
            node.renumber(metadata::BUFFER, &numbers);
        }
        self.root.renumber(model::METADATA_BUFFER, &numbers);
        let mut used = used.iter();
        self.root.retain(model::BUFFERS, |_| used.next() == Some(&true));
    }

    pub(super) fn remove_metadata(&mut self, name: &[u8]) {
        self.root.retain(model::METADATA, |entry| entry.bytes(metadata::NAME) != name);
    }
}

/// The new number of each thing, where those that are not `used` are left out: these have -1.
fn numbers_of(used: &[bool]) -> Vec<i32> {
    let mut next = 0..;
    used.iter().map(|&used| if used { next.next().unwrap_or(-1) } else { -1 }).collect()
}

fn builtin_code(node: &Node) -> i32 {
    let byte = node.byte(operator_code::DEPRECATED_BUILTIN_CODE) as i8;
    i32::from(byte).max(node.word(operator_code::BUILTIN_CODE) as i32)
}

fn stored_version(node: &Node) -> u32 {
    if node.get(operator_code::VERSION).is_some() { node.word(operator_code::VERSION) } else { 1 }
}
