//! Answers as plain JavaScript objects.
//!
//! serde-wasm-bindgen does this for any type and any failure; for these few types, which cannot
//! fail, its code would make the binary 4 % larger.

use js_sys::{Array, Float32Array, Float64Array, Uint8Array, Uint32Array};
use serde::ser::{Error, Impossible, Serialize, SerializeSeq, SerializeStruct, SerializeTuple};
use std::fmt::{self, Display};
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;

/// An answer as an object of the type that Tsify declares.
pub(super) fn to_js<T: Serialize + Tsify>(answer: &T) -> Ts<T> {
    Ts::new_unchecked(value(answer))
}

/// Answers as an array.
pub(super) fn list<T: Serialize + Tsify>(answers: &[T]) -> Vec<Ts<T>> {
    answers.iter().map(to_js).collect()
}

fn value<T: Serialize + ?Sized>(answer: &T) -> JsValue {
    match answer.serialize(Serializer) {
        Ok(value) => value,
        Err(never) => match never {},
    }
}

struct Serializer;

/// A type without values, so that no code for failures is compiled.
#[derive(Debug)]
enum Never {}

impl Display for Never {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl std::error::Error for Never {}

impl Error for Never {
    fn custom<T: Display>(_: T) -> Self {
        unreachable!("these types are always serialised")
    }
}

type Result<T> = std::result::Result<T, Never>;
type Other = Impossible<JsValue, Never>;

/// Methods for numbers and booleans, which JavaScript takes unchanged.
macro_rules! as_they_are {
    ($($method:ident: $type:ty,)*) => {
        $(fn $method(self, value: $type) -> Result<JsValue> {
            Ok(value.into())
        })*
    };
}

/// Methods for kinds of values that no answer contains.
macro_rules! unused {
    ($($method:ident($($type:ty),*) -> $ok:ty,)*) => {
        $(fn $method(self, $(_: $type),*) -> Result<$ok> {
            unreachable!("no answer has such a value")
        })*
    };
}

impl serde::Serializer for Serializer {
    type Ok = JsValue;
    type Error = Never;
    type SerializeSeq = List;
    type SerializeTuple = List;
    type SerializeTupleStruct = Other;
    type SerializeTupleVariant = Other;
    type SerializeMap = Other;
    type SerializeStruct = Record;
    type SerializeStructVariant = Other;

    as_they_are! {
        serialize_bool: bool,
        serialize_i8: i8,
        serialize_i16: i16,
        serialize_i32: i32,
        serialize_u8: u8,
        serialize_u16: u16,
        serialize_u32: u32,
        serialize_f32: f32,
        serialize_f64: f64,
        serialize_str: &str,
    }

    unused! {
        serialize_char(char) -> JsValue,
        serialize_unit() -> JsValue,
        serialize_unit_struct(&'static str) -> JsValue,
        serialize_tuple_struct(&'static str, usize) -> Other,
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Other,
        serialize_map(Option<usize>) -> Other,
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Other,
    }

    /// Exact up to 2^53 either way.
    fn serialize_i64(self, value: i64) -> Result<JsValue> {
        Ok((value as f64).into())
    }

    /// Exact up to 2^53.
    fn serialize_u64(self, value: u64) -> Result<JsValue> {
        Ok((value as f64).into())
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Result<JsValue> {
        Ok(Uint8Array::from(bytes).into())
    }

    fn serialize_none(self) -> Result<JsValue> {
        Ok(JsValue::NULL)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, some: &T) -> Result<JsValue> {
        Ok(value(some))
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<JsValue> {
        Ok(variant.into())
    }

    /// Typed arrays, from their bytes.
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        bytes: &T,
    ) -> Result<JsValue> {
        let buffer = Uint8Array::from(value(bytes)).buffer();
        Ok(match name {
            "Float32Array" => Float32Array::new(&buffer).into(),
            "Float64Array" => Float64Array::new(&buffer).into(),
            _ => Uint32Array::new(&buffer).into(),
        })
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<JsValue> {
        unreachable!("no answer has such a value")
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<List> {
        Ok(List(Array::new()))
    }

    fn serialize_tuple(self, _: usize) -> Result<List> {
        Ok(List(Array::new()))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Record> {
        Ok(Record(Object::new()))
    }
}

struct List(Array);

impl SerializeSeq for List {
    type Ok = JsValue;
    type Error = Never;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, element: &T) -> Result<()> {
        self.0.push(&value(element));
        Ok(())
    }

    fn end(self) -> Result<JsValue> {
        Ok(self.0.into())
    }
}

impl SerializeTuple for List {
    type Ok = JsValue;
    type Error = Never;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, element: &T) -> Result<()> {
        SerializeSeq::serialize_element(self, element)
    }

    fn end(self) -> Result<JsValue> {
        SerializeSeq::end(self)
    }
}

struct Record(Object);

impl SerializeStruct for Record {
    type Ok = JsValue;
    type Error = Never;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        field: &T,
    ) -> Result<()> {
        self.0.set(name, value(field));
        Ok(())
    }

    fn end(self) -> Result<JsValue> {
        Ok(self.0.into())
    }
}

#[wasm_bindgen]
extern "C" {
    type Object;

    #[wasm_bindgen(constructor)]
    fn new() -> Object;

    #[wasm_bindgen(method, indexing_setter)]
    fn set(this: &Object, name: &str, value: JsValue);
}
