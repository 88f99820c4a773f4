//! A bot's updates by `getUpdates`, each put into the channel as the webhook would.
//!
//! An update is acknowledged by the offset of the next request, which is made only when all before
//! it are stored: killed anywhere, none is lost. What was stored and not acknowledged comes again,
//! and is known by what the channel has: none is stored twice.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::{Result, anyhow, bail};
use bytes::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderName};
use hyper::{Method, StatusCode};
use measure::Random;
use race::Backoff;
use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use wire::Stored;

use super::Link;
use super::api::{CallError, DeleteWebhook, GetUpdates, User, WebhookInfo};
use super::connect::call;
use super::stored::stored;
use crate::http::{Request, Response};

/// How long Telegram holds a request that has nothing to answer.
const HELD: Duration = Duration::from_secs(50);
/// Most updates of an answer: what the Bot API allows.
const LIMIT: u32 = 100;
/// How long the relay may take to store an update: an app may answer for it.
const STORING: Duration = Duration::from_secs(50);
const SECRET_HEADER: HeaderName = HeaderName::from_static("x-telegram-bot-api-secret-token");

/// What is asked for.
pub(super) struct Asked {
    pub(super) allowed_updates: Vec<String>,
    pub(super) take_over: bool,
    pub(super) until_idle: bool,
}

/// An update's number; everything else goes on as it came.
#[derive(Deserialize)]
struct Update {
    update_id: i64,
}

/// A method that the channel's answer asks for, as a webhook's answer may.
#[derive(Deserialize)]
struct Wanted {
    method: String,
}

/// Pulls until it is stopped.
pub(super) async fn pull(
    link: &Link,
    asked: &Asked,
    stop: &CancellationToken,
    say: &mut (dyn FnMut(&str) + Send),
) -> Result<()> {
    let me: User = call(link, "getMe", &serde_json::json!({})).await?;
    let webhook: WebhookInfo = call(link, "getWebhookInfo", &serde_json::json!({})).await?;
    if !webhook.url.is_empty() {
        if !asked.take_over {
            let conflict = CallError::Refused { code: 409, description: "webhook is active".into(), retry_after: None };
            bail!("{}", link.bot.why(&conflict));
        }
        call::<bool>(link, "deleteWebhook", &DeleteWebhook { drop_pending_updates: false }).await?;
    }
    link.prepare().await?;
    let known = stored(link).await?;
    let name = me.username.map_or(me.first_name, |name| format!("@{name}"));
    let (channel, relay, waiting) = (&link.channel, link.relay.base(), webhook.pending_update_count);
    say(&link.lang.pick(
        format!("Pulling updates of {name} into channel {channel} of {relay}: {waiting} waiting"),
        format!("Buscando atualizações de {name} para o canal {channel} de {relay}: {waiting} esperando"),
    ));
    let mut puller = Puller { link, asked, known, offset: None, pause: Pause::new() };
    // Between an update's storing and its acknowledgement too: it is known when it comes again.
    let pulled = stop.run_until_cancelled(puller.run(say)).await.unwrap_or(Ok(()));
    if puller.offset.is_some() {
        // The last ones are acknowledged, so that another program does not get them again. What
        // this answers with stays unacknowledged.
        let last = GetUpdates { offset: puller.offset, limit: 1, timeout: 0, allowed_updates: &asked.allowed_updates };
        let _ = link.bot.call::<Vec<Box<RawValue>>>("getUpdates", &last, Duration::ZERO).await;
    }
    pulled
}

struct Puller<'a> {
    link: &'a Link,
    asked: &'a Asked,
    /// Updates that the channel has, of those that may come again.
    known: BTreeSet<i64>,
    /// Everything before it is stored.
    offset: Option<i64>,
    pause: Pause,
}

