//! `GET …/telegram`: how the bot's webhook is, for the page. The token stays in the relay.

use gancho::config::Options;
use gancho::telegram::Bot;
use gancho_client::telegram::Token;
use serde_json::json;
use wire::{TelegramFault, TelegramState, TelegramStatus};

use super::{TOKEN, TelegramDouble, run};
use crate::answers::set;
use crate::support::{Client, TestRelay, memory, own_address, until};

/// A relay that has this bot's token.
async fn relay_of(api_base: String, token: &str) -> TestRelay {
    let bot = Bot { token: Token::parse(token).unwrap(), api_base };
    TestRelay::with(Options { telegram: Some(bot), ..memory() }).await
}

async fn status(relay: &Client, channel: &str) -> TelegramStatus {
    let answer = relay.get(&format!("/api/channels/{channel}/telegram")).await;
    assert!(!answer.text().contains(TOKEN.split_once(':').unwrap().1), "{}", answer.text());
    answer.json()
}

#[tokio::test]
async fn the_channel_of_the_webhook_is_told_how_it_is_and_no_other() {
    let double = TelegramDouble::local().await;
    let relay = relay_of(double.url(), TOKEN).await;
    let output = run(&relay, &double, &["connect", "--channel", "bot"]).await;
    assert!(output.status.success(), "{output:?}");
    set(&relay, "bot", &json!({"answer": {"status": 503}})).await;
    double.message("oi");
    until("the error", async || double.last_error().is_some()).await;
    let before = double.called("getWebhookInfo").len();
    let here = status(&relay, "bot").await;
    assert_eq!((here.state, here.waiting), (TelegramState::Here, Some(1)));
    assert_eq!(here.fault, Some(TelegramFault::OtherStatus));
    assert!(here.last_error.unwrap().contains("503"));
    assert!(here.last_error_at.unwrap().to_string().starts_with("2026-03-10T"));
    // Of another channel's webhook neither the address is told nor what waits.
    let other = relay.get("/api/channels/other/telegram").await;
    assert_eq!(other.json::<TelegramStatus>(), TelegramStatus::only(TelegramState::Elsewhere));
    assert!(!other.text().contains("/webhook/bot"), "{}", other.text());
    // Telegram is asked once for all who ask at about the same time.
    assert_eq!(double.called("getWebhookInfo").len(), before + 1);
    // The settings that the relay keeps have nothing of the token.
    let kept = relay.get("/api/channels/bot").await.text();
    assert!(!kept.contains(TOKEN.split_once(':').unwrap().1), "{kept}");
}

#[tokio::test]
async fn what_is_not_known_is_said_to_be_so() {
    let double = TelegramDouble::start().await;
    assert_eq!(status(&*TestRelay::start().await, "bot").await, TelegramStatus::only(TelegramState::NoToken));
    let other = TOKEN.replace("AAF", "AAG");
    for (api_base, token, state) in [
        (double.url(), TOKEN, TelegramState::NoWebhook),
        (double.url(), &other, TelegramState::BadToken),
        (format!("http://{}", own_address()), TOKEN, TelegramState::NoAnswer),
    ] {
        assert_eq!(status(&*relay_of(api_base, token).await, "bot").await, TelegramStatus::only(state));
    }
    let relay = relay_of(double.url(), TOKEN).await;
    relay.get("/api/channels/a.b/telegram").await.problem(400, "bad-channel");
}
