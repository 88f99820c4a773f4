//! Where the relay was told to forward when it was started, and where it may not: said in the header and at the field.

use std::path::Path;

use serde_json::{Value, json};
use testkit::Process;
use wire::ForwardStatus;

use super::{FORM, Flask, fits, open_setting, save, says};
use crate::support::{Page, own_address};

/// A relay that was started so, with its data in that file.
async fn started(data: &Path, args: &[&str]) -> Process {
    Process::start(data, &[&["--log", "error"], args].concat()).await
}

/// Its page, in that language.
async fn opened(relay: &Process, lang: &str) -> Page {
    let page = Page::blank().await;
    page.go(&format!("http://localhost:{}/?demo=off&lang={lang}", relay.address.port())).await;
    page.live().await;
    page
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
        let kept: Value = relay.get("/api/channels/default").await.json();
        assert_eq!(kept["forward"]["url"], *written, "{kept}");
        let status: ForwardStatus = relay.get("/api/channels/default/forward").await.json();
        assert_eq!(status.url.as_deref(), Some(&*flagged));
        page.is_clean();
    }
    // In another channel the field says what it does.
    assert_eq!(relay.request("PUT", "/api/channels/other", &[], b"").await.status, 200);
    let page = opened(&relay, "en").await;
    page.js::<Value>("location.hash = '#other'").await;
    says(&page, "off", "Forward").await;
    open_setting(&page).await;
    page.wait_text("#set-forward-hint", "An empty field: nowhere.").await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_target_that_is_not_allowed_is_said_to_be_and_gets_its_events_once_it_is() {
    let Some(flask) = Flask::start().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("events.db");
    let target = flask.address.to_string();
    // Others reach it: it forwards to what it was allowed alone. Nobody is at its address.
    let nobody = format!("http://{}", own_address());
    let public = ["--public-url", &nobody, "--open"];
    let allowed = [&public[..], &["--allow-target", &target]].concat();

    let mut relay = started(&data, &allowed).await;
    let setting = json!({"forward": {"url": flask.url()}}).to_string();
    let answer = relay.request("PUT", "/api/channels/default", &[], setting.as_bytes()).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    relay.signal("-TERM").await;
    assert!(relay.exit().await.success());

    let mut relay = started(&data, &public).await;
    assert_eq!(relay.request("POST", "/webhook", &[], b"one").await.status, 200);
    for (lang, words, queue) in
        [("en", "not allowed", "1 queued"), ("pt", "não permitido", "1 na fila"), ("es", "no permitido", "1 en cola")]
    {
        let page = opened(&relay, lang).await;
        says(&page, "refused", &format!("{words}: {target}")).await;
        says(&page, "refused", queue).await;
        // What would allow it is in its title.
        page.wait(&format!("document.querySelector('#forward-state').title.includes('--allow-target {target}')")).await;
        for (width, height) in [(1180, 800), (390, 844), (2560, 1440), (1440, 900)] {
            page.resize(width, height).await;
            fits(&page).await;
        }
        page.is_clean();
    }
    flask.saw(&[]).await;
    relay.signal("-TERM").await;
    assert!(relay.exit().await.success());

    let relay = started(&data, &allowed).await;
    flask.saw(&["one"]).await;
    let page = opened(&relay, "en").await;
    says(&page, "on", &target).await;
    page.wait("!document.querySelector('[data-testid=forwarding]').textContent.includes('queued')").await;
    page.is_clean();
}
