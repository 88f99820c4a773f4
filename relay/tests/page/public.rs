//! The endpoint's box says whether its address answers from outside, and follows a tunnel that ends
//! and comes back.

use std::process::Stdio;

use testkit::{Process, Programs, gancho, own_address};

use crate::support::{Page, quoted, testid};

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

/// A tunnel, and what its program prints at each of its starts, of which `$n` is the number.
struct Tunnel {
    flag: &'static str,
    program: &'static str,
    prints: &'static str,
    /// The address in it, with `N` for the number.
    url: &'static str,
    /// Why the relay does not reach itself there, where that is known.
    why: [&'static str; 3],
}

/// Nobody listens at those ports of this machine.
const REFUSED: [&str; 3] = [
    "O relay não conseguiu conexão com este endereço",
    "The relay gets no connection to this address",
    "El relay no logró conectarse a esta dirección",
];

/// Cloudflare's names are the world's, and what becomes of one that nobody has depends on the network.
const TUNNELS: [Tunnel; 3] = [
    Tunnel {
        flag: "ngrok",
        program: "ngrok",
        prints: r#"echo "{\"lvl\":\"info\",\"msg\":\"started tunnel\",\"url\":\"https://127.0.0.1:$n\"}""#,
        url: "https://127.0.0.1:N",
        why: REFUSED,
    },
    Tunnel {
        flag: "cloudflared",
        program: "cloudflared",
        prints: r#"echo "INF |  https://gancho-test-$n.trycloudflare.com  |" >&2"#,
        url: "https://gancho-test-N.trycloudflare.com",
        why: [""; 3],
    },
    Tunnel {
        flag: "ssh:h.example",
        program: "ssh",
        prints: r#"echo "h.example tunneled with tls termination, https://127.0.0.1:$n""#,
        url: "https://127.0.0.1:N",
        why: REFUSED,
    },
];

#[tokio::test(flavor = "multi_thread")]
async fn a_tunnel_of_each_program_that_ends_and_comes_back_elsewhere_is_followed() {
    let words = [
        ("pt", "O túnel é do ", "O túnel caiu: "),
        ("en", "The tunnel is ", "The tunnel is down: "),
        ("es", "El túnel es de ", "El túnel se cayó: "),
    ];
    for (nth, (tunnel, (lang, up, down))) in TUNNELS.iter().zip(words).enumerate() {
        let programs = Programs::default();
        // Each start prints another address. The second waits.
        let prints = "n=$(wc -l < starts)\n\
                      [ $n = 1 ] || while [ ! -e again ] && kill -0 $PPID 2>&-; do sleep 0.05; done";
        programs.add(tunnel.program, &format!("{prints}\n{}\n{}", tunnel.prints, Programs::RUNS));
        let url = |n: &str, path: &str| format!("{}/webhook{path}", tunnel.url.replace('N', n));
        let address = own_address().to_string();
        let mut command = gancho(&["--data", ":memory:", "--listen", &address, "--tunnel", tunnel.flag, "--open"]);
        command.env("PATH", programs.path()).stderr(Stdio::null());
        let relay = Process::spawn(command).await;
        let page = open(&relay, lang).await;
        page.wait_text("#endpoint", &url("1", "")).await;
        is(&page, "down").await;
        page.click(MENU).await;
        page.wait_text(POPUP, tunnel.why[nth]).await;
        let (up, down) = (format!("{up}{}", tunnel.flag), format!("{down}{}", tunnel.flag));
        page.wait_text(POPUP, &up).await;

        programs.touch("end");
        page.wait_text(POPUP, &down).await;
        page.wait(&format!("!document.querySelector('{POPUP}').innerText.includes({})", quoted(&up))).await;
        is(&page, "down").await;

        programs.touch("again");
        // Without a reload, and in a channel that was switched to as well.
        page.wait_text("#endpoint", &url("2", "")).await;
        page.wait_text(POPUP, &up).await;
        page.wait_text(testid!("commands"), &url("2", "")).await;
        page.key("Escape").await;
        page.js::<serde_json::Value>("location.hash = '#outro'").await;
        page.wait_text("#endpoint", &url("2", "/outro")).await;
        page.is_clean();
    }
}
