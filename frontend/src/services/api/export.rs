//! Which events: as a file to carry away, or to be deleted.

use wire::{Channel, Seq};

/// URL of a channel's events as a file.
#[must_use]
pub fn export_url(channel: &Channel, format: &str, selection: &ExportSelection<'_>) -> String {
    let selection = match selection {
        ExportSelection::Found(filter) if filter.trim().is_empty() => String::new(),
        ExportSelection::Found(filter) => format!("&filter={}", encoded(filter.trim())),
        ExportSelection::Listed(seqs) => format!("&seqs={}", ranges(seqs)),
    };
    format!("api/channels/{channel}/export?format={format}{selection}")
}

/// A selection of a channel's events.
#[derive(Clone, Copy, Debug)]
pub enum ExportSelection<'a> {
    /// What a filter finds of all that the relay keeps.
    Found(&'a str),
    /// Those at these positions, falling.
    Listed(&'a [Seq]),
}

/// A text as a value of a query.
pub(super) fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Positions as the relay reads them: `3,7-9`.
pub(super) fn ranges(falling: &[Seq]) -> String {
    let mut text = String::new();
    let mut left = falling.iter().rev().copied().peekable();
    while let Some(first) = left.next() {
        let mut last = first;
        while left.next_if_eq(&(last + 1)).is_some() {
            last += 1;
        }
        let comma = if text.is_empty() { "" } else { "," };
        text += &if last > first {
            format!("{comma}{first}-{last}")
        } else {
            format!("{comma}{first}")
        };
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_listed_is_exported_by_position() {
        assert_eq!(ranges(&[9, 8, 7, 5, 3, 2]), "2-3,5,7-9");
        assert_eq!((ranges(&[]), ranges(&[4])), (String::new(), "4".into()));
        let url = |which| export_url(&Channel::default(), "har", &which);
        let found = |filter| url(ExportSelection::Found(filter));
        assert_eq!(found(" "), "api/channels/default/export?format=har");
        assert_eq!(found(" a b&c "), "api/channels/default/export?format=har&filter=a+b%26c");
        assert_eq!(
            url(ExportSelection::Listed(&[2, 1])),
            "api/channels/default/export?format=har&seqs=1-2"
        );
    }
}
