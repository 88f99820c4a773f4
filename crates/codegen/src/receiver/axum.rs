//! Receivers in Rust, with axum.

use std::fmt::Write as _;

use providers::{Encoding, Hash, Shape};

use super::sketch::{Check, Method, Piece, SIGNING, Signed, Sketch, Stamp};

/// What the programs are written for: lines of their Cargo.toml. The tests compile them with these.
const AXUM: &str = "axum = \"0.8\"";
const TOKIO: &str = "tokio = { version = \"1\", features = [\"full\"] }";
const HMAC: &str = "hmac = \"0.13\"";
const SHA1: &str = "sha1 = \"0.11\"";
const SHA2: &str = "sha2 = \"0.11\"";
const HEX: &str = "hex = \"0.4\"";
const BASE64: &str = "base64 = \"0.22\"";
const SUBTLE: &str = "subtle = \"2\"";
const DALEK: &str = "ed25519-dalek = \"2\"";
const FORM: &str = "form_urlencoded = \"1\"";
const SERDE_JSON: &str = "serde_json = \"1\"";

const LISTEN: &str = r#"    let port = std::env::var("PORT").unwrap_or_else(|_| "3000".into());
    let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await.expect("the port is free");
    axum::serve(listener, app).await.expect("the server runs");
}
"#;

const ANSWER: &str = r#"    // Answer now and work later: a slow answer counts as none, and the webhook is sent again.
    StatusCode::OK
}
"#;

