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
    /// Spanish as Latin America reads it.
    Es,
}

impl Lang {
    /// In the order shown.
    pub const ALL: [Self; 3] = [Self::Pt, Self::En, Self::Es];

    /// Its BCP 47 tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Pt => "pt-BR",
            Self::En => "en",
            Self::Es => "es",
        }
    }

    /// Its name on a small button.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Pt => "PT",
            Self::En => "EN",
            Self::Es => "ES",
        }
    }

    /// The language of a tag: any Portuguese is ours, and any Spanish. English for every other.
    #[must_use]
    pub fn of(tag: &str) -> Self {
        let language = tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        match language.as_str() {
            "pt" => Self::Pt,
            "es" => Self::Es,
            _ => Self::En,
        }
    }

    /// A sentence without parts.
    #[must_use]
    pub fn t(self, sentence: Msg) -> &'static str {
        sentence.text(self)
    }

    /// A sentence with one value in it, at `{}`. Three formatted sentences, of which one is chosen,
    /// would be three times the code.
    pub(super) fn put(self, pt: &str, en: &str, es: &str, value: &str) -> String {
        self.pick(pt, en, es).replace("{}", value)
    }

    pub(super) fn pick<X>(self, pt: X, en: X, es: X) -> X {
        match self {
            Self::Pt => pt,
            Self::En => en,
            Self::Es => es,
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
        assert_eq!(
            (Lang::of("es-MX"), Lang::of("ES-419"), Lang::of("est")),
            (Lang::Es, Lang::Es, Lang::En)
        );
        for lang in Lang::ALL {
            assert_eq!(Lang::of(lang.tag()), lang);
        }
    }
}
