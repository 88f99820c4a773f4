//! The form: what is written in it is what the relay stores, to the byte; and so is what its commands send.

use wire::Event;

use crate::support::{Page, Relay, quoted, shell, testid};

const METHOD: &str = testid!("request-method");
const PATH: &str = testid!("request-path");
const HEADERS: &str = testid!("request-headers");
const BODY: &str = testid!("request-body");
const TOLD: &str = testid!("request-outcome");
const SNIPPET: &str = "#code";
const SAMPLES: [&str; 4] = ["JSON", "Form", "Text", "Binary"];

async fn choose_sample(page: &Page, sample: &str) {
    page.click_on(testid!("samples", " button"), sample).await;
    page.wait_text(testid!("samples", " [aria-pressed=true]"), sample).await;
}

/// Fires the form, and waits until it says that the event was stored and the list shows it on top.
async fn fire(page: &Page, seq: u64) {
    page.click("#fire").await;
    page.wait_text(TOLD, &format!("stored as #{seq}")).await;
    page.wait_text(testid!("event-seq"), &seq.to_string()).await;
}

/// The body that the form shows, as bytes.
async fn written(page: &Page) -> Vec<u8> {
    let body = page.value(BODY).await;
    if page.text(testid!("body-encoding", " [aria-pressed=true]")).await != "hex" {
        return body.into_bytes();
    }
    let digits: Vec<u8> = body.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits.chunks(2).map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_sample_is_stored_as_it_is_written() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    page.wait_text(testid!("event-list"), "No webhook yet").await;
    for (seq, sample) in (1..).zip(SAMPLES) {
        choose_sample(&page, sample).await;
        let (body, headers) = (written(&page).await, page.value(HEADERS).await);
        assert!(!body.is_empty());
        fire(&page, seq).await;
        assert_eq!(relay.body("default", seq).await, body, "{sample}");
        let event = relay.event(seq).await;
        for line in headers.lines() {
            let (name, value) = line.split_once(": ").unwrap();
            assert_eq!(event.header(name), Some(value), "{sample}");
        }
        assert_eq!((event.method.as_str(), event.path.as_str()), ("POST", "/webhook"));
        // Nothing is selected: the inspector shows the newest.
        page.wait_text(testid!("inspected-seq"), &format!("#{seq}")).await;
        let (view, shown) = match sample {
            "JSON" => ("JSON", "\"evento\": \"pedido.pago\","),
            "Form" => ("text", "evento=pedido.pago&pedido=41&cliente=Bia+Souza&valor=49%2C90"),
            "Text" => ("text", "Olá! O pedido 41 foi pago. ☕"),
            _ => ("hex", "00000000 89 50 4e 47 0d 0a 1a 0a 00 00 00 0d 49 48 44 52 ·PNG"),
        };
        // A form and a picture are shown as such first.
        page.click_on(testid!("body-bar", " button"), view).await;
        page.wait_text(testid!("body-views", " [aria-pressed=true]"), view).await;
        page.wait_text(testid!("code"), shown).await;
    }
    page.counts("4").await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn five_are_five_events_in_order() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    page.click_on(testid!("fire-actions", " button"), "× 5").await;
    page.wait_text(TOLD, "5 stored, #1 to #5").await;
    page.counts("5").await;
    assert_eq!(page.texts(testid!("event-seq")).await, ["5", "4", "3", "2", "1"]);
    assert_eq!(relay.page("").await.head, 5);
    page.click_on(testid!("fire-actions", " button"), "× 50").await;
    page.wait_text(TOLD, "50 stored, #6 to #55").await;
    page.counts("55").await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_method_is_sent_and_those_without_a_body_go_without() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    page.fill(PATH, "/webhook/default/sub/path?a=1&a=2&b=%20%2B&c").await;
    let methods: Vec<String> =
        page.js("[...document.querySelector('[data-testid=request-method]').options].map(o => o.value)").await;
    assert!(methods.len() >= 7, "{methods:?}");
    for (seq, method) in (1..).zip(&methods) {
        page.choose(METHOD, method).await;
        let bodiless = matches!(method.as_str(), "GET" | "HEAD");
        assert_eq!(page.count(BODY).await, usize::from(!bodiless), "{method}");
        let body = if bodiless { Vec::new() } else { written(&page).await };
        page.click("#fire").await;
        page.wait_text(testid!("event-seq"), &seq.to_string()).await;
        page.wait("document.querySelector('#fire').disabled === false").await;
        // The answer to HEAD has no body to tell the position in.
        let told = if method == "HEAD" { "stored".to_owned() } else { format!("stored as #{seq}") };
        page.wait_text(TOLD, &told).await;
        let event = relay.event(seq).await;
        assert_eq!(&event.method, method);
        assert_eq!(event.path, "/webhook/default/sub/path");
        assert_eq!(event.query.as_deref(), Some("a=1&a=2&b=%20%2B&c"));
        assert_eq!(event.body.as_bytes(), body, "{method}");
        page.wait_text(testid!("event-meta"), &format!("{method} /sub/path")).await;
        if bodiless {
            page.wait_text("#tabpanel", "The body is empty").await;
        }
    }
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_sent_is_told_and_not_sent() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    let (path, headers) = (page.value(PATH).await, page.value(HEADERS).await);
    for (field, bad, good, place, told) in [
        (PATH, "/api/channels", path.as_str(), "#fire-path-error", "The path starts with /webhook."),
        (PATH, "/webhook#fragment", &path, "#fire-path-error", "The path starts with /webhook."),
        (PATH, "", &path, "#fire-path-error", "The path starts with /webhook."),
        (HEADERS, "x-a: 1\nno colon", &headers, "#fire-headers-error", "Line 2 is not a header: write name: value."),
        (HEADERS, "a name: 1", &headers, "#fire-headers-error", "Line 1 is not a header: write name: value."),
        // What the form lets through and the browser does not.
        (
            HEADERS,
            "x-a: ☕",
            &headers,
            TOLD,
            "The browser does not let a page send this (x-a: ☕). Use the curl below.",
        ),
    ] {
        page.fill(field, bad).await;
        page.click("#fire").await;
        page.wait_text(place, told).await;
        if place != TOLD {
            page.wait(&format!("document.activeElement === document.querySelector({})", quoted(field))).await;
            assert_eq!(page.value(field).await, bad, "it stays to be mended");
        }
        page.fill(field, good).await;
        page.wait("[...document.querySelectorAll('.fielderror')].every(e => e.textContent === '')").await;
    }
    choose_sample(&page, "Binary").await;
    page.fill(BODY, "00 ff 0g").await;
    page.click("#fire").await;
    page.wait_text("#fire-body-error", "Hex is pairs of 0–9 and a–f: see position 8.").await;
    assert_eq!(relay.page("").await.head, 0, "nothing was sent");
    page.fill(BODY, "00 ff 0a").await;
    fire(&page, 1).await;
    assert_eq!(relay.body("default", 1).await, [0, 255, 10]);
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_form_is_no_request_its_code_says_which_field_it_waits_for() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    let copy = testid!("commands", " [data-testid=copy]");
    let (path, headers) = (page.value(PATH).await, page.value(HEADERS).await);
    page.fill(PATH, "/api").await;
    page.wait_text(SNIPPET, "The code comes once the field Path is right. The path starts with /webhook.").await;
    // A sentence is nothing to copy as a command.
    assert_eq!(page.count(copy).await, 0);
    page.click_on(testid!("commands", " [role=tab]"), "Python").await;
    page.wait_text(SNIPPET, "The code comes once the field Path is right.").await;
    page.click_on(testid!("language", " button"), "PT").await;
    page.wait_text(SNIPPET, "O código aparece quando o campo Caminho estiver certo.").await;
    page.fill(PATH, &path).await;
    page.wait_text(SNIPPET, "import requests").await;
    assert_eq!(page.count(copy).await, 1);
    page.fill(HEADERS, "no colon").await;
    page.wait_text(SNIPPET, "O código aparece quando o campo Cabeçalhos estiver certo.").await;
    page.click_on(testid!("commands", " [role=tab]"), "curl").await;
    page.fill(HEADERS, &headers).await;
    page.wait_text(SNIPPET, "curl -X POST").await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_refuses_is_quoted() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    page.fill(PATH, "/webhook/not%20a%20name").await;
    page.click("#fire").await;
    page.wait_text(TOLD, "The relay answered 400: a channel's name").await;
    // By the problem's type, in the reader's language.
    page.click_on(testid!("language", " button"), "PT").await;
    page.wait_text(TOLD, "O relay respondeu 400: um nome de canal").await;
    // The browser notes every answer of this kind, whatever the page does with it.
    let complaints = page.complaints();
    assert!(complaints.len() == 1 && complaints[0].contains("400"), "{complaints:?}");
}

