//! `gzip` (RFC 1952).

use std::io::{ErrorKind, Read as _};

use flate2::bufread::GzDecoder;

use super::{CHUNK, End, MAX_PARTS, Output};

pub(super) const MAGIC: &[u8] = b"\x1f\x8b";

/// Members that follow each other are one stream; what follows them and is none is no part of it.
pub(super) fn decompress(input: &[u8], output: &mut Output) -> End {
    if !input.starts_with(MAGIC) {
        return End::Foreign;
    }
    let mut rest = input;
    let mut chunk = vec![0; CHUNK];
    for _ in 0..MAX_PARTS {
        let mut member = GzDecoder::new(rest);
        loop {
            match member.read(&mut chunk) {
                Ok(0) => break,
                Ok(made) => {
                    if !output.push(&chunk[..made]) {
                        return End::Full;
                    }
                }
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) if e.kind() == ErrorKind::UnexpectedEof => return End::Incomplete,
                Err(_) => return End::Damaged,
            }
        }
        rest = member.into_inner();
        if !rest.starts_with(MAGIC) {
            return End::Complete;
        }
    }
    End::Full
}
