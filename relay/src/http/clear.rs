//! Deleting many events: all of a channel, those at some positions, or those that a search finds.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use futures_util::future::try_join_all;
use serde::Deserialize;
use utoipa::IntoParams;
use wire::{Channel, Deleted, Seq};

use super::extract::{Path, Query};
use super::search::{ScanCursor, SearchQuery};
use super::{App, Failure, json, seqs};
use gancho_store::{Range, Search};

/// Deletions that are handed to the store at once: it commits them together.
const AT_ONCE: usize = 256;

/// `?seqs=`.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Asked {
    /// Positions and ranges of them, as in `1,5-9`.
    seqs: Option<String>,
}

/// `DELETE …/events`: clears the channel of what is not pinned; positions go on rising. With a search or positions, only
/// what is found there goes: what is pinned stays all the same.
#[utoipa::path(
    delete,
    path = "/channels/{channel}/events",
    params(Asked, SearchQuery),
    responses(
        (status = 200, description = "With a search or positions: what was found and not pinned is gone", body = Deleted),
        (status = 204, description = "Without: what was not pinned is gone"),
    ),
)]
pub(super) async fn clear(
    State(app): State<App>,
    Path(channel): Path<String>,
    RawQuery(query): RawQuery,
    Query(asked): Query<Asked>,
    Query(question): Query<SearchQuery>,
) -> Result<Response, Failure> {
    let channel = Channel::new(&channel)?;
    let query = query.unwrap_or_default();
    if query.is_empty() {
        return match app.store.clear(&channel).await? {
            Some(_) => Ok(StatusCode::NO_CONTENT.into_response()),
            None => Err(Failure::UnknownChannel(channel)),
        };
    }
    known(&query)?;
    let search = question.search(&app.annotator.context(&channel))?;
    if search.is_none() && asked.seqs.is_none() {
        return Err(Failure::BadRequest(
            "the search is empty, and nothing was deleted: leave it out to delete all".into(),
        ));
    }
    let info = app.store.channel(&channel).await?.ok_or_else(|| Failure::UnknownChannel(channel.clone()))?;
    let ranges = match asked.seqs.as_deref() {
        Some(text) => seqs::parse(text)?,
        None => vec![(1, info.head)],
    };
    // What comes meanwhile was not meant.
    let ranges = ranges.into_iter().map(|(from, to)| (from, to.min(info.head))).filter(|(from, to)| from <= to);
    let mut done = Deleted::default();
    for (from, to) in ranges {
        let range = Range::Between(from - 1, to);
        delete_found(&app, &channel, range, search.clone().unwrap_or_default(), &mut done).await?;
    }
    Ok(json(&done))
}

/// A parameter that is not known may be one that is misspelt, and more would go than was meant.
fn known(query: &str) -> Result<(), Failure> {
    const KNOWN: [&str; 7] = ["seqs", "q", "filter", "pinned", "provider", "name", "signature"];
    match form_urlencoded::parse(query.as_bytes()).find(|(name, _)| !KNOWN.contains(&&**name)) {
        Some((name, _)) => Err(Failure::BadRequest(format!(
            "there is no '{name}' here, and nothing was deleted: it is one of {}",
            KNOWN.join(", ")
        ))),
        None => Ok(()),
    }
}

async fn delete_found(
    app: &App,
    channel: &Channel,
    range: Range,
    search: Search,
    done: &mut Deleted,
) -> Result<(), Failure> {
    let mut way = ScanCursor::new(channel.clone(), range, usize::MAX, false, search);
    loop {
        let step = way.step(app).await?;
        let (pinned, free): (Vec<_>, Vec<_>) = step.records.iter().partition(|record| record.marks.pinned);
        done.pinned += pinned.len() as u64;
        let seqs: Vec<Seq> = free.iter().map(|record| record.seq).collect();
        for some in seqs.chunks(AT_ONCE) {
            let deleted = try_join_all(some.iter().map(|seq| app.store.delete(channel, *seq))).await?;
            // One that somebody else deleted meanwhile is not counted.
            done.deleted += deleted.into_iter().filter(|deleted| *deleted).count() as u64;
        }
        if step.next.is_none() {
            return Ok(());
        }
    }
}
