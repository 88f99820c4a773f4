//! Receivers in Python, with Flask.

use std::fmt::Write as _;

use providers::{Encoding, Hash, Shape};

use super::sketch::{Check, Method, Piece, Signed, Sketch, Stamp};

const SERVE: &str = r#"

if __name__ == "__main__":
    app.run(port=int(os.environ.get("PORT", 3000)))
"#;

const HEADER: &str = r#"

def header(name: str) -> bytes:
    return request.headers.get(name, "").encode("latin-1")
"#;

const CHOOSES: &str = r#"

def verified(body: bytes) -> bool:
    return verified_by_signature(body) if SIGNS else verified_by_token(body)
"#;

/// The whole program.
pub(super) fn program(sketch: &Sketch<'_>) -> String {
    let mut text = String::from("# pip install flask");
    let check = sketch.check.as_ref();
    if check.is_some_and(|check| check.method == Method::Ed25519) {
        text.push_str(" pynacl");
    }
    text.push('\n');
    for note in &sketch.notes {
        let _ = writeln!(text, "# {note}");
    }
    imports(&mut text, sketch.signing.as_ref().or(check));
    text.push_str("\napp = Flask(__name__)\n");
    if let Some(check) = check {
        settings(&mut text, sketch.signing.as_ref().unwrap_or(check), sketch.signing.is_some());
        text.push_str(HEADER);
        match &sketch.signing {
            Some(signing) => {
                fresh(&mut text, signing);
                verified(&mut text, "verified_by_token", check);
                verified(&mut text, "verified_by_signature", signing);
                text.push_str(CHOOSES);
            }
            None => {
                fresh(&mut text, check);
                verified(&mut text, "verified", check);
            }
        }
        let believed = if check.body_stamp().is_some() { "(verified(body) and fresh(body))" } else { "verified(body)" };
        let _ = write!(
            text,
            "\n\n@app.post(\"/webhook\")\ndef webhook():\n    # The raw bytes: the same JSON printed again has another signature.\n    body = request.get_data()\n    if not {believed}:\n        return \"\", 401\n"
        );
    } else {
        text.push_str("\n\n@app.post(\"/webhook\")\ndef webhook():\n    body = request.get_data()\n    print(len(body), \"bytes\")\n");
    }
    text.push_str("    # Answer now and work later: a slow answer counts as none, and the webhook is sent again.\n    return \"\", 200\n");
    text + SERVE
}

fn imports(text: &mut String, check: Option<&Check<'_>>) {
    let mut names = vec!["os"];
    let mut own = String::new();
    if let Some(check) = check {
        names.push("sys");
        if check.is_stamped() {
            names.push("time");
        }
        if check.body_stamp().is_some() {
            names.push("json");
        }
        match check.method {
            Method::Token => names.push("hmac"),
            Method::Ed25519 => {
                own = "from nacl.exceptions import BadSignatureError\nfrom nacl.signing import VerifyKey\n".into();
            }
            Method::Hmac { encoding, .. } => {
                names.extend(["hashlib", "hmac"]);
                if encoding == Encoding::Base64 {
                    names.push("base64");
                }
            }
        }
    }
    names.sort_unstable();
    for name in names {
        let _ = writeln!(text, "import {name}");
    }
    if check.is_some_and(|check| matches!(check.signed, Signed::Twilio)) {
        text.push_str("from urllib.parse import parse_qsl\n");
    }
    let _ = write!(text, "\nfrom flask import Flask, request\n{own}");
}

/// `chooses`: the secret tells by which of two checks it is checked.
fn settings(text: &mut String, check: &Check<'_>, chooses: bool) {
    text.push_str("SECRET = os.environ.get(\"WEBHOOK_SECRET\") or sys.exit(\"WEBHOOK_SECRET is not set\")\n");
    match check.method {
        Method::Hmac { decoded: Some(prefix), .. } if chooses => {
            let _ = write!(
                text,
                r#"SIGNS = SECRET.startswith("{prefix}")  # a secret token is only sent
KEY = base64.b64decode(SECRET.removeprefix("{prefix}"), validate=True) if SIGNS else SECRET.encode()
"#
            );
        }
        Method::Hmac { decoded: Some(prefix), .. } => {
            let _ = writeln!(text, "KEY = base64.b64decode(SECRET.removeprefix(\"{prefix}\"), validate=True)");
        }
        Method::Ed25519 => text.push_str("KEY = VerifyKey(bytes.fromhex(SECRET))\n"),
        _ => text.push_str("KEY = SECRET.encode()\n"),
    }
    if matches!(check.signed, Signed::Twilio) {
        text.push_str("URL = os.environ.get(\"WEBHOOK_URL\") or sys.exit(\"WEBHOOK_URL is not set\")\n");
    }
    if check.is_stamped() {
        let _ = writeln!(text, "TOLERANCE = {}  # seconds", check.tolerance_s);
    }
}

