//! The terminal view in a pseudo-terminal: what a person sees, and that the terminal comes back.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::os::fd::OwnedFd;
use std::process::Stdio;
use std::sync::{Arc, Mutex};

use nix::pty::{Winsize, openpty};
use nix::sys::termios::{LocalFlags, tcgetattr};
use tokio::process::{Child, Command};

use crate::forward::App;
use crate::support::{Client, TestRelay, gancho, until, within};

/// A command in a terminal of its own; killed when dropped.
struct Tty {
    child: Child,
    keys: File,
    /// What a terminal shows of all that was written to it.
    screen: Arc<Mutex<vt100::Parser>>,
    /// Kept open: its modes are looked at, and its size is changed.
    terminal: OwnedFd,
}

impl Tty {
    fn open(mut command: Command, (columns, rows): (u16, u16)) -> Self {
        let size = Winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
        let pty = openpty(Some(&size), None).unwrap();
        let stream = || Stdio::from(pty.slave.try_clone().unwrap());
        let child = command.env("TERM", "xterm-256color").stdin(stream()).stdout(stream()).stderr(stream());
        let child = child.spawn().unwrap();
        let screen = Arc::new(Mutex::new(vt100::Parser::new(rows, columns, 0)));
        let (shown, mut written) = (screen.clone(), File::from(pty.master.try_clone().unwrap()));
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(length @ 1..) = written.read(&mut buffer) {
                shown.lock().unwrap().process(&buffer[..length]);
            }
        });
        Self { child, keys: File::from(pty.master), screen, terminal: pty.slave }
    }

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
    }

    fn text(&self) -> String {
        self.screen.lock().unwrap().screen().contents()
    }

    async fn shows(&self, text: &str) {
        until(text, async || self.text().contains(text)).await;
    }

    /// Gives the terminal another size, as a window manager does.
    async fn resize(&mut self, columns: u16, rows: u16) {
        self.screen.lock().unwrap().screen_mut().set_size(rows, columns);
        let mut stty = std::process::Command::new("stty");
        stty.args(["cols", &columns.to_string(), "rows", &rows.to_string()]);
        stty.stdin(Stdio::from(self.terminal.try_clone().unwrap()));
        assert!(stty.status().unwrap().success());
        self.signal("-WINCH").await;
    }

    async fn signal(&self, signal: &str) {
        let id = self.child.id().unwrap().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().await.unwrap().success());
    }

    fn is_filled(&self) -> bool {
        self.screen.lock().unwrap().screen().alternate_screen()
    }

    /// Waits for the end; the terminal is as it was before. Returns the exit code.
    async fn restored(mut self) -> Option<i32> {
        let code = within("the end", self.child.wait()).await.unwrap().code();
        // What it wrote last is read in parts.
        until("the screen", async || !self.is_filled()).await;
        until("the cursor", async || !self.screen.lock().unwrap().screen().hide_cursor()).await;
        let modes = tcgetattr(&self.terminal).unwrap().local_flags;
        assert!(modes.contains(LocalFlags::ICANON | LocalFlags::ECHO | LocalFlags::ISIG), "{modes:?}");
        code
    }
}

fn command(relay: &Client, args: &[&str]) -> Command {
    let mut command = gancho(args);
    command.env("GANCHO_RELAY", format!("http://{}", relay.address)).env("TZ", "UTC");
    command
}

#[tokio::test]
async fn forward_fills_the_screen_and_gives_it_back() {
    let relay = TestRelay::start().await;
    let app = App::start().await;
    let mut command = command(&relay, &["forward", "loja", "--to", &app.url()]);
    command.env("LANG", "pt_BR.UTF-8").env("NO_COLOR", "1");
    let mut tty = Tty::open(command, (80, 24));
    tty.shows("ao vivo").await;
    tty.shows("nada enviado ainda").await;
    let url = format!("http://{}/webhook/loja", relay.address).replace("127.0.0.1", "localhost");
    tty.shows(&url).await;
    relay.post("/webhook/loja/pedidos?id=1", b"{\"id\":1}").await;
    tty.shows("responde 200").await;
    tty.shows("POST /webhook/loja/pedidos?id=1").await;
    tty.shows("0 na fila").await;
    tty.press("\r");
    tty.shows("Resposta 200  tentativa 1").await;
    tty.shows("x-app: yes").await;
    tty.press("q");
    tty.shows("q sair").await;
    // Sent again through its own consumer.
    tty.press("r");
    app.wait(2).await;
    tty.shows("reenviado").await;
    // A wide screen has times to the millisecond, and help in one line.
    tty.resize(200, 50).await;
    tty.shows(&"─".repeat(150)).await;
    let coloured = |cell: &vt100::Cell| cell.fgcolor() != vt100::Color::Default;
    {
        let parser = tty.screen.lock().unwrap();
        let screen = parser.screen();
        let cells = (0..50).flat_map(|row| (0..200).map(move |column| (row, column)));
        assert!(!cells.filter_map(|(row, column)| screen.cell(row, column)).any(coloured), "NO_COLOR");
    }
    tty.press("\u{3}");
    assert_eq!(tty.restored().await, Some(0));
}

