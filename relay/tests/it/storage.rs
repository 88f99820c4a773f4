//! What senders and readers are told when the data file fails.

use std::path::Path;

use gancho_store::sqlite::{Location, SqliteStore};
use gancho_store::{Defaults, EventStore as _};
use rusqlite::Connection;
use testkit::SmallDisk;
use wire::Channel;

use crate::support::{Client, Process, TestRelay, gancho, memory, run, until, within};

async fn keeping(file: &Path) -> TestRelay {
    TestRelay::with(gancho::config::Options { data: Location::File(file.to_owned()), ..memory() }).await
}

#[tokio::test]
async fn when_the_store_fails_the_sender_is_told_to_try_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("events.db");
    let relay = keeping(&file).await;
    let second = Connection::open(&file).unwrap();
    second.execute_batch("ALTER TABLE events RENAME TO away").unwrap();
    let answer = relay.request("POST", "/webhook", &[], b"x").await;
    let problem = answer.problem(503, "store-unavailable");
    assert!(problem.detail.contains("events.db") && !problem.detail.contains("no such table"), "{}", problem.detail);
    assert_eq!(answer.header("retry-after"), Some("1"));
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    for (target, kind, title) in [
        ("/api/channels/default/events", "store-unreadable", "Not read"),
        ("/api/channels/default", "store-unreadable", "Not read"),
        // What failed last is what it is not ready for.
        ("/readyz", "store-unavailable", "Not stored"),
    ] {
        let answer = relay.get(target).await;
        let problem = answer.problem(503, kind);
        assert_eq!((problem.title.as_str(), answer.header("retry-after")), (title, Some("1")), "{target}");
    }
    assert_eq!(relay.get("/healthz").await.status, 200);
    second.execute_batch("ALTER TABLE away RENAME TO events").unwrap();
    assert_eq!(relay.post("/webhook", b"x").await.seq, 1);
    assert_eq!(relay.get("/readyz").await.status, 200);
    relay.stop().await;
}

#[tokio::test]
async fn many_long_polls_woken_at_once_share_few_readers() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("events.db");
    let relay = Process::start(&data, &[]).await;
    relay.post("/webhook", b"x").await;
    let files = || std::fs::read_dir(format!("/proc/{}/fd", relay.id())).unwrap().count();
    let polls: Vec<_> = (0..600)
        .map(|_| {
            let client = Client { address: relay.address };
            tokio::spawn(async move { client.get("/api/channels/default/events?after=1&wait=50").await })
        })
        .collect();
    // Each holds its connection; those that wait hold nothing else.
    until("all to wait", async || files() > 600).await;
    let most = files() + 40;
    relay.post("/webhook", b"y").await;
    let mut open = 0;
    for poll in polls {
        open = open.max(files());
        let answer = within("an answer", poll).await.unwrap();
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.json::<wire::EventsPage>().events[0].seq, 2);
    }
    assert!(open < most, "{open} descriptors");
}

#[tokio::test]
async fn while_the_data_file_is_away_senders_are_told_to_come_back_and_what_is_kept_can_be_exported() {
    let folder = tempfile::tempdir().unwrap();
    let (file, aside) = (folder.path().join("events.db"), folder.path().join("aside.db"));
    let relay = keeping(&file).await;
    relay.post("/webhook", b"1").await;
    let away = async |what: &str| {
        let answer = relay.request("POST", "/webhook", &[], b"lost").await;
        assert!(answer.problem(503, "data-file-gone").detail.contains("events.db"), "{what}");
        assert_eq!(answer.header("retry-after"), Some("1"), "{what}");
        relay.get("/readyz").await.problem(503, "data-file-gone");
        let export = relay.get("/api/channels/default/export").await;
        assert!(export.status == 200 && export.text().contains("\"seq\":1"), "{what}: {}", export.text());
    };
    std::fs::rename(&file, &aside).unwrap();
    away("moved").await;
    std::fs::write(&file, b"").unwrap();
    away("replaced").await;
    std::fs::rename(&aside, &file).unwrap();
    until("it is ready", async || relay.get("/readyz").await.status == 200).await;
    assert_eq!(relay.post("/webhook", b"2").await.seq, 2);
    relay.stop().await;
    let relay = keeping(&file).await;
    assert_eq!(relay.page("").await.head, 2, "all that was answered with 200");
    relay.stop().await;
}

