//! What is asked of a channel's events: `q`, and the filters beside it; and how a search is gone through, step by step.

use std::sync::Arc;
use std::time::Duration;

use providers::Provider;
use serde::Deserialize;
use tokio::time::Instant;
use utoipa::IntoParams;
use wire::{Channel, EventsPage, Seq};

use self::filter::filtered;
use super::{App, Failure, Invalid};
use crate::annotate::{AnnotationContext, Filter, Signed};
use gancho_store::{Range, Scan, Scanned, Search};

mod filter;
mod shown;

/// Longest question, in bytes, and most words in it.
const MAX_QUESTION: usize = 1000;
const MAX_WORDS: usize = 20;
/// How long one answer searches, waiting for its turns included; one step at least. What it did not come to is told, and asked for again.
const SEARCH_TIMEOUT: Duration = Duration::from_millis(500);
/// A page that holds this many bytes is long enough.
const LONG: usize = 2 * 1024 * 1024;
/// Steps of searches and exports done at once; the others wait for their turn. Each keeps a processor busy, which those who
/// send need too, and holds some mebibytes.
pub(crate) const STEPS_AT_ONCE: usize = 2;

/// `?q=&pinned=&provider=&name=&signature=`, as text.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct SearchQuery {
    /// Words, each of which must be somewhere in method, path, query, headers, body, note, or in what is shown of the
    /// event: its provider, kind and summary, and its parts with their escapes undone; whatever its case.
    q: Option<String>,
    /// A filter, as in `provider:github delivery:dead -"two words" body.data.id=42`: words, places of the body with
    /// their value, and `method`, `path`, `header`, `provider`, `event`, `signature`, `delivery`, `pinned`, `after` and
    /// `before` with a value each.
    filter: Option<String>,
    /// `true`: only what is pinned.
    #[param(value_type = Option<bool>)]
    pinned: Option<String>,
    /// Only this provider's, as in `github`.
    provider: Option<String>,
    /// Only what the provider calls so, as in `push`.
    name: Option<String>,
    /// Only what is signed so: `valid`, `invalid`, or `none` for what could not be checked.
    #[param(pattern = "^(valid|invalid|none)$")]
    signature: Option<String>,
}

impl SearchQuery {
    /// What to look for, by the settings of its channel; none when nothing was asked.
    pub(super) fn search(&self, context: &AnnotationContext) -> Result<Option<Search>, Failure> {
        let text = self.q.as_deref().unwrap_or_default();
        if text.len() > MAX_QUESTION || text.split_whitespace().count() > MAX_WORDS {
            return Err(Invalid::SearchTooLong { words: MAX_WORDS, bytes: MAX_QUESTION }.into());
        }
        let search = Search::words(text).with_shown(shown::text_of(context));
        let search = match self.pinned.as_deref() {
            None | Some("false") => search,
            Some("true") => search.only_pinned(),
            Some(other) => return Err(bad("pinned", other, "true or false")),
        };
        let (search, conditions) = filtered(search, self.filter.as_deref().unwrap_or_default())?;
        let filter = self.filter()?;
        let search = if filter == Filter::default() && conditions.is_empty() {
            search
        } else {
            let context = context.clone();
            search.only(Arc::new(move |record| {
                context.takes(&filter, record) && conditions.iter().all(|condition| condition.holds(&context, record))
            }))
        };
        Ok((!search.is_empty()).then_some(search))
    }

    /// What is asked beyond what was received.
    fn filter(&self) -> Result<Filter, Failure> {
        let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let provider = given(&self.provider)
            .map(|name| Provider::from_name(&name).ok_or_else(|| bad("provider", &name, &filter::providers())));
        let signature = given(&self.signature).map(|text| match text.as_str() {
            "valid" => Ok(Signed::Valid),
            "invalid" => Ok(Signed::Invalid),
            "none" => Ok(Signed::Unchecked),
            other => Err(bad("signature", other, "valid, invalid or none")),
        });
        Ok(Filter { provider: provider.transpose()?, name: given(&self.name), signature: signature.transpose()? })
    }
}

fn bad(name: &'static str, value: &str, expected: &str) -> Failure {
    Invalid::Parameter { name, value: value.into(), expected: expected.into() }.into()
}

/// A page of what is found, and where to go on when time ended the search, or the limit did.
pub(super) async fn page(
    app: &App,
    channel: &Channel,
    range: Range,
    limit: usize,
    search: Search,
    context: &AnnotationContext,
) -> Result<EventsPage, Failure> {
    let deadline = Instant::now() + SEARCH_TIMEOUT;
    let mut way = ScanCursor::new(channel.clone(), range, limit, false, search);
    let (mut events, mut held) = (Vec::new(), 0);
    loop {
        let Scanned { records, next, info } = way.step(app).await?;
        held += records.iter().map(|record| record.event.held_bytes()).sum::<usize>();
        events.append(&mut context.page(records).await);
        if next.is_none() || way.left == 0 || held > LONG || Instant::now() >= deadline {
            return Ok(EventsPage { events, head: info.head, oldest: info.oldest, epoch: info.epoch, next });
        }
    }
}

/// The way through a range, a step at a time: the store's other work goes on between two.
pub(super) struct ScanCursor {
    channel: Channel,
    scan: Scan,
    /// How many events are still wanted.
    left: usize,
    /// The sequence that it goes through.
    epoch: Option<String>,
}

impl ScanCursor {
    /// Starts at the beginning of a range.
    pub(super) fn new(channel: Channel, range: Range, limit: usize, whole: bool, search: Search) -> Self {
        let scan = Scan { range, limit, whole, search: Arc::new(search) };
        Self { channel, scan, left: limit, epoch: None }
    }

    /// Goes a step, after which it stands at `next`. A channel that is made anew on the way ends it.
    pub(super) async fn step(&mut self, app: &App) -> Result<Scanned, Failure> {
        self.scan.limit = self.left;
        // Never closed.
        let turn = app.steps.acquire().await.ok();
        let scanned = app.store.scan(&self.channel, self.scan.clone()).await?;
        drop(turn);
        let same = |scanned: &Scanned| self.epoch.as_ref().is_none_or(|epoch| *epoch == scanned.info.epoch);
        let scanned = scanned.filter(same).ok_or_else(|| Failure::UnknownChannel(self.channel.clone()))?;
        self.epoch.get_or_insert_with(|| scanned.info.epoch.clone());
        self.left -= scanned.records.len().min(self.left);
        if let Some(next) = scanned.next {
            self.scan.range = after(self.scan.range, next);
        }
        Ok(scanned)
    }
}

/// What is left of a range once it was looked at up to a position.
fn after(range: Range, next: Seq) -> Range {
    match range {
        Range::After(_) => Range::After(next),
        Range::Between(_, upto) => Range::Between(next, upto),
        Range::Before(_) | Range::Newest => Range::Before(next),
    }
}