/// Equal in what a sender decides.
fn assert_alike(a: &Event, b: &Event, why: &str) {
    let of = |event: &Event| {
        let kind = event.header("content-type").map(str::to_owned);
        (event.method.clone(), event.path.clone(), event.query.clone(), event.body.clone(), kind)
    };
    assert_eq!(of(a), of(b), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_fired_again_from_the_form() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    let headers = [("content-type", "application/x-odd"), ("x-a", "1"), ("x-b", "two: 2")];
    // Text that is no JSON, bytes that are no text, and a body that comes as a preview.
    let long = vec![b'x'; 200_000];
    let bodies = [b"a=1\n\"quoted\" 'q' \\".as_slice(), &[0, 159, 146, 150, 255], &long];
    for (nth, body) in (0..).zip(bodies) {
        let seq = nth * 2 + 1;
        let answer = relay.request("PUT", "/webhook/default/x/y?q=%C3%A9&&r", &headers, body).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        page.wait_text(testid!("event-seq"), &seq.to_string()).await;
        page.click("#tab-summary").await;
        page.wait_text(testid!("inspected-seq"), &format!("#{seq}")).await;
        page.click("#replay-to").await;
        page.click_on(testid!("action-list", " button"), "Edited first").await;
        page.wait(&format!("document.querySelector('{PATH}').value === '/webhook/default/x/y?q=%C3%A9&&r'")).await;
        page.wait(&format!("document.querySelector('{METHOD}').value === 'PUT'")).await;
        page.wait_for("the body in the form", async || written(&page).await == body).await;
        fire(&page, seq + 1).await;
        let (first, again) = (relay.event(seq).await, relay.event(seq + 1).await);
        assert_alike(&first, &again, "fired again");
        for (name, value) in headers {
            assert_eq!(again.header(name), Some(value));
        }
    }
    page.is_clean();
}

/// As much of Python's `requests` as the form's commands use: the real one is not on every machine.
const REQUESTS: &str = "
import urllib.request
class Answer:
    def raise_for_status(self): pass
def request(method, url, headers={}, data=None):
    urllib.request.urlopen(urllib.request.Request(url, data, headers, method=method))
    return Answer()
";

#[tokio::test(flavor = "multi_thread")]
async fn the_commands_send_what_the_form_sends() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    let modules = tempfile::tempdir().unwrap();
    std::fs::write(modules.path().join("requests.py"), REQUESTS).unwrap();
    let mut seq = 0;
    for sample in SAMPLES {
        choose_sample(&page, sample).await;
        page.fill(PATH, "/webhook?a=1&b=%27&c=$HOME").await;
        if sample == "Text" {
            page.fill(BODY, "it's \"quoted\" \\ $HOME `id` %s\n@second líne ☕\n\n").await;
            page.fill(HEADERS, "content-type: text/plain; charset=utf-8\nx-empty:\nx-quote: it's").await;
        }
        seq += 1;
        fire(&page, seq).await;
        let fired = relay.event(seq).await;
        for tongue in ["curl", "Python", "JavaScript"] {
            page.click_on(testid!("commands", " [role=tab]"), tongue).await;
            page.wait_text(testid!("commands", " [aria-selected=true]"), tongue).await;
            let starts = match tongue {
                "curl" => "curl -X",
                "Python" => "import requests",
                _ => "await fetch",
            };
            // What the worker writes comes a moment later; binary bodies of curl are piped to it.
            page.wait(&format!(
                "/^(printf[^|]*\\|\\s*)?{starts}/.test(document.querySelector('{SNIPPET}').textContent)"
            ))
            .await;
            let snippet: String = page.js(&format!("document.querySelector('{SNIPPET}').textContent")).await;
            match tongue {
                "curl" => drop(shell(&snippet, &[]).await),
                "Python" => {
                    let script = modules.path().join("fire.py");
                    std::fs::write(&script, snippet).unwrap();
                    let run = format!("python3 '{}'", script.display());
                    shell(&run, &[("PYTHONPATH", modules.path().to_str().unwrap())]).await;
                }
                // The browser's own fetch is the one that the command is written for.
                _ => drop(page.js::<serde_json::Value>(&snippet).await),
            }
            seq += 1;
            page.wait_text(testid!("event-seq"), &seq.to_string()).await;
            let sent = relay.event(seq).await;
            assert_alike(&fired, &sent, &format!("{sample} by {tongue}"));
            for name in ["x-empty", "x-quote"] {
                assert_eq!(fired.header(name), sent.header(name), "{sample} by {tongue}");
            }
        }
    }
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn copying_says_what_was_copied() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    let clipboard = page.clipboard().await;
    let snippet: String = page.js(&format!("document.querySelector('{SNIPPET}').textContent")).await;
    let endpoint = page.text("#endpoint").await;
    let empty: String = page.js("document.querySelector('[data-testid=curl-line]').textContent").await;
    page.click_on(testid!("race-controls", " button"), "More…").await;
    for (place, label, said, copied) in [
        ("commands", "Copy", "Copied as a curl command", snippet.as_str()),
        ("endpoint-row", "Copy", "Copied the webhook’s address", &endpoint),
        ("events-empty", "Copy", "Copied as a curl command", &empty),
        ("race-more", "Copy link", "Copied the race’s link", "?push=websocket&pull=short"),
    ] {
        page.click_on(&format!("[data-testid={place}] [data-testid=copy]"), label).await;
        page.wait_text("#notice", said).await;
        page.wait_for("the copied text", async || clipboard.text().await.contains(copied)).await;
        page.click("#notice button").await;
        page.wait("!document.querySelector('#notice')").await;
    }
    // Over the dialog, too.
    page.click_on(testid!("commands", " button"), "Open wide").await;
    page.click_on(testid!("commands", " [role=tab]"), "Python").await;
    page.wait_text(SNIPPET, "import").await;
    page.click(testid!("commands", " [data-testid=copy]")).await;
    page.wait_text("#notice", "Copied the code").await;
    page.click("#notice button").await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_result_says_status_time_and_place() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    page.click("#fire").await;
    page.wait("/^200 · (<1|[0-9.]+) (ms|s) · stored as #1$/.test(document.querySelector('[data-testid=request-outcome]').textContent.replace(/\\s/g, ' '))").await;
    // The channel's own answer, whatever it is.
    let answer = br#"{"answer":{"status":418,"body":"tea","delay_ms":1200}}"#;
    relay.request("PUT", "/api/channels/default", &[], answer).await;
    page.click("#fire").await;
    page.wait("/^418 · 1\\.[2-9][0-9]? s$/.test(document.querySelector('[data-testid=request-outcome]').textContent.replace(/\\s/g, ' '))").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_commands_open_wide_and_no_tab_lies_over_another() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    const OVER: &str = "(() => {
        const tabs = [...document.querySelectorAll('[data-testid=commands] [role=tab]')].map(e => e.getBoundingClientRect());
        return tabs.some((a, n) => tabs.some((b, m) => n < m
            && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom));
    })()";
    for width in [1440, 1180, 390, 2560] {
        page.resize(width, 900).await;
        assert!(!page.js::<bool>(OVER).await, "tabs lie over each other at {width}");
    }
    page.resize(1440, 900).await;
    let narrow: f64 = page.js("document.querySelector('#code').clientWidth").await;
    page.click_on(testid!("commands", " button"), "Open wide").await;
    page.wait("!!document.querySelector('[role=dialog] #code')").await;
    let wide: f64 = page.js("document.querySelector('#code').clientWidth").await;
    assert!(wide > 2.0 * narrow, "{narrow} {wide}");
    page.click_on(testid!("commands", " [role=tab]"), "Go").await;
    page.wait_text("#code", "package main").await;
    page.key("Escape").await;
    page.wait("!document.querySelector('[role=dialog]')").await;
    page.is_clean();
}
