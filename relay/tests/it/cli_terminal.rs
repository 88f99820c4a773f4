//! Output of the clients when events and answers are hostile.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Output;

use gancho::config::Options;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use wire::Event;

use crate::support::{TestRelay, gancho, listen_at, memory, own_address, within};

/// Clears the screen, turns the direction of writing round, and hides.
const HOSTILE: &str = "a\u{1b}[2J\u{202e}gpj.exe\u{2066}\u{9b}2J\u{feff}z";

async fn run(relay: &str, args: &[&str]) -> Output {
    within("the command's end", gancho(args).env("GANCHO_RELAY", relay).output()).await.unwrap()
}

/// True when nothing of it is obeyed by a terminal.
fn is_shown(text: &str) -> bool {
    let obeyed = ['\u{1b}', '\u{202e}', '\u{2066}', '\u{9b}', '\u{feff}'];
    !text.contains(obeyed) && text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\t'))
}

#[tokio::test]
async fn what_was_received_is_shown_and_not_obeyed() {
    let relay = TestRelay::start().await;
    let url = format!("http://{}", relay.address);
    let header = [("x-name", HOSTILE)];
    // A header's value has no control characters but C1, which is written here as the bytes that it
    // is in UTF-8.
    let value = HOSTILE.replace('\u{1b}', "");
    relay.request("POST", "/webhook/default/a", &[(header[0].0, &value)], HOSTILE.as_bytes()).await;
    let note = serde_json::json!({"note": format!("{HOSTILE}\nSignature  valid")}).to_string();
    relay.request("PATCH", "/api/channels/default/events/1", &[], note.as_bytes()).await;
    for (args, parts) in [
        (&["events", "list"][..], &["\\u{202e}gpj.exe", "\\u{1b}[2J", "\\u{a}Signature  valid"][..]),
        (&["events", "show", "1"], &["\\u{202e}gpj.exe", "\\u{1b}[2J", "\\u{a}Signature  valid"]),
        (&["events", "list", "--json"], &["\\u202egpj.exe", "\\u001b[2J", "\\u009b2J"]),
        (&["events", "show", "1", "--json"], &["\\u202egpj.exe", "\\u001b[2J", "\\u009b2J"]),
    ] {
        let output = run(&url, args).await;
        let printed = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && is_shown(&printed), "{args:?}: {printed:?}");
        for part in parts {
            assert!(printed.contains(part), "{args:?}: no {part:?} in {printed}");
        }
        if args.contains(&"--json") {
            let event: Event = serde_json::from_str(&printed).unwrap();
            assert_eq!(event.body.as_text(), Some(HOSTILE), "it is the same document");
        }
    }
    // To a pipe a body goes as it is.
    assert_eq!(run(&url, &["events", "show", "1", "--body"]).await.stdout, HOSTILE.as_bytes());
}

/// Answers every request with the same bytes.
async fn answering(answer: String) -> String {
    let listener = listen_at(own_address()).await;
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let answer = answer.clone();
            tokio::spawn(async move {
                let mut buffer = [0; 4096];
                // A head that came, whole or not: the test's clients send small ones.
                let _ = socket.read(&mut buffer).await;
                let _ = socket.write_all(answer.as_bytes()).await;
            });
        }
    });
    url
}

#[tokio::test]
async fn what_a_stranger_answers_is_shown_and_not_obeyed() {
    let problem =
        serde_json::json!({"type": "/problems/x", "title": "x", "status": 500, "detail": HOSTILE}).to_string();
    let head = "HTTP/1.1 500 X\r\nconnection: close\r\ncontent-type: application/problem+json\r\ncontent-length";
    let url = answering(format!("{head}: {}\r\n\r\n{problem}", problem.len())).await;
    for args in [
        &["events", "list"][..],
        &["events", "export"],
        &["events", "show", "1"],
        &["race", "--for", "1s"],
        &["send", &format!("{url}/x"), "--body", "x"],
    ] {
        let output = run(&url, args).await;
        let printed = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert_eq!(output.status.code(), Some(1), "{args:?}: {printed}");
        assert!(is_shown(&printed) && printed.contains("\\u{202e}gpj.exe"), "{args:?}: {printed:?}");
    }
    let stored = serde_json::json!({"id": HOSTILE, "seq": 1, "channel": "default"}).to_string();
    let length = stored.len();
    let url =
        answering(format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{stored}")).await;
    let printed = String::from_utf8(run(&url, &["send", &url, "--body", "x"]).await.stdout).unwrap();
    assert!(is_shown(&printed) && printed.contains("\\u{202e}gpj.exe"), "{printed:?}");
}

#[tokio::test]
async fn an_export_is_for_its_owner_alone() {
    let relay = TestRelay::with(Options { token: Some("abcdefgh".into()), ..memory() }).await;
    relay.post("/webhook", b"secret").await;
    let url = format!("http://{}", relay.address);
    let folder = tempfile::tempdir().unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    let before = folder.path().join("before.ndjson");
    std::fs::write(&before, "what was there, longer than what comes".repeat(100)).unwrap();
    std::fs::set_permissions(&before, std::fs::Permissions::from_mode(0o644)).unwrap();
    for path in [folder.path().join("new.ndjson"), before] {
        let args = ["events", "export", "--token", "abcdefgh", "-o", path.to_str().unwrap()];
        // However open the user's other files are.
        let command = format!("umask 000; exec \"$0\" {}", args.map(|arg| format!("'{arg}'")).join(" "));
        let binary = gancho(&[]).as_std().get_program().to_owned();
        let mut shell = tokio::process::Command::new("sh");
        shell.arg("-c").arg(command).arg(binary).env_clear().env("GANCHO_RELAY", &url);
        let output = within("the export", shell.output()).await.unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(mode(&path), 0o600, "{}", path.display());
        let lines = std::fs::read_to_string(&path).unwrap();
        assert_eq!(lines.lines().filter(|line| serde_json::from_str::<Event>(line).is_ok()).count(), 1, "{lines}");
    }
    // What is no file keeps its mode.
    let null = mode(Path::new("/dev/null"));
    let sent = run(&url, &["events", "export", "--token", "abcdefgh", "-o", "/dev/null"]).await;
    assert!(sent.status.success(), "{}", String::from_utf8_lossy(&sent.stderr));
    assert_eq!(mode(Path::new("/dev/null")), null);
}

#[tokio::test]
async fn an_export_that_fails_leaves_what_was_there() {
    let relay = TestRelay::start().await;
    relay.post("/webhook", b"x").await;
    let url = format!("http://{}", relay.address);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("events.ndjson");
    std::fs::write(&file, "kept").unwrap();
    let path = file.to_str().unwrap();
    let output = run(&url, &["events", "export", "--channel", "none", "-o", path]).await;
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "kept");
    // A link stays one.
    let link = folder.path().join("link");
    std::os::unix::fs::symlink(&file, &link).unwrap();
    let output = run(&url, &["events", "export", "-o", link.to_str().unwrap()]).await;
    assert!(output.status.success(), "{output:?}");
    assert!(link.is_symlink() && std::fs::read_to_string(&file).unwrap().starts_with('{'));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left beside it");
}

#[tokio::test]
async fn a_list_that_cannot_be_written_says_so() {
    let relay = TestRelay::start().await;
    relay.post("/webhook", b"x").await;
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let mut command = gancho(&["events", "list", "--relay", &format!("http://{}", relay.address)]);
    let child = command.stdout(full).stderr(std::process::Stdio::piped()).spawn().unwrap();
    let output = within("the list", child.wait_with_output()).await.unwrap();
    let why = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(1) && why.contains("cannot write to standard output"), "{why}");
}
