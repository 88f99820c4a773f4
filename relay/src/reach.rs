//! Whether the relay is reached by its public address: it asks itself there.
//!
//! The only address that is asked is the relay's own, which nobody who reads can set. A health check
//! carries a number that nobody knows, so that another server's answer is not taken for the relay's.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use gancho_client::probe::{NoAnswer, probe};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use wire::{PublicError, PublicStatus, Timestamp};

use crate::public_address::{Now, PublicAddress};
use crate::public_url::PublicUrl;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// For how long a finding is told again.
const FRESH: Duration = Duration::from_secs(3);

/// Asks the relay itself, by its public address.
pub struct Reach {
    public: PublicAddress,
    /// Number of the health check that is under way, until it arrives.
    expected: Mutex<Option<String>>,
    /// Held while it is asked: one at a time.
    last: tokio::sync::Mutex<Option<Finding>>,
    shutdown: CancellationToken,
}

struct Finding {
    /// Of which address.
    version: u64,
    at: Instant,
    checked_at: Timestamp,
    error: Option<(PublicError, String)>,
}

impl Reach {
    /// Asks nobody yet.
    #[must_use]
    pub fn new(public: PublicAddress, shutdown: CancellationToken) -> Self {
        Self { public, expected: Mutex::default(), last: tokio::sync::Mutex::default(), shutdown }
    }

    /// How the public address is. Asks, unless that was done a moment ago.
    pub async fn status(&self) -> PublicStatus {
        let mut last = self.last.lock().await;
        let Now { url, tunnel, tunnel_error, version } = self.public.now();
        let is_away = tunnel_error.is_some();
        let status = PublicStatus {
            url: url.as_ref().map(|url| url.as_str().to_owned()),
            tunnel,
            tunnel_error,
            ..PublicStatus::default()
        };
        let Some(url) = url else { return status };
        if is_away {
            return PublicStatus { reachable: Some(false), ..status };
        }
        let is_fresh = |finding: &&Finding| finding.version == version && finding.at.elapsed() < FRESH;
        let finding = match last.as_ref().filter(is_fresh) {
            Some(finding) => finding,
            None => {
                let Some(asked) = self.shutdown.run_until_cancelled(self.ask(&url)).await else { return status };
                let (at, checked_at) = (Instant::now(), Timestamp::now());
                last.insert(Finding { version, at, checked_at, error: asked.err() })
            }
        };
        PublicStatus {
            reachable: Some(finding.error.is_none()),
            checked_at: Some(finding.checked_at),
            error: finding.error.as_ref().map(|(error, _)| *error),
            detail: finding.error.as_ref().map(|(_, detail)| detail.clone()),
            ..status
        }
    }

    /// A health check came with this number.
    pub fn arrived(&self, number: &str) {
        let mut expected = self.expected();
        if expected.as_deref() == Some(number) {
            *expected = None;
        }
    }

    async fn ask(&self, url: &PublicUrl) -> Result<(), (PublicError, String)> {
        let number = Uuid::new_v4().simple().to_string();
        *self.expected() = Some(number.clone());
        let answer = probe(url.as_str(), &format!("/healthz?probe={number}"), PATIENCE).await;
        let has_arrived = self.expected().take().is_none();
        Err(match answer {
            Ok(200) if has_arrived => return Ok(()),
            Ok(status) => (PublicError::OtherServer, format!("it answered {status}, and is not this relay")),
            Err(NoAnswer::Timeout) => (PublicError::Timeout, format!("no answer in {} s", PATIENCE.as_secs())),
            Err(NoAnswer::UnknownHost(why)) => (PublicError::UnknownHost, why),
            Err(NoAnswer::Certificate(why)) => (PublicError::Certificate, why),
            Err(NoAnswer::Connection(why)) => (PublicError::Connection, why),
        })
    }

    fn expected(&self) -> std::sync::MutexGuard<'_, Option<String>> {
        // A panic while it was held leaves it whole.
        self.expected.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
