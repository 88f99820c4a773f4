//! A clock that is set wrongly: before 1970, after 9999, and at both ends of what can be told.

use tokio::process::Command;

use crate::support::{Process, gancho};

/// What the program `faketime` loads into another. `$LIB` is the loader's own word for where libraries lie.
const FAKETIME: &str = "/usr/$LIB/faketime/libfaketimeMT.so.1";

/// A relay under a clock of its own; none where `faketime` is not installed. Not by that program itself, which would be
/// the one that is killed at the end.
async fn at(time: &str) -> Option<Process> {
    if Command::new("faketime").arg("--version").output().await.is_err() {
        eprintln!("NOT TESTED: a clock set to {time}: `faketime` is not installed");
        return None;
    }
    let mut command = gancho(&["--listen", "127.0.0.1:0", "--data", ":memory:"]);
    // Timers go on by the time that passes: only the date is another.
    command.envs([("LD_PRELOAD", FAKETIME), ("FAKETIME", time), ("FAKETIME_DONT_FAKE_MONOTONIC", "1")]);
    Some(Process::spawn(command).await)
}

#[tokio::test]
async fn dates_that_can_be_told_are() {
    for (time, begins) in [("@1970-01-02 00:00:00", "1970-01-0"), ("@2999-12-30 00:00:00", "2999-12-")] {
        let Some(relay) = at(time).await else { return };
        assert_eq!(relay.post("/webhook", b"x").await.seq, 1, "{time}");
        let event = relay.event(1).await;
        assert!(event.received_at.to_string().starts_with(begins), "{event:?}");
        assert_eq!(relay.get("/api/channels/default/export?format=curl").await.status, 200);
    }
}

#[tokio::test]
async fn before_1970_and_after_9999_nothing_panics_and_senders_are_told() {
    for time in ["@1969-06-01 00:00:00", "@1901-12-14 00:00:00", "+9000y"] {
        let Some(relay) = at(time).await else { return };
        for target in ["/webhook", "/api/channels", "/readyz"] {
            let answer = relay.request("POST", target, &[], b"x").await;
            let problem = answer.problem(503, "clock");
            assert!(problem.detail.contains("clock") && problem.detail.contains("nothing was stored"), "{problem:?}");
            assert_eq!(answer.header("retry-after"), Some("1"));
        }
    }
}