impl Puller<'_> {
    async fn run(&mut self, say: &mut (dyn FnMut(&str) + Send)) -> Result<()> {
        let bot = &self.link.bot;
        loop {
            let held = if self.asked.until_idle { Duration::ZERO } else { HELD };
            let allowed_updates = &self.asked.allowed_updates;
            let request = GetUpdates { offset: self.offset, limit: LIMIT, timeout: held.as_secs(), allowed_updates };
            let updates: Vec<Box<RawValue>> = match bot.call("getUpdates", &request, held).await {
                Ok(updates) => updates,
                Err(why) => {
                    let words = bot.why(&why);
                    let Some(asked) = why.again() else { bail!(words) };
                    say(&words);
                    self.pause.wait(asked).await;
                    continue;
                }
            };
            self.pause = Pause::new();
            if updates.is_empty() && self.asked.until_idle {
                return Ok(());
            }
            // Those that are acknowledged now do not come again.
            if let Some(offset) = self.offset {
                self.known = self.known.split_off(&offset);
            }
            for update in updates {
                let number = serde_json::from_str::<Update>(update.get())
                    .map_err(|e| anyhow!("an update of Telegram is not understood: {e}"))?
                    .update_id;
                if !self.known.contains(&number) {
                    self.store(number, &update, say).await?;
                }
                self.offset = Some(number + 1);
            }
        }
    }

    /// Puts an update into the channel, once, for as long as it takes.
    async fn store(&mut self, number: i64, update: &RawValue, say: &mut (dyn FnMut(&str) + Send)) -> Result<()> {
        let link = self.link;
        let body = Bytes::copy_from_slice(update.get().as_bytes());
        let mut is_said = false;
        loop {
            let why = match self.post(body.clone()).await {
                Ok(answer) if answer.status.is_success() => {
                    self.known.insert(number);
                    say(&told(link, number, &answer));
                    self.do_wanted(&answer, say).await;
                    return Ok(());
                }
                Ok(answer) if answer.status == StatusCode::PAYLOAD_TOO_LARGE => {
                    bail!(link.lang.pick(
                        format!("update {number} is longer than the relay takes: start it with a larger --max-body"),
                        format!("a atualização {number} é maior do que o relay aceita: use um --max-body maior"),
                    ));
                }
                Ok(answer) => link.relay.refusal(&answer),
                Err(why) => why.to_string(),
            };
            if !std::mem::replace(&mut is_said, true) {
                say(&link.lang.pick(
                    format!("update {number} is not stored yet ({why}): trying until it is"),
                    format!("a atualização {number} ainda não foi guardada ({why}): tentando até conseguir"),
                ));
            }
            self.pause.wait(None).await;
            // It may be stored all the same: the answer was lost, or the channel answers with an error.
            match stored(link).await {
                Ok(known) => self.known.extend(known),
                Err(_) => continue,
            }
            if self.known.contains(&number) {
                return Ok(());
            }
        }
    }

    async fn post(&self, body: Bytes) -> Result<Response, crate::http::HttpError> {
        let target = format!("/webhook/{}", self.link.channel);
        let headers = [(CONTENT_TYPE, "application/json"), (SECRET_HEADER, &*self.link.secret)];
        let request = Request { method: Method::POST, headers: &headers, body, held: STORING, ..Request::get(&target) };
        self.link.relay.ask(request).await
    }

    /// Calls the method that the answer asks for, as Telegram does with a webhook's.
    async fn do_wanted(&self, answer: &Response, say: &mut (dyn FnMut(&str) + Send)) {
        let Ok(Wanted { method }) = serde_json::from_slice::<Wanted>(&answer.body) else { return };
        if !method.bytes().all(|b| b.is_ascii_alphanumeric()) || method.is_empty() {
            return;
        }
        let bot = &self.link.bot;
        // As there, once: what it came to is said, and not tried again.
        let called = bot.call_raw::<Box<RawValue>>(&method, answer.body.clone(), Duration::ZERO).await;
        say(&match called {
            Ok(_) => format!("  {method}: ok"),
            Err(why) => format!("  {method}: {}", bot.why(&why)),
        });
    }
}

fn told(link: &Link, number: i64, answer: &Response) -> String {
    match serde_json::from_slice::<Stored>(&answer.body) {
        Ok(Stored { seq, .. }) => link
            .lang
            .pick(format!("update {number} is event {seq}"), format!("a atualização {number} é o evento {seq}")),
        Err(_) => link.lang.pick(format!("update {number} is stored"), format!("a atualização {number} foi guardada")),
    }
}

/// Waits between tries, longer each time.
struct Pause {
    backoff: Backoff,
    chance: Random,
}

impl Pause {
    fn new() -> Self {
        Self { backoff: Backoff::default(), chance: Random::new(std::process::id()) }
    }

    /// Waits as long as was asked for, or as its turn is.
    async fn wait(&mut self, asked: Option<Duration>) {
        let own = Duration::from_secs_f64(self.backoff.next_ms(self.chance.fraction()) / 1000.0);
        sleep(asked.unwrap_or(own)).await;
    }
}
