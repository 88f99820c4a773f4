//! Every sentence that a person reads, in Portuguese (Brazil) and English. Both stand beside each other, so that neither is
//! forgotten.
//!
//! In a rich sentence `[push:…]` and `[pull:…]` take the colour of a lane, `[b:…]` is strong, `[code:…]` monospace
//! ([`rich()`]).

mod learn;
mod number;
mod race;
mod rich;
mod sentence;

pub use rich::{Piece, rich};
pub use sentence::T;

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
    pub fn t(self, sentence: T) -> &'static str {
        sentence.text(self)
    }

    fn pick<X>(self, pt: X, en: X) -> X {
        match self {
            Self::Pt => pt,
            Self::En => en,
        }
    }
}

/// Sentences with parts.
impl Lang {
    /// Counts down to the next attempt.
    #[must_use]
    pub fn retrying(self, seconds: u64) -> String {
        self.pick(format!("reconectando em {seconds} s"), format!("reconnecting in {seconds} s"))
    }

    /// The reader took the receiver down.
    #[must_use]
    pub fn receiver_down(self, seconds: u64) -> String {
        self.pick(format!("receptor desligado, volta em {seconds} s"), format!("receiver down, back in {seconds} s"))
    }

    /// Events came that had been missed.
    #[must_use]
    pub fn recovered(self, n: u64) -> String {
        let number = self.whole(n);
        match (self, n) {
            (Lang::Pt, 1) => "1 evento recuperado".into(),
            (Lang::Pt, _) => format!("{number} eventos recuperados"),
            (Lang::En, 1) => "recovered 1 event".into(),
            (Lang::En, _) => format!("recovered {number} events"),
        }
    }

    /// Events are gone for good.
    #[must_use]
    pub fn gap(self, from: u64, to: u64) -> String {
        let (from, to) = (self.whole(from), self.whole(to));
        self.pick(
            format!("Os eventos {from} a {to} já não estão guardados no relay."),
            format!("Events {from} to {to} are no longer kept by the relay."),
        )
    }

