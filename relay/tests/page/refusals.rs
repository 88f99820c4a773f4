//! Dialogs refuse what they cannot read: at the field, in the page's language, and drop nothing.

use serde_json::Value;

use crate::support::{Page, Relay, quoted, testid};

const FORM: &str = "!!document.querySelector('[data-testid=channel-form][aria-busy=false]')";

async fn open_settings(page: &Page) {
    page.click("#channel-settings").await;
    page.wait(FORM).await;
}

async fn save(page: &Page, name: &str) {
    page.click_on(testid!("channel-form", " button"), name).await;
}

async fn settings(relay: &Relay, channel: &str) -> Value {
    relay.get(&format!("/api/channels/{channel}")).await.json()
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_that_cannot_be_read_are_refused_at_their_field() {
    let relay = Relay::start().await;
    for (lang, own, name, says) in [
        ("en", "Answer with the receipt", "Save", ["Line 2 is not a header", "from 0 to 30,000", "from 200 to 599"]),
        ("pt", "Responder com o recibo", "Salvar", ["A linha 2 não é um cabeçalho", "de 0 a 30.000", "de 200 a 599"]),
    ] {
        let page = Page::blank().await;
        page.go(&format!("{}?demo=off&lang={lang}", relay.page_url())).await;
        page.live().await;
        open_settings(&page).await;
        page.click_on(testid!("channel-form", " label"), own).await;
        for (field, text, said) in [
            ("#set-headers", "x-a: 1\nno colon", says[0]),
            ("#set-delay", "abc", says[1]),
            ("#set-status", "99", says[2]),
        ] {
            let before = page.value(field).await;
            page.fill(field, text).await;
            save(&page, name).await;
            page.wait_text(&format!("{field}-error"), said).await;
            assert_eq!(page.value(field).await, text, "it stays to be mended");
            let marked: String =
                page.js(&format!("document.querySelector({}).getAttribute('aria-invalid')", quoted(field))).await;
            assert_eq!(marked, "true");
            assert_eq!(settings(&relay, "default").await["answer"], Value::Null);
            page.fill(field, &before).await;
        }
        // Two at once are both said.
        page.fill("#set-delay", "1h").await;
        page.fill("#set-fail-percent", "500").await;
        save(&page, name).await;
        page.wait_text("#set-delay-error", says[1]).await;
        page.wait("document.querySelector('#set-fail-percent-error').textContent.includes('100')").await;
        page.is_clean();
    }
}

/// Each fault of a template, which the relay finds, at its field and in the page's language.
#[tokio::test(flavor = "multi_thread")]
async fn a_template_that_makes_no_sense_is_said_at_its_field_in_the_pages_language() {
    let relay = Relay::start().await;
    let deep = format!("{{{{body{}}}}}", ".a".repeat(33));
    let many = "{{seq}}".repeat(101);
    let faults: [(&str, [&str; 3]); 9] = [
        (
            "{\n  \"oi\": {{query.nome}\n}",
            [
                "Linha 2, coluna 9: este {{ não é fechado por }}.",
                "Line 2, column 9: this {{ is not closed by }}.",
                "Línea 2, columna 9: este {{ no se cierra con }}.",
            ],
        ),
        (&many, ["no máximo 100 valores", "at most 100 values", "como máximo 100 valores"]),
        ("{{body.x|upper}}", ["só pode vir raw, e não “upper”", "only raw may stand", "solo puede ir raw"]),
        ("{{}}", ["falta um nome entre as chaves", "a name is missing between", "falta un nombre entre las llaves"]),
        (&deep, ["desce mais de 32 níveis", "goes deeper than 32 steps", "baja más de 32 niveles"]),
        ("{{body..a}}", ["em “body..a” falta um nome", "in “body..a” a name", "en “body..a” falta un nombre"]),
        ("{{headers}}", ["diga qual cabeçalho", "say which header", "indica qué encabezado"]),
        ("{{query.}}", ["diga qual parâmetro", "say which parameter", "indica qué parámetro"]),
        ("{{nome}}", ["um evento não tem “nome”", "an event has no “nome”", "un evento no tiene “nome”"]),
    ];
    for (nth, (lang, own, name)) in [
        ("pt", "Responder com o recibo", "Salvar"),
        ("en", "Answer with the receipt", "Save"),
        ("es", "Responder con el recibo", "Guardar"),
    ]
    .into_iter()
    .enumerate()
    {
        let page = Page::blank().await;
        page.go(&format!("{}?demo=off&lang={lang}", relay.page_url())).await;
        page.live().await;
        open_settings(&page).await;
        page.click_on(testid!("channel-form", " label"), own).await;
        let refused = async |field: &str, text: &str, says: &str| {
            page.fill(field, text).await;
            save(&page, name).await;
            page.wait_text(&format!("{field}-error"), says).await;
            page.wait(&format!("document.querySelector('{field}').ariaInvalid === 'true'")).await;
            page.wait(&format!("'#' + document.activeElement?.id === '{field}'")).await;
            assert_eq!(page.value(field).await, text, "it stays to be mended");
        };
        for (template, says) in &faults {
            refused("#set-body", template, says[nth]).await;
        }
        // It is said there, and not a second time below.
        assert_eq!(page.text(testid!("channel-form", " .outcome")).await, "");
        page.fill("#set-body", "{{query.nome}}").await;
        let says = ["x-b, coluna 6: este {{", "x-b, column 6: this {{", "x-b, columna 6: este {{"];
        refused("#set-headers", "x-a: {{seq}}\nx-b: olá: {{id", says[nth]).await;
        assert_eq!(page.text("#set-body-error").await, "");
        assert_eq!(settings(&relay, "default").await["answer"], Value::Null);
    }
    // Mended, it is taken.
    let page = Page::open(&relay).await;
    open_settings(&page).await;
    page.click_on(testid!("channel-form", " label"), "Answer with the receipt").await;
    page.fill("#set-body", "oi {{query.nome}}").await;
    save(&page, "Save").await;
    page.wait("!document.querySelector('[data-testid=channel-form]')").await;
    assert_eq!(relay.request("POST", "/webhook?nome=Ana", &[], b"x").await.text(), "oi Ana");
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn how_much_a_channel_keeps_is_set_in_its_dialog() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    open_settings(&page).await;
    assert_eq!((&*page.value("#set-events").await, &*page.value("#set-size").await), ("10000", "256"));
    for bad in ["0", "many", "-1"] {
        page.fill("#set-events", bad).await;
        save(&page, "Save").await;
        page.wait_text("#set-events-error", "A whole number from 1").await;
    }
    page.fill("#set-events", "20").await;
    page.fill("#set-size", "5").await;
    save(&page, "Save").await;
    page.wait("!document.querySelector('[data-testid=channel-form]')").await;
    let kept = settings(&relay, "default").await["retention"].clone();
    assert_eq!(kept, serde_json::json!({"max_events": 20, "max_bytes": 5 << 20}));
    // Saved again for another reason, it stays.
    open_settings(&page).await;
    assert_eq!((&*page.value("#set-events").await, &*page.value("#set-size").await), ("20", "5"));
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_is_deleted_in_its_dialog_once_that_is_said_twice() {
    let relay = Relay::start().await;
    relay.post("/webhook/loja", b"one").await;
    let page = Page::blank().await;
    page.go(&format!("{}?demo=off&lang=en#loja", relay.page_url())).await;
    page.live().await;
    page.counts("1").await;
    open_settings(&page).await;
    page.click_on(testid!("channel-removal", " button"), "Delete the channel").await;
    page.wait_text(testid!("channel-removal"), "Delete loja, its events and its settings, for good?").await;
    page.click_on(testid!("channel-removal", " button"), "Cancel").await;
    page.click_on(testid!("channel-removal", " button"), "Delete the channel").await;
    page.click_on(testid!("channel-removal", " button"), "Delete the channel").await;
    page.wait_text("#notice", "Channel loja was deleted.").await;
    page.wait("location.hash === '#default'").await;
    relay.get("/api/channels/loja").await.problem(404, "unknown-channel");
    page.live().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interval_out_of_range_is_said_with_the_range() {
    let relay = Relay::start().await;
    for (lang, says) in [("en", "from 250 ms to 60 s"), ("pt", "de 250 ms a 60 s")] {
        let page = Page::blank().await;
        page.go(&format!("{}?demo=off&lang={lang}", relay.page_url())).await;
        page.live().await;
        for bad in ["0", "1h", "abc"] {
            page.fill("#interval-typed", bad).await;
            page.key("Enter").await;
            page.wait_text("#interval-error", says).await;
            assert_eq!(page.value("#interval-typed").await, bad, "it stays to be mended");
            page.wait("document.querySelector('#interval-typed').ariaInvalid === 'true'").await;
            // Written on, it is not refused before it is done.
            page.fill("#interval-typed", "3").await;
            page.wait("document.querySelector('#interval-error').textContent === ''").await;
        }
        assert_eq!(page.count("#notice").await, 0, "it is said where it is");
        // Set in another way it is no longer what was typed.
        page.fill("#interval-typed", "x").await;
        page.key("Enter").await;
        page.wait_text("#interval-error", says).await;
        page.js::<Value>("document.activeElement.blur()").await;
        page.key("]").await;
        page.wait("document.querySelector('#interval-typed').value.replace(/\\s/g, ' ') === '5 s'").await;
        page.wait("document.querySelector('#interval-error').textContent === ''").await;
        page.is_clean();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_field_can_take_is_said_below_it_and_stays() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    relay.post("/webhook", b"one").await;
    relay.post("/webhook", b"two").await;
    page.counts("2").await;
    let refused = async |field: &str, bad: &str, good: &str, says: &str| {
        page.fill(field, bad).await;
        page.wait_text(&format!("{field}-error"), says).await;
        assert_eq!(page.value(field).await, bad, "it stays to be mended");
        page.wait(&format!("document.querySelector('{field}').ariaInvalid === 'true'")).await;
        page.fill(field, good).await;
        page.wait(&format!("document.querySelector('{field}-error').textContent === ''")).await;
    };
    // Another event to compare with.
    page.click("#event-2").await;
    page.click("#tab-compare").await;
    page.wait("document.querySelector('#compare-with')?.value === '1'").await;
    let id = async |field: &str, error: &str| {
        page.wait(&format!("document.querySelector('{field}').getAttribute('aria-describedby') === '{error}'")).await;
    };
    id("#compare-with", "compare-with-error").await;
    refused("#compare-with", "abc", "1", "An event’s number").await;
    page.key("Escape").await;

    // How many clients.
    page.wait_text(testid!("scale"), "10,000 clients").await;
    page.click_on(testid!("scale", " button"), "10,000 clients").await;
    for bad in ["0", "many", "1e9", "99999999999"] {
        refused("#clients", bad, "12", "A whole number from 1 to 1,000,000,000").await;
    }
    page.wait_text("[role=dialog]", "12").await;
    page.key("Escape").await;

    // A channel's name.
    page.click("#channel").await;
    page.fill("#new-channel", "não").await;
    page.key("Enter").await;
    page.wait_text("#new-channel-error", "A name has 1 to 64").await;
    page.wait("document.querySelector('#new-channel').ariaInvalid === 'true'").await;
    page.key("Escape").await;

    // A scheme.
    page.click("#channel-settings").await;
    page.wait(FORM).await;
    page.choose(testid!("channel-form", " select"), "custom").await;
    page.wait("!!document.querySelector('#set-scheme')").await;
    let scheme = page.value("#set-scheme").await;
    refused("#set-scheme", "{", &scheme, "This does not say how it is signed").await;
    page.is_clean();
}
