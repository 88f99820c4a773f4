//! How a client reaches a relay: what every client of one is told.

use std::fmt;

use crate::http::Relay;
use crate::tls::{TlsError, Trust};

/// Where a relay is, what to show it, and whose certificates to trust.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct RelayAccess {
    /// Where it is, as [`crate::address()`] gives it.
    pub url: String,
    /// What it asks readers for.
    pub token: Option<String>,
    /// Whose certificates are trusted.
    pub trust: Trust,
}

impl RelayAccess {
    /// Connects to nothing yet.
    ///
    /// # Errors
    /// When the certificates that are to be trusted cannot be read.
    pub(crate) fn relay(&self) -> Result<Relay, TlsError> {
        Relay::new(self.url.clone(), self.token.clone(), &self.trust)
    }
}

impl fmt::Debug for RelayAccess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let token = self.token.as_ref().map(|_| "…");
        f.debug_struct("RelayAccess")
            .field("url", &self.url)
            .field("token", &token)
            .field("trust", &self.trust)
            .finish()
    }
}
