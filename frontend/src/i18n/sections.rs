//! The longer explanations, opened from the numbers that they explain.

use super::Lang;

/// A thing that is explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Measuring the delay.
    Delay,
    /// Counting requests.
    Requests,
    /// Empty answers.
    Empty,
    /// Counting bytes.
    Bytes,
    /// The load of many clients.
    Multiply,
    /// WebSocket and Server-Sent Events.
    PushWays,
    /// Short and long polls.
    PullWays,
    /// Push and pull, both sides.
    BothSides,
}

/// Paragraphs under a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Section {
    /// Empty where it has none.
    pub title: &'static str,
    /// Rich sentences.
    pub paragraphs: &'static [&'static str],
}

impl Lang {
    /// Explanation of a subject.
    #[must_use]
    pub fn sections(self, subject: Subject) -> &'static [Section] {
        let [pt, en, es] = match subject {
            Subject::Delay => DELAY,
            Subject::Requests => REQUESTS,
            Subject::Empty => EMPTY,
            Subject::Bytes => BYTES,
            Subject::Multiply => MULTIPLY,
            Subject::PushWays => PUSH_WAYS,
            Subject::PullWays => PULL_WAYS,
            Subject::BothSides => BOTH_SIDES,
        };
        self.pick(pt, en, es)
    }
}

