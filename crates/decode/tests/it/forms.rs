//! Forms.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use decode::multipart::{Part, parts};
use decode::{Cut, Declared, Limits, Step, decode, form, needs_decoding};

fn fields(content_type: &str, body: &[u8]) -> Vec<(String, String)> {
    let declared = Declared::new(content_type, "");
    let decoded = decode(&declared, body, &Limits::default());
    assert_eq!(decoded.is_unchanged(), !needs_decoding(&declared, body), "{content_type}");
    let fields = form::fields(&decoded.bytes);
    fields.map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()
}

const FORM: &str = "application/x-www-form-urlencoded";

#[test]
fn a_form_is_read_in_its_charset() {
    let latin = format!("{FORM}; charset=ISO-8859-1");
    let body = b"nome=Jo%E3o&x=a+b%2Bc&lista%5B%5D=1&lista%5B%5D=2&vazio&&=&%=%2&bruto=\xe9";
    let mut expected = vec![("nome", "João"), ("x", "a b+c"), ("lista[]", "1"), ("lista[]", "2")];
    expected.extend([("vazio", ""), ("", ""), ("%", "%2"), ("bruto", "é")]);
    assert_eq!(fields(&latin, body), pairs(&expected));

    assert_eq!(fields(FORM, b"a=%C3%A7+%C3"), pairs(&[("a", "ç \u{fffd}")]));
    let japanese = format!("{FORM}; charset=shift_jis");
    assert_eq!(fields(&japanese, b"a=%93%FA"), pairs(&[("a", "日")]));
    // Escapes are of bytes: a form is in UTF-8 when a page is in UTF-16.
    assert_eq!(fields(&format!("{FORM}; charset=utf-16"), b"a=%C3%A7"), pairs(&[("a", "ç")]));
}

#[test]
fn a_form_in_another_charset_is_a_form_in_utf_8() {
    let declared = Declared::new("Application/X-WWW-Form-URLEncoded; Charset=windows-1251", "");
    let body = b"a=1%20&%EF%F0=%E8+%2B=\xe2&b";
    let decoded = decode(&declared, body, &Limits::default());
    assert_eq!(decoded.steps, [Step::Charset("windows-1251")]);
    let text = "a=1%20&%D0%BF%D1%80=%D0%B8%20%2B=%D0%B2&b";
    assert_eq!(decoded.text(), Some(text), "what is ASCII stays as it came");
    // Whose escapes are of ASCII is left alone, whatever it declares.
    assert!(decode(&declared, b"a=%7B%22x%22%7D", &Limits::default()).is_unchanged());
    let japanese = format!("{FORM}; charset=iso-2022-jp");
    assert_eq!(fields(&japanese, b"a=%1B%24BF%7C%1B%28B&b=1"), pairs(&[("a", "日"), ("b", "1")]));

    let limits = Limits { output: 1000, ..Limits::default() };
    for body in [b"a=".iter().copied().chain([0xe9; 5000]).collect::<Vec<_>>(), b"%E9=1&b=2&".repeat(500)] {
        let decoded = decode(&declared, &body, &limits);
        assert_eq!((decoded.bytes.len() <= 1000, decoded.cut), (true, Some(Cut::TooLong)));
    }
}

#[test]
fn a_form_may_name_its_charset_itself() {
    let (browser, paypal) = (b"_charset_=ISO-8859-1&a=%E9", b"a=%E9&charset=windows-1252");
    assert_eq!(fields(FORM, browser)[1].1, "é");
    assert_eq!(fields(FORM, paypal)[0].1, "é");
    // A field of that name about something else changes nothing that is UTF-8.
    assert_eq!(fields(FORM, b"charset=latin1&a=%C3%A7")[1].1, "ç");
    assert_eq!(fields(FORM, b"charset=blue&a=%E9")[1].1, "\u{fffd}");
}

fn multipart(boundary: &str, body: &[u8]) -> Vec<(String, Option<String>, Option<String>)> {
    let declared = Declared::new(boundary, "");
    let read = |part: Part<'_>| {
        let text = part.text().map(|text| text.into_owned());
        (part.name.into_owned(), part.file_name.map(|name| name.into_owned()), text)
    };
    parts(&declared, body).map(read).collect()
}

#[test]
fn the_parts_of_a_form_are_read() {
    let body = b"preamble\r\n--b\r\nContent-Disposition: form-data; name=\"payload\"\r\n\r\n{\"a\":1}\r\n\
        --b\r\ncontent-disposition:form-data;name=\"f\";filename=\"a \\\"b\\\".bin\"\r\nContent-Type: image/png\r\n\r\n\xff\0\r\n\
        --b  \r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Disposition: form-data; name=nome\r\n\r\nJo\xe3o\r\n\
        --b\r\nContent-Disposition: form-data; name=\"empty\"\r\n\r\n\r\n\
        --b\r\nContent-Disposition: form-data; name=\"lines%22\"\r\n\r\na\r\n--\r\nb\n\r\n--b--\r\nepilogue";
    let text = |text: &str| Some(text.to_owned());
    let expected = vec![
        ("payload".to_owned(), None, text("{\"a\":1}")),
        ("f".to_owned(), text("a \"b\".bin"), None),
        ("nome".to_owned(), None, text("João")),
        ("empty".to_owned(), None, text("")),
        ("lines\"".to_owned(), None, text("a\r\n--\r\nb\n")),
    ];
    assert_eq!(multipart("multipart/form-data; boundary=b", body), expected);
    assert_eq!(multipart("multipart/form-data; boundary=\"b\"", body), expected);
    assert_eq!(multipart("multipart/form-data", body), []);
    let line_feeds: Vec<u8> = body.iter().copied().filter(|byte| *byte != b'\r').collect();
    assert_eq!(multipart("multipart/form-data; boundary=b", &line_feeds).len(), 5);
}

#[test]
fn a_form_that_is_cut_or_wrong_gives_what_is_there() {
    let boundary = "multipart/form-data; boundary=b";
    let body = b"--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--b\r\nContent-Disposition: form-data; name=b\r\n\r\n2";
    assert_eq!(multipart(boundary, body).len(), 2);
    for length in 0..body.len() {
        assert!(multipart(boundary, &body[..length]).len() <= 2);
    }
    for body in [&b""[..], b"--b", b"--b--", b"--b\r\n", b"--b\r\n\r\n", b"--b\r\n\r\n--b--", b"--b\n--b\n--b\n"] {
        assert_eq!(multipart(boundary, body), [], "{body:?}");
    }
}
