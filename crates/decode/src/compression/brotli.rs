//! `br` (RFC 7932).

use brotli_decompressor::{BrotliDecompressStream, BrotliResult, BrotliState, StandardAlloc};

use super::{CHUNK, End, Output};

pub(super) fn decompress(input: &[u8], output: &mut Output) -> End {
    let alloc = StandardAlloc::default;
    let mut state = BrotliState::new(alloc(), alloc(), alloc());
    let mut chunk = vec![0; CHUNK];
    let (mut available, mut read, mut total) = (input.len(), 0, 0);
    loop {
        let (mut room, mut made) = (chunk.len(), 0);
        let result = BrotliDecompressStream(
            &mut available,
            &mut read,
            input,
            &mut room,
            &mut made,
            &mut chunk,
            &mut total,
            &mut state,
        );
        if !output.push(&chunk[..made]) {
            return End::Full;
        }
        match result {
            BrotliResult::NeedsMoreOutput => {}
            BrotliResult::NeedsMoreInput if made > 0 => {}
            BrotliResult::NeedsMoreInput => return End::Incomplete,
            // It has no magic number and no checksum: that it ends where the body ends is all that
            // tells it from a text that happens to begin like one.
            BrotliResult::ResultSuccess if available > 0 => return End::Damaged,
            BrotliResult::ResultSuccess => return End::Complete,
            BrotliResult::ResultFailure => return End::Damaged,
        }
    }
}
