//! Requests that a browser sends for another site's page, which learns from how long they take.

use gancho::config::Options;

use super::{IMPORT, LIVE};
use crate::support::{Live, TestRelay, memory};

#[tokio::test]
async fn what_a_browser_asks_for_another_page_is_refused() {
    let relay = TestRelay::start().await;
    relay.post("/webhook", b"secret").await;
    for site in ["cross-site", "same-site", "", "none, none", "SAME-ORIGIN", "anything"] {
        for (method, target) in [
            ("GET", "/api/channels"),
            ("GET", "/api/channels/default/events?q=secret"),
            ("HEAD", "/api/channels/default/events"),
            ("GET", "/api/openapi.json"),
            ("GET", "/api/nothing"),
            ("GET", "/"),
            ("GET", "/tools.js"),
            ("GET", "/nothing.css"),
            ("POST", IMPORT),
            ("PUT", "/api/channels/made"),
            ("DELETE", "/api/channels/default/events"),
        ] {
            let headers = [("sec-fetch-site", site), ("sec-fetch-mode", "no-cors")];
            let mut http = relay.connect().await;
            http.send(method, target, &headers, b"").await;
            let answer = http.answer(method == "HEAD").await;
            assert_eq!(answer.status, 403, "{method} {target} {site}");
            if method != "HEAD" {
                answer.problem(403, "forbidden-site");
            }
        }
        assert_eq!(Live::open(relay.address, LIVE, &[("sec-fetch-site", site)]).await.err(), Some(403), "{site}");
        // With an origin that would pass, too.
        let own = format!("http://{}", relay.address);
        let headers = [("sec-fetch-site", site), ("origin", own.as_str())];
        relay.request("GET", "/api/channels", &headers, b"").await.problem(403, "forbidden-site");
    }
    assert_eq!(relay.page("").await.head, 1);
    assert_eq!(relay.get("/api/channels/made").await.status, 404);
}

#[tokio::test]
async fn the_page_itself_a_typed_address_and_programs_are_let_in() {
    let relay = TestRelay::start().await;
    for headers in [&[][..], &[("sec-fetch-site", "none")], &[("sec-fetch-site", "same-origin")]] {
        assert_eq!(relay.request("GET", "/api/channels", headers, b"").await.status, 200, "{headers:?}");
        assert_eq!(relay.request("GET", "/", headers, b"").await.status, 200, "{headers:?}");
        assert!(Live::open(relay.address, LIVE, headers).await.is_ok(), "{headers:?}");
    }
}

#[tokio::test]
async fn a_link_on_another_site_opens_the_page_and_nothing_else() {
    let relay = TestRelay::start().await;
    let link = |mode, dest| [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", mode), ("sec-fetch-dest", dest)];
    assert_eq!(relay.request("GET", "/", &link("navigate", "document"), b"").await.status, 200);
    assert_eq!(relay.request("GET", "/?channel=loja", &link("navigate", "document"), b"").await.status, 200);
    for (method, target, mode, dest) in [
        ("GET", "/", "navigate", "iframe"),
        ("GET", "/", "navigate", "object"),
        ("GET", "/", "no-cors", "document"),
        ("GET", "/", "cors", "empty"),
        ("POST", "/", "navigate", "document"),
        ("GET", "/api/channels", "navigate", "document"),
        ("GET", "/api/channels/default/export", "navigate", "document"),
        ("GET", "/tools.js", "navigate", "document"),
    ] {
        let answer = relay.request(method, target, &link(mode, dest), b"").await;
        answer.problem(403, "forbidden-site");
    }
}

#[tokio::test]
async fn an_allowed_origin_passes_from_wherever_it_is() {
    let relay =
        TestRelay::with(Options { allowed_origins: vec!["https://app.example".parse().unwrap()], ..memory() }).await;
    let headers = [("origin", "https://app.example"), ("sec-fetch-site", "cross-site")];
    assert_eq!(relay.request("GET", "/api/channels", &headers, b"").await.status, 200);
    assert!(Live::open(relay.address, LIVE, &headers).await.is_ok());
    // Without its origin nobody knows whose page it is.
    relay.with("GET", "/api/channels", "sec-fetch-site", "cross-site").await.problem(403, "forbidden-site");
}
