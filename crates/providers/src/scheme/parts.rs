//! What the headers of a request say of its signature.

use super::{
    Encoding, Hash,
    cause::Cause,
    content::Stamped,
    signature_spec::{Kind, Shape, SignatureSpec},
};
use crate::request::Request;

/// The headers of a scheme, read.
pub(crate) struct Parts<'r> {
    pub stamped: Stamped<'r>,
    /// The stamp in seconds, of a scheme whose headers have one.
    pub at: Option<i64>,
    pub signatures: Vec<&'r str>,
}

impl SignatureSpec<'_> {
    /// Reads the headers.
    pub(crate) fn read<'r>(&self, request: &Request<'r>) -> Result<Parts<'r>, Cause> {
        let names = self.names_in(request);
        if !request.has(names.signature) {
            return Err(Cause::MissingHeader);
        }
        let value = request.text(names.signature).ok_or(Cause::MalformedHeader)?;
        let mut pair_stamp = None;
        let signatures: Vec<&str> = match self.shape {
            Shape::Whole { prefix } => value.strip_prefix(prefix).into_iter().collect(),
            Shape::Versions => value.split(' ').collect(),
            Shape::Pairs { separator, stamp, signature } => {
                let pairs = value.split(separator).filter_map(|pair| pair.split_once('='));
                let pairs = pairs.map(|(name, value)| (name.trim(), value.trim()));
                pair_stamp = Some(pairs.clone().find(|(name, _)| *name == stamp).ok_or(Cause::MalformedHeader)?.1);
                pairs.filter(|(name, _)| *name == signature).map(|(_, value)| value).collect()
            }
        };
        let signatures: Vec<&str> = signatures.into_iter().filter(|text| self.is_well_formed(text)).collect();
        if signatures.is_empty() {
            return Err(Cause::MalformedHeader);
        }
        let stamp = match names.timestamp {
            Some(name) if !request.has(name) => return Err(Cause::MissingHeader),
            Some(name) => Some(request.text(name).ok_or(Cause::MalformedHeader)?),
            None => pair_stamp,
        };
        let at = match stamp {
            Some(stamp) => Some(self.stamp.seconds(stamp).ok_or(Cause::MalformedHeader)?),
            None => None,
        };
        let id = names.id.and_then(|name| request.text(name));
        if (names.id.is_some() && id.is_none() && self.content.names_id()) || !self.content.has_its_headers(request) {
            return Err(Cause::MissingHeader);
        }
        let stamped = Stamped { stamp: stamp.unwrap_or(""), id: id.unwrap_or("") };
        Ok(Parts { stamped, at, signatures })
    }

    /// Whether a text can be a signature of this kind at all. Written in the only way that receivers take.
    fn is_well_formed(&self, text: &str) -> bool {
        let is = |encoding: Encoding, text: &str, length| encoding.read(text).is_some_and(|b| b.len() == length);
        match self.kind {
            Kind::Token => !text.is_empty(),
            Kind::Hmac(hash, encoding) => is(encoding, text, hash.size()),
            Kind::Ed25519 => is(Encoding::Hex, text, 64),
            Kind::Standard => match text.split_once(',') {
                Some(("v1", text)) => is(Encoding::Base64, text, 32),
                Some(("v1a", text)) => is(Encoding::Base64, text, 64),
                _ => false,
            },
        }
    }
}

impl Hash {
    /// Length of its digest in bytes.
    fn size(self) -> usize {
        match self {
            Hash::Sha1 => 20,
            Hash::Sha256 => 32,
            Hash::Sha512 => 64,
        }
    }
}
