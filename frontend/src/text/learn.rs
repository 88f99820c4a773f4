//! The longer explanations, opened from the numbers that they explain.

use super::Lang;

/// Something explained: a title and paragraphs, rich ([`super::rich`]).
pub type Lesson = (&'static str, &'static [&'static str]);

impl Lang {
    /// How the delay is measured.
    #[must_use]
    pub fn how_delay(self) -> &'static [&'static str] {
        self.pick(
            &[
                "[push:Push]: quando a mensagem chegou a esta página, menos t₀. [pull:Pull]: quando a resposta que trouxe o evento terminou de ser lida, menos t₀. t₀ é a hora, no relógio do relay, em que o último byte do webhook foi lido.",
                "A vantagem, no título, compara as duas chegadas no relógio desta página: nela não há erro de relógio. Com menos de 5 eventos não há mediana, e aparece “—”.",
            ],
            &[
                "[push:Push]: when the message reached this page, minus t₀. [pull:Pull]: when the answer that brought the event had been read, minus t₀. t₀ is the time, on the relay's clock, at which the last byte of the webhook was read.",
                "The advantage, in the title, compares both arrivals on this page's clock: there is no clock error in it. Below 5 events there is no median, and “—” is shown.",
            ],
        )
    }

    /// How requests are counted.
    #[must_use]
    pub fn how_requests(self) -> &'static [&'static str] {
        self.pick(
            &[
                "Toda requisição HTTP conta, inclusive a que abre a conexão do [push:push] e cada reconexão. As que falham contam também.",
                "O preço do [push:push] é outro: uma conexão aberta o tempo todo, batimentos para saber que ela está viva, e um relay que guarde o que chega enquanto ela cai.",
            ],
            &[
                "Every HTTP request counts, the one that opens [push:push]'s connection and each reconnection included. Those that fail count too.",
                "[push:Push] has another price: a connection open all the time, heartbeats to know that it is alive, and a relay that keeps what comes while it is down.",
            ],
        )
    }

    /// What an empty answer is.
    #[must_use]
    pub fn how_empty(self) -> &'static [&'static str] {
        self.pick(
            &[
                "Uma resposta completa que não trouxe evento novo: lista vazia, 204 ou 304. Falhas e esperas longas que acabaram sem nada são contadas à parte. A parcela é vazias ÷ completas.",
                "Se os eventos chegam ao acaso, λ por segundo, e o [pull:pull] pergunta a cada T, a teoria espera que e^(−λT) das perguntas voltem vazias.",
            ],
            &[
                "A complete answer without a new event: an empty list, 204 or 304. Failures, and long polls that ended with nothing, are counted apart. The share is empty ÷ complete.",
                "When events come at random, λ a second, and [pull:pull] asks every T, theory expects e^(−λT) of the requests to come back empty.",
            ],
        )
    }

    /// How bytes are counted.
    #[must_use]
    pub fn how_bytes(self) -> &'static [&'static str] {
        self.pick(
            &["Contados pelo relay no socket, nas duas direções, com a abertura da conexão e os batimentos. HTTP/1.1, sem TLS e TCP."],
            &["Counted by the relay at the socket, in both directions, with the handshake and the heartbeats. HTTP/1.1, without TLS and TCP."],
        )
    }

    /// What *Multiply* works out.
    #[must_use]
    pub fn how_multiply(self) -> &'static [&'static str] {
        self.pick(
            &["Cada cliente pergunta 86.400 s ÷ intervalo vezes por dia, haja ou não novidade. Voltariam vazias tantas quanto a parcela medida aqui."],
            &["Each client asks 86,400 s ÷ interval times a day, news or not. As large a share would come back empty as was measured here."],
        )
    }

    /// What is worth knowing on both sides.
    #[must_use]
    pub fn lessons(self) -> [Lesson; 4] {
        self.pick(
            [
                (
                    "O que esta corrida não mostra",
                    &[
                        "Um webhook percorre [b:provedor → POST → relay → WebSocket → navegador]. Um navegador não recebe webhooks: a corrida compara só o último trecho, do relay a esta página, com os mesmos eventos e o mesmo JSON nas duas pistas.",
                        "Na vida real o [push:push] é o POST do provedor ao seu servidor, e o [pull:pull] é o seu servidor perguntando à API do provedor. A espera pela próxima pergunta é a mesma; os milissegundos de rede são outros.",
                    ],
                ),
                (
                    "Quando o pull ganha",
                    &[
                        "Em lotes: se uma vez por hora basta, uma pergunta traz tudo. Com muitos clientes quietos: conexões abertas custam memória mesmo caladas. Com um receptor que vive desligado: quem pergunta quando volta não perde nada. Na reconciliação: perguntar “o que mudou desde ontem?” acha o que um webhook perdido deixou para trás.",
                        "Desligue o receptor por 10 s e dispare: o [push:push] só recupera porque este relay guarda e retoma; sem isso, o que foi empurrado se perde. O [pull:pull] recupera só de perguntar.",
                    ],
                ),
                (
                    "Telegram: setWebhook ou getUpdates",
                    &[
                        "Com [code:setWebhook] o Telegram faz um POST à sua URL a cada mensagem: é o [push:push]. Com [code:getUpdates] o bot pergunta, e com [code:timeout=25] a pergunta espera a próxima mensagem: é o [pull:pull] longo. Um exclui o outro, e o que não é buscado some em 24 horas.",
                        "Nas pistas daqui: [push:push] por WebSocket faz o papel do primeiro, [pull:pull] longo o do segundo.",
                    ],
                ),
                (
                    "A rota em Flask ou perguntar a cada n segundos",
                    &[
                        "A rota [code:@app.post(\"/webhook\")] roda quando algo acontece. O laço [code:while True: requests.get(…); time.sleep(n)] roda sempre, e em média descobre n/2 segundos depois.",
                        "Aponte o provedor para a URL acima em vez da sua rota, e veja aqui exatamente o que ela receberia.",
                    ],
                ),
            ],
            [
                (
                    "What this race does not show",
                    &[
                        "A webhook travels [b:provider → POST → relay → WebSocket → browser]. A browser cannot receive a webhook: the race compares the last hop only, from the relay to this page, with the same events and the same JSON on both lanes.",
                        "In real life [push:push] is the provider's POST to your server, and [pull:pull] is your server asking the provider's API. The wait for the next request is the same; the milliseconds of the network are others.",
                    ],
                ),
                (
                    "When pull wins",
                    &[
                        "In batches: if once an hour is enough, one request brings it all. With many quiet clients: open connections cost memory even when silent. With a receiver that is often off: whoever asks when it is back loses nothing. In reconciliation: asking “what changed since yesterday?” finds what a lost webhook left behind.",
                        "Disconnect the receiver for 10 s and fire: [push:push] recovers only because this relay stores and resumes; without that, what was pushed is lost. [pull:Pull] recovers just by asking.",
                    ],
                ),
                (
                    "Telegram: setWebhook or getUpdates",
                    &[
                        "With [code:setWebhook] Telegram POSTs to your URL at every message: that is [push:push]. With [code:getUpdates] the bot asks, and with [code:timeout=25] the request waits for the next message: that is long [pull:pull]. One excludes the other, and what is not fetched is gone after 24 hours.",
                        "On the lanes here [push:push] by WebSocket plays the first part, long [pull:pull] the second.",
                    ],
                ),
                (
                    "The Flask route, or asking every n seconds",
                    &[
                        "The route [code:@app.post(\"/webhook\")] runs when something happens. The loop [code:while True: requests.get(…); time.sleep(n)] runs always, and finds out n/2 seconds late on average.",
                        "Point the provider at the URL above instead of your route, and see here exactly what it would receive.",
                    ],
                ),
            ],
        )
    }

    /// The mean wait that theory expects, beside the one measured.
    #[must_use]
    pub fn theory_wait(self, expected_ms: f64, measured_ms: Option<f64>) -> String {
        let expected = self.duration(expected_ms);
        let measured = measured_ms.map_or_else(|| "—".into(), |ms| self.duration(ms));
        self.pick(
            format!("Espera média: a teoria prevê intervalo ÷ 2 = [b:{expected}]; medida aqui: [b:{measured}]."),
            format!("Mean wait: theory expects interval ÷ 2 = [b:{expected}]; measured here: [b:{measured}]."),
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
        )
    }

    /// How far the clocks are known to agree.
    #[must_use]
    pub fn uncertainty(self, ms: Option<f64>) -> String {
        match ms {
            Some(ms) => {
                let ms = self.fixed(ms, 1);
                self.pick(
                    format!("Os relógios foram acertados por ping: incerteza de ± {ms} ms (RTT ÷ 2 do melhor dos 8 últimos)."),
                    format!("The clocks were aligned by ping: uncertain by ± {ms} ms (RTT ÷ 2 of the best of the last 8)."),
                )
            }
            None => self.pick("Os relógios ainda não foram acertados.", "The clocks are not aligned yet.").into(),
        }
    }

    /// What many clients would ask, in one sentence.
    #[must_use]
    pub fn scale(self, interval_ms: f64, clients: u64, requests: f64, empty: f64) -> [String; 3] {
        let (interval, number) = (self.interval(interval_ms), self.whole(clients));
        let (requests, empty) = (self.spoken(requests), self.spoken(empty));
        // "de" stands only after a noun: 432 milhões de requisições, 86.400 requisições.
        let of = if requests.ends_with("ão") || requests.ends_with("ões") { " de" } else { "" };
        let (clients_pt, clients_en) = if clients == 1 { ("cliente", "client") } else { ("clientes", "clients") };
        let would = if clients == 1 { "faria" } else { "fariam" };
        self.pick(
            [
                format!("Neste ritmo, a cada {interval}, "),
                format!("{number} {clients_pt}"),
                format!(" {would} [b:{requests}]{of} requisições por dia; [b:{empty}] voltariam vazias."),
            ],
            [
                format!("At this rate, every {interval}, "),
                format!("{number} {clients_en}"),
                format!(" would make [b:{requests}] requests a day; [b:{empty}] would come back empty."),
            ],
        )
    }

    /// The same, step by step.
    #[must_use]
    pub fn arithmetic(self, m: &measure::Multiplied) -> [String; 2] {
        let (each, all, empty) = (m.requests_per_client_per_day, m.requests_per_day, m.empty_per_day);
        let interval = self.interval(m.interval_ms);
        let clients = self.whole(m.clients);
        let (each, all, empty) =
            (self.whole(each.round() as u64), self.whole(all.round() as u64), self.whole(empty.round() as u64));
        let (n, of) = (self.whole(m.empty), self.whole(m.completed));
        [
            self.pick(
                format!("86.400 s ÷ {interval} = {each} por cliente; × {clients} = [b:{all}] por dia"),
                format!("86,400 s ÷ {interval} = {each} a client; × {clients} = [b:{all}] a day"),
            ),
            self.pick(
                format!("{all} × {n} ÷ {of} vazias medidas = [b:{empty}] vazias por dia"),
                format!("{all} × {n} ÷ {of} measured empty = [b:{empty}] empty a day"),
            ),
        ]
    }

    /// What push costs, in numbers.
    #[must_use]
    pub fn push_cost(self, connections: u64, heartbeats: u64, recovered: u64) -> String {
        let (connections, heartbeats) = (self.whole(connections), self.whole(heartbeats));
        let recovered = self.whole(recovered);
        self.pick(
            format!("Nesta corrida: aberturas de conexão {connections}, batimentos {heartbeats}, eventos recuperados {recovered}."),
            format!("In this run: connections opened {connections}, heartbeats {heartbeats}, events recovered {recovered}."),
        )
    }

    /// How long pull will wait for an event that is put there.
    #[must_use]
    pub fn bet(self, ms: f64) -> String {
        let wait = self.seconds(ms);
        self.pick(format!("espera prevista {wait}"), format!("expected wait {wait}"))
    }

    /// What came of it.
    #[must_use]
    pub fn bet_result(self, expected_ms: f64, measured_ms: Option<f64>) -> String {
        match measured_ms {
            Some(measured) => {
                let (expected, measured) = (self.seconds(expected_ms), self.seconds(measured));
                self.pick(
                    format!("previsto {expected}, medido {measured}"),
                    format!("expected {expected}, measured {measured}"),
                )
            }
            None => self.pick("disparado; o pull ainda não perguntou", "fired; pull has not asked yet").into(),
        }
    }

    /// The body of the event that is bet on.
    #[must_use]
    pub fn bet_body(self, expected_ms: f64) -> String {
        self.bet(expected_ms)
    }
}
