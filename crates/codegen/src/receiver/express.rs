//! Receivers in JavaScript, with Express.

use std::fmt::Write as _;

use providers::{Encoding, Hash, Shape};

use super::sketch::{Check, Method, Piece, SIGNING, Signed, Sketch, Stamp};

const EQUAL: &str = r#"
function equal(a, b) {
  [a, b] = [Buffer.from(a, "latin1"), Buffer.from(b, "latin1")];
  return a.length === b.length && crypto.timingSafeEqual(a, b);
}
"#;

const APP: &str = r#"
const app = express();
// The raw bytes: the same JSON printed again has another signature.
app.post("/webhook", express.raw({ type: () => true, inflate: false, limit: "5mb" }), (req, res) => {
  const body = req.body ?? Buffer.alloc(0);
"#;

const ANSWER: &str = r#"  // Answer now and work later: a slow answer counts as none, and the webhook is sent again.
  res.sendStatus(200);
});
app.listen(process.env.PORT ?? 3000, "127.0.0.1");
"#;

/// The whole program.
pub(super) fn program(sketch: &Sketch<'_>) -> String {
    let mut text = String::from("// npm install express; save as receiver.mjs\n");
    for note in &sketch.notes {
        let _ = writeln!(text, "// {note}");
    }
    let Some(check) = &sketch.check else {
        let _ = write!(text, "import express from \"express\";\n{APP}");
        return text + "  console.log(body.length, \"bytes\");\n" + ANSWER;
    };
    text.push_str("import crypto from \"node:crypto\";\nimport express from \"express\";\n\n");
    settings(&mut text, sketch.signing.as_ref().unwrap_or(check));
    if check.method != Method::Ed25519 {
        text.push_str(EQUAL);
    }
    match &sketch.signing {
        Some(signing) => {
            fresh(&mut text, signing);
            verified(&mut text, "verifiedByToken", check);
            verified(&mut text, "verifiedBySignature", signing);
            let _ = write!(
                text,
                r#"
function verified(req, body) {{
  return secret.startsWith("{SIGNING}") ? verifiedBySignature(req, body) : verifiedByToken(req);
}}
"#
            );
        }
        None => {
            fresh(&mut text, check);
            verified(&mut text, "verified", check);
        }
    }
    let stale = if check.body_stamp().is_some() { " || !fresh(body)" } else { "" };
    let _ = writeln!(text, "{APP}  if (!verified(req, body){stale}) return res.sendStatus(401);");
    text + ANSWER
}

fn settings(text: &mut String, check: &Check<'_>) {
    text.push_str(
        "const secret = process.env.WEBHOOK_SECRET;\nif (!secret) throw new Error(\"WEBHOOK_SECRET is not set\");\n",
    );
    match check.method {
        Method::Hmac { decoded: Some(prefix), .. } => {
            let _ = writeln!(text, "const key = Buffer.from(secret.replace(/^{prefix}/, \"\"), \"base64\");");
        }
        Method::Ed25519 => text.push_str(
            "const jwk = { kty: \"OKP\", crv: \"Ed25519\", x: Buffer.from(secret, \"hex\").toString(\"base64url\") };\nconst key = crypto.createPublicKey({ key: jwk, format: \"jwk\" });\n",
        ),
        Method::Hmac { .. } | Method::Token => {}
    }
    if matches!(check.signed, Signed::Twilio) {
        text.push_str("const url = process.env.WEBHOOK_URL;\nif (!url) throw new Error(\"WEBHOOK_URL is not set\");\n");
    }
    if check.is_stamped() {
        let _ = writeln!(text, "const tolerance = {}; // seconds", check.tolerance_s);
    }
}

fn fresh(text: &mut String, check: &Check<'_>) {
    if let Some(member) = check.body_stamp() {
        let _ = write!(
            text,
            r#"
function fresh(body) {{
  try {{
    const signedAt = JSON.parse(body)["{member}"]; // milliseconds
    return typeof signedAt === "number" && Math.abs(Date.now() - signedAt) <= tolerance * 1000;
  }} catch {{
    return false;
  }}
}}
"#
        );
        return;
    }
    if !check.is_stamped() {
        return;
    }
    text.push_str(
        "\nfunction fresh(timestamp) {\n  if (!/^\\d{1,15}$/.test(timestamp)) return false;\n  let signedAt = Number(timestamp);\n"
            .replace("let ", if check.milliseconds { "let " } else { "const " })
            .as_str(),
    );
    if check.milliseconds {
        text.push_str("  if (signedAt > 1e11) signedAt /= 1000; // milliseconds\n");
    }
    text.push_str("  return Math.abs(Date.now() / 1000 - signedAt) <= tolerance;\n}\n");
}

