//! Content codings undone, within limits.

use std::borrow::Cow;

use crate::{Coding, Cut, Declared, Decoded, Limits, Step};

mod brotli;
mod deflate;
mod gzip;
mod zstd;

/// Undoes the content codings of a body, the last first.
pub(crate) fn decompress(decoded: &mut Decoded<'_>, declared: &Declared<'_>, limits: &Limits) {
    if declared.codings().count() > limits.codings {
        decoded.cut = Some(Cut::TooManyCodings);
        return;
    }
    for name in declared.codings().rev() {
        let Some(coding) = coding(name) else {
            decoded.steps.push(Step::UnknownCoding(name.into()));
            return;
        };
        let input = &decoded.bytes[..];
        let read = &input[..input.len().min(limits.input)];
        let mut output = Output { bytes: Vec::new(), room: limits.room(read.len()) };
        let end = match coding {
            // Some send what zlib makes under the name of gzip.
            Coding::Gzip if deflate::has_zlib_header(read) => deflate::decompress(read, &mut output),
            Coding::Gzip => gzip::decompress(read, &mut output),
            Coding::Deflate => deflate::decompress(read, &mut output),
            Coding::Brotli => brotli::decompress(read, &mut output),
            Coding::Zstd => zstd::decompress(read, &mut output),
        };
        if is_mislabelled(coding, end, read, &output) {
            decoded.steps.push(Step::NotEncoded(coding));
            continue;
        }
        let cut = match end {
            End::Complete => None,
            End::Incomplete if read.len() < input.len() => Some(Cut::TooLong),
            End::Incomplete => Some(Cut::Incomplete),
            End::Damaged | End::Foreign => Some(Cut::Damaged),
            End::Full => Some(Cut::TooLong),
        };
        // The first is the cause of what follows.
        decoded.cut = decoded.cut.or(cut);
        decoded.steps.push(Step::Decompressed(coding));
        decoded.bytes = Cow::Owned(output.bytes);
    }
}

fn coding(name: &str) -> Option<Coding> {
    Some(match name.to_ascii_lowercase().as_str() {
        "gzip" | "x-gzip" => Coding::Gzip,
        "deflate" | "x-deflate" => Coding::Deflate,
        "br" | "brotli" => Coding::Brotli,
        "zstd" => Coding::Zstd,
        _ => return None,
    })
}

/// Proxies decompress a body and leave the header.
fn is_mislabelled(coding: Coding, end: End, input: &[u8], output: &Output) -> bool {
    let has_magic = matches!(coding, Coding::Gzip | Coding::Zstd) && !deflate::has_zlib_header(input);
    match end {
        End::Foreign => true,
        End::Complete | End::Full => false,
        _ if has_magic => false,
        End::Damaged if output.bytes.is_empty() => true,
        // Compressed bytes are hardly ever UTF-8.
        End::Incomplete | End::Damaged => match std::str::from_utf8(input) {
            Ok(_) => true,
            // A long text, read in part.
            Err(e) => e.error_len().is_none() && e.valid_up_to() > 64,
        },
    }
}

/// How a stream ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Complete,
    /// The input ended first.
    Incomplete,
    Damaged,
    /// It is none of this coding's.
    Foreign,
    /// There was no room for all of it, or it took too much work.
    Full,
}

/// What a step makes.
struct Output {
    bytes: Vec<u8>,
    room: usize,
}

impl Output {
    /// Takes what there is room for; false when that is not all of it.
    fn push(&mut self, bytes: &[u8]) -> bool {
        let taken = bytes.len().min(self.room - self.bytes.len());
        let needed = self.bytes.len() + taken;
        if needed > self.bytes.capacity() {
            // By doubling, but never beyond the room.
            let capacity = (self.bytes.capacity() * 2).clamp(needed, self.room);
            self.bytes.reserve_exact(capacity - self.bytes.len());
        }
        self.bytes.extend_from_slice(&bytes[..taken]);
        taken == bytes.len()
    }
}

/// Bytes made at once.
const CHUNK: usize = 16 * 1024;
/// Most parts of a stream (members, frames) that are undone one by one: each has tables of its own,
/// and may be empty.
const MAX_PARTS: usize = 1024;
