//! Every scheme, cause, sample and handshake. The same tests run natively and in wasm; the property tests, which need a
//! source of chance, natively.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod causes;
mod describe;
mod freshness;
mod handshakes;
#[cfg(not(target_arch = "wasm32"))]
mod properties;
mod round_trip;
mod secrets;
mod variants;
mod vectors;

use providers::{Check, CustomScheme, Encoding, Hash, Provider, Request, Sample, Scheme, TOLERANCE_S};

/// 2026-03-10T12:14:02Z.
const NOW: i64 = 1_773_144_842;

const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";

/// RFC 8032, section 7.1, test 1.
const PUBLIC_KEY: &str = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
const SECRET_KEY: &str = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60\
                          d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

/// A request that can be changed.
#[derive(Clone, Debug)]
struct Owned {
    method: String,
    url: String,
    query: Option<String>,
    headers: Vec<(String, Vec<u8>)>,
    body: Vec<u8>,
}

impl Owned {
    fn post(body: &[u8]) -> Self {
        let url = "https://gancho.example/webhook/padaria".to_owned();
        Owned { method: "POST".to_owned(), url, query: None, headers: Vec::new(), body: body.to_vec() }
    }

    fn get(query: &str) -> Self {
        let base = Self::post(b"");
        let url = format!("{}?{query}", base.url);
        Owned { method: "GET".to_owned(), url, query: Some(query.to_owned()), ..base }
    }

    fn json(body: &str) -> Self {
        let mut request = Self::post(body.as_bytes());
        request.set("Content-Type", "application/json");
        request
    }

    fn sample(sample: &Sample) -> Self {
        let mut request = Self::post(sample.body.as_bytes());
        request.method = sample.method.to_owned();
        if let Some(query) = sample.query {
            request.url = format!("{}?{query}", request.url);
            request.query = Some(query.to_owned());
        }
        for (name, value) in sample.headers {
            request.set(name, value);
        }
        request
    }

    fn set(&mut self, name: &str, value: &str) {
        self.remove(name);
        self.headers.push((name.to_owned(), value.as_bytes().to_vec()));
    }

    fn remove(&mut self, name: &str) {
        self.headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
    }

    fn with<R>(&self, ask: impl FnOnce(&Request<'_>) -> R) -> R {
        let headers: Vec<(&str, &[u8])> = self.headers.iter().map(|(n, v)| (n.as_str(), v.as_slice())).collect();
        let query = self.query.as_deref();
        ask(&Request { method: &self.method, url: &self.url, query, headers: &headers, body: &self.body })
    }

    /// The same request, signed at [`NOW`].
    fn signed(&self, scheme: &Scheme, secret: &str) -> Self {
        let headers = self.with(|request| scheme.sign(secret, request, NOW, ID)).expect("a key of the scheme");
        let mut signed = self.clone();
        for (name, value) in headers {
            signed.set(&name, &value);
        }
        signed
    }

    fn check(&self, scheme: &Scheme, secret: &str, now: i64) -> Check {
        self.with(|request| {
            let check = scheme.verify(secret, request, now);
            assert_eq!(check.is_valid(), scheme.is_valid(secret, request, now), "with and without an explanation");
            check
        })
    }

    /// What is wrong with it, `None` for nothing, at [`NOW`].
    fn cause(&self, scheme: &Scheme, secret: &str) -> Option<String> {
        self.check(scheme, secret, NOW).cause.map(|cause| cause.name().to_owned())
    }
}

/// Every scheme there is: the providers', and the three hashes of a custom one.
fn schemes() -> Vec<Scheme> {
    let custom = |hash, encoding| {
        Scheme::Custom(CustomScheme {
            header: "X-Padaria-Assinatura".to_owned(),
            prefix: "v9:".to_owned(),
            hash,
            encoding,
            template: "{id}|{timestamp}|{body}".to_owned(),
            timestamp_header: Some("X-Padaria-Hora".to_owned()),
            id_header: Some("X-Padaria-Id".to_owned()),
        })
    };
    let built_in = Provider::ALL.iter().filter_map(|provider| provider.scheme());
    let custom = [
        custom(Hash::Sha1, Encoding::Hex),
        custom(Hash::Sha256, Encoding::Base64),
        custom(Hash::Sha512, Encoding::Base64),
    ];
    built_in.chain(custom).collect()
}

fn of(provider: Provider) -> Scheme {
    provider.scheme().expect("it signs")
}

/// A key of this scheme.
fn secret(scheme: &Scheme) -> &'static str {
    match scheme.name() {
        "standard" => "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "discord" => SECRET_KEY,
        _ => "segredo da padaria",
    }
}

/// A request such as this scheme signs.
fn typical(scheme: &Scheme) -> Owned {
    let Scheme::Of(provider) = scheme else { return Owned::sample(&Provider::Custom.samples()[0]) };
    Owned::sample(&provider.samples()[0])
}

/// Whether the signature depends on the body: not so for a token, and Mercado Pago's signs an id only.
fn covers_the_body(scheme: &Scheme) -> bool {
    !matches!(scheme.name(), "telegram" | "gitlab" | "mercadopago")
}

/// How far a stamp may be from now, in seconds.
fn tolerance(scheme: &Scheme) -> i64 {
    if scheme.name() == "linear" { 60 } else { TOLERANCE_S }
}

fn is_stamped(scheme: &Scheme) -> bool {
    matches!(
        scheme.name(),
        "linear" | "standard" | "stripe" | "slack" | "discord" | "mercadopago" | "paddle" | "zoom" | "custom"
    )
}
