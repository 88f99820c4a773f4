//! The endpoint's box says whether its address answers from outside, and follows a tunnel that ends
//! and comes back.

use std::process::Stdio;

use testkit::{Process, Programs, gancho, own_address};

use crate::support::{Page, testid};

const STATE: &str = testid!("public-state");
const MENU: &str = testid!("public-menu", " button");
const POPUP: &str = testid!("public-menu", " .popup");

/// Opens the page of a relay that was started so.
async fn open(relay: &Process, lang: &str) -> Page {
    let page = Page::blank().await;
    page.go(&format!("http://localhost:{}/?demo=off&lang={lang}", relay.address.port())).await;
    page.live().await;
    page
}

async fn is(page: &Page, state: &str) {
    page.wait(&format!("document.querySelector('{STATE}')?.dataset.is === '{state}'")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_of_this_machine_alone_says_so_and_how_it_gets_an_address() {
    let folder = tempfile::tempdir().unwrap();
    let relay = Process::start(&folder.path().join("events.db"), &["--log", "warn"]).await;
    for (lang, label, words) in [
        ("en", "local only", "No public address"),
        ("pt", "só local", "Sem endereço público"),
        ("es", "solo local", "Sin dirección pública"),
    ] {
        let page = open(&relay, lang).await;
        is(&page, "local").await;
        assert_eq!(page.text(STATE).await, label);
        page.click(MENU).await;
        page.wait_text(POPUP, words).await;
        page.wait_text(POPUP, "gancho --tunnel cloudflared").await;
        page.key("Escape").await;
        page.wait(&format!("!document.querySelector('{POPUP}')")).await;
        page.is_clean();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_answers_is_said_to() {
    let address = own_address().to_string();
    let url = format!("http://{address}");
    let mut command = gancho(&["--data", ":memory:", "--listen", &address, "--public-url", &url, "--open"]);
    command.stderr(Stdio::null());
    let relay = Process::spawn(command).await;
    let page = open(&relay, "en").await;
    is(&page, "up").await;
    assert_eq!(page.text("#endpoint").await, format!("{url}/webhook"));
    page.click(MENU).await;
    page.wait_text(POPUP, "the relay asked itself by this address, and the answer came back").await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tunnel_that_ends_and_comes_back_elsewhere_is_followed() {
    let programs = Programs::default();
    // Each start prints another port of this machine, at which nobody listens. The second waits.
    let prints = "n=$(wc -l < starts); [ $n = 1 ] || while [ ! -e again ] && kill -0 $PPID 2>&-; do sleep 0.05; done\n\
                  echo \"https://127.0.0.1:$n\"";
    programs.add("ssh", &format!("{prints}\n{}", Programs::RUNS));
    let address = own_address().to_string();
    let mut command = gancho(&["--data", ":memory:", "--listen", &address, "--tunnel", "ssh:h.example", "--open"]);
    command.env("PATH", programs.path()).stderr(Stdio::null());
    let relay = Process::spawn(command).await;
    let page = open(&relay, "pt").await;
    page.wait_text("#endpoint", "https://127.0.0.1:1/webhook").await;
    is(&page, "down").await;
    page.click(MENU).await;
    page.wait_text(POPUP, "O relay não conseguiu conexão com este endereço").await;
    page.wait_text(POPUP, "O túnel é do ssh:h.example").await;

    programs.touch("end");
    page.wait_text(POPUP, "O túnel caiu: ssh:h.example").await;
    page.wait(&format!("!document.querySelector('{POPUP}').innerText.includes('O túnel é do')")).await;

    programs.touch("again");
    // Without a reload, and in a channel that was switched to as well.
    page.wait_text("#endpoint", "https://127.0.0.1:2/webhook").await;
    page.wait_text(POPUP, "O túnel é do ssh:h.example").await;
    page.wait_text(testid!("commands"), "https://127.0.0.1:2/webhook").await;
    page.key("Escape").await;
    page.js::<serde_json::Value>("location.hash = '#outro'").await;
    page.wait_text("#endpoint", "https://127.0.0.1:2/webhook/outro").await;
    page.is_clean();
}
