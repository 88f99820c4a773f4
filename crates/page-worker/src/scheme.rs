//! Whose signature, with what secret, and when.

use serde::{Deserialize, Serialize};
use wire::Secret;

/// How to check or sign: whose scheme, with what, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scheme {
    /// The provider's name.
    pub provider: String,
    /// Its secret.
    pub secret: Secret,
    /// How `custom` signs, as JSON; empty for the usual.
    pub custom: String,
    /// The clock, in Unix seconds.
    pub now: i64,
    /// Scheme and host that the provider was told, as in `http://localhost:7878`: Twilio signs
    /// them.
    pub base: String,
}

impl Scheme {
    /// How the provider signs; none: it does not.
    ///
    /// # Errors
    /// There is no such provider, or its settings cannot be read.
    pub(crate) fn scheme(&self) -> Result<Option<providers::Scheme>, String> {
        let provider = provider(&self.provider)?;
        if provider != providers::Provider::Custom {
            return Ok(provider.scheme());
        }
        let custom = match self.custom.trim() {
            "" => providers::CustomScheme::default(),
            json => serde_json::from_str(json).map_err(|error| error.to_string())?,
        };
        Ok(Some(providers::Scheme::Custom(custom)))
    }
}

/// The provider of a name.
pub(crate) fn provider(name: &str) -> Result<providers::Provider, String> {
    providers::Provider::from_name(name).ok_or_else(|| format!("no provider {name:?}"))
}
