//! What a receiver has to check, before it is said in any language.

use providers::{Encoding, Hash, Kind, Provider, Scheme, SchemeSummary, Shape};

/// A receiver of one provider.
pub(super) struct Sketch<'a> {
    /// What whoever runs it should know, a sentence a line.
    pub notes: Vec<String>,
    /// What it checks; none: there is nothing to check.
    pub check: Option<Check<'a>>,
    /// What it checks in place of that, with a secret that begins with [`SIGNING`].
    pub signing: Option<Check<'a>>,
}

/// How a signing token begins, where a provider also has tokens that are only sent (GitLab).
pub(super) const SIGNING: &str = "whsec_";

/// The check of a signature.
pub(super) struct Check<'a> {
    /// The signature's header.
    pub header: &'a str,
    /// Where the time of signing stands.
    pub stamp: Stamp<'a>,
    /// Its digits may count milliseconds.
    pub milliseconds: bool,
    /// How far it may be from now, in seconds, either way.
    pub tolerance_s: i64,
    /// The header of the message's id.
    pub id: Option<&'a str>,
    /// How signatures stand in their header.
    pub shape: Shape<'a>,
    /// How a signature is made.
    pub method: Method,
    /// What is signed.
    pub signed: Signed<'a>,
}

/// Where the time of signing stands.
#[derive(Clone, Copy)]
pub(super) enum Stamp<'a> {
    None,
    Header(&'a str),
    /// Beside the signature, in the pairs of its header.
    Pair,
    /// In this member of the body's JSON, in milliseconds.
    Body(&'a str),
}

/// How a signature is made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    /// It is the secret.
    Token,
    Hmac {
        hash: Hash,
        encoding: Encoding,
        /// The key is base64 behind this, not the secret's own text.
        decoded: Option<&'static str>,
    },
    Ed25519,
}

/// What is signed.
pub(super) enum Signed<'a> {
    Pieces(Vec<Piece<'a>>),
    /// The address, and the fields of a form.
    Twilio,
    /// Ids and stamp, each behind its name.
    Mercadopago,
}

/// A piece of what is signed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Text(&'a str),
    Stamp,
    Id,
    Body,
}

impl<'a> Sketch<'a> {
    /// `standard` is the scheme of Standard Webhooks, by which GitLab's signing tokens sign.
    pub(super) fn of(provider: Provider, scheme: Option<&'a Scheme>, standard: &'a Scheme) -> Self {
        let outline = scheme.and_then(Scheme::summary);
        let mut notes: Vec<String> = notes(provider).iter().map(|note| (*note).to_owned()).collect();
        if let Some(old) = outline.and_then(|outline| outline.alias) {
            notes.push(format!("Some senders call the headers {}, and so on.", old.signature));
        }
        let signing = standard.summary().filter(|_| provider == Provider::Gitlab);
        Self {
            notes,
            check: outline.map(|outline| Check::of(outline, provider)),
            signing: signing.map(|outline| Check::of(outline, Provider::Standard)),
        }
    }
}

impl<'a> Check<'a> {
    fn of(outline: SchemeSummary<'a>, provider: Provider) -> Self {
        Self {
            header: outline.names.signature,
            stamp: match (outline.names.timestamp, outline.shape, outline.body_stamp) {
                (Some(header), ..) => Stamp::Header(header),
                (None, Shape::Pairs { .. }, _) => Stamp::Pair,
                (None, _, Some(member)) => Stamp::Body(member),
                _ => Stamp::None,
            },
            milliseconds: outline.milliseconds,
            tolerance_s: outline.tolerance_s,
            id: outline.names.id,
            shape: outline.shape,
            method: match outline.kind {
                Kind::Token => Method::Token,
                Kind::Hmac(hash, encoding) => Method::Hmac { hash, encoding, decoded: None },
                Kind::Ed25519 => Method::Ed25519,
                // Of its two algorithms the one that everybody uses.
                Kind::Standard => {
                    Method::Hmac { hash: Hash::Sha256, encoding: Encoding::Base64, decoded: Some(SIGNING) }
                }
            },
            signed: match (outline.template, provider) {
                (Some(template), _) => Signed::Pieces(pieces(template)),
                (None, Provider::Mercadopago) => Signed::Mercadopago,
                (None, _) => Signed::Twilio,
            },
        }
    }
}

