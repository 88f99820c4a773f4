//! A program behind the forwarder: it keeps each request as it came, and answers as it is told.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::support::{listen_at, own_address, until};

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) at: Instant,
    pub(crate) method: String,
    /// The raw path and query.
    pub(crate) target: Vec<u8>,
    pub(crate) headers: Vec<(String, Vec<u8>)>,
    pub(crate) body: Vec<u8>,
}

impl Seen {
    /// The values of a header, in order.
    pub(crate) fn all(&self, name: &str) -> Vec<&[u8]> {
        self.headers.iter().filter(|(n, _)| n == name).map(|(_, value)| &value[..]).collect()
    }

    pub(crate) fn header(&self, name: &str) -> String {
        let all = self.all(name);
        assert_eq!(all.len(), 1, "{name}: {:?}", self.headers);
        String::from_utf8(all[0].to_vec()).unwrap()
    }

    pub(crate) fn seq(&self) -> u64 {
        self.header("gancho-seq").parse().unwrap()
    }
}

/// What the program does with a request.
#[derive(Clone)]
pub(crate) enum Reply {
    /// Answers so, with the body `ok`.
    Status(u16),
    /// Writes these bytes, and closes.
    Raw(Vec<u8>),
    /// Writes these bytes again and again until nobody reads.
    Endless(Vec<u8>),
    /// Says nothing, and keeps the connection.
    Never,
    /// Answers with this status when there is a permit.
    Held(Arc<Semaphore>, u16),
}

type Plan = dyn Fn(usize, &Seen) -> Reply + Send + Sync;

/// Gone when dropped.
pub(crate) struct App {
    pub(crate) address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    plan: Arc<Plan>,
    task: JoinHandle<()>,
}

impl App {
    /// One that answers 200.
    pub(crate) async fn start() -> Self {
        Self::with(|_, _| Reply::Status(200)).await
    }

    /// One that answers by the number of the request, from 0, and the request.
    pub(crate) async fn with(plan: impl Fn(usize, &Seen) -> Reply + Send + Sync + 'static) -> Self {
        Self::at(own_address(), plan).await
    }

    pub(crate) async fn at(address: SocketAddr, plan: impl Fn(usize, &Seen) -> Reply + Send + Sync + 'static) -> Self {
        let mut app = Self { address, seen: Arc::default(), plan: Arc::new(plan), task: tokio::spawn(async {}) };
        app.revive().await;
        app
    }

    /// Ends it and its connections in the middle of whatever they do.
    pub(crate) async fn kill(&mut self) {
        self.task.abort();
        let _ = (&mut self.task).await;
    }

    /// Starts it again where it was. It still knows what it has seen.
    pub(crate) async fn revive(&mut self) {
        let listener = listen_at(self.address).await;
        let (seen, plan) = (self.seen.clone(), self.plan.clone());
        self.task = tokio::spawn(async move {
            // Connections end with it.
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((socket, _)) = listener.accept().await {
                connections.spawn(serve(socket, seen.clone(), plan.clone()));
            }
        });
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub(crate) fn count(&self) -> usize {
        self.seen.lock().unwrap().len()
    }

    /// Positions in the order in which they came.
    pub(crate) fn seqs(&self) -> Vec<u64> {
        self.seen.lock().unwrap().iter().map(Seen::seq).collect()
    }

    /// Waits for so many requests.
    pub(crate) async fn wait(&self, count: usize) {
        until("the requests", async || self.count() >= count).await;
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut socket: TcpStream, seen: Arc<Mutex<Vec<Seen>>>, plan: Arc<Plan>) {
    socket.set_nodelay(true).unwrap();
    let mut read = Vec::new();
    while let Some(request) = request(&mut socket, &mut read).await {
        let number = {
            let mut seen = seen.lock().unwrap();
            seen.push(request.clone());
            seen.len() - 1
        };
        let status = match plan(number, &request) {
            Reply::Status(status) => status,
            Reply::Raw(bytes) => {
                let _ = socket.write_all(&bytes).await;
                return;
            }
            Reply::Endless(bytes) => {
                while socket.write_all(&bytes).await.is_ok() {}
                return;
            }
            Reply::Never => std::future::pending().await,
            Reply::Held(permits, status) => {
                permits.acquire().await.unwrap().forget();
                status
            }
        };
        let answer =
            format!("HTTP/1.1 {status} X\r\nx-app: yes\r\nlocation: /elsewhere\r\ncontent-length: 2\r\n\r\nok");
        if socket.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

async fn request(socket: &mut TcpStream, read: &mut Vec<u8>) -> Option<Seen> {
    let head = loop {
        match read.windows(4).position(|four| four == b"\r\n\r\n") {
            Some(at) => break read.drain(..at + 4).collect::<Vec<u8>>(),
            None if socket.read_buf(read).await.unwrap_or(0) == 0 => return None,
            None => {}
        }
    };
    let mut lines = head.split(|b| *b == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let first = lines.next()?;
    let mut words = first.split(|b| *b == b' ');
    let (method, target) = (words.next()?, words.next()?);
    let headers: Vec<(String, Vec<u8>)> = lines
        .filter_map(|line| {
            let at = line.iter().position(|b| *b == b':')?;
            let value = line[at + 1..].strip_prefix(b" ").unwrap_or(&line[at + 1..]);
            Some((String::from_utf8(line[..at].to_vec()).unwrap(), value.to_vec()))
        })
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.map_or(0, |(_, value)| std::str::from_utf8(value).unwrap().parse().unwrap());
    while read.len() < length {
        if socket.read_buf(read).await.unwrap_or(0) == 0 {
            return None;
        }
    }
    Some(Seen {
        at: Instant::now(),
        method: String::from_utf8(method.to_vec()).unwrap(),
        target: target.to_vec(),
        headers,
        body: read.drain(..length).collect(),
    })
}
