//! Sentences of the explanations that have numbers in them. The longer ones without are
//! in `sections.rs`.

use crate::i18n::Lang;

impl Lang {
    /// The mean wait that theory expects, beside the one measured.
    #[must_use]
    pub fn theory_wait(self, expected_ms: f64, measured_ms: Option<f64>) -> String {
        let expected = self.wait(expected_ms);
        let measured = measured_ms.map_or_else(|| "—".into(), |ms| self.wait(ms));
        self.pick(
            format!("Espera média: a teoria prevê intervalo ÷ 2 = [b:{expected}]; medida aqui: [b:{measured}]."),
            format!("Mean wait: theory expects interval ÷ 2 = [b:{expected}]; measured here: [b:{measured}]."),
            format!("Espera media: la teoría prevé intervalo ÷ 2 = [b:{expected}]; medida aquí: [b:{measured}]."),
        )
    }

    /// The share of empty answers that theory expects, beside the one measured.
    #[must_use]
    pub fn theory_empty(self, per_minute: f64, expected: f64, measured: Option<f64>) -> String {
        let rate = self.fixed(per_minute, 1);
        let expected = self.percent(expected);
        let measured = measured.map_or_else(|| "—".into(), |share| self.percent(share));
        self.pick(
            format!("Com {rate} eventos por minuto a teoria prevê [b:{expected}]; medido aqui: [b:{measured}]."),
            format!("At {rate} events a minute theory expects [b:{expected}]; measured here: [b:{measured}]."),
            format!("Con {rate} eventos por minuto, la teoría prevé [b:{expected}]; medido aquí: [b:{measured}]."),
        )
    }

    /// Uncertainty of the clocks.
    #[must_use]
    pub fn uncertainty(self, ms: Option<f64>) -> String {
        match ms {
            Some(ms) => {
                let ms = self.fixed(ms, 1);
                self.pick(
                    format!("Os relógios foram acertados por ping: incerteza de ± {ms} ms (RTT ÷ 2 do melhor dos 8 últimos)."),
                    format!("The clocks were aligned by ping: uncertain by ± {ms} ms (RTT ÷ 2 of the best of the last 8)."),
                    format!("Los relojes se ajustaron por ping: incertidumbre de ± {ms} ms (RTT ÷ 2 del mejor de los últimos 8)."),
                )
            }
            None => self
                .pick(
                    "Os relógios ainda não foram acertados.",
                    "The clocks are not aligned yet.",
                    "Los relojes todavía no se ajustaron.",
                )
                .into(),
        }
    }

    /// The load of many clients in one sentence.
    #[must_use]
    pub fn scale(self, interval_ms: f64, clients: u64, requests: f64, empty: f64) -> [String; 3] {
        let (interval, number) = (self.interval(interval_ms), self.whole(clients));
        let (requests, empty) = (self.spoken(requests), self.spoken(empty));
        // "de" stands only after a noun: 432 milhões de requisições, 86.400 requisições.
        let noun = requests.ends_with(|c: char| c.is_alphabetic());
        let of = if noun { " de" } else { "" };
        let one = clients == 1;
        let (clients_romance, clients_en) =
            if one { ("cliente", "client") } else { ("clientes", "clients") };
        let (would_pt, would_es) = if one { ("faria", "haría") } else { ("fariam", "harían") };
        self.pick(
            [
                format!("Neste ritmo, a cada {interval}, "),
                format!("{number} {clients_romance}"),
                format!(
                    " {would_pt} [b:{requests}]{of} requisições por dia; [b:{empty}] voltariam vazias."
                ),
            ],
            [
                format!("At this rate, every {interval}, "),
                format!("{number} {clients_en}"),
                format!(
                    " would make [b:{requests}] requests a day; [b:{empty}] would come back empty."
                ),
            ],
            [
                format!("A este ritmo, cada {interval}, "),
                format!("{number} {clients_romance}"),
                format!(
                    " {would_es} [b:{requests}]{of} solicitudes al día; [b:{empty}] volverían vacías."
                ),
            ],
        )
    }

    /// The same, step by step.
    #[must_use]
    pub fn arithmetic(self, m: &measure::Multiplied) -> [String; 2] {
        let (each, all, empty) =
            (m.requests_per_client_per_day, m.requests_per_day, m.empty_per_day);
        let interval = self.interval(m.interval_ms);
        let clients = self.whole(m.clients);
        let (each, all, empty) = (
            self.whole(each.round() as u64),
            self.whole(all.round() as u64),
            self.whole(empty.round() as u64),
        );
        let (n, of) = (self.whole(m.empty), self.whole(m.completed));
        [
            self.pick(
                format!(
                    "86.400 s ÷ {interval} = {each} por cliente; × {clients} = [b:{all}] por dia"
                ),
                format!("86,400 s ÷ {interval} = {each} a client; × {clients} = [b:{all}] a day"),
                format!("86\u{202f}400 s ÷ {interval} = {each} por cliente; × {clients} = [b:{all}] al día"),
            ),
            self.pick(
                format!("{all} × {n} ÷ {of} vazias medidas = [b:{empty}] vazias por dia"),
                format!("{all} × {n} ÷ {of} measured empty = [b:{empty}] empty a day"),
                format!("{all} × {n} ÷ {of} vacías medidas = [b:{empty}] vacías al día"),
            ),
        ]
    }

    /// The cost of push, in numbers.
    #[must_use]
    pub fn push_cost(self, connections: u64, heartbeats: u64, recovered: u64) -> String {
        let (connections, heartbeats) = (self.whole(connections), self.whole(heartbeats));
        let recovered = self.whole(recovered);
        self.pick(
            format!("Nesta corrida: aberturas de conexão {connections}, batimentos {heartbeats}, eventos recuperados {recovered}."),
            format!("In this run: connections opened {connections}, heartbeats {heartbeats}, events recovered {recovered}."),
            format!("En esta carrera: conexiones abiertas {connections}, señales de vida {heartbeats}, eventos recuperados {recovered}."),
        )
    }

    /// The expected wait of pull for an event at this place.
    #[must_use]
    pub fn prediction(self, ms: f64) -> String {
        let wait = self.seconds(ms);
        self.pick(
            format!("espera prevista {wait}"),
            format!("expected wait {wait}"),
            format!("espera prevista {wait}"),
        )
    }

    /// The event of a prediction waits for its place between two polls.
    #[must_use]
    pub fn prediction_waits(self) -> &'static str {
        self.pick(
            "sai na hora marcada…",
            "goes when its moment comes…",
            "sale cuando llegue su momento…",
        )
    }

    /// A prediction beside what was measured.
    #[must_use]
    pub fn prediction_result(self, expected_ms: f64, measured_ms: Option<f64>) -> String {
        match measured_ms {
            Some(measured) => {
                let (expected, measured) = (self.seconds(expected_ms), self.seconds(measured));
                self.pick(
                    format!("previsto {expected}, medido {measured}"),
                    format!("expected {expected}, measured {measured}"),
                    format!("previsto {expected}, medido {measured}"),
                )
            }
            None => self
                .pick(
                    "disparado; o pull ainda não sabe",
                    "fired; pull does not know yet",
                    "disparado; pull todavía no lo sabe",
                )
                .into(),
        }
    }
}
