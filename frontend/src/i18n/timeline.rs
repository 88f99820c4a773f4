//! Sentences about the timeline: a mark, a pause, and why pull was later.

use measure::Transport;

use super::{Lang, Msg};

/// When push told of an event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Told {
    /// Not yet, or the connection was down.
    NotYet,
    /// It has; the relay's clock is not known, and so nor is the delay.
    Somewhen,
    /// So many ms after its receipt.
    After(f64),
}

/// When pull found an event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Found {
    /// It did not ask while the event waited.
    Unmeasured,
    /// Not yet.
    NotYet,
    /// So many ms after push; negative: before.
    Later(f64),
}

impl Lang {
    /// What a mark says: "#5: push after 12 ms; pull asked 1.05 s later". `asked`: pull asks at an
    /// interval.
    #[must_use]
    pub fn mark(self, seq: u64, push: Told, pull: Found, asked: bool) -> String {
        let push = match push {
            Told::After(ms) => {
                let after = self.wait(ms);
                self.pick(
                    format!("[push:push] após {after}"),
                    format!("[push:push] after {after}"),
                    format!("[push:push] tras {after}"),
                )
            }
            Told::Somewhen => {
                self.pick("[push:push] avisou", "[push:push] told", "[push:push] avisó").into()
            }
            Told::NotYet => self
                .pick("[push:push] ainda não", "[push:push] not yet", "[push:push] todavía no")
                .into(),
        };
        let verb = match asked {
            true => self.pick("perguntou", "asked", "preguntó"),
            false => self.pick("soube", "knew", "lo supo"),
        };
        let pull = match pull {
            Found::Unmeasured => self.t(Msg::Unmeasured).into(),
            Found::NotYet => self
                .pick(
                    "[pull:pull] ainda não perguntou",
                    "[pull:pull] has not asked yet",
                    "[pull:pull] todavía no ha preguntado",
                )
                .into(),
            Found::Later(ms) if ms < 0.0 => {
                let before = self.wait(-ms);
                self.pick(
                    format!("[pull:pull] soube {before} antes"),
                    format!("[pull:pull] knew {before} before"),
                    format!("[pull:pull] lo supo {before} antes"),
                )
            }
            Found::Later(ms) => {
                let later = self.wait(ms);
                self.pick(
                    format!("[pull:pull] {verb} {later} depois"),
                    format!("[pull:pull] {verb} {later} later"),
                    format!("[pull:pull] {verb} {later} después"),
                )
            }
        };
        format!("[b:#{seq}]: {push}; {pull}")
    }

    /// Why pull was later, or was not: of the median advantage in ms, once there is one. True with
    /// it: the mark that ends a wait comes after it.
    #[must_use]
    pub fn why(self, ms: Option<f64>, pull: Transport, interval_ms: f64) -> (String, bool) {
        if pull == Transport::LongPoll {
            return (
                self.pick(
                    "O [pull:pull] deixa uma pergunta aberta: a resposta sai assim que há um evento.",
                    "[pull:Pull] leaves a question open: it is answered as soon as there is an event.",
                    "[pull:Pull] deja una consulta abierta: se responde en cuanto hay un evento.",
                )
                .into(),
                false,
            );
        }
        let every = self.interval(interval_ms);
        if ms.is_some_and(|ms| ms < 0.0) {
            return (
                self.pick(
                    format!("O [pull:pull] pergunta a cada {every}, e desta vez foi bem na hora."),
                    format!("[pull:Pull] asks every {every}, and this time just in time."),
                    format!("[pull:Pull] pregunta cada {every}, y esta vez justo a tiempo."),
                ),
                false,
            );
        }
        let asks = match ms {
            None => self.pick("só pergunta", "only asks", "solo pregunta"),
            Some(_) => self.pick(
                "perdeu porque só pergunta",
                "lost because it only asks",
                "perdió porque solo pregunta",
            ),
        };
        let sentence = self.pick(
            format!("O [pull:pull] {asks} a cada {every}: um evento espera até ele perguntar"),
            format!("[pull:Pull] {asks} every {every}: an event waits until it asks again"),
            format!("[pull:Pull] {asks} cada {every}: un evento espera a que pregunte"),
        );
        (sentence, true)
    }

