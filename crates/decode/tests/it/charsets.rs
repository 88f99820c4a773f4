//! Texts in other charsets than UTF-8.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use decode::{Declared, Decoded, Limits, Step, decode};

fn read<'b>(content_type: &str, body: &'b [u8]) -> Decoded<'b> {
    decode(&Declared::new(content_type, ""), body, &Limits::default())
}

fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

#[test]
fn utf_16_is_read_with_and_without_a_byte_order_mark() {
    let json = "{\"nome\":\"João 😀\"}";
    let marked = format!("\u{feff}{json}");
    let (le, be) = (u16::to_le_bytes, u16::to_be_bytes);
    for (content_type, body) in [
        ("application/json; charset=utf-16", utf_16(&marked, le)),
        ("application/json; charset=utf-16", utf_16(&marked, be)),
        ("application/json; charset=utf-16", utf_16(json, le)),
        ("application/json; charset=utf-16", utf_16(json, be)),
        ("application/json; charset=utf-16le", utf_16(&marked, le)),
        ("application/json; charset=utf-16le", utf_16(json, le)),
        ("application/json; charset=UTF-16BE", utf_16(&marked, be)),
        ("application/json; charset=UTF-16BE", utf_16(json, be)),
        // The mark counts more than the header.
        ("application/json; charset=utf-8", utf_16(&marked, le)),
        ("application/json; charset=utf-16le", utf_16(&marked, be)),
        ("application/json", utf_16(&marked, le)),
        ("application/json", utf_16(json, be)),
        ("application/json", utf_16(json, le)),
        ("", utf_16(&marked, be)),
    ] {
        assert_eq!(read(content_type, &body).text(), Some(json), "{content_type} {body:?}");
    }
    // Half a character, and half of a pair.
    let odd = [utf_16("{\"a", le), vec![0x22]].concat();
    assert_eq!(read("application/json", &odd).text(), Some("{\"a\u{fffd}"));
    assert_eq!(read("text/plain; charset=utf-16le", b"\x3d\xd8").text(), Some("\u{fffd}"));
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_text() {
    for content_type in ["", "application/json", "text/csv; charset=utf-8", "a/b; charset=latin1"] {
        let decoded = read(content_type, b"\xef\xbb\xbf{\"a\":1}");
        assert_eq!(decoded.text(), Some("{\"a\":1}"), "{content_type}");
        assert_eq!(decoded.steps, [Step::ByteOrderMark]);
    }
    assert_eq!(read("", b"\xef\xbb\xbf").text(), Some(""));
}

#[test]
fn declared_charsets_are_read_by_any_of_their_names() {
    for (content_type, body, text) in [
        ("text/plain; charset=iso-8859-1", &b"Ol\xe1"[..], "Olá"),
        ("text/plain; charset=\"Latin1\"", b"Ol\xe1", "Olá"),
        ("text/plain; charset=windows-1252", b"\x80 5", "€ 5"),
        ("text/plain; charset=iso-8859-15", b"\xa4", "€"),
        ("application/json; charset=Shift_JIS", b"\x93\xfa\x96\x7b", "日本"),
        ("application/json; charset=gb18030", b"\xd6\xd0", "中"),
        ("application/json; charset=big5", b"\xa4\xa4", "中"),
        ("application/json; charset=euc-kr", b"\xc7\xd1", "한"),
        ("application/xml; charset=koi8-r", b"\xd2", "р"),
        ("text/plain; charset=iso-2022-jp", b"\x1b$BF|\x1b(B", "日"),
        (
            "text/xml",
            b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9</a>",
            "<?xml version='1.0' encoding='ISO-8859-1'?><a>é</a>",
        ),
    ] {
        assert_eq!(read(content_type, body).text(), Some(text), "{content_type}");
    }
}

#[test]
fn utf_32_is_read_although_browsers_do_not() {
    let json = "{\"nome\":\"João 😀\"}";
    let marked = format!("\u{feff}{json}");
    let utf_32 =
        |text: &str, bytes: fn(u32) -> [u8; 4]| -> Vec<u8> { text.chars().flat_map(|c| bytes(u32::from(c))).collect() };
    let (le, be) = (u32::to_le_bytes, u32::to_be_bytes);
    for (content_type, body, name) in [
        ("application/json; charset=utf-32", utf_32(&marked, le), "UTF-32LE"),
        ("application/json; charset=utf-32", utf_32(&marked, be), "UTF-32BE"),
        ("application/json; charset=UTF-32LE", utf_32(json, le), "UTF-32LE"),
        ("application/json; charset=utf-32", utf_32(json, be), "UTF-32BE"),
        ("application/json", utf_32(json, le), "UTF-32LE"),
        ("text/plain; charset=utf-32be", utf_32("ã", be), "UTF-32BE"),
        ("", utf_32(&marked, be), "UTF-32BE"),
    ] {
        let decoded = read(content_type, &body);
        let text = if body.len() == 4 { "ã" } else { json };
        assert_eq!(decoded.text(), Some(text), "{content_type}");
        assert!(decoded.steps.contains(&Step::Charset(name)), "{content_type} {:?}", decoded.steps);
    }
    let surrogate = [utf_32("ab", le), vec![0, 0xd8, 0, 0]].concat();
    assert_eq!(read("text/plain; charset=utf-32le", &surrogate).text(), Some("ab\u{fffd}"));
    // What only says so is left as it is.
    assert_eq!(read("text/plain; charset=utf-32", b"abcd").text(), Some("abcd"));
    let limits = Limits { output: 10, ..Limits::default() };
    let body = utf_32(&marked, be);
    let decoded = decode(&Declared::new("", ""), &body, &limits);
    assert!(decoded.bytes.len() <= 10 && decoded.cut.is_some());
}

/// RFC 8259: JSON is UTF-8, and a server's default charset beside it is not about it.
#[test]
fn json_that_is_utf_8_is_so_whatever_is_declared() {
    for charset in ["iso-8859-1", "us-ascii", "windows-1252"] {
        let content_type = format!("application/problem+json; charset={charset}");
        let decoded = read(&content_type, "{\"a\":\"João\"}".as_bytes());
        assert!(decoded.is_unchanged(), "{charset}");
        assert_eq!(read(&content_type, b"{\"a\":\"Jo\xe3o\"}").text(), Some("{\"a\":\"João\"}"));
    }
    // A text is what its label says.
    assert_eq!(read("text/plain; charset=latin1", "ã".as_bytes()).text(), Some("Ã£"));
}

#[test]
fn what_is_none_of_the_charset_is_replaced_and_said() {
    let decoded = read("text/plain; charset=shift_jis", b"a\xff");
    assert_eq!(decoded.text(), Some("a\u{fffd}"));
    assert_eq!(decoded.steps, [Step::Charset("Shift_JIS"), Step::Replaced]);
}

#[test]
fn bytes_that_are_no_text_stay() {
    for (content_type, body) in [
        ("image/jpeg; charset=utf-16", &b"\xff\xfe\0\x01"[..]),
        ("audio/mpeg", b"\xff\xfe\0\x01"),
        ("multipart/form-data; boundary=b; charset=latin1", b"--b\xe9"),
        ("application/octet-stream", b"a\0b\0\xff"),
        ("application/json", b"\xff\x00\x80"),
        ("application/json; charset=utf-8", b"caf\xe9"),
    ] {
        let decoded = read(content_type, body);
        assert!(decoded.is_unchanged(), "{content_type} {decoded:?}");
        assert_eq!(&*decoded.bytes, body);
    }
    let decoded = read("text/plain; charset=utf-7", b"+AOk-");
    assert_eq!(decoded.steps, [Step::UnknownCharset("utf-7".into())]);
    assert_eq!(decoded.text(), Some("+AOk-"));
}

#[test]
fn a_long_text_is_read_as_far_as_there_is_room() {
    let limits = Limits { output: 1000, ..Limits::default() };
    let declared = Declared::new("text/plain; charset=latin1", "");
    for length in [400, 500, 501, 1001, 100_000] {
        let body = vec![0xe9; length];
        let decoded = decode(&declared, &body, &limits);
        let text = decoded.text().unwrap();
        assert!(text.chars().all(|c| c == 'é') && text.len() <= 1000, "{length}: {}", text.len());
        assert_eq!(decoded.cut.is_none(), text.len() == 2 * length, "{length}");
        assert!(length > 490 || decoded.cut.is_none(), "{length}");
    }
}
