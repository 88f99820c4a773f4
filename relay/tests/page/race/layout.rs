//! The layout: a race in one line, a list as wide as one likes, and both as they were left.

use super::*;

async fn width(page: &Page, css: &str) -> f64 {
    page.js(&format!("document.querySelector({}).getBoundingClientRect().width", quoted(css))).await
}

async fn list_is(page: &Page, px: f64) {
    page.wait_for(&format!("a list of {px} px"), async || (width(page, testid!("event-list")).await - px).abs() < 1.0)
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_race_folds_to_a_line_opens_again_and_stays_as_it_was_left() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    raced(&page, &relay, 1, 1).await;
    let headline = page.text(testid!("headline", " h1")).await;
    let room: f64 = page.js("document.querySelector('[data-testid=work]').clientHeight").await;
    page.click("#fold-race").await;
    page.wait_text(testid!("folded-headline"), &headline).await;
    page.wait_text(testid!("folded-asked"), "pull every 2 s, ").await;
    let more: f64 = page.js("document.querySelector('[data-testid=work]').clientHeight").await;
    assert!(more > room + 200.0, "the events get the room: {room} to {more}");
    assert_eq!(page.count(testid!("headline")).await, 0);
    // The form comes when it is asked for, and firing needs no form.
    page.wait("!document.querySelector('[data-testid=request-pane]').checkVisibility()").await;
    page.click("#open-form").await;
    page.wait("document.querySelector('[data-testid=request-pane]').checkVisibility()").await;
    page.key("Escape").await;
    page.wait("!document.querySelector('[data-testid=request-pane]').checkVisibility()").await;
    page.key("f").await;
    page.counts("2").await;
    // The race went on: the new event is in the median.
    page.wait_text(testid!("basis"), "Median of 2 events.").await;
    pause(&page).await;
    relay.post("/webhook", b"x").await;
    page.wait_text(testid!("paused"), "paused, 1 newer").await;
    page.reload().await;
    page.live().await;
    page.wait("!!document.querySelector('[data-testid=folded-headline]')").await;
    // By the keyboard, and remembered too.
    page.js::<Value>("document.querySelector('#fold-race').focus()").await;
    page.key("Enter").await;
    page.wait("!!document.querySelector('[data-testid=headline]') && document.activeElement.id === 'fold-race'").await;
    page.reload().await;
    page.live().await;
    page.wait("!!document.querySelector('[data-testid=headline]')").await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_is_as_wide_as_it_was_dragged() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    let divider = testid!("divider");
    let first = width(&page, testid!("event-list")).await;
    page.js::<Value>(&format!("document.querySelector({}).focus()", quoted(divider))).await;
    page.key("ArrowRight").await;
    list_is(&page, first + 16.0).await;
    page.key("ArrowLeft").await;
    list_is(&page, first).await;
    page.key("Home").await;
    list_is(&page, 300.0).await;
    page.wait(&format!("document.querySelector({}).ariaValueNow === '300'", quoted(divider))).await;
    page.key("End").await;
    page.wait_for("the inspector's least width", async || {
        (width(&page, testid!("inspector")).await - 360.0).abs() < 1.0
    })
    .await;
    let widest = width(&page, testid!("event-list")).await;
    let (x, y): (f64, f64) = page
        .js(&format!(
            "(r => [r.left + r.width / 2, r.top + r.height / 2])(document.querySelector({}).getBoundingClientRect())",
            quoted(divider)
        ))
        .await;
    drag(&page, (x, y), x - 100.0).await;
    page.wait_for("a narrower list", async || (width(&page, testid!("event-list")).await - widest + 100.0).abs() < 8.0)
        .await;
    let dragged = width(&page, testid!("event-list")).await;
    page.reload().await;
    page.live().await;
    list_is(&page, dragged).await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_large_screen_the_list_and_the_form_grow() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    let both = async || (width(&page, testid!("event-list")).await, width(&page, testid!("request-pane")).await);
    let (list, form) = both().await;
    page.resize(2560, 1440).await;
    page.wait_for("both to grow", async || {
        let (wider_list, wider_form) = both().await;
        wider_list > list + 100.0 && wider_form > form + 80.0
    })
    .await;
    page.is_clean();
}
