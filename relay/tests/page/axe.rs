//! Every dialog, tab, menu and fold of the page, judged by axe-core by the rules of WCAG 2.2 at levels A and AA.

use serde_json::{Value, json};
use testkit::foreign;

use crate::support::{Page, Relay, quoted, testid};

/// What is wrong, a line each: the rule, the element, and why.
const RUN: &str = "await (async () => {
    // What is under way is drawn, and what fades in has.
    for (const _ of [1, 2]) await new Promise(requestAnimationFrame);
    await Promise.all(document.getAnimations().map(one => one.finished.catch(() => {})));
    const { violations } = await axe.run(document, {
        runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
        rules: { 'target-size': { enabled: true } },
        resultTypes: ['violations'],
    });
    // A press beside an open menu closes it, whatever shows there of a button.
    const beside = node => document.querySelector('.menu .backdrop')
        && !document.querySelector(node.target[0])?.closest('.popup');
    const wrong = rule => rule.nodes.filter(node => rule.id !== 'target-size' || !beside(node));
    return violations.flatMap(rule => wrong(rule).map(node =>
        `${rule.id}: ${node.html.slice(0, 140)} ${node.failureSummary.replace(/\\s+/g, ' ')}`));
})()";

/// Looks at one state of the page after another, and notes what is wrong.
struct Judge<'p> {
    page: &'p Page,
    how: String,
    found: Vec<String>,
    states: usize,
}

impl Judge<'_> {
    async fn look(&mut self, state: &str) {
        let wrong: Vec<String> = self.page.js(RUN).await;
        self.found.extend(wrong.into_iter().map(|wrong| format!("{}, {state}: {wrong}", self.how)));
        self.states += 1;
    }

    /// Presses what opens something, waits for that, and looks at it; then closes it again.
    async fn opened(&mut self, state: &str, opener: &str, opened: &str) {
        self.page.click(opener).await;
        self.page.wait(&is_there(opened)).await;
        self.look(state).await;
        self.page.key("Escape").await;
        self.page.wait(&format!("!({})", is_there(opened))).await;
    }
}

fn is_there(css: &str) -> String {
    format!("!!document.querySelector({})", quoted(css))
}

const DIALOG: &str = "[role=dialog]";

