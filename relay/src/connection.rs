//! Accepts connections and speaks HTTP/1.1 on each.
//!
//! The loop is our own, and not `axum::serve`, for its limits: the head's size and time, bytes counted at the socket, a
//! socket that lingers, and descriptors kept back for the relay itself.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_io_timeout::TimeoutStream;

use crate::clock;
use crate::config::{MAX_HEAD_BYTES, MAX_HEADERS};
use crate::http::{self, App, Peer};
use crate::hyper_errors::Explained;
use crate::linger::LingeringClose;
use crate::meter::{ConnectionMeter, Metered};
use crate::socket::WatchedSocket;

/// Connections that the system completes before the relay has accepted them. Of 1,000 that come at once, a shorter queue
/// sends most into a second try a second later.
const BACKLOG: u32 = 1024;
/// Descriptors kept back for the data file's connections, the listener, the log and the runtime.
const RESERVED_DESCRIPTORS: u64 = 64;
/// Fewest connections, whatever the system allows.
const MIN_CONNECTIONS: u64 = 16;
/// How long a client may take to send a request's head.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);

/// Listens on an address. Port 0 takes any free one.
///
/// # Errors
/// What the system says: the port is taken, not allowed, or the address is not this machine's.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // A relay that is started again finds its port, although old connections still linger on it. On Windows the option
    // means something else: it would let two relays share the port.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Raises the process's limit of open descriptors as far as it may, and returns how many connections that leaves room for.
pub(crate) fn connection_limit() -> usize {
    let descriptors = match rlimit::increase_nofile_limit(u64::MAX) {
        Ok(limit) => limit,
        Err(e) => {
            tracing::warn!("the limit of open files stays as it is: {e}");
            rlimit::getrlimit(rlimit::Resource::NOFILE).map_or(1024, |(soft, _hard)| soft)
        }
    };
    let connections = descriptors.saturating_sub(RESERVED_DESCRIPTORS).max(MIN_CONNECTIONS);
    usize::try_from(connections).unwrap_or(usize::MAX).min(Semaphore::MAX_PERMITS)
}

/// Accepts until the relay is to stop. At the limit, new connections wait in the system's queue for one to end.
pub(crate) async fn accept(listener: TcpListener, app: App, limit: usize) {
    let router = http::router(app.clone());
    let descriptors = Arc::new(Semaphore::new(limit));
    let next = async || {
        // Never closed.
        let descriptor = descriptors.clone().acquire_owned().await.map_err(io::Error::other)?;
        listener.accept().await.map(|(stream, peer)| (stream, peer, descriptor))
    };
    loop {
        let accepted = tokio::select! {
            () = app.shutdown.cancelled() => break,
            accepted = next() => accepted,
        };
        match accepted {
            Ok((stream, peer, descriptor)) => {
                app.tracker.spawn(serve(stream, peer, descriptor, app.clone(), router.clone()));
            }
            Err(e) => {
                tracing::warn!("could not accept a connection: {e}");
                // The whole machine is out of descriptors, most likely: accepting again at once would only spin.
                if e.kind() != io::ErrorKind::ConnectionAborted {
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }
}

async fn serve(stream: TcpStream, address: SocketAddr, descriptor: OwnedSemaphorePermit, app: App, router: Router) {
    let shutdown = app.shutdown.clone();
    // Small frames should leave at once.
    if let Err(e) = stream.set_nodelay(true) {
        tracing::debug!("no TCP_NODELAY for {address}: {e}");
    }
    let socket = WatchedSocket::new(stream, descriptor);
    let peer = Peer { address, behind: None, watch: socket.watch(), meter: ConnectionMeter::default() };
    let mut socket = TimeoutStream::new(socket);
    socket.set_write_timeout(Some(app.options.timeouts.stalled));
    let socket = Metered::new(LingeringClose::new(Box::pin(socket)), peer.meter.clone());
    if !clock::is_usable() {
        return clock::refuse(socket).await;
    }
    let socket = TokioIo::new(Explained::new(socket));
    let service =
        hyper::service::service_fn(move |request| http::answer(app.clone(), router.clone(), peer.clone(), request));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_headers(MAX_HEADERS)
        .max_buf_size(MAX_HEAD_BYTES)
        // A sender that closes right after its request has sent it all the same.
        .half_close(true)
        .serve_connection(socket, service)
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    let result = tokio::select! {
        result = clock::while_usable(connection.as_mut()) => result,
        () = shutdown.cancelled() => {
            connection.as_mut().graceful_shutdown();
            clock::while_usable(connection).await
        }
    };
    match result {
        Some(Ok(())) => {}
        Some(Err(e)) => tracing::debug!("a connection ended early: {e}"),
        None => tracing::error!("a connection was closed: the clock is before 1970 or after 9999"),
    }
}