#[tokio::test]
async fn on_a_full_disk_senders_are_told_to_come_back_and_deleting_works() {
    let Some(disk) = SmallDisk::mount("a relay on a full disk", 8) else { return };
    let file = disk.path().join("events.db");
    let mut relay = Process::start(&file, &[]).await;
    for _ in 0..9 {
        relay.post("/webhook", &[b'x'; 10_000]).await;
    }
    let filled = disk.path().join("fill");
    // The relay finds room once more when it cuts off its log: until the other has taken that too.
    let full = async |relay: &Process| {
        until("it is full", async || {
            disk.fill();
            let answer = relay.request("POST", "/webhook", &[], &[b'x'; 10_000]).await;
            if answer.status == 503 {
                assert!(answer.problem(503, "disk-full").detail.contains("events.db"));
                assert_eq!(answer.header("retry-after"), Some("1"));
            }
            answer.status == 503 && relay.get("/readyz").await.status == 503
        })
        .await;
    };
    full(&relay).await;
    assert_eq!(relay.delete("/api/channels/default/events/1").await.status, 204);
    let kept = relay.page("").await.events.len();
    // Killed and started on the full disk: it reads.
    relay.kill().await;
    disk.fill();
    let relay = Process::start(&file, &[]).await;
    assert_eq!(relay.page("").await.events.len(), kept);
    full(&relay).await;
    assert_eq!(relay.delete("/api/channels/default/events").await.status, 204);
    std::fs::remove_file(filled).unwrap();
    until("it is ready by itself", async || relay.get("/readyz").await.status == 200).await;
    relay.post("/webhook", b"x").await;
}

/// Locks of a process are the system's: this is about two.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_second_relay_is_refused_by_any_name_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("events.db");
    let (soft, hard) = (folder.path().join("soft.db"), folder.path().join("hard.db"));
    let relay = Process::start(&file, &[]).await;
    std::os::unix::fs::symlink(&file, &soft).unwrap();
    std::fs::hard_link(&file, &hard).unwrap();
    std::fs::remove_file(folder.path().join("events.db.lock")).unwrap();
    for name in [&file, &soft, &hard] {
        let output = run(&["--listen", "127.0.0.1:0", "--data", name.to_str().unwrap()]).await;
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{}: {told}", name.display());
        assert!(told.contains("another gancho already uses"), "{told}");
        relay.post("/webhook", b"the first goes on").await;
    }
    assert_eq!(relay.page("").await.head, 3);
}

#[cfg(unix)]
#[tokio::test]
async fn a_pipe_or_another_programs_file_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let (pipe, other) = (folder.path().join("pipe"), folder.path().join("bookmarks.db"));
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    Connection::open(&other).unwrap().execute_batch("CREATE TABLE bookmarks (url TEXT)").unwrap();
    // The port is taken: what is told first shows what was looked at first.
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for (place, listen, words) in
        [(&pipe, address.as_str(), "a named pipe"), (&other, "127.0.0.1:0", "not a data file of Gancho")]
    {
        let output = run(&["--listen", listen, "--data", place.to_str().unwrap()]).await;
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{told}");
        assert!(told.contains(words) && told.contains("--data"), "{told}");
        assert!(output.stdout.is_empty(), "no welcome");
    }
}

