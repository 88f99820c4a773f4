//! Senders that wait for an answer by hand: each its own, on two pages at once, over a reload.

use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::forwarding::fits;
use crate::support::{Client, Page, Relay, quoted, testid, until};
use testkit::Answer;

const HELD: &str = testid!("held");

/// A relay that holds every sender of its channel.
async fn holding() -> Relay {
    let relay = Relay::start().await;
    let settings = json!({"answer": {"status": 202, "body": "own", "hold": true}}).to_string();
    assert_eq!(relay.request("PUT", "/api/channels/default", &[], settings.as_bytes()).await.status, 200);
    relay
}

/// Sends, and waits until it is held.
async fn send(relay: &Relay, path: &str, seq: u64) -> JoinHandle<Answer> {
    let (address, target) = (relay.address, format!("/webhook/default{path}"));
    let sender = tokio::spawn(async move {
        let json = [("content-type", "application/json")];
        Client { address }.request("POST", &target, &json, br#"{"pedido":41}"#).await
    });
    until("the sender to be held", async || {
        let held: wire::HeldEvents = relay.get("/api/channels/default/held").await.json();
        held.held.iter().any(|event| event.seq == seq)
    })
    .await;
    sender
}

async fn waits(page: &Page, senders: usize) {
    let open = testid!("held-left");
    page.wait(&format!("document.querySelectorAll({}).length === {senders}", quoted(open))).await;
}

async fn came_to(page: &Page, seq: u64, words: &str) {
    page.wait_text(&format!("#held-{seq} [data-testid=held-outcome]"), words).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn three_senders_and_two_pages_and_the_first_answer_counts() {
    let relay = holding().await;
    let (one, two) = (Page::open(&relay).await, Page::open(&relay).await);
    let list = "JSON.stringify(document.querySelector('[data-testid=event-list]').getBoundingClientRect())";
    let before: String = one.js(list).await;
    let first = send(&relay, "/a", 1).await;
    let second = send(&relay, "/b", 2).await;
    let third = send(&relay, "/c", 3).await;
    for page in [&one, &two] {
        waits(page, 3).await;
        page.wait_text(testid!("holding"), "3 senders wait for an answer").await;
        page.wait_text(testid!("held-said"), "3 senders wait").await;
        page.wait_text("#held-1", "POST /a").await;
    }
    assert_eq!(one.js::<String>(list).await, before, "the list stands where it stood");
    // Seconds that are left, by the relay's clock.
    let left: u32 = one.js("parseInt(document.querySelector('[data-testid=held-left]').textContent)").await;
    assert!((1..=30).contains(&left), "{left}");

    one.click_on("#held-1 button", "Answer 200").await;
    assert_eq!(first.await.unwrap().status, 200);
    came_to(&one, 1, "You answered 200.").await;
    came_to(&two, 1, "Answered elsewhere (200).").await;
    two.click_on("#held-2 button", "Answer 500").await;
    assert_eq!(second.await.unwrap().status, 500);
    came_to(&two, 2, "You answered 500.").await;
    came_to(&one, 2, "Answered elsewhere").await;

    // A reload keeps the one that waits, and knows its time.
    one.reload().await;
    one.live().await;
    waits(&one, 1).await;
    one.wait_text("#held-3", "POST /c").await;
    one.click_on("#held-3 button", "Edit").await;
    one.wait("document.activeElement?.id === 'held-3-status'").await;
    for (field, wrong, words) in [
        ("status", "99", "A whole number from 200 to 599."),
        ("headers", "no colon", "Line 1 is not a header"),
        ("headers", "set-cookie: a=b", "cannot be sent"),
    ] {
        let before = one.value(&format!("#held-3-{field}")).await;
        one.fill(&format!("#held-3-{field}"), wrong).await;
        one.click_on("#held-3 button", "Answer with this").await;
        one.wait_text(&format!("#held-3-{field}-error"), words).await;
        one.wait(&format!("document.activeElement?.id === 'held-3-{field}'")).await;
        one.fill(&format!("#held-3-{field}"), &before).await;
    }
    one.fill("#held-3-status", "418").await;
    one.fill("#held-3-headers", "x-by: hand").await;
    one.fill("#held-3-body", "tea").await;
    one.click_on("#held-3 button", "Answer with this").await;
    let got = third.await.unwrap();
    assert_eq!((got.status, got.header("x-by"), got.text().as_str()), (418, Some("hand"), "tea"));
    came_to(&one, 3, "You answered 418.").await;
    // What was said goes by itself.
    one.wait("!document.querySelector('[data-testid=holding]')").await;
    for page in [one, two] {
        page.is_clean();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_comes_second_is_told_so() {
    let relay = holding().await;
    let page = Page::open(&relay).await;
    let sender = send(&relay, "", 1).await;
    waits(&page, 1).await;
    // The stream says nothing: this page does not know yet that somebody else answers.
    page.js::<Value>(
        "(() => { window.real = fetch; window.fetch = async (...asked) => { \
         if (asked[0].url?.includes('/held/1/answer')) await real('/api/channels/default/held/1/answer', \
         { method: 'POST', body: '{\"status\":201}' }); return real(...asked); }; })()",
    )
    .await;
    page.click_on("#held-1 button", "Answer 200").await;
    assert_eq!(sender.await.unwrap().status, 201);
    came_to(&page, 1, "Answered elsewhere").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn by_keyboard_on_a_phone_in_portuguese() {
    let relay = holding().await;
    let page = Page::blank().await;
    page.resize(390, 844).await;
    page.go(&format!("{}?demo=off&lang=pt-BR", relay.page_url())).await;
    page.live().await;
    let first = send(&relay, "/a", 1).await;
    let second = send(&relay, "/b", 2).await;
    waits(&page, 2).await;
    page.wait_text(testid!("holding"), "2 remetentes esperam resposta").await;
    fits(&page).await;
    let seen = "(e => { const r = e.getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight \
                && r.left >= 0 && r.right <= innerWidth; })";
    // All of it is in the window, and so is its first button, without a scroll.
    for part in [testid!("holding"), "#held-1 .act"] {
        page.wait(&format!("{seen}(document.querySelector({}))", quoted(part))).await;
    }
    page.key("h").await;
    page.wait("document.activeElement?.id === 'held-1'").await;
    page.key("Tab").await;
    page.key("Tab").await;
    page.wait("document.activeElement?.textContent === 'Responder 200'").await;
    page.key("Enter").await;
    assert_eq!(first.await.unwrap().status, 200);
    came_to(&page, 1, "Você respondeu 200.").await;
    page.wait("document.activeElement?.id === 'held-1'").await;
    // Folded, it is a line, and what waits is still counted.
    page.click(testid!("holding", " header button")).await;
    page.wait(&format!("!document.querySelector('{HELD}').checkVisibility()")).await;
    page.wait_text(testid!("holding"), "1 remetente espera").await;
    page.click(testid!("holding", " header button")).await;
    page.click_on("#held-2 button", "Editar").await;
    page.wait("document.activeElement?.id === 'held-2-status'").await;
    fits(&page).await;
    page.key("Escape").await;
    page.wait("!document.querySelector('[data-testid=answer-form]')").await;
    page.click_on("#held-2 button", "Responder 500").await;
    assert_eq!(second.await.unwrap().status, 500);
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_time_over_the_channels_answer_goes_and_that_is_said() {
    let relay = holding().await;
    let page = Page::open(&relay).await;
    let mut sender = relay.connect().await;
    sender.send("POST", "/webhook", &[], b"one").await;
    waits(&page, 1).await;
    // One that does not wait.
    let mut gone = relay.connect().await;
    gone.send("POST", "/webhook", &[], b"x").await;
    waits(&page, 2).await;
    drop(gone);
    came_to(&page, 2, "The sender did not wait").await;
    page.wait("parseInt(document.querySelector('[data-testid=held-left]').textContent) < 15").await;
    came_to(&page, 1, "Time is over: the channel’s answer went out, 202.").await;
    let got = sender.answer(false).await;
    assert_eq!((got.status, got.text().as_str()), (202, "own"));
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_writes_an_answer_goes_on_when_it_comes_too_late() {
    let relay = holding().await;
    let page = Page::open(&relay).await;
    let sender = send(&relay, "", 1).await;
    waits(&page, 1).await;
    page.click_on("#held-1 button", "Edit").await;
    page.wait("document.activeElement?.id === 'held-1-status'").await;
    page.js::<Value>("document.querySelector('#held-1-body').focus()").await;
    page.key("f").await;
    let answer = relay.request("POST", "/api/channels/default/held/1/answer", &[], br#"{"status":201}"#).await;
    assert!(answer.status < 300, "{}", answer.text());
    assert_eq!(sender.await.unwrap().status, 201);
    came_to(&page, 1, "Answered elsewhere").await;
    for letter in ["r", "f"] {
        page.key(letter).await;
    }
    assert_eq!(page.value("#held-1-body").await, "frf");
    page.wait("document.activeElement?.id === 'held-1-body'").await;
    let send = "document.querySelector('[data-testid=answer-form] [type=submit]')";
    page.wait(&format!("{send}.ariaDisabled === 'true'")).await;
    page.js::<Value>(&format!("{send}.click()")).await;
    came_to(&page, 1, "Answered elsewhere").await;
    // Closed, it goes by itself; nothing was fired meanwhile.
    page.click_on(testid!("answer-form", " button"), "Close").await;
    page.wait("document.activeElement?.id === 'held-1'").await;
    page.wait("!document.querySelector('[data-testid=holding]')").await;
    assert_eq!(relay.page("").await.head, 1);
    page.is_clean();
}