    /// The picture stands still, and so many events came since.
    #[must_use]
    pub fn paused(self, newer: usize) -> String {
        let n = self.whole(newer as u64);
        match newer {
            0 => self.pick("pausado", "paused", "en pausa").into(),
            1 => {
                self.pick("pausado, 1 mais novo", "paused, 1 newer", "en pausa, 1 más nuevo").into()
            }
            _ => self.pick(
                format!("pausado, {n} mais novos"),
                format!("paused, {n} newer"),
                format!("en pausa, {n} más nuevos"),
            ),
        }
    }

    /// What the advantage is the median of, and that it is not the difference of the two medians
    /// when, as they are written, it is not. Of `n` events; medians in ms.
    #[must_use]
    pub fn median_of(
        self,
        n: usize,
        advantage: f64,
        push: Option<f64>,
        pull: Option<f64>,
    ) -> String {
        let n_text = self.whole(n as u64);
        let medians = push.zip(pull).map(|(push, pull)| pull - push);
        let other = medians.map(|ms| self.lead(ms)).filter(|other| *other != self.lead(advantage));
        match (n, other) {
            (0, _) => String::new(),
            (1, _) => format!("n\u{a0}=\u{a0}{n_text}"),
            (_, None) => self.pick(
                format!("mediana de {n_text} diferenças"),
                format!("median of {n_text} differences"),
                format!("mediana de {n_text} diferencias"),
            ),
            (_, Some(other)) => self.pick(
                format!("não é a diferença das medianas ({other})"),
                format!("not the difference of the medians ({other})"),
                format!("no es la diferencia de las medianas ({other})"),
            ),
        }
    }

    /// The waits that a poll ended, in ms, as they stand under its square: `+1,80 s`; of several
    /// how many they are, the shortest and the longest: `2: +0,10–1,80 s`. Empty without any.
    #[must_use]
    pub fn waits(self, waits: &[f64]) -> String {
        match waits {
            [] => String::new(),
            [one] => self.lead(*one),
            // In one unit: that of the longest, as a row would write it.
            _ if waits.iter().all(|ms| ms.abs() < 99.5) => {
                self.range(waits, |ms| self.fixed(ms, 0), "ms")
            }
            _ => self.range(waits, |ms| self.fixed(ms / 1000.0, 2), "s"),
        }
    }

    /// Waits that have not ended, in ms: they grow, and so are in one unit from the start:
    /// `+0,45 s…`.
    #[must_use]
    pub fn waits_so_far(self, waits: &[f64]) -> String {
        match waits {
            [] => String::new(),
            [one] => format!("+{}…", self.seconds(*one)),
            _ => self.range(waits, |ms| self.fixed(ms / 1000.0, 2), "s") + "…",
        }
    }

    /// How many, the least and the most of them: `2: +0,10–1,80 s`. Pull may have been first.
    fn range(self, waits: &[f64], number: impl Fn(f64) -> String, unit: &str) -> String {
        let (n, least) = (waits.len(), waits.iter().copied().fold(f64::INFINITY, f64::min));
        let most = waits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let signed = |ms: f64| {
            let number = number(ms);
            if number.starts_with('−') { number } else { format!("+{number}") }
        };
        let (from, to) = (signed(least), signed(most));
        let n = self.whole(n as u64);
        if from == to {
            return format!("{n}: {to}\u{a0}{unit}");
        }
        match from.starts_with('+') {
            true => format!("{n}: {from}–{}\u{a0}{unit}", number(most)),
            false => format!("{n}: {from}…{to}\u{a0}{unit}"),
        }
    }

    /// How often pull asks and how many of its answers were empty, in a line.
    #[must_use]
    pub fn asked_in_vain(self, pull: &str, empty: u64, completed: u64) -> String {
        let (empty, completed) = (self.whole(empty), self.whole(completed));
        self.pick(
            format!("pull {pull}, {empty} de {completed} vazias"),
            format!("pull {pull}, {empty} of {completed} empty"),
            format!("pull {pull}, {empty} de {completed} vacías"),
        )
    }

    /// So many of so many, after the first of them: "of 11".
    #[must_use]
    pub fn of_all(self, n: u64) -> String {
        self.pick("de ", "of ", "de ").to_owned() + &self.whole(n)
    }

