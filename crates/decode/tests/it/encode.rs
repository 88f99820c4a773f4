//! The other way: what senders do.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use structured_zstd::encoding::{CompressionLevel, compress_slice_to_vec};

/// Compresses by the name of a content coding; `raw` is `deflate` without zlib's frame.
pub(crate) fn encode(coding: &str, plain: &[u8]) -> Vec<u8> {
    let level = Compression::default();
    match coding {
        "gzip" => {
            let mut encoder = GzEncoder::new(Vec::new(), level);
            encoder.write_all(plain).unwrap();
            encoder.finish().unwrap()
        }
        "deflate" => {
            let mut encoder = ZlibEncoder::new(Vec::new(), level);
            encoder.write_all(plain).unwrap();
            encoder.finish().unwrap()
        }
        "raw" => {
            let mut encoder = DeflateEncoder::new(Vec::new(), level);
            encoder.write_all(plain).unwrap();
            encoder.finish().unwrap()
        }
        "br" => {
            let mut compressed = Vec::new();
            let mut encoder = brotli::CompressorWriter::new(&mut compressed, 4096, 5, 22);
            encoder.write_all(plain).unwrap();
            drop(encoder);
            compressed
        }
        "zstd" => compress_slice_to_vec(plain, CompressionLevel::Default),
        other => panic!("no such coding: {other}"),
    }
}

/// How a header names it.
pub(crate) fn header(coding: &str) -> &str {
    if coding == "raw" { "deflate" } else { coding }
}

pub(crate) const CODINGS: [&str; 5] = ["gzip", "deflate", "raw", "br", "zstd"];
