//! The layout of the page as the reader left it.

/// Narrowest list that can be dragged, in px.
pub const LIST_MIN: u32 = 300;

/// Narrowest inspector beside it, in px.
pub const INSPECTOR_MIN: u32 = 360;

/// What is folded, and how wide the list is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// The race is one line.
    pub race_folded: bool,
    /// Width of the list in px. `None`: as the page has it.
    pub list_px: Option<u32>,
}

impl Layout {
    /// As it is remembered: `folded list=420`.
    #[must_use]
    pub fn to_text(self) -> String {
        let folded = self.race_folded.then(|| "folded".to_owned());
        let list = self.list_px.map(|px| format!("list={px}"));
        folded.into_iter().chain(list).collect::<Vec<_>>().join(" ")
    }

    /// Parses [`to_text`](Self::to_text). Leaves out what it does not know.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        let mut words = text.split_ascii_whitespace();
        let list = words.clone().find_map(|word| word.strip_prefix("list=")?.parse().ok());
        Self {
            race_folded: words.any(|word| word == "folded"),
            list_px: list.filter(|px| (LIST_MIN..10_000).contains(px)),
        }
    }
}

/// The width of a list that is dragged or moved by keys, in px, where list and inspector share
/// `room`. The inspector keeps its least width; on a screen too small for both the list does.
#[must_use]
pub fn list_width(wanted: f64, room: f64) -> u32 {
    let most = (room - f64::from(INSPECTOR_MIN)).max(f64::from(LIST_MIN));
    wanted.round().clamp(f64::from(LIST_MIN), most) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layout_is_remembered() {
        for layout in [
            Layout::default(),
            Layout { race_folded: true, list_px: None },
            Layout { race_folded: false, list_px: Some(420) },
            Layout { race_folded: true, list_px: Some(300) },
        ] {
            assert_eq!(Layout::from_text(&layout.to_text()), layout);
        }
        for odd in ["", "x", "list=", "list=-5", "list=99999999999", "list=12", "FOLDED"] {
            assert_eq!(Layout::from_text(odd), Layout::default(), "{odd}");
        }
    }

    #[test]
    fn a_list_leaves_the_inspector_its_room() {
        assert_eq!(list_width(500.4, 1100.0), 500);
        assert_eq!((list_width(10.0, 1100.0), list_width(5000.0, 1100.0)), (300, 740));
        assert_eq!(list_width(400.0, 500.0), 300);
    }
}
