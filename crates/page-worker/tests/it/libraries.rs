//! The providers' own libraries believe what is signed here, and what they sign is believed here.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use page_worker::{Bytes, Request, sample};
use serde::Deserialize;
use serde_json::{Value, json};
use testkit::foreign::{node, python, write};

use crate::{BASE, fired, scheme, secret};

/// What a library says of a request.
#[derive(Debug, Deserialize)]
struct Verdict {
    /// It is right.
    right: bool,
    /// So it is with a byte flipped.
    flipped: bool,
    /// So it is with an old stamp; none: its scheme has no time.
    old: Option<bool>,
    /// The headers it would sign it with.
    signed: Vec<(String, String)>,
}

#[test]
fn libraries_of_python_and_this_house_believe_each_other() {
    let Some(python) = python() else { return };
    let script = python.parent().unwrap().with_file_name("libraries.py");
    let mut command = Command::new(python);
    command.arg(write(script, include_str!("libraries.py")));
    agree(
        command,
        &[("stripe", "stripe"), ("standardwebhooks", "standard"), ("slack_sdk", "slack"), ("twilio", "twilio")],
    );
}

#[test]
fn libraries_of_node_and_this_house_believe_each_other() {
    let Some(folder) = node() else { return };
    let mut command = Command::new("node");
    command.arg(write(folder.join("libraries.mjs"), include_str!("libraries.mjs")));
    let libraries = [
        ("@octokit/webhooks-methods", "github"),
        ("stripe", "stripe"),
        ("standardwebhooks", "standard"),
        ("svix", "standard"),
    ];
    agree(command, &libraries);
}

fn agree(command: Command, libraries: &[(&str, &str)]) {
    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap();
    let mut asked: Vec<(&str, &str, Request)> = Vec::new();
    for (library, provider) in libraries {
        for event in 0..2 {
            let mut request = sample(provider, event).unwrap();
            request.path = "/webhook?a=1".into();
            asked.push((library, provider, request));
        }
    }
    let cases = asked.iter().map(|(library, provider, request)| case(library, provider, request, now));
    let verdicts = judged(command, &Value::Array(cases.collect()));
    assert_eq!(verdicts.len(), asked.len());
    for ((library, provider, request), verdict) in asked.iter().zip(verdicts) {
        let about = format!("{library}: {verdict:?}");
        assert!(verdict.right && !verdict.flipped && verdict.old != Some(true), "{about}");
        let mut request = request.clone();
        request.headers.retain(|(name, _)| !verdict.signed.iter().any(|(own, _)| own.eq_ignore_ascii_case(name)));
        request.headers.extend(verdict.signed);
        let check = page_worker::check(&request, &scheme(provider, now)).unwrap().unwrap();
        assert_eq!(check.cause, None, "signed by {about}: {check:?}");
    }
}

/// A request signed now and ten minutes ago.
fn case(library: &str, provider: &str, request: &Request, now: i64) -> Value {
    let signed = |at| {
        let signed = fired(request.clone(), scheme(provider, at), &[]).remove(0);
        let headers = signed.headers.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value.into()));
        headers.collect::<serde_json::Map<String, Value>>()
    };
    let mut flipped = request.body.clone();
    // Of a form too this is a letter.
    flipped.0[9] ^= 2;
    json!({
        "library": library, "secret": secret(provider), "url": format!("{BASE}{}", request.path), "now": now,
        "body": text(&request.body), "flipped": text(&flipped), "headers": signed(now), "old": signed(now - 600),
    })
}

fn text(bytes: &Bytes) -> &str {
    std::str::from_utf8(&bytes.0).unwrap()
}

fn judged(mut command: Command, cases: &Value) -> Vec<Verdict> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(cases.to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}
