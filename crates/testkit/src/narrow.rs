//! A connection whose client holds little of what it does not read.

use std::net::SocketAddr;

use tokio::net::{TcpSocket, TcpStream};

/// Receive buffer asked for, in bytes. Left to itself, Linux lets it grow to `tcp_rmem`'s maximum,
/// which on some machines is more than a test sends.
const RECEIVE_BYTES: u32 = 64 * 1024;

/// Connects with a receive buffer that stays small, so that a client which does not read soon makes
/// its sender wait.
pub(crate) async fn narrow(address: SocketAddr) -> TcpStream {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }.unwrap();
    // Before it connects: the window's scale is agreed on then.
    socket.set_recv_buffer_size(RECEIVE_BYTES).unwrap();
    socket.connect(address).await.unwrap()
}
