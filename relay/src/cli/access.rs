//! Arguments by which every client reaches a relay: what to show it, and whose certificates to
//! trust.

use std::path::PathBuf;

use clap::Args;
use clap::builder::FalseyValueParser;

use super::secret::{Unshown, token, token_file};
use gancho_client::{RelayAccess, tls};

/// What to show a relay, and whose certificates to trust.
#[derive(Clone, Debug, Args)]
pub struct Access {
    /// Secret that the relay asks readers for; better given by --token-file or GANCHO_TOKEN, which
    /// nobody else sees
    #[arg(long, global = true, env = "GANCHO_TOKEN", value_name = "TOKEN", value_parser = Unshown(token),
        hide_env_values = true)]
    pub token: Option<String>,
    /// File with that secret on a line
    #[arg(long, global = true, env = "GANCHO_TOKEN_FILE", value_name = "FILE", value_parser = token_file,
        conflicts_with = "token")]
    pub token_file: Option<String>,
    /// Whose certificates to trust
    #[command(flatten)]
    pub trust: Trust,
}

impl Access {
    /// How the relay of this address is reached.
    #[must_use]
    pub fn relay(&self, url: &str) -> RelayAccess {
        let token = self.token.clone().or_else(|| self.token_file.clone());
        RelayAccess { url: url.to_owned(), token, trust: self.trust.trust() }
    }
}

/// Whose certificates to trust.
#[derive(Clone, Debug, Args)]
pub struct Trust {
    /// Trust certificates of this authority too, for https: a file in PEM
    #[arg(long, global = true, env = "GANCHO_CA_FILE", value_name = "FILE")]
    pub ca_file: Option<PathBuf>,
    /// Trust any certificate, for https: whoever stands between can read and change everything
    #[arg(long, global = true, env = "GANCHO_INSECURE", value_parser = FalseyValueParser::new())]
    pub insecure: bool,
}

impl Trust {
    /// As the clients take it.
    #[must_use]
    pub fn trust(&self) -> tls::Trust {
        tls::Trust { ca_file: self.ca_file.clone(), insecure: self.insecure }
    }
}
