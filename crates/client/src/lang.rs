//! Language of what is said to a person in the terminal.

/// A language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Portuguese, as written in Brazil.
    Pt,
}

impl Lang {
    /// The language of the environment: the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set
    /// (POSIX, 8.2).
    #[must_use]
    pub fn of_environment() -> Self {
        Self::of_locale(|name| std::env::var(name).ok())
    }

    fn of_locale(get: impl Fn(&str) -> Option<String>) -> Self {
        let set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(|name| get(name).filter(|it| !it.is_empty()));
        match set {
            Some(locale) if locale.to_ascii_lowercase().starts_with("pt") => Self::Pt,
            _ => Self::En,
        }
    }

    /// The sentence in this language.
    #[must_use]
    pub fn pick<T>(self, en: T, pt: T) -> T {
        match self {
            Self::En => en,
            Self::Pt => pt,
        }
    }

    /// A number with decimals, by the language's decimal mark.
    #[must_use]
    pub fn decimal(self, number: f64, places: usize) -> String {
        let text = format!("{number:.places$}");
        self.pick(text.clone(), text.replace('.', ","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_that_is_set_decides() {
        let lang = |set: &[(&str, &str)]| {
            Lang::of_locale(|name| set.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned()))
        };
        assert_eq!(lang(&[]), Lang::En);
        assert_eq!(lang(&[("LANG", "pt_BR.UTF-8")]), Lang::Pt);
        assert_eq!(lang(&[("LANG", "pt_BR.UTF-8"), ("LC_ALL", "C.UTF-8")]), Lang::En);
        assert_eq!(lang(&[("LANG", "en_US"), ("LC_MESSAGES", "pt_PT")]), Lang::Pt);
        assert_eq!(lang(&[("LANG", "pt_BR"), ("LC_ALL", "")]), Lang::Pt);
        assert_eq!((Lang::Pt.decimal(12.36, 1), Lang::En.decimal(12.36, 1)), ("12,4".into(), "12.4".into()));
    }
}
