//! Bytes as a line: offset, sixteen in hexadecimal, and as ASCII.

use std::fmt::Write as _;

use crate::model::json::Kind;

/// Bytes on a line.
pub const WIDTH: usize = 16;

/// The pieces of a line.
#[must_use]
pub fn row(bytes: &[u8], at: usize) -> Vec<(Kind, String)> {
    let start = (at * WIDTH).min(bytes.len());
    let bytes = &bytes[start..bytes.len().min(start + WIDTH)];
    let mut hex = String::with_capacity(WIDTH * 3 + 4);
    for at in 0..WIDTH {
        hex.push_str(if at == WIDTH / 2 { "  " } else { " " });
        // Writing to a string does not fail.
        let _ = match bytes.get(at) {
            Some(byte) => write!(hex, "{byte:02x}"),
            None => write!(hex, "  "),
        };
    }
    let ascii = bytes
        .iter()
        .map(|byte| if (0x20..0x7f).contains(byte) { char::from(*byte) } else { '·' })
        .collect();
    vec![(Kind::Mark, format!("{start:08x} ")), (Kind::Value, hex + "  "), (Kind::Key, ascii)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_row_keeps_its_columns() {
        let bytes: Vec<u8> = (0..16).chain(*b"A\x00\xff").collect();
        let short = row(&bytes, 1);
        assert_eq!((short[0].1.as_str(), short[2].1.as_str()), ("00000010 ", "A··"));
        assert!(short[1].1.starts_with(" 41 00 ff "));
        assert_eq!(short[1].1.len(), row(&bytes, 0)[1].1.len());
        assert_eq!(row(&bytes, 9)[2].1, "");
    }
}
