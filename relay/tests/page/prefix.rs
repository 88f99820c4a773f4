//! The page behind a proxy that shows it under a path of its own, `https://host/gancho/`: every URL
//! of it is relative.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

use crate::support::{Page, Relay, testid};

/// What the proxy takes off.
const PREFIX: &str = "/gancho";

/// Listens on a port of its own, and hands on what is asked below the prefix; the rest is closed.
async fn proxy(relay: SocketAddr) -> SocketAddr {
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((near, _)) = listener.accept().await {
            tokio::spawn(hand_on(near, relay));
        }
    });
    address
}

/// One request a connection, or a socket.
async fn hand_on(mut near: TcpStream, relay: SocketAddr) {
    let mut head = Vec::new();
    while !head.windows(4).any(|four| four == b"\r\n\r\n") {
        if near.read_buf(&mut head).await.unwrap_or(0) == 0 {
            return;
        }
    }
    let text = String::from_utf8(head).unwrap();
    let Some((method, rest)) = text.split_once(&format!(" {PREFIX}/")) else { return };
    let close = if text.to_lowercase().contains("upgrade: websocket") { "" } else { "Connection: close\r\n" };
    let (line, fields) = rest.split_once("\r\n").unwrap();
    let fields = fields.replace("Connection: keep-alive\r\n", "");
    let mut far = TcpStream::connect(relay).await.unwrap();
    far.write_all(format!("{method} /{line}\r\n{close}{fields}").as_bytes()).await.unwrap();
    // Either end may go first.
    drop(copy_bidirectional(&mut near, &mut far).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_works_under_a_path_of_its_own() {
    let relay = Relay::start().await;
    let page = Page::blank().await;
    let address = proxy(relay.address).await;
    page.go(&format!("http://{address}{PREFIX}/?demo=off&lang=en")).await;
    // Its socket.
    page.live().await;
    relay.post("/webhook", b"from outside").await;
    page.wait_text(testid!("inspected"), "from outside").await;
    // Its worker, and a request of the form.
    page.click_on(testid!("samples", " button"), "GitHub").await;
    page.wait("!!document.querySelector('[data-testid=signing]')").await;
    page.click("#fire").await;
    page.wait_text(testid!("request-outcome"), "stored as #2").await;
    page.wait_text(testid!("events"), "push to main by ana").await;
    // Links: the body as a file.
    page.click("#more-actions").await;
    // The inspector follows the newest event a moment later.
    page.wait("document.querySelector('.actionlist a[download]')?.href.endsWith('/2/body')").await;
    let link: String = page.js("document.querySelector('.actionlist a[download]').href").await;
    assert_eq!(link, format!("http://{address}{PREFIX}/api/channels/default/events/2/body"));
    page.is_clean();
}
