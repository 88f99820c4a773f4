//! A clock that HTTP cannot be spoken by: before 1970, or after 9999.
//!
//! hyper writes the time into every answer's `Date` and panics on any that such a date cannot show, even with that header
//! turned off. So connections are not given to it while the clock is wrong: their senders are told, and come again.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;
use std::time::{SystemTime, UNIX_EPOCH};

use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};
use wire::Problem;

/// The end of the year 9999, less an hour to be on the safe side. In Unix seconds.
const END: u64 = 253_402_300_800 - 3600;

/// True while the system's clock can be told by HTTP.
pub(crate) fn is_usable() -> bool {
    SystemTime::now().duration_since(UNIX_EPOCH).is_ok_and(|since| since.as_secs() < END)
}

/// Polls a future only while the clock is usable; none once it is not.
pub(crate) async fn while_usable<F: Future>(mut work: Pin<&mut F>) -> Option<F::Output> {
    poll_fn(|cx| if is_usable() { work.as_mut().poll(cx).map(Some) } else { Poll::Ready(None) }).await
}

/// Answers whatever is asked with 503 and the reason, and closes.
pub(crate) async fn refuse(mut socket: impl AsyncRead + AsyncWrite + Unpin) {
    let problem = Problem {
        kind: "/problems/clock".into(),
        title: "Clock not set".into(),
        status: 503,
        detail: "nothing was stored: the clock of the relay's machine is before 1970 or after 9999: set it".into(),
        values: Default::default(),
    };
    let body = serde_json::to_string(&problem).unwrap_or_default();
    let answer = format!(
        "HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/problem+json\r\ncontent-length: {}\r\n\
         retry-after: 1\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    tracing::error!("a connection was refused: {}", problem.detail);
    if let Err(e) = async {
        socket.write_all(answer.as_bytes()).await?;
        socket.shutdown().await
    }
    .await
    {
        tracing::debug!("a connection ended early: {e}");
    }
}
