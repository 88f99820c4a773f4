//! The receivers run, believe what is signed, and nothing else.

use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use codegen::{Bytes, Framework, Request, receiver};
use providers::{Provider, Sample, Scheme};
use testkit::foreign::{node, python, write};

use super::compiled::compiled;
use super::exchange::send;
use super::process::Served;
use crate::scheme;

const BASE: &str = "https://padaria.example";

/// RFC 8032, section 7.1, test 1.
const PAIR: &str = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60\
                    d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

/// A secret of this provider, one that signs.
fn secret(provider: &str) -> &'static str {
    match provider {
        "standard" => "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "discord" => PAIR,
        _ => "segredo da padaria",
    }
}

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
        believes(*provider, served);
    }
    let mut command = program("gitlab");
    command.env("WEBHOOK_SECRET", secret("standard"));
    let mut served = Served::start(command);
    served.ready();
    believes_a_signing_token_of_gitlab(&served);
}

/// With a signing token it believes signatures, and no more a secret that is only sent.
fn believes_a_signing_token_of_gitlab(served: &Served) {
    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap();
    let asked = |what: &str, request: &Request, status| {
        assert_eq!(send(served.at, request).unwrap(), status, "gitlab, signing token, {what}");
    };
    let scheme = Provider::Gitlab.scheme().unwrap();
    let unsigned = on_webhook(&Provider::Gitlab.samples()[0]);
    let right = signed(&scheme, "standard", &unsigned, now);
    asked("signed", &right, 200);
    asked("unsigned", &unsigned, 401);
    asked("old", &signed(&scheme, "standard", &unsigned, now - 301), 401);
    let mut flipped = right.clone();
    flipped.body.0[0] ^= 1;
    asked("a byte flipped", &flipped, 401);
    let mut sent = unsigned.clone();
    sent.set("X-Gitlab-Token".into(), secret("standard").into());
    asked("the token sent", &sent, 401);
}

/// What the receiver knows: of a pair of keys the public half.
fn public(provider: &str) -> &'static str {
    let secret = secret(provider);
    if provider == "discord" { &secret[64..] } else { secret }
}

