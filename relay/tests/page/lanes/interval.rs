//! How often pull asks, set by key, by range and by typing.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn the_interval_is_set_by_key_and_by_range() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    written(&page, "2 s").await;
    for (key, shown) in [("]", "5 s"), ("]", "10 s"), ("[", "5 s"), ("[", "2 s")] {
        press(&page, key, shown).await;
    }
    // A click would already set it, to where it was clicked.
    page.js::<Value>(&format!("document.querySelector('{INTERVAL}').focus()")).await;
    press(&page, "Home", "250 ms").await;
    agree(&page, &relay, 4).await;
    page.click_on(testid!("race-controls", " button"), "More…").await;
    let (before, _) = lane(&page, "push");
    page.click_on(testid!("race-more", " button"), "Reset").await;
    new_run(&page, &before).await;
    // The counts are the new run's alone, and the setting stays.
    agree(&page, &relay, 1).await;
    written(&page, "250 ms").await;
    page.js::<Value>(&format!("document.querySelector('{INTERVAL}').focus()")).await;
    press(&page, "End", "60 s").await;
    // In haste, to 30, 20, 10, 5 and 2 s: the browser complains of a socket that is closed before it is open.
    let (before, _) = lane(&page, "push");
    for _ in 0..5 {
        page.key("[").await;
    }
    written(&page, "2 s").await;
    new_run(&page, &before).await;
    agree(&page, &relay, 2).await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interval_is_typed_as_people_write_it_and_anything_else_is_answered() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    let range = format!("document.querySelector('{INTERVAL}').ariaValueText.replace(/\\s/g, ' ')");
    for (typed, shown) in [("1,5", "1.5 s"), ("250 ms", "250 ms"), (" 1 MIN ", "60 s")] {
        page.fill(WRITTEN, typed).await;
        press(&page, "Enter", shown).await;
        assert_eq!(page.js::<String>(&range).await, shown, "the range beside it says the same");
    }
    page.fill(WRITTEN, "300ms").await;
    press(&page, "Tab", "300 ms").await;
    let (run, _) = lane(&page, "push");
    agree(&page, &relay, 3).await;
    for typed in
        ["dois segundos", "2 horas", "-2", "0", "249 ms", "61", "1e3", "", "<b>2</b>", "99999999999999999999 s"]
    {
        page.fill(WRITTEN, typed).await;
        page.key("Enter").await;
        page.wait_text("#interval-error", "An interval is from 250 ms to 60 s, as in 2 s or 500 ms.").await;
        assert_eq!(page.value(WRITTEN).await, typed, "it stays to be mended");
    }
    // What is no interval begins no other run.
    assert_eq!(lane(&page, "push").0, run);
    page.is_clean();
}
