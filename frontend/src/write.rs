//! Writing JSON, with what serde derives: only what the page needs of it, and nothing that can fail.
//!
//! `serde_json` brings errors, which nothing here has, its own way of writing fractions, which the browser knows, and checks
//! at every field. Tests hold both against each other.

use std::fmt::{self, Display, Write as _};

use serde::Serialize;
use serde::ser::{
    Error, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple, SerializeTupleStruct,
    SerializeTupleVariant, Serializer,
};

/// A value as JSON.
#[must_use]
pub fn write(value: &impl Serialize) -> String {
    let mut json = String::new();
    match value.serialize(Writer(&mut json)) {
        Ok(()) => json,
        Err(never) => match never {},
    }
}

/// The error that does not happen.
#[derive(Debug)]
enum Never {}

impl Display for Never {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl std::error::Error for Never {}

impl Error for Never {
    /// Called by types that cannot be written, of which the page has none.
    fn custom<T: Display>(message: T) -> Self {
        unreachable!("{message}")
    }
}

struct Writer<'a>(&'a mut String);

impl Writer<'_> {
    fn put(self, text: &str) -> Result<(), Never> {
        self.0.push_str(text);
        Ok(())
    }
}

#[inline(never)]
fn put_text(json: &mut String, text: &str) {
    json.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => json.extend(['\\', c]),
            // A string takes whatever is written to it.
            '\0'..' ' => drop(write!(json, "\\u{:04x}", c as u32)),
            _ => json.push(c),
        }
    }
    json.push('"');
}

/// As JavaScript writes it, which is JSON.
#[inline(never)]
fn fraction(number: f64) -> String {
    if !number.is_finite() {
        return "null".into();
    }
    #[cfg(target_arch = "wasm32")]
    return js_sys::Number::from(number).to_string_with_radix(10).map(String::from).unwrap_or_default();
    #[cfg(not(target_arch = "wasm32"))]
    number.to_string()
}

/// The members of an array or an object.
struct Members<'a> {
    json: &'a mut String,
    end: &'static str,
    any: bool,
}

impl<'a> Members<'a> {
    #[inline(never)]
    fn begin(json: &'a mut String, start: &'static str, end: &'static str) -> Result<Self, Never> {
        json.push_str(start);
        Ok(Self { json, end, any: false })
    }

    /// Begins an array or an object that is the one field of another, by which a variant is named.
    fn variant(
        json: &'a mut String,
        name: &'static str,
        start: &'static str,
        end: &'static str,
    ) -> Result<Self, Never> {
        json.push('{');
        put_text(json, name);
        json.push(':');
        Self::begin(json, start, end)
    }

    #[inline(never)]
    fn comma(&mut self) {
        if self.any {
            self.json.push(',');
        }
        self.any = true;
    }

    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
        self.comma();
        value.serialize(Writer(self.json))
    }

    fn field<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), Never> {
        self.comma();
        put_text(self.json, name);
        self.json.push(':');
        value.serialize(Writer(self.json))
    }

    fn finish(self) -> Result<(), Never> {
        self.json.push_str(self.end);
        Ok(())
    }
}

macro_rules! whole_numbers {
    ($($method:ident($number:ty))*) => { $(
        fn $method(self, number: $number) -> Result<(), Never> {
            self.put(&number.to_string())
        }
    )* };
}

impl<'a> Serializer for Writer<'a> {
    type Ok = ();
    type Error = Never;
    type SerializeSeq = Members<'a>;
    type SerializeTuple = Members<'a>;
    type SerializeTupleStruct = Members<'a>;
    type SerializeTupleVariant = Members<'a>;
    type SerializeMap = Members<'a>;
    type SerializeStruct = Members<'a>;
    type SerializeStructVariant = Members<'a>;

    whole_numbers! {
        serialize_i8(i8) serialize_i16(i16) serialize_i32(i32) serialize_i64(i64)
        serialize_u8(u8) serialize_u16(u16) serialize_u32(u32) serialize_u64(u64)
    }

    fn serialize_bool(self, value: bool) -> Result<(), Never> {
        self.put(if value { "true" } else { "false" })
    }

    fn serialize_f32(self, number: f32) -> Result<(), Never> {
        self.serialize_f64(number.into())
    }

