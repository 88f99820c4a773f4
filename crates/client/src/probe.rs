//! One question to an address, to see who answers there.

use std::time::Duration;

use tokio::time::timeout;

use crate::http::{HttpError, Relay, Request};
use crate::tls::{self, Trust};

/// Longest answer that is read, in bytes.
const MAX_ANSWER: usize = 64 * 1024;

/// Why an address did not answer, in words.
#[derive(Debug, thiserror::Error)]
pub enum NoAnswer {
    /// Nothing came in time.
    #[error("no answer in time")]
    Timeout,
    /// The host's name is not found.
    #[error("{0}")]
    UnknownHost(String),
    /// There is no connection, or it broke.
    #[error("{0}")]
    Connection(String),
    /// Its certificate is not trusted.
    #[error("{0}")]
    Certificate(String),
}

/// Asks `base`, as in `https://host/path`, for `target` once, and does not go where it is sent on to; the status of the
/// answer.
///
/// # Errors
/// [`NoAnswer`].
pub async fn probe(base: &str, target: &str, patience: Duration) -> Result<u16, NoAnswer> {
    let relay = Relay::new(base.to_owned(), None, &Trust::default());
    let relay = relay.map_err(|why| NoAnswer::Connection(why.to_string()))?;
    let asked = relay.ask(Request { limit: MAX_ANSWER, ..Request::get(target) });
    match timeout(patience, asked).await {
        Err(_) | Ok(Err(HttpError::Timeout)) => Err(NoAnswer::Timeout),
        Ok(Ok(answer)) => Ok(answer.status.as_u16()),
        Ok(Err(HttpError::Connection(why))) => match tls::certificate(&why) {
            Some(found) => Err(NoAnswer::Certificate(found)),
            None => Err(match tls::cause(&why) {
                // As the standard library says it, whatever the system's own words.
                cause if cause.starts_with("failed to lookup address") => NoAnswer::UnknownHost(cause),
                cause => NoAnswer::Connection(cause),
            }),
        },
        Ok(Err(why)) => Err(NoAnswer::Connection(why.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_address_that_says_nothing_is_given_up() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = probe(&url, "/healthz", Duration::from_secs(5)).await;
        assert!(matches!(asked, Err(NoAnswer::Timeout)), "{asked:?}");
    }
}
