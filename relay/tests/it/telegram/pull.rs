//! `gancho telegram pull`: every update once in the channel, whatever is killed.

use serde_json::{Value, json};
use wire::{Event, EventsPage};

use super::{Fault, Puller, TOKEN, TelegramDouble, command, run, text};
use crate::answers::set;
use crate::support::{Client, Process, TestRelay, gancho, own_address, until, within};

async fn events(relay: &Client) -> Vec<Event> {
    let page: EventsPage = relay.get("/api/channels/bot/events?after=0&limit=1000").await.json();
    page.events.iter().map(|event| (**event).clone()).collect()
}

async fn numbers(relay: &Client) -> Vec<i64> {
    let number = |event: &Event| serde_json::from_slice::<Value>(event.body.as_bytes()).unwrap()["update_id"].as_i64();
    events(relay).await.iter().map(|event| number(event).unwrap()).collect()
}

#[tokio::test]
async fn updates_come_as_the_webhook_brings_them() {
    let (relay, double) = (TestRelay::start().await, TelegramDouble::start().await);
    let before = double.message("pão \"quente\"");
    let puller = Puller::start(&relay, &double).await;
    let after = double.message("olá 🧀");
    until("both", async || double.waiting().is_empty()).await;
    let events = events(&relay).await;
    let bodies: Vec<_> = events.iter().map(|event| event.body.as_text().unwrap()).collect();
    assert_eq!(bodies, [before, after], "byte for byte");
    for event in &events {
        assert_eq!((event.method.as_str(), event.path.as_str()), ("POST", "/webhook/bot"));
        assert_eq!(event.header("content-type"), Some("application/json"));
        assert_eq!((event.provider.as_deref(), event.event.as_deref()), (Some("telegram"), Some("message")));
        assert!(event.signature.as_ref().is_some_and(|signature| signature.valid), "{event:?}");
    }
    puller.signal("-TERM").await;
    assert_eq!(puller.end().await.0, Some(0));
}

#[tokio::test]
async fn what_a_stranger_posts_under_an_updates_number_does_not_stand_for_it() {
    let (relay, double) = (TestRelay::start().await, TelegramDouble::start().await);
    let first = run(&relay, &double, &["pull", "--channel", "bot", "--until-idle"]).await;
    assert!(first.status.success(), "{}", text(&first));
    let update = double.message("oi");
    let number = serde_json::from_str::<Value>(&update).unwrap()["update_id"].clone();
    relay.post("/webhook/bot", json!({"update_id": number}).to_string().as_bytes()).await;
    let second = run(&relay, &double, &["pull", "--channel", "bot", "--until-idle"]).await;
    assert!(second.status.success(), "{}", text(&second));
    let bodies: Vec<_> = events(&relay).await.iter().map(|event| event.body.as_text().unwrap().to_owned()).collect();
    assert_eq!(bodies.last(), Some(&update), "{bodies:?}");
}

#[tokio::test]
async fn an_answer_that_is_a_method_is_called() {
    let (relay, double) = (TestRelay::start().await, TelegramDouble::start().await);
    let template = r#"{"method":"sendMessage","chat_id":{{body.message.chat.id}},"text":"{{body.message.text}}!"}"#;
    set(&relay, "bot", &json!({"answer": {"body": template}})).await;
    double.message("oi");
    let output = run(&relay, &double, &["pull", "--channel", "bot", "--until-idle"]).await;
    assert!(output.status.success() && text(&output).contains("sendMessage: ok"), "{}", text(&output));
    let sent = json!({"method": "sendMessage", "chat_id": -1_001_234_567_890_i64, "text": "oi!"});
    assert_eq!(double.called("sendMessage"), [sent]);
    assert_eq!(double.waiting(), [] as [i64; 0]);
}

#[tokio::test]
async fn killed_between_fetch_and_store_nothing_is_lost_and_nothing_comes_twice() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("events.db");
    let address = own_address().to_string();
    let serve = || {
        let mut command = gancho(&["--listen", &address, "--data", data.to_str().unwrap(), "--log", "error"]);
        command.stderr(std::process::Stdio::inherit());
        Process::spawn(command)
    };
    let (mut relay, double) = (serve().await, TelegramDouble::start().await);
    let puller = Puller::start(&relay, &double).await;
    double.polled().await;
    relay.kill().await;
    // Fetched, and there is nobody who stores them.
    (0..5).for_each(|number| drop(double.message(&format!("{number}"))));
    puller.said("is not stored yet").await;
    assert_eq!(double.waiting().len(), 5, "none is acknowledged");
    puller.kill().await;
    let relay = serve().await;
    let expected = double.waiting();
    let puller = Puller::start(&relay, &double).await;
    until("them", async || double.waiting().is_empty()).await;
    assert_eq!(numbers(&relay).await, expected);
    // Stored, and the acknowledgement does not arrive.
    double.fail(&[Fault::BadGateway, Fault::BadGateway, Fault::Silence]);
    // The poll that waits is answered; the next ones fail.
    (0..3).for_each(|number| drop(double.message(&format!("again {number}"))));
    until("the silence", async || double.faults() == 0).await;
    until("the events", async || numbers(&relay).await.len() >= 6).await;
    puller.kill().await;
    let puller = Puller::start(&relay, &double).await;
    until("all of them", async || double.waiting().is_empty()).await;
    let all = numbers(&relay).await;
    assert_eq!(all, (expected[0]..expected[0] + 8).collect::<Vec<_>>());
    puller.kill().await;
}

