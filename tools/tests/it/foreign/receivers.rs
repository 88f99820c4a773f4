//! The receivers run, believe what is signed, and nothing else.

use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use providers::Provider;
use tools::{Bytes, Framework, Request, Wrong, receiver, sample};

use super::compiled::compiled;
use super::exchange::send;
use super::installed::{node, python};
use super::process::{Served, write};
use crate::{BASE, fired, scheme, secret};

#[test]
fn flask_believes_what_is_signed() {
    let Some(python) = python() else { return };
    let folder = python.parent().unwrap().with_file_name("receivers");
    every_receiver(|name| {
        let program = write(folder.join(format!("{name}.py")), &receiver(Framework::Flask, name));
        let mut command = Command::new(python);
        command.arg(program);
        command
    });
}

#[test]
fn express_believes_what_is_signed() {
    let Some(folder) = node() else { return };
    every_receiver(|name| {
        let program = write(folder.join(format!("receivers/{name}.mjs")), &receiver(Framework::Express, name));
        let mut command = Command::new("node");
        command.arg(program);
        command
    });
}

#[test]
fn axum_believes_what_is_signed() {
    every_receiver(|name| {
        let mut command = Command::new(compiled());
        command.arg(format!("receive_{name}"));
        command
    });
}

/// The programs in Rust, by name.
pub(super) fn in_rust() -> Vec<(String, String)> {
    let named = |it: &Provider| (format!("receive_{}", it.name()), receiver(Framework::Axum, it.name()));
    Provider::ALL.iter().map(named).collect()
}

/// Runs them all at once, which is soon over, and asks one after the other.
fn every_receiver(program: impl Fn(&str) -> Command) {
    let start = |provider: &Provider| {
        let mut command = program(provider.name());
        command.env("WEBHOOK_SECRET", public(provider.name())).env("WEBHOOK_URL", format!("{BASE}/webhook"));
        Served::start(command)
    };
    let mut served: Vec<Served> = Provider::ALL.iter().map(start).collect();
    for (provider, served) in Provider::ALL.iter().zip(&mut served) {
        served.ready();
        believes(provider.name(), served);
    }
}

/// What the receiver knows: of a pair of keys the public half.
fn public(provider: &str) -> &'static str {
    let secret = secret(provider);
    if provider == "discord" { &secret[64..] } else { secret }
}

fn believes(provider: &str, served: &Served) {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let scheme = scheme(provider, i64::try_from(now).unwrap());
    let asked = |what: &str, request: &Request, status| {
        let answer = send(served.at, request).unwrap_or_else(|error| panic!("{provider}, {what}: {error}"));
        assert_eq!(answer, status, "{provider}, {what}");
    };
    let events = tools::offers().into_iter().find(|offer| offer.name == provider).unwrap();
    for (number, event) in events.events.iter().enumerate() {
        let unsigned = on_webhook(sample(provider, number).unwrap());
        let signed = |wrong: &[Wrong]| fired(unsigned.clone(), scheme.clone(), wrong).remove(0);
        let right = signed(&[]);
        asked(event, &right, 200);
        if !events.signs {
            continue;
        }
        asked("unsigned", &unsigned, 401);
        asked("signed with another secret", &signed(&[Wrong::Signature]), 401);
        let stale = tools::check(&signed(&[Wrong::Old]), &scheme).unwrap().unwrap().cause.is_some();
        asked("signed ten minutes ago", &signed(&[Wrong::Old]), if stale { 401 } else { 200 });
        let mut flipped = right.clone();
        let middle = flipped.body.0.len() / 2;
        flipped.body.0[middle] ^= 1;
        let covers_the_body = !matches!(provider, "telegram" | "gitlab" | "mercadopago");
        asked("a byte flipped", &flipped, if covers_the_body { 401 } else { 200 });
        if let Some(rotating) = rotating(provider, &right) {
            asked("signed with an old and a new secret", &rotating, 200);
        }
        // The headers that signing set, one by one.
        for at in 0..right.headers.len() {
            if unsigned.headers.contains(&right.headers[at]) {
                continue;
            }
            for nonsense in ["", "0", "=", ",", "v1,", "sha256=zz", "t=9,v1=é", &"9".repeat(5000)] {
                let mut wrong = right.clone();
                wrong.headers[at].1 = nonsense.into();
                asked(&format!("{}: {nonsense:.20}", wrong.headers[at].0), &wrong, 401);
            }
        }
    }
    if provider == "twilio" {
        let (path, body) = (format!("/webhook?bodySHA256={HASHED}"), Bytes(br#"{"a":1}"#.into()));
        let headers = vec![("Content-Type".into(), "application/json".into())];
        let mut json = fired(Request { method: "POST".into(), path, headers, body }, scheme, &[]).remove(0);
        asked("no form", &json, 200);
        json.body = Bytes(br#"{"a":2}"#.into());
        asked("no form, and another body", &json, 401);
    }
}

/// The SHA-256 of `{"a":1}`: of what is no form Twilio signs the hash only, as part of the address.
const HASHED: &str = "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862";

/// The same with another signature before the right one, where there may be several.
fn rotating(provider: &str, right: &Request) -> Option<Request> {
    let mut request = right.clone();
    let mut replace = |name: &str, from: &str, to: &str| {
        let (_, value) = request.headers.iter_mut().find(|(other, _)| other == name)?;
        *value = value.replacen(from, to, 1);
        Some(())
    };
    match provider {
        "stripe" => replace("Stripe-Signature", ",v1=", &format!(",v1={},v1=", "0".repeat(64)))?,
        "standard" => replace("webhook-signature", "v1,", &format!("v1a,e v1, v1,{}= v1,", "A".repeat(43)))?,
        _ => return None,
    }
    Some(request)
}

fn on_webhook(request: Request) -> Request {
    Request { path: format!("/webhook{}", request.path), ..request }
}
