//! Any bytes under any headers, and what is encoded decoded again.

use decode::{Declared, Limits, decode, form, multipart, needs_decoding};
use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GB18030, ISO_2022_JP, KOI8_R, SHIFT_JIS, WINDOWS_1252};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::encode::{CODINGS, encode, header};

fn content_type() -> impl Strategy<Value = String> {
    const KNOWN: [&str; 7] = [
        "application/json",
        "application/json; charset=utf-16",
        "text/plain; charset=iso-2022-jp",
        "text/xml",
        "application/x-www-form-urlencoded; charset=gbk",
        "multipart/form-data; boundary=b",
        "image/png",
    ];
    prop_oneof![select(&KNOWN[..]).prop_map(str::to_owned), "(a|b|;|=|\"|'|\\\\| |charset){0,12}"]
}

/// Bytes, and streams with some of them changed.
fn body() -> impl Strategy<Value = Vec<u8>> {
    let stream = (select(&CODINGS[..]), vec(any::<u8>(), 0..2000), vec(any::<(u16, u8)>(), 0..4));
    let damaged = stream.prop_map(|(coding, plain, changes)| {
        let mut body = encode(coding, &plain);
        for (at, byte) in changes {
            let at = usize::from(at) % body.len();
            body[at] = byte;
        }
        body
    });
    prop_oneof![
        vec(any::<u8>(), 0..500),
        damaged,
        "(--b\r?\n|\r\n|:|=|&|%E9|name|a){0,20}".prop_map(String::into_bytes)
    ]
}

fn coding_names() -> impl Strategy<Value = String> {
    prop_oneof![
        vec(select(&CODINGS[..]), 0..3)
            .prop_map(|codings| { codings.into_iter().map(header).collect::<Vec<_>>().join(", ") }),
        "(gzip|br|,| |x){0,6}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_bytes_are_decoded_within_the_limits(
        content_type in content_type(), codings in coding_names(), body in body(),
    ) {
        let declared = Declared::new(&content_type, &codings);
        let limits = Limits { output: 3000, free: 1000, ..Limits::default() };
        let decoded = decode(&declared, &body, &limits);
        prop_assert!(decoded.is_unchanged() || decoded.bytes.len() <= limits.output.max(body.len()));
        prop_assert!(needs_decoding(&declared, &body) || decoded.is_unchanged());
        if decoded.is_unchanged() {
            prop_assert_eq!(&*decoded.bytes, &body[..]);
        }
        let _ = decoded.text();
        prop_assert!(form::fields(&body).count() <= body.len());
        prop_assert!(multipart::parts(&declared, &body).filter_map(|part| part.text().map(drop)).count() <= body.len());
    }

    #[test]
    fn what_is_encoded_is_decoded(
        codings in vec(select(&CODINGS[..]), 1..4), plain in vec(any::<u8>(), 1..5000),
    ) {
        let body = codings.iter().fold(plain.clone(), |body, coding| encode(coding, &body));
        let names = codings.iter().map(|coding| header(coding)).collect::<Vec<_>>().join(",");
        let decoded = decode(&Declared::new("image/png", &names), &body, &Limits::default());
        prop_assert_eq!(decoded.cut, None);
        prop_assert_eq!(&*decoded.bytes, &plain[..]);
    }

    #[test]
    fn what_is_cut_is_the_beginning(
        coding in select(&CODINGS[..]), plain in vec(0_u8..8, 1..5000), cut in any::<prop::sample::Index>(),
    ) {
        let body = encode(coding, &plain);
        let cut = cut.index(body.len());
        let decoded = decode(&Declared::new("image/png", header(coding)), &body[..cut], &Limits::default());
        prop_assert!(plain.starts_with(&decoded.bytes) || *decoded.bytes == body[..cut], "{:?}", decoded);
        // Of a gzip or a zlib stream the last bytes are its checksum.
        prop_assert!(decoded.cut.is_some() || decoded.bytes.len() <= cut || coding == "zstd", "{:?}", decoded);
    }

    #[test]
    fn text_in_any_charset_is_read(
        chars in vec(prop_oneof!["[ -~]", "[àéãçñ]", "[日本語中文한국어]", "[привет]"], 0..60),
        encoding in select(vec![BIG5, EUC_JP, EUC_KR, GB18030, ISO_2022_JP, KOI8_R, SHIFT_JIS, WINDOWS_1252]),
    ) {
        // A backslash and a tilde are other signs in some of the old ones.
        let known = |c: &String| !Encoding::encode(encoding, c).2 && !c.contains(['\\', '~']);
        let text: String = chars.into_iter().filter(known).collect();
        let (bytes, ..) = Encoding::encode(encoding, &text);
        let content_type = format!("text/plain; charset={}", encoding.name());
        let decoded = decode(&Declared::new(&content_type, ""), &bytes, &Limits::default());
        prop_assert_eq!(decoded.text(), Some(&*text));
    }
}
