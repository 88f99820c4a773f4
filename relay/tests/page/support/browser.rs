//! Chromium: one for all tests of the process, a browser context of its own for each.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chromiumoxide::cdp::browser_protocol::browser::BrowserContextId;
use chromiumoxide::cdp::browser_protocol::target::{CreateBrowserContextParams, CreateTargetParams};
use chromiumoxide::error::CdpError;
use chromiumoxide::handler::HandlerConfig;
use chromiumoxide::handler::viewport::Viewport;
use futures_util::StreamExt as _;
use tempfile::TempDir;
use tokio::runtime::Handle;
use tokio::sync::{Mutex, oneshot};

use super::{AGAIN, PATIENCE};

/// Without a screen, a sandbox (which root may not have), or a word to anybody but the page's relay; every window as fast as
/// if it were in front.
const FLAGS: &[&str] = &[
    "--headless=new",
    "--hide-scrollbars",
    "--mute-audio",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--disable-ipc-flooding-protection",
    "--disable-hang-monitor",
    "--disable-popup-blocking",
    "--disable-breakpad",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-features=TranslateUI",
    "--enable-automation",
    "--force-color-profile=srgb",
    "--lang=en_US",
    "--metrics-recording-only",
    "--no-first-run",
    "--no-proxy-server",
    "--password-store=basic",
    "--use-mock-keychain",
    "--remote-debugging-port=0",
];

/// Starts Chromium (`$2` and on), waits until its own standard input ends, as it does when the process that started it has
/// ended in whatever way, ends Chromium and removes its profile (`$1`). Chromium's helpers end a moment after it, and may still
/// be writing.
const SUPERVISE: &str = r#"
trap '' INT TERM HUP
profile=$1; shift
exec 3<&0
"$@" 3<&- </dev/null >/dev/null 2>"$profile/stderr" &
cat <&3 >/dev/null
kill -9 $! 2>/dev/null
wait
for _ in 1 2 3 4 5 6 7 8 9 10; do
    rm -rf "$profile" 2>/dev/null && exit
    sleep 0.2
done
"#;

/// A running Chromium. It ends, and what it wrote is removed, when this is dropped or the process ends.
pub(crate) struct Browser {
    cdp: chromiumoxide::Browser,
    /// Where its connection is driven, on a thread of its own: a test's runtime ends with the test.
    runtime: Handle,
    connected: Arc<AtomicBool>,
    chromium: Chromium,
}

/// A tab in a browser context of its own: no storage, cache, or permission in common with another.
pub(crate) struct Context {
    pub(crate) tab: chromiumoxide::Page,
    pub(crate) id: BrowserContextId,
    browser: Arc<Browser>,
}

/// A browser that is started when it is first needed, and again after it crashed.
pub(crate) struct Shared(Mutex<Option<Arc<Browser>>>);

impl Shared {
    pub(crate) const fn new() -> Self {
        Self(Mutex::const_new(None))
    }

    pub(crate) async fn get(&self) -> Arc<Browser> {
        let mut slot = self.0.lock().await;
        match &*slot {
            Some(browser) if browser.answers().await => browser.clone(),
            _ => slot.insert(Arc::new(Browser::start().await)).clone(),
        }
    }
}

impl Browser {
    pub(crate) async fn start() -> Self {
        let chromium = Chromium::start();
        let url = chromium.devtools_url().await;
        let viewport = Viewport { width: 1440, height: 900, ..Viewport::default() };
        let config = HandlerConfig { viewport: Some(viewport), ..HandlerConfig::default() };
        let connected = Arc::new(AtomicBool::new(true));
        let (tell, told) = oneshot::channel();
        let still = connected.clone();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let (cdp, mut handler) = chromiumoxide::Browser::connect_with_config(url, config).await.unwrap();
                let _ = tell.send((cdp, Handle::current()));
                // Carries what tabs and browser say to each other. After an error of the connection nothing comes any more, not
                // even an end.
                while let Some(step) = handler.next().await {
                    if let Err(CdpError::Ws(_)) = step {
                        break;
                    }
                }
                still.store(false, Ordering::Relaxed);
            });
        });
        let (cdp, runtime) = told.await.unwrap_or_else(|_| panic!("no connection to Chromium\n{}", chromium.stderr()));
        Self { cdp, runtime, connected, chromium }
    }

    /// It is there, and not only its connection: it answers.
    pub(crate) async fn answers(&self) -> bool {
        self.connected.load(Ordering::Relaxed)
            && tokio::time::timeout(PATIENCE, self.cdp.version()).await.is_ok_and(|answer| answer.is_ok())
    }

    /// Where it keeps what it writes.
    pub(crate) fn profile(&self) -> &Path {
        &self.chromium.profile
    }

    pub(crate) async fn context(self: Arc<Self>) -> Context {
        let id = self.cdp.create_browser_context(CreateBrowserContextParams::default()).await.unwrap();
        let target = CreateTargetParams::builder().url("about:blank").browser_context_id(id.clone()).build().unwrap();
        let tab = self.cdp.new_page(target).await.unwrap();
        Context { tab, id, browser: self }
    }
}

impl Drop for Context {
    /// Waits until the tab has gone, so that its work is not the next test's.
    fn drop(&mut self) {
        let (browser, id) = (self.browser.clone(), self.id.clone());
        let (gone, wait) = std::sync::mpsc::channel();
        self.browser.runtime.spawn(async move {
            // One that crashed has no contexts any more.
            let _ = browser.cdp.dispose_browser_context(id).await;
            drop(browser);
            let _ = gone.send(());
        });
        let _ = wait.recv_timeout(Duration::from_secs(10));
    }
}

/// The process, and the one that ends it.
struct Chromium {
    supervisor: Child,
    profile: PathBuf,
}

impl Chromium {
    fn start() -> Self {
        let program = std::env::var_os("GANCHO_CHROMIUM").map(PathBuf::from).unwrap_or_else(|| {
            panic!("GANCHO_CHROMIUM names no browser. Run these tests by `cargo xtask test --page`, which brings one")
        });
        let profile = TempDir::with_prefix("gancho-chromium-").unwrap().keep();
        let mut command = Command::new("sh");
        command.args(["-c", SUPERVISE, "sh"]).arg(&profile).arg(program).args(FLAGS);
        command.arg(format!("--user-data-dir={}", profile.display()));
        // Nothing is written to it. It ends with this process.
        let supervisor = command.stdin(Stdio::piped()).spawn().unwrap();
        Self { supervisor, profile }
    }

    /// Waits until Chromium writes where it listens: its port, and a path.
    async fn devtools_url(&self) -> String {
        let file = self.profile.join("DevToolsActivePort");
        let start = tokio::time::Instant::now();
        loop {
            let text = std::fs::read_to_string(&file).unwrap_or_default();
            if let Some((port, path)) = text.split_once('\n')
                && path.starts_with("/devtools/browser/")
            {
                return format!("ws://127.0.0.1:{port}{}", path.trim_end());
            }
            assert!(start.elapsed() < PATIENCE, "Chromium did not start:\n{}", self.stderr());
            tokio::time::sleep(AGAIN).await;
        }
    }

    fn stderr(&self) -> String {
        std::fs::read_to_string(self.profile.join("stderr")).unwrap_or_default()
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        drop(self.supervisor.stdin.take());
        let _ = self.supervisor.wait();
    }
}
