//! Every sentence that a person reads, in Portuguese (Brazil) and English. Both stand on one line, so that neither is
//! forgotten, and the match is exhaustive.
//!
//! In a rich sentence `[push:…]` and `[pull:…]` take the colour of a lane, `[b:…]` is strong, `[code:…]` monospace
//! ([`rich`]).

use measure::{Kind, Transport};

mod learn;
mod number;

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
        let (pt, en) = sentence.both();
        self.pick(pt, en)
    }

    fn pick<X>(self, pt: X, en: X) -> X {
        match self {
            Self::Pt => pt,
            Self::En => en,
        }
    }
}

/// A sentence without parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is its own text, below")]
pub enum T {
    Copy,
    Copied,
    CopyFailed,
    Pause,
    Continue,
    Theme,
    Language,
    NewChannel,
    NewChannelHint,
    Create,
    BadChannel,
    Connecting,
    Live,
    Stale,
    Offline,
    Help,
    Close,
    Back,
    Definition,
    HeadlineStart,
    HeadlineNoPull,
    Event,
    Now,
    LegendEmpty,
    LegendFound,
    LegendWait,
    LegendFailed,
    RaceSettings,
    AsksEvery,
    Interval,
    BadInterval,
    Short,
    Long,
    Conditional,
    ConditionalHint,
    TakeDown,
    Reset,
    MedianDelay,
    Requests,
    EmptyAnswers,
    Bytes,
    FireTitle,
    Method,
    Path,
    Headers,
    HeadersHint,
    Body,
    BodyText,
    BodyHex,
    NoBody,
    Fire,
    EditShot,
    SampleJson,
    SampleForm,
    SampleBinary,
    SampleText,
    AsCommand,
    Events,
    Filter,
    ClearFilter,
    NoMatch,
    Clear,
    ClearSure,
    Cancel,
    EmptyTitle,
    EmptyCurl,
    EmptyNote,
    Loading,
    Waiting,
    Summary,
    Query,
    NoQuery,
    Raw,
    Name,
    Value,
    Delete,
    Download,
    EditAndFire,
    CopyCurl,
    NothingSelected,
    SampleNote,
    Received,
    ContentType,
    Size,
    Digest,
    Id,
    Address,
    Duplicate,
    NotText,
    EmptyBody,
    Json,
    Text,
    Hex,
    Truncated,
    LoadWhole,
    NotJson,
    Keys,
    KeyMove,
    KeyOpen,
    KeyFilter,
    KeyFire,
    KeyCurl,
    KeyPause,
    KeyInterval,
    KeyTabs,
    KeyHelp,
    KeysSwitch,
    Outcomes,
    Lane,
    When,
    What,
    Unreachable,
    TooManyHeaders,
    Dismiss,
    Inspector,
    Advantage,
    Multiply,
    Tasks,
    TaskDone,
    TaskFire,
    TaskInterval,
    TaskHex,
    TaskBreak,
    TaskLongPoll,
    Learn,
    LearnMore,
    Delivered,
    Failures,
    TimeOuts,
    BytesUp,
    BytesDown,
    Clients,
    Rows,
    Start,
    End,
    LaneCode,
    Predict,
    PredictPlace,
    PredictFire,
    DemoRuns,
    DemoOff,
    DemoStop,
    DemoStart,
    More,
    Rate,
    Export,
    CopyLink,
    LastHop,
    Scrub,
    Fewer,
    ProviderEvent,
    Secret,
    SecretHint,
    CheckWithIt,
    ChecksNow,
    DoesNotSign,
    CouldGoWrong,
    WrongSignature,
    WrongOld,
    WrongDuplicate,
    WrongOrder,
    WrongStorm,
    WrongTruncated,
    NotChecked,
    SignatureValid,
    SignatureInvalid,
    CheckAs,
    Flip,
    Unflip,
    Expected,
    ReceivedSignature,
    SignedBytes,
    Signature,
    Timing,
    Fields,
    Xml,
    Image,
    CopyPath,
    Compare,
    NothingBefore,
    Provider,
    Fold,
    Unfold,
    AtRelay,
    AtPush,
    AtPull,
    NotTimed,
    ChannelSettings,
    Saved,
    Handshakes,
    OwnAnswer,
    Status,
    DelayMs,
    FailNext,
    FailPercent,
    AnswerBody,
    TemplateHint,
    EchoBot,
    TimeOut,
    Save,
    Files,
    ExportAll,
    ExportFound,
    Import,
    Imported,
    Unsigned,
    SearchOlder,
    Note,
    Pin,
    ByRelay,
}

