//! `zstd` (RFC 8878), with the window that RFC 9659 allows as a content coding.

use structured_zstd::decoding::workspace::{
    COMPRESSED_BLOCK_UNITS, DecodeLimits, StepState, WorkBudget, WorkspaceDecodeError, WorkspaceDecoder,
    workspace_bytes,
};

use super::{CHUNK, End, MAX_PARTS, Output};

const MAX_WINDOW: u64 = 8 * 1024 * 1024;
/// Most that one block becomes, in bytes (RFC 8878, section 3.1.1.2.4).
const MAX_BLOCK: u64 = 128 * 1024;
/// Most blocks, each of which may have tables to build.
const MAX_BLOCKS: u64 = 4 * MAX_PARTS as u64;

pub(super) fn decompress(input: &[u8], output: &mut Output) -> End {
    if !begins_a_frame(input) {
        return End::Foreign;
    }
    let limits = DecodeLimits::new(MAX_WINDOW);
    // The numbers are constants that both take.
    let Ok(needed) = workspace_bytes(MAX_WINDOW) else { return End::Full };
    let mut workspace = vec![0; needed];
    let Ok(mut decoder) = WorkspaceDecoder::new(&mut workspace, limits) else { return End::Full };
    let mut work = WorkBudget::new(MAX_BLOCKS * (MAX_BLOCK + COMPRESSED_BLOCK_UNITS));
    let mut chunk = vec![0; CHUNK];
    let mut rest = input;
    let mut ends = false;
    loop {
        // Said to be the last only once there is nothing more: an error takes away what the same
        // step has made.
        let progress = match decoder.step(rest, ends, &mut chunk, &mut work) {
            Ok(progress) => progress,
            Err(WorkspaceDecodeError::Limit(_)) => return End::Full,
            Err(WorkspaceDecodeError::Truncated) => return End::Incomplete,
            Err(_) => return End::Damaged,
        };
        rest = rest.get(progress.consumed..).unwrap_or_default();
        if !output.push(chunk.get(..progress.produced).unwrap_or_default()) {
            return End::Full;
        }
        match progress.state {
            StepState::Done => return End::Complete,
            StepState::NeedInput if ends => return End::Incomplete,
            StepState::NeedInput => ends = true,
            _ => {}
        }
    }
}

/// A frame of data, or one to be skipped.
fn begins_a_frame(input: &[u8]) -> bool {
    matches!(input, [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..])
}
