//! An HTTP/1.1 client that sends exactly the bytes it is told to, and counts them.

use std::net::SocketAddr;

use serde::de::DeserializeOwned;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use wire::{EventsPage, Problem, Seq, Stored};

use crate::narrow::narrow;
use crate::{Live, within};

/// What the relay answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[track_caller]
    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e} in {} {}", self.status, self.text()))
    }

    /// Checks that this is a problem of that status and kind, and that it says something.
    #[track_caller]
    pub fn problem(&self, status: u16, kind: &str) -> Problem {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{}", self.text());
        let problem: Problem = self.json();
        assert_eq!((problem.status, problem.kind.as_str()), (status, format!("/problems/{kind}").as_str()));
        assert!(problem.detail.len() > 10, "{problem:?}");
        problem
    }
}

/// One connection.
pub struct Http {
    stream: TcpStream,
    read: Vec<u8>,
    /// Bytes written to the relay.
    pub up: u64,
    /// Bytes read from it.
    pub down: u64,
}

impl Http {
    pub async fn to(address: SocketAddr) -> Self {
        Self::try_to(address).await.unwrap()
    }

    /// Connects; fails when nobody listens there.
    pub async fn try_to(address: SocketAddr) -> std::io::Result<Self> {
        within("a connection", TcpStream::connect(address)).await.map(Self::over)
    }

    fn over(stream: TcpStream) -> Self {
        stream.set_nodelay(true).unwrap();
        Self { stream, read: Vec::new(), up: 0, down: 0 }
    }

    pub async fn write(&mut self, bytes: &[u8]) {
        self.try_write(bytes).await.unwrap();
    }

    /// Writes; fails when the relay has gone.
    pub async fn try_write(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.up += bytes.len() as u64;
        within("room to write", self.stream.write_all(bytes)).await
    }

    /// Sends a request with a `Host`, and with a `Content-Length` when there is a body.
    pub async fn send(&mut self, method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) {
        let mut head = format!("{method} {target} HTTP/1.1\r\n");
        let named = |name: &str| headers.iter().any(|(n, _)| n.eq_ignore_ascii_case(name));
        if !named("host") {
            head += &format!("host: {}\r\n", self.stream.peer_addr().unwrap());
        }
        if !body.is_empty() && !named("content-length") {
            head += &format!("content-length: {}\r\n", body.len());
        }
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        let mut bytes = (head + "\r\n").into_bytes();
        bytes.extend_from_slice(body);
        self.write(&bytes).await;
    }

    pub async fn request(&mut self, method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        self.send(method, target, headers, body).await;
        let bodiless = method == "HEAD";
        self.answer(bodiless).await
    }

    /// Sends nothing more.
    pub async fn half_close(&mut self) {
        self.stream.shutdown().await.unwrap();
    }

    /// Reads a whole answer.
    pub async fn answer(&mut self, bodiless: bool) -> Answer {
        self.try_answer(bodiless).await.expect("an answer, not the end of the connection")
    }

    /// Reads a whole answer; none when the connection ends before it is complete.
    pub async fn try_answer(&mut self, bodiless: bool) -> Option<Answer> {
        let mut answer = self.head().await?;
        if bodiless || matches!(answer.status, 100..=199 | 204 | 304) {
            return Some(answer);
        }
        if answer.header("transfer-encoding") == Some("chunked") {
            while let Some(chunk) = self.chunk().await.filter(|chunk| !chunk.is_empty()) {
                answer.body.extend_from_slice(&chunk);
            }
        } else {
            let length = answer.header("content-length").map_or(0, |length| length.parse().unwrap());
            answer.body = self.take(length).await?;
        }
        Some(answer)
    }

    /// Reads an answer's head.
    pub async fn head(&mut self) -> Option<Answer> {
        let head = String::from_utf8(self.take_through(b"\r\n\r\n").await?).unwrap();
        let mut lines = head.trim_end().split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?.parse().unwrap();
        let headers =
            lines.filter_map(|line| line.split_once(": ")).map(|(n, v)| (n.to_lowercase(), v.into())).collect();
        Some(Answer { status, headers, body: Vec::new() })
    }

    /// Reads a chunk of a chunked body; empty at its end.
    pub async fn chunk(&mut self) -> Option<Vec<u8>> {
        let line = String::from_utf8(self.take_through(b"\r\n").await?).unwrap();
        let length = usize::from_str_radix(line.trim_end(), 16).unwrap();
        let mut chunk = self.take(length + 2).await?;
        chunk.truncate(length);
        Some(chunk)
    }