impl T {
    #[rustfmt::skip]
    fn both(self) -> (&'static str, &'static str) {
        match self {
            T::Copy => ("Copiar", "Copy"),
            T::Copied => ("Copiado", "Copied"),
            T::CopyFailed => ("O navegador não deixou copiar", "The browser did not let it be copied"),
            T::Pause => ("Pausar", "Pause"),
            T::Continue => ("Continuar", "Continue"),
            T::Theme => ("Tema claro ou escuro", "Light or dark theme"),
            T::Language => ("Idioma", "Language"),
            T::NewChannel => ("Novo canal", "New channel"),
            T::NewChannelHint => ("letras, números, - e _", "letters, digits, - and _"),
            T::Create => ("Criar", "Create"),
            T::BadChannel => ("Um nome tem de 1 a 64 letras sem acento, números, - ou _.", "A name has 1 to 64 letters, digits, - or _."),
            T::Connecting => ("conectando", "connecting"),
            T::Live => ("ao vivo", "live"),
            T::Stale => ("sem resposta", "no answer"),
            T::Offline => ("desconectado", "disconnected"),
            T::Help => ("Ajuda", "Help"),
            T::Close => ("Fechar", "Close"),
            T::Back => ("Voltar", "Back"),
            T::Definition => ("[push:Push]: o servidor avisa. [pull:Pull]: você fica perguntando.", "[push:Push]: the server tells you. [pull:Pull]: you keep asking."),
            T::HeadlineStart => ("[push:Push] avisa, [pull:pull] pergunta", "[push:Push] tells, [pull:pull] asks"),
            T::HeadlineNoPull => ("O [push:push] já sabe, o [pull:pull] ainda não perguntou", "[push:Push] already knows, [pull:pull] has not asked yet"),
            T::Event => ("evento", "event"),
            T::Now => ("agora", "now"),
            T::LegendEmpty => ("perguntou, nada", "asked, nothing"),
            T::LegendFound => ("achou", "found"),
            T::LegendWait => ("espera", "waiting"),
            T::LegendFailed => ("falhou", "failed"),
            T::RaceSettings => ("Ajustes da corrida", "Race settings"),
            T::AsksEvery => ("Pull pergunta a cada", "Pull asks every"),
            T::Interval => ("Intervalo", "Interval"),
            T::BadInterval => ("Um intervalo vai de 250 ms a 60 s, como em 2 s ou 500 ms.", "An interval is from 250 ms to 60 s, as in 2 s or 500 ms."),
            T::Short => ("curto", "short"),
            T::Long => ("longo", "long"),
            T::Conditional => ("condicional", "conditional"),
            T::ConditionalHint => ("Cada pergunta diz o que já viu (If-None-Match); sem novidade, a resposta é um 304 sem corpo", "Each request says what it has seen (If-None-Match); without news the answer is a 304 without a body"),
            T::TakeDown => ("Desligar receptor 10 s", "Disconnect for 10 s"),
            T::Reset => ("Zerar", "Reset"),
            T::MedianDelay => ("Atraso mediano", "Median delay"),
            T::Requests => ("Requisições", "Requests"),
            T::EmptyAnswers => ("Vazias", "Empty"),
            T::Bytes => ("Bytes", "Bytes"),
            T::FireTitle => ("Disparar um webhook", "Fire a webhook"),
            T::Method => ("Método", "Method"),
            T::Path => ("Caminho", "Path"),
            T::Headers => ("Cabeçalhos", "Headers"),
            T::HeadersHint => ("um por linha, nome: valor", "one a line, name: value"),
            T::Body => ("Corpo", "Body"),
            T::BodyText => ("texto", "text"),
            T::BodyHex => ("hex", "hex"),
            T::NoBody => ("O navegador envia GET e HEAD sem corpo.", "A browser sends GET and HEAD without a body."),
            T::Fire => ("Disparar", "Fire"),
            T::EditShot => ("Editar", "Edit"),
            T::SampleJson => ("JSON", "JSON"),
            T::SampleForm => ("Formulário", "Form"),
            T::SampleBinary => ("Binário", "Binary"),
            T::SampleText => ("Texto", "Text"),
            T::AsCommand => ("A mesma requisição", "The same request"),
            T::Events => ("Eventos", "Events"),
            T::Filter => ("Filtrar", "Filter"),
            T::ClearFilter => ("Limpar o filtro", "Clear the filter"),
            T::NoMatch => ("Nenhum evento contém isso.", "No event contains this."),
            T::Clear => ("Limpar", "Clear"),
            T::ClearSure => ("Apagar tudo", "Delete all"),
            T::Cancel => ("Cancelar", "Cancel"),
            T::EmptyTitle => ("Nenhum webhook ainda", "No webhook yet"),
            T::EmptyCurl => ("Dispare um aqui, ou cole isto em um terminal:", "Fire one here, or paste this into a terminal:"),
            T::EmptyNote => ("Ele aparece nesta lista assim que for gravado.", "It shows up in this list as soon as it is stored."),
            T::Loading => ("Carregando…", "Loading…"),
            T::Waiting => ("pull espera…", "pull waits…"),
            T::Summary => ("Resumo", "Summary"),
            T::Query => ("Query", "Query"),
            T::NoQuery => ("A URL não tem query.", "The URL has no query."),
            T::Raw => ("como veio", "as it came"),
            T::Name => ("nome", "name"),
            T::Value => ("valor", "value"),
            T::Delete => ("Apagar", "Delete"),
            T::Download => ("Baixar o corpo", "Download body"),
            T::EditAndFire => ("Disparar de novo…", "Fire again…"),
            T::CopyCurl => ("Copiar como curl", "Copy as curl"),
            T::NothingSelected => ("Escolha um evento para ver o que chegou", "Choose an event to see what came in"),
            T::SampleNote => ("Um webhook é uma requisição HTTP comum, que alguém faz a você quando algo acontece:", "A webhook is an ordinary HTTP request, which somebody makes to you when something happens:"),
            T::Received => ("Recebido", "Received"),
            T::ContentType => ("Tipo", "Type"),
            T::Size => ("Tamanho", "Size"),
            T::Digest => ("SHA-256", "SHA-256"),
            T::Id => ("Identificador", "Identifier"),
            T::Address => ("Endereço", "Address"),
            T::Duplicate => ("repetido", "repeated"),
            T::NotText => ("bytes que não são texto", "bytes that are not text"),
            T::EmptyBody => ("O corpo está vazio.", "The body is empty."),
            T::Json => ("JSON", "JSON"),
            T::Text => ("texto", "text"),
            T::Hex => ("hex", "hex"),
            T::Truncated => ("Só o começo do corpo está aqui.", "Only the start of the body is here."),
            T::LoadWhole => ("Carregar inteiro", "Load all of it"),
            T::NotJson => ("Não é JSON", "Not JSON"),
            T::Keys => ("Teclas", "Keys"),
            T::KeyMove => ("evento seguinte, anterior", "next, previous event"),
            T::KeyOpen => ("abrir o evento", "open the event"),
            T::KeyFilter => ("filtrar", "filter"),
            T::KeyFire => ("disparar", "fire"),
            T::KeyCurl => ("copiar o evento como curl", "copy the event as curl"),
            T::KeyPause => ("pausar ou continuar", "pause or continue"),
            T::KeyInterval => ("pull pergunta mais, menos vezes", "pull asks more, less often"),
            T::KeyTabs => ("abas do evento", "tabs of the event"),
            T::KeyHelp => ("esta ajuda", "this help"),
            T::KeysSwitch => ("Atalhos de uma tecla", "Single-key shortcuts"),
            T::Outcomes => ("As últimas 20 ocorrências da corrida", "The last 20 outcomes of the race"),
            T::Lane => ("pista", "lane"),
            T::When => ("hora", "time"),
            T::What => ("o que houve", "what happened"),
            T::Unreachable => ("O relay não respondeu. Ele está rodando?", "The relay did not answer. Is it running?"),
            T::TooManyHeaders => ("Cada cabeçalho é uma linha da forma nome: valor.", "Each header is a line of the form name: value."),
            T::Dismiss => ("Dispensar", "Dismiss"),
            T::Inspector => ("Evento", "Event"),
            T::Advantage => ("Vantagem", "Advantage"),
            T::Multiply => ("Multiplique", "Multiply"),
            T::Tasks => ("Experimente", "Try it"),
            T::TaskDone => ("feita", "done"),
            T::TaskFire => ("Dispare um webhook", "Fire a webhook"),
            T::TaskInterval => ("Faça o pull perguntar a cada 10 s", "Have pull ask every 10 s"),
            T::TaskHex => ("Veja um corpo em hexadecimal", "Look at a body in hexadecimal"),
            T::TaskBreak => ("Quebre uma assinatura", "Break a signature"),
            T::TaskLongPoll => ("Experimente o pull longo", "Try long polling"),
            T::Learn => ("Push, pull e quando usar cada um", "Push, pull, and when to use which"),
            T::LearnMore => ("Quando o pull ganha?", "When does pull win?"),
            T::Delivered => ("Trouxeram algo", "Brought something"),
            T::Failures => ("Falhas", "Failures"),
            T::TimeOuts => ("Esperas sem nada", "Waits without news"),
            T::BytesUp => ("da página ao relay", "from the page to the relay"),
            T::BytesDown => ("do relay à página", "from the relay to the page"),
            T::Clients => ("Clientes", "Clients"),
            T::Rows => ("Linhas medidas", "Measured rows"),
            T::Start => ("início", "start"),
            T::End => ("fim", "end"),
            T::LaneCode => ("O código das pistas: ", "The code of the lanes: "),
            T::Predict => ("Preveja a espera", "Predict the wait"),
            T::PredictPlace => ("Onde o evento cai entre duas perguntas", "Where the event falls between two requests"),
            T::PredictFire => ("Disparar aí", "Fire there"),
            T::DemoRuns => ("Demonstração: para sozinha após 2 min", "Demonstration: stops by itself after 2 min"),
            T::DemoOff => ("A demonstração está parada", "The demonstration is stopped"),
            T::DemoStop => ("Parar", "Stop"),
            T::DemoStart => ("Iniciar", "Start"),
            T::More => ("Mais…", "More…"),
            T::Rate => ("Um evento a cada", "One event every"),
            T::Export => ("Exportar JSON", "Export JSON"),
            T::CopyLink => ("Copiar link", "Copy link"),
            T::LastHop => ("Compara só o último trecho, relay → navegador: navegador não recebe webhook.", "Compares the last hop only, relay → browser: a browser cannot receive a webhook."),
            T::Scrub => ("Voltar no tempo", "Back in time"),
            T::Fewer => ("Menos", "Fewer"),
            T::ProviderEvent => ("Evento do provedor", "The provider’s event"),
            T::Secret => ("Segredo", "Secret"),
            T::SecretHint => ("fica só nesta aba", "stays in this tab"),
            T::CheckWithIt => ("Conferir as assinaturas deste canal com ele", "Check this channel’s signatures with it"),
            T::ChecksNow => ("Este canal agora confere as assinaturas.", "This channel now checks signatures."),
            T::DoesNotSign => ("Este provedor não assina o que envia.", "This provider does not sign what it sends."),
            T::CouldGoWrong => ("O que pode dar errado", "What could go wrong"),
            T::WrongSignature => ("assinatura errada", "bad signature"),
            T::WrongOld => ("de 10 min atrás", "10 min old"),
            T::WrongDuplicate => ("em dobro", "twice"),
            T::WrongOrder => ("fora de ordem", "out of order"),
            T::WrongStorm => ("tempestade de 10", "storm of 10"),
            T::WrongTruncated => ("cortado ao meio", "cut in half"),
            T::NotChecked => ("Este canal não confere assinaturas: ele não tem segredo, ou o provedor não assina.", "This channel checks no signatures: it has no secret, or its provider does not sign."),
            T::SignatureValid => ("Assinatura válida.", "The signature is valid."),
            T::SignatureInvalid => ("Assinatura inválida.", "The signature is not valid."),
            T::CheckAs => ("Conferir como", "Check as"),
            T::Flip => ("Trocar um bit do corpo", "Flip a bit of the body"),
            T::Unflip => ("Desfazer a troca", "Undo the flip"),
            T::Expected => ("Esperada", "Expected"),
            T::ReceivedSignature => ("Recebida", "Received"),
            T::SignedBytes => ("Os bytes assinados", "The signed bytes"),
            T::Signature => ("Assinatura", "Signature"),
            T::Timing => ("Tempo", "Timing"),
            T::Fields => ("campos", "fields"),
            T::Xml => ("XML", "XML"),
            T::Image => ("imagem", "image"),
            T::CopyPath => ("Copiar o caminho", "Copy the path"),
            T::Compare => ("Comparar", "Compare"),
            T::NothingBefore => ("Não há evento antes deste na lista.", "There is no event before this one in the list."),
            T::Provider => ("Provedor", "Provider"),
            T::Fold => ("Fechar", "Fold"),
            T::Unfold => ("Abrir", "Unfold"),
            T::AtRelay => ("Chegou ao relay (t₀)", "Reached the relay (t₀)"),
            T::AtPush => ("Mostrado pelo push", "Shown by push"),
            T::AtPull => ("Achado pelo pull", "Found by pull"),
            T::NotTimed => ("Já estava aqui antes desta página: nada a medir.", "It was here before this page: nothing to measure."),
            T::ChannelSettings => ("O que este canal faz", "What this channel does"),
            T::Saved => ("Salvo.", "Saved."),
            T::Handshakes => ("Responder ao que o provedor pergunta ao cadastrar a URL", "Answer what the provider asks when the URL is registered"),
            T::OwnAnswer => ("Responder com o recibo: 200 e o número do evento", "Answer with the receipt: 200 and the event’s number"),
            T::Status => ("Status", "Status"),
            T::DelayMs => ("Atraso, ms", "Delay, ms"),
            T::FailNext => ("Falhar as próximas", "Fail the next"),
            T::FailPercent => ("Falhar, %", "Fail, %"),
            T::AnswerBody => ("Corpo da resposta", "Body of the answer"),
            T::TemplateHint => ("{{body.a.b}}, {{headers.x}}, {{query.q}}, {{seq}} vêm do evento.", "{{body.a.b}}, {{headers.x}}, {{query.q}}, {{seq}} are taken from the event."),
            T::EchoBot => ("Um bot de Telegram que repete", "A Telegram bot that repeats"),
            T::TimeOut => ("Não responder: deixar o provedor esperando", "Not answer: let the provider wait"),
            T::Save => ("Salvar", "Save"),
            T::Files => ("Exportar e importar", "Export and import"),
            T::ExportAll => ("Exportar todos os eventos", "Export every event"),
            T::ExportFound => ("Exportar os que contêm o filtro", "Export those that contain the filter"),
            T::Import => ("Importar NDJSON", "Import NDJSON"),
            T::Imported => ("Importado.", "Imported."),
            T::Unsigned => ("assinatura", "signature"),
            T::SearchOlder => ("Procurar nos mais antigos", "Look in older ones"),
            T::Note => ("Nota", "Note"),
            T::Pin => ("Guardar", "Keep"),
            T::ByRelay => ("O relay conferiu:", "The relay checked:"),
        }
    }
}