    /// The channel was made anew.
    #[must_use]
    pub fn made_anew(self) -> &'static str {
        self.pick("O canal recomeçou do zero no relay.", "The channel was made anew at the relay.")
    }

    /// Events came while paused.
    #[must_use]
    pub fn held_back(self, n: usize) -> String {
        let number = self.whole(n as u64);
        match (self, n) {
            (Lang::Pt, 1) => "Mostrar 1 novo".into(),
            (Lang::Pt, _) => format!("Mostrar {number} novos"),
            (Lang::En, _) => format!("Show {number} new"),
        }
    }

    /// Why a signature is not valid, by the cause's name in the API, and what to do.
    #[must_use]
    pub fn cause(self, cause: &str, other: Option<&str>) -> String {
        let other = other.unwrap_or("?");
        let text = match cause {
            "missing_header" => self.pick("Falta o cabeçalho da assinatura.", "The signature’s header is missing."),
            "malformed_header" => self.pick(
                "O cabeçalho não tem a forma deste esquema: outro algoritmo, outra codificação, ou cortado.",
                "The header has not this scheme’s form: another algorithm, another encoding, or cut off.",
            ),
            "stale_timestamp" => self.pick(
                "Ela está certa, mas é velha: foi feita há mais de 5 minutos.",
                "It is right, and old: it was made more than 5 minutes before.",
            ),
            "future_timestamp" => self.pick(
                "Ela está certa, mas vem do futuro: algum relógio está errado.",
                "It is right, and from the future: some clock is wrong.",
            ),
            "secret_encoding" => self.pick(
                "O segredo certo está em outra codificação: confira base64, hexadecimal e espaços nas pontas.",
                "The right secret is in another encoding: look at base64, hexadecimal, and white space around it.",
            ),
            "trailing_whitespace" => self.pick(
                "Bate com, ou sem, uma quebra de linha ou um BOM nas pontas do corpo.",
                "It fits the body with, or without, a newline or a byte order mark at its ends.",
            ),
            "reserialised" => self.pick(
                "O JSON foi lido e escrito de novo no caminho: confira os bytes como vieram.",
                "The JSON was parsed and printed again on its way: check the bytes as they came.",
            ),
            "other_scheme" => {
                return match self {
                    Lang::Pt => format!("Foi assinado como {other} assina."),
                    Lang::En => format!("It was signed as {other} signs."),
                };
            }
            _ => self.pick("Outro segredo, ou outro corpo.", "Another secret, or another body."),
        };
        text.into()
    }

    /// Why a body cannot be read as its type says: the worker's word.
    #[must_use]
    pub fn unreadable(self, why: &str) -> String {
        match why {
            "boundary" => self
                .pick(
                    "Falta o `boundary` no cabeçalho content-type, ou no corpo.",
                    "The `boundary` is missing in the content-type header, or in the body.",
                )
                .into(),
            "unfinished" => {
                self.pick("O corpo termina no meio de uma parte.", "The body ends in the middle of a part.").into()
            }
            "" => self.unsigned(""),
            why => why.into(),
        }
    }

    /// Which two events are compared.
    #[must_use]
    pub fn compared(self, old: u64, new: u64) -> String {
        match self {
            Lang::Pt => format!("De #{old} (−) para #{new} (+). Sem linhas abaixo, os dois são iguais."),
            Lang::En => format!("From #{old} (−) to #{new} (+). Without lines below, the two are alike."),
        }
    }

    /// Why a request was not signed: the worker's word, or that there is no worker.
    #[must_use]
    pub fn unsigned(self, why: &str) -> String {
        match (self, why) {
            (Lang::Pt, "") => "Uma parte desta página não carregou. Recarregue-a.".into(),
            (Lang::En, "") => "A part of this page could not be loaded. Reload it.".into(),
            (Lang::Pt, why) => format!("Não dá para assinar: {why}."),
            (Lang::En, why) => format!("It cannot be signed: {why}."),
        }
    }

    /// What was fired.
    #[must_use]
    pub fn fired(self, n: usize, first: u64, last: u64) -> String {
        let (first, last) = (self.whole(first), self.whole(last));
        match (self, n) {
            (Lang::Pt, 1) => format!("Gravado como #{last}"),
            (Lang::En, 1) => format!("Stored as #{last}"),
            (Lang::Pt, n) => format!("{n} gravados, #{first} a #{last}"),
            (Lang::En, n) => format!("{n} stored, #{first} to #{last}"),
        }
    }

    /// What was fired, where the answers did not say as what: those to HEAD have no body.
    #[must_use]
    pub fn fired_somewhere(self, n: usize) -> String {
        let number = self.whole(n as u64);
        match (self, n) {
            (Lang::Pt, 1) => "Gravado".into(),
            (Lang::Pt, _) => format!("{number} gravados"),
            (Lang::En, 1) => "Stored".into(),
            (Lang::En, _) => format!("{number} stored"),
        }
    }

    /// What the relay answered to a shot that it did not store.
    #[must_use]
    pub fn refused(self, status: u16, detail: &str) -> String {
        self.pick(format!("O relay respondeu {status}: {detail}"), format!("The relay answered {status}: {detail}"))
    }

    /// What a page may not send.
    #[must_use]
    pub fn not_allowed(self, detail: &str) -> String {
        self.pick(
            format!("O navegador não deixa enviar isto ({detail}). Use o curl abaixo."),
            format!("The browser does not let a page send this ({detail}). Use the curl below."),
        )
    }

    /// Odd digit or letter in a hexadecimal body.
    #[must_use]
    pub fn bad_hex(self, at: usize) -> String {
        self.pick(
            format!("Hex são pares de 0–9 e a–f: veja a posição {at}."),
            format!("Hex is pairs of 0–9 and a–f: see position {at}."),
        )
    }

    /// The path of a shot.
    #[must_use]
    pub fn bad_path(self) -> &'static str {
        self.pick("O caminho começa com /webhook.", "The path starts with /webhook.")
    }

    /// An interval as it is set: `2 s`, `250 ms`.
    #[must_use]
    pub fn interval(self, ms: f64) -> String {
        if ms < 1000.0 {
            return format!("{}\u{a0}ms", self.fixed(ms, 0));
        }
        let decimals = u32::from(ms < 10_000.0 && (ms / 1000.0).fract() != 0.0);
        format!("{}\u{a0}s", self.fixed(ms / 1000.0, decimals))
    }

    /// A JSON text ends being JSON here.
    #[must_use]
    pub fn json_error(self, line: usize, column: usize) -> String {
        self.pick(format!("linha {line}, coluna {column}"), format!("line {line}, column {column}"))
    }

    /// Which of how many.
    #[must_use]
    pub fn of_events(self, shown: usize, all: usize) -> String {
        let (shown, all) = (self.whole(shown as u64), self.whole(all as u64));
        self.pick(format!("{shown} de {all}"), format!("{shown} of {all}"))
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