    /// Makes the connection a WebSocket, by the handshake of RFC 6455, section 1.2.
    pub async fn upgrade(&mut self, target: &str) {
        let handshake = [
            ("connection", "Upgrade"),
            ("upgrade", "websocket"),
            ("sec-websocket-version", "13"),
            ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ];
        self.send("GET", target, &handshake, b"").await;
        let head = self.head().await.unwrap();
        assert_eq!((head.status, head.header("sec-websocket-accept")), (101, Some("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")));
    }

    /// Reads one frame, its opcode and what it carries. The relay's are whole and not masked.
    pub async fn frame(&mut self) -> (u8, Vec<u8>) {
        let head = self.take(2).await.unwrap();
        let length = match head[1] {
            126 => u16::from_be_bytes(self.take(2).await.unwrap().try_into().unwrap()).into(),
            127 => u64::from_be_bytes(self.take(8).await.unwrap().try_into().unwrap()),
            short => short.into(),
        };
        (head[0] & 0x0f, self.take(length as usize).await.unwrap())
    }

    /// True once the relay has closed the connection, having sent nothing more.
    pub async fn at_end(&mut self) -> bool {
        self.read.is_empty() && !self.fill().await
    }

    /// Reads so many bytes; none when the connection ends before.
    pub async fn take(&mut self, length: usize) -> Option<Vec<u8>> {
        while self.read.len() < length {
            if !self.fill().await {
                return None;
            }
        }
        Some(self.read.drain(..length).collect())
    }

    async fn take_through(&mut self, mark: &[u8]) -> Option<Vec<u8>> {
        loop {
            if let Some(at) = self.read.windows(mark.len()).position(|window| window == mark) {
                return Some(self.read.drain(..at + mark.len()).collect());
            }
            if !self.fill().await {
                return None;
            }
        }
    }

    /// Reads what comes next; false at the end of the connection, clean or not.
    async fn fill(&mut self) -> bool {
        let count = within("an answer", self.stream.read_buf(&mut self.read)).await.unwrap_or(0);
        self.down += count as u64;
        count > 0
    }
}

/// Where a relay is; each call on a connection of its own.
pub struct Client {
    pub address: SocketAddr,
}

impl Client {
    pub async fn connect(&self) -> Http {
        Http::to(self.address).await
    }

    /// A connection that holds 64 KiB, not megabytes, of what is not read.
    pub async fn connect_narrow(&self) -> Http {
        Http::over(narrow(self.address).await)
    }

    pub async fn request(&self, method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        self.connect().await.request(method, target, headers, body).await
    }

    /// A bodiless request with one header.
    pub async fn with(&self, method: &str, target: &str, name: &str, value: &str) -> Answer {
        self.request(method, target, &[(name, value)], b"").await
    }

    pub async fn get(&self, target: &str) -> Answer {
        self.request("GET", target, &[], b"").await
    }

    pub async fn delete(&self, target: &str) -> Answer {
        self.request("DELETE", target, &[], b"").await
    }

    /// Posts a webhook that must be stored.
    pub async fn post(&self, target: &str, body: &[u8]) -> Stored {
        let answer = self.request("POST", target, &[], body).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    /// Posts several to the channel `default`.
    pub async fn post_many(&self, count: usize) {
        let mut http = self.connect().await;
        for _ in 0..count {
            assert_eq!(http.request("POST", "/webhook", &[], b"x").await.status, 200);
        }
    }

    /// A page of the channel `default`.
    pub async fn page(&self, query: &str) -> EventsPage {
        let answer = self.get(&format!("/api/channels/default/events{query}")).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    /// An event of the channel `default`, whole.
    pub async fn event(&self, seq: Seq) -> wire::Event {
        self.get(&format!("/api/channels/default/events/{seq}")).await.json()
    }

    /// A socket of the channel `default`; its hello is not read yet.
    pub async fn live(&self, query: &str) -> Live {
        self.live_on("default", query).await
    }

    /// A socket of the default channel on a connection that holds 64 KiB of what is not read.
    pub async fn live_narrow(&self) -> Live {
        Live::open_narrow(self.address, "/api/channels/default/live").await.expect("a socket")
    }

    pub async fn live_on(&self, channel: &str, query: &str) -> Live {
        Live::open(self.address, &format!("/api/channels/{channel}/live{query}"), &[]).await.expect("a socket")
    }
}
