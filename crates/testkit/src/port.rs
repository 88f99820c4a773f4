//! Ports that nobody else takes, for as long as the test may leave them and come back.

use std::net::{SocketAddr, TcpListener};
use std::process;
use std::sync::atomic::{AtomicU16, Ordering};

/// An address of this machine where nobody listens, and nobody is going to.
///
/// Port 0 will not do where a port is told to another process, or left and taken again: what was given back the system
/// gives to the next who asks, and this binary's other tests ask meanwhile, as every client does. So it is a port below
/// those that systems give away, counted up so that no two are the same here, and begun elsewhere by each process.
pub fn own_address() -> SocketAddr {
    static GIVEN: AtomicU16 = AtomicU16::new(0);
    let first = (process::id() % 200) as u16 * 100;
    loop {
        let port = 10_000 + (first + GIVEN.fetch_add(1, Ordering::Relaxed)) % 20_000;
        let at = SocketAddr::from(([127, 0, 0, 1], port));
        if TcpListener::bind(at).is_ok() {
            return at;
        }
    }
}
