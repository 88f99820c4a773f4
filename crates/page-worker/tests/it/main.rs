//! What the worker promises. The same tests run natively and in wasm; those with the providers' own libraries only natively,
//! behind the feature `foreign-tests`, which `cargo xtask test` turns on.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[cfg(all(feature = "foreign-tests", not(target_arch = "wasm32")))]
mod libraries;
mod plans;

use page_worker::{FaultInjection, Plan, Request, Scheme};

/// 2026-03-10T12:14:02Z.
const NOW: i64 = 1_773_144_842;

/// RFC 8032, section 7.1, test 1.
const PAIR: &str = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60\
                    d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

const BASE: &str = "https://padaria.example";

/// The providers that sign.
fn signers() -> impl Iterator<Item = String> {
    page_worker::providers().into_iter().filter(|provider| provider.signs).map(|provider| provider.name)
}

/// A secret of this provider, one that signs.
fn secret(provider: &str) -> &'static str {
    match provider {
        "standard" => "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "discord" => PAIR,
        _ => "segredo da padaria",
    }
}

fn scheme(provider: &str, now: i64) -> Scheme {
    let (secret, base) = (wire::Secret::new(secret(provider).into()), BASE.into());
    Scheme { provider: provider.into(), secret, custom: String::new(), now, base }
}

/// A request made into those that are fired, at `now`.
fn fired(request: Request, scheme: Scheme, faults: &[FaultInjection]) -> Vec<Request> {
    let (nonce, faults) = ("n".into(), faults.into());
    page_worker::plan(&Plan { request, scheme, nonce, faults, earlier: None, signed: vec![] }).unwrap()
}

/// The cause of a provider's check at [`NOW`]; empty: it is valid.
fn cause(provider: &str, request: &Request) -> String {
    page_worker::check(request, &scheme(provider, NOW)).unwrap().expect("it signs").cause.unwrap_or_default()
}
