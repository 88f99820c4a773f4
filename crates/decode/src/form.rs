//! Forms as browsers send them, `application/x-www-form-urlencoded`, in any charset.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};
use memchr::memmem;
use percent_encoding::percent_decode;

use crate::Declared;

/// Names and values of a form, in order.
pub fn fields<'b>(
    declared: &Declared<'_>,
    body: &'b [u8],
) -> impl Iterator<Item = (Cow<'b, str>, Cow<'b, str>)> + use<'b> {
    let charset = Charset::of(declared, body);
    pairs(body).map(move |(name, value)| (charset.text(name), charset.text(value)))
}

/// How the bytes are text that a form's escapes stand for.
#[derive(Clone, Copy)]
enum Charset {
    Declared(&'static Encoding),
    /// What is UTF-8 is so; the rest is in this one.
    Otherwise(&'static Encoding),
}

impl Charset {
    /// As the headers say; else as the field `_charset_` says, which browsers fill in, or `charset`,
    /// by which PayPal says it.
    fn of(declared: &Declared<'_>, body: &[u8]) -> Self {
        let known = |label: &str| Encoding::for_label_no_replacement(label.trim().as_bytes());
        if let Some(encoding) = declared.charset().and_then(|label| known(&label)) {
            // A form is never in UTF-16: its escapes are of bytes (WHATWG Encoding, section 4.3).
            return Self::Declared(encoding.output_encoding());
        }
        let said = memmem::find(body, b"charset").and_then(|_| {
            let mut pairs = pairs(body);
            let (_, value) = pairs.find(|(name, _)| *name == b"_charset_" || *name == b"charset")?;
            known(&Self::Otherwise(UTF_8).text(value))
        });
        Self::Otherwise(said.map_or(UTF_8, Encoding::output_encoding))
    }

    /// The text of a name or a value. Bytes that are none are U+FFFD.
    fn text(self, escaped: &[u8]) -> Cow<'_, str> {
        let bytes = unescaped(escaped);
        let encoding = match self {
            Self::Declared(encoding) => encoding,
            Self::Otherwise(encoding) if std::str::from_utf8(&bytes).is_err() => encoding,
            Self::Otherwise(_) => UTF_8,
        };
        match bytes {
            Cow::Borrowed(bytes) => encoding.decode_without_bom_handling(bytes).0,
            Cow::Owned(bytes) => encoding.decode_without_bom_handling(&bytes).0.into_owned().into(),
        }
    }
}

fn pairs(body: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()).map(|pair| match memchr::memchr(b'=', pair) {
        Some(at) => (&pair[..at], &pair[at + 1..]),
        None => (pair, &b""[..]),
    })
}

fn unescaped(escaped: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr(b'+', escaped).is_none() {
        return percent_decode(escaped).into();
    }
    let spaced: Vec<u8> = escaped.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    Cow::Owned(percent_decode(&spaced).collect())
}
