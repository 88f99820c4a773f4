//! What a search looks for, and how bytes are looked through.
//!
//! Nothing is parsed: words are searched in the bytes as they came in, so that any body is as good as another. Letters match
//! whatever their case; those beyond ASCII only where the bytes are UTF-8.

use std::fmt;
use std::sync::Arc;

use memchr::memmem::Finder;
use wire::{ChannelInfo, DeliveryState, Headers, Seq};

use super::{Range, Record};

/// One step through a channel.
#[derive(Clone, Debug)]
pub struct Scan {
    /// Where, and in which order.
    pub range: Range,
    /// Most events given.
    pub limit: usize,
    /// Give whole bodies rather than previews.
    pub whole: bool,
    /// Which ones.
    pub search: Arc<Search>,
}

/// What a step came to.
#[derive(Clone, Debug)]
pub struct Scanned {
    /// What was found.
    pub records: Vec<Record>,
    /// The last position looked at, when more may follow; none at the end of the range.
    pub next: Option<Seq>,
    /// The channel, read in the same transaction.
    pub info: ChannelInfo,
}

/// Decides on an event with its whole body.
pub type EventPredicate = Arc<dyn Fn(&Record) -> bool + Send + Sync>;

/// An event that is looked at, as it is stored.
#[derive(Clone, Copy, Debug)]
pub struct Searched<'e> {
    /// The method.
    pub method: &'e [u8],
    /// The raw path.
    pub path: &'e [u8],
    /// The raw query.
    pub query: Option<&'e [u8]>,
    /// Every header.
    pub headers: &'e Headers,
    /// What is written beside it.
    pub note: Option<&'e [u8]>,
    /// The whole body.
    pub body: &'e [u8],
}

/// Texts in which to look for words too, a line each: what people are shown of an event that does not
/// stand in it as it was received. `None` when there is nothing.
pub type ShownText = Arc<dyn Fn(&Searched<'_>) -> Option<Vec<u8>> + Send + Sync>;

/// What is looked for: an event is found when all of it is so. The default finds everything.
#[derive(Clone, Default)]
pub struct Search {
    words: Vec<Word>,
    /// None of these may be found.
    pub(super) without: Vec<Search>,
    /// How it must have been delivered, or, with `true`, must not.
    pub(super) deliveries: Vec<(bool, DeliveryState)>,
    pub(super) pinned: bool,
    pub(super) wanted: Option<EventPredicate>,
    pub(super) shown: Option<ShownText>,
}

impl Search {
    /// Looks for words, separated by white space: each must be somewhere in method, path, query, headers or body.
    #[must_use]
    pub fn words(text: &str) -> Self {
        Self { words: text.split_whitespace().map(Word::new).collect(), ..Self::default() }
    }

    /// Looks for words in what is shown of each event too.
    #[must_use]
    pub fn with_shown(self, shown: ShownText) -> Self {
        Self { shown: Some(shown), ..self }
    }

    /// Looks for this text too, spaces included.
    #[must_use]
    pub fn with_text(mut self, text: &str) -> Self {
        self.words.push(Word::new(text));
        self
    }

    /// Only what does not have this text. Where to look too, is said before.
    #[must_use]
    pub fn without_text(mut self, text: &str) -> Self {
        let shown = self.shown.clone();
        self.without.push(Self { words: vec![Word::new(text)], shown, ..Self::default() });
        self
    }

    /// Only what was delivered so; with `not`, only what was not.
    #[must_use]
    pub fn delivered(mut self, not: bool, state: DeliveryState) -> Self {
        self.deliveries.push((not, state));
        self
    }

    /// Only what is pinned.
    #[must_use]
    pub fn only_pinned(self) -> Self {
        Self { pinned: true, ..self }
    }

    /// Only what is wanted.
    #[must_use]
    pub fn only(self, wanted: EventPredicate) -> Self {
        Self { wanted: Some(wanted), ..self }
    }

    /// True when it finds everything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
            && self.without.is_empty()
            && self.deliveries.is_empty()
            && !self.pinned
            && self.wanted.is_none()
    }

    /// Starts to look at an event. `room` is kept from one to the next, so that none allocates.
    pub(super) fn look<'a>(&'a self, room: &'a mut Scratch) -> Matcher<'a> {
        room.missing.clear();
        room.missing.resize(self.words.len(), true);
        Matcher { words: &self.words, missing: self.words.len(), room }
    }
}

impl fmt::Debug for Search {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<_> = self.words.iter().map(|word| String::from_utf8_lossy(word.finder.needle())).collect();
        f.debug_struct("Search").field("words", &words).field("pinned", &self.pinned).finish_non_exhaustive()
    }
}

/// A word in lower case, prepared.
#[derive(Clone)]
struct Word {
    finder: Finder<'static>,
    ascii: bool,
}

impl Word {
    fn new(word: &str) -> Self {
        let lower = word.to_lowercase();
        Self { ascii: lower.is_ascii(), finder: Finder::new(lower.as_bytes()).into_owned() }
    }
}

/// Bytes looked through at once: a body of any length needs no more memory than this.
const PIECE: usize = 64 * 1024;

/// Memory that is used again.
#[derive(Default)]
pub(super) struct Scratch {
    missing: Vec<bool>,
    /// A piece in lower case, at most [`PIECE`] bytes and as many as overlap with the piece before it.
    lower: Vec<u8>,
}

/// An event being looked at, part by part.
pub(super) struct Matcher<'a> {
    words: &'a [Word],
    missing: usize,
    room: &'a mut Scratch,
}

