//! A relay under `/gancho/` behind nginx and behind Caddy, by the recipes of docs/proxies.md.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;

use gancho::config::Options;
use tempfile::TempDir;
use testkit::foreign;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use wire::{Event, EventsPage, PublicError, PublicStatus, ServerMsg, Stored};

use crate::forward::{App, Forwarder};
use crate::support::{Client, Http, TestRelay, memory, noise, own_address, until};

const RECIPES: &str = include_str!("../../../docs/proxies.md");

/// The blocks of a language in the recipes, for this relay.
fn recipe(language: &str, relay: SocketAddr) -> Vec<String> {
    let fence = format!("```{language}\n");
    let blocks = RECIPES.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap());
    blocks.map(|block| block.replace("127.0.0.1:7878", &relay.to_string())).collect()
}

/// A proxy, killed when dropped.
struct Proxy {
    address: SocketAddr,
    _folder: TempDir,
    _child: Child,
}

impl Proxy {
    async fn start(address: SocketAddr, folder: TempDir, mut command: Command) -> Self {
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
        let child = command.spawn().expect("the proxy, which `.ci/run` installs");
        until("the proxy", async || TcpStream::connect(address).await.is_ok()).await;
        Self { address, _folder: folder, _child: child }
    }

    async fn nginx(address: SocketAddr, relay: SocketAddr) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let [map, location] = recipe("nginx", relay).try_into().unwrap();
        let at = folder.path().display();
        let config = format!(
            "daemon off; master_process off; pid {at}/pid; error_log stderr warn;\n\
             events {{ worker_connections 256; }}\n\
             http {{\n  access_log off;\n\
             \x20 client_body_temp_path {at}/body; proxy_temp_path {at}/proxy; fastcgi_temp_path {at}/fastcgi;\n\
             \x20 uwsgi_temp_path {at}/uwsgi; scgi_temp_path {at}/scgi;\n\
             {map}\n  server {{\n    listen {address};\n{location}\n  }}\n}}\n"
        );
        let file = folder.path().join("nginx.conf");
        std::fs::write(&file, config).unwrap();
        let program = if Path::new("/usr/sbin/nginx").exists() { "/usr/sbin/nginx" } else { "nginx" };
        let mut command = Command::new(program);
        command.arg("-c").arg(&file).arg("-p").arg(folder.path());
        Self::start(address, folder, command).await
    }

    /// None where there is no Caddy.
    async fn caddy(address: SocketAddr, relay: SocketAddr) -> Option<Self> {
        let program = foreign::python()?.with_file_name("caddy");
        let folder = tempfile::tempdir().unwrap();
        let [site] = recipe("caddyfile", relay).try_into().unwrap();
        // Without a certificate of the world's, and without its own interface.
        let site = site.replace("example.com {", &format!("http://{address} {{"));
        let file = folder.path().join("Caddyfile");
        std::fs::write(&file, format!("{{\n  admin off\n  auto_https off\n  persist_config off\n}}\n{site}")).unwrap();
        let mut command = Command::new(program);
        command.args(["run", "--adapter", "caddyfile", "--config"]).arg(&file);
        command.env("XDG_DATA_HOME", folder.path()).env("XDG_CONFIG_HOME", folder.path());
        Some(Self::start(address, folder, command).await)
    }
}

async fn behind(address: SocketAddr) -> TestRelay {
    let public_url = Some(format!("http://{address}/gancho").parse().unwrap());
    let trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
    TestRelay::with(Options { public_url, trusted_proxies, ..memory() }).await
}

/// Waits until the relay says that it reaches itself by its public address, or that it does not.
async fn is_reachable(relay: &TestRelay, reachable: bool) -> PublicStatus {
    let status = async || relay.get("/api/public").await.json::<PublicStatus>();
    until("the finding", async || status().await.reachable == Some(reachable)).await;
    status().await
}