#[tokio::test]
async fn damaged_events_and_settings_are_told_and_stop_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("events.db");
    let relay = keeping(&file).await;
    for body in ["1", "2", "3", "needle"] {
        relay.post("/webhook/a", body.as_bytes()).await;
    }
    relay.stop().await;
    let (store, _feed) = SqliteStore::open(&Location::File(file.clone()), Defaults::default()).unwrap();
    let settings = serde_json::from_str(r#"{"provider":"github"}"#).unwrap();
    store.configure(&Channel::new("a").unwrap(), settings).await.unwrap();
    store.close().await;
    let second = Connection::open(&file).unwrap();
    second.execute_batch("UPDATE events SET headers = '{' WHERE body = x'32'; UPDATE events SET body = x'39' WHERE body = x'33'; UPDATE channels SET settings = '{' WHERE name = 'a'").unwrap();
    drop(second);

    let log = folder.path().join("log");
    let mut command = gancho(&["--listen", "127.0.0.1:0", "--data", file.to_str().unwrap()]);
    command.stderr(std::fs::File::create(&log).unwrap());
    let relay = Process::spawn(command).await;
    let ready = async || relay.get("/readyz").await.text();
    assert_eq!(ready().await, "ready\n");
    for _ in 0..2 {
        let page: wire::EventsPage = relay.get("/api/channels/a/events?after=0").await.json();
        assert_eq!(page.events.iter().map(|event| event.seq).collect::<Vec<_>>(), [1, 3, 4]);
    }
    let found: wire::EventsPage = relay.get("/api/channels/a/events?q=needle").await.json();
    assert_eq!(found.events.len(), 1);
    assert_eq!(relay.get("/api/channels/a/export").await.text().lines().count(), 3);
    let mut live = relay.live_on("a", "?after=0").await;
    let hello = live.next().await;
    assert!(matches!(hello, wire::ServerMsg::Hello { .. }));
    let mut seqs = Vec::new();
    while seqs.len() < 3 {
        if let wire::ServerMsg::Event { event, .. } = live.next().await {
            seqs.push(event.seq);
        }
    }
    assert_eq!(seqs, [1, 3, 4]);
    relay.get("/api/channels/a/events/2").await.problem(500, "damaged-event");
    let told: serde_json::Value = relay.get("/api/channels/a/events/3").await.json();
    assert_eq!((&told["damaged"], &told["seq"]), (&true.into(), &3.into()));
    assert_eq!(relay.get("/api/channels/a/events/3/body").await.header("gancho-damaged"), Some("sha-256"));
    let whole: serde_json::Value = relay.get("/api/channels/a/events/4").await.json();
    assert!(whole.get("damaged").is_none());
    assert_eq!(relay.get("/api/channels/a/events/4/body").await.header("gancho-damaged"), None);
    assert!(ready().await.contains("damaged events found in the data file: 2"), "{}", ready().await);
    let log = std::fs::read_to_string(log).unwrap();
    for told in ["settings of channel 'a'", "event 2 of 'a' is damaged", "event 3 of 'a' is damaged"] {
        let lines: Vec<_> = log.lines().filter(|line| line.contains(told) && line.contains("events.db")).collect();
        assert_eq!(lines.len(), 1, "once: {told}: {log}");
    }
}

#[tokio::test]
async fn a_change_of_state_is_logged_once() {
    let folder = tempfile::tempdir().unwrap();
    let (file, aside, log) =
        (folder.path().join("events.db"), folder.path().join("aside.db"), folder.path().join("log"));
    let mut command = gancho(&["--listen", "127.0.0.1:0", "--data", file.to_str().unwrap()]);
    command.stderr(std::fs::File::create(&log).unwrap());
    let relay = Process::spawn(command).await;
    // It listens before it has read what it forwards, and answers after it: that reading would be refused too, and logged.
    assert_eq!(relay.get("/readyz").await.status, 200);
    std::fs::rename(&file, &aside).unwrap();
    for _ in 0..5 {
        relay.request("POST", "/webhook", &[], b"lost").await.problem(503, "data-file-gone");
    }
    std::fs::rename(&aside, &file).unwrap();
    until("it is ready", async || relay.get("/readyz").await.status == 200).await;
    let log = std::fs::read_to_string(log).unwrap();
    let count = |words: &str| log.lines().filter(|line| line.contains(words)).count();
    assert_eq!((count("no event is stored"), count("stored again"), count("ERROR")), (1, 1, 1), "{log}");
}

#[tokio::test]
async fn what_the_disk_budget_does_not_hold_is_refused_with_words() {
    let defaults = Defaults { max_disk: Some(2 << 20), ..Defaults::default() };
    let relay = TestRelay::with(gancho::config::Options { defaults, ..memory() }).await;
    for seq in 1..=20 {
        assert_eq!(relay.post("/webhook", &[b'x'; 400_000]).await.seq, seq, "older ones make room");
    }
    let page = relay.page("").await;
    assert!(page.events.len() < 6 && page.oldest > 14, "{}", page.oldest);
    let answer = relay.request("POST", "/webhook", &[], &[b'x'; 3_000_000]).await;
    let problem = answer.problem(507, "disk-budget");
    assert!(problem.detail.contains("nothing was stored") && problem.detail.contains("--max-disk"), "{problem:?}");
    assert_eq!(relay.page("").await, page, "nothing was dropped for it");
    assert_eq!(relay.post("/webhook", b"x").await.seq, 21);
}