const fn section(title: &'static str, paragraphs: &'static [&'static str]) -> Section {
    Section { title, paragraphs }
}

const DELAY: [&[Section]; 3] = [
    &[section(
        "",
        &[
            "[push:Push]: quando a mensagem chegou a esta página, menos t₀. [pull:Pull]: quando a resposta que trouxe o evento terminou de ser lida, menos t₀. t₀ é a hora, no relógio do relay, em que o último byte do webhook foi lido.",
            "A vantagem, no título, compara as duas chegadas no relógio desta página: nela não há erro de relógio. As medianas são dos eventos que os dois viram, tantos quantos diz o n; p95 e máximo, só a partir de 5. De um número par de eventos, a mediana é a média dos dois do meio. A mediana das vantagens não precisa ser a diferença das duas medianas.",
        ],
    )],
    &[section(
        "",
        &[
            "[push:Push]: when the message reached this page, minus t₀. [pull:Pull]: when the answer that brought the event had been read, minus t₀. t₀ is the time, on the relay's clock, at which the last byte of the webhook was read.",
            "The advantage, in the title, compares both arrivals on this page's clock: there is no clock error in it. The medians are of the events that both saw, as many as n says; p95 and maximum only from 5 on. Of an even number of events, the median is the mean of the middle two. The median of the advantages need not be the difference of the two medians.",
        ],
    )],
    &[section(
        "",
        &[
            "[push:Push]: cuándo llegó el mensaje a esta página, menos t₀. [pull:Pull]: cuándo se terminó de leer la respuesta que trajo el evento, menos t₀. t₀ es la hora, en el reloj del relay, en que se leyó el último byte del webhook.",
            "La ventaja, en el título, compara ambas llegadas en el reloj de esta página: en ella no hay error de relojes. Las medianas son de los eventos que ambos vieron, tantos como dice n; p95 y máximo, solo desde 5. De un número par de eventos, la mediana es la media de los dos del medio. La mediana de las ventajas no tiene por qué ser la diferencia de las dos medianas.",
        ],
    )],
];

const REQUESTS: [&[Section]; 3] = [
    &[section(
        "",
        &[
            "Toda requisição HTTP conta, inclusive a que abre a conexão do [push:push] e cada reconexão. As que falham contam também.",
            "O preço do [push:push] é outro: uma conexão aberta o tempo todo, batimentos para saber que ela está viva, e um relay que guarde o que chega enquanto ela cai.",
        ],
    )],
    &[section(
        "",
        &[
            "Every HTTP request counts, the one that opens [push:push]'s connection and each reconnection included. Those that fail count too.",
            "[push:Push] has another price: a connection open all the time, heartbeats to know that it is alive, and a relay that keeps what comes while it is down.",
        ],
    )],
    &[section(
        "",
        &[
            "Cuenta toda solicitud HTTP, también la que abre la conexión de [push:push] y cada reconexión. Las que fallan cuentan también.",
            "El precio de [push:push] es otro: una conexión abierta todo el tiempo, señales de vida para saber que sigue ahí, y un relay que guarde lo que llega mientras está caída.",
        ],
    )],
];

const EMPTY: [&[Section]; 3] = [
    &[section(
        "",
        &[
            "Uma resposta completa que não trouxe evento novo: lista vazia, 204 ou 304. Falhas e esperas longas que acabaram sem nada são contadas à parte. A parcela é vazias ÷ completas.",
            "Se os eventos chegam ao acaso, λ por segundo, e o [pull:pull] pergunta a cada T, a teoria espera que e^(−λT) das perguntas voltem vazias.",
        ],
    )],
    &[section(
        "",
        &[
            "A complete answer without a new event: an empty list, 204 or 304. Failures, and long polls that ended with nothing, are counted apart. The share is empty ÷ complete.",
            "When events come at random, λ a second, and [pull:pull] asks every T, theory expects e^(−λT) of the requests to come back empty.",
        ],
    )],
    &[section(
        "",
        &[
            "Una respuesta completa que no trajo un evento nuevo: lista vacía, 204 o 304. Las fallas y las consultas largas que terminaron sin nada se cuentan aparte. La proporción es vacías ÷ completas.",
            "Si los eventos llegan al azar, λ por segundo, y [pull:pull] pregunta cada T, la teoría prevé que e^(−λT) de las consultas vuelvan vacías.",
        ],
    )],
];

const BYTES: [&[Section]; 3] = [
    &[section(
        "",
        &[
            "Contados pelo relay no socket, nas duas direções, com a abertura da conexão e os batimentos. HTTP/1.1, sem TLS e TCP.",
        ],
    )],
    &[section(
        "",
        &[
            "Counted by the relay at the socket, in both directions, with the handshake and the heartbeats. HTTP/1.1, without TLS and TCP.",
        ],
    )],
    &[section(
        "",
        &[
            "Los cuenta el relay en el socket, en ambas direcciones, con la apertura de la conexión y las señales de vida. HTTP/1.1, sin TLS ni TCP.",
        ],
    )],
];

const MULTIPLY: [&[Section]; 3] = [
    &[section(
        "",
        &[
            "Cada cliente pergunta 86.400 s ÷ intervalo vezes por dia, haja ou não novidade. Voltariam vazias tantas quanto a parcela medida aqui.",
        ],
    )],
    &[section(
        "",
        &[
            "Each client asks 86,400 s ÷ interval times a day, news or not. As large a share would come back empty as was measured here.",
        ],
    )],
    &[section(
        "",
        &[
            "Cada cliente pregunta 86\u{202f}400 s ÷ intervalo veces al día, haya o no novedades. Volvería vacía la misma proporción que se midió aquí.",
        ],
    )],
];

const PUSH_WAYS: [&[Section]; 3] = [
    &[
        section(
            "WebSocket",
            &[
                "A página abre uma conexão e a deixa aberta, como uma ligação telefônica: os dois lados falam quando querem. O relay manda cada evento assim que o guarda.",
                "Começa como uma requisição HTTP e passa a outro protocolo, que um proxy no caminho precisa conhecer. Batimentos dizem se ela ainda vive; se cai, a página liga de novo e retoma de onde parou.",
            ],
        ),
        section(
            "SSE, Server-Sent Events",
            &[
                "A página faz uma requisição HTTP comum, e a resposta não acaba: o relay escreve nela cada evento, como um rádio ligado. Só ele fala; para dizer algo a página faz outra requisição.",
                "É só HTTP, e por isso passa onde um WebSocket às vezes não passa. Em troca, em HTTP/1.1 cada aba ocupa uma das seis conexões que o navegador abre a um servidor.",
            ],
        ),
    ],
    &[
        section(
            "WebSocket",
            &[
                "The page opens a connection and leaves it open, like a phone call: both sides speak when they like. The relay sends each event as soon as it is stored.",
                "It begins as an HTTP request and becomes another protocol, which a proxy on the way has to know. Heartbeats tell whether it is still alive; when it breaks, the page calls again and goes on from where it was.",
            ],
        ),
        section(
            "SSE, Server-Sent Events",
            &[
                "The page makes an ordinary HTTP request, and the answer does not end: the relay writes each event into it, like a radio that is left on. Only the relay speaks; to say something the page makes another request.",
                "It is HTTP and nothing else, so it passes where a WebSocket may not. In return, over HTTP/1.1 each tab takes one of the six connections that a browser opens to a server.",
            ],
        ),
    ],
    &[
        section(
            "WebSocket",
            &[
                "La página abre una conexión y la deja abierta, como una llamada telefónica: ambos lados hablan cuando quieren. El relay envía cada evento en cuanto lo guarda.",
                "Empieza como una solicitud HTTP y pasa a otro protocolo, que un proxy en el camino tiene que conocer. Las señales de vida dicen si sigue ahí; si se corta, la página llama de nuevo y retoma donde estaba.",
            ],
        ),
        section(
            "SSE, Server-Sent Events",
            &[
                "La página hace una solicitud HTTP común, y la respuesta no termina: el relay escribe en ella cada evento, como una radio encendida. Solo él habla; para decir algo, la página hace otra solicitud.",
                "Es solo HTTP, y por eso pasa donde un WebSocket quizá no pase. A cambio, en HTTP/1.1 cada pestaña ocupa una de las seis conexiones que el navegador abre a un servidor.",
            ],
        ),
    ],
];

const PULL_WAYS: [&[Section]; 3] = [
    &[
        section(
            "Curto",
            &[
                "A página pergunta a intervalos fixos: “há algo novo?”. O relay responde na hora, quase sempre que não.",
                "Um evento que chega entre duas perguntas espera a próxima, em média meio intervalo. Perguntar mais vezes encurta a espera e multiplica as respostas vazias.",
            ],
        ),
        section(
            "Longo",
            &[
                "A página pergunta, e o relay segura a resposta até haver um evento, por até 25 s. Depois ela pergunta de novo.",
                "A espera quase some, e as respostas vazias também. O preço é o do push: uma requisição aberta por cliente o tempo todo.",
            ],
        ),
    ],
    &[
        section(
            "Short",
            &[
                "The page asks at fixed intervals: “is there anything new?”. The relay answers at once, nearly always that there is not.",
                "An event that comes between two requests waits for the next, half an interval on average. Asking more often shortens the wait and multiplies the empty answers.",
            ],
        ),
        section(
            "Long",
            &[
                "The page asks, and the relay holds the answer until there is an event, for up to 25 s. Then the page asks again.",
                "The wait is nearly gone, and so are the empty answers. The price is push's: one open request a client, all the time.",
            ],
        ),
    ],
    &[
        section(
            "Corto",
            &[
                "La página pregunta a intervalos fijos: “¿hay algo nuevo?”. El relay responde al instante, casi siempre que no.",
                "Un evento que llega entre dos consultas espera la próxima, en promedio medio intervalo. Preguntar más seguido acorta la espera y multiplica las respuestas vacías.",
            ],
        ),
        section(
            "Largo",
            &[
                "La página pregunta, y el relay retiene la respuesta hasta que haya un evento, por hasta 25 s. Después, la página pregunta de nuevo.",
                "La espera casi desaparece, y las respuestas vacías también. El precio es el de push: una solicitud abierta por cliente todo el tiempo.",
            ],
        ),
    ],
];

const BOTH_SIDES: [&[Section]; 3] = [
    &[
        section(
            "O que esta corrida não mostra",
            &[
                "Um webhook percorre [b:provedor → POST → relay → WebSocket → navegador]. Um navegador não recebe webhooks: a corrida compara só o último trecho, do relay a esta página, com os mesmos eventos e o mesmo JSON nas duas pistas.",
                "Na vida real o [push:push] é o POST do provedor ao seu servidor, e o [pull:pull] é o seu servidor perguntando à API do provedor. A espera pela próxima pergunta é a mesma; os milissegundos de rede são outros.",
            ],
        ),
        section(
            "Quando o pull ganha",
            &[
                "Em lotes: se uma vez por hora basta, uma pergunta traz tudo. Com muitos clientes quietos: conexões abertas custam memória mesmo caladas. Com um receptor que vive desligado: quem pergunta quando volta não perde nada. Na reconciliação: perguntar “o que mudou desde ontem?” acha o que um webhook perdido deixou para trás.",
                "Desligue o receptor por 10 s e dispare: o [push:push] só recupera porque este relay guarda e retoma; sem isso, o que foi empurrado se perde. O [pull:pull] recupera só de perguntar.",
            ],
        ),
        section(
            "Telegram: setWebhook ou getUpdates",
            &[
                "Com [code:setWebhook] o Telegram faz um POST à sua URL a cada mensagem: é o [push:push]. Com [code:getUpdates] o bot pergunta, e com [code:timeout=25] a pergunta espera a próxima mensagem: é o [pull:pull] longo. Um exclui o outro, e o que não é buscado some em 24 horas.",
                "Nas pistas daqui: [push:push] por WebSocket faz o papel do primeiro, [pull:pull] longo o do segundo. Escolha Telegram no formulário: lá estão os comandos para o seu bot, [code:gancho telegram connect] e [code:gancho telegram pull].",
            ],
        ),
        section(
            "A rota em Flask ou perguntar a cada n segundos",
            &[
                "A rota [code:@app.post(\"/webhook\")] roda quando algo acontece. O laço [code:while True: requests.get(…); time.sleep(n)] roda sempre, e em média descobre n/2 segundos depois.",
                "Aponte o provedor para a URL acima em vez da sua rota, e veja aqui exatamente o que ela receberia.",
            ],
        ),
    ],
    &[
        section(
            "What this race does not show",
            &[
                "A webhook travels [b:provider → POST → relay → WebSocket → browser]. A browser cannot receive a webhook: the race compares the last hop only, from the relay to this page, with the same events and the same JSON on both lanes.",
                "In real life [push:push] is the provider's POST to your server, and [pull:pull] is your server asking the provider's API. The wait for the next request is the same; the milliseconds of the network are others.",
            ],
        ),
        section(
            "When pull wins",
            &[
                "In batches: if once an hour is enough, one request brings it all. With many quiet clients: open connections cost memory even when silent. With a receiver that is often off: whoever asks when it is back loses nothing. In reconciliation: asking “what changed since yesterday?” finds what a lost webhook left behind.",
                "Disconnect the receiver for 10 s and fire: [push:push] recovers only because this relay stores and resumes; without that, what was pushed is lost. [pull:Pull] recovers just by asking.",
            ],
        ),
        section(
            "Telegram: setWebhook or getUpdates",
            &[
                "With [code:setWebhook] Telegram POSTs to your URL at every message: that is [push:push]. With [code:getUpdates] the bot asks, and with [code:timeout=25] the request waits for the next message: that is long [pull:pull]. One excludes the other, and what is not fetched is gone after 24 hours.",
                "On the lanes here [push:push] by WebSocket plays the first part, long [pull:pull] the second. Choose Telegram in the form: there are the commands for your own bot, [code:gancho telegram connect] and [code:gancho telegram pull].",
            ],
        ),
        section(
            "The Flask route, or asking every n seconds",
            &[
                "The route [code:@app.post(\"/webhook\")] runs when something happens. The loop [code:while True: requests.get(…); time.sleep(n)] runs always, and finds out n/2 seconds late on average.",
                "Point the provider at the URL above instead of your route, and see here exactly what it would receive.",
            ],
        ),
    ],
    &[
        section(
            "Lo que esta carrera no muestra",
            &[
                "Un webhook recorre [b:proveedor → POST → relay → WebSocket → navegador]. Un navegador no puede recibir webhooks: la carrera compara solo el último tramo, del relay a esta página, con los mismos eventos y el mismo JSON en ambos carriles.",
                "En la vida real, [push:push] es el POST del proveedor a tu servidor, y [pull:pull] es tu servidor preguntando a la API del proveedor. La espera hasta la próxima consulta es la misma; los milisegundos de la red son otros.",
            ],
        ),
        section(
            "Cuándo gana pull",
            &[
                "En lotes: si basta una vez por hora, una consulta lo trae todo. Con muchos clientes callados: las conexiones abiertas cuestan memoria aunque no digan nada. Con un receptor que suele estar apagado: quien pregunta al volver no pierde nada. En la conciliación: preguntar “¿qué cambió desde ayer?” encuentra lo que un webhook perdido dejó atrás.",
                "Desconecta el receptor por 10 s y dispara: [push:push] se recupera solo porque este relay guarda y retoma; sin eso, lo empujado se pierde. [pull:Pull] se recupera con solo preguntar.",
            ],
        ),
        section(
            "Telegram: setWebhook o getUpdates",
            &[
                "Con [code:setWebhook], Telegram hace un POST a tu URL con cada mensaje: eso es [push:push]. Con [code:getUpdates] el bot pregunta, y con [code:timeout=25] la consulta espera el próximo mensaje: eso es [pull:pull] largo. Uno excluye al otro, y lo que no se recoge desaparece a las 24 horas.",
                "En los carriles de aquí, [push:push] por WebSocket hace el papel del primero, y [pull:pull] largo el del segundo. Elige Telegram en el formulario: ahí están los comandos para tu bot, [code:gancho telegram connect] y [code:gancho telegram pull].",
            ],
        ),
        section(
            "La ruta en Flask, o preguntar cada n segundos",
            &[
                "La ruta [code:@app.post(\"/webhook\")] se ejecuta cuando algo sucede. El bucle [code:while True: requests.get(…); time.sleep(n)] se ejecuta siempre, y en promedio se entera n/2 segundos después.",
                "Apunta el proveedor a la URL de arriba en lugar de tu ruta, y mira aquí exactamente lo que recibiría.",
            ],
        ),
    ],
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Msg;

    #[test]
    fn every_language_says_as_much() {
        for texts in [DELAY, REQUESTS, EMPTY, BYTES, MULTIPLY, PUSH_WAYS, PULL_WAYS, BOTH_SIDES] {
            let shape = |sections: &[Section]| -> Vec<(bool, usize)> {
                sections.iter().map(|one| (one.title.is_empty(), one.paragraphs.len())).collect()
            };
            assert!(texts.iter().all(|text| shape(text) == shape(texts[0])));
        }
        assert_eq!(Lang::Pt.sections(Subject::BothSides)[1].title, "Quando o pull ganha");
        assert_eq!(Lang::En.sections(Subject::BothSides)[1].title, "When pull wins");
        assert_eq!(Lang::Es.sections(Subject::BothSides)[1].title, "Cuándo gana pull");
        // By the names that the buttons have.
        for lang in Lang::ALL {
            let titles = |subject| lang.sections(subject).iter().map(|it| it.title.to_lowercase());
            let ways = [Msg::Short, Msg::Long].map(|way| lang.t(way).to_owned());
            assert!(titles(Subject::PullWays).eq(ways));
            assert!(titles(Subject::PushWays).eq(["websocket", "sse, server-sent events"]));
        }
    }
}
