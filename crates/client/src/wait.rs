//! `gancho wait`: until the events are there that a filter finds, or time is over.
//!
//! The relay filters and waits (`GET …/events?after=&filter=&wait=`), so that what passes by is not
//! sent here, and each answer says from where on to ask again: nothing is missed in between.

use std::collections::BTreeSet;
use std::io::Write;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use hyper::StatusCode;
use measure::Random;
use race::Backoff;
use tokio::time::{Instant, sleep, timeout_at};
use wire::{Channel, Condition, Event, EventsPage, Filter, Seq, StartAt};

use crate::events::line;
use crate::http::{Relay, Request, Response};
use crate::lang::Lang;
use crate::relay_access::RelayAccess;
use crate::relay_channel::{ask, channel_info, read};
use crate::terminal::visible_json;

/// Longest that the relay is asked to wait at once: below what proxies give up after.
const POLL: Duration = Duration::from_secs(25);
/// How often is asked for what may become true later.
const AGAIN: Duration = Duration::from_millis(250);
/// Most events that are told when time is over.
const INSTEAD: usize = 20;

/// What is waited for.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// How the relay is reached.
    pub relay: RelayAccess,
    /// The channel; made when there is none.
    pub channel: Channel,
    /// The filter, as it was given; empty, any event is waited for.
    pub filter: String,
    /// How many events.
    pub count: usize,
    /// For how long.
    pub timeout: Duration,
    /// Where to begin.
    pub from: StartAt,
    /// Language of what is said.
    pub lang: Lang,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waited {
    /// All that was waited for is there.
    Found,
    /// Time was over before.
    TimeIsOver,
}

/// Waits, and writes each event that is found as JSON on a line, whole.
///
/// # Errors
/// A sentence for the user: a filter that cannot be read, no relay, a channel that was deleted.
pub async fn run(options: &Options, out: &mut (dyn Write + Send), notices: &mut (dyn Write + Send)) -> Result<Waited> {
    let filter: Filter = options.filter.parse().context("the filter cannot be read")?;
    let relay = options.relay.relay()?;
    let info = channel_info(&relay, &options.channel).await?;
    let begin = match options.from {
        StartAt::Now => info.head,
        StartAt::Start => 0,
        StartAt::Seq(seq) => seq.saturating_sub(1),
    };
    let mut waiting = Waiting {
        relay,
        options,
        epoch: info.epoch,
        begin,
        changes: filter.terms.iter().any(|term| is_changing(&term.condition)),
        found: BTreeSet::new(),
        deadline: Instant::now() + options.timeout,
    };
    let (channel, next) = (&options.channel, begin + 1);
    // From here on nothing is missed: whoever waits for this line may send.
    let ready = options.lang.pick(
        format!("Waiting in channel {channel} for event {next} and later"),
        format!("Esperando no canal {channel} pelo evento {next} e pelos seguintes"),
    );
    // Nothing can be told when it is closed.
    let _ = writeln!(notices, "{ready}");
    if waiting.until_found(out).await? {
        return Ok(Waited::Found);
    }
    waiting.tell_instead(notices).await?;
    Ok(Waited::TimeIsOver)
}

/// True for what may become true of an event after it came.
fn is_changing(condition: &Condition) -> bool {
    matches!(condition, Condition::Delivery(_) | Condition::Pinned(_))
}

struct Waiting<'a> {
    relay: Relay,
    options: &'a Options,
    epoch: String,
    /// Position after which everything counts.
    begin: Seq,
    /// What came before may be found later: it is looked at again.
    changes: bool,
    found: BTreeSet<Seq>,
    deadline: Instant,
}