/// The whole program.
pub(super) fn program(sketch: &Sketch<'_>) -> String {
    let mut text = String::from("// [dependencies]\n");
    for line in dependencies(sketch) {
        let _ = writeln!(text, "// {line}");
    }
    if !sketch.notes.is_empty() {
        text.push_str("//\n");
    }
    for note in &sketch.notes {
        let _ = writeln!(text, "// {note}");
    }
    let Some(check) = &sketch.check else {
        text.push_str(
            r#"use axum::{Router, body::Bytes, http::StatusCode, routing::post};

#[tokio::main]
async fn main() {
    let app = Router::new().route("/webhook", post(webhook));
"#,
        );
        let _ = write!(text, "{LISTEN}\nasync fn webhook(body: Bytes) -> StatusCode {{\n");
        return text + "    println!(\"{} bytes\", body.len());\n" + ANSWER;
    };
    // With two checks, whatever either needs.
    let larger = sketch.signing.as_ref().unwrap_or(check);
    uses(&mut text, larger, check.method == Method::Token);
    text.push_str(
        r#"
#[tokio::main]
async fn main() {
    let secret = std::env::var("WEBHOOK_SECRET").expect("WEBHOOK_SECRET is set");
    assert!(!secret.is_empty(), "WEBHOOK_SECRET is empty");
"#,
    );
    if matches!(check.signed, Signed::Twilio) {
        text.push_str("    std::env::var(\"WEBHOOK_URL\").expect(\"WEBHOOK_URL is set\");\n");
    }
    text.push_str("    let app = Router::new().route(\"/webhook\", post(webhook)).with_state(Arc::from(secret));\n");
    text.push_str(LISTEN);
    let query = if check.needs_query() { ", query.as_deref().unwrap_or_default()" } else { "" };
    let body = if takes_body(larger) { ", &body" } else { "" };
    let stale = if check.body_stamp().is_some() { " || !fresh(&body)" } else { "" };
    let (bytes, comment) = match takes_body(larger) || check.body_stamp().is_some() {
        true => ("body", "    // The raw bytes: the same JSON printed again has another signature.\n"),
        false => ("_body", ""),
    };
    let arguments = match check.needs_query() {
        true => format!(
            "\n    State(secret): State<Arc<str>>,\n    RawQuery(query): RawQuery,\n    headers: HeaderMap,\n    {bytes}: Bytes,\n"
        ),
        false => format!("State(secret): State<Arc<str>>, headers: HeaderMap, {bytes}: Bytes"),
    };
    let _ = write!(
        text,
        "\nasync fn webhook({arguments}) -> StatusCode {{\n{comment}    if verified(&secret, &headers{query}{body}).is_none(){stale} {{\n        return StatusCode::UNAUTHORIZED;\n    }}\n"
    );
    text.push_str(ANSWER);
    fresh(&mut text, larger);
    match &sketch.signing {
        Some(signing) => {
            let _ = write!(
                text,
                r#"
/// None: do not believe it.
fn verified(secret: &str, headers: &HeaderMap, body: &[u8]) -> Option<()> {{
    // A secret token is only sent.
    if secret.starts_with("{SIGNING}") {{
        verified_by_signature(secret, headers, body)
    }} else {{
        verified_by_token(secret, headers)
    }}
}}
"#
            );
            verified(&mut text, "verified_by_token", check);
            verified(&mut text, "verified_by_signature", signing);
        }
        None => verified(&mut text, "verified", check),
    }
    text
}

fn takes_body(check: &Check<'_>) -> bool {
    check.method != Method::Token && !matches!(check.signed, Signed::Mercadopago)
}

fn dependencies(sketch: &Sketch<'_>) -> Vec<&'static str> {
    let mut lines = vec![AXUM, TOKIO];
    let Some(check) = sketch.signing.as_ref().or(sketch.check.as_ref()) else { return lines };
    if sketch.check.as_ref().is_some_and(|check| check.method == Method::Token) {
        lines.push(SUBTLE);
    }
    match check.method {
        Method::Token => {}
        Method::Ed25519 => lines.extend([DALEK, HEX]),
        Method::Hmac { hash, encoding, .. } => {
            lines.push(HMAC);
            if hash == Hash::Sha1 {
                lines.push(SHA1);
            }
            if hash != Hash::Sha1 || matches!(check.signed, Signed::Twilio) {
                lines.push(SHA2);
            }
            lines.push(if encoding == Encoding::Hex { HEX } else { BASE64 });
        }
    }
    match check.signed {
        Signed::Pieces(_) => {}
        Signed::Twilio => lines.extend([HEX, FORM]),
        Signed::Mercadopago => lines.push(FORM),
    }
    if check.body_stamp().is_some() {
        lines.push(SERDE_JSON);
    }
    lines
}

fn uses(text: &mut String, check: &Check<'_>, compares_token: bool) {
    text.push_str(if check.is_stamped() {
        "use std::{\n    sync::Arc,\n    time::{SystemTime, UNIX_EPOCH},\n};\n\n"
    } else {
        "use std::sync::Arc;\n\n"
    });
    let extract = if check.needs_query() { "{RawQuery, State}" } else { "State" };
    let _ = writeln!(
        text,
        "use axum::{{\n    Router,\n    body::Bytes,\n    extract::{extract},\n    http::{{HeaderMap, StatusCode}},\n    routing::post,\n}};"
    );
    match check.method {
        Method::Token => {}
        Method::Ed25519 => text.push_str("use ed25519_dalek::{Signature, VerifyingKey};\n"),
        Method::Hmac { hash, encoding, .. } => {
            if encoding == Encoding::Base64 {
                text.push_str("use base64::{Engine, engine::general_purpose::STANDARD as BASE64};\n");
            }
            text.push_str("use hmac::{Hmac, KeyInit, Mac};\n");
            let _ = match (hash, &check.signed) {
                (Hash::Sha1, Signed::Twilio) => writeln!(text, "use sha1::Sha1;\nuse sha2::{{Digest, Sha256}};"),
                (Hash::Sha1, _) => writeln!(text, "use sha1::Sha1;"),
                _ => writeln!(text, "use sha2::{};", name(hash)),
            };
        }
    }
    if compares_token {
        text.push_str("use subtle::ConstantTimeEq;\n");
    }
}

fn name(hash: Hash) -> &'static str {
    match hash {
        Hash::Sha1 => "Sha1",
        Hash::Sha256 => "Sha256",
        Hash::Sha512 => "Sha512",
    }
}

fn fresh(text: &mut String, check: &Check<'_>) {
    let tolerance_s = check.tolerance_s;
    if let Some(member) = check.body_stamp() {
        let _ = write!(
            text,
            r#"
fn fresh(body: &[u8]) -> bool {{
    const TOLERANCE_S: f64 = {tolerance_s}.0;
    let Ok(now) = SystemTime::now().duration_since(UNIX_EPOCH) else {{ return false }};
    let Ok(json) = serde_json::from_slice::<serde_json::Value>(body) else {{ return false }};
    let Some(milliseconds) = json["{member}"].as_f64() else {{ return false }};
    (now.as_secs_f64() - milliseconds / 1000.0).abs() <= TOLERANCE_S
}}
"#
        );
        return;
    }
    if !check.is_stamped() {
        return;
    }
    let _ = write!(text, "\nfn fresh(timestamp: &str) -> bool {{\n    const TOLERANCE_S: u64 = {tolerance_s};\n");
    text.push_str(
        r#"    let Ok(now) = SystemTime::now().duration_since(UNIX_EPOCH) else { return false };
    let Ok(signed_at) = timestamp.parse::<u64>() else { return false };
"#,
    );
    if check.milliseconds {
        text.push_str("    // Some count milliseconds.\n    let signed_at = if signed_at > 100_000_000_000 { signed_at / 1000 } else { signed_at };\n");
    }
    text.push_str("    now.as_secs().abs_diff(signed_at) <= TOLERANCE_S\n}\n");
}

fn verified(text: &mut String, name: &str, check: &Check<'_>) {
    let query = if check.needs_query() { ", query: &str" } else { "" };
    let body = if takes_body(check) { ", body: &[u8]" } else { "" };
    let _ = writeln!(
        text,
        "\n/// None: do not believe it.\nfn {name}(secret: &str, headers: &HeaderMap{query}{body}) -> Option<()> {{"
    );
    if check.method == Method::Token {
        let _ = writeln!(
            text,
            "    let token = headers.get(\"{}\")?;\n    bool::from(token.as_bytes().ct_eq(secret.as_bytes())).then_some(())\n}}",
            check.header
        );
        return;
    }
    text.push_str("    let header = |name: &str| headers.get(name)?.to_str().ok();\n");
    let header = check.header;
    let mutable = if matches!(check.signed, Signed::Mercadopago) { "" } else { "mut " };
    let _ = match check.shape {
        Shape::Whole { .. } => writeln!(text, "    let signature = header(\"{header}\")?;"),
        Shape::Versions => writeln!(text, "    let mut signatures = header(\"{header}\")?.split(' ');"),
        Shape::Pairs { separator, stamp, signature } => writeln!(
            text,
            "    let pairs = header(\"{header}\")?.split('{separator}').filter_map(|pair| pair.trim().split_once('='));\n    let timestamp = pairs.clone().find(|(name, _)| *name == \"{stamp}\")?.1;\n    let {mutable}signatures = pairs.filter(|(name, _)| *name == \"{signature}\").map(|(_, value)| value);"
        ),
    };
    if let Some(id) = check.id {
        let missing = if matches!(check.signed, Signed::Mercadopago) { ".unwrap_or_default()" } else { "?" };
        let _ = writeln!(text, "    let id = header(\"{id}\"){missing};");
    }
    if let Stamp::Header(header) = check.stamp {
        let _ = writeln!(text, "    let timestamp = header(\"{header}\")?;");
    }
    if check.is_stamped_by_header() {
        text.push_str("    if !fresh(timestamp) {\n        return None;\n    }\n");
    }
    match check.method {
        Method::Ed25519 => {
            let parts = parts(&check.signed).join(", ");
            let _ = writeln!(
                text,
                "    let key = VerifyingKey::from_bytes(&hex::decode(secret).ok()?.try_into().ok()?).ok()?;\n    let signature = Signature::from_slice(&hex::decode(signature).ok()?).ok()?;\n    key.verify_strict(&[{parts}].concat(), &signature).ok()"
            );
        }
        Method::Hmac { hash, encoding, decoded } => hmac(text, check, hash, encoding, decoded),
        Method::Token => {}
    }
    text.push_str("}\n");
}

fn hmac(text: &mut String, check: &Check<'_>, hash: Hash, encoding: Encoding, decoded: Option<&str>) {
    match check.signed {
        Signed::Pieces(_) => {}
        Signed::Twilio => text.push_str(TWILIO),
        Signed::Mercadopago => return text.push_str(MERCADOPAGO),
    }
    let key = match decoded {
        Some(prefix) => {
            let _ = writeln!(
                text,
                "    let key = BASE64.decode(secret.strip_prefix(\"{prefix}\").unwrap_or(secret)).ok()?;"
            );
            "&key"
        }
        None => "secret.as_bytes()",
    };
    let _ = writeln!(text, "    let mut mac = Hmac::<{}>::new_from_slice({key}).ok()?;", name(hash));
    match &*parts(&check.signed) {
        [one] => {
            let _ = writeln!(text, "    mac.update({one});");
        }
        parts => {
            let _ = writeln!(text, "    for part in [{}] {{\n        mac.update(part);\n    }}", parts.join(", "));
        }
    }
    let decode = match encoding {
        Encoding::Hex => "hex::decode",
        Encoding::Base64 => "BASE64.decode",
    };
    let prefix = check.prefix();
    let stripped = |of: &str| match prefix {
        "" => of.to_owned(),
        _ => format!("{of}.strip_prefix(\"{prefix}\")?"),
    };
    let _ = match check.shape {
        Shape::Whole { .. } => writeln!(
            text,
            "    // Compared in constant time.\n    mac.verify_slice(&{decode}({}).ok()?).ok()",
            stripped("signature")
        ),
        _ => writeln!(
            text,
            "    // Compared in constant time; there are several while a secret is being changed.\n    signatures.find_map(|signature| mac.clone().verify_slice(&{decode}({}).ok()?).ok())",
            stripped("signature")
        ),
    };
}

/// What is signed, as slices: the first says that they are.
fn parts(signed: &Signed<'_>) -> Vec<String> {
    let Signed::Pieces(pieces) = signed else { return vec!["signed.as_bytes()".into()] };
    let slice = |piece: &Piece<'_>| match piece {
        Piece::Text(text) => format!("\"{text}\".as_bytes()"),
        Piece::Stamp => "timestamp.as_bytes()".into(),
        Piece::Id => "id.as_bytes()".into(),
        Piece::Body => "body".into(),
    };
    pieces.iter().map(slice).collect()
}

/// `WEBHOOK_URL` was looked for when the program started.
const TWILIO: &str = r#"    let url = std::env::var("WEBHOOK_URL").ok()?;
    let content_type = header("content-type").unwrap_or_default();
    let mut fields: Vec<(String, String)> = Vec::new();
    if content_type.starts_with("application/x-www-form-urlencoded") {
        fields.extend(form_urlencoded::parse(body).into_owned());
        fields.sort();
        fields.dedup();
    } else {
        let (_, named) = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "bodySHA256")?;
        if named != hex::encode(Sha256::digest(body)) {
            return None;
        }
    }
    let fields: String = fields.into_iter().flat_map(|(name, value)| [name, value]).collect();
    let mark = if query.is_empty() { "" } else { "?" };
    let signed = format!("{url}{mark}{query}{fields}");
"#;

/// To the end of the function. Either way to write the id is right.
const MERCADOPAGO: &str = r#"    let payment = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "data.id");
    let payment = payment.map(|(_, id)| id.into_owned()).unwrap_or_default();
    let signatures: Vec<Vec<u8>> = signatures.filter_map(|signature| hex::decode(signature).ok()).collect();
    // The SDKs sign the id as it is, the documentation has it in lower case.
    [payment.to_lowercase(), payment].iter().find_map(|payment| {
        let parts = [("id", payment.as_str()), ("request-id", id), ("ts", timestamp)];
        let parts = parts.into_iter().filter(|(_, value)| !value.is_empty());
        let signed: String = parts.map(|(name, value)| format!("{name}:{value};")).collect();
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
        mac.update(signed.as_bytes());
        // Compared in constant time; there are several while a secret is being changed.
        signatures.iter().find_map(|signature| mac.clone().verify_slice(signature).ok())
    })
"#;
