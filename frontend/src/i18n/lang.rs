//! The languages of the page.

use super::Msg;

/// A language of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// Portuguese as in Brazil.
    Pt,
    /// English.
    #[default]
    En,
}

impl Lang {
    /// Its BCP 47 tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Pt => "pt-BR",
            Self::En => "en",
        }
    }

    /// The language of a tag: any Portuguese is ours.
    #[must_use]
    pub fn of(tag: &str) -> Self {
        if tag.to_ascii_lowercase().starts_with("pt") { Self::Pt } else { Self::En }
    }

    /// A sentence without parts.
    #[must_use]
    pub fn t(self, sentence: Msg) -> &'static str {
        sentence.text(self)
    }

    pub(super) fn pick<X>(self, pt: X, en: X) -> X {
        match self {
            Self::Pt => pt,
            Self::En => en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_chooses_the_language() {
        assert_eq!(
            (Lang::of("pt-PT"), Lang::of("PT"), Lang::of("en-GB"), Lang::of("")),
            (Lang::Pt, Lang::Pt, Lang::En, Lang::En)
        );
    }
}
