//! Ports that nobody else takes, for as long as the test may leave them and come back.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpStream};
use std::process;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use tokio::net::TcpListener;

use crate::{AGAIN, within};

/// How long somebody who listens may take to say so.
const LOOK: Duration = Duration::from_secs(1);

/// An address of this machine where nobody listens, and nobody is going to.
///
/// Port 0 will not do where a port is told to another process, or left and taken again: what was given back the system
/// gives to the next who asks, and this binary's other tests ask meanwhile, as every client does. So it is a port below
/// those that systems give away, counted up so that no two are the same here, and begun elsewhere by each process.
///
/// It is looked at by a connection, never by listening there: see [`listen_at`].
pub fn own_address() -> SocketAddr {
    static GIVEN: AtomicU16 = AtomicU16::new(0);
    let first = (process::id() % 200) as u16 * 100;
    loop {
        let port = 10_000 + (first + GIVEN.fetch_add(1, Ordering::Relaxed)) % 20_000;
        let at = SocketAddr::from(([127, 0, 0, 1], port));
        if TcpStream::connect_timeout(&at, LOOK).is_err() {
            return at;
        }
    }
}

/// Listens there, also where a listener of this process has just gone.
///
/// Each program that a process begins has copies of its sockets until it is executed, and other tests begin programs all
/// the time: a port that was given back stays in use for that moment.
pub async fn listen_at(address: SocketAddr) -> TcpListener {
    let listening = async {
        loop {
            match TcpListener::bind(address).await {
                Ok(listener) => break listener,
                Err(e) if e.kind() == ErrorKind::AddrInUse => tokio::time::sleep(AGAIN).await,
                Err(e) => panic!("cannot listen on {address}: {e}"),
            }
        }
    };
    within("the port", listening).await
}
