//! `deflate`: zlib's frame (RFC 1950), as RFC 9110 has it, or without (RFC 1951), as some send it.

use flate2::{Decompress, FlushDecompress, Status};

use super::{CHUNK, End, Output, gzip};

pub(super) fn decompress(input: &[u8], output: &mut Output) -> End {
    // A gzip under the wrong name is easily told from both.
    if input.starts_with(gzip::MAGIC) {
        return gzip::decompress(input, output);
    }
    if has_zlib_header(input) {
        let end = inflate(input, true, output);
        if end != End::Damaged || !output.bytes.is_empty() {
            return end;
        }
    }
    inflate(input, false, output)
}

/// Method 8, and a check that one of 31 pairs of bytes passes.
pub(super) fn has_zlib_header(input: &[u8]) -> bool {
    matches!(input, [method, flags, ..]
        if method & 0x0f == 8 && u16::from_be_bytes([*method, *flags]).is_multiple_of(31))
}

fn inflate(input: &[u8], zlib: bool, output: &mut Output) -> End {
    let mut stream = Decompress::new(zlib);
    let mut chunk = vec![0; CHUNK];
    let mut rest = input;
    loop {
        let (read, made) = (stream.total_in(), stream.total_out());
        let status = stream.decompress(rest, &mut chunk, FlushDecompress::None);
        let moved = |now: u64, before: u64| usize::try_from(now - before).unwrap_or(usize::MAX);
        let (read, made) = (moved(stream.total_in(), read), moved(stream.total_out(), made));
        rest = rest.get(read..).unwrap_or_default();
        if !output.push(chunk.get(..made).unwrap_or_default()) {
            return End::Full;
        }
        match status {
            // Without a frame it has no checksum: that it ends where the body ends is all there is.
            Ok(Status::StreamEnd) if !zlib && !rest.is_empty() => return End::Damaged,
            Ok(Status::StreamEnd) => return End::Complete,
            Ok(_) if read == 0 && made == 0 => return End::Incomplete,
            Ok(_) => {}
            Err(_) => return End::Damaged,
        }
    }
}
