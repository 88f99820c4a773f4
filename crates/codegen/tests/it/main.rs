//! What the programs that are written promise. The same tests run natively and in wasm; those with the languages themselves
//! only natively, behind the feature `foreign-tests`, which `cargo xtask test` turns on.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[cfg(all(feature = "foreign-tests", not(target_arch = "wasm32")))]
mod foreign;
mod receivers;

use providers::{CustomScheme, Provider, Scheme};

/// How a provider signs. `custom` has the usual scheme.
fn scheme(provider: Provider) -> Option<Scheme> {
    if provider == Provider::Custom { Some(Scheme::Custom(CustomScheme::default())) } else { provider.scheme() }
}

/// The names of the providers that sign.
fn signers() -> impl Iterator<Item = String> {
    Provider::ALL.iter().filter(|provider| scheme(**provider).is_some()).map(|provider| provider.name().to_owned())
}
