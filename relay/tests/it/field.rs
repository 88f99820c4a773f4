//! What users of other tools met in the field, whole, from the sender's bytes to what the API shows.
//! What hangs on one crate alone has its tests there: `docs/providers.md` and `docs/invariants.md`
//! name them.

use std::time::{SystemTime, UNIX_EPOCH};

use providers::{CustomScheme, Encoding, Hash, Request, Scheme};
use serde_json::{Value, json};
use wire::{Event, EventsPage};

use crate::answers::set;
use crate::support::{Client, TestRelay};

mod charsets;
mod codings;
mod forms;
mod numbers;
mod signing;
mod stamps;

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

/// A relay whose channel `c` has these settings.
async fn relay(settings: &Value) -> TestRelay {
    let relay = TestRelay::start().await;
    set(&relay, "c", settings).await;
    relay
}

/// Posts to the channel `c`: the text answered, and the event as it is listed.
async fn send(relay: &Client, headers: &[(&str, &str)], body: &[u8]) -> (String, Event) {
    send_to(relay, "/webhook/c", headers, body).await
}

async fn send_to(relay: &Client, target: &str, headers: &[(&str, &str)], body: &[u8]) -> (String, Event) {
    let answer = relay.request("POST", target, headers, body).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let page: EventsPage = relay.get("/api/channels/c/events?limit=1").await.json();
    let stored = relay.get(&format!("/api/channels/c/events/{}/body", page.events[0].seq)).await;
    assert_eq!(stored.body, body, "whatever is read in it, the bytes stay");
    (answer.text(), (*page.events[0]).clone())
}

/// Whether the signature holds, and why not.
fn verdict(event: &Event) -> (bool, Option<&str>) {
    let signature = event.signature.as_ref().expect("it was checked");
    (signature.valid, signature.cause.as_deref())
}

/// An HMAC of a text, made by nothing of the provider's.
fn hmac(hash: Hash, encoding: Encoding, key: &str, text: &[u8]) -> String {
    let scheme = Scheme::Custom(CustomScheme { hash, encoding, ..CustomScheme::default() });
    let request = Request { method: "POST", url: "", query: None, headers: &[], body: text };
    scheme.sign(key, &request, 0, "").unwrap().remove(0).1
}

fn hex_sha256(key: &str, text: &[u8]) -> String {
    hmac(Hash::Sha256, Encoding::Hex, key, text)
}

/// Unix seconds.
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}
