//! The tests' own browser: one for all, whatever becomes of it.

use std::sync::Arc;

use chromiumoxide::cdp::browser_protocol::browser::CrashParams;

use crate::support::{Page, Shared, until};

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_crashed_is_followed_by_another_and_leaves_nothing_behind() {
    let shared = Shared::new();
    let first = shared.get().await;
    assert!(Arc::ptr_eq(&first, &shared.get().await), "one for all");
    let (profile, crashed) = (first.profile().to_owned(), first.clone().context().await);
    // There is nobody left who could answer.
    let _ = crashed.tab.execute(CrashParams::default()).await;
    until("the crash to be seen", async || !first.answers().await).await;

    let second = shared.get().await;
    assert!(!Arc::ptr_eq(&first, &second));
    let context = second.context().await;
    assert_eq!(context.tab.evaluate("1 + 1").await.unwrap().into_value::<i32>().unwrap(), 2);

    assert!(profile.exists());
    drop((first, crashed));
    assert!(!profile.exists(), "{}", profile.display());
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_have_nothing_in_common_and_both_are_seen() {
    let relay = crate::support::Relay::start().await;
    let (one, other) = (Page::open(&relay).await, Page::open(&relay).await);
    one.js::<serde_json::Value>("localStorage.setItem('mine', '1')").await;
    for (page, mine) in [(&one, Some("1")), (&other, None)] {
        assert_eq!(page.js::<Option<String>>("localStorage.getItem('mine')").await.as_deref(), mine);
        assert_eq!(page.js::<String>("document.visibilityState").await, "visible");
        assert!(page.js::<bool>("document.hasFocus()").await);
        // A tab that is not seen draws no frames.
        page.js::<serde_json::Value>("await new Promise(requestAnimationFrame)").await;
    }
}
