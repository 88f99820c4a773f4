//! Forwarding in the relay's own process, switched on in the page: to a Flask app that goes and comes back.

use std::fs;
use std::process::Stdio;

use testkit::{foreign, gancho};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::support::{PATIENCE, Page, Relay, own_address, testid, until, until_with, within};

mod targets;

/// Keeps each body as a line of a file, a replay with a word before it; fails on those in another file.
const FLASK: &str = r#"
import os, sys
from flask import Flask, request

app = Flask(__name__)
seen, failing = (os.path.join(sys.argv[2], name) for name in ("seen", "failing"))

@app.post("/webhook")
def webhook():
    body = request.get_data(as_text=True)
    if os.path.exists(failing) and body in open(failing).read().split():
        return {"ok": False}, 500
    mark = "replay: " if request.headers.get("Gancho-Replay") == "1" else ""
    with open(seen, "a") as file:
        file.write(mark + body + "\n")
    return {"ok": True}

app.run("127.0.0.1", int(sys.argv[1]))
"#;

const STATE: &str = testid!("forwarding");
const FORM: &str = testid!("channel-form");

/// A Flask app, killed when dropped.
struct Flask {
    address: std::net::SocketAddr,
    folder: tempfile::TempDir,
    child: Option<Child>,
}

impl Flask {
    /// None where there is no Python.
    async fn start() -> Option<Self> {
        foreign::python()?;
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("app.py"), FLASK).unwrap();
        let mut flask = Self { address: own_address(), folder, child: None };
        flask.revive().await;
        Some(flask)
    }

    async fn revive(&mut self) {
        let mut command = Command::new(foreign::python().unwrap());
        let folder = self.folder.path();
        command.arg(folder.join("app.py")).arg(self.address.port().to_string()).arg(folder);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
        self.child = Some(command.spawn().unwrap());
        // An interpreter and its libraries take their time.
        let there = async || TcpStream::connect(self.address).await.is_ok();
        until_with(4 * PATIENCE, "the app", there).await;
    }

    async fn kill(&mut self) {
        self.child.take().unwrap().kill().await.unwrap();
    }

    /// From now on it fails on these, and on no others.
    fn fails_on(&self, bodies: &[&str]) {
        fs::write(self.folder.path().join("failing"), bodies.join("\n")).unwrap();
    }

    fn url(&self) -> String {
        format!("http://{}/webhook", self.address)
    }

    /// Waits until it has seen these.
    async fn saw(&self, bodies: &[&str]) {
        let seen = || fs::read_to_string(self.folder.path().join("seen")).unwrap_or_default();
        until("the app to see all", async || seen().lines().eq(bodies.iter().copied())).await;
    }
}

async fn says(page: &Page, is: &str, text: &str) {
    page.wait(&format!("document.querySelector('{STATE}')?.dataset.is === '{is}'")).await;
    page.wait_text(STATE, text).await;
}

/// Opens the settings at where events are forwarded to.
async fn open_setting(page: &Page) {
    page.click("#forward-state").await;
    page.wait("document.activeElement?.id === 'set-forward'").await;
}

async fn save(page: &Page, word: &str) {
    page.click_on(testid!("channel-form", " button"), word).await;
}

async fn forward_to(page: &Page, url: &str) {
    open_setting(page).await;
    page.fill("#set-forward", url).await;
    save(page, "Save").await;
    page.wait("!document.querySelector('[data-testid=channel-form]')").await;
}