/// Sentences with parts.
impl Lang {
    /// The headline, once enough is measured. `ms` may be negative: pull can win.
    #[must_use]
    pub fn headline(self, ms: f64) -> String {
        let by = self.duration(ms.abs());
        match (self, ms >= 0.0) {
            (Lang::Pt, true) => format!("O [push:push] soube [b:{by}] antes do [pull:pull]"),
            (Lang::En, true) => format!("[push:Push] knew [b:{by}] before [pull:pull]"),
            (Lang::Pt, false) => format!("O [pull:pull] soube [b:{by}] antes do [push:push]"),
            (Lang::En, false) => format!("[pull:Pull] knew [b:{by}] before [push:push]"),
        }
    }

    /// What the headline is the median of.
    #[must_use]
    pub fn basis(self, n: usize, demonstration: bool) -> String {
        let n_text = self.whole(n as u64);
        match (self, n, demonstration) {
            (Lang::Pt, 0, _) => "Dispare um webhook para ver.".into(),
            (Lang::En, 0, _) => "Fire a webhook to see it.".into(),
            (Lang::Pt, 1..5, _) => "No último evento; com 5 aparece a mediana.".into(),
            (Lang::En, 1..5, _) => "For the last event; from 5 on it is the median.".into(),
            (Lang::Pt, _, true) => format!("Mediana dos {n_text} eventos desta demonstração."),
            (Lang::En, _, true) => format!("Median of the {n_text} events of this demonstration."),
            (Lang::Pt, _, false) => format!("Mediana de {n_text} eventos."),
            (Lang::En, _, false) => format!("Median of {n_text} events."),
        }
    }