impl Waiting<'_> {
    /// Waits; false when time was over before.
    async fn until_found(&mut self, out: &mut (dyn Write + Send)) -> Result<bool> {
        let mut after = self.begin;
        let (mut backoff, mut chance) = (Backoff::default(), Random::new(std::process::id()));
        let mut away = None;
        loop {
            let left = self.deadline.saturating_duration_since(Instant::now());
            let wait = if self.changes { Duration::ZERO } else { left.min(POLL) };
            let Ok(asked) = timeout_at(self.deadline, self.ask(after, wait)).await else { break };
            let asked = asked.and_then(|answer| match answer.status != StatusCode::OK && !answer.is_refusal() {
                // A proxy answers for a relay that starts again.
                true => Err(anyhow!(self.relay.refusal(&answer))),
                false => Ok(answer),
            });
            let page = match asked {
                Ok(answer) => read::<EventsPage>(&self.relay, &answer)?,
                // It may come back before time is over.
                Err(why) => {
                    away = Some(why);
                    let wait = Duration::from_secs_f64(backoff.next_ms(chance.fraction()) / 1000.0);
                    if timeout_at(self.deadline, sleep(wait)).await.is_err() {
                        break;
                    }
                    continue;
                }
            };
            (away, backoff) = (None, Backoff::default());
            ensure!(page.epoch == self.epoch, "channel '{}' was made anew meanwhile", self.options.channel);
            for event in &page.events {
                if self.found.insert(event.seq) && self.write(event, out).await? {
                    return Ok(true);
                }
            }
            after = match (page.next, page.events.last()) {
                // A search does not come to its end at once.
                (Some(next), _) => next,
                (None, _) if self.changes => self.begin,
                // A page may be full.
                (None, Some(last)) => last.seq,
                (None, None) => after.max(page.head),
            };
            if self.changes && page.next.is_none() && timeout_at(self.deadline, sleep(AGAIN)).await.is_err() {
                break;
            }
        }
        away.map_or(Ok(false), Err)
    }

    async fn ask(&self, after: Seq, wait: Duration) -> Result<Response> {
        let seconds = wait.as_secs_f64().ceil().to_string();
        let asked = [("filter", &*self.options.filter), ("after", &after.to_string()), ("wait", &seconds)];
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(asked).finish();
        let target = format!("/api/channels/{}/events?{query}", self.options.channel);
        ask(&self.relay, Request { held: wait, ..Request::get(&target) }).await
    }

    /// Writes an event, whole; true when it was the last one.
    async fn write(&self, event: &Event, out: &mut (dyn Write + Send)) -> Result<bool> {
        let json = if event.is_preview() {
            let target = format!("/api/channels/{}/events/{}", self.options.channel, event.seq);
            let whole: Event = read(&self.relay, &ask(&self.relay, Request::get(&target)).await?)?;
            serde_json::to_string(&whole)?
        } else {
            serde_json::to_string(event)?
        };
        let written = writeln!(out, "{}", visible_json(&json)).and_then(|()| out.flush());
        if let Err(why) = written {
            bail!("cannot write what was found: {why}");
        }
        Ok(self.found.len() >= self.options.count)
    }

    /// Says that time is over, and what came instead.
    async fn tell_instead(&self, notices: &mut (dyn Write + Send)) -> Result<()> {
        let target = format!("/api/channels/{}/events?limit={INSTEAD}", self.options.channel);
        let page: EventsPage = read(&self.relay, &ask(&self.relay, Request::get(&target)).await?)?;
        let is_other = |event: &&std::sync::Arc<Event>| event.seq > self.begin && !self.found.contains(&event.seq);
        let others: Vec<_> = page.events.iter().rev().filter(is_other).collect();
        let (found, count) = (self.found.len(), self.options.count);
        let seconds = self.options.lang.decimal(self.options.timeout.as_secs_f64(), 1);
        let mut text = self.options.lang.pick(
            format!("Time is over: {found} of {count} came within {seconds} s"),
            format!("O tempo acabou: {found} de {count} em {seconds} s"),
        );
        text += match (others.is_empty(), self.options.lang) {
            (true, Lang::En) => ", and nothing else.",
            (true, Lang::Pt) => ", e mais nada.",
            (false, Lang::En) => ". Last that came instead:",
            (false, Lang::Pt) => ". O que veio em vez disso, por último:",
        };
        for event in others {
            text += &format!("\n{}", line(event));
        }
        let _ = writeln!(notices, "{text}");
        Ok(())
    }
}
