use std::sync::Arc;

use http_body_util::BodyExt as _;
use wire::Headers;

use super::*;

fn event(path: &str, query: Option<&str>, headers: &[(&str, &[u8])]) -> Event {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), wire::HeaderValue::from_bytes(value)));
    Event {
        channel: Channel::new("loja").unwrap(),
        id: "id-7".into(),
        path: path.into(),
        query: query.map(str::to_owned),
        headers: Headers(headers.collect()),
        remote: "10.0.0.7:5555".into(),
        ..testkit::event(7)
    }
}

fn delivery(event: Event) -> Delivery {
    Delivery { event: Arc::new(event), attempt: 1, replay: false, resend: None, answer: false }
}

fn built(event: Event, url: &str) -> Result<Request<Full<Bytes>>, Unsendable> {
    build(&delivery(event), 3, &Url::parse(url).unwrap(), Bytes::from_static(b"body"))
}

#[test]
fn path_and_query_are_joined_as_they_came() {
    for (url, path, query, expected) in [
        ("http://h", "/webhook/loja", None, "/"),
        ("http://h/", "/webhook/loja", None, "/"),
        ("http://h/a", "/webhook/loja", None, "/a"),
        ("http://h/a/", "/webhook/loja/b/", None, "/a/b/"),
        ("http://h", "/webhook/loja/", None, "/"),
        ("http://h", "//webhook//loja//b%2Fc/../d", None, "//b%2Fc/../d"),
        ("http://h/a?k=1", "/webhook/loja/b", Some("x=%20+&x"), "/a/b?k=1&x=%20+&x"),
        ("http://h?k=1", "/webhook/loja", Some(""), "/?k=1"),
        ("http://h?k=1", "/webhook/loja", None, "/?k=1"),
        ("http://h", "/webhook/loja", Some(""), "/?"),
        ("http://h", "/webhook/loja", Some("a?b=[]{}|\""), "/?a?b=[]{}|\""),
        ("http://h", "/webhook/other/b", None, "/b"),
        ("http://h", "/webhook", None, "/"),
        ("http://h/a", "/elsewhere/b", None, "/a/elsewhere/b"),
        ("http://h/a", "/webhook/loja/água", None, "/a/água"),
    ] {
        let event = event(path, query, &[]);
        assert_eq!(target(&event, &Url::parse(url).unwrap()), expected, "{url} {path}");
    }
}

#[test]
fn a_path_that_http_cannot_carry_is_said() {
    for path in ["/webhook/loja/a b", "/webhook/loja/a#b", "/webhook/loja/a\nb", "no-slash"] {
        let why = built(event(path, None, &[]), "http://h").unwrap_err();
        assert!(matches!(why, Unsendable::Path(_)), "{path}: {why}");
    }
    let bad = Event { method: "A B".into(), ..event("/webhook/loja", None, &[]) };
    assert_eq!(built(bad, "http://h").unwrap_err().to_string(), "its method 'A B' cannot be sent");
    let bad = event("/webhook/loja", None, &[("a b", b"c")]);
    assert!(matches!(built(bad, "http://h").unwrap_err(), Unsendable::Header(_)));
}

#[test]
fn more_headers_than_a_request_holds_are_said() {
    for count in [24_569, 40_000] {
        let names: Vec<_> = (0..count).map(|n| format!("x-{n}")).collect();
        let headers: Vec<_> = names.iter().map(|name| (&**name, &b""[..])).collect();
        let why = built(event("/webhook/loja", None, &headers), "http://h").unwrap_err();
        assert_eq!(why, Unsendable::TooManyHeaders(count));
    }
}

#[tokio::test]
async fn headers_are_kept_but_those_of_one_connection() {
    let event = event(
        "/webhook/loja",
        None,
        &[
            ("host", b"relay.example"),
            ("x-a", b"1"),
            ("connection", b"keep-alive, X-Hop"),
            ("x-hop", b"gone"),
            ("keep-alive", b"timeout=5"),
            ("transfer-encoding", b"chunked"),
            ("content-length", b"999"),
            ("x-a", b"\xff"),
            ("x-forwarded-for", b"1.2.3.4"),
            ("x-forwarded-for", b"5.6.7.8, 9.9.9.9"),
            ("gancho-seq", b"forged"),
            ("gancho-replay", b"forged"),
            ("x-a", b"2"),
        ],
    );
    let request = built(event, "https://app.example:8443/x").unwrap();
    assert_eq!(request.uri(), "https://app.example:8443/x");
    let headers = request.headers();
    let all = |name: &str| headers.get_all(name).iter().map(|value| value.as_bytes().to_vec()).collect::<Vec<_>>();
    assert_eq!(all("x-a"), [&b"1"[..], b"\xff", b"2"]);
    assert_eq!(all("x-forwarded-for"), [b"1.2.3.4, 5.6.7.8, 9.9.9.9, 10.0.0.7"]);
    for (name, value) in [
        ("host", "app.example:8443"),
        ("x-forwarded-host", "relay.example"),
        ("x-forwarded-proto", "http"),
        ("gancho-event-id", "id-7"),
        ("gancho-seq", "7"),
        ("gancho-attempt", "3"),
    ] {
        assert_eq!(all(name), [value.as_bytes()], "{name}");
    }
    for name in ["connection", "x-hop", "keep-alive", "transfer-encoding", "content-length", "gancho-replay"] {
        assert!(!headers.contains_key(name), "{name}");
    }
    assert_eq!(request.into_body().collect().await.unwrap().to_bytes(), "body");
}
