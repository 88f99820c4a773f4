//! Commands in place of a program that listens.

use std::path::Path;

use wire::AttemptResult;

use super::{Forwarder, attempts, consumer};
use crate::support::{TestRelay, noise, until};

#[tokio::test]
async fn a_command_has_the_body_as_its_input_and_the_event_in_variables() {
    let relay = TestRelay::start().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let line = format!("cat > {path}/body.$GANCHO_SEQ; env > {path}/env.$GANCHO_SEQ; echo \"took $GANCHO_SEQ\"");
    let _forwarder = Forwarder::start(&relay, &["c", "--exec", &line, "--name", "a", "--token", "s3cr3t-token"]).await;
    let body = noise(300_000);
    let headers = [("x-github-event", "push"), ("x-a", "1"), ("x-a", "2")];
    relay.request("PUT", "/webhook/c/a%20b?c=d", &headers, &body).await;
    relay.post("/webhook/c", b"").await;
    until("the cursor", async || consumer(&relay, "c", "a").await.cursor == 2).await;
    assert!(std::fs::read(folder.path().join("body.1")).unwrap() == body);
    assert_eq!(std::fs::read(folder.path().join("body.2")).unwrap(), b"");
    let env = std::fs::read_to_string(folder.path().join("env.1")).unwrap();
    for line in [
        "GANCHO_METHOD=PUT",
        "GANCHO_PATH=/webhook/c/a%20b",
        "GANCHO_QUERY=c=d",
        "GANCHO_CHANNEL=c",
        "GANCHO_ATTEMPT=1",
        "GANCHO_SIZE=300000",
        "GANCHO_HEADER_X_GITHUB_EVENT=push",
        "GANCHO_HEADER_X_A=1, 2",
        "GANCHO_EVENT_ID=",
    ] {
        assert!(env.lines().any(|have| have.starts_with(line)), "{line} in {env}");
    }
    assert!(!env.contains("GANCHO_RELAY") && !env.contains("s3cr3t"), "{env}");
    let row = &attempts(&relay, "c", 1).await[0].attempt;
    assert_eq!((row.status, row.result), (Some(200), AttemptResult::Ok));
    assert_eq!(row.body.as_ref().and_then(|body| body.as_text()), Some("took 1\n"));
    assert_eq!(row.target, line);
}

#[tokio::test]
async fn a_command_that_fails_is_run_again_and_given_up() {
    let relay = TestRelay::start().await;
    let args = ["c", "--exec", "echo no; exit 3", "--name", "a", "--max-attempts", "2"];
    let _forwarder = Forwarder::start(&relay, &args).await;
    // It does not read its input, which is more than a pipe holds.
    relay.post("/webhook/c", &noise(1 << 20)).await;
    until("the cursor", async || consumer(&relay, "c", "a").await.cursor == 1).await;
    let rows: Vec<_> = attempts(&relay, "c", 1).await.into_iter().map(|row| row.attempt).collect();
    let [first, last] = &rows[..] else { panic!("{rows:?}") };
    assert_eq!((first.result, last.result), (AttemptResult::Failed, AttemptResult::Dead));
    assert!(first.error.as_deref().is_some_and(|why| why.contains("ended with 3")), "{first:?}");
    assert_eq!(first.body.as_ref().and_then(|body| body.as_text()), Some("no\n"));
}

#[tokio::test]
async fn a_command_that_takes_too_long_is_killed_with_its_children() {
    let relay = TestRelay::start().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pid");
    let line = format!("sleep 1000 & echo $! > {}; wait", file.display());
    let args = ["c", "--exec", &line, "--name", "a", "--max-attempts", "1", "--timeout", "1s"];
    let _forwarder = Forwarder::start(&relay, &args).await;
    relay.post("/webhook/c", b"x").await;
    until("the cursor", async || consumer(&relay, "c", "a").await.cursor == 1).await;
    let row = &attempts(&relay, "c", 1).await[0].attempt;
    assert!(row.error.as_deref().is_some_and(|why| why.contains("within 1 s and was killed")), "{row:?}");
    let child = std::fs::read_to_string(file).unwrap();
    let process = format!("/proc/{}/stat", child.trim());
    // Gone, or a zombie whose parent is gone: it runs no more.
    let runs = || std::fs::read_to_string(Path::new(&process)).is_ok_and(|stat| !stat.contains(") Z "));
    until("the end of the child", async || !runs()).await;
}

#[tokio::test]
async fn what_a_command_leaves_behind_holds_nothing_up_and_lives_on() {
    let relay = TestRelay::start().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pid");
    // It keeps the output open, and takes none of the input, which is more than a pipe holds.
    let line = format!("sleep 1000 & echo $! > {}; echo done", file.display());
    let args = ["c", "--exec", &line, "--name", "a", "--timeout", "10m"];
    let _forwarder = Forwarder::start(&relay, &args).await;
    relay.post("/webhook/c", &noise(1 << 20)).await;
    until("the cursor", async || consumer(&relay, "c", "a").await.cursor == 1).await;
    let row = &attempts(&relay, "c", 1).await[0].attempt;
    assert_eq!((row.number, row.result), (1, AttemptResult::Ok));
    assert_eq!(row.body.as_ref().and_then(|body| body.as_text()), Some("done\n"));
    let child = std::fs::read_to_string(file).unwrap();
    // It fails where there is no such process.
    let killed = tokio::process::Command::new("kill").arg(child.trim()).status().await.unwrap();
    assert!(killed.success());
}
