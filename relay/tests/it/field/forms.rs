//! Providers that send forms: JSON in a field, other charsets, compressed.

use testkit::gzip;

use super::*;

const KEY: &str = "It's a Secret to Everybody";
const PUSH: &str =
    r#"{"ref":"refs/heads/main","repository":{"full_name":"acme/ação"},"pusher":{"name":"João"},"n":1.0}"#;

fn escaped(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("%{byte:02X}")).collect()
}

fn latin_1(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
}

#[tokio::test]
async fn github_as_a_form_says_what_it_says_as_json() {
    let relay = relay(&json!({"provider": "github", "secret": KEY})).await;
    let form = format!("payload={}", escaped(PUSH.as_bytes()));
    let latin = format!("payload={}", escaped(&latin_1(PUSH)));
    let marked = format!("\u{feff}{form}");
    let later = format!("a=1&{form}");
    let bodies: [(&str, &str, Vec<u8>); 7] = [
        (JSON, "", PUSH.into()),
        (FORM, "", form.clone().into()),
        ("Application/X-WWW-Form-URLEncoded; Charset=UTF-8", "", later.into()),
        ("application/x-www-form-urlencoded; charset=ISO-8859-1", "", latin.into()),
        (FORM, "gzip", gzip(form.as_bytes())),
        (FORM, "", marked.into()),
        ("", "", form.into()),
    ];
    for (kind, coding, body) in bodies {
        let signature = format!("sha256={}", hex_sha256(KEY, &body));
        let mut headers = vec![("x-github-event", "push"), ("x-hub-signature-256", &signature)];
        headers.extend([("content-type", kind), ("content-encoding", coding)].iter().filter(|(_, v)| !v.is_empty()));
        let (_, event) = send(&relay, &headers, &body).await;
        assert_eq!(event.event.as_deref(), Some("push"), "{kind}");
        assert_eq!(event.summary.as_deref(), Some("push to main by João"), "{kind} {coding}");
        assert_eq!(verdict(&event), (true, None), "{kind}: over the raw bytes");
    }
    // Only the header of before: it is named.
    let sha1 = format!("sha1={}", hmac(Hash::Sha1, Encoding::Hex, KEY, PUSH.as_bytes()));
    let (_, event) = send(&relay, &[("x-github-event", "push"), ("x-hub-signature", &sha1)], PUSH.as_bytes()).await;
    assert_eq!(verdict(&event), (false, Some("missing_header")));
}

#[tokio::test]
async fn a_template_reads_a_field_and_the_json_in_it() {
    let template = "{{body.payload.ref}}|{{body.payload.n}}|{{body.payload.repository}}|{{{body.payload.pusher.name}}}|\
                    {{body.payload.none}}|{{body.data.id}}|{{body.x.y}}|{{body.ids[]}}|{{body.user[name]}}";
    let relay = relay(&json!({"answer": {"body": template}})).await;
    let expected = r#"refs/heads/main|1.0|{"full_name":"acme/ação"}|João||9||1|zé"#;
    let fields = "data.id=9&x=not+json&ids%5B%5D=1&user%5Bname%5D=z%C3%A9";
    let form = format!("payload={}&{fields}", escaped(PUSH.as_bytes()));
    assert_eq!(send(&relay, &[("content-type", FORM)], form.as_bytes()).await.0, expected);

    let part =
        |name: &str, value: &str| format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let parts = [("payload", PUSH), ("data.id", "9"), ("x", "no"), ("ids[]", "1"), ("user[name]", "zé")];
    let parts: String = parts.iter().map(|(name, value)| part(name, value)).collect();
    let kind = ("content-type", "multipart/form-data; boundary=b");
    assert_eq!(send(&relay, &[kind], format!("{parts}--b--\r\n").as_bytes()).await.0, expected);
}

#[tokio::test]
async fn a_field_is_escaped_for_json_and_read_in_its_charset() {
    let answer =
        json!({"headers": [["content-type", JSON]], "body": r#"{"n":"{{body.nome}}","p":"{{body.payload}}"}"#});
    let relay = relay(&json!({"answer": answer})).await;
    for (charset, name) in [
        ("; charset=ISO-8859-1", &b"Jo%E3o"[..]),
        ("; charset=windows-1252", b"Jo\xe3o"),
        ("; charset=utf-16", b"Jo%C3%A3o"),
        ("", b"Jo%C3%A3o"),
        ("", b"Jo%E3o&_charset_=iso-8859-1"),
        ("", b"Jo%E3o&charset=windows-1252"),
    ] {
        let body = [b"payload=%7B%22a%22%3A1%7D&nome=", name].concat();
        let (text, _) = send(&relay, &[("content-type", &format!("{FORM}{charset}"))], &body).await;
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value, json!({"n": "João", "p": "{\"a\":1}"}), "{charset} {}", String::from_utf8_lossy(name));
    }
}

#[tokio::test]
async fn who_sends_forms_is_described_compressed_or_not() {
    let relay = relay(&json!({"provider": "twilio"})).await;
    let sms = "From=%2B5531988887777&Body=Ol%C3%A1+mundo&SmsStatus=received&MessageSid=SM1";
    let latin = sms.replace("%C3%A1", "%E1");
    for (kind, coding, body) in [
        (FORM, "", sms.as_bytes().to_vec()),
        (FORM, "gzip", gzip(sms.as_bytes())),
        ("application/x-www-form-urlencoded;charset=latin1", "identity", latin.into_bytes()),
    ] {
        let headers = [("content-type", kind), ("content-encoding", coding)];
        let (_, event) = send(&relay, &headers, &body).await;
        assert_eq!(event.summary.as_deref(), Some("+5531988887777: Olá mundo"), "{kind} {coding}");
    }
    set(&relay, "c", &json!({"provider": "slack"})).await;
    let pressed = r#"{"type":"block_actions","user":{"username":"ana"},"actions":[{"action_id":"ok"}]}"#;
    let body = format!("payload={}", escaped(pressed.as_bytes()));
    let (_, event) = send(&relay, &[("content-type", FORM)], body.as_bytes()).await;
    assert_eq!((event.event.as_deref(), event.summary.as_deref()), (Some("block_actions"), Some("ok · ana")));
    set(&relay, "c", &json!({"provider": "mercadopago"})).await;
    let (_, event) = send_to(&relay, "/webhook/c?topic=payment&id=123", &[], b"").await;
    assert_eq!((event.event.as_deref(), event.summary.as_deref()), (Some("payment"), Some("payment 123")));
}
