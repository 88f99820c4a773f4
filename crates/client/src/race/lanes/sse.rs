//! Push over Server-Sent Events (WHATWG HTML, section 9.2).

use anyhow::{Result, bail};
use http_body_util::BodyExt as _;
use hyper::StatusCode;
use hyper::header::ACCEPT;
use race::{Cursor, PushSession, Tick};
use tokio::time::interval;

use super::reconnect::{SILENT, TICK, receive, target, tick};
use crate::http::Request;
use crate::race::lane_context::LaneContext;

/// One connection, to its end or the race's; why, when it ended by itself. It resumes by `after`, as the WebSocket does: both
/// back off and count their handshakes alike.
pub(super) async fn connect(context: &LaneContext, session: &mut PushSession, cursor: &Cursor) -> Result<()> {
    let target = target(context, "sse", cursor);
    let answer =
        context.relay.stream(Request { headers: &[(ACCEPT, "text/event-stream")], ..Request::get(&target) }).await?;
    if answer.status() != StatusCode::OK {
        bail!("the relay answered {}", answer.status());
    }
    let mut body = answer.into_body();
    let mut lines = Lines::default();
    let mut ticks = interval(TICK);
    loop {
        tokio::select! {
            frame = body.frame() => match frame {
                Some(Ok(frame)) => {
                    for data in lines.take(frame.data_ref().map_or(&[], |data| data)) {
                        if let Ok(message) = serde_json::from_slice(&data) {
                            receive(context, session, &message);
                        }
                    }
                }
                Some(Err(e)) => return Err(e.into()),
                None => bail!("closed"),
            },
            _ = ticks.tick() => {
                if tick(context, session) == Tick::GiveUp {
                    bail!(SILENT);
                }
            }
            () = context.stop.cancelled() => return Ok(()),
        }
    }
}

/// Takes a stream apart as it comes.
#[derive(Debug, Default)]
struct Lines {
    rest: Vec<u8>,
    data: Vec<u8>,
}

impl Lines {
    /// The data of each message that these bytes complete.
    fn take(&mut self, bytes: &[u8]) -> Vec<Vec<u8>> {
        self.rest.extend_from_slice(bytes);
        let mut complete = Vec::new();
        let mut at = 0;
        while let Some(length) = self.rest[at..].iter().position(|b| *b == b'\n') {
            let line = self.rest[at..at + length].strip_suffix(b"\r").unwrap_or(&self.rest[at..at + length]);
            at += length + 1;
            if line.is_empty() {
                let mut data = std::mem::take(&mut self.data);
                if data.pop().is_some() {
                    complete.push(data);
                }
            } else if let Some(data) = line.strip_prefix(b"data:") {
                self.data.extend_from_slice(data.strip_prefix(b" ").unwrap_or(data));
                self.data.push(b'\n');
            }
        }
        self.rest.drain(..at);
        complete
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_come_whole_wherever_the_stream_is_cut() {
        let text =
            b"id: 7\ndata: {}\n\n: heartbeat\n\nretry: 5\r\ndata:a\r\ndata: b\r\n\r\nid: 8\n\ndata: \xc3\xa9\n\n";
        let expected: Vec<Vec<u8>> = vec![b"{}".to_vec(), b"a\nb".to_vec(), "é".into()];
        for size in 1..=text.len() {
            let mut lines = Lines::default();
            let taken: Vec<_> = text.chunks(size).flat_map(|chunk| lines.take(chunk)).collect();
            assert_eq!(taken, expected, "in chunks of {size}");
        }
    }
}
