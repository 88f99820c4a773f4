//! Bodies as senders compress them.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

#[must_use]
pub fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(plain).unwrap();
    encoder.finish().unwrap()
}

#[must_use]
pub fn brotli(plain: &[u8]) -> Vec<u8> {
    let mut compressed = Vec::new();
    brotli::CompressorWriter::new(&mut compressed, 4096, 5, 22).write_all(plain).unwrap();
    compressed
}