    /// An event is here by push, and pull has not asked yet.
    #[must_use]
    pub fn caption_waiting(self, push_ms: Option<f64>) -> String {
        let took = push_ms.map(|ms| self.duration(ms.max(0.0)));
        match (self, took) {
            (Lang::Pt, Some(t)) => {
                format!("Chegou um evento. O [push:push] empurrou em {t}. O [pull:pull] ainda não perguntou…")
            }
            (Lang::En, Some(t)) => {
                format!("An event arrived. [push:Push] delivered it in {t}. [pull:Pull] has not asked yet…")
            }
            (Lang::Pt, None) => "Chegou um evento pelo [push:push]. O [pull:pull] ainda não perguntou…".into(),
            (Lang::En, None) => "An event arrived by [push:push]. [pull:Pull] has not asked yet…".into(),
        }
    }

    /// A poll found an event that push had brought `ms` before; `asked` says that only then it asked.
    #[must_use]
    pub fn caption_found(self, push_ms: Option<f64>, ms: f64, asked: bool) -> String {
        let (pt, en) = if asked { ("perguntou", "asked") } else { ("soube", "knew") };
        let took = push_ms.map(|ms| self.duration(ms.max(0.0)));
        let late = self.seconds_or_ms(ms);
        match (self, took) {
            (Lang::Pt, Some(t)) => {
                format!("Chegou um evento. O [push:push] empurrou em {t}. O [pull:pull] só {pt} [b:{late}] depois.")
            }
            (Lang::En, Some(t)) => {
                format!("An event arrived. [push:Push] delivered it in {t}. [pull:Pull] only {en} [b:{late}] later.")
            }
            (Lang::Pt, None) => format!("Chegou um evento. O [pull:pull] só {pt} [b:{late}] depois do [push:push]."),
            (Lang::En, None) => format!("An event arrived. [pull:Pull] only {en} [b:{late}] after [push:push]."),
        }
    }