async fn works_through(proxy: &Proxy, relay: &TestRelay) {
    // It finds itself at its address, under the path.
    let found = is_reachable(relay, true).await;
    assert_eq!((found.url, found.error), (Some(format!("http://{}/gancho", proxy.address)), None));

    let outside = Client { address: proxy.address };
    // The page, whose URLs are relative, and the API.
    let moved = outside.get("/gancho").await;
    assert!(moved.status == 308 && moved.header("location").unwrap().ends_with("/gancho/"), "{moved:?}");
    assert_eq!(outside.get("/gancho/").await.status, 200);
    let json = [("content-type", "application/json")];
    assert_eq!(outside.request("PUT", "/gancho/api/channels/p", &json, b"{}").await.status, 200);

    // A WebSocket and a stream are open; a poll waits.
    let mut live = testkit::Live::open(proxy.address, "/gancho/api/live/p", &[]).await.unwrap();
    assert_eq!(live.hello().await.webhook_url, format!("http://{}/gancho/webhook/p", proxy.address));
    let mut stream = Http::to(proxy.address).await;
    stream.send("GET", "/gancho/api/channels/p/sse", &[], b"").await;
    assert_eq!(stream.head().await.unwrap().status, 200);
    let waiting = async || outside.get("/gancho/api/channels/p/events?after=0&wait=20").await;
    let sending = async || {
        let body = noise(5 * 1024 * 1024);
        let forged = [("x-forwarded-for", "6.6.6.6"), ("forwarded", "for=6.6.6.6")];
        let target = "/gancho/webhook/p/a%2Fb?q=%20";
        let answer = outside.request("POST", target, &forged, &body).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        (answer.json::<Stored>(), body)
    };
    let (polled, (stored, body)) = tokio::join!(waiting(), sending());
    assert_eq!((stored.seq, polled.json::<EventsPage>().events.len()), (1, 1));
    assert!(matches!(live.next().await, ServerMsg::Event { event, .. } if event.seq == 1));
    let mut told = String::new();
    while !told.contains("\"seq\":1") {
        told += &String::from_utf8(stream.chunk().await.unwrap()).unwrap();
    }

    // As it came, from whom it came.
    let event: Event = relay.get("/api/channels/p/events/1").await.json();
    assert_eq!((event.path.as_str(), event.query.as_deref()), ("/webhook/p/a%2Fb", Some("q=%20")));
    assert_eq!(event.remote, "127.0.0.1", "the address that the proxy was reached from");
    assert!(outside.request("GET", "/gancho/api/channels/p/events/1/body", &[], b"").await.body == body);

    // Programs of the terminal, with requests and a WebSocket.
    let app = App::start().await;
    let place = format!("http://{}/gancho/p", proxy.address);
    let _forwarder = Forwarder::start(&outside, &[&place, "--to", &app.url(), "--from", "start"]).await;
    app.wait(1).await;
    assert!(app.seen()[0].body == body);
}

#[tokio::test]
async fn all_works_behind_nginx_which_keeps_the_path() {
    let address = own_address();
    let relay = behind(address).await;
    assert_eq!(is_reachable(&relay, false).await.error, Some(PublicError::Connection), "there is no proxy yet");
    works_through(&Proxy::nginx(address, relay.address).await, &relay).await;
}

#[tokio::test]
async fn all_works_behind_caddy_which_takes_the_path_off() {
    let address = own_address();
    let relay = behind(address).await;
    assert_eq!(is_reachable(&relay, false).await.error, Some(PublicError::Connection), "there is no proxy yet");
    let Some(proxy) = Proxy::caddy(address, relay.address).await else { return };
    works_through(&proxy, &relay).await;
}

#[tokio::test]
async fn only_a_trusted_proxy_is_believed() {
    let headers =
        [("x-forwarded-for", "203.0.113.7"), ("x-forwarded-proto", "https"), ("x-forwarded-host", "h.example")];
    for (trusted, remote) in [(&["127.0.0.1"][..], "203.0.113.7"), (&["10.0.0.0/8"], "127.0.0.1:"), (&[], "127.0.0.1:")]
    {
        let trusted_proxies = trusted.iter().map(|text| text.parse().unwrap()).collect();
        let relay = TestRelay::with(Options { trusted_proxies, ..memory() }).await;
        assert_eq!(relay.request("POST", "/webhook/p", &headers, b"x").await.status, 200);
        let event: Event = relay.get("/api/channels/p/events/1").await.json();
        assert!(event.remote.starts_with(remote), "{trusted:?}: {}", event.remote);
    }
}
