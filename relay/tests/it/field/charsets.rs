//! Texts in any charset, with and without a byte order mark.

use super::*;

fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

fn utf_32(text: &str, bytes: fn(u32) -> [u8; 4]) -> Vec<u8> {
    text.chars().flat_map(|c| bytes(u32::from(c))).collect()
}

#[tokio::test]
async fn a_template_reads_text_in_any_charset() {
    let relay = relay(&json!({"answer": {"body": "{{body.nome}}"}})).await;
    let json = "{\"nome\":\"João\"}";
    let marked = format!("\u{feff}{json}");
    let of = |name: &[u8]| [b"{\"nome\":\"", name, b"\"}"].concat();
    for (charset, body, name) in [
        ("", marked.clone().into_bytes(), "João"),
        ("; charset=iso-8859-1", marked.clone().into_bytes(), "João"),
        ("; charset=utf-16", utf_16(&marked, u16::to_le_bytes), "João"),
        ("; charset=utf-16", utf_16(json, u16::to_be_bytes), "João"),
        ("; charset=UTF-16LE", utf_16(json, u16::to_le_bytes), "João"),
        ("", utf_16(&marked, u16::to_be_bytes), "João"),
        ("", utf_16(json, u16::to_le_bytes), "João"),
        ("; charset=utf-32", utf_32(&marked, u32::to_le_bytes), "João"),
        ("", utf_32(json, u32::to_be_bytes), "João"),
        ("; charset=ISO-8859-1", of(b"Jo\xe3o"), "João"),
        ("; charset=\"windows-1252\"", of(b"\x80"), "€"),
        ("; charset=iso_8859-15", of(b"\xa4"), "€"),
        ("; charset=windows-1251", of(b"\xcf\xf0"), "Пр"),
        ("; charset=koi8-r", of(b"\xf0\xd2"), "Пр"),
        ("; charset=Shift_JIS", of(b"\x93\xfa\x96\x7b"), "日本"),
        ("; charset=EUC-JP", of(b"\xc6\xfc\xcb\xdc"), "日本"),
        ("; charset=ISO-2022-JP", of(b"\x1b$BF|\x1b(B"), "日"),
        ("; charset=gbk", of(b"\xd6\xd0"), "中"),
        ("; charset=big5", of(b"\xa4\xa4"), "中"),
        ("; charset=euc-kr", of(b"\xc7\xd1"), "한"),
        // A label that the bytes give the lie to, and one that nobody knows.
        ("; charset=us-ascii", json.into(), "João"),
        ("; charset=iso-8859-1", json.into(), "João"),
        ("; charset=klingon", json.into(), "João"),
    ] {
        let kind = format!("{JSON}{charset}");
        assert_eq!(send(&relay, &[("content-type", &kind)], &body).await.0, name, "{kind}");
    }
}

#[tokio::test]
async fn a_byte_order_mark_put_in_front_on_the_way_is_told() {
    let relay = relay(&json!({"provider": "github", "secret": "k"})).await;
    let plain = br#"{"ref":"refs/heads/main","pusher":{"name":"ana"}}"#;
    let marked = [b"\xef\xbb\xbf", &plain[..]].concat();
    for (signed, expected) in [
        (&marked[..], (true, None)),
        (&plain[..], (false, Some("trailing_whitespace"))),
        (b"another", (false, Some("mismatch"))),
    ] {
        let signature = format!("sha256={}", hex_sha256("k", signed));
        let headers = [("content-type", JSON), ("x-github-event", "push"), ("x-hub-signature-256", &*signature)];
        let (_, event) = send(&relay, &headers, &marked).await;
        assert_eq!(verdict(&event), expected);
        assert_eq!(event.summary.as_deref(), Some("push to main by ana"));
    }
}

#[tokio::test]
async fn text_that_is_no_utf_8_crosses_as_bytes_and_is_read_as_text() {
    let relay = relay(&json!({"answer": {"body": "{{{body}}}"}})).await;
    let xml = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9</a>";
    for (kind, body, text) in [
        ("text/plain; charset=iso-8859-1", &b"Ol\xe1"[..], "Olá"),
        ("text/xml", xml, "<?xml version='1.0' encoding='ISO-8859-1'?><a>é</a>"),
    ] {
        let (read, event) = send(&relay, &[("content-type", kind)], body).await;
        assert_eq!(read, text);
        assert!(matches!(event.body, wire::Body::Bytes(_)), "{kind}");
    }
}
