//! The page as a provider: what it fires is signed as the provider signs, wrong where it was asked to be, and the relay and the
//! page agree on what is wrong with it.

use wire::Event;

use crate::support::{Page, Relay, testid};

const TOLD: &str = testid!("request-outcome");
const VERDICT: &str = testid!("relay-verdict");
const FOUND: &str = testid!("check-result");

async fn choose(page: &Page, provider: &str) {
    page.click_on(testid!("samples", " button"), provider).await;
    page.wait("!!document.querySelector('[data-testid=signing]')").await;
    page.wait_text(testid!("samples", " [aria-pressed=true]"), provider).await;
}

/// Has the channel check with the secret that stands in the form.
async fn check_with(page: &Page, secret: &str) {
    page.fill("#secret", secret).await;
    page.click_on(testid!("signing", " button"), "Check this channel").await;
    page.wait_text("#notice", "now checks signatures").await;
}

async fn fire(page: &Page, told: &str) {
    page.click("#fire").await;
    page.wait_text(TOLD, told).await;
}

fn verdict(event: &Event) -> (bool, Option<&str>) {
    let found = event.signature.as_ref().unwrap();
    (found.valid, found.cause.as_deref())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_provider_fires_is_signed_and_found_valid() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    choose(&page, "GitHub").await;
    check_with(&page, "It's a Secret to Everybody").await;
    fire(&page, "stored as #1").await;
    let event = relay.event(1).await;
    assert_eq!(
        (event.provider.as_deref(), event.event.as_deref(), verdict(&event)),
        (Some("github"), Some("push"), (true, None))
    );
    page.wait_text(testid!("events"), "push to main by ana").await;
    page.click("#tab-signature").await;
    page.wait_text(VERDICT, "The signature is valid").await;

    // Another of its events, and then another provider, which has another secret.
    page.choose(testid!("provider-event"), "2").await;
    page.wait_for("the event", async || {
        page.value(testid!("request-headers")).await.to_lowercase().contains("x-github-event: issues")
    })
    .await;
    fire(&page, "stored as #2").await;
    assert!(relay.event(2).await.signature.unwrap().valid);
    choose(&page, "Slack").await;
    assert_eq!(page.value("#secret").await, "");
    check_with(&page, "8f742231b10e8888abcd99yyyzzz85a5").await;
    fire(&page, "stored as #3").await;
    assert_eq!(verdict(&relay.event(3).await), (true, None));
    // What was signed as GitHub signs is not what the channel expects now.
    page.wait_text(testid!("events"), "signature wrong").await;
    page.wait("document.querySelectorAll('[data-testid=signed]').length === 1").await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_should_go_wrong_does() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    choose(&page, "Stripe").await;
    check_with(&page, "whsec_test").await;
    let mut seq = 0;
    for (wrong, cause, said) in
        [("bad signature", "mismatch", "Another secret"), ("10 min old", "stale_timestamp", "too old")]
    {
        page.click_on(testid!("faults", " button"), wrong).await;
        seq += 1;
        fire(&page, &format!("stored as #{seq}")).await;
        assert_eq!(verdict(&relay.event(seq).await), (false, Some(cause)), "{wrong}");
        page.click("#tab-signature").await;
        page.wait_text(VERDICT, said).await;
        page.click_on(testid!("faults", " button"), wrong).await;
    }
    page.wait("document.querySelectorAll('[data-testid=unsigned]').length === 2").await;

    let whole = relay.event(1).await.size;
    for (wrong, told, count) in [("twice", "2 stored", 2), ("storm of 10", "10 stored", 10)] {
        page.click_on(testid!("faults", " button"), wrong).await;
        fire(&page, told).await;
        page.click_on(testid!("faults", " button"), wrong).await;
        let first = relay.event(seq + 1).await;
        for nth in 1..=count {
            let event = relay.event(seq + nth).await;
            assert_eq!((event.size, verdict(&event).0), (whole, true), "{wrong}");
            // The same delivery, to the last header.
            assert_eq!((event.headers, event.body), (first.headers.clone(), first.body.clone()), "{wrong} {nth}");
        }
        seq += count;
    }
    page.click_on(testid!("faults", " button"), "cut in half").await;
    fire(&page, &format!("stored as #{}", seq + 1)).await;
    let cut = relay.event(seq + 1).await;
    assert_eq!((cut.size, verdict(&cut).0), (whole / 2, false));
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_that_is_no_key_is_said_and_nothing_is_fired() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    page.click_on(testid!("samples", " button"), "More").await;
    choose(&page, "Discord").await;
    page.fill("#secret", "not a key").await;
    fire(&page, "It cannot be signed: discord signs with").await;
    assert_eq!(relay.get("/api/channels/default").await.json::<wire::ChannelInfo>().head, 0);
    page.click_on(testid!("samples", " button"), "Pix").await;
    page.wait_text(testid!("signing"), "does not sign").await;
    fire(&page, "stored as #1").await;
    assert_eq!(relay.event(1).await.provider.as_deref(), Some("pix"));
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn on_the_bench_a_signature_is_checked_and_broken() {
    let relay = Relay::start().await;
    // The vector that GitHub publishes.
    let signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    let headers = [("x-github-event", "ping"), ("x-hub-signature-256", signature)];
    relay.request("POST", "/webhook", &headers, b"Hello, World!").await;
    let page = Page::open(&relay).await;
    page.click("#tab-signature").await;
    page.wait_text(VERDICT, "This channel checks no signatures").await;
    page.fill("#check-secret", "It's a Secret to Everybody").await;
    page.wait_text(FOUND, "The signature is valid").await;
    // Nobody reads it over a shoulder, until it is asked for.
    page.wait("document.querySelector('#check-secret').type === 'password'").await;
    page.click(testid!("show-secret")).await;
    page.wait("document.querySelector('#check-secret').type === 'text'").await;
    page.wait_text(FOUND, signature).await;
    page.wait_text(testid!("signed-bytes"), "Hello, World!").await;
    page.click_on(testid!("signature-check", " button"), "Flip").await;
    page.wait_text(FOUND, "not valid").await;
    // The bit that is another, and the first character in which the signatures differ.
    page.wait_text(testid!("flipped-bit"), "was 21 (00100001) and is 20 (00100000) now").await;
    page.wait_text(testid!("differs-at"), "Alike up to character").await;
    let marked = page.texts(testid!("marked-character")).await;
    assert!(marked.len() == 3 && marked[0] != marked[1], "{marked:?}");
    page.wait_text(testid!("learn-more"), "Try it 1/5").await;
    page.click_on(testid!("signature-check", " button"), "Undo").await;
    page.wait_text(FOUND, "The signature is valid").await;
    page.fill("#check-secret", "It's a Secret to Everybody ").await;
    page.wait_text(FOUND, "another encoding").await;
    page.choose(testid!("signature-check", " select"), "gitlab").await;
    page.wait_text(FOUND, "header is missing").await;
    // It holds by GitHub's scheme with the right secret only.
    page.fill("#check-secret", "It's a Secret to Everybody").await;
    page.wait_text(FOUND, "signed as github signs").await;
    // What was typed is nowhere but there.
    let kept: String = page.js("JSON.stringify([{...localStorage}, {...sessionStorage}, location.href])").await;
    assert!(!kept.contains("Secret to"), "{kept}");
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scheme_of_ones_own_is_written_in_the_form_on_the_bench_and_in_the_channel() {
    const SCHEME: &str = r#"{"header":"x-loja","prefix":"v1=","hash":"sha512","encoding":"base64","template":"{timestamp}.{body}","timestamp_header":"x-loja-time"}"#;
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    page.click_on(testid!("samples", " button"), "More").await;
    choose(&page, "Custom").await;
    page.fill(testid!("signing", " [data-testid=scheme]"), SCHEME).await;
    check_with(&page, "segredo").await;
    fire(&page, "stored as #1").await;
    let event = relay.event(1).await;
    assert_eq!(verdict(&event), (true, None), "{:?}", event.headers);
    assert!(
        event.header("x-loja").is_some_and(|value| value.starts_with("v1=")) && event.header("x-loja-time").is_some()
    );

    page.click("#tab-signature").await;
    page.wait_text(VERDICT, "The signature is valid").await;
    page.fill("#check-secret", "segredo").await;
    page.wait_text(FOUND, "not valid").await;
    page.fill(testid!("signature-check", " [data-testid=scheme]"), SCHEME).await;
    page.wait_text(FOUND, "The signature is valid").await;

    // The channel's dialog shows it, and says what is none.
    page.click("#channel-settings").await;
    page.wait(&format!(
        "document.querySelector('[data-testid=channel-form] [data-testid=scheme]')?.value === {}",
        crate::support::quoted(SCHEME)
    ))
    .await;
    page.fill(testid!("channel-form", " [data-testid=scheme]"), "{\"header\":7}").await;
    page.click_on(testid!("channel-form", " button"), "Save").await;
    page.wait_text(testid!("channel-form", " [role=alert]"), "does not say how it is signed").await;
    page.fill(testid!("channel-form", " [data-testid=scheme]"), &SCHEME.replace("sha512", "sha1")).await;
    page.click_on(testid!("channel-form", " button"), "Save").await;
    page.wait_text("#notice", "aved").await;
    fire(&page, "stored as #2").await;
    // A SHA-1 is shorter.
    assert_eq!(verdict(&relay.event(2).await), (false, Some("malformed_header")));
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_secret_of_its_own_the_form_has_the_relay_sign_with_the_channels() {
    let relay = Relay::start().await;
    relay.request("PUT", "/api/channels/default", &[], br#"{"provider":"stripe","secret":"whsec_kept_here"}"#).await;
    let page = Page::open(&relay).await;
    choose(&page, "Stripe").await;
    page.wait_text(testid!("signing"), "the relay signs with the channel").await;
    fire(&page, "stored as #1").await;
    assert_eq!(verdict(&relay.event(1).await), (true, None));
    // What goes wrong does so here too.
    for (seq, (wrong, found)) in [
        ("bad signature", (false, Some("mismatch"))),
        ("10 min old", (false, Some("stale_timestamp"))),
        ("cut in half", (false, Some("mismatch"))),
    ]
    .into_iter()
    .enumerate()
    {
        page.click_on(testid!("faults", " button"), wrong).await;
        fire(&page, &format!("stored as #{}", seq + 2)).await;
        assert_eq!(verdict(&relay.event(seq as u64 + 2).await), found, "{wrong}");
        page.click_on(testid!("faults", " button"), wrong).await;
    }
    page.click_on(testid!("faults", " button"), "twice").await;
    fire(&page, "2 stored").await;
    let signed = async |seq| relay.event(seq).await.header("stripe-signature").unwrap().to_owned();
    assert_eq!(signed(5).await, signed(6).await);
    // Another provider's is no key of this one, and the secret is nowhere in the page.
    choose(&page, "GitHub").await;
    page.wait("!document.querySelector('[data-testid=signing]').textContent.includes('relay signs')").await;
    assert!(!page.js::<String>("document.documentElement.innerHTML").await.contains("whsec_kept_here"));
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_that_looks_unusual_is_said_where_it_is_set() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    choose(&page, "Stripe").await;
    page.fill("#secret", "sk_live_1").await;
    page.click_on(testid!("signing", " button"), "Check this channel").await;
    page.wait_text("#notice", "API keys do not sign").await;
    // In the settings too, in the reader's language, and in the form that signs with it.
    for (language, said) in [("en", "API keys do not sign."), ("pt", "chaves de API não assinam.")] {
        page.go(&format!("{}?demo=off&lang={language}", relay.page_url())).await;
        page.live().await;
        page.click("#channel-settings").await;
        page.wait_text(testid!("channel-form", " [data-testid=secret-warning]"), said).await;
        page.key("Escape").await;
        choose(&page, "Stripe").await;
        page.wait_text(testid!("signing", " [data-testid=secret-warning]"), said).await;
    }
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn out_of_order_is_a_pair_whose_order_matters() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    let mut seq = 0;
    for (provider, secret, [before, after], [created, updated]) in [
        ("Mercado Pago", "segredo da padaria", ["0", "1"], ["payment.created", "payment.updated"]),
        ("Stripe", "whsec_padaria", ["2", "3"], ["customer.subscription.created", "customer.subscription.updated"]),
        ("GitHub", "segredo do cardapio", ["2", "4"], ["issues", "issue_comment"]),
    ] {
        choose(&page, provider).await;
        check_with(&page, secret).await;
        page.click("#notice button").await;
        page.wait("!document.querySelector('#notice')").await;
        // Whichever of the two stands in the form, what follows comes first.
        for (event, kind) in [(before, created), (after, updated)] {
            page.choose(testid!("provider-event"), event).await;
            page.wait_for("the event in the form", async || {
                let headers = page.value(testid!("request-headers")).await;
                let body = page.value(testid!("request-body")).await;
                [headers, body].iter().any(|text| text.contains(kind))
            })
            .await;
            if seq == 0 {
                page.click_on(testid!("faults", " button"), "out of order").await;
            }
            fire(&page, &format!("2 stored, #{} to #{}", seq + 1, seq + 2)).await;
            for kind in [updated, created] {
                seq += 1;
                let event = relay.event(seq).await;
                assert_eq!((event.event.as_deref(), verdict(&event)), (Some(kind), (true, None)), "{provider}");
            }
        }
    }
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_that_cannot_be_says_why() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    choose(&page, "GitHub").await;
    let disabled = "[...document.querySelectorAll('[data-testid=faults] button:disabled')].map(e => e.textContent)";
    assert_eq!(page.js::<Vec<String>>(disabled).await, ["bad signature", "10 min old", "out of order"]);
    let reasons = page.text(testid!("fault-reasons")).await;
    assert!(reasons.contains("10 min old: nothing says when it was signed"), "{reasons}");
    assert!(reasons.contains("bad signature: needs a secret"), "{reasons}");
    assert!(reasons.contains("out of order: choose the event issues or issue_comment above"), "{reasons}");
    page.fill("#secret", "a secret").await;
    page.wait("document.querySelectorAll('[data-testid=faults] button:disabled').length === 2").await;
    choose(&page, "Stripe").await;
    page.fill("#secret", "whsec_a").await;
    page.wait("document.querySelectorAll('[data-testid=faults] button:disabled').length === 1").await;
    page.wait_text(testid!("fault-reasons"), "customer.subscription.updated").await;
    page.choose(testid!("provider-event"), "3").await;
    page.wait("document.querySelectorAll('[data-testid=faults] button:disabled').length === 0").await;
    page.click_on(testid!("samples", " button"), "More").await;
    choose(&page, "GitLab").await;
    page.wait_text(testid!("fault-reasons"), "out of order: needs two events of one thing").await;
    page.is_clean();
}