#[tokio::test]
async fn a_relay_that_answers_with_an_error_has_the_update_once() {
    let (relay, double) = (TestRelay::start().await, TelegramDouble::start().await);
    set(&relay, "bot", &json!({"answer": {"status": 500}})).await;
    (0..3).for_each(|number| drop(double.message(&format!("{number}"))));
    let output = run(&relay, &double, &["pull", "--channel", "bot", "--until-idle"]).await;
    assert!(output.status.success(), "{}", text(&output));
    assert_eq!((numbers(&relay).await.len(), double.waiting().len()), (3, 0));
}

#[tokio::test]
async fn a_backlog_of_several_answers_comes_in_order() {
    let (relay, double) = (TestRelay::start().await, TelegramDouble::start().await);
    (0..250).for_each(|number| drop(double.message(&format!("{number}"))));
    let expected = double.waiting();
    let output = run(&relay, &double, &["pull", "--channel", "bot", "--until-idle"]).await;
    assert!(output.status.success(), "{}", text(&output));
    assert_eq!(numbers(&relay).await, expected);
    // Each request acknowledges the answer before.
    let offsets: Vec<_> = double.asked().iter().map(|(_, offset)| *offset).collect();
    let last = expected[0] + 250;
    assert_eq!(offsets[..4], [None, Some(expected[99] + 1), Some(expected[199] + 1), Some(last)]);
}

#[tokio::test]
async fn too_many_requests_are_waited_for_as_long_as_asked() {
    let (relay, double) = (TestRelay::start().await, TelegramDouble::start().await);
    double.fail(&[Fault::TooMany(1), Fault::BadGateway]);
    double.message("oi");
    let output = run(&relay, &double, &["pull", "--channel", "bot", "--until-idle", "--lang", "pt"]).await;
    assert!(output.status.success() && text(&output).contains("de novo em 1 s"), "{}", text(&output));
    let asked = double.asked();
    assert!((asked[1].0 - asked[0].0).as_secs_f64() >= 1.0);
    assert_eq!(numbers(&relay).await.len(), 1);
}

#[tokio::test]
async fn a_webhook_and_another_reader_are_in_the_way() {
    let (relay, double) = (TestRelay::start().await, TelegramDouble::start().await);
    let connect = ["connect", "--url", "https://hooks.example.com/webhook/bot", "--channel", "bot"];
    assert!(run(&relay, &double, &connect).await.status.success());
    for (lang, words) in [("en", "telegram disconnect removes it"), ("pt", "telegram disconnect remove")] {
        let output = run(&relay, &double, &["pull", "--channel", "bot", "--lang", lang]).await;
        assert!(output.status.code() == Some(1) && text(&output).contains(words), "{}", text(&output));
    }
    let puller = Puller::spawn(&relay, &double, &["--take-over", "--lang", "en"]);
    puller.said("Pulling").await;
    assert_eq!(double.webhook(), None);
    double.polled().await;
    assert_eq!(double.ask().await, 200);
    let (code, said) = puller.end().await;
    assert!(code == Some(1) && said.contains("another program asks for this bot's updates"), "{said}");
}

#[tokio::test]
async fn what_cannot_be_a_bot_is_refused_with_words() {
    let (relay, double) = (TestRelay::start().await, TelegramDouble::start().await);
    let with = async |name: &str, value: &str| {
        let mut command = command(&relay, &double, &["pull", "--channel", "bot", "--lang", "en"]);
        let output = within("its end", command.env(name, value).output()).await.unwrap();
        assert!(!output.status.success());
        text(&output)
    };
    let other = TOKEN.replace("AAF", "AAG");
    assert!(with("TELEGRAM_TOKEN", &other).await.contains("Telegram does not know this token"));
    assert!(with("TELEGRAM_TOKEN", "nonsense").await.contains("as @BotFather gives it"));
    let nobody = format!("http://{}", own_address());
    assert!(with("TELEGRAM_API_BASE", &nobody).await.contains("no Bot API answers at"));
    let no_api = format!("http://{}", relay.address);
    assert!(with("TELEGRAM_API_BASE", &no_api).await.contains("is no Bot API"));
    let mut without = command(&relay, &double, &["pull", "--lang", "pt"]);
    let output = within("its end", without.env_remove("TELEGRAM_TOKEN").output()).await.unwrap();
    assert!(text(&output).contains("passe o token do bot em TELEGRAM_TOKEN"), "{}", text(&output));
}
