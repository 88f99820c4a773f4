//! Reading JSON: the browser parses, and what stands in the fields is fetched one by one.
//!
//! The page could read with what serde derives in `wire` and `tools`, as the relay does, and would weigh a tenth more: a parser
//! that the browser has already, and a visitor for every type. Tests hold the two ways against each other, with the values
//! of `serde_json` as the JSON.

#[cfg(test)]
mod tests;
mod tools;
mod wire;

use std::sync::Arc;

use js_sys::{Array, JSON, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};

use crate::browser;

/// A value of JSON that somebody has parsed.
pub trait Json: Sized {
    /// A field of an object; null when there is none.
    fn field(&self, name: &str) -> Self;
    /// The items of an array.
    fn items(&self) -> Option<Vec<Self>>;
    /// A string.
    fn text(&self) -> Option<String>;
    /// A string of base64, as its bytes.
    fn bytes(&self) -> Option<Vec<u8>>;
    /// A number.
    fn number(&self) -> Option<f64>;
    /// True or false.
    fn truth(&self) -> Option<bool>;
    /// It is null, or not there.
    fn is_none(&self) -> bool;
}

impl Json for JsValue {
    #[inline(never)]
    fn field(&self, name: &str) -> Self {
        // Of what is no object there is no field.
        Reflect::get(self, &name.into()).unwrap_or_default()
    }

    #[inline(never)]
    fn items(&self) -> Option<Vec<Self>> {
        Array::is_array(self).then(|| self.unchecked_ref::<Array>().to_vec())
    }

    fn text(&self) -> Option<String> {
        self.as_string()
    }

    #[inline(never)]
    fn bytes(&self) -> Option<Vec<u8>> {
        browser::from_base64(&self.as_string()?)
    }

    fn number(&self) -> Option<f64> {
        self.as_f64()
    }

    fn truth(&self) -> Option<bool> {
        self.as_bool()
    }

    fn is_none(&self) -> bool {
        self.is_null() || self.is_undefined()
    }
}

/// What can be read from JSON.
pub trait Read: Sized {
    /// Reads it; none when it is something else.
    fn read(json: &impl Json) -> Option<Self>;
}

/// Reads a text.
#[must_use]
pub fn read<T: Read>(text: &str) -> Option<T> {
    T::read(&parse(text)?)
}

#[inline(never)]
fn parse(text: &str) -> Option<JsValue> {
    JSON::parse(text).ok()
}

/// Reads a field.
fn get<T: Read>(json: &impl Json, name: &str) -> Option<T> {
    T::read(&json.field(name))
}

impl Read for String {
    fn read(json: &impl Json) -> Option<Self> {
        json.text()
    }
}

/// One that is left out is false.
impl Read for bool {
    fn read(json: &impl Json) -> Option<Self> {
        if json.is_none() { Some(false) } else { json.truth() }
    }
}

/// Whole numbers: JavaScript counts to 2⁵³, and no position, size or time of ours is beyond.
macro_rules! whole {
    ($($number:ty),*) => { $(
        impl Read for $number {
            fn read(json: &impl Json) -> Option<Self> {
                json.number().map(|number| number as Self)
            }
        }
    )* };
}

whole!(u16, u32, u64, i64);

impl<T: Read> Read for Option<T> {
    fn read(json: &impl Json) -> Option<Self> {
        if json.is_none() { Some(None) } else { T::read(json).map(Some) }
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(json: &impl Json) -> Option<Self> {
        json.items()?.iter().map(T::read).collect()
    }
}

impl<T: Read> Read for Arc<T> {
    fn read(json: &impl Json) -> Option<Self> {
        T::read(json).map(Self::new)
    }
}

/// Two in an array.
impl<A: Read, B: Read> Read for (A, B) {
    fn read(json: &impl Json) -> Option<Self> {
        let pair = json.items()?;
        Some((A::read(pair.first()?)?, B::read(pair.get(1)?)?))
    }
}

/// Reads a struct whose fields are called in JSON as in Rust.
macro_rules! read_struct {
    ($($type:ident { $($field:ident),* $(,)? })*) => { $(
        impl Read for $type {
            fn read(json: &impl Json) -> Option<Self> {
                Some(Self { $($field: get(json, stringify!($field))?),* })
            }
        }
    )* };
}
use read_struct;
