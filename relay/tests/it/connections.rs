//! What connections may cost: memory of idle and of hostile ones, and the descriptors of the process.

use futures_util::future::join_all;
use tokio::process::Command;
use tokio_tungstenite::tungstenite::Message;

use crate::support::{Http, Process, gancho, own_address, until, within};

/// How many connections are opened to measure what one costs.
const MANY: usize = 400;
/// What an idle one may hold, in bytes; a debug build's futures are larger than a release build's.
const IDLE_LIMIT: u64 = if cfg!(debug_assertions) { 36 * 1024 } else { 24 * 1024 };

async fn start() -> (tempfile::TempDir, Process) {
    let folder = tempfile::tempdir().unwrap();
    let relay = Process::start(&folder.path().join("events.db"), &["--log", "warn"]).await;
    (folder, relay)
}

/// What each of many connections holds that `open` opens.
async fn bytes_each(relay: &Process, open: impl AsyncFn(&mut Http)) -> u64 {
    // The first ones pay for what all share.
    let mut first = Vec::new();
    for _ in 0..20 {
        let mut http = relay.connect().await;
        open(&mut http).await;
        first.push(http);
    }
    let before = relay.resident();
    let mut held = Vec::new();
    for _ in 0..MANY {
        let mut http = relay.connect().await;
        open(&mut http).await;
        held.push(http);
    }
    let each = relay.resident().saturating_sub(before) / MANY as u64;
    drop((first, held));
    eprintln!("{each} bytes each");
    each
}

#[tokio::test]
async fn an_idle_websocket_costs_little() {
    let (_folder, relay) = start().await;
    let each = bytes_each(&relay, async |http| {
        http.upgrade("/api/channels/default/live").await;
        // The hello.
        http.frame().await;
    })
    .await;
    assert!(each <= IDLE_LIMIT, "{each} bytes each");
}

#[tokio::test]
async fn a_waiting_poll_costs_little() {
    let (_folder, relay) = start().await;
    let each = bytes_each(&relay, async |http| {
        http.send("GET", "/api/channels/default/events?after=0&wait=55", &[], b"").await;
        // A second request on another connection is answered after the first was read.
        assert_eq!(relay.get("/api/channels").await.status, 200);
    })
    .await;
    assert!(each <= IDLE_LIMIT, "{each} bytes each");
}

#[tokio::test]
async fn an_event_stream_costs_little() {
    let (_folder, relay) = start().await;
    let each = bytes_each(&relay, async |http| {
        http.send("GET", "/api/channels/default/sse", &[], b"").await;
        assert_eq!(http.head().await.unwrap().status, 200);
        http.chunk().await;
    })
    .await;
    assert!(each <= IDLE_LIMIT, "{each} bytes each");
}

/// A reader that pings without end and reads nothing: its pongs must not pile up.
#[tokio::test]
async fn a_flood_of_pings_ends_the_connection_and_holds_no_memory() {
    let (_folder, relay) = start().await;
    let before = relay.resident();
    let mut attackers = Vec::new();
    for _ in 0..4 {
        let mut http = relay.connect().await;
        http.upgrade("/api/channels/default/live").await;
        attackers.push(http);
    }
    // A ping of 125 bytes, masked with zeros (RFC 6455, section 5.3).
    let ping = [&[0x89, 0x80 | 125, 0, 0, 0, 0][..], &[b'x'; 125]].concat();
    let flood = ping.repeat(1000);
    // Until it is cut off, which comes some 3 s after the refusal: however fast a machine is, a flood must not outlive it.
    within(
        "the end of every flood",
        join_all(attackers.iter_mut().map(async |http| while http.try_write(&flood).await.is_ok() {})),
    )
    .await;
    let grown = relay.resident().saturating_sub(before);
    assert!(grown <= 64 * 1024 * 1024, "{grown} bytes more");

    let mut live = relay.live("").await;
    live.hello().await;
    for _ in 0..=100 {
        live.send(Message::Ping("x".into())).await;
    }
    let (code, reason) = live.closed().await;
    assert_eq!((code, reason.as_str()), (1008, "more than 100 messages in 10 s"));
}

/// `gancho` with at most so many descriptors, which it cannot raise.
async fn with_descriptors(limit: usize, folder: &std::path::Path) -> Process {
    let (address, data) = (own_address().to_string(), folder.join("events.db"));
    let relay = gancho(&["--listen", &address, "--data", data.to_str().unwrap(), "--log", "warn"]);
    let mut command = Command::new("sh");
    command.args(["-c", &format!("ulimit -n {limit} && exec \"$0\" \"$@\"")]);
    command.arg(relay.as_std().get_program()).args(relay.as_std().get_args());
    command.env_clear().env("HOME", "/nonexistent").kill_on_drop(true);
    Process::spawn(command).await
}

#[cfg(unix)]
#[tokio::test]
async fn five_hundred_polls_woken_at_once_are_all_answered_under_seven_hundred_descriptors() {
    let folder = tempfile::tempdir().unwrap();
    let relay = with_descriptors(700, folder.path()).await;
    let mut polls = Vec::new();
    for _ in 0..500 {
        let mut http = relay.connect().await;
        http.send("GET", "/api/channels/default/events?after=0&wait=55", &[], b"").await;
        polls.push(http);
    }
    relay.post("/webhook", b"x").await;
    for answer in join_all(polls.iter_mut().map(|http| http.answer(false))).await {
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
}

/// More connections than there are descriptors for: the rest wait their turn, and the data file is not short of any.
#[cfg(unix)]
#[tokio::test]
async fn at_the_limit_of_descriptors_new_connections_wait_and_stored_is_stored() {
    let folder = tempfile::tempdir().unwrap();
    let relay = with_descriptors(128, folder.path()).await;
    let mut held = Vec::new();
    for _ in 0..64 {
        let mut http = relay.connect().await;
        assert_eq!(http.request("POST", "/webhook", &[], b"x").await.status, 200);
        held.push(http);
    }
    let mut waiting = relay.connect().await;
    waiting.send("POST", "/webhook", &[], b"x").await;
    // The held ones are served meanwhile.
    for http in &mut held {
        assert_eq!(http.request("GET", "/api/channels/default/events?limit=1", &[], b"").await.status, 200);
    }
    held.pop();
    assert_eq!(within("a turn", waiting.answer(false)).await.status, 200);
    let last = &mut held[0];
    until("all to be there", async || {
        let page = last.request("GET", "/api/channels/default/events?limit=1", &[], b"").await;
        page.json::<wire::EventsPage>().head == 65
    })
    .await;
}

/// A relay that is too busy to accept: the system completes connections for it.
#[cfg(unix)]
#[tokio::test]
async fn connections_that_come_all_at_once_wait_in_the_queue_and_need_no_second_try() {
    let (_folder, relay) = start().await;
    relay.signal("-STOP").await;
    let mut waiting = join_all((0..600).map(|_| Http::to(relay.address))).await;
    relay.signal("-CONT").await;
    let mut last = waiting.pop().unwrap();
    assert_eq!(within("an answer", last.request("GET", "/healthz", &[], b"")).await.status, 200);
}
