//! Updates that a channel has: what makes the same one not be stored twice.

use std::collections::BTreeSet;

use anyhow::Result;
use serde::Deserialize;
use wire::{Body, EventsPage};

use super::Link;
use crate::http::Request;
use crate::relay_channel::{ask, read};

/// Newest events that are looked at. Between two acknowledgements at most 100 updates are stored.
const LOOKED_AT: usize = 1000;

#[derive(Deserialize)]
struct Numbered {
    update_id: i64,
}

/// Numbers of the newest updates that the channel has. Those that carry the secret: anybody may post
/// something with a number.
pub(super) async fn stored(link: &Link) -> Result<BTreeSet<i64>> {
    let (mut numbers, mut before, mut left) = (BTreeSet::new(), String::new(), LOOKED_AT);
    loop {
        let query = format!("filter=provider:telegram%20signature:valid&limit={left}{before}");
        let target = format!("/api/channels/{}/events?{query}", link.channel);
        let page: EventsPage = read(&link.relay, &ask(&link.relay, Request::get(&target)).await?)?;
        numbers.extend(page.events.iter().filter_map(|event| number(&event.body)));
        left -= page.events.len().min(left);
        match page.next {
            Some(next) if left > 0 => before = format!("&before={next}"),
            _ => return Ok(numbers),
        }
    }
}

/// The number of an update; of a long one there is only the beginning, where it stands.
fn number(body: &Body) -> Option<i64> {
    let text = body.as_text()?;
    if let Ok(update) = serde_json::from_str::<Numbered>(text) {
        return Some(update.update_id);
    }
    let (_, rest) = text.split_once("\"update_id\"")?;
    let digits = rest.trim_start().strip_prefix(':')?.trim_start();
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    digits[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_in_whole_updates_and_in_beginnings() {
        let of = |text: &str| number(&Body::Text(text.into()));
        assert_eq!(of(r#"{"update_id":7,"message":{}}"#), Some(7));
        assert_eq!(of(r#"{"message":{},"update_id":8}"#), Some(8));
        assert_eq!(of(r#"{"update_id" : 9, "message": {"text": "cut"#), Some(9));
        for none in ["", "x", "{}", r#"{"update_id":"x"}"#] {
            assert_eq!(of(none), None, "{none}");
        }
        assert_eq!(number(&Body::Bytes(vec![0xff])), None);
    }
}