impl Matcher<'_> {
    /// True once every word was found.
    pub(super) fn found(&self) -> bool {
        self.missing == 0
    }

    /// Looks at a part.
    pub(super) fn at(&mut self, part: &[u8]) {
        self.beyond_ascii(part);
        self.room.lower.clear();
        for piece in part.chunks(PIECE) {
            if !self.misses(true) {
                return;
            }
            let lower = &mut self.room.lower;
            let begins = lower.len();
            lower.extend_from_slice(piece);
            lower[begins..].make_ascii_lowercase();
            self.strike(true);
        }
    }

    /// Whether a word of one kind is still to be found.
    fn misses(&self, ascii: bool) -> bool {
        self.words.iter().zip(&self.room.missing).any(|(word, missing)| *missing && word.ascii == ascii)
    }

    /// Words that are not ASCII, in a part that is not either: lower case costs more there.
    fn beyond_ascii(&mut self, part: &[u8]) {
        if !self.misses(false) || part.is_ascii() {
            return;
        }
        self.room.lower.clear();
        for chunk in part.utf8_chunks() {
            let mut rest = chunk.valid();
            while let Some(first) = rest.chars().next() {
                let lower = &mut self.room.lower;
                // Most are ASCII, in most texts: a run of them needs no table.
                let is_beyond = |byte: &u8| !byte.is_ascii();
                let run = rest.as_bytes().iter().take(PIECE).position(is_beyond).unwrap_or(rest.len().min(PIECE));
                let begins = lower.len();
                let taken = if run > 0 {
                    lower.extend_from_slice(&rest.as_bytes()[..run]);
                    lower[begins..].make_ascii_lowercase();
                    run
                } else {
                    let mut bytes = [0; 4];
                    for c in first.to_lowercase() {
                        lower.extend_from_slice(c.encode_utf8(&mut bytes).as_bytes());
                    }
                    first.len_utf8()
                };
                rest = &rest[taken..];
                if self.room.lower.len() > PIECE {
                    self.strike(false);
                }
            }
            // At most three bytes.
            self.room.lower.extend_from_slice(chunk.invalid());
            if self.room.lower.len() > PIECE {
                self.strike(false);
            }
        }
        self.strike(false);
    }

    /// Strikes out the words of one kind that are in the piece, and keeps of it what a word may have begun in.
    fn strike(&mut self, ascii: bool) {
        let Scratch { missing, lower } = &mut *self.room;
        for (word, missing) in self.words.iter().zip(missing).filter(|(word, missing)| **missing && word.ascii == ascii)
        {
            if word.finder.find(lower).is_some() {
                *missing = false;
                self.missing -= 1;
            }
        }
        let longest = self.words.iter().map(|word| word.finder.needle().len()).max().unwrap_or_default();
        lower.drain(..lower.len().saturating_sub(longest.saturating_sub(1)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(words: &str, parts: &[&[u8]]) -> bool {
        let (search, mut room) = (Search::words(words), Scratch::default());
        let mut look = search.look(&mut room);
        parts.iter().for_each(|part| look.at(part));
        look.found()
    }

    #[test]
    fn every_word_must_be_somewhere_whatever_its_case() {
        let parts: &[&[u8]] = &[b"POST", b"/webhook/Loja", "{\"cliente\":\"JOS\u{c9} \u{c7}\"}".as_bytes()];
        for words in ["", " ", "post", "loja POST", "jos\u{e9}", "JOS\u{c9} \u{e7}", "hook/l \"cliente\":"] {
            assert!(finds(words, parts), "{words}");
        }
        for words in ["get", "post get", "jos\u{e8}", "postloja", "jos\u{e9} x"] {
            assert!(!finds(words, parts), "{words}");
        }
    }

    #[test]
    fn long_bodies_are_looked_through_in_pieces_and_no_word_is_lost_between_two() {
        for word in ["needle", "n\u{e3}\u{44f}", "\u{130}x"] {
            let upper = word.to_uppercase();
            for at in (PIECE - 8..=PIECE).chain(2 * PIECE - 8..=2 * PIECE).chain([0, 7 * PIECE]) {
                let mut body = vec![b'X'; at];
                body.extend_from_slice(upper.as_bytes());
                body.resize(body.len() + PIECE, b'X');
                let (search, mut room) = (Search::words(word), Scratch::default());
                let mut look = search.look(&mut room);
                look.at(&body);
                assert!(look.found(), "{word} at {at}");
                assert!(room.lower.capacity() <= 4 * PIECE, "{}", room.lower.capacity());
            }
        }
        let (search, mut room) = (Search::words("n\u{e3}\u{44f}"), Scratch::default());
        search.look(&mut room).at(&vec![0xff; 9 * PIECE]);
        assert!(room.lower.capacity() <= 4 * PIECE, "{}", room.lower.capacity());
        assert!(!finds("needle", &[b"nee", b"dle"]), "a word is in one part");
    }

    #[test]
    fn bytes_that_are_no_text_are_looked_through_too() {
        let body = [&b"\x00\xff\xfeABC\x80"[..], "\u{c3}\u{42f}".as_bytes(), b"\xc3"].concat();
        for words in ["abc", "\u{e3}", "\u{44f}", "bc \u{42f}"] {
            assert!(finds(words, &[&body]), "{words}");
        }
        assert!(!finds("abcd", &[&body]));
        assert!(!finds("\u{e9}", &[&body]));
    }
}