    fn serialize_f64(self, number: f64) -> Result<(), Never> {
        self.put(&fraction(number))
    }

    fn serialize_char(self, c: char) -> Result<(), Never> {
        self.serialize_str(c.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Result<(), Never> {
        put_text(self.0, text);
        Ok(())
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Result<(), Never> {
        bytes.serialize(self)
    }

    fn serialize_none(self) -> Result<(), Never> {
        self.put("null")
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Never> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Never> {
        self.put("null")
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Never> {
        self.put("null")
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, name: &'static str) -> Result<(), Never> {
        self.serialize_str(name)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Never> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        value: &T,
    ) -> Result<(), Never> {
        let mut object = Members::begin(self.0, "{", "}")?;
        object.field(name, value)?;
        object.finish()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Members<'a>, Never> {
        Members::begin(self.0, "[", "]")
    }

    fn serialize_tuple(self, _: usize) -> Result<Members<'a>, Never> {
        Members::begin(self.0, "[", "]")
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Members<'a>, Never> {
        Members::begin(self.0, "[", "]")
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Members<'a>, Never> {
        Members::variant(self.0, name, "[", "]}")
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Members<'a>, Never> {
        Members::begin(self.0, "{", "}")
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Members<'a>, Never> {
        Members::begin(self.0, "{", "}")
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Members<'a>, Never> {
        Members::variant(self.0, name, "{", "}}")
    }
}

/// Arrays.
macro_rules! items {
    ($($kind:ident::$method:ident)*) => { $(
        impl $kind for Members<'_> {
            type Ok = ();
            type Error = Never;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
                self.item(value)
            }

            fn end(self) -> Result<(), Never> {
                self.finish()
            }
        }
    )* };
}

items! {
    SerializeSeq::serialize_element SerializeTuple::serialize_element SerializeTupleStruct::serialize_field
    SerializeTupleVariant::serialize_field
}

/// Objects.
macro_rules! fields {
    ($($kind:ident)*) => { $(
        impl $kind for Members<'_> {
            type Ok = ();
            type Error = Never;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Never> {
                self.field(name, value)
            }

            fn end(self) -> Result<(), Never> {
                self.finish()
            }
        }
    )* };
}

fields!(SerializeStruct SerializeStructVariant);

/// Objects whose keys are not known before: their keys are texts.
impl SerializeMap for Members<'_> {
    type Ok = ();
    type Error = Never;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Never> {
        self.item(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
        self.json.push(':');
        value.serialize(Writer(self.json))
    }

    fn end(self) -> Result<(), Never> {
        self.finish()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::Value;

    use super::*;

    #[track_caller]
    fn same(value: &impl Serialize) {
        let json = write(value);
        let read: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(read, serde_json::to_value(value).unwrap(), "{json}");
    }

    #[derive(Serialize)]
    enum Shapes {
        Unit,
        New(u8),
        Tuple(i64, Option<bool>),
        Struct { a: (), b: Box<Shapes> },
    }

    #[test]
    fn it_is_what_serde_json_writes() {
        same(&"\0 \u{1f} \" \\ / á 😀 \n\u{7f}\u{2028}");
        same(&[u64::MAX, 0]);
        same(&[i64::MIN, -1]);
        same(&[0.5, -1e-7, 1e300, 1_795_516_927_318.001]);
        same(&f64::NAN);
        same(&('"', Vec::<u8>::new(), Some(Some(1)), None::<u8>));
        same(&BTreeMap::from([("a", vec![1]), ("b\"", vec![])]));
        same(&[
            Shapes::Unit,
            Shapes::New(1),
            Shapes::Tuple(1, Some(true)),
            Shapes::Struct { a: (), b: Box::new(Shapes::Struct { a: (), b: Box::new(Shapes::Tuple(-1, None)) }) },
        ]);
    }

    #[test]
    fn what_is_left_out_stays_out() {
        let settings =
            wire::Settings { provider: Some(None), handshakes: Some(Some(true)), ..wire::Settings::default() };
        assert_eq!(write(&settings), r#"{"provider":null,"handshakes":true}"#);
        assert_eq!(write(&wire::ClientMsg::Ping { t: Some(-7) }), r#"{"type":"ping","t":-7}"#);
    }
}
