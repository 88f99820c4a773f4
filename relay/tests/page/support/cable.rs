//! A cable between the page and the relay, to be cut in the two ways in which cables are.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

#[derive(Clone, Copy, PartialEq)]
enum State {
    /// Carries.
    Whole,
    /// Every connection is closed at once, old and new.
    Cut,
    /// Connections stay open, and nothing comes through.
    Silent,
}

/// Listens on a port of its own and carries to the relay.
pub(crate) struct Cable {
    pub(crate) address: SocketAddr,
    state: watch::Sender<State>,
    task: JoinHandle<()>,
}

impl Cable {
    pub(crate) async fn to(relay: SocketAddr) -> Self {
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (state, mut seen) = watch::channel(State::Whole);
        let task = tokio::spawn(async move {
            loop {
                let (near, _) = listener.accept().await.unwrap();
                if *seen.borrow_and_update() != State::Cut {
                    tokio::spawn(carry(near, relay, seen.clone()));
                }
            }
        });
        Self { address, state, task }
    }

    /// The page's address at this end.
    pub(crate) fn page_url(&self) -> String {
        super::relay::page_url(self.address)
    }

    /// Pulls the plug: both ends notice.
    pub(crate) fn cut(&self) {
        self.state.send_replace(State::Cut);
    }

    /// Stops carrying, and nobody notices.
    pub(crate) fn silence(&self) {
        self.state.send_replace(State::Silent);
    }

    pub(crate) fn mend(&self) {
        self.state.send_replace(State::Whole);
    }
}

impl Drop for Cable {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn carry(near: TcpStream, relay: SocketAddr, state: watch::Receiver<State>) {
    let Ok(far) = TcpStream::connect(relay).await else { return };
    for side in [&near, &far] {
        side.set_nodelay(true).unwrap();
    }
    let ((near_in, near_out), (far_in, far_out)) = (near.into_split(), far.into_split());
    // One direction's end is the connection's.
    tokio::select! {
        () = pipe(near_in, far_out, state.clone()) => {}
        () = pipe(far_in, near_out, state) => {}
    }
}

async fn pipe(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut state: watch::Receiver<State>) {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let now = state.wait_for(|state| *state != State::Silent).await.map(|state| *state);
        if now.is_ok_and(|now| now == State::Cut) {
            return;
        }
        tokio::select! {
            read = from.read(&mut buffer) => match read {
                Ok(count) if count > 0 && to.write_all(&buffer[..count]).await.is_ok() => {}
                _ => return,
            },
            changed = state.changed() => if changed.is_err() { return },
        }
    }
}
