//! `trunk serve`: the page as one writes it, with the relay behind Trunk's proxies.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::process::{Child, Command};

use crate::support::{Client, Page, Relay, own_address, quoted, testid, until_with};

/// Trunk compiles the page first, in its development build, where nothing of it may be there yet.
const COMPILING: Duration = Duration::from_secs(15 * 60);

/// A running `trunk serve`; ends when dropped.
struct Trunk {
    address: SocketAddr,
    child: Child,
    folder: tempfile::TempDir,
}

impl Trunk {
    /// Starts the workspace's own Trunk.toml, but for its folders and the relay's address.
    async fn serve(trunk: &Path, relay: SocketAddr) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let mut config = std::fs::read_to_string(root.join("Trunk.toml")).unwrap();
        assert_eq!(config.matches("\"ws://127.0.0.1:7878/").count(), 1, "{config}");
        config = config.replace("127.0.0.1:7878", &relay.to_string());
        // Paths count from the file's folder; `dist` stays there, beside it, and the release page where it is.
        let crates = std::fs::read_dir(root.join("crates")).unwrap();
        let crates = crates.map(|entry| format!("crates/{}", entry.unwrap().file_name().to_str().unwrap()));
        for path in crates.chain(["index.html".to_owned(), "frontend".to_owned()]) {
            config = config.replace(&format!("\"{path}\""), &quoted(root.join(&path).to_str().unwrap()));
        }
        let file = folder.path().join("Trunk.toml");
        std::fs::write(&file, config).unwrap();

        let address = own_address();
        let log = std::fs::File::create(folder.path().join("log")).unwrap();
        // The compiler takes what the other tests, which are measured by the clock, leave.
        let mut command = Command::new("nice");
        command
            .arg("-n19")
            .arg(trunk)
            .arg("serve")
            .arg("--config")
            .arg(&file)
            .args(["--port", &address.port().to_string()]);
        command.current_dir(root).env_remove("RUST_LOG").env_remove("NO_COLOR").env("TRUNK_SKIP_VERSION_CHECK", "true");
        command.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log).kill_on_drop(true);
        let child = command.spawn().unwrap();
        let mut this = Self { address, child, folder };
        // It may listen before it has something to serve, or between two of its builds.
        until_with(COMPILING, "trunk to serve", async || {
            let ended = this.child.try_wait().unwrap();
            assert!(ended.is_none() && !this.log().contains("❌"), "trunk: {ended:?}\n{}", this.log());
            this.answers().await
        })
        .await;
        this
    }

    async fn answers(&self) -> bool {
        tokio::net::TcpStream::connect(self.address).await.is_ok()
            && Client { address: self.address }.get("/").await.status == 200
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn trunk_serves_the_page_and_the_relay_through_it() {
    let Some(trunk) = std::env::var_os("GANCHO_TRUNK").map(PathBuf::from) else {
        eprintln!(
            "NOT TESTED: `trunk serve`, because GANCHO_TRUNK does not say where trunk is. `cargo xtask test` does"
        );
        return;
    };
    let release = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("dist/index.html");
    let before = std::fs::read(&release).unwrap();
    let relay = Relay::start().await;
    let trunk = Trunk::serve(&trunk, relay.address).await;
    let page = Page::blank().await;
    page.go(&format!("http://localhost:{}/?demo=off&lang=en", trunk.address.port())).await;
    // Live is the socket, through the proxy; the list is the API.
    page.live().await;
    page.wait_text(testid!("event-list"), "No webhook yet").await;
    page.click("#fire").await;
    page.wait_text(testid!("request-outcome"), "stored as #1").await;
    page.counts("1").await;
    assert_eq!(relay.event(1).await.path, "/webhook");
    // A webhook through Trunk, to a channel and further, with its query.
    let proxied = Client { address: trunk.address };
    proxied.post("/webhook/default/deep/er?a=1&a=2&b=%20%2B&c", b"through trunk").await;
    page.wait_text(testid!("event-title"), "through trunk").await;
    let event = relay.event(2).await;
    assert_eq!((event.path.as_str(), event.query.as_deref()), ("/webhook/default/deep/er", Some("a=1&a=2&b=%20%2B&c")));
    page.wait_text(testid!("event-lead"), "+").await;
    // The stream, too, comes as it is sent.
    page.click_on(testid!("transport", " button"), "SSE").await;
    page.wait_for("the stream", async || !page.requests("/sse?").is_empty()).await;
    page.live().await;
    relay.post("/webhook", b"by stream").await;
    page.wait_text(testid!("event-title"), "by stream").await;
    page.reload().await;
    page.live().await;
    page.counts("3").await;
    page.is_clean();
    assert_eq!(std::fs::read(&release).unwrap(), before, "the release page was not touched");
}
