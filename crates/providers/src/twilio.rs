//! Twilio: <https://www.twilio.com/docs/usage/webhooks/webhooks-security>,
//! <https://www.twilio.com/docs/usage/webhooks/webhook-rules>, <https://www.twilio.com/docs/messaging/guides/webhook-request>.

use crate::{
    profile::{Description, Profile, Sample},
    request::{LEGIBLE, Request},
    scheme::{
        Content, Encoding, Hash, Kind, SecretVerdict, SignatureSpec, Stamped, any_base64, sha256_hex, usual_secret,
    },
    text,
};

pub(crate) struct Twilio;

const BY_SHARED_KEY: Kind = Kind::Hmac(Hash::Sha256, Encoding::Base64);

impl Profile for Twilio {
    const TITLE: &'static str = "Twilio";
    const SPEC: Option<SignatureSpec<'static>> = Some(SignatureSpec {
        kind: Kind::Hmac(Hash::Sha1, Encoding::Base64),
        content: Content::Made(url_and_fields),
        holds: body_is_the_one_named,
        ..SignatureSpec::hex_of_body("X-Twilio-Signature", "")
    });
    const SAMPLES: &'static [Sample] =
        &[Sample::post("sms", HEADERS, SMS), Sample::post("message.delivered", HEADERS, DELIVERED)];

    /// SHA-1 with the auth token, or what the settings of a Webhooks Rule say, with its shared key.
    fn spec_for(request: &Request<'_>, _secret: &str) -> Option<SignatureSpec<'static>> {
        let spec = Self::SPEC?;
        let kind = if algorithm(request) == Some("HMAC_SHA256") { BY_SHARED_KEY } else { spec.kind };
        Some(SignatureSpec { kind, ..spec })
    }

    fn secret(secret: &str) -> SecretVerdict {
        let is_sid = secret.len() == 34 && (secret.starts_with("AC") || secret.starts_with("SK"));
        usual_secret(!is_sid, "twilio_sid", "this looks like the SID of an account or key: the auth token signs")
    }

    fn by_headers(request: &Request<'_>) -> bool {
        request.has("x-twilio-signature") || request.agent("TwilioProxy")
    }

    fn describe(request: &Request<'_>) -> Description {
        let field = |name| request.field(name);
        // Twilio has no names for these.
        let event = match (field("MessageStatus"), field("CallStatus")) {
            (Some(status), _) => Some(format!("message.{status}")),
            (_, Some(status)) => Some(format!("call.{status}")),
            _ => field("MessageSid").map(|_| "sms".to_owned()),
        };
        let said = field("Body").filter(|said| !said.is_empty());
        let summary = match (field("From"), said, field("To")) {
            (Some(from), Some(said), _) => Some(format!("{from}: {said}")),
            (from, said, to) => text::parts([from, said, to]),
        };
        Description { event, summary }
    }
}

/// The hash that a setting of Webhooks Rules chose, with a key of its own.
fn algorithm<'r>(request: &Request<'r>) -> Option<&'r str> {
    let settings = request.text("x-twilio-webhooks-signature-settings")?;
    settings.split(',').find_map(|pair| pair.trim().strip_prefix("algorithm="))
}

/// The URL, and after it each field of a form, name then value, in order of the names. Twilio itself has signed URLs
/// with and without the port of their scheme, and with their query encoded again, so its own libraries try them all.
fn url_and_fields(request: &Request<'_>, body: &[u8], _: Stamped<'_>) -> Vec<Vec<u8>> {
    let mut fields: Vec<(String, String)> = Vec::new();
    if request.is_form() && body.len() <= LEGIBLE {
        fields = form_urlencoded::parse(body).into_owned().collect();
        fields.sort_unstable();
        fields.dedup();
    }
    let fields: String = fields.into_iter().flat_map(|(name, value)| [name, value]).collect();
    let mut urls = vec![request.url.to_owned()];
    urls.extend(with_other_port(request.url));
    for at in 0..urls.len() {
        urls.extend(with_credentials(&urls[at], request));
    }
    for at in 0..urls.len() {
        let again = with_query_encoded_again(&urls[at]);
        urls.extend(again.filter(|again| *again != urls[at]));
    }
    urls.into_iter().map(|url| (url + &fields).into_bytes()).collect()
}

/// A body that is no form is not signed; the query has its SHA-256, and the URL is signed.
fn body_is_the_one_named(request: &Request<'_>, body: &[u8]) -> bool {
    if request.is_form() {
        return true;
    }
    match request.parameter("bodySHA256") {
        Some(named) => named.eq_ignore_ascii_case(&sha256_hex(body)),
        // Nobody vouches for a body that nothing names.
        None => body.is_empty(),
    }
}

/// `https://host/` as `https://host:443/`, and the other way round.
fn with_other_port(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let (host, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let port = if scheme == "https" { ":443" } else { ":80" };
    let bare = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()));
    Some(match bare {
        Some((bare, _)) => format!("{scheme}://{bare}{path}"),
        None => format!("{scheme}://{host}{port}{path}"),
    })
}

/// `https://name:password@host/`: where the URL was given so, it is signed so, and what arrives is a header.
fn with_credentials(url: &str, request: &Request<'_>) -> Option<String> {
    let credentials = any_base64(request.text("authorization")?.strip_prefix("Basic ")?)?;
    let (scheme, rest) = url.split_once("://")?;
    Some(format!("{scheme}://{}@{rest}", str::from_utf8(&credentials).ok()?))
}

/// The query as JavaScript's `encodeURIComponent` writes it.
fn with_query_encoded_again(url: &str) -> Option<String> {
    let (before, query) = url.split_once('?').filter(|(_, query)| !query.is_empty())?;
    let pairs = form_urlencoded::parse(query.as_bytes());
    let pairs: Vec<String> = pairs.map(|(name, value)| format!("{}={}", encoded(&name), encoded(&value))).collect();
    Some(format!("{before}?{}", pairs.join("&")))
}

fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'-' | b'_' | b'.' | b'!' | b'~' | b'*' | b'\'' | b'(' | b')' => encoded.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

const HEADERS: &[(&str, &str)] = &[
    ("User-Agent", "TwilioProxy/1.1"),
    ("Accept", "*/*"),
    ("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"),
    ("I-Twilio-Idempotency-Token", "a3b1f0a2-7c0d-4a52-9f0e-7e5b8d1c2f34"),
];

const SMS: &str = "ToCountry=BR&ToState=&SmsMessageSid=SM9f2c7d1e4b5a60718293a4b5c6d7e8f9&NumMedia=0&SmsSid=SM9f2c7d1e4b5a60718293a4b5c6d7e8f9&SmsStatus=received&FromCountry=BR&Body=Oi%2C+meu+pedido+j%C3%A1+saiu%3F&To=%2B551150390000&NumSegments=1&MessageSid=SM9f2c7d1e4b5a60718293a4b5c6d7e8f9&AccountSid=AC0123456789abcdef0123456789abcdef&From=%2B5531988887777&ApiVersion=2010-04-01";

const DELIVERED: &str = "SmsSid=SM1a2b3c4d5e6f708192a3b4c5d6e7f809&SmsStatus=delivered&MessageStatus=delivered&To=%2B5531988887777&MessageSid=SM1a2b3c4d5e6f708192a3b4c5d6e7f809&AccountSid=AC0123456789abcdef0123456789abcdef&From=%2B551150390000&ApiVersion=2010-04-01";
