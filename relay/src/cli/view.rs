//! Arguments of what fills the screen, and of what speaks a person's language.

use clap::{Args, ValueEnum};
use gancho_client::Lang;
use gancho_client::view::Style;

/// How the screen looks.
#[derive(Clone, Debug, Args)]
pub struct View {
    /// Language of the screen; that of LC_ALL, LC_MESSAGES or LANG unless given
    #[arg(long, env = "GANCHO_LANG", value_name = "LANGUAGE")]
    pub lang: Option<Language>,
}

/// A language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// English
    En,
    /// Português
    #[value(alias = "pt-br", alias = "pt-BR")]
    Pt,
}

impl View {
    /// The language that was given, or that of the environment.
    #[must_use]
    pub fn lang(&self) -> Lang {
        match self.lang {
            Some(Language::En) => Lang::En,
            Some(Language::Pt) => Lang::Pt,
            None => Lang::of_environment(),
        }
    }

    /// How the screen looks: without colours where `NO_COLOR` is set, to whatever but nothing.
    #[must_use]
    pub fn style(&self) -> Style {
        let colours = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        Style { lang: self.lang(), colours }
    }
}
