//! Forwarding in the relay's own process, switched on in the page: to a Flask app that goes and comes back.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use serde_json::json;
use testkit::{Process, foreign};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::support::{PATIENCE, Page, Relay, own_address, testid, until, until_with};

/// Keeps each body as a line of a file.
const FLASK: &str = r#"
import sys
from flask import Flask, request

app = Flask(__name__)

@app.post("/webhook")
def webhook():
    with open(sys.argv[2], "a") as seen:
        seen.write(request.get_data(as_text=True) + "\n")
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
        let (app, seen) = (self.folder.path().join("app.py"), self.folder.path().join("seen"));
        command.arg(app).arg(self.address.port().to_string()).arg(seen);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
        self.child = Some(command.spawn().unwrap());
        // An interpreter and its libraries take their time.
        let there = async || TcpStream::connect(self.address).await.is_ok();
        until_with(4 * PATIENCE, "the app", there).await;
    }

    async fn kill(&mut self) {
        self.child.take().unwrap().kill().await.unwrap();
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

/// A relay that was started so, with its data in that file.
async fn started(data: &Path, args: &[&str]) -> Process {
    Process::start(data, &[&["--log", "warn"], args].concat()).await
}

/// Its page, in that language.
async fn opened(relay: &Process, lang: &str) -> Page {
    let page = Page::blank().await;
    page.go(&format!("http://localhost:{}/?demo=off&lang={lang}", relay.address.port())).await;
    page.live().await;
    page
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
    // Given up by the consumer that the relay's own forwarding goes on with.
    for body in ["one", "two", "three"] {
        relay.post("/webhook", body.as_bytes()).await;
    }
    let consumer = format!("/api/channels/default/consumers/127.0.0.1-{}-webhook", flask.address.port());
    let from = json!({"from": "start"}).to_string();
    assert!(relay.request("PUT", &consumer, &[], from.as_bytes()).await.status < 300);
    for (seq, result, status) in [(1, "dead", 500), (2, "ok", 200), (3, "dead", 500)] {
        let attempt = json!({
            "number": 8, "result": result, "status": status, "target": flask.url(), "ms": 1.0,
            "started_at": "2026-11-28T12:00:00.000000Z",
        });
        let ack = json!({"seq": seq, "attempt": attempt}).to_string();
        let answer = relay.request("POST", &format!("{consumer}/ack"), &[], ack.as_bytes()).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
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
    page.wait_text(testid!("dead-letter"), "Dead letter.").await;
    page.click_on(testid!("consumer", " button"), "Send again").await;
    flask.saw(&["three"]).await;
    page.wait_text(testid!("consumer"), "delivered at attempt").await;
    page.wait_text(testid!("dead-letters"), "1 dead letter").await;
    page.wait("document.querySelectorAll('[data-testid=event]').length === 1").await;
    // All that are left.
    page.wait_text(testid!("resend-dead"), "Send it again").await;
    page.click(testid!("resend-dead")).await;
    flask.saw(&["three", "one"]).await;
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
    flask.saw(&["one", "one"]).await;
    page.wait("document.querySelectorAll('[data-testid=attempt]').length === 2").await;
    // To this relay, which forwards it as any other.
    page.click("#replay-to").await;
    page.click_on(testid!("event-actions", " .actionlist button"), "This relay").await;
    flask.saw(&["one", "one", "one"]).await;
    page.counts("2").await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_target_of_the_command_line_is_named_at_the_empty_field() {
    let folder = tempfile::tempdir().unwrap();
    // Nobody listens there, and no event is sent.
    let [flagged, written] = [0; 2].map(|_| format!("http://{}/webhook", own_address()));
    let relay = started(&folder.path().join("events.db"), &["--forward", &flagged]).await;
    for (lang, words, save_word) in [
        ("en", "The relay was started with --forward", "Save"),
        ("pt", "O relay foi iniciado com --forward", "Salvar"),
        ("es", "El relay se inició con --forward", "Guardar"),
    ] {
        let page = opened(&relay, lang).await;
        says(&page, "on", flagged.trim_start_matches("http://").trim_end_matches("/webhook")).await;
        open_setting(&page).await;
        page.wait_text("#set-forward-hint", words).await;
        page.wait_text("#set-forward-hint", &flagged).await;
        for (width, height) in [(390, 844), (1440, 900)] {
            page.resize(width, height).await;
            fits(&page).await;
        }
        // What is written is kept, and does not count yet. The first page finds the field empty.
        let before = if lang == "en" { "" } else { &*written };
        page.wait(&format!("document.querySelector('#set-forward').value === '{before}'")).await;
        page.fill("#set-forward", &written).await;
        save(&page, save_word).await;
        page.wait(&format!("!document.querySelector('{FORM}')")).await;
        let kept: serde_json::Value = relay.get("/api/channels/default").await.json();
        assert_eq!(kept["forward"]["url"], *written, "{kept}");
        let status: wire::ForwardStatus = relay.get("/api/channels/default/forward").await.json();
        assert_eq!(status.url.as_deref(), Some(&*flagged));
        page.is_clean();
    }
    // In another channel the field says what it does.
    assert_eq!(relay.request("PUT", "/api/channels/other", &[], b"").await.status, 200);
    let page = opened(&relay, "en").await;
    page.js::<serde_json::Value>("location.hash = '#other'").await;
    says(&page, "off", "Forward").await;
    open_setting(&page).await;
    page.wait_text("#set-forward-hint", "An empty field: nowhere.").await;
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
