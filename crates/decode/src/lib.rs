//! Bodies as people send them, made readable: compression undone, charsets turned into UTF-8, forms
//! taken apart.
//!
//! Nothing here does I/O or reads a clock, and nothing panics on any bytes. A body that is plain
//! UTF-8, as most are, is given back as it is, for the price of a look at its headers and at its
//! first bytes. What a stranger's bytes may cost is bounded by [`Limits`].

use std::borrow::Cow;
use std::fmt;

mod charset;
mod compression;
mod declared;
pub mod form;
pub mod multipart;
mod utf_32;

pub use declared::Declared;

/// What decoding one body may cost, whatever the body.
///
/// A step needs at most `output` bytes for what it makes and [`MAX_WINDOW`] for what its format
/// looks back to; two steps hold what lies between them too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Most compressed bytes that a step reads.
    pub input: usize,
    /// Most bytes that a step makes.
    pub output: usize,
    /// Most bytes that a step makes for each byte it reads, beyond [`Limits::free`].
    pub ratio: usize,
    /// Bytes that a step may make whatever the ratio.
    pub free: usize,
    /// Most content codings of one body.
    pub codings: usize,
}

/// Farthest that a decoder looks back, in bytes: brotli's largest window (RFC 7932, section 9.1).
/// That of zstd is held to the 8 MiB of RFC 9659.
pub const MAX_WINDOW: usize = 16 * 1024 * 1024;

impl Default for Limits {
    /// At most 4 MiB out of at most 512 KiB, as webhooks compress. Fewer bytes in are less work too:
    /// a compressed stream can describe tables again and again, and make nothing.
    fn default() -> Self {
        Self { input: 512 << 10, output: 4 << 20, ratio: 256, free: 256 << 10, codings: 4 }
    }
}

impl Limits {
    /// Most bytes that a step may make of so many.
    fn room(&self, input: usize) -> usize {
        self.output.min(input.saturating_mul(self.ratio).max(self.free))
    }
}

/// The readable form of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded<'b> {
    /// The bytes: UTF-8 where the charset is known, else as the sender had them before compression.
    pub bytes: Cow<'b, [u8]>,
    /// What was done, in order. Empty when nothing had to be.
    pub steps: Vec<Step>,
    /// Why this is not all of it, and then what could be read. `None` when it is.
    pub cut: Option<Cut>,
}

impl Decoded<'_> {
    /// The text. `None` when it is none in a known charset.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match std::str::from_utf8(&self.bytes) {
            Ok(text) => Some(text),
            // The cut went through a character.
            Err(e) if self.cut.is_some() && e.error_len().is_none() => {
                std::str::from_utf8(&self.bytes[..e.valid_up_to()]).ok()
            }
            Err(_) => None,
        }
    }

    /// True when the body is given back as it came.
    #[must_use]
    pub fn is_unchanged(&self) -> bool {
        self.steps.is_empty()
    }
}

/// One thing that was done to make a body readable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Decompressed by this coding.
    Decompressed(Coding),
    /// The headers name this coding, and the body is not in it: left as it is.
    NotEncoded(Coding),
    /// The headers name a coding that is not known: nothing more was done.
    UnknownCoding(String),
    /// A byte order mark was taken off.
    ByteOrderMark,
    /// Turned into UTF-8 from this charset, by its name in the WHATWG Encoding Standard.
    Charset(&'static str),
    /// Some bytes are none of the charset; U+FFFD stands for them.
    Replaced,
    /// The headers name a charset that is not known: left as it is.
    UnknownCharset(String),
}

impl fmt::Display for Step {
    /// As in `gzip`, `charset windows-1252`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Decompressed(coding) => f.write_str(coding.name()),
            Self::NotEncoded(coding) => write!(f, "not {}", coding.name()),
            Self::UnknownCoding(name) => write!(f, "unknown coding {name}"),
            Self::ByteOrderMark => f.write_str("byte order mark"),
            Self::Charset(name) => write!(f, "charset {name}"),
            Self::Replaced => f.write_str("unreadable bytes replaced"),
            Self::UnknownCharset(name) => write!(f, "unknown charset {name}"),
        }
    }
}

/// A way to compress a body (RFC 9110, section 8.4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// `gzip` or `x-gzip`.
    Gzip,
    /// `deflate`, with zlib's frame or, as some send it, without.
    Deflate,
    /// `br`.
    Brotli,
    /// `zstd`.
    Zstd,
}

impl Coding {
    /// Its name in `Content-Encoding`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Deflate => "deflate",
            Self::Brotli => "br",
            Self::Zstd => "zstd",
        }
    }
}

/// Why a body was not read to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// The compressed stream ends before its end.
    Incomplete,
    /// The compressed stream is damaged.
    Damaged,
    /// It is longer, or more strongly compressed, than [`Limits`] let be decoded.
    TooLong,
    /// It has more codings than [`Limits::codings`]; none was undone.
    TooManyCodings,
}

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Incomplete => "the compressed stream ends early",
            Self::Damaged => "the compressed stream is damaged",
            Self::TooLong => "it goes on: only its first part is decoded",
            Self::TooManyCodings => "it is encoded too many times to be decoded",
        })
    }
}

/// Makes a body readable, as its headers declare it. A byte order mark counts more than a declared
/// charset.
#[must_use]
pub fn decode<'b>(declared: &Declared<'_>, body: &'b [u8], limits: &Limits) -> Decoded<'b> {
    let mut decoded = decompress(declared, body, limits);
    if body.is_empty() {
        return decoded;
    }
    if !matches!(decoded.steps.last(), Some(Step::UnknownCoding(_))) {
        charset::to_utf8(&mut decoded, declared, limits);
    }
    decoded
}

/// Undoes the content codings of a body, and nothing else: the bytes as the sender had them before
/// compression, charset and byte order mark as they are.
#[must_use]
pub fn decompress<'b>(declared: &Declared<'_>, body: &'b [u8], limits: &Limits) -> Decoded<'b> {
    let mut decoded = Decoded { bytes: Cow::Borrowed(body), steps: Vec::new(), cut: None };
    if !body.is_empty() && declared.is_encoded() {
        compression::decompress(&mut decoded, declared, limits);
    }
    decoded
}

/// Whether [`decode`] may give back other bytes than these: for who has many bodies to look at.
#[must_use]
pub fn needs_decoding(declared: &Declared<'_>, body: &[u8]) -> bool {
    !body.is_empty() && (declared.is_encoded() || charset::of(declared, body).is_some())
}