    /// Several events came, and a poll found them together: the first had waited the longest.
    #[must_use]
    pub fn caption_found_many(self, n: usize, ms: f64, asked: bool) -> String {
        let (n, late) = (self.whole(n as u64), self.wait(ms));
        match (self, asked) {
            (Lang::Pt, _) => {
                let verb = if asked { "perguntou" } else { "soube" };
                format!(
                    "Chegaram {n} eventos. O [pull:pull] só {verb} [b:{late}] depois do primeiro."
                )
            }
            (Lang::En, _) => {
                let verb = if asked { "asked" } else { "knew" };
                format!("{n} events arrived. [pull:Pull] only {verb} [b:{late}] after the first.")
            }
            (Lang::Es, true) => format!(
                "Llegaron {n} eventos. [pull:Pull] no preguntó hasta [b:{late}] después del primero."
            ),
            (Lang::Es, false) => format!(
                "Llegaron {n} eventos. [pull:Pull] no lo supo hasta [b:{late}] después del primero."
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(lang: Lang, push: Told, pull: Found) -> String {
        crate::i18n::plain(&lang.mark(5, push, pull, true)).replace('\u{a0}', " ")
    }

    #[test]
    fn a_mark_says_when_each_lane_knew() {
        let (push, late) = (Told::After(12.0), Found::Later(1050.0));
        assert_eq!(said(Lang::En, push, late), "#5: push after 12 ms; pull asked 1.05 s later");
        assert_eq!(said(Lang::Pt, push, late), "#5: push após 12 ms; pull perguntou 1,05 s depois");
        let waits = said(Lang::En, Told::Somewhen, Found::NotYet);
        assert_eq!(waits, "#5: push told; pull has not asked yet");
        let first = said(Lang::En, push, Found::Later(-5.0));
        assert_eq!(first, "#5: push after 12 ms; pull knew 5 ms before");
        let hidden = said(Lang::Pt, Told::NotYet, Found::Unmeasured);
        assert!(hidden.ends_with("não medido: o pull não estava perguntando"), "{hidden}");
    }

    #[test]
    fn a_median_of_differences_says_when_it_is_not_the_difference_of_the_medians() {
        let note = |advantage, push, pull| {
            Lang::En.median_of(4, advantage, Some(push), Some(pull)).replace('\u{a0}', " ")
        };
        assert_eq!(note(1040.0, 11.0, 1051.0), "median of 4 differences");
        assert_eq!(note(1042.0, 11.0, 1051.0), "median of 4 differences", "as they are written");
        let differs = "not the difference of the medians (+1.20 s)";
        assert_eq!(note(1040.0, 11.0, 1211.0), differs);
        assert_eq!(Lang::En.median_of(1, 1.0, None, None), "n\u{a0}=\u{a0}1");
    }

    #[test]
    fn a_label_of_several_waits_says_the_shortest_and_the_longest() {
        let waits = |lang: Lang, waits: &[f64]| lang.waits(waits).replace('\u{a0}', " ");
        for (ended, text) in [
            (&[][..], ""),
            (&[1800.0], "+1,80 s"),
            (&[96.0], "+96 ms"),
            // The rows below say 1,80 s and 96 ms.
            (&[1800.0, 96.0], "2: +0,10–1,80 s"),
            (&[12.0, 40.0, 80.0], "3: +12–80 ms"),
            (&[1800.0, 1801.0], "2: +1,80 s"),
            (&[-3.0, 1800.0], "2: +0,00–1,80 s"),
            (&[-30.0, 1800.0], "2: −0,03…+1,80 s"),
            (&[-3.0, -1.0], "2: −3…−1 ms"),
        ] {
            assert_eq!(waits(Lang::Pt, ended), text, "{ended:?}");
        }
        assert_eq!(waits(Lang::En, &[96.0, 1800.0]), "2: +0.10–1.80 s");
        let so_far = |waits: &[f64]| Lang::En.waits_so_far(waits).replace('\u{a0}', " ");
        assert_eq!(so_far(&[450.0]), "+0.45 s…");
        assert_eq!(so_far(&[450.0, 40.0]), "2: +0.04–0.45 s…");
    }

    #[test]
    fn why_pull_lost_is_said_as_it_is_set() {
        let why = |ms, pull| Lang::En.why(ms, pull, 2000.0);
        let lost = why(Some(1000.0), Transport::ShortPoll);
        assert_eq!(
            (crate::i18n::plain(&lost.0).replace('\u{a0}', " ").as_str(), lost.1),
            ("Pull lost because it only asks every 2 s: an event waits until it asks again", true)
        );
        assert!(!why(None, Transport::ShortPoll).0.contains("lost"), "nothing is measured yet");
        let won = why(Some(-5.0), Transport::ShortPoll);
        assert!(
            !won.0.contains("lost") && !won.1,
            "nothing waited: there is no mark of a wait's end"
        );
        assert!(
            !why(Some(3.0), Transport::LongPoll).0.contains("every"),
            "nothing is asked by then"
        );
    }
}
