//! What bombs cost: small bodies that become huge, or that keep a decoder busy for nothing.
//!
//! Memory is counted at the allocator, time on the processor, so that other work on the machine does
//! not count.

// A test that cannot go on should stop, and say where.
#![allow(clippy::unwrap_used, clippy::expect_used)]
#![cfg(not(target_arch = "wasm32"))]

use std::io::Write as _;

use decode::{Cut, Declared, Limits, decode};
use flate2::{Compress, Compression, FlushCompress};
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

const MIB: usize = 1024 * 1024;
/// Most that one bomb may cost.
const MAX_BYTES: usize = 32 * MIB;
const MAX_NANOSECONDS: u64 = 200_000_000;

/// One test: they share the allocator.
#[test]
fn no_bomb_costs_more_than_32_mib_and_200_ms() {
    let ends = |name: &str, coding: &str, body: &[u8], cut: Cut| {
        let declared = Declared::new("application/json", coding);
        let before = ALLOCATOR.current_usage();
        ALLOCATOR.reset_peak_usage();
        let begun = processor_time();
        let decoded = decode(&declared, body, &Limits::default());
        let time = processor_time() - begun;
        let memory = ALLOCATOR.peak_usage() - before;
        println!(
            "{name}: {} bytes made {} in {:.1} ms with {:.1} MiB",
            body.len(),
            decoded.bytes.len(),
            time as f64 / 1e6,
            memory as f64 / MIB as f64,
        );
        assert!(memory <= MAX_BYTES, "{name}: {memory} bytes");
        assert!(time <= MAX_NANOSECONDS, "{name}: {time} ns");
        assert_eq!(decoded.cut, Some(cut), "{name}");
    };
    let defused = |name: &str, coding: &str, body: &[u8]| ends(name, coding, body, Cut::TooLong);
    defused("gzip, 10 GB of zeros", "gzip", &gzip_of_zeros(10_000));
    defused("gzip twice", "gzip, gzip", &gzip(&gzip_of_zeros(10_000)));
    defused("gzip of charset", "gzip", &gzip(&[&b"\xff\xfe"[..], &vec![b'a'; 64 * MIB]].concat()));
    defused("deflate, 1 GB of zeros", "deflate", &deflate_of_zeros(1000));
    defused("br, 64 MiB of zeros", "br", &brotli(&vec![0; 64 * MIB]));
    let noise_first = [noise(MIB / 4), vec![0; 64 * MIB]].concat();
    defused("br, noise and zeros", "br", &brotli(&noise_first));
    defused("br twice", "br, br", &brotli(&brotli(&noise_first)));
    defused("zstd, repeated bytes", "zstd", &zstd_of_repeats());
    // No encoder makes such a block: it is damaged.
    ends("zstd, one block of gigabytes", "zstd", &zstd_of_one_block(), Cut::Damaged);
    defused("zstd, a window of 100 MiB", "zstd", b"\x28\xb5\x2f\xfd\x00\x88\x01\x00\x00");
    defused("gzip, empty members", "gzip", &gzip(b"").repeat(400_000));
    defused("deflate, empty blocks", "deflate", &b"\x00\x00\x00\xff\xff".repeat(2_000_000));
    defused("deflate, tables for nothing", "deflate", &deflate_of_tables());
    defused("zstd, empty frames", "zstd", &b"\x28\xb5\x2f\xfd\x20\x00\x01\x00\x00".repeat(1_000_000));
}

/// Nanoseconds that this thread has spent on a processor.
fn processor_time() -> u64 {
    let Ok(text) = std::fs::read_to_string("/proc/thread-self/schedstat") else { return 0 };
    text.split_whitespace().next().and_then(|first| first.parse().ok()).unwrap_or_default()
}

fn noise(length: usize) -> Vec<u8> {
    let mut state = 1_u64;
    let next = std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 56) as u8
    });
    next.take(length).collect()
}

fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(plain).unwrap();
    encoder.finish().unwrap()
}

/// So many times a million zeros, of which one million is compressed once.
fn deflate_of_zeros(millions: usize) -> Vec<u8> {
    let mut compress = Compress::new(Compression::best(), false);
    let mut one = Vec::with_capacity(10_000);
    compress.compress_vec(&vec![0; 1_000_000], &mut one, FlushCompress::Full).unwrap();
    one.repeat(millions)
}

fn gzip_of_zeros(millions: usize) -> Vec<u8> {
    [b"\x1f\x8b\x08\0\0\0\0\0\0\xff".to_vec(), deflate_of_zeros(millions)].concat()
}

fn brotli(plain: &[u8]) -> Vec<u8> {
    let mut compressed = Vec::new();
    brotli::CompressorWriter::new(&mut compressed, 4096, 5, 24).write_all(plain).unwrap();
    compressed
}

/// Blocks of 4 bytes that become 128 KiB each.
fn zstd_of_repeats() -> Vec<u8> {
    let head = b"\x28\xb5\x2f\xfd\x00\x58";
    // Not the last, repeated, 128 KiB.
    let block = ((128 * 1024_u32) << 3 | 1 << 1).to_le_bytes();
    let block = [block[0], block[1], block[2], 0];
    [&head[..], &block.repeat(2_500_000)].concat()
}

/// A block of 120 KB whose 60,000 sequences copy 131,074 bytes each, which no block may.
fn zstd_of_one_block() -> Vec<u8> {
    let sequences = 60_000_u32;
    // Literals: none. How many sequences. Each table has one symbol: no literals, the offset used
    // last but one, and the longest match, to which 16 bits are added.
    let count = (sequences - 0x7f00).to_le_bytes();
    let mut block = vec![0x00, 0xff, count[0], count[1], 0b0101_0100, 0, 0, 52];
    block.extend(vec![0xff; 2 * sequences as usize]);
    block.push(1);
    let header = ((block.len() as u32) << 3 | 2 << 1 | 1).to_le_bytes();
    // Eight bytes to copy from, as they are.
    let before = [(8_u32 << 3).to_le_bytes()[..3].to_vec(), b"abcdefgh".to_vec()].concat();
    [b"\x28\xb5\x2f\xfd\x00\x58".to_vec(), before, header[..3].to_vec(), block].concat()
}

/// Blocks that describe two tables and then hold nothing.
fn deflate_of_tables() -> Vec<u8> {
    let mut bits = Bits::default();
    for _ in 0..600_000 {
        bits.push(0b100, 3); // dynamic, not the last
        bits.push(0, 5); // 257 literals and lengths
        bits.push(0, 5); // 1 distance
        bits.push(14, 4); // 18 lengths of code lengths
        // In the order 16 17 18 0 8 7 9 6 10 5 11 4 12 3 13 2 14 1: 18 and 1 have one bit each.
        for n in 0..18 {
            bits.push(u32::from(n == 2 || n == 17), 3);
        }
        // 256 zeros (two runs of 128), then one code of one bit for the end, and one distance.
        for _ in 0..2 {
            bits.push(1, 1);
            bits.push(128 - 11, 7);
        }
        bits.push(0, 1);
        bits.push(0, 1);
        bits.push(0, 1); // the end of the block
    }
    bits.bytes
}

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    used: u32,
}

impl Bits {
    fn push(&mut self, value: u32, count: u32) {
        for n in 0..count {
            if self.used.is_multiple_of(8) {
                self.bytes.push(0);
            }
            if let Some(last) = self.bytes.last_mut() {
                *last |= ((value >> n & 1) as u8) << (self.used % 8);
            }
            self.used += 1;
        }
    }
}
