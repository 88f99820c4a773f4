//! The same stream as Server-Sent Events.

use std::time::Duration;

use gancho::server::{Options, Pace};
use wire::{Seq, ServerMsg};

use crate::support::{Client, Http, TestRelay, memory};

struct Sse {
    http: Http,
    text: String,
}

impl Sse {
    async fn open(relay: &Client, query: &str, headers: &[(&str, &str)]) -> Self {
        let mut http = relay.connect().await;
        http.send("GET", &format!("/api/channels/default/sse{query}"), headers, b"").await;
        let head = http.head().await.unwrap();
        assert_eq!((head.status, head.header("content-type")), (200, Some("text/event-stream")));
        Self { http, text: String::new() }
    }

    /// The next message and its id; none at the stream's end.
    async fn next(&mut self) -> Option<(Option<Seq>, ServerMsg)> {
        while !self.text.contains("\n\n") {
            let chunk = self.http.chunk().await.filter(|chunk| !chunk.is_empty())?;
            self.text += std::str::from_utf8(&chunk).unwrap();
        }
        let (message, rest) = self.text.split_once("\n\n").unwrap();
        let field = |name: &str| message.lines().find_map(|line| line.strip_prefix(name));
        let next = (
            field("id: ").map(|id| id.rsplit(':').next().unwrap().parse().unwrap()),
            serde_json::from_str(field("data: ").unwrap()).unwrap(),
        );
        self.text = rest.to_owned();
        Some(next)
    }

    async fn seq(&mut self) -> Seq {
        match self.next().await {
            Some((id, ServerMsg::Event { event, .. })) => {
                assert_eq!(id, Some(event.seq));
                event.seq
            }
            other => panic!("{other:?}"),
        }
    }

    async fn hello(&mut self) -> Seq {
        match self.next().await {
            Some((Some(id), ServerMsg::Hello(hello))) => {
                assert_eq!(id, hello.after, "a connection lost before the first event resumes from the hello");
                hello.after
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn it_carries_what_the_socket_carries() {
    let relay = TestRelay::start().await;
    let mut live = relay.live("?after=0").await;
    live.hello().await;
    let mut sse = Sse::open(&relay, "?after=0", &[]).await;
    assert_eq!(sse.hello().await, 0);
    relay.post("/webhook", b"line one\nline two\r\n\r\ndata: no\n\n").await;
    relay.post("/webhook", "emoji 🎣 and \u{2028}".as_bytes()).await;
    relay.delete("/api/channels/default/events/1").await;
    relay.delete("/api/channels/default/events").await;
    for _ in 0..4 {
        assert_eq!(sse.next().await.unwrap().1, live.next().await);
    }
    relay.delete("/api/channels/default").await;
    assert_eq!(sse.next().await, None);
}

#[tokio::test]
async fn it_resumes_from_its_last_event() {
    let relay = TestRelay::start().await;
    relay.post_many(5).await;
    let mut sse = Sse::open(&relay, "?after=1", &[("last-event-id", "3")]).await;
    assert_eq!(sse.hello().await, 3);
    assert_eq!((sse.seq().await, sse.seq().await), (4, 5));
    relay.post("/webhook", b"x").await;
    assert_eq!(sse.seq().await, 6);
    // The id's own sequence counts, not the address's: another one starts from its oldest, its own goes on.
    let epoch = relay.get("/api/channels/default").await.json::<wire::ChannelInfo>().epoch;
    let mut sse = Sse::open(&relay, "?epoch=other", &[("last-event-id", &format!("{epoch}:5"))]).await;
    assert_eq!((sse.hello().await, sse.seq().await), (5, 6));
    let mut sse = Sse::open(&relay, "", &[("last-event-id", "other:5")]).await;
    assert_eq!((sse.hello().await, sse.seq().await), (0, 1));
    let bad = relay.with("GET", "/api/channels/default/sse", "last-event-id", "three").await;
    bad.problem(400, "bad-parameter");
}

#[tokio::test]
async fn it_shows_that_it_lives_and_ends_with_the_relay() {
    let pace = Pace { heartbeat: Duration::from_millis(50), ..Pace::default() };
    let relay = TestRelay::with(Options { pace, ..memory() }).await;
    let mut sse = Sse::open(&relay, "", &[]).await;
    sse.hello().await;
    assert!(matches!(sse.next().await, Some((None, ServerMsg::Pong { t: None, .. }))));
    relay.shut_down();
    while sse.next().await.is_some() {}
    assert!(sse.http.at_end().await);
}