fn verified(text: &mut String, name: &str, check: &Check<'_>) {
    let body = if check.method == Method::Token || matches!(check.signed, Signed::Mercadopago) { "" } else { ", body" };
    let _ = writeln!(text, "\nfunction {name}(req{body}) {{");
    let header = check.header;
    let _ = match check.shape {
        Shape::Whole { .. } => writeln!(text, "  const signature = req.get(\"{header}\") ?? \"\";"),
        Shape::Versions => writeln!(text, "  const signatures = (req.get(\"{header}\") ?? \"\").split(\" \");"),
        Shape::Pairs { separator, stamp, signature } => writeln!(
            text,
            "  const pairs = (req.get(\"{header}\") ?? \"\").split(\"{separator}\").map((pair) => pair.trim().split(\"=\"));\n  const timestamp = pairs.find(([name]) => name === \"{stamp}\")?.[1] ?? \"\";\n  const signatures = pairs.filter(([name]) => name === \"{signature}\").map(([, value]) => value ?? \"\");"
        ),
    };
    if let Some(id) = check.id {
        let _ = writeln!(text, "  const id = req.get(\"{id}\") ?? \"\";");
    }
    if let Stamp::Header(header) = check.stamp {
        let _ = writeln!(text, "  const timestamp = req.get(\"{header}\") ?? \"\";");
    }
    if check.is_stamped_by_header() {
        text.push_str("  if (!fresh(timestamp)) return false;\n");
    }
    match check.method {
        // A header's bytes are latin1 to Node, a variable's are UTF-8.
        Method::Token => text.push_str("  return equal(signature, Buffer.from(secret));\n"),
        Method::Ed25519 => {
            let bytes = |piece: String| if piece == "body" { piece } else { format!("Buffer.from({piece})") };
            let signed = updates(&check.signed).into_iter().map(bytes).collect::<Vec<_>>().join(", ");
            let _ = writeln!(
                text,
                "  return crypto.verify(null, Buffer.concat([{signed}]), key, Buffer.from(signature, \"hex\"));"
            );
        }
        Method::Hmac { hash, encoding, decoded } => hmac(text, check, (hash, encoding, decoded.is_some())),
    }
    text.push_str("}\n");
}

fn hmac(text: &mut String, check: &Check<'_>, (hash, encoding, decoded): (Hash, Encoding, bool)) {
    match check.signed {
        Signed::Pieces(_) => {}
        Signed::Twilio => text.push_str(TWILIO),
        Signed::Mercadopago => return text.push_str(MERCADOPAGO),
    }
    let hash = match hash {
        Hash::Sha1 => "sha1",
        Hash::Sha256 => "sha256",
        Hash::Sha512 => "sha512",
    };
    let encoding = match encoding {
        Encoding::Hex => "hex",
        Encoding::Base64 => "base64",
    };
    let key = if decoded { "key" } else { "secret" };
    let updates: String = updates(&check.signed).iter().map(|piece| format!(".update({piece})")).collect();
    let _ = writeln!(text, "  const mac = crypto.createHmac(\"{hash}\", {key}){updates}.digest(\"{encoding}\");");
    let expected = if check.prefix().is_empty() { "mac".into() } else { format!("`{}${{mac}}`", check.prefix()) };
    let _ = match check.shape {
        Shape::Whole { .. } => writeln!(text, "  return equal(signature, {expected});"),
        _ => writeln!(text, "  return signatures.some((signature) => equal(signature, {expected}));"),
    };
}

/// What is signed, piece by piece; what is text in one template.
fn updates(signed: &Signed<'_>) -> Vec<String> {
    let Signed::Pieces(pieces) = signed else { return vec!["signed".into()] };
    let mut updates = Vec::new();
    let mut text = String::new();
    let literal = |text: &str| match text {
        "${timestamp}" => "timestamp".to_owned(),
        "${id}" => "id".to_owned(),
        _ => format!("`{text}`"),
    };
    for piece in pieces {
        match piece {
            Piece::Text(piece) => text.push_str(piece),
            Piece::Stamp => text.push_str("${timestamp}"),
            Piece::Id => text.push_str("${id}"),
            Piece::Body => {
                if !text.is_empty() {
                    updates.push(literal(&std::mem::take(&mut text)));
                }
                updates.push("body".into());
            }
        }
    }
    if !text.is_empty() {
        updates.push(literal(&text));
    }
    updates
}

const TWILIO: &str = r#"  let fields = [];
  if (req.is("application/x-www-form-urlencoded")) {
    const order = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
    fields = [...new URLSearchParams(body.toString())].sort(([a, x], [b, y]) => order(a, b) || order(x, y));
    fields = fields.filter((field, at) => JSON.stringify(field) !== JSON.stringify(fields[at - 1]));
  } else if (req.query.bodySHA256 !== crypto.createHash("sha256").update(body).digest("hex")) {
    return false;
  }
  const query = req.originalUrl.split("?").slice(1).join("?");
  const signed = url + (query && `?${query}`) + fields.flat().join("");
"#;

/// To the end of the function. Either way to write the id is right.
const MERCADOPAGO: &str = r#"  const payment = String(req.query["data.id"] ?? "");
  // The SDKs sign the id as it is, the documentation has it in lower case.
  const macs = [payment, payment.toLowerCase()].map((payment) => {
    const parts = [["id", payment], ["request-id", id], ["ts", timestamp]];
    const signed = parts.filter(([, value]) => value).map(([name, value]) => `${name}:${value};`).join("");
    return crypto.createHmac("sha256", secret).update(signed).digest("hex");
  });
  return signatures.some((signature) => macs.some((mac) => equal(signature, mac)));
"#;
