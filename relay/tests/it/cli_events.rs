//! `gancho events` and `gancho send`: what they print, what they send, and what they say when it cannot be done.

use std::process::{Output, Stdio};

use gancho::config::Options;
use tokio::io::AsyncWriteExt as _;
use wire::{Event, Seq};

use crate::support::{Client, Process, TestRelay, gancho, memory, noise, within};

/// Runs the command against a relay.
async fn run(relay: &Client, args: &[&str]) -> Output {
    run_with(relay, args, &[], b"").await
}

async fn run_with(relay: &Client, args: &[&str], environment: &[(&str, &str)], input: &[u8]) -> Output {
    let mut command = gancho(args);
    command.env("GANCHO_RELAY", format!("http://{}", relay.address)).envs(environment.iter().copied());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // It may end without having read all of it.
    let feed = tokio::spawn(async move { stdin.write_all(&input).await });
    let output = within("the command's end", child.wait_with_output()).await.unwrap();
    drop(feed.await.unwrap());
    output
}

#[track_caller]
fn printed(output: &Output) -> String {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && errors.is_empty(), "{}{errors}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[track_caller]
fn refused(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn seqs(lines: &str) -> Vec<Seq> {
    lines.lines().map(|line| serde_json::from_str::<Event>(line).unwrap().seq).collect()
}

#[tokio::test]
async fn events_are_listed_found_and_shown() {
    let relay = TestRelay::start().await;
    let push = [("x-github-event", "push"), ("x-github-delivery", "1"), ("user-agent", "GitHub-Hookshot/1")];
    relay.request("POST", "/webhook/default/a?b=1", &push, b"{\"ref\":\"refs/heads/main\"}").await;
    relay.request("POST", "/webhook", &[], b"\xff\x00\x1b[2J").await;
    relay.request("POST", "/webhook", &[], "ol\u{e1} \u{1b}[31m".as_bytes()).await;
    relay.request("PATCH", "/api/channels/default/events/3", &[], br#"{"pinned":true,"note":"look\u001b[2J"}"#).await;
    let list = printed(&run(&relay, &["events", "list"]).await);
    let lines: Vec<_> = list.lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(lines[0].starts_with("*     3  ") && lines[0].contains("look\\u{1b}[2J"), "{list}");
    assert!(
        lines[2].contains("POST") && lines[2].contains("/webhook/default/a?b=1") && lines[2].contains("github  push")
    );
    assert_eq!(seqs(&printed(&run(&relay, &["events", "list", "--json", "--q", "REFS/heads"]).await)), [1]);
    assert_eq!(seqs(&printed(&run(&relay, &["events", "list", "--json", "--pinned"]).await)), [3]);
    assert_eq!(seqs(&printed(&run(&relay, &["events", "list", "--json", "--provider", "github"]).await)), [1]);
    assert_eq!(seqs(&printed(&run(&relay, &["events", "list", "--json", "--limit", "2"]).await)), [3, 2]);

    let shown = printed(&run(&relay, &["events", "show", "1"]).await);
    for part in ["POST /webhook/default/a?b=1", "x-github-event: push", "refs/heads/main", "SHA-256"] {
        assert!(shown.contains(part), "{shown}");
    }
    let shown = printed(&run(&relay, &["events", "show", "2"]).await);
    assert!(shown.contains("no text: --body"), "{shown}");
    let shown = printed(&run(&relay, &["events", "show", "3"]).await);
    assert!(shown.contains("olá \\u{1b}[31m") && !shown.contains('\u{1b}'), "{shown}");
    let body = run(&relay, &["events", "show", "2", "--body"]).await;
    assert_eq!((body.status.code(), &body.stdout[..]), (Some(0), &b"\xff\x00\x1b[2J"[..]));
    assert_eq!(seqs(&printed(&run(&relay, &["events", "show", "2", "--json"]).await)), [2]);
}

#[tokio::test]
async fn more_than_a_page_is_listed() {
    let relay = TestRelay::start().await;
    relay.post_many(1203).await;
    let listed = printed(&run(&relay, &["events", "list", "--json", "--limit", "99999"]).await);
    assert_eq!(seqs(&listed), (1..=1203).rev().collect::<Vec<_>>());
    let found = printed(&run(&relay, &["events", "list", "--json", "--limit", "1100", "--q", "post"]).await);
    assert_eq!(seqs(&found).len(), 1100);
}

#[tokio::test]
async fn what_is_exported_can_be_imported_even_in_parts() {
    let relay = TestRelay::start().await;
    for n in 0..7 {
        // Together more than one part of an import.
        relay.post("/webhook/big", &noise(3_000_000 + n)).await;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("events.ndjson");
    let file = file.to_str().unwrap();
    assert_eq!(printed(&run(&relay, &["events", "export", "--channel", "big", "-o", file]).await), "");
    let told = printed(&run(&relay, &["events", "import", file, "--channel", "copy"]).await);
    assert_eq!(told, "7 events imported into channel 'copy'\n");
    for n in 1..=7 {
        let one =
            async |channel: &str| -> Event { relay.get(&format!("/api/channels/{channel}/events/{n}")).await.json() };
        assert_eq!(one("big").await.sha256, one("copy").await.sha256);
    }
    let har =
        printed(&run(&relay, &["events", "export", "--format", "har", "--seqs", "2-3", "--channel", "big"]).await);
    let har: serde_json::Value = serde_json::from_str(&har).unwrap();
    assert_eq!(har["log"]["entries"].as_array().unwrap().len(), 2);

    const EVENTS: &[u8] = b"{\"method\":\"GET\"}\n\n{\"method\":\"GET\"}";
    // Two parts, of which the second is bad.
    let lines = "{\"method\":\"GET\"}\n".repeat(5001) + "{\"method\":7}\n";
    let why = refused(&run_with(&relay, &["events", "import", "-", "--channel", "half"], &[], lines.as_bytes()).await);
    assert!(why.contains("5000 events of the first 5000 lines were imported") && why.contains("line 2 "), "{why}");
    let told = printed(&run_with(&relay, &["events", "import", "-", "--channel", "few"], &[], EVENTS).await);
    assert_eq!(told, "2 events imported into channel 'few'\n");
}

#[tokio::test]
async fn what_cannot_be_done_is_said_with_what_to_do() {
    let relay = TestRelay::with(Options { token: Some("abcdefgh".into()), ..memory() }).await;
    relay.post("/webhook", b"x").await;
    let why = refused(&run(&relay, &["events", "list"]).await);
    assert!(why.contains("asks for a token") && why.contains("GANCHO_TOKEN"), "{why}");
    let why = refused(&run(&relay, &["events", "export", "--token", "wrong-one"]).await);
    assert!(why.contains("and not this one") && !why.contains("wrong-one"), "{why}");
    let token = [("GANCHO_TOKEN", "abcdefgh")];
    let with_token = async |args: &[&str]| run_with(&relay, args, &token, b"").await;
    printed(&with_token(&["events", "list"]).await);
    for (args, part) in [
        (&["events", "show", "9"][..], "never received"),
        (&["events", "list", "--channel", "nobody"], "no channel 'nobody'"),
        (&["events", "export", "--channel", "nobody"], "no channel 'nobody'"),
        (&["events", "export", "--seqs", "x"], "1,5-9"),
        (&["events", "list", "--provider", "githup"], "github"),
        (&["events", "import", "/nonexistent/file"], "cannot read /nonexistent/file"),
        (&["events", "export", "-o", "/nonexistent/file"], "cannot write /nonexistent/file"),
        (&["events", "list", "--relay", "http://127.0.0.1:1"], "no relay answers"),
        (&["send", "http://127.0.0.1:1/x", "--body", "x"], "http://127.0.0.1:1"),
    ] {
        let why = refused(&with_token(args).await);
        assert!(why.contains(part), "{args:?}: {why}");
    }
    let nothing = with_token(&["events", "list", "--q", "nothing-like-it"]).await;
    assert!(nothing.status.success() && nothing.stdout.is_empty());
    assert!(String::from_utf8_lossy(&nothing.stderr).contains("nothing found"));
}

#[tokio::test]
async fn what_is_sent_is_signed_as_the_provider_signs() {
    let relay = TestRelay::start().await;
    let url = |channel: &str| format!("http://{}/webhook/{channel}", relay.address);
    let secret = [("GANCHO_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")];
    for provider in ["github", "stripe", "slack", "standard", "shopify"] {
        let settings = format!(r#"{{"provider":"{provider}","secret":"{}"}}"#, secret[0].1);
        let target = format!("/api/channels/{provider}");
        assert_eq!(relay.request("PUT", &target, &[], settings.as_bytes()).await.status, 200);
        let told = run_with(&relay, &["send", &url(provider), "--provider", provider], &secret, b"").await;
        assert!(printed(&told).starts_with(&format!("200  event 1 of channel {provider}")), "{told:?}");
        let event: Event = relay.get(&format!("{target}/events/1")).await.json();
        assert!(event.signature.as_ref().is_some_and(|signature| signature.valid), "{provider}: {event:?}");
    }
    let args = ["send", &url("github"), "--provider", "github", "--event", "issues", "--times", "3", "-H", "X-A: b"];
    let told = run_with(&relay, &args, &secret, b"").await;
    let (answers, summary) = (String::from_utf8_lossy(&told.stdout), String::from_utf8_lossy(&told.stderr));
    assert!(told.status.success() && answers.lines().count() == 3, "{told:?}");
    assert!(summary.starts_with("3 sent in") && summary.contains("0 failed"), "{summary}");
    let event: Event = relay.get("/api/channels/github/events/4").await.json();
    assert_eq!((event.event.as_deref(), event.header("x-a")), (Some("issues"), Some("b")));
    // A body of one's own, signed.
    let args = ["send", &url("github"), "--provider", "github", "--body-file", "-"];
    printed(&run_with(&relay, &args, &secret, b"\xff\x00").await);
    let event: Event = relay.get("/api/channels/github/events/5").await.json();
    assert_eq!(event.body.as_bytes(), b"\xff\x00");
    assert!(event.signature.is_some_and(|signature| signature.valid));
}

#[tokio::test]
async fn what_is_sent_without_a_provider_is_sent_as_it_is() {
    let relay = TestRelay::start().await;
    let url = format!("http://{}/webhook/default/a?b=c", relay.address);
    let args = ["send", &url, "--body", "olá", "-X", "PUT", "--header", "x-kind: order", "--header", "x-kind: other"];
    printed(&run(&relay, &args).await);
    printed(&run_with(&relay, &["send", &url], &[], b"\xfe\0piped").await);
    let event = relay.event(1).await;
    assert_eq!((&*event.method, event.query.as_deref(), event.body.as_bytes()), ("PUT", Some("b=c"), "olá".as_bytes()));
    assert_eq!(event.headers.0.iter().filter(|(name, _)| name == "x-kind").count(), 2);
    assert_eq!(relay.event(2).await.body.as_bytes(), b"\xfe\0piped");

    let why = refused(&run(&relay, &["send", &url, "--body", "x", "--secret", "s3cr3t"]).await);
    assert!(why.contains("--provider") && !why.contains("s3cr3t"), "{why}");
    let why = refused(&run(&relay, &["send", &url, "--provider", "vindi", "--secret", "s3cr3t"]).await);
    assert!(why.contains("leave the secret out"), "{why}");
    let why = refused(&run(&relay, &["send", &url, "--provider", "github", "--event", "nope"]).await);
    assert!(why.contains("push"), "{why}");
    let why = refused(&run(&relay, &["send", &url, "--body-file", "/nonexistent"]).await);
    assert!(why.contains("cannot read /nonexistent"), "{why}");
    // Something that is no success, and no relay.
    let elsewhere = format!("http://{}/api/nothing", relay.address);
    let output = run(&relay, &["send", &elsewhere, "--body", "x"]).await;
    assert!(refused(&output).contains("not every answer"));
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("404"));
    let usage = run(&relay, &["send", &url, "--provider", "githup"]).await;
    assert_eq!(usage.status.code(), Some(2));
}

#[tokio::test]
async fn help_teaches_and_tells_no_secret() {
    let relay = TestRelay::start().await;
    for (args, part) in [
        (&["events", "--help"][..], "gancho events export"),
        (&["send", "--help"], "GANCHO_SECRET"),
        (&["--help"], "events"),
    ] {
        let output =
            run_with(&relay, args, &[("GANCHO_SECRET", "hush-hush"), ("GANCHO_TOKEN", "t0kent0ken")], b"").await;
        let help = printed(&output);
        assert!(help.contains(part) && !help.contains("hush-hush") && !help.contains("t0kent0ken"), "{help}");
    }
}

#[tokio::test]
async fn a_data_file_is_compacted_when_no_relay_runs_on_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("events.db");
    let file = data.to_str().unwrap();
    let compact = async |file: &str| gancho(&["events", "compact", "--data", file]).output().await.unwrap();
    let mut relay = Process::start(&data, &[]).await;
    for _ in 0..3 {
        relay.post("/webhook", &noise(1 << 20)).await;
    }
    let told = refused(&compact(file).await);
    assert!(told.contains("another gancho already uses") && told.contains(file), "{told}");
    relay.signal("-TERM").await;
    assert!(relay.exit().await.success());
    // As a file of before is: what is deleted stays in it.
    let old = rusqlite::Connection::open(&data).unwrap();
    old.execute_batch(
        "PRAGMA auto_vacuum = NONE; VACUUM; DELETE FROM events; UPDATE channels SET count = 0, bytes = 0;",
    )
    .unwrap();
    drop(old);
    assert!(std::fs::metadata(&data).unwrap().len() > 3 << 20);
    let told = printed(&compact(file).await);
    assert!(told.contains(file) && told.contains("3.") && told.contains("MiB before, 0."), "{told}");
    // Each table and index has a page of its own at the least.
    assert!(std::fs::metadata(&data).unwrap().len() < 400_000);
    assert_eq!(Process::start(&data, &[]).await.post("/webhook", b"x").await.seq, 4);

    let nothing = folder.path().join("nothing.db");
    let told = refused(&compact(nothing.to_str().unwrap()).await);
    assert!(told.contains("nothing.db") && !nothing.exists(), "{told}");
    let told = refused(&compact(":memory:").await);
    assert!(told.contains("nothing to compact"), "{told}");
}