impl Check<'_> {
    pub(super) fn is_stamped(&self) -> bool {
        !matches!(self.stamp, Stamp::None)
    }

    /// The stamp is in a header, and is looked at before the signature.
    pub(super) fn is_stamped_by_header(&self) -> bool {
        matches!(self.stamp, Stamp::Header(_) | Stamp::Pair)
    }

    /// The body's member with the stamp. It is read once the signature holds: until then anybody
    /// may have written it.
    pub(super) fn body_stamp(&self) -> Option<&str> {
        match self.stamp {
            Stamp::Body(member) => Some(member),
            _ => None,
        }
    }

    /// What is signed is more than headers and body.
    pub(super) fn needs_query(&self) -> bool {
        !matches!(self.signed, Signed::Pieces(_))
    }

    /// What stands before each signature.
    pub(super) fn prefix(&self) -> &str {
        match self.shape {
            Shape::Whole { prefix } => prefix,
            Shape::Pairs { .. } => "",
            Shape::Versions => "v1,",
        }
    }
}

/// A template's pieces. A brace that opens no name is text.
fn pieces(template: &str) -> Vec<Piece<'_>> {
    const NAMES: [(&str, Piece<'_>); 3] = [("{body}", Piece::Body), ("{timestamp}", Piece::Stamp), ("{id}", Piece::Id)];
    let mut pieces = Vec::new();
    let mut rest = template;
    while !rest.is_empty() {
        let next = NAMES.iter().filter_map(|(name, piece)| rest.find(name).map(|at| (at, *name, *piece)));
        let Some((at, name, piece)) = next.min_by_key(|(at, ..)| *at) else {
            pieces.push(Piece::Text(rest));
            break;
        };
        if at > 0 {
            pieces.push(Piece::Text(&rest[..at]));
        }
        pieces.push(piece);
        rest = &rest[at + name.len()..];
    }
    pieces
}

const TOKEN: &str = "The token says who sent it and covers no byte of the body: receive this by HTTPS only.";

/// What a check of the signature does not say.
fn notes(provider: Provider) -> &'static [&'static str] {
    match provider {
        Provider::Pix => &[
            "Pix is not signed. What protects it is mutual TLS: the server in front of this must demand the client",
            "certificate of your payment provider, and let nobody else in.",
        ],
        Provider::Vindi => &[
            "Vindi does not sign. What protects it is basic authentication: give it the address with user and password,",
            "https://user:password@host/webhook, and have the server in front of this ask for them.",
        ],
        Provider::Telegram => &[TOKEN],
        Provider::Gitlab => &[
            "With a signing token (whsec_..., GitLab 19.0 on) GitLab signs as Standard Webhooks do.",
            "A secret token is only sent, and covers no byte of the body: receive that by HTTPS only.",
        ],
        Provider::Mercadopago => &["The body is not signed: ask the API for the payment, by the id in the query."],
        Provider::Twilio => {
            &["WEBHOOK_URL is the address as Twilio was told it, without its query: https://example.com/webhook"]
        }
        Provider::Discord => &[
            "WEBHOOK_SECRET is the application's public key, in hexadecimal.",
            "A ping, {\"type\":1}, must be answered with {\"type\":1}.",
        ],
        Provider::Slack => &["At set-up comes {\"type\":\"url_verification\"}: answer with its challenge."],
        Provider::Zoom => {
            &["At set-up comes the event endpoint.url_validation: answer with its plainToken and the token's HMAC."]
        }
        Provider::Meta => &["At set-up comes a GET with hub.challenge in its query: answer with that."],
        Provider::Custom => &["Put in how your sender signs: the header, its prefix, and what is signed."],
        _ => &[],
    }
}
