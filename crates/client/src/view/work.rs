//! What the model asks for, done.

use std::process::Stdio;

use anyhow::{Result, anyhow};
use hyper::Method;
use hyper::header::CONTENT_TYPE;
use tokio::process::Command;
use tokio::sync::mpsc::UnboundedSender;
use wire::{Attempts, Channel, ConsumerName, Event, EventsPage, Resend, Resent, Seq};

use super::filter::Found;
use super::model::{Effect, Input};
use super::row::At;
use crate::http::{Relay, Request};
use crate::relay_channel::{ask, read};

/// Most events of a page of a search.
const PAGE: usize = 1000;

/// Does what is asked, and says what came of it. `Quit` is not its own.
pub(super) async fn perform(relay: Relay, effect: Effect, inputs: UnboundedSender<Input>) {
    let input = match effect {
        Effect::Fetch(at) => {
            let fetched = fetch(&relay, &at).await.map(Box::new).map_err(|why| format!("{why:#}"));
            Input::Fetched(at, fetched)
        }
        Effect::Resend(at, consumer) => {
            let resent = resend(&relay, &at, consumer).await;
            Input::Resent(at, resent.map(|it| (it.consumer, it.waits)).map_err(|why| format!("{why:#}")))
        }
        Effect::Open(at) => {
            let url = format!("{}/#{}/{}", relay.base(), at.channel, at.seq);
            let opened = browse(&url).is_ok();
            Input::Opened(url, opened)
        }
        Effect::Search(channel, filter, after) => {
            let result = search(&relay, &channel, &filter, after).await.map_err(|why| format!("{why:#}"));
            Input::Found(Found { channel, filter, result })
        }
        Effect::Quit => return,
    };
    // Nobody listens when the view has ended.
    let _ = inputs.send(input);
}

async fn fetch(relay: &Relay, at: &At) -> Result<(Event, Vec<wire::ConsumerAttempt>)> {
    let target = format!("/api/channels/{}/events/{}", at.channel, at.seq);
    let event = read(relay, &ask(relay, Request::get(&target)).await?)?;
    let attempts: Attempts = read(relay, &ask(relay, Request::get(&format!("{target}/attempts"))).await?)?;
    Ok((event, attempts.attempts))
}

async fn resend(relay: &Relay, at: &At, consumer: Option<ConsumerName>) -> Result<Resent> {
    let target = format!("/api/channels/{}/events/{}/resend", at.channel, at.seq);
    let body = serde_json::to_vec(&Resend { consumer, ..Resend::default() })?.into();
    let headers = [(CONTENT_TYPE, "application/json")];
    let request = Request { method: Method::POST, headers: &headers, body, ..Request::get(&target) };
    read(relay, &ask(relay, request).await?)
}

/// Positions that the filter finds after one, and up to where it was looked.
async fn search(relay: &Relay, channel: &Channel, filter: &str, mut after: Seq) -> Result<(Vec<Seq>, Seq)> {
    let mut seqs = Vec::new();
    loop {
        let asked = [("filter", filter), ("after", &after.to_string()), ("limit", &PAGE.to_string())];
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(asked).finish();
        let target = format!("/api/channels/{channel}/events?{query}");
        let page: EventsPage = read(relay, &ask(relay, Request::get(&target)).await?)?;
        seqs.extend(page.events.iter().map(|event| event.seq));
        match page.next {
            // A search that does not move on would not end.
            Some(next) if next > after => after = next,
            _ => return Ok((seqs, page.head.max(after))),
        }
    }
}

/// Starts a browser, which goes on without this process.
fn browse(url: &str) -> Result<()> {
    let set = std::env::var("BROWSER").ok().filter(|browser| !browser.trim().is_empty());
    let browser = set.unwrap_or_else(|| if cfg!(target_os = "macos") { "open".into() } else { "xdg-open".into() });
    let mut words = browser.split_whitespace();
    let program = words.next().ok_or_else(|| anyhow!("no browser"))?;
    let mut command = if cfg!(windows) { Command::new("explorer") } else { Command::new(program) };
    command.args(words).arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn()?;
    Ok(())
}
