//! Sentences about the race, with measured numbers.

use measure::{Kind, Transport};

use crate::i18n::{Lang, format};

impl Lang {
    /// The headline, once something is measured. `ms` may be negative: pull can win.
    #[must_use]
    pub fn headline(self, ms: f64) -> String {
        let by = self.wait(ms.abs());
        match (self, ms >= 0.0) {
            (Lang::Pt, true) => format!("O [push:push] soube [b:{by}] antes do [pull:pull]"),
            (Lang::En, true) => format!("[push:Push] knew [b:{by}] before [pull:pull]"),
            (Lang::Es, true) => format!("[push:Push] supo [b:{by}] antes que [pull:pull]"),
            (Lang::Pt, false) => format!("O [pull:pull] soube [b:{by}] antes do [push:push]"),
            (Lang::En, false) => format!("[pull:Pull] knew [b:{by}] before [push:push]"),
            (Lang::Es, false) => format!("[pull:Pull] supo [b:{by}] antes que [push:push]"),
        }
    }

    /// The basis of the headline.
    #[must_use]
    pub fn basis(self, n: usize, demonstration: bool) -> String {
        let n_text = self.whole(n as u64);
        match (self, n, demonstration) {
            (Lang::Pt, 0, true) => "Demonstração: o primeiro evento já vem.".into(),
            (Lang::En, 0, true) => "Demonstration: its first event is about to come.".into(),
            (Lang::Es, 0, true) => "Demostración: ya viene el primer evento.".into(),
            (Lang::Pt, 0, _) => "Dispare um webhook para ver.".into(),
            (Lang::En, 0, _) => "Fire a webhook to see it.".into(),
            (Lang::Es, 0, _) => "Dispara un webhook para verlo.".into(),
            (Lang::Pt, 1, true) => "De 1 evento desta demonstração.".into(),
            (Lang::En, 1, true) => "Of 1 event of this demonstration.".into(),
            (Lang::Es, 1, true) => "De 1 evento de esta demostración.".into(),
            (Lang::Pt, 1, false) => "De 1 evento.".into(),
            (Lang::En, 1, false) => "Of 1 event.".into(),
            (Lang::Es, 1, false) => "De 1 evento.".into(),
            (Lang::Pt, _, true) => format!("Mediana dos {n_text} eventos desta demonstração."),
            (Lang::En, _, true) => format!("Median of the {n_text} events of this demonstration."),
            (Lang::Es, _, true) => format!("Mediana de los {n_text} eventos de esta demostración."),
            (Lang::Pt, _, false) => format!("Mediana de {n_text} eventos."),
            (Lang::En, _, false) => format!("Median of {n_text} events."),
            (Lang::Es, _, false) => format!("Mediana de {n_text} eventos."),
        }
    }

    /// An event is here by push, and pull has not asked yet.
    #[must_use]
    pub fn caption_waiting(self, push_ms: Option<f64>) -> String {
        let delay = push_ms.map(|ms| self.wait(ms.max(0.0)));
        match (self, delay) {
            (Lang::Pt, Some(t)) => {
                format!(
                    "Chegou um evento. O [push:push] avisou em {t}. O [pull:pull] ainda não perguntou…"
                )
            }
            (Lang::En, Some(t)) => {
                format!(
                    "An event arrived. [push:Push] told this page in {t}. [pull:Pull] has not asked yet…"
                )
            }
            (Lang::Es, Some(t)) => {
                format!(
                    "Llegó un evento. [push:Push] avisó en {t}. [pull:Pull] todavía no ha preguntado…"
                )
            }
            (Lang::Pt, None) => {
                "Chegou um evento pelo [push:push]. O [pull:pull] ainda não perguntou…".into()
            }
            (Lang::En, None) => {
                "An event arrived by [push:push]. [pull:Pull] has not asked yet…".into()
            }
            (Lang::Es, None) => {
                "Llegó un evento por [push:push]. [pull:Pull] todavía no ha preguntado…".into()
            }
        }
    }

    /// A poll found an event that push had brought `ms` before; `asked` says that only then it
    /// asked.
    #[must_use]
    pub fn caption_found(self, push_ms: Option<f64>, ms: f64, asked: bool) -> String {
        let (pt, en, es) = match asked {
            true => ("perguntou", "asked", "preguntó"),
            false => ("soube", "knew", "lo supo"),
        };
        let delay = push_ms.map(|ms| self.wait(ms.max(0.0)));
        let late = self.wait(ms);
        match (self, delay) {
            (Lang::Pt, Some(t)) => {
                format!(
                    "Chegou um evento. O [push:push] avisou em {t}. O [pull:pull] só {pt} [b:{late}] depois."
                )
            }
            (Lang::En, Some(t)) => {
                format!(
                    "An event arrived. [push:Push] told this page in {t}. [pull:Pull] only {en} [b:{late}] later."
                )
            }
            (Lang::Es, Some(t)) => {
                format!(
                    "Llegó un evento. [push:Push] avisó en {t}. [pull:Pull] no {es} hasta [b:{late}] después."
                )
            }
            (Lang::Pt, None) => {
                format!("Chegou um evento. O [pull:pull] só {pt} [b:{late}] depois do [push:push].")
            }
            (Lang::En, None) => {
                format!("An event arrived. [pull:Pull] only {en} [b:{late}] after [push:push].")
            }
            (Lang::Es, None) => {
                format!(
                    "Llegó un evento. [pull:Pull] no {es} hasta [b:{late}] después que [push:push]."
                )
            }
        }
    }

