//! What the worker answers.

use tools::{Bytes, Change, Lesson, Offer, Part, Report, Request};

use super::{Json, Read, get, read_struct};

read_struct! {
    Offer { name, title, signs, events }
    Request { method, path, headers, body }
    Report { cause, other, signed, expected, received }
    Change { sign, line }
    Lesson { title, paragraphs }
    Part { name, value, file, kind, bytes }
}

impl Read for Bytes {
    fn read(json: &impl Json) -> Option<Self> {
        json.bytes().map(Self)
    }
}

impl Read for char {
    fn read(json: &impl Json) -> Option<Self> {
        json.text()?.chars().next()
    }
}

/// An answer, or why there is none.
impl<T: Read> Read for Result<T, String> {
    fn read(json: &impl Json) -> Option<Self> {
        match get(json, "Err")? {
            Some(why) => Some(Err(why)),
            None => get(json, "Ok").map(Ok),
        }
    }
}
