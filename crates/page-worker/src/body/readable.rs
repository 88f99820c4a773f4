//! Bodies made readable for the eye: compression undone, charsets turned into UTF-8.

use serde::{Deserialize, Serialize};
use wire::Body;

use decode::{Declared, Limits, Step};

/// Most bytes of a readable form. More than the relay takes: nobody else waits for the worker.
const MAX_READABLE: usize = 8 * 1024 * 1024;
/// Longest name of a coding or a charset that is shown, in characters.
const MAX_NAME: usize = 40;

/// The readable form of a body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Readable {
    /// The form.
    pub body: Body,
    /// What was done, in order.
    pub steps: Vec<ReadStep>,
    /// Why this is not all of it.
    pub cut: Option<ReadCut>,
}

/// One thing that was done to make a body readable: [`decode::Step`], as it crosses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadStep {
    /// Decompressed by this coding.
    Decompressed(String),
    /// The headers name this coding, and the body is not in it.
    NotEncoded(String),
    /// The headers name a coding that is not known.
    UnknownCoding(String),
    /// A byte order mark was taken off.
    ByteOrderMark,
    /// Turned into UTF-8 from this charset.
    Charset(String),
    /// Bytes that are none of the charset were replaced.
    Replaced,
    /// The headers name a charset that is not known.
    UnknownCharset(String),
}

/// Why a body was not read to its end: [`decode::Cut`], as it crosses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadCut {
    /// The compressed stream ends before its end.
    Incomplete,
    /// The compressed stream is damaged.
    Damaged,
    /// It is longer, or more strongly compressed, than may be decoded.
    TooLong,
    /// It has too many codings; none was undone.
    TooManyCodings,
}

/// Makes a body readable, as the values of its `Content-Type` and `Content-Encoding` declare it.
#[must_use]
pub fn readable(content_type: &str, content_encoding: &str, body: &[u8]) -> Readable {
    let limits = Limits { output: MAX_READABLE, ..Limits::default() };
    let decoded = decode::decode(&Declared::new(content_type, content_encoding), body, &limits);
    let body = match decoded.text() {
        Some(text) => Body::Text(text.to_owned()),
        None => Body::whole(&decoded.bytes),
    };
    Readable { body, steps: decoded.steps.iter().map(ReadStep::of).collect(), cut: decoded.cut.map(ReadCut::of) }
}

impl ReadStep {
    fn of(step: &Step) -> Self {
        let short = |name: &str| name.chars().take(MAX_NAME).collect();
        match step {
            Step::Decompressed(coding) => Self::Decompressed(coding.name().to_owned()),
            Step::NotEncoded(coding) => Self::NotEncoded(coding.name().to_owned()),
            Step::UnknownCoding(name) => Self::UnknownCoding(short(name)),
            Step::ByteOrderMark => Self::ByteOrderMark,
            Step::Charset(name) => Self::Charset((*name).to_owned()),
            Step::Replaced => Self::Replaced,
            Step::UnknownCharset(name) => Self::UnknownCharset(short(name)),
        }
    }
}

impl ReadCut {
    fn of(cut: decode::Cut) -> Self {
        match cut {
            decode::Cut::Incomplete => Self::Incomplete,
            decode::Cut::Damaged => Self::Damaged,
            decode::Cut::TooLong => Self::TooLong,
            decode::Cut::TooManyCodings => Self::TooManyCodings,
        }
    }
}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    /// Python: `gzip.compress(b'{"a":1}', mtime=0)`.
    const GZIP: &[u8] = b"\x1f\x8b\x08\0\0\0\0\0\x02\x03\xabVJT\xb22\xac\x05\0\xaf\xac\x1bV\x07\0\0\0";

    #[test]
    fn what_was_done_is_said_in_order() {
        let read = readable("application/json", "gzip", GZIP);
        assert_eq!(read.body, Body::Text("{\"a\":1}".into()));
        assert_eq!((read.steps, read.cut), (vec![ReadStep::Decompressed("gzip".into())], None));

        let read = readable("text/plain; charset=latin1", "", b"Ol\xe1");
        assert_eq!(read.body, Body::Text("Olá".into()));
        assert_eq!(read.steps, [ReadStep::Charset("windows-1252".into())]);

        let label = "k".repeat(1000);
        let read = readable(&format!("text/plain; charset={label}"), "", b"a");
        assert_eq!(read.steps, [ReadStep::UnknownCharset("k".repeat(MAX_NAME))]);
        assert_eq!(readable("", "gzip", &GZIP[..20]).cut, Some(ReadCut::Incomplete));
    }

    /// A megabyte of zeros as gzip, again and again: 10 KB become 10 MB, and so on.
    #[test]
    fn a_bomb_is_cut_and_says_so() {
        let mut bomb = b"\x1f\x8b\x08\0\0\0\0\0\0\xff".to_vec();
        // Blocks of fixed codes: a zero, then copies of 258 bytes from one byte before (RFC 1951).
        let mut bits = vec![];
        let mut push = |code: u32, length: u32| bits.extend((0..length).map(|n| code >> n & 1 == 1));
        push(0b010, 3);
        push(0b0000_1100, 8); // the literal 0: 00110000, most significant bit first
        for _ in 0..400_000 {
            push(0b1010_0011, 8); // length 258 is code 285: 11000101
            push(0, 5); // distance 1
        }
        bomb.extend(bits.chunks(8).map(|eight| eight.iter().rev().fold(0, |byte, bit| byte << 1 | u8::from(*bit))));
        let read = readable("application/json", "gzip", &bomb);
        assert_eq!(read.cut, Some(ReadCut::TooLong));
        assert!((1..=MAX_READABLE).contains(&read.body.len()), "{}", read.body.len());
    }
}