    /// A poll found an event that push has not brought: its connection is down.
    #[must_use]
    pub fn caption_found_alone(self) -> &'static str {
        self.pick(
            "O [pull:pull] perguntou e achou um evento que o [push:push] ainda não trouxe.",
            "[pull:Pull] asked and found an event that [push:push] has not brought yet.",
            "[pull:Pull] preguntó y encontró un evento que [push:push] todavía no trajo.",
        )
    }

    /// What the race leaves out, as the words that open more about it, and what comes after them.
    #[must_use]
    pub fn last_hop(self) -> [&'static str; 2] {
        self.pick(
            [
                "O que esta corrida não mostra",
                ": o caminho do provedor até o Gancho. Ela compara só o último trecho, do Gancho a \
                 este navegador.",
            ],
            [
                "What this race does not show",
                ": the way from the provider to Gancho. It compares the last hop only, from Gancho \
                 to this browser.",
            ],
            [
                "Lo que esta carrera no muestra",
                ": el camino del proveedor hasta Gancho. Compara solo el último tramo, de Gancho a \
                 este navegador.",
            ],
        )
    }

    /// A poll found nothing.
    #[must_use]
    pub fn caption_empty(self, interval_ms: Option<f64>) -> String {
        let every = interval_ms.map(|ms| self.interval(ms));
        let again = match (self, every) {
            (_, None) => String::new(),
            (Lang::Pt, Some(every)) => format!(" Pergunta a cada {every}."),
            (Lang::En, Some(every)) => format!(" It asks every {every}."),
            (Lang::Es, Some(every)) => format!(" Pregunta cada {every}."),
        };
        self.pick(
            "O [pull:pull] perguntou. Nada novo.",
            "[pull:Pull] asked. Nothing new.",
            "[pull:Pull] preguntó. Nada nuevo.",
        )
        .to_owned()
            + &again
    }

    /// A poll failed.
    #[must_use]
    pub fn caption_failed(self) -> &'static str {
        self.pick(
            "O [pull:pull] perguntou e recebeu um erro, ou nada. Vai perguntar de novo.",
            "[pull:Pull] asked and got an error, or nothing. It will ask again.",
            "[pull:Pull] preguntó y recibió un error, o nada. Volverá a preguntar.",
        )
    }

    /// A long poll ran to its limit.
    #[must_use]
    pub fn caption_timed_out(self) -> &'static str {
        self.pick(
            "O [pull:pull] esperou até o limite. Nada novo; pergunta de novo.",
            "[pull:Pull] waited to the limit. Nothing new; it asks again.",
            "[pull:Pull] esperó hasta el límite. Nada nuevo; pregunta otra vez.",
        )
    }

    /// Nothing happened yet.
    #[must_use]
    pub fn caption_start(self) -> &'static str {
        self.pick(
            "Esperando o primeiro evento…",
            "Waiting for the first event…",
            "Esperando el primer evento…",
        )
    }

    /// Shares of the answers of pull, and of how many.
    #[must_use]
    pub fn shares(self, empty: f64, n: u64) -> (String, String) {
        let n = self.whole(n);
        // Of one rounding, so that both together are everything.
        let wasted = format::percent(empty);
        let (found, wasted) = (self.percent(1.0 - wasted / 100.0), self.percent(wasted / 100.0));
        self.pick(
            (format!("com evento: {found} de {n}"), format!("vazias: {wasted}")),
            (format!("with an event: {found} of {n}"), format!("empty: {wasted}")),
            (format!("con evento: {found} de {n}"), format!("vacías: {wasted}")),
        )
    }

    /// Name of a transport.
    #[must_use]
    pub fn transport(self, transport: Transport, interval_ms: f64) -> String {
        match transport {
            Transport::WebSocket => "WebSocket".into(),
            Transport::Sse => "SSE".into(),
            Transport::ShortPoll => {
                self.pick("a cada ", "every ", "cada ").to_owned() + &self.interval(interval_ms)
            }
            Transport::LongPoll => {
                self.pick("pergunta longa", "long poll", "consulta larga").into()
            }
        }
    }

    /// Number of requests that failed.
    #[must_use]
    pub fn failed(self, n: u64) -> String {
        let n_text = self.whole(n);
        match (self, n) {
            (Lang::Pt, 1) => format!("{n_text} falhou"),
            (Lang::Pt, _) => format!("{n_text} falharam"),
            (Lang::En, _) => format!("{n_text} failed"),
            (Lang::Es, 1) => format!("{n_text} falló"),
            (Lang::Es, _) => format!("{n_text} fallaron"),
        }
    }

    /// An outcome in words.
    #[must_use]
    pub fn outcome(self, kind: Kind, seqs: &str) -> String {
        match kind {
            Kind::Open => {
                self.pick("conexão aberta", "connection opened", "conexión abierta").into()
            }
            Kind::Delivered => self.pick(
                format!("trouxe {seqs}"),
                format!("brought {seqs}"),
                format!("trajo {seqs}"),
            ),
            Kind::Empty => self.pick("nada novo", "nothing new", "nada nuevo").into(),
            Kind::Failed => self.pick("falhou", "failed", "falló").into(),
            Kind::TimedOut => self
                .pick("esperou até o limite", "waited to the limit", "esperó hasta el límite")
                .into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Subject;

    #[test]
    fn what_is_not_shown_is_named_as_its_explanation_is() {
        for lang in Lang::ALL {
            assert_eq!(lang.last_hop()[0], lang.sections(Subject::BothSides)[0].title);
        }
    }

    #[test]
    fn pull_can_win_the_headline() {
        assert_eq!(Lang::En.headline(-40.0), "[pull:Pull] knew [b:40\u{a0}ms] before [push:push]");
    }
}
