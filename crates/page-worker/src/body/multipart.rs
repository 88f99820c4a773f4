//! `multipart/*` (RFC 2046, section 5.1; forms: RFC 7578), leniently: what can be read is shown.

use decode::{Declared, Limits, decode};

use super::{Part, Parts};
use crate::Bytes;

/// Most parts that are shown.
const MOST: usize = 1000;
/// Longest text that is shown of a part, in bytes. All of it can be saved.
const LONG: usize = 4 * 1024;

/// The parts, in order.
pub(super) fn parts(kind: &str, body: &[u8]) -> Result<Parts, String> {
    let boundary = parameter(kind, "boundary").filter(|boundary| !boundary.is_empty()).ok_or("boundary")?;
    let delimiter = format!("--{boundary}");
    let mut rest = after(body, delimiter.as_bytes()).ok_or("boundary")?;
    let mut parts = Vec::new();
    // After a delimiter stands the end of its line, or `--`: then it was the last.
    while !rest.starts_with(b"--") {
        let inside = after(rest, b"\n").ok_or("unfinished")?;
        let next = format!("\n{delimiter}");
        let end = find(inside, next.as_bytes()).ok_or("unfinished")?;
        if parts.len() >= MOST {
            return Ok(Parts { parts, more: true });
        }
        parts.push(part(strip_cr(&inside[..end])));
        rest = &inside[end + next.len()..];
    }
    Ok(Parts { parts, more: false })
}

fn part(bytes: &[u8]) -> Part {
    let (head, content) = match (find(bytes, b"\r\n\r\n"), find(bytes, b"\n\n")) {
        _ if bytes.starts_with(b"\r\n") => (&bytes[..0], &bytes[2..]),
        (Some(at), other) if other.is_none_or(|other| at < other) => (&bytes[..at], &bytes[at + 4..]),
        (_, Some(at)) => (&bytes[..at], &bytes[at + 2..]),
        _ => (&bytes[..0], bytes),
    };
    let head = String::from_utf8_lossy(head);
    let header = |name: &str| {
        let mut pairs = head.lines().filter_map(|line| line.split_once(':'));
        pairs.find(|(n, _)| n.trim().eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_owned())
    };
    let disposition = header("content-disposition").unwrap_or_default();
    let file = parameter(&disposition, "filename");
    let kind = header("content-type");
    // In its own charset, as the relay reads it.
    let decoded = decode(&Declared::new(kind.as_deref().unwrap_or_default(), ""), content, &Limits::default());
    let text = decoded.text().filter(|text| file.is_none() && !text.contains('\0'));
    let shown = text.map(|text| &text[..text.floor_char_boundary(LONG)]);
    let is_all = shown.is_some_and(|shown| shown.len() == text.unwrap_or_default().len());
    Part {
        name: parameter(&disposition, "name").unwrap_or_default(),
        value: shown.unwrap_or_default().to_owned(),
        kind,
        bytes: (!is_all).then(|| Bytes(content.to_vec())),
        file,
    }
}

/// A parameter of a header's value, quoted or not. A quoted one may hold `;` and escaped quotes.
fn parameter(value: &str, wanted: &str) -> Option<String> {
    let mut rest = value.split_once(';')?.1;
    loop {
        let (name, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let (value, next) = match after.strip_prefix('"') {
            Some(quoted) => {
                let mut escaped = false;
                let end = quoted.find(|c| {
                    let ends = c == '"' && !escaped;
                    escaped = c == '\\' && !escaped;
                    ends
                });
                let end = end.unwrap_or(quoted.len());
                (quoted[..end].replace("\\\"", "\""), quoted.get(end + 1..).unwrap_or_default())
            }
            None => {
                let end = after.find(';').unwrap_or(after.len());
                (after[..end].trim().to_owned(), &after[end..])
            }
        };
        if name.trim().eq_ignore_ascii_case(wanted) {
            return Some(value);
        }
        rest = next.split_once(';')?.1;
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

fn after<'a>(bytes: &'a [u8], wanted: &[u8]) -> Option<&'a [u8]> {
    find(bytes, wanted).map(|at| &bytes[at + wanted.len()..])
}

fn strip_cr(bytes: &[u8]) -> &[u8] {
    bytes.strip_suffix(b"\r").unwrap_or(bytes)
}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    const KIND: &str = "multipart/form-data; boundary=\"a;b\"; charset=utf-8";
    const BODY: &[u8] = b"preamble\r\n--a;b\r\nContent-Disposition: form-data; name=\"nome\"\r\n\r\nBia\r\n\
        --a;b\r\ncontent-disposition: form-data; name=\"foto\"; filename=\"a \\\"b\\\".png\"\r\nContent-Type: image/png\r\n\r\n\
        \x89PNG\r\n\r\n--\r\n--a;b--\r\nepilogue";

    #[test]
    fn fields_and_files_are_told_apart() {
        let Parts { parts, more } = parts(KIND, BODY).unwrap();
        assert!(!more);
        assert_eq!((parts[0].name.as_str(), parts[0].value.as_str(), parts[0].bytes.is_none()), ("nome", "Bia", true));
        assert_eq!(parts[1].file.as_deref(), Some("a \"b\".png"));
        assert_eq!(parts[1].kind.as_deref(), Some("image/png"));
        assert_eq!(parts[1].bytes, Some(Bytes(b"\x89PNG\r\n\r\n--".to_vec())));
        assert_eq!(parts.len(), 2);
    }

    #[test]
    fn what_is_missing_is_named() {
        assert_eq!(super::parts("multipart/form-data", BODY), Err("boundary".into()));
        assert_eq!(super::parts("multipart/form-data; boundary=x", BODY), Err("boundary".into()));
        assert_eq!(super::parts(KIND, &BODY[..60]), Err("unfinished".into()));
        assert_eq!(super::parts("multipart/mixed; boundary=x", b"--x"), Err("unfinished".into()));
        assert_eq!(super::parts("multipart/mixed; boundary=x", b"--x--"), Ok(Parts::default()));
    }

    #[test]
    fn a_part_without_headers_is_its_content() {
        let parts = super::parts("multipart/mixed; boundary=x", b"--x\r\n\r\nhello\r\n--x--").unwrap();
        assert_eq!(parts.parts[0].value, "hello");
    }

    #[test]
    fn a_part_is_read_in_its_charset() {
        let body = b"--x\r\ncontent-type: text/plain; charset=latin1\r\n\r\nJo\xe3o\r\n--x--";
        let parts = super::parts("multipart/form-data; boundary=x", body).unwrap();
        assert_eq!((&*parts.parts[0].value, &parts.parts[0].bytes), ("João", &None));
    }

    #[test]
    fn of_many_parts_and_of_a_long_one_the_first_are_shown_and_it_is_said() {
        let body = ["--x\r\n\r\na\r\n".repeat(50_000), "--x--".into()].concat();
        let Parts { parts, more } = super::parts("multipart/form-data; boundary=x", body.as_bytes()).unwrap();
        assert_eq!((parts.len(), more), (MOST, true));
        let whole = ["--x\r\n\r\na\r\n".repeat(MOST), "--x--".into()].concat();
        let exact = super::parts("multipart/form-data; boundary=x", whole.as_bytes()).unwrap();
        assert_eq!((exact.parts.len(), exact.more), (MOST, false));

        let long = "é".repeat(LONG);
        let body = format!("--x\r\n\r\n{long}\r\n--x--");
        let part = super::parts("multipart/form-data; boundary=x", body.as_bytes()).unwrap().parts.remove(0);
        assert_eq!((part.value.len(), part.bytes.unwrap().0.len()), (LONG, long.len()));
    }
}
