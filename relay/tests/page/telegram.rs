//! A Telegram bot on the page: the commands, how its webhook is, and the race. The token never comes
//! to the page.

use std::process::Stdio;

use testkit::{Process, TELEGRAM_TOKEN, TelegramDouble, gancho, own_address, until};

use crate::support::{Page, Relay, testid, within};

const STATE: &str = testid!("telegram-state");

/// Chooses Telegram in the form.
async fn choose(page: &Page) {
    page.click_on(testid!("samples", " button"), "Telegram").await;
    page.wait_text(testid!("telegram"), "gancho telegram pull").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_commands_and_the_race_are_at_hand_where_no_token_was_given() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    choose(&page).await;
    let at = format!("--relay http://localhost:{}", relay.address.port());
    for what in ["connect", "pull"] {
        page.wait_text(testid!("telegram"), &format!("gancho telegram {what} --channel default {at}")).await;
    }
    page.wait_text(STATE, "start the relay with the token in TELEGRAM_TOKEN").await;
    let race = testid!("telegram-race", " button");
    page.click(race).await;
    page.wait(&format!("document.querySelector('{race}').ariaPressed === 'true'")).await;
    let long =
        "[...document.querySelectorAll('[data-testid=race-controls] [aria-pressed=true]')].map(e => e.innerText)";
    page.wait(&format!("{long}.includes('long')")).await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_webhooks_last_error_is_said_in_plain_words_and_the_token_stays_in_the_relay() {
    let folder = tempfile::tempdir().unwrap();
    let (data, double) = (folder.path().join("events.db"), TelegramDouble::local().await);
    let address = own_address().to_string();
    let mut command = gancho(&["--listen", &address, "--data", data.to_str().unwrap(), "--log", "warn"]);
    command.env("TELEGRAM_TOKEN", TELEGRAM_TOKEN).env("TELEGRAM_API_BASE", double.url()).stderr(Stdio::inherit());
    let mut relay = Process::spawn(command).await;
    let mut connect = gancho(&["telegram", "connect", "--channel", "bot"]);
    connect.env("GANCHO_RELAY", format!("http://{address}"));
    connect.env("TELEGRAM_TOKEN", TELEGRAM_TOKEN).env("TELEGRAM_API_BASE", double.url());
    assert!(within("connect", connect.output()).await.unwrap().status.success());
    let answer = relay.request("PUT", "/api/channels/bot", &[], br#"{"answer":{"status":503}}"#).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    double.message("oi");
    until("the error", async || double.last_error().is_some()).await;
    for (lang, waits, words) in [
        ("pt", "Atualizações que esperam no Telegram: 1", "A resposta não foi 200"),
        ("en", "Updates that wait at Telegram: 1", "another status than 200"),
        ("es", "Actualizaciones que esperan en Telegram: 1", "La respuesta no fue 200"),
    ] {
        let page = Page::blank().await;
        page.go(&format!("http://localhost:{}/?demo=off&lang={lang}#bot", relay.address.port())).await;
        page.live().await;
        choose(&page).await;
        page.wait_text(STATE, waits).await;
        page.wait_text(STATE, words).await;
        let secret = TELEGRAM_TOKEN.split_once(':').unwrap().1;
        for request in page.requests("/telegram") {
            assert!(!page.answer(&request).await.contains(secret));
        }
        let is_there: bool = page.js(&format!("document.documentElement.innerHTML.includes('{secret}')")).await;
        assert!(!is_there);
        page.is_clean();
    }
    // Another channel is not the bot's, and is not told of it.
    let page = Page::blank().await;
    page.go(&format!("http://localhost:{}/?demo=off&lang=en", relay.address.port())).await;
    page.live().await;
    choose(&page).await;
    page.wait_text(STATE, "another address, not this channel's").await;
    // Nor does the token lie in the file.
    relay.signal("-TERM").await;
    assert!(relay.exit().await.success());
    let secret = TELEGRAM_TOKEN.split_once(':').unwrap().1.as_bytes();
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(secret.len()).any(|window| window == secret));
    }
}
