//! HTTP by hand, so that what crosses the wire is seen as it is.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use codegen::Request;

/// Longest that anything may take here before the test fails. Far above what is ever needed: the machine may be busy.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// A server that answers 200 and tells what it was asked.
pub(super) struct Listener {
    pub at: SocketAddr,
    heard: Receiver<Request>,
}

impl Listener {
    pub(super) fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap();
        let (tell, heard) = channel();
        // It ends with the test binary, or when nobody listens any more.
        thread::spawn(move || {
            for stream in listener.incoming() {
                // Clients may connect and think better of it.
                let Ok(request) = stream.and_then(|stream| hear(&stream)) else { continue };
                if tell.send(request).is_err() {
                    break;
                }
            }
        });
        Self { at, heard }
    }

    pub(super) fn next(&self) -> Request {
        self.heard.recv_timeout(PATIENCE).expect("a request arrives")
    }
}

/// Reads one request. Header values are the bytes as they came, which must be UTF-8 here.
fn hear(mut stream: &TcpStream) -> io::Result<Request> {
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    let mut next = |reader: &mut BufReader<_>| {
        line.clear();
        reader.read_line(&mut line)?;
        Ok::<_, io::Error>(line.trim_end_matches(['\r', '\n']).to_owned())
    };
    let first = next(&mut reader)?;
    let mut words = first.split(' ');
    let (Some(method), Some(path)) = (words.next(), words.next()) else {
        return Err(io::ErrorKind::InvalidData.into());
    };
    let mut request = Request { method: method.into(), path: path.into(), ..Request::default() };
    loop {
        let line = next(&mut reader)?;
        let Some((name, value)) = line.split_once(':') else { break };
        request.headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = request.headers.iter().find(|(name, _)| name == "content-length");
    let length = length.map_or(0, |(_, length)| length.parse().unwrap());
    request.body.0 = vec![0; length];
    reader.read_exact(&mut request.body.0)?;
    stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")?;
    Ok(request)
}

/// Sends a request as it stands; returns the status of the answer.
pub(super) fn send(at: SocketAddr, request: &Request) -> io::Result<u16> {
    let mut stream = TcpStream::connect(at)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut head =
        format!("{} {} HTTP/1.1\r\nHost: padaria.example\r\nConnection: close\r\n", request.method, request.path);
    for (name, value) in &request.headers {
        head += &format!("{name}: {value}\r\n");
    }
    head += &format!("Content-Length: {}\r\n\r\n", request.body.0.len());
    stream.write_all(&[head.as_bytes(), &request.body.0].concat())?;
    let mut line = String::new();
    BufReader::new(&stream).read_line(&mut line)?;
    let status = line.split(' ').nth(1).and_then(|status| status.parse().ok());
    status.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, line))
}