/// Nothing reaches beyond the sides of the window.
pub(crate) async fn fits(page: &Page) {
    page.wait("document.documentElement.scrollWidth <= innerWidth").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn events_go_to_an_app_that_goes_and_comes_back() {
    let Some(mut flask) = Flask::start().await else { return };
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    relay.post("/webhook", b"before").await;
    says(&page, "off", "Forward").await;
    forward_to(&page, &flask.url()).await;
    let host = flask.address.to_string();
    says(&page, "on", &host).await;
    relay.post("/webhook", b"one").await;
    flask.saw(&["one"]).await;
    page.counts("2").await;
    page.click("#tab-deliveries").await;
    page.wait_text(testid!("consumer"), "delivered at the first attempt").await;

    flask.kill().await;
    relay.post("/webhook", b"two").await;
    relay.post("/webhook", b"three").await;
    says(&page, "waiting", &format!("waiting for {host}")).await;
    page.wait_text(STATE, "2 queued").await;
    page.click_on(testid!("language", " button"), "PT").await;
    says(&page, "waiting", &format!("aguardando {host}")).await;
    page.wait_text(STATE, "2 na fila").await;
    for (width, height) in [(1440, 900), (390, 844)] {
        page.resize(width, height).await;
        fits(&page).await;
    }
    page.resize(1440, 900).await;
    page.click_on(testid!("language", " button"), "EN").await;
    // A page that comes now is told too.
    page.reload().await;
    page.live().await;
    says(&page, "waiting", "2 queued").await;

    flask.revive().await;
    flask.saw(&["one", "two", "three"]).await;
    says(&page, "on", &host).await;

    // An empty field ends it.
    forward_to(&page, "").await;
    says(&page, "off", "Forward").await;
    let kept: serde_json::Value = relay.get("/api/channels/default").await.json();
    assert!(kept["forward"].is_null(), "{kept}");
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn dead_letters_are_shown_by_one_click_and_sent_again() {
    let Some(flask) = Flask::start().await else { return };
    let relay = Relay::start().await;
    for body in ["one", "two", "three"] {
        relay.post("/webhook", body.as_bytes()).await;
    }
    // The relay itself gives an event up after eight attempts, which take their time. A forwarder that does so after two has
    // the same name, and the relay's own forwarding goes on with it.
    flask.fails_on(&["one", "three"]);
    let impatient = ["--from", "start", "--max-attempts", "2", "--until-idle"];
    let mut forwarder = gancho(&["forward", "default", "--to", &flask.url()]);
    forwarder.args(impatient).env("GANCHO_RELAY", format!("http://{}", relay.address));
    let ended = within("its end", forwarder.output()).await.unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    flask.saw(&["two"]).await;
    flask.fails_on(&[]);
    let page = Page::open(&relay).await;
    forward_to(&page, &flask.url()).await;
    page.wait_text(testid!("dead-letters"), "2 dead letters").await;
    page.resize(390, 844).await;
    fits(&page).await;
    page.resize(1440, 900).await;

    page.click(testid!("dead-letters")).await;
    page.wait("document.querySelectorAll('[data-testid=event]').length === 2").await;
    assert_eq!(page.value("#filter").await, "delivery:dead");
    // One of them, from its deliveries.
    page.click("#event-3").await;
    page.click("#tab-deliveries").await;
    page.wait_text(testid!("dead-letter"), "Dead letter. After 2 attempts.").await;
    page.wait("document.querySelectorAll('[data-testid=attempt]').length === 2").await;
    page.wait_text(testid!("attempt"), "500").await;
    page.click_on(testid!("consumer", " button"), "Send again").await;
    flask.saw(&["two", "replay: three"]).await;
    page.wait_text(testid!("consumer"), "delivered at attempt 3").await;
    page.wait_text(testid!("dead-letters"), "1 dead letter").await;
    page.wait("document.querySelectorAll('[data-testid=event]').length === 1").await;
    // All that are left.
    page.wait_text(testid!("resend-dead"), "Send it again").await;
    page.click(testid!("resend-dead")).await;
    flask.saw(&["two", "replay: three", "replay: one"]).await;
    page.wait("!document.querySelector('[data-testid=dead-letters]')").await;
    page.wait("document.querySelectorAll('[data-testid=event]').length === 0").await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_replayed_to_the_program_and_edited() {
    let Some(flask) = Flask::start().await else { return };
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    forward_to(&page, &flask.url()).await;
    relay.post("/webhook", b"one").await;
    flask.saw(&["one"]).await;
    page.counts("1").await;
    page.click("#event-1").await;
    page.click("#tab-deliveries").await;
    page.click("#replay-to").await;
    page.click_on(testid!("event-actions", " button"), "My program").await;
    flask.saw(&["one", "replay: one"]).await;
    page.wait("document.querySelectorAll('[data-testid=attempt]').length === 2").await;
    // To this relay, which forwards it as any other.
    page.click("#replay-to").await;
    page.click_on(testid!("event-actions", " .actionlist button"), "This relay").await;
    flask.saw(&["one", "replay: one", "one"]).await;
    page.counts("2").await;
    // The same with another body, which the form takes.
    page.click("#event-1").await;
    page.click("#replay-to").await;
    page.click_on(testid!("action-list", " button"), "Edited first").await;
    page.wait("document.querySelector('[data-testid=request-body]').value === 'one'").await;
    page.fill(testid!("request-body"), "edited").await;
    page.click("#fire").await;
    page.wait_text(testid!("request-outcome"), "stored as #3").await;
    flask.saw(&["one", "replay: one", "one", "edited"]).await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_forwarded_to_is_said_at_the_field() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    let own = format!("http://127.0.0.1:{}/webhook", relay.address.port());
    open_setting(&page).await;
    for (url, words) in [
        ("my app", "Write the URL of a program"),
        (&own, "not this relay’s own"),
        ("http://10.0.0.7/hook", "--allow-target 10.0.0.7:80"),
    ] {
        page.fill("#set-forward", url).await;
        save(&page, "Save").await;
        page.wait_text("#set-forward-error", words).await;
        page.wait("document.querySelector('#set-forward').ariaInvalid === 'true'").await;
        page.wait("document.activeElement?.id === 'set-forward'").await;
    }
    page.key("Escape").await;
    page.click_on(testid!("language", " button"), "PT").await;
    page.resize(390, 844).await;
    open_setting(&page).await;
    page.fill("#set-forward", "http://169.254.169.254/latest").await;
    save(&page, "Salvar").await;
    page.wait_text("#set-forward-error", "Este relay não pode encaminhar para 169.254.169.254.").await;
    fits(&page).await;
    // Neither to be held nor answered: one of the two.
    page.click_on(testid!("channel-form", " label"), "Segurar o remetente").await;
    page.click_on(testid!("channel-form", " label"), "Responder com o recibo").await;
    page.click_on(testid!("channel-form", " label"), "Não responder").await;
    page.fill("#set-forward", "").await;
    save(&page, "Salvar").await;
    page.wait_text("#set-hold-error", "Um dos dois").await;
    page.click_on(testid!("channel-form", " label"), "Não responder").await;
    save(&page, "Salvar").await;
    page.wait(&format!("!document.querySelector('{FORM}')")).await;
    let kept: serde_json::Value = relay.get("/api/channels/default").await.json();
    assert_eq!(kept["answer"]["hold"], true, "{kept}");
}