/// Events of every kind, of which one is signed as it should be and one is not, and attempts to deliver.
async fn events(relay: &Relay) {
    let settings = json!({"provider": "github", "secret": "It's a Secret to Everybody"}).to_string();
    relay.request("PUT", "/api/channels/default", &[], settings.as_bytes()).await;
    let signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    let signed = [("x-github-event", "ping"), ("x-hub-signature-256", signature)];
    relay.request("POST", "/webhook?a=1&b=dois", &signed, b"Hello, World!").await;
    relay.request("POST", "/webhook?a=1", &signed, b"Hello, world!").await;
    let pixel = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0\x90wS\xde\0\0\0\x0cIDAT\x08\xd7c\xf8\xcf\xc0\0\0\x03\x01\x01\0\x18\xdd\x8d\xb0\0\0\0\0IEND\xaeB`\x82";
    for (kind, body) in [
        ("application/x-www-form-urlencoded", &b"nome=Bia&valor=49%2C90"[..]),
        ("application/xml", b"<pedido n=\"41\"><total>49.90</total></pedido>"),
        ("image/png", pixel),
        ("application/x-ndjson", b"{\"n\":1}\n{\"n\":2}\n"),
        (
            "application/json",
            br#"{"evento":"pedido.pago","pedido":41,"itens":[{"nome":"caneca","ok":true,"nada":null}]}"#,
        ),
    ] {
        relay.request("POST", "/webhook", &[("content-type", kind)], body).await;
    }
    let consumer = "/api/channels/default/consumers/loja";
    relay.request("PUT", consumer, &[], json!({"from": "start"}).to_string().as_bytes()).await;
    for (seq, number, result, rest) in [
        (1, 1, "failed", json!({"error": "connection refused", "tries": 3})),
        (1, 2, "ok", json!({"status": 200, "headers": [["content-type", "text/plain"]], "body": {"text": "ok"}})),
        (2, 8, "dead", json!({"status": 500})),
    ] {
        let mut attempt = json!({
            "number": number, "result": result, "target": "http://localhost:5000/webhook", "ms": 12.0,
            "started_at": "2026-11-28T12:00:00.000000Z",
        });
        attempt.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        let ack = json!({"seq": seq, "attempt": attempt}).to_string();
        assert_eq!(relay.request("POST", &format!("{consumer}/ack"), &[], ack.as_bytes()).await.status, 200);
    }
}

/// Opens the page in a language and a theme, and gives it axe-core.
async fn open(page: &Page, relay: &Relay, lang: &str, theme: &str, hash: &str, axe: &str) {
    page.go("about:blank").await;
    page.go(&format!("{}?demo=off&lang={lang}{hash}", relay.page_url())).await;
    page.live().await;
    page.js::<Value>(&format!("document.documentElement.dataset.theme = '{theme}'")).await;
    page.js::<Value>(&format!("{axe}\n;0")).await;
}

/// The race, its dialogs, the list, the form, and the dialogs of the channel.
async fn around(judge: &mut Judge<'_>, is_phone: bool) {
    let page = judge.page;
    judge.look("a list of events").await;
    page.wait(&is_there(testid!("scale", " button"))).await;
    for nth in 0..page.count(testid!("score", " .how")).await {
        let word = format!("document.querySelectorAll('[data-testid=score] .how')[{nth}]");
        page.js::<Value>(&format!("{word}.focus()")).await;
        page.key("Enter").await;
        page.wait(&is_there(DIALOG)).await;
        page.wait("document.querySelector('[data-testid=explanation]').textContent.length > 40").await;
        page.js::<Value>("document.querySelectorAll('[role=dialog] details').forEach(one => one.open = true)").await;
        judge.look(&format!("dialog {nth} of the scores")).await;
        page.key("Escape").await;
        page.wait(&format!("!({})", is_there(DIALOG))).await;
    }
    // What is more of the race, and an interval that is none.
    if is_phone {
        page.click(testid!("race-settings", " summary")).await;
    }
    page.fill("#interval-typed", "1h").await;
    page.key("Enter").await;
    page.click(testid!("race-controls", " button[aria-expanded]")).await;
    page.wait(&is_there(testid!("race-more"))).await;
    page.click(testid!("pause")).await;
    page.wait(&is_there("#scrub")).await;
    judge.look("more of the race, paused").await;
    page.click(testid!("pause")).await;
    page.click("#fold-race").await;
    page.wait(&is_there(testid!("folded-headline"))).await;
    judge.look("the race folded").await;
    page.click("#fold-race").await;
    page.wait(&is_there(testid!("headline"))).await;

    judge.opened("the channels", "#channel", testid!("channel-menu")).await;
    page.js::<Value>("document.activeElement.blur()").await;
    page.key("?").await;
    page.wait(&is_there(DIALOG)).await;
    judge.look("the help").await;
    page.key("Escape").await;
    page.click("#channel-settings").await;
    page.wait(&is_there(testid!("channel-form", "[aria-busy=false]"))).await;
    judge.look("the channel's settings").await;
    // An answer of its own, with what cannot be read.
    if page.count(testid!("answer")).await == 0 {
        page.js::<Value>(
            "[...document.querySelectorAll('[data-testid=channel-form] input[type=checkbox]')].at(-1).click()",
        )
        .await;
    }
    page.fill("#set-delay", "abc").await;
    page.click(testid!("channel-form", " button[type=submit]")).await;
    page.wait("document.querySelector('#set-delay-error').textContent !== ''").await;
    judge.look("the channel's settings, refused").await;
    page.key("Escape").await;
    judge.opened("what is deleted", testid!("clear"), DIALOG).await;
    judge.opened("the files", testid!("files-menu", " > button"), testid!("files-menu", " .popup")).await;
    for nth in 1..=page.count("[data-facet]").await {
        let chip = format!("[data-facet]:nth-of-type({nth}) button");
        judge.opened(&format!("chip {nth} of the filter"), &chip, "[data-facet] .popup").await;
    }
    page.fill("#filter", "seq:x caneca").await;
    page.wait("document.querySelector('#filter-error').textContent !== ''").await;
    judge.look("a filter that cannot be read").await;
    page.fill("#filter", "caneca").await;
    page.wait(&is_there("[data-testid=event] mark")).await;
    judge.look("what is found").await;
    page.fill("#filter", "").await;

    // The form: a provider's request, what could go wrong, and the code.
    if is_phone {
        page.click(testid!("quick-fire", " button:last-child")).await;
        page.wait("document.querySelector('[data-testid=request-pane]').checkVisibility()").await;
    }
    page.click(testid!("samples", " button:last-child")).await;
    page.click_on(testid!("samples", " button"), "Custom").await;
    page.wait(&is_there("#fire-scheme")).await;
    page.fill("#fire-scheme", "{").await;
    judge.look("the form, with a scheme that is none").await;
    page.fill(testid!("request-path"), "elsewhere").await;
    page.click("#fire").await;
    page.wait("document.querySelector('#fire-path-error').textContent !== ''").await;
    judge.look("the form, with a path that is none").await;
    page.click(testid!("commands", " .asdo .link")).await;
    page.wait(&is_there(DIALOG)).await;
    judge.look("the code").await;
    page.key("Escape").await;
    if is_phone {
        page.click(testid!("request-pane", " .back")).await;
    }
}

/// Every tab of the inspector, and what it shows of each kind of event.
async fn inspected(judge: &mut Judge<'_>, is_phone: bool) {
    let page = judge.page;
    let inspect = async |seq: u32, tab: &str| {
        // On a phone the sheet lies over the list.
        page.js::<Value>(&format!("location.hash = '#default/{seq}'")).await;
        page.wait_text(testid!("inspected-seq"), &format!("#{seq}")).await;
        page.click(&format!("#tab-{tab}")).await;
        page.wait(&format!("document.querySelector('#tab-{tab}').ariaSelected === 'true'")).await;
    };
    for tab in ["summary", "headers", "query", "timing"] {
        inspect(1, tab).await;
        judge.look(tab).await;
    }
    inspect(3, "query").await;
    judge.look("no query").await;
    for (seq, shows) in [
        (1, testid!("code")),
        (3, testid!("pairs")),
        (4, testid!("code")),
        (5, testid!("picture")),
        (6, testid!("record-count")),
        (7, "[role=tree]"),
    ] {
        inspect(seq, "body").await;
        page.wait(&is_there(shows)).await;
        judge.look(&format!("the body of {seq}")).await;
    }
    page.fill("#body-search", "caneca").await;
    page.wait(&is_there("mark.now")).await;
    page.wait(&is_there(testid!("json-path"))).await;
    judge.look("a search in a body").await;
    page.click(testid!("body-views", " button:last-child")).await;
    page.wait("document.querySelector('[data-testid=body-views] button:last-child').ariaPressed === 'true'").await;
    judge.look("bytes").await;

    for seq in [1, 2] {
        inspect(seq, "signature").await;
        page.wait(&is_there(testid!("relay-verdict"))).await;
        judge.look(&format!("the signature of {seq}")).await;
        inspect(seq, "deliveries").await;
        page.wait(&is_there(testid!("attempt"))).await;
        judge.look(&format!("the deliveries of {seq}")).await;
    }
    inspect(1, "signature").await;
    page.fill("#check-secret", "It's a Secret to Everybody").await;
    page.wait(&is_there(testid!("signed-bytes"))).await;
    page.click(testid!("signature-check", " [data-testid=show-secret] + button")).await;
    page.wait(&is_there(testid!("flipped-bit"))).await;
    judge.look("a signature with a bit flipped").await;
    inspect(7, "deliveries").await;
    page.wait(&is_there(testid!("consumer"))).await;
    judge.look("no delivery").await;
    inspect(2, "compare").await;
    page.wait(&is_there(testid!("diff-line"))).await;
    judge.look("two events beside each other").await;
    page.fill("#compare-with", "x").await;
    page.wait("document.querySelector('#compare-with-error').textContent !== ''").await;
    judge.look("two events, one of them none").await;
    if !is_phone {
        judge.opened("where to send it again", "#replay-to", testid!("action-list")).await;
    }
    judge.opened("more actions", "#more-actions", testid!("action-list")).await;
    page.click(testid!("pin")).await;
    page.wait("document.querySelector('[data-testid=pin]').ariaPressed === 'true'").await;
    page.click("#more-actions").await;
    page.click(testid!("action-list", " button:nth-last-of-type(1)")).await;
    page.wait(&is_there("#notice")).await;
    judge.look("pinned, and a notice").await;
}

async fn everything(how: &str, (width, height): (i64, i64), lang: &str, theme: &str) {
    let Some(axe) = foreign::axe() else { return };
    let is_phone = width < 640;
    let relay = Relay::start().await;
    let page = Page::blank().await;
    page.resize(width, height).await;
    let mut judge = Judge { page: &page, how: how.into(), found: vec![], states: 0 };
    open(&page, &relay, lang, theme, "", axe).await;
    page.wait(&is_there(testid!("show-me"))).await;
    // What is wrong is found, or nothing below would say anything.
    page.js::<Value>(
        "document.querySelector('#app').insertAdjacentHTML('beforeend', '<button id=\"wrong\"></button>')",
    )
    .await;
    judge.look("a button without a name").await;
    let found = std::mem::take(&mut judge.found);
    assert!(found.iter().any(|wrong| wrong.contains("button-name")), "{found:#?}");
    page.js::<Value>("document.querySelector('#wrong').remove()").await;
    judge.look("nothing yet").await;
    events(&relay).await;
    open(&page, &relay, lang, theme, "", axe).await;
    page.counts("7").await;
    around(&mut judge, is_phone).await;
    open(&page, &relay, lang, theme, "#default/1", axe).await;
    inspected(&mut judge, is_phone).await;
    assert!(judge.states > 45, "{}", judge.states);
    assert!(judge.found.is_empty(), "{:#?}", judge.found);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_wrong_in_the_dark() {
    everything("dark", (1440, 900), "en", "dark").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_wrong_in_the_light() {
    everything("light", (1440, 900), "pt", "light").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_wrong_on_a_phone_in_the_dark() {
    everything("phone, dark", (390, 844), "pt", "dark").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_wrong_on_a_phone_in_the_light() {
    everything("phone, light", (390, 844), "en", "light").await;
}