fn fresh(text: &mut String, check: &Check<'_>) {
    if let Some(member) = check.body_stamp() {
        let _ = write!(
            text,
            r#"

def fresh(body: bytes) -> bool:
    try:
        signed_at = json.loads(body)["{member}"]  # milliseconds
        return abs(int(time.time() * 1000) - signed_at) <= TOLERANCE * 1000
    except (KeyError, RecursionError, TypeError, ValueError):
        return False
"#
        );
        return;
    }
    if !check.is_stamped() {
        return;
    }
    text.push_str(
        "\n\ndef fresh(timestamp: bytes) -> bool:\n    try:\n        signed_at = int(timestamp)\n    except ValueError:\n        return False\n",
    );
    if check.milliseconds {
        text.push_str("    if signed_at > 10**11:  # milliseconds\n        signed_at //= 1000\n");
    }
    text.push_str("    return abs(int(time.time()) - signed_at) <= TOLERANCE\n");
}

fn verified(text: &mut String, name: &str, check: &Check<'_>) {
    let _ = write!(text, "\n\ndef {name}(body: bytes) -> bool:\n");
    let header = check.header;
    match check.shape {
        Shape::Whole { .. } => {
            let _ = writeln!(text, "    signature = header(\"{header}\")");
        }
        Shape::Versions => {
            let _ = writeln!(text, "    signatures = header(\"{header}\").split()");
        }
        Shape::Pairs { separator, stamp, signature } => {
            let _ = writeln!(
                text,
                "    pairs = [pair.strip().partition(b\"=\") for pair in header(\"{header}\").split(b\"{separator}\")]\n    timestamp = next((value for name, _, value in pairs if name == b\"{stamp}\"), b\"\")\n    signatures = [value for name, _, value in pairs if name == b\"{signature}\"]"
            );
        }
    }
    if let Some(id) = check.id {
        let _ = writeln!(text, "    message_id = header(\"{id}\")");
    }
    if let Stamp::Header(header) = check.stamp {
        let _ = writeln!(text, "    timestamp = header(\"{header}\")");
    }
    if check.is_stamped_by_header() {
        text.push_str("    if not fresh(timestamp):\n        return False\n");
    }
    signed(text, &check.signed);
    if !matches!(check.signed, Signed::Mercadopago) {
        compare(text, check);
    }
}

fn signed(text: &mut String, signed: &Signed<'_>) {
    text.push_str(&match signed {
        Signed::Pieces(pieces) if *pieces == [Piece::Body] || pieces.is_empty() => return,
        Signed::Pieces(pieces) => {
            let pieces = pieces.iter().map(|piece| match piece {
                Piece::Text(text) => format!("b\"{text}\""),
                Piece::Stamp => "timestamp".into(),
                Piece::Id => "message_id".into(),
                Piece::Body => "body".into(),
            });
            format!("    signed = {}\n", pieces.collect::<Vec<_>>().join(" + "))
        }
        Signed::Twilio => r#"    fields = []
    if request.mimetype == "application/x-www-form-urlencoded":
        fields = sorted(set(parse_qsl(body.decode(errors="replace"), keep_blank_values=True)))
    elif request.args.get("bodySHA256") != hashlib.sha256(body).hexdigest():
        return False
    query = request.query_string.decode("latin-1")
    url = f"{URL}?{query}" if query else URL
    signed = (url + "".join(name + value for name, value in fields)).encode()
"#
        .into(),
        // Signed as the SDKs have it, or in lower case, as the documentation says: either is right.
        Signed::Mercadopago => r#"    payment = request.args.get("data.id", "").encode()
    # The SDKs sign the id as it is, the documentation has it in lower case.
    for id in (payment, payment.lower()):
        parts = [(b"id", id), (b"request-id", message_id), (b"ts", timestamp)]
        signed = b"".join(name + b":" + value + b";" for name, value in parts if value)
        expected = hmac.new(KEY, signed, hashlib.sha256).hexdigest().encode()
        if any(hmac.compare_digest(signature, expected) for signature in signatures):
            return True
    return False
"#
        .into(),
    });
}

fn compare(text: &mut String, check: &Check<'_>) {
    let signed = match &check.signed {
        Signed::Pieces(pieces) if *pieces == [Piece::Body] => "body",
        _ => "signed",
    };
    let (hash, encoding) = match check.method {
        Method::Token => return text.push_str("    return hmac.compare_digest(signature, KEY)\n"),
        Method::Ed25519 => {
            let _ = writeln!(
                text,
                "    try:\n        KEY.verify({signed}, bytes.fromhex(signature.decode(\"latin-1\")))\n    except (BadSignatureError, ValueError):\n        return False\n    return True"
            );
            return;
        }
        Method::Hmac { hash, encoding, .. } => (hash, encoding),
    };
    let hash = match hash {
        Hash::Sha1 => "sha1",
        Hash::Sha256 => "sha256",
        Hash::Sha512 => "sha512",
    };
    let mac = format!("hmac.new(KEY, {signed}, hashlib.{hash})");
    let mac = match encoding {
        Encoding::Hex => format!("{mac}.hexdigest().encode()"),
        Encoding::Base64 => format!("base64.b64encode({mac}.digest())"),
    };
    let prefix = if check.prefix().is_empty() { String::new() } else { format!("b\"{}\" + ", check.prefix()) };
    let _ = writeln!(text, "    expected = {prefix}{mac}");
    text.push_str(match check.shape {
        Shape::Whole { .. } => "    return hmac.compare_digest(signature, expected)\n",
        _ => "    return any(hmac.compare_digest(signature, expected) for signature in signatures)\n",
    });
}
