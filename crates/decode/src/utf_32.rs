//! UTF-32, in which some write JSON (RFC 4627 had it). No browser reads it, and so `encoding_rs` does
//! not.

use std::borrow::Cow;

use crate::{Cut, Decoded, Limits, Step};

/// The order of the bytes of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Little,
    Big,
}

const LITTLE_MARK: &[u8] = b"\xff\xfe\0\0";
const BIG_MARK: &[u8] = b"\0\0\xfe\xff";

impl Order {
    /// The order that a byte order mark tells, or two characters of ASCII without one.
    pub(crate) fn of(body: &[u8]) -> Option<Self> {
        let is_text = body.len().is_multiple_of(4);
        match body {
            // In UTF-16 it would be a mark and a NUL.
            _ if is_text && body.starts_with(LITTLE_MARK) => Some(Self::Little),
            _ if is_text && body.starts_with(BIG_MARK) => Some(Self::Big),
            [1..=0x7f, 0, 0, 0, 1..=0x7f, 0, 0, 0, ..] if is_text => Some(Self::Little),
            [0, 0, 0, 1..=0x7f, 0, 0, 0, 1..=0x7f, ..] if is_text => Some(Self::Big),
            _ => None,
        }
    }

    /// The order that a label names, or the bytes show.
    pub(crate) fn labelled(label: &str, body: &[u8]) -> Self {
        match Self::of(body) {
            Some(order) => order,
            None if label.trim().to_ascii_lowercase().ends_with("le") => Self::Little,
            None => Self::Big,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Little => "UTF-32LE",
            Self::Big => "UTF-32BE",
        }
    }

    fn character(self, bytes: [u8; 4]) -> Option<char> {
        char::from_u32(match self {
            Self::Little => u32::from_le_bytes(bytes),
            Self::Big => u32::from_be_bytes(bytes),
        })
    }
}

/// Whether a label names UTF-32.
pub(crate) fn is_label(label: &str) -> bool {
    let label = label.trim().to_ascii_lowercase();
    matches!(label.as_str(), "utf-32" | "utf-32le" | "utf-32be" | "utf32" | "utf32le" | "utf32be")
}

/// Whether bytes can be UTF-32: every character has a byte that is 0.
pub(crate) fn is_likely(body: &[u8]) -> bool {
    !body.is_empty() && body.len().is_multiple_of(4) && body.chunks_exact(4).all(|four| four.contains(&0))
}

/// Turns UTF-32 into UTF-8. A number that is no character is U+FFFD.
pub(crate) fn to_utf8(decoded: &mut Decoded<'_>, order: Order, limits: &Limits) {
    let bytes = &decoded.bytes[..];
    let marked = bytes.starts_with(LITTLE_MARK) || bytes.starts_with(BIG_MARK);
    let (mut text, mut replaced, mut all) = (String::new(), false, true);
    for four in bytes[if marked { 4 } else { 0 }..].chunks(4) {
        let character = four.try_into().ok().and_then(|four| order.character(four));
        replaced |= character.is_none();
        let character = character.unwrap_or(char::REPLACEMENT_CHARACTER);
        if text.len() + character.len_utf8() > limits.output {
            all = false;
            break;
        }
        text.push(character);
    }
    if marked {
        decoded.steps.push(Step::ByteOrderMark);
    }
    decoded.steps.push(Step::Charset(order.name()));
    if replaced && decoded.cut.is_none() {
        decoded.steps.push(Step::Replaced);
    }
    if !all {
        decoded.cut = decoded.cut.or(Some(Cut::TooLong));
    }
    decoded.bytes = Cow::Owned(text.into_bytes());
}