    fn seconds_or_ms(self, ms: f64) -> String {
        if ms.abs() < 100.0 { self.duration(ms) } else { self.seconds(ms) }
    }

    /// A poll found nothing.
    #[must_use]
    pub fn caption_empty(self) -> &'static str {
        self.pick("O [pull:pull] perguntou. Nada novo.", "[pull:Pull] asked. Nothing new.")
    }

    /// A poll failed.
    #[must_use]
    pub fn caption_failed(self) -> &'static str {
        self.pick("O [pull:pull] perguntou e não teve resposta.", "[pull:Pull] asked and got no answer.")
    }

    /// A long poll ran to its limit.
    #[must_use]
    pub fn caption_timed_out(self) -> &'static str {
        self.pick(
            "O [pull:pull] esperou até o limite. Nada novo; pergunta de novo.",
            "[pull:Pull] waited to the limit. Nothing new; it asks again.",
        )
    }

    /// Nothing happened yet.
    #[must_use]
    pub fn caption_start(self) -> &'static str {
        self.pick("Esperando o primeiro evento…", "Waiting for the first event…")
    }

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

    /// Shares of the answers of pull.
    #[must_use]
    pub fn shares(self, empty: f64) -> (String, String) {
        let (found, wasted) = (self.percent(1.0 - empty), self.percent(empty));
        self.pick(
            (format!("{found} trouxeram algo"), format!("{wasted} voltaram vazias")),
            (format!("{found} brought something"), format!("{wasted} came back empty")),
        )
    }

    /// Name of a transport.
    #[must_use]
    pub fn transport(self, transport: Transport, interval_ms: f64) -> String {
        match transport {
            Transport::WebSocket => "WebSocket".into(),
            Transport::Sse => "SSE".into(),
            Transport::ShortPoll => self.pick("a cada ", "every ").to_owned() + &self.interval(interval_ms),
            Transport::LongPoll => self.pick("pergunta longa", "long poll").into(),
        }
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

    /// How many pushes came from how many connections, for the count of requests.
    #[must_use]
    pub fn connections(self, n: u64) -> &'static str {
        match (self, n) {
            (Lang::Pt, 1) => "conexão",
            (Lang::Pt, _) => "conexões",
            (Lang::En, 1) => "connection",
            (Lang::En, _) => "connections",
        }
    }

    /// A JSON text ends being JSON here.
    #[must_use]
    pub fn json_error(self, line: usize, column: usize) -> String {
        self.pick(format!("linha {line}, coluna {column}"), format!("line {line}, column {column}"))
    }

    /// What an outcome was.
    #[must_use]
    pub fn outcome(self, kind: Kind, seqs: &str) -> String {
        match kind {
            Kind::Open => self.pick("conexão aberta", "connection opened").into(),
            Kind::Delivered => self.pick(format!("trouxe {seqs}"), format!("brought {seqs}")),
            Kind::Empty => self.pick("nada novo", "nothing new").into(),
            Kind::Failed => self.pick("falhou", "failed").into(),
            Kind::TimedOut => self.pick("esperou até o limite", "waited to the limit").into(),
        }
    }

    /// Which of how many.
    #[must_use]
    pub fn of_events(self, shown: usize, all: usize) -> String {
        let (shown, all) = (self.whole(shown as u64), self.whole(all as u64));
        self.pick(format!("{shown} de {all}"), format!("{shown} of {all}"))
    }
}