#[tokio::test]
async fn tail_follows_filters_and_ends_with_sigterm() {
    let relay = TestRelay::start().await;
    relay.post_many(30).await;
    let mut tty = Tty::open(command(&relay, &["tail", "--lang", "en"]), (80, 24));
    tty.shows("live").await;
    tty.shows("    30  ").await;
    relay.post("/webhook/default/needle", b"x").await;
    tty.shows("    31  ").await;
    tty.press("/path:needle\r");
    tty.shows("filter path:needle: 1 of 31").await;
    relay.post("/webhook/default/needle", b"x").await;
    tty.shows("filter path:needle: 2 of 32").await;
    tty.press("/\u{15}x:y\r");
    tty.shows("not done: a filter has no key 'x'").await;
    // Escape shows everything again; of its own, or it would be Alt with what follows.
    tty.press("\u{1b}");
    until("all events", async || !tty.text().contains("filter x:y")).await;
    tty.press("r");
    tty.shows("not done: ").await;
    tty.signal("-TERM").await;
    assert_eq!(tty.restored().await, Some(0));
}

#[tokio::test]
async fn a_long_body_is_opened_and_left() {
    let relay = TestRelay::start().await;
    let mut body = vec![b'a'; 5 << 20];
    body[(5 << 20) - 3..].copy_from_slice(b"end");
    relay.post("/webhook", &body).await;
    let mut tty = Tty::open(command(&relay, &["tail", "--lang", "en"]), (80, 24));
    tty.shows("     1  ").await;
    tty.press("\r");
    tty.shows("aaaaaaaaaa").await;
    tty.resize(200, 50).await;
    // Drawn, before a key: a size and a key that come at once are one event to crossterm, until more is typed.
    tty.shows(&"─".repeat(150)).await;
    tty.press("G");
    tty.shows("aaaend").await;
    tty.press("q");
    tty.shows("q quit").await;
    tty.press("q");
    assert_eq!(tty.restored().await, Some(0));
}

/// A view of the relay in `GANCHO_RELAY`, in the process of this test, that panics when it is shown.
#[tokio::test]
#[ignore = "run in a terminal of its own by a_panic_gives_the_screen_back"]
async fn panics() {
    let style = gancho_client::view::Style { lang: gancho_client::Lang::En, colours: false };
    let options = gancho_client::tail::Options {
        relay: gancho_client::RelayAccess {
            url: std::env::var("GANCHO_RELAY").unwrap(),
            ..gancho_client::RelayAccess::default()
        },
        channel: wire::Channel::default(),
        show: gancho_client::tail::Show::Screen(style),
    };
    let (mut out, mut notices) = (std::io::sink(), std::io::sink());
    let shown = std::env::var("SHOWN").unwrap();
    tokio::select! {
        _ = gancho_client::tail::run(options, tokio_util::sync::CancellationToken::new(), &mut out, &mut notices) => {}
        () = until("a sign", async || std::path::Path::new(&shown).exists()) => panic!("on purpose"),
    }
}

#[tokio::test]
async fn a_panic_gives_the_screen_back() {
    let relay = TestRelay::start().await;
    relay.post_many(1).await;
    let folder = tempfile::tempdir().unwrap();
    let shown = folder.path().join("shown");
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "screen::panics", "--ignored", "--nocapture"]).env("SHOWN", &shown).kill_on_drop(true);
    command.env("GANCHO_RELAY", format!("http://{}", relay.address)).env("RUST_BACKTRACE", "0");
    let tty = Tty::open(command, (80, 24));
    until("the view", async || tty.is_filled() && tty.text().contains("q quit")).await;
    std::fs::write(&shown, "").unwrap();
    tty.shows("on purpose").await;
    assert_eq!(tty.restored().await, Some(101));
}

#[tokio::test]
async fn a_relay_that_is_not_there_is_said_on_the_terminal_as_it_was() {
    let address = crate::support::own_address();
    let nowhere = Client { address };
    for args in [&["tail"][..], &["forward", "a", "--to", "http://127.0.0.1:1"]] {
        let tty = Tty::open(command(&nowhere, args), (80, 24));
        tty.shows("no relay answers").await;
        assert!(!tty.is_filled());
        assert_eq!(tty.restored().await, Some(1));
    }
}

#[tokio::test]
async fn tail_prints_lines_where_there_is_no_terminal() {
    let relay = TestRelay::start().await;
    relay.post("/webhook/default/before", b"x").await;
    for (flag, parts) in
        [("--plain", ["POST", "/webhook/default/after"]), ("--json", ["\"seq\":", "\"body\":{\"text\""])]
    {
        let mut command = command(&relay, &["tail", flag]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = tokio::io::AsyncBufReadExt::lines(tokio::io::BufReader::new(child.stdout.take().unwrap()));
        // It says nothing when it listens: webhooks come until one is shown.
        let line = loop {
            relay.post("/webhook/default/after", b"x").await;
            let wait = std::time::Duration::from_millis(50);
            if let Ok(line) = tokio::time::timeout(wait, lines.next_line()).await {
                break line.unwrap().unwrap();
            }
        };
        assert!(parts.iter().all(|part| line.contains(part)), "{line}");
        child.kill().await.unwrap();
    }
}
