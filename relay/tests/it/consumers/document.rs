//! The program in `docs/consumers.md` does what is said of it.

use std::process::Stdio;

use testkit::foreign;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;

use super::{attempts, info};
use crate::support::{TestRelay, until, within};

const DOCUMENT: &str = include_str!("../../../../docs/consumers.md");
const ADDRESS: &str = "http://localhost:7878";

/// The Python of the document, for a relay there.
fn program(relay: &TestRelay) -> String {
    let python = DOCUMENT.split("```python\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a program");
    assert!(python.contains(ADDRESS) && python.lines().count() <= 12, "short, and for a relay as it is started");
    python.replace(ADDRESS, &format!("http://{}", relay.address))
}

#[tokio::test]
async fn its_python_gets_every_event_in_order_and_goes_on_where_it_was() {
    if !foreign::plain_python() {
        return;
    }
    let relay = TestRelay::start().await;
    let mut next = 1;
    for _ in 0..2 {
        relay.post_many(3).await;
        let mut python = Command::new("python3");
        python.args(["-c", &program(&relay)]).stdout(Stdio::piped()).kill_on_drop(true);
        let mut python = python.spawn().unwrap();
        let mut lines = BufReader::new(python.stdout.take().unwrap()).lines();
        // Three that waited, and one that comes while it waits.
        for n in 0..4 {
            if n == 3 {
                relay.post_many(1).await;
            }
            let line = within("a line", lines.next_line()).await.unwrap().expect("it goes on");
            assert_eq!(line, format!("{next} {{'text': 'x'}}"));
            next += 1;
        }
        until("the acknowledgement", async || info(&relay, "python").await.info.cursor == next - 1).await;
        assert_eq!(attempts(&relay, next - 1).await.attempts.len(), 1);
        // What is sent again does not move it, and comes once.
        relay.request("POST", "/api/channels/default/events/1/resend", &[], b"").await;
        let line = within("a line", lines.next_line()).await.unwrap().expect("it goes on");
        assert!(line.starts_with("1 "), "{line}");
        until("its attempt", async || attempts(&relay, 1).await.attempts.len() as u64 == next / 4 + 1).await;
        python.kill().await.unwrap();
    }
}
