//! Bytes at the socket, attributed to the lane of a race that they were moved for.
//!
//! A request says which lane it belongs to by `?lane=name`. HTTP/1.1 carries one request at a time on a connection, so the
//! bytes read since the last answer are this request's, and what is written until the next request is its answer. After an
//! upgrade all bytes are the lane's. What is counted is HTTP/1.1 as the socket carries it, without TLS and TCP.

use std::collections::HashMap;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use wire::{MeterReading, Timestamp};

/// Most lanes remembered; past it, the one longest without a request is forgotten.
const LANES: usize = 1024;

/// Counts for every lane.
#[derive(Clone, Debug, Default)]
pub struct Meter {
    lanes: Arc<Mutex<HashMap<String, Arc<Lane>>>>,
    requests: Arc<AtomicU64>,
}

#[derive(Debug, Default)]
struct Lane {
    requests: AtomicU64,
    up: AtomicU64,
    down: AtomicU64,
    open: AtomicU64,
    /// Number of the meter's request that touched it last.
    touched: AtomicU64,
}

impl Meter {
    /// What was counted for a lane; zeros for one never seen.
    #[must_use]
    pub fn read(&self, lane: &str, now: Timestamp) -> MeterReading {
        lock(&self.lanes).get(lane).map_or(MeterReading { now, ..MeterReading::default() }, |lane| MeterReading {
            requests: lane.requests.load(Relaxed),
            bytes_up: lane.up.load(Relaxed),
            bytes_down: lane.down.load(Relaxed),
            open: lane.open.load(Relaxed),
            now,
        })
    }

    fn lane(&self, name: &str) -> Arc<Lane> {
        let mut lanes = lock(&self.lanes);
        if lanes.len() >= LANES
            && !lanes.contains_key(name)
            && let Some(oldest) =
                lanes.iter().min_by_key(|(_, lane)| lane.touched.load(Relaxed)).map(|(n, _)| n.clone())
        {
            lanes.remove(&oldest);
        }
        let lane = lanes.entry(name.to_owned()).or_default().clone();
        lane.touched.store(self.requests.fetch_add(1, Relaxed), Relaxed);
        lane
    }
}

/// The account of one TCP connection, shared by its socket and its requests.
#[derive(Clone, Debug, Default)]
pub struct ConnectionMeter(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    /// Whose bytes move now.
    lane: Option<Arc<Lane>>,
    /// Bytes of a request that has not said yet whose it is.
    unclaimed: u64,
    /// A request is being served: what is read is still its body, even after an interim answer to `Expect`.
    serving: bool,
    /// An answer has begun: what is read next is another request.
    answered: bool,
    /// Upgraded: the connection stays with its lane.
    kept: bool,
}

impl ConnectionMeter {
    /// Books the request being served, its bytes read so far and all that follow to `lane`. Keep the guard until there is
    /// an answer to write.
    #[must_use]
    pub fn claim(&self, meter: &Meter, lane: &str) -> RequestGuard {
        let lane = meter.lane(lane);
        let mut state = lock(&self.0);
        lane.requests.fetch_add(1, Relaxed);
        lane.up.fetch_add(std::mem::take(&mut state.unclaimed), Relaxed);
        state.lane = Some(lane);
        state.serving = true;
        RequestGuard(self.clone())
    }

    /// Books everything from now on to the lane that claimed the connection; counted as open until the guard is dropped.
    #[must_use]
    pub fn keep(&self) -> Open {
        let mut state = lock(&self.0);
        state.kept = true;
        if let Some(lane) = &state.lane {
            lane.open.fetch_add(1, Relaxed);
        }
        Open(state.lane.clone())
    }

    fn read(&self, bytes: u64) {
        let mut state = lock(&self.0);
        if state.answered && !state.serving && !state.kept {
            state.lane = None;
            state.answered = false;
            state.unclaimed = 0;
        }
        match &state.lane {
            Some(lane) => {
                lane.up.fetch_add(bytes, Relaxed);
            }
            None => state.unclaimed += bytes,
        }
    }

    fn wrote(&self, bytes: u64) {
        let mut state = lock(&self.0);
        state.answered = true;
        if let Some(lane) = &state.lane {
            lane.down.fetch_add(bytes, Relaxed);
        }
    }
}

/// A request that is being served.
#[derive(Debug)]
pub struct RequestGuard(ConnectionMeter);

impl Drop for RequestGuard {
    fn drop(&mut self) {
        let mut state = lock(&self.0.0);
        state.serving = false;
        state.answered = false;
    }
}

/// A socket or stream of a lane that is open.
#[derive(Debug)]
pub struct Open(Option<Arc<Lane>>);

impl Drop for Open {
    fn drop(&mut self) {
        if let Some(lane) = &self.0 {
            lane.open.fetch_sub(1, Relaxed);
        }
    }
}

/// A socket that tells its account what it moved.
#[derive(Debug)]
pub struct Metered<S> {
    socket: S,
    account: ConnectionMeter,
}

impl<S> Metered<S> {
    /// Counts on `account` what `socket` moves.
    pub fn new(socket: S, account: ConnectionMeter) -> Self {
        Self { socket, account }
    }

    fn count(&self, result: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if let Poll::Ready(Ok(bytes @ 1..)) = result {
            self.account.wrote(bytes as u64);
        }
        result
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Metered<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let result = Pin::new(&mut self.socket).poll_read(cx, buf);
        let bytes = buf.filled().len() - before;
        if bytes > 0 {
            self.account.read(bytes as u64);
        }
        result
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Metered<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.socket).poll_write(cx, buf);
        self.count(result)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.socket).poll_write_vectored(cx, bufs);
        self.count(result)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(cx)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(meter: &Meter, lane: &str) -> (u64, u64, u64) {
        let reading = meter.read(lane, Timestamp(0));
        (reading.requests, reading.bytes_up, reading.bytes_down)
    }

    #[test]
    fn one_connection_serves_two_lanes_and_nobody() {
        let (meter, account) = (Meter::default(), ConnectionMeter::default());
        account.read(100);
        let _ = account.claim(&meter, "a");
        account.wrote(10);
        account.wrote(5);
        account.read(70);
        let serving = account.claim(&meter, "b");
        account.wrote(1); // go on
        account.read(7); // the rest of b's body
        drop(serving);
        account.wrote(20);
        account.read(30); // a request that names no lane
        account.wrote(40);
        account.read(100);
        let _ = account.claim(&meter, "a");
        account.wrote(1);
        assert_eq!(counted(&meter, "a"), (2, 200, 16));
        assert_eq!(counted(&meter, "b"), (1, 77, 21));
    }

    #[test]
    fn an_upgraded_connection_stays_with_its_lane() {
        let (meter, account) = (Meter::default(), ConnectionMeter::default());
        account.read(100);
        let _ = account.claim(&meter, "a");
        let open = account.keep();
        account.wrote(50);
        account.read(8);
        account.wrote(9);
        account.read(1);
        assert_eq!(counted(&meter, "a"), (1, 109, 59));
        assert_eq!(meter.read("a", Timestamp(0)).open, 1);
        drop(open);
        assert_eq!(meter.read("a", Timestamp(0)).open, 0);
    }

    #[test]
    fn the_lane_longest_untouched_is_forgotten() {
        let (meter, account) = (Meter::default(), ConnectionMeter::default());
        for n in 0..=LANES {
            let _ = account.claim(&meter, &n.to_string());
        }
        assert_eq!(counted(&meter, "0").0, 0);
        assert_eq!(counted(&meter, "1").0, 1);
        assert_eq!(counted(&meter, &LANES.to_string()).0, 1);
    }
}
