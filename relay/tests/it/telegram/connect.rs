//! `gancho telegram connect`, `info` and `disconnect`.

use serde_json::json;
use wire::EventsPage;

use super::{TelegramDouble, run, text};
use crate::answers::set;
use crate::support::{TestRelay, until};

#[tokio::test]
async fn a_webhook_brings_updates_with_its_secret() {
    let (relay, double) = (TestRelay::start().await, TelegramDouble::local().await);
    let args = ["connect", "--channel", "bot", "--allowed-updates", "message,callback_query", "--lang", "en"];
    let output = run(&relay, &double, &args).await;
    let said = text(&output);
    assert!(
        output.status.success() && said.contains("/webhook/bot") && said.contains("Updates that wait: 0"),
        "{said}"
    );
    assert_eq!(double.called("setWebhook")[0]["allowed_updates"], json!(["message", "callback_query"]));
    double.message("oi");
    until("it", async || double.waiting().is_empty()).await;
    let page: EventsPage = relay.get("/api/channels/bot/events").await.json();
    assert!(page.events[0].signature.as_ref().is_some_and(|signature| signature.valid), "{page:?}");
    // What Telegram does not get a 200 for waits, and the reason is said.
    set(&relay, "bot", &json!({"answer": {"status": 503}})).await;
    double.message("again");
    until("the error", async || double.last_error().is_some()).await;
    for (lang, words) in [("en", "another status than 200"), ("pt", "a resposta não foi 200")] {
        let said = text(&run(&relay, &double, &["info", "--lang", lang]).await);
        assert!(said.contains(words) && said.contains("503"), "{said}");
    }
    let output = run(&relay, &double, &["disconnect", "--drop-pending", "--lang", "pt"]).await;
    assert!(output.status.success() && text(&output).contains("O webhook foi removido"), "{}", text(&output));
    assert_eq!((double.webhook(), double.waiting().len()), (None, 0));
    let said = text(&run(&relay, &double, &["info", "--lang", "pt"]).await);
    assert!(said.contains("não tem webhook"), "{said}");
}

#[tokio::test]
async fn addresses_that_telegram_refuses_are_explained() {
    let (relay, double) = (TestRelay::start().await, TelegramDouble::start().await);
    for (url, en, pt) in [
        ("http://hooks.example.com/webhook/bot", "https addresses only", "só envia webhooks para endereços https"),
        ("https://hooks.example.com:7878/webhook/bot", "ports 443, 80, 88 and 8443", "portas 443, 80, 88 e 8443"),
        ("https://nowhere.invalid/webhook/bot", "cannot find the host", "não encontra o host"),
    ] {
        for (lang, words) in [("en", en), ("pt", pt)] {
            let output = run(&relay, &double, &["connect", "--url", url, "--lang", lang]).await;
            assert!(output.status.code() == Some(1) && text(&output).contains(words), "{}", text(&output));
        }
    }
    // Without one, the relay's own: on loopback there is none that Telegram reaches.
    let output = run(&relay, &double, &["connect", "--lang", "en"]).await;
    assert!(!output.status.success() && text(&output).contains("gancho telegram pull"), "{}", text(&output));
    assert_eq!(double.webhook(), None);
    let output = run(&relay, &double, &["connect", "--allowed-updates", "Mes sage"]).await;
    assert!(text(&output).contains("as in message,callback_query"), "{}", text(&output));
}

#[tokio::test]
async fn last_errors_are_said_in_plain_words() {
    let (relay, double) = (TestRelay::start().await, TelegramDouble::start().await);
    for (error, en, pt) in [
        ("Connection refused", "nothing listens", "nada escuta"),
        ("Connection timed out", "no answer came in time", "nenhuma resposta veio a tempo"),
        (
            "SSL error {error:0A000086:certificate verify failed}",
            "does not trust the certificate",
            "não confia no certificado",
        ),
        ("Wrong response from the webhook: 404 Not Found", "/webhook/CHANNEL", "/webhook/CANAL"),
        ("Wrong response from the webhook: 502 Bad Gateway", "another status than 200", "não foi 200"),
    ] {
        double.set_last_error(error);
        for (lang, words) in [("en", en), ("pt", pt)] {
            let said = text(&run(&relay, &double, &["info", "--lang", lang]).await);
            assert!(said.contains(words) && said.contains(error), "{said}");
        }
    }
}
