//! Filter of the list: the relay looks, by the one grammar that there is, and the rows are marked.

use wire::{Channel, Seq};

use super::model::Effect;
use super::row::Row;

/// The filter, and how far each channel was looked through.
#[derive(Debug, Default)]
pub(super) struct Filtering {
    /// Empty: everything is shown.
    text: String,
    searches: Vec<Search>,
}

#[derive(Debug)]
struct Search {
    channel: Channel,
    /// Up to here it was looked.
    upto: Seq,
    /// Last position that came.
    head: Seq,
    /// An answer is awaited.
    busy: bool,
}

/// A part of a search.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) channel: Channel,
    pub(super) filter: String,
    /// What was found, and up to where it was looked; or why not.
    pub(super) result: Result<(Vec<Seq>, Seq), String>,
}

impl Filtering {
    pub(super) fn is_on(&self) -> bool {
        !self.text.is_empty()
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// True for a part of this search, and not of the one before.
    pub(super) fn is_of(&self, found: &Found) -> bool {
        self.is_on() && found.filter == self.text
    }

    /// Begins, after these positions.
    pub(super) fn begin(&mut self, filter: &str, starts: Vec<(Channel, Seq)>) -> Vec<Effect> {
        self.text = filter.to_owned();
        self.searches.clear();
        if !self.is_on() {
            return Vec::new();
        }
        let search = |(channel, upto)| Search { channel, upto, head: 0, busy: true };
        self.searches = starts.into_iter().map(search).collect();
        let effect = |it: &Search| Effect::Search(it.channel.clone(), self.text.clone(), it.upto);
        self.searches.iter().map(effect).collect()
    }

    /// An event came: it is looked at when the answer that is awaited is there.
    pub(super) fn come(&mut self, channel: &Channel, seq: Seq) -> Vec<Effect> {
        let text = self.text.clone();
        let Some(search) = self.searches.iter_mut().find(|it| it.channel == *channel) else { return Vec::new() };
        search.head = search.head.max(seq);
        search.next(text)
    }

    /// Marks what was found, and looks on.
    pub(super) fn take<'a>(&mut self, found: Found, rows: impl Iterator<Item = &'a mut Row>) -> Vec<Effect> {
        if !self.is_of(&found) {
            return Vec::new();
        }
        let text = self.text.clone();
        let Some(search) = self.searches.iter_mut().find(|it| it.channel == found.channel) else { return Vec::new() };
        search.busy = false;
        let Ok((seqs, upto)) = found.result else { return Vec::new() };
        // Both are in the order of their positions.
        for row in rows.filter(|row| row.at.channel == found.channel) {
            row.found |= seqs.binary_search(&row.at.seq).is_ok();
        }
        search.upto = search.upto.max(upto);
        search.next(text)
    }
}

impl Search {
    fn next(&mut self, text: String) -> Vec<Effect> {
        if self.busy || self.head <= self.upto {
            return Vec::new();
        }
        self.busy = true;
        vec![Effect::Search(self.channel.clone(), text, self.upto)]
    }
}
