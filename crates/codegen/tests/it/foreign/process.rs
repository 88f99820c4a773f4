//! Programs of other languages: run to their end, or for as long as a test needs them.

use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use testkit::own_address;

use super::exchange::PATIENCE;

/// How often a condition is looked at again.
const AGAIN: Duration = Duration::from_millis(20);

/// A server, until it is dropped.
pub(super) struct Served {
    pub at: SocketAddr,
    child: Child,
}

impl Served {
    /// Starts a program that listens on the port it finds in `PORT`. It listens when [`ready`](Self::ready) returns.
    pub(super) fn start(mut command: Command) -> Self {
        let at = own_address();
        command.env("PORT", at.port().to_string()).stdin(Stdio::null()).stdout(Stdio::null());
        let child = command.stderr(Stdio::piped()).spawn().unwrap();
        Self { at, child }
    }

    pub(super) fn ready(&mut self) {
        let until = Instant::now() + PATIENCE;
        loop {
            let listens = TcpStream::connect(self.at).is_ok();
            // Looked at even then: who listens may be somebody else.
            if let Some(status) = self.child.try_wait().unwrap() {
                panic!("it ended instead of listening ({status}): {}", self.said());
            }
            if listens {
                return;
            }
            assert!(Instant::now() < until, "it does not listen");
            thread::sleep(AGAIN);
        }
    }

    fn said(&mut self) -> String {
        let mut said = String::new();
        if let Some(mut stderr) = self.child.stderr.take() {
            let _ = std::io::Read::read_to_string(&mut stderr, &mut said);
        }
        said
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