/// A piece of a rich sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// As it is.
    Plain(&'a str),
    /// In the colour of push.
    Push(&'a str),
    /// In the colour of pull.
    Pull(&'a str),
    /// Strong.
    Strong(&'a str),
    /// Monospace.
    Code(&'a str),
}

/// Makes a piece of what a mark holds.
type Mark<'a> = fn(&'a str) -> Piece<'a>;

/// Takes a rich sentence apart. What is not a known mark is plain text.
#[must_use]
pub fn rich<'a>(sentence: &'a str) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    let (mut rest, mut plain) = (sentence, 0);
    while let Some(at) = rest[plain..].find('[').map(|at| at + plain) {
        let marks: [(&str, Mark<'a>); 4] =
            [("[push:", Piece::Push), ("[pull:", Piece::Pull), ("[b:", Piece::Strong), ("[code:", Piece::Code)];
        let found = marks.iter().find_map(|(mark, piece)| {
            let inner = rest[at..].strip_prefix(mark)?;
            Some((piece, inner.split_once(']')?))
        });
        match found {
            Some((piece, (inner, after))) => {
                if at > 0 {
                    pieces.push(Piece::Plain(&rest[..at]));
                }
                pieces.push(piece(inner));
                (rest, plain) = (after, 0);
            }
            None => plain = at + 1,
        }
    }
    if !rest.is_empty() {
        pieces.push(Piece::Plain(rest));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rich_sentences() {
        assert_eq!(
            rich("O [push:push] soube [b:1,01 s] antes [x] do [pull:pull]"),
            [
                Piece::Plain("O "),
                Piece::Push("push"),
                Piece::Plain(" soube "),
                Piece::Strong("1,01 s"),
                Piece::Plain(" antes [x] do "),
                Piece::Pull("pull")
            ]
        );
        assert_eq!(rich("[b:"), [Piece::Plain("[b:")]);
        assert_eq!(rich(""), []);
    }

    #[test]
    fn a_tag_chooses_the_language() {
        assert_eq!(
            (Lang::of("pt-PT"), Lang::of("PT"), Lang::of("en-GB"), Lang::of("")),
            (Lang::Pt, Lang::Pt, Lang::En, Lang::En)
        );
    }

    #[test]
    fn pull_can_win_the_headline() {
        assert_eq!(Lang::En.headline(-40.0), "[pull:Pull] knew [b:40\u{a0}ms] before [push:push]");
    }
}
