//! The clients over TLS: a relay behind nginx, with a certificate of an authority of the test's
//! own.

use std::process::{Output, Stdio};

use gancho::config::Options;
use measure::Export;
use wire::{PublicError, PublicStatus};

use crate::forward::{App, Forwarder};
use crate::support::{Process, TestRelay, gancho, memory, noise, own_address, until, within};

mod nginx;

use nginx::Nginx;

async fn run(relay: &str, args: &[&str]) -> Output {
    within("the command's end", gancho(args).env("GANCHO_RELAY", relay).output()).await.unwrap()
}

#[track_caller]
fn printed(output: &Output) -> String {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}{errors}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[track_caller]
fn refused(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[tokio::test]
async fn every_client_trusts_the_authority_it_is_given_and_no_other() {
    let relay = TestRelay::with(Options { allowed_hosts: vec!["localhost".into()], ..memory() }).await;
    let nginx = Nginx::before(relay.address).await;
    let (url, ca) = (nginx.url("localhost"), nginx.ca());
    let hook = format!("{url}/webhook");
    let race = ["--interval", "250ms", "--rate", "20/s", "--for", "1s", "--json"];
    for args in [
        &["send", &hook, "--body", "x"][..],
        &["events", "list"],
        &["events", "export"],
        &[&["race", &url][..], &race].concat(),
        &[&["race", &url, "--push", "sse", "--pull", "long"][..], &race].concat(),
    ] {
        let with = |more: &[&'static str]| [args, more].concat();
        let trusting = run(&url, &[args, &["--ca-file", &ca]].concat()).await;
        let text = printed(&trusting);
        assert!(!text.is_empty(), "{args:?}");
        if args[0] == "race" {
            // Both lanes have seen events: push over wss or https, pull over https.
            let Export { lanes, .. } = serde_json::from_str(&text).unwrap();
            assert!(lanes.push.delivered > 0 && lanes.pull.delivered > 0, "{text}");
            assert_eq!((lanes.push.failed, lanes.pull.failed), (0, 0), "{text}");
        }
        printed(&run(&url, &with(&["--insecure"])).await);
        let why = refused(&run(&url, args).await);
        assert!(why.contains("authority") && why.contains("--ca-file"), "{args:?}: {why}");
    }
    // Forwarded over wss, with a long body over https.
    let app = App::start().await;
    let body = noise(100_000);
    relay.post("/webhook/tls", &body).await;
    let place = format!("{url}/tls");
    let forward = ["forward", &place, "--to", &app.url(), "--from", "start", "--until-idle"];
    let why = refused(&run(&url, &forward).await);
    assert!(why.contains("authority") && why.contains("--ca-file"), "{why}");
    let text = printed(&run(&url, &[&forward[..], &["--ca-file", &ca]].concat()).await);
    assert!(text.starts_with(&format!("Forwarding tls of {url} to {}", app.url())), "{text}");
    assert!(app.seen()[0].body == body);
    // The environment says it as well.
    let mut command = gancho(&["events", "list"]);
    command.env("GANCHO_RELAY", &url).env("GANCHO_CA_FILE", &ca);
    printed(&within("the list", command.output()).await.unwrap());
}

#[tokio::test]
async fn a_proxy_that_cuts_idle_sockets_loses_nothing() {
    let relay = TestRelay::start().await;
    let app = App::start().await;
    // Sooner than the forwarder asks whether the relay is there.
    let nginx = Nginx::cutting(relay.address, "1s").await;
    let place = format!("{}/c", nginx.url("localhost"));
    let args = [&place, "--to", &app.url(), "--name", "a", "--ca-file", &nginx.ca()];
    let forwarder = Forwarder::start(&relay, &args).await;
    for n in 1..=3 {
        until("a cut", async || forwarder.said("notice").len() >= n).await;
        relay.post("/webhook/c", b"x").await;
        app.wait(n).await;
    }
    assert_eq!(app.seqs(), [1, 2, 3]);
    let notices = forwarder.said("notice");
    assert!(notices[0]["text"].as_str().unwrap().contains("the relay is away"), "{notices:?}");
}

/// Only where its machine trusts the authority of the certificate there.
#[tokio::test]
async fn a_relay_reaches_itself_over_tls_by_an_authority_that_its_machine_trusts() {
    let address = own_address();
    let (nginx, another) = tokio::join!(Nginx::before(address), Nginx::before(address));
    let url = format!("{}/gancho", nginx.url("localhost"));
    for (authority, error) in [(another.ca(), Some(PublicError::Certificate)), (nginx.ca(), None)] {
        let mut command = gancho(&["--data", ":memory:", "--listen", &address.to_string(), "--open"]);
        // In place of the machine's own authorities.
        command.args(["--public-url", &url]).env("SSL_CERT_FILE", authority).stderr(Stdio::null());
        let mut relay = Process::spawn(command).await;
        let found: PublicStatus = relay.get("/api/public").await.json();
        assert_eq!((found.reachable, found.error), (Some(error.is_none()), error), "{:?}", found.detail);
        assert_eq!(found.url.as_deref(), Some(&*url));
        relay.signal("-TERM").await;
        assert!(relay.exit().await.success());
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_certificate_or_a_token_is_said_in_words() {
    let relay = TestRelay::with(Options { token: Some("abcdefgh".into()), ..memory() }).await;
    let nginx = Nginx::before(relay.address).await;
    let ca = nginx.ca();
    // The certificate is for localhost.
    let list = ["events", "list", "--ca-file", &ca];
    let why = refused(&run(&nginx.url("127.0.0.1"), &list).await);
    assert!(why.contains("for another name"), "{why}");
    let why = refused(&run(&nginx.url("localhost"), &["events", "list", "--ca-file", "/nonexistent"]).await);
    assert!(why.contains("cannot read the certificates in /nonexistent"), "{why}");
    let why = refused(&run(&format!("https://{}", relay.address), &list).await);
    assert!(why.contains("does not speak TLS"), "{why}");
    let why = refused(&run(&nginx.url("localhost"), &list).await);
    assert!(why.contains("asks for a token") && why.contains("--token-file"), "{why}");
    let file = nginx.folder().join("token");
    std::fs::write(&file, "abcdefgh\n").unwrap();
    let file = file.to_str().unwrap();
    printed(&run(&nginx.url("localhost"), &[&list[..], &["--token-file", file]].concat()).await);
}