fn believes(provider: Provider, served: &Served) {
    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap();
    let (scheme, provider, samples) = (scheme(provider), provider.name(), provider.samples());
    let asked = |what: &str, request: &Request, status| {
        let answer = send(served.at, request).unwrap_or_else(|error| panic!("{provider}, {what}: {error}"));
        assert_eq!(answer, status, "{provider}, {what}");
    };
    for sample in samples {
        let unsigned = on_webhook(sample);
        let Some(scheme) = &scheme else {
            asked(sample.event, &unsigned, 200);
            continue;
        };
        let right = signed(scheme, provider, &unsigned, now);
        asked(sample.event, &right, 200);
        asked("unsigned", &unsigned, 401);
        asked("signed with another secret", &with_another_signature(&right, &unsigned), 401);
        let old = signed(scheme, provider, &unsigned, now - 600);
        let stale = old.lend(BASE, |request| scheme.verify(secret(provider), request, now)).cause.is_some();
        asked("signed ten minutes ago", &old, if stale { 401 } else { 200 });
        // However long this takes: what is too old gets older, what is early gets nearer.
        let tolerance_s = scheme.summary().unwrap().tolerance_s;
        let late = signed(scheme, provider, &unsigned, now - tolerance_s - 1);
        asked("a second too old", &late, if stale { 401 } else { 200 });
        asked("as early as it may be", &signed(scheme, provider, &unsigned, now + tolerance_s), 200);
        asked("from the future", &signed(scheme, provider, &unsigned, now + 3600), if stale { 401 } else { 200 });
        if let Some(member) = scheme.summary().unwrap().body_stamp {
            for body in bodies_without_a_stamp(member, now) {
                let unstamped = Request { body: Bytes(body.clone().into()), ..unsigned.clone() };
                asked(&body, &with_signature(scheme, provider, &unstamped, now), 401);
            }
            let deep = Request { body: Bytes(nested_body(member, now).into()), ..unsigned.clone() };
            let answer = send(served.at, &with_signature(scheme, provider, &deep, now)).unwrap();
            assert!(matches!(answer, 200 | 401), "{provider}: read, or refused, and no failure: {answer}");
        }
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
    if provider == "standard" {
        // GitLab signs as Standard Webhooks do.
        let gitlab = on_webhook(&Provider::Gitlab.samples()[0]);
        asked("GitLab's", &signed(&Provider::Gitlab.scheme().unwrap(), provider, &gitlab, now), 200);
    }
    if provider == "mercadopago" {
        let [upper, lower] = ["ORDTST01", "ordtst01"].map(|id| {
            let mut request = on_webhook(&samples[0]);
            request.path = format!("/webhook?data.id={id}&type=order");
            signed(scheme.as_ref().unwrap(), provider, &request, now)
        });
        asked("an id with capitals, as it is", &upper, 200);
        asked("signed in lower case", &Request { path: upper.path.clone(), ..lower.clone() }, 200);
        asked("another id", &Request { path: "/webhook?data.id=ORDTST02".into(), ..lower }, 401);
    }
    if provider == "twilio" {
        let (path, body) = (format!("/webhook?bodySHA256={HASHED}"), Bytes(br#"{"a":1}"#.into()));
        let headers = vec![("Content-Type".into(), "application/json".into())];
        let json = Request { method: "POST".into(), path, headers, body };
        let mut json = signed(scheme.as_ref().unwrap(), provider, &json, now);
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

/// Right JSON and wrong, where the stamp is missing, or no number, or no time.
fn bodies_without_a_stamp(member: &str, now: i64) -> Vec<String> {
    let now = now * 1000;
    let values = ["null", "true", "{}", "[]", "\"\"", "-1", "0", "1e400", &"9".repeat(400), &format!("\"{now}\"")];
    let stamped = values.iter().map(|value| format!("{{\"{member}\":{value}}}"));
    let others = ["", "{", "null", "1", "[]", "\"\"", "{}", "é"].iter().map(|body| (*body).to_owned());
    let odd = [format!("{{\"data\":{{\"{member}\":{now}}}}}"), format!("[{now}]")];
    stamped.chain(others).chain(odd).collect()
}

/// A right stamp in JSON that is nested deeper than most parsers go. Python's stops with an error of a kind of its own.
fn nested_body(member: &str, now: i64) -> String {
    format!("{{\"a\":{}{},\"{member}\":{}}}", "[".repeat(100_000), "]".repeat(100_000), now * 1000)
}

/// As the provider sends it at `now`: where the stamp is in the body, that is in it first.
fn signed(scheme: &Scheme, provider: &str, request: &Request, now: i64) -> Request {
    let mut stamped = request.clone();
    if let Some(body) = scheme.stamp_body(&request.body.0, now) {
        stamped.body = Bytes(body);
    }
    with_signature(scheme, provider, &stamped, now)
}

fn with_signature(scheme: &Scheme, provider: &str, request: &Request, now: i64) -> Request {
    let headers = request.lend(BASE, |request| scheme.sign(secret(provider), request, now, "msg_1")).unwrap();
    let mut signed = request.clone();
    headers.into_iter().for_each(|(name, value)| signed.set(name, value));
    signed
}

/// The same with another letter or digit in the middle of its signature, which is the last of the headers that signing sets.
fn with_another_signature(signed: &Request, unsigned: &Request) -> Request {
    let mut request = signed.clone();
    let set = |(_, header): &(usize, &mut (String, String))| !unsigned.headers.contains(header);
    let (_, (_, value)) = request.headers.iter_mut().enumerate().filter(set).last().unwrap();
    let middle = value.len() / 2;
    let at = value[middle..].find(|c: char| c.is_ascii_alphanumeric()).map_or(0, |at| middle + at);
    let other = if value[at..].starts_with('1') { "2" } else { "1" };
    value.replace_range(at..=at, other);
    request
}

/// A sample, as it comes to the receiver.
fn on_webhook(sample: &Sample) -> Request {
    let query = sample.query.map(|query| format!("?{query}")).unwrap_or_default();
    Request {
        method: sample.method.into(),
        path: format!("/webhook{query}"),
        headers: sample.headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
        body: Bytes(sample.body.into()),
    }
}
