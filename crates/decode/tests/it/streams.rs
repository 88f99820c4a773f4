//! Compressed bodies.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use decode::{Coding, Cut, Declared, Decoded, Limits, Step, decode, needs_decoding};

use crate::encode::{CODINGS, encode, header};

const JSON: &[u8] = br#"{"ref":"refs/heads/main","pusher":{"name":"ana"}}"#;

fn read<'b>(content_encoding: &str, body: &'b [u8]) -> Decoded<'b> {
    let declared = Declared::new("application/json", content_encoding);
    decode(&declared, body, &Limits::default())
}

/// Text that does not compress to nothing.
fn text(length: usize) -> Vec<u8> {
    let words = (0_u64..).map(|n| format!("{:x} ", n.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
    let mut text: Vec<u8> = words.take(length / 8 + 1).flat_map(String::into_bytes).collect();
    text.truncate(length);
    text
}

#[test]
fn each_coding_is_undone_whatever_the_case_of_its_name() {
    for coding in CODINGS {
        let name = header(coding);
        for name in [name.to_owned(), name.to_uppercase(), format!(" identity ,{name}, ")] {
            let body = encode(coding, JSON);
            let decoded = read(&name, &body);
            assert_eq!(&*decoded.bytes, JSON, "{name}");
            assert!(matches!(decoded.steps[..], [Step::Decompressed(_)]), "{:?}", decoded.steps);
            assert_eq!(decoded.cut, None, "{name}");
        }
    }
    assert_eq!(&*read("x-gzip", &encode("gzip", JSON)).bytes, JSON);
}

#[test]
fn streams_that_other_tools_wrote_are_read() {
    // Python: gzip.compress(b'{"a":1}', mtime=0).
    let gzip = b"\x1f\x8b\x08\0\0\0\0\0\x02\x03\xabVJT\xb22\xac\x05\0\xaf\xac\x1bV\x07\0\0\0";
    assert_eq!(read("gzip", gzip).text(), Some(r#"{"a":1}"#));
    // `printf … | zstd -c`, and with `-19 --no-check`.
    let text = format!("{{\"a\":\"{}\"}}", "a".repeat(33));
    let checked = b"\x28\xb5\x2f\xfd\x04\x58\x7d\0\0\x48{\"a\":\"a\"}\x01\0\x38\x30\x02\x4b\xef\xf2\xc6";
    let strong = b"\x28\xb5\x2f\xfd\0\x68\x7d\0\0\x48{\"a\":\"a\"}\x01\0\x38\x30\x02";
    assert_eq!(read("zstd", checked).text(), Some(&*text));
    assert_eq!(read("zstd", strong).text(), Some(&*text));
}

#[test]
fn stacks_are_undone_from_the_last() {
    let body = encode("zstd", &encode("br", &encode("deflate", &encode("gzip", JSON))));
    let decoded = read("gzip, deflate, br, zstd", &body);
    assert_eq!(&*decoded.bytes, JSON);
    assert_eq!(decoded.steps.first(), Some(&Step::Decompressed(Coding::Zstd)));
    assert_eq!(decoded.steps.len(), 4);

    let decoded = read("gzip,gzip,gzip,gzip,gzip", &body);
    assert_eq!((&*decoded.bytes, decoded.cut), (&body[..], Some(Cut::TooManyCodings)));
}

#[test]
fn compressed_and_in_another_charset_at_once() {
    let utf_16: Vec<u8> = "\u{feff}{\"a\":\"é\"}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let body = encode("gzip", &utf_16);
    let decoded = decode(&Declared::new("application/json; charset=utf-16", "gzip"), &body, &Limits::default());
    assert_eq!(decoded.text(), Some("{\"a\":\"é\"}"));
    let steps: Vec<_> = decoded.steps.iter().map(ToString::to_string).collect();
    assert_eq!(steps, ["gzip", "byte order mark", "charset UTF-16LE"]);

    let body = encode("br", &[&b"\xef\xbb\xbf"[..], JSON].concat());
    assert_eq!(&*read("br", &body).bytes, JSON);
}

#[test]
fn a_cut_stream_gives_what_could_be_read_and_says_so() {
    let plain = text(300_000);
    for coding in CODINGS {
        let body = encode(coding, &plain);
        let cut = &body[..body.len() * 9 / 10];
        let decoded = read(header(coding), cut);
        assert_eq!(decoded.cut, Some(Cut::Incomplete), "{coding}");
        assert!(plain.starts_with(&decoded.bytes), "{coding}");
        assert!(decoded.bytes.len() > 100_000, "{coding}: {}", decoded.bytes.len());
    }
    let cut = &encode("gzip", JSON)[..30];
    assert_eq!(read("gzip", cut).cut, Some(Cut::Incomplete));
}

#[test]
fn a_damaged_stream_gives_what_could_be_read_and_says_so() {
    let plain = text(600_000);
    for coding in CODINGS {
        let mut body = encode(coding, &plain);
        let middle = body.len() * 3 / 4;
        body[middle..middle + 64].fill(0xff);
        let decoded = read(header(coding), &body);
        if coding == "br" {
            // Its first block is as long as the body: nothing of a damaged one can be read, and the
            // body stays as it is.
            assert!(decoded.cut.is_none() && *decoded.bytes == *body, "{coding}");
            continue;
        }
        // Without a frame there is no checksum, by which the damage would be noticed.
        assert!(decoded.cut.is_some() || coding == "raw", "{coding}");
        assert!(decoded.bytes.len() > 100_000, "{coding}: {}", decoded.bytes.len());
        let good = plain.iter().zip(&*decoded.bytes).take_while(|(a, b)| a == b).count();
        assert!(good > 100_000, "{coding}: {good}");
    }
}

#[test]
fn several_members_are_one_body_and_what_follows_them_is_none() {
    let body = [encode("gzip", b"a,"), encode("gzip", b"b"), b"\0\0\0".into()].concat();
    assert_eq!(&*read("gzip", &body).bytes, b"a,b");
    let body = [encode("zstd", b"a,"), b"\x50\x2a\x4d\x18\x02\0\0\0xx".into(), encode("zstd", b"b")];
    assert_eq!(&*read("zstd", &body.concat()).bytes, b"a,b");
}

#[test]
fn a_body_that_is_not_encoded_as_declared_is_left_as_it_is() {
    for coding in CODINGS {
        for body in [JSON, b"<a/>", b"a", b"{", b"[1,2]", "é".as_bytes(), &text(10_000)] {
            let decoded = read(header(coding), body);
            assert_eq!(&*decoded.bytes, body, "{coding}");
            assert!(matches!(decoded.steps[..], [Step::NotEncoded(_)]), "{coding} {decoded:?}");
            assert_eq!(decoded.cut, None);
        }
    }
    // A proxy has undone the last one.
    assert_eq!(&*read("gzip, br", &encode("gzip", JSON)).bytes, JSON);
    // The right stream under the wrong name.
    assert_eq!(&*read("deflate", &encode("gzip", JSON)).bytes, JSON);
    assert_eq!(&*read("gzip", &encode("deflate", JSON)).bytes, JSON);
    let text = b"x^2 + y^2, which begins as zlib does";
    assert_eq!(&*read("gzip", text).bytes, text);
}

#[test]
fn an_unknown_coding_is_said_and_nothing_is_guessed() {
    let body = encode("gzip", JSON);
    let decoded = read("compress, gzip", &body);
    assert_eq!(&*decoded.bytes, JSON);
    let decoded = read("gzip, compress", &body);
    assert_eq!(&*decoded.bytes, &body[..]);
    assert_eq!(decoded.steps, [Step::UnknownCoding("compress".into())]);
}

#[test]
fn what_needs_nothing_is_borrowed() {
    let plain = r#"{"a":"é"}"#.as_bytes();
    for (content_type, content_encoding) in [
        ("application/json", ""),
        ("application/json; charset=utf-8", "identity"),
        ("application/json; charset=US-ASCII", ""),
        ("", ""),
        ("application/x-www-form-urlencoded", ""),
        ("multipart/form-data; boundary=b; charset=utf-16", ""),
    ] {
        let declared = Declared::new(content_type, content_encoding);
        let plain = if content_type.contains("ASCII") { b"{}" } else { plain };
        let decoded = decode(&declared, plain, &Limits::default());
        assert!(decoded.is_unchanged(), "{content_type}");
        assert!(std::ptr::eq(&*decoded.bytes, plain), "{content_type}");
        assert!(!needs_decoding(&declared, plain), "{content_type}");
    }
    for (content_type, content_encoding, body) in [
        ("", "gzip", &b"x"[..]),
        ("a/b; charset=latin1", "", b"\xe9"),
        ("", "", b"\xef\xbb\xbf{}"),
        ("", "", b"\xff\xfe{\0"),
    ] {
        assert!(needs_decoding(&Declared::new(content_type, content_encoding), body));
    }
    assert_eq!(read("gzip", b""), Decoded { bytes: b"".into(), steps: vec![], cut: None });
}
