//! Sentences without parts, in every language: a line each, a column a language. A new language is
//! a new column; the compiler asks for each sentence.

use super::Lang;

/// Declares [`Msg`]: the name of each sentence, and its text in Portuguese and in English.
macro_rules! messages {
    ($($name:ident: $pt:literal, $en:literal;)*) => {
        /// A sentence without parts.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs, reason = "each is its own text")]
        pub enum Msg {
            $($name),*
        }

        impl Msg {
            /// Its text in a language.
            #[must_use]
            pub(super) fn text(self, lang: Lang) -> &'static str {
                match self {
                    $(Self::$name => lang.pick($pt, $en)),*
                }
            }
        }
    };
}

#[rustfmt::skip]
messages! {
    Copy: "Copiar", "Copy";
    Copied: "Copiado", "Copied";
    CopyFailed: "O navegador não deixou copiar", "The browser did not let it be copied";
    Pause: "Pausar", "Pause";
    Continue: "Continuar", "Continue";
    Theme: "Tema claro ou escuro", "Light or dark theme";
    Language: "Idioma", "Language";
    NewChannel: "Novo canal", "New channel";
    NewChannelHint: "letras, números, - e _", "letters, digits, - and _";
    Create: "Criar", "Create";
    BadChannel: "Um nome tem de 1 a 64 letras sem acento, números, - ou _.", "A name has 1 to 64 letters, digits, - or _.";
    Connecting: "conectando", "connecting";
    Live: "ao vivo", "live";
    Stale: "sem resposta", "no answer";
    Offline: "desconectado", "disconnected";
    Help: "Ajuda", "Help";
    Close: "Fechar", "Close";
    Back: "Voltar", "Back";
    Definition: "[push:Push]: o servidor avisa. [pull:Pull]: você fica perguntando, e só então sabe.", "[push:Push]: the server tells you. [pull:Pull]: you keep asking, and only then know.";
    HeadlineStart: "[push:Push] avisa, [pull:pull] pergunta", "[push:Push] tells, [pull:pull] asks";
    HeadlineNoPull: "O [push:push] já sabe, o [pull:pull] ainda não", "[push:Push] knows, [pull:pull] does not yet";
    Event: "evento", "event";
    Now: "agora", "now";
    LegendEmpty: "perguntou, nada", "asked, nothing";
    LegendFound: "achou (2×: dois)", "found (2×: two)";
    LegendWait: "espera, +tempo", "waiting, +time";
    LegendPush: "avisou", "told";
    LegendBeat: "sinal de vida", "heartbeat";
    LegendFailed: "falhou", "failed";
    RaceSettings: "Ajustes da corrida", "Race settings";
    AsksEvery: "Pull pergunta a cada", "Pull asks every";
    Interval: "Intervalo", "Interval";
    BadInterval: "Um intervalo vai de 250 ms a 60 s, como em 2 s ou 500 ms.", "An interval is from 250 ms to 60 s, as in 2 s or 500 ms.";
    Short: "curto", "short";
    Long: "longo", "long";
    Conditional: "condicional", "conditional";
    ConditionalHint: "Cada pergunta diz o que já viu (If-None-Match); sem novidade, a resposta é um 304 sem corpo", "Each request says what it has seen (If-None-Match); without news the answer is a 304 without a body";
    TakeDown: "Desconectar por 10 s", "Disconnect for 10 s";
    Reset: "Zerar", "Reset";
    MedianDelay: "Atraso mediano", "Median delay";
    Requests: "Requisições", "Requests";
    EmptyAnswers: "Vazias", "Empty";
    Bytes: "Bytes", "Bytes";
    FireTitle: "Disparar um webhook", "Fire a webhook";
    Method: "Método", "Method";
    Path: "Caminho", "Path";
    Headers: "Cabeçalhos", "Headers";
    HeadersHint: "um por linha, nome: valor", "one per line, name: value";
    Body: "Corpo", "Body";
    BodyText: "texto", "text";
    BodyHex: "hex", "hex";
    NoBody: "O navegador envia GET e HEAD sem corpo.", "A browser sends GET and HEAD without a body.";
    Fire: "Disparar", "Fire";
    EditRequest: "Editar", "Edit";
    SampleJson: "JSON", "JSON";
    SampleForm: "Formulário", "Form";
    SampleBinary: "Binário", "Binary";
    SampleText: "Texto", "Text";
    AsCommand: "A mesma requisição", "The same request";
    Events: "Eventos", "Events";
    Filter: "Filtrar", "Filter";
    ClearFilter: "Limpar o filtro", "Clear the filter";
    NoMatch: "Nenhum evento contém isso.", "No event contains this.";
    Clear: "Limpar", "Clear";
    ClearSure: "Apagar tudo", "Delete all";
    Cancel: "Cancelar", "Cancel";
    EmptyTitle: "Nenhum webhook ainda", "No webhook yet";
    EmptyCurl: "Dispare um aqui, ou cole isto em um terminal:", "Fire one here, or paste this into a terminal:";
    EmptyNote: "Ele aparece nesta lista assim que for gravado.", "It shows up in this list as soon as it is stored.";
    Loading: "Carregando…", "Loading…";
    Waiting: "pull espera…", "pull waits…";
    Summary: "Resumo", "Summary";
    Query: "Query", "Query";
    NoQuery: "A URL não tem query.", "The URL has no query.";
    Raw: "como veio", "as it came";
    Name: "nome", "name";
    Value: "valor", "value";
    Delete: "Apagar", "Delete";
    Download: "Baixar o corpo", "Download body";
    EditAndFire: "Disparar de novo…", "Fire again…";
    CopyCurl: "Copiar como curl", "Copy as curl";
    NothingSelected: "Escolha um evento para ver o que chegou", "Choose an event to see what came in";
    SampleNote: "Um webhook é uma requisição HTTP comum, que alguém faz a você quando algo acontece:", "A webhook is an ordinary HTTP request, which somebody makes to you when something happens:";
    Received: "Recebido", "Received";
    ContentType: "Tipo", "Type";
    Size: "Tamanho", "Size";
    Digest: "SHA-256", "SHA-256";
    Id: "Identificador", "Identifier";
    Address: "Endereço", "Address";
    Duplicate: "repetido", "repeated";
    NotText: "bytes que não são texto", "bytes that are not text";
    EmptyBody: "O corpo está vazio.", "The body is empty.";
    Json: "JSON", "JSON";
    Text: "texto", "text";
    Hex: "hex", "hex";
    Truncated: "Só o começo do corpo está aqui.", "Only the start of the body is here.";
    LoadWhole: "Carregar inteiro", "Load all of it";
    NotJson: "Não é JSON", "Not JSON";
    Keys: "Teclas", "Keys";
    KeyMove: "evento seguinte, anterior", "next, previous event";
    KeyOpen: "abrir o evento", "open the event";
    KeyFilter: "filtrar", "filter";
    KeyFire: "disparar", "fire";
    KeyCurl: "copiar o evento como curl", "copy the event as curl";
    KeyPause: "pausar ou continuar", "pause or continue";
    KeyInterval: "pull pergunta mais, menos vezes", "pull asks more, less often";
    KeyTabs: "abas do evento", "tabs of the event";
    KeyHelp: "esta ajuda", "this help";
    KeysSwitch: "Atalhos de uma tecla", "Single-key shortcuts";
    Outcomes: "As últimas 20 ocorrências da corrida", "The last 20 outcomes of the race";
    Lane: "pista", "lane";
    When: "hora", "time";
    What: "o que houve", "what happened";
    Unreachable: "O relay não respondeu. Ele está rodando?", "The relay did not answer. Is it running?";
    NotUnderstood: "A resposta não é desta versão do relay. Recarregue a página.", "The answer is not of this version of the relay. Reload the page.";
    ToolUnavailable: "Uma parte desta página não carregou. Recarregue-a.", "A part of this page could not be loaded. Reload it.";
    ImageFailed: "O navegador não pôde abrir esta imagem.", "The browser could not open this image.";
    BadHeader: "Cada cabeçalho é uma linha da forma nome: valor.", "Each header is a line of the form name: value.";
    Dismiss: "Dispensar", "Dismiss";
    Inspector: "Evento", "Event";
    Advantage: "Vantagem", "Advantage";
    Multiply: "Multiplique", "Multiply";
    Tasks: "Experimente", "Try it";
    TaskDone: "feita", "done";
    TaskFire: "Dispare um webhook", "Fire a webhook";
    TaskInterval: "Faça o pull perguntar a cada 10 s", "Have pull ask every 10 s";
    TaskHex: "Veja um corpo em hexadecimal", "Look at a body in hexadecimal";
    TaskBreak: "Quebre uma assinatura", "Break a signature";
    TaskLongPoll: "Experimente o pull longo", "Try long polling";
    BothSides: "Push, pull e quando usar cada um", "Push, pull, and when to use which";
    WhenPullWins: "Quando o pull ganha?", "When does pull win?";
    Delivered: "Trouxeram algo", "Brought something";
    Failures: "Falhas", "Failures";
    TimeOuts: "Esperas sem nada", "Waits without news";
    BytesUp: "da página ao relay", "from the page to the relay";
    BytesDown: "do relay à página", "from the relay to the page";
    Clients: "Clientes", "Clients";
    Rows: "Linhas medidas", "Measured rows";
    Start: "início", "start";
    End: "fim", "end";
    LaneCode: "O código das pistas: ", "The code of the lanes: ";
    Predict: "Preveja a espera", "Predict the wait";
    PredictPlace: "Onde o evento cai entre duas perguntas", "Where the event falls between two requests";
    PredictFire: "Disparar aí", "Fire there";
    DemoRuns: "Demonstração: acaba sozinha após 2 min", "Demonstration: stops by itself after 2 min";
    DemoOff: "A demonstração está parada", "The demonstration is stopped";
    DemoStop: "Parar", "Stop";
    DemoStart: "Iniciar", "Start";
    More: "Mais…", "More…";
    Rate: "Um evento a cada", "One event every";
    Export: "Exportar JSON", "Export JSON";
    NotKept: "O evento deste link não está mais guardado aqui.", "The event of this link is no longer kept here.";
    CopyLink: "Copiar link", "Copy link";
    LastHop: "Compara só o último trecho, do Gancho ao navegador: um navegador não recebe webhooks.", "Compares the last hop only, from Gancho to the browser: a browser cannot receive webhooks.";
    Scrub: "Voltar no tempo", "Back in time";
    Fewer: "Menos", "Fewer";
    ProviderEvent: "Evento do provedor", "The provider’s event";
    Secret: "Segredo", "Secret";
    Scheme: "Como se assina", "How it is signed";
    SecretHint: "fica só nesta aba", "stays in this tab";
    CheckWithIt: "Conferir as assinaturas deste canal com ele", "Check this channel’s signatures with it";
    ChecksNow: "Este canal agora confere as assinaturas.", "This channel now checks signatures.";
    DoesNotSign: "Este provedor não assina o que envia.", "This provider does not sign what it sends.";
    CouldGoWrong: "O que pode dar errado", "What could go wrong";
    WrongSignature: "assinatura errada", "bad signature";
    WrongOld: "de 10 min atrás", "10 min old";
    WrongDuplicate: "em dobro", "twice";
    WrongOrder: "fora de ordem", "out of order";
    WrongStorm: "tempestade de 10", "storm of 10";
    WrongTruncated: "cortado ao meio", "cut in half";
    NotChecked: "Este canal não confere assinaturas: ele não tem segredo, ou o provedor não assina.", "This channel checks no signatures: it has no secret, or its provider does not sign.";
    SignatureValid: "Assinatura válida.", "The signature is valid.";
    SignatureInvalid: "Assinatura inválida.", "The signature is not valid.";
    CheckAs: "Conferir como", "Check as";
    Flip: "Trocar um bit do corpo", "Flip a bit of the body";
    Unflip: "Desfazer a troca", "Undo the flip";
    Expected: "Esperada", "Expected";
    ReceivedSignature: "Recebida", "Received";
    SignedBytes: "Os bytes assinados", "The signed bytes";
    Signature: "Assinatura", "Signature";
    Timing: "Tempos", "Timing";
    Fields: "campos", "fields";
    Xml: "XML", "XML";
    Image: "imagem", "image";
    CopyPath: "Copiar o caminho", "Copy the path";
    Compare: "Comparar", "Compare";
    NothingBefore: "Não há evento antes deste na lista.", "There is no event before this one in the list.";
    Provider: "Provedor", "Provider";
    Fold: "Fechar", "Fold";
    Unfold: "Abrir", "Unfold";
    AtRelay: "Chegou ao relay (t₀)", "Reached the relay (t₀)";
    AtStore: "Guardado; só então respondido", "Stored; only then answered";
    AtStreams: "Entregue aos sockets", "Handed to the sockets";
    AtPush: "Mostrado pelo push", "Shown by push";
    AtPull: "Achado pelo pull", "Found by pull";
    NotTimed: "Já estava aqui antes desta página: nada a medir.", "It was here before this page: nothing to measure.";
    ChannelSettings: "O que este canal faz", "What this channel does";
    Saved: "Salvo.", "Saved.";
    Handshakes: "Responder ao que o provedor pergunta ao cadastrar a URL", "Answer what the provider asks when the URL is registered";
    OwnAnswer: "Responder com o recibo: 200 e o número do evento", "Answer with the receipt: 200 and the event’s number";
    Status: "Status", "Status";
    DelayMs: "Atraso, ms", "Delay, ms";
    FailNext: "Falhar as próximas", "Fail the next";
    FailPercent: "Falhar, %", "Fail, %";
    AnswerBody: "Corpo da resposta", "Body of the answer";
    TemplateHint: "{{body.a.b}}, {{headers.x}}, {{query.q}}, {{seq}} vêm do evento.", "{{body.a.b}}, {{headers.x}}, {{query.q}}, {{seq}} are taken from the event.";
    EchoBot: "Um bot de Telegram que repete", "A Telegram bot that repeats";
    TimeOut: "Não responder: deixar o provedor esperando", "Not answer: let the provider wait";
    Save: "Salvar", "Save";
    Files: "Exportar e importar", "Export and import";
    ExportAll: "Exportar todos os eventos", "Export every event";
    ExportFound: "Exportar os que contêm o filtro", "Export those that contain the filter";
    Import: "Importar NDJSON", "Import NDJSON";
    Imported: "Importado.", "Imported.";
    Unsigned: "assinatura", "signature";
    SearchOlder: "Procurar nos mais antigos", "Look in older ones";
    Note: "Nota", "Note";
    Pin: "Guardar", "Keep";
    ByRelay: "O relay conferiu:", "The relay checked:";
    ChannelSigns: "Sem segredo aqui, o relay assina com o do canal.", "With none here, the relay signs with the channel’s own.";
    SchemeHint: "JSON. Em template cabem {body}, {timestamp} e {id}; timestamp_header e id_header dizem onde estão.", "JSON. {body}, {timestamp} and {id} may stand in template; timestamp_header and id_header say where they are.";
    BadScheme: "Isso não diz como se assina: um objeto JSON com header, hash, encoding e template.", "This does not say how it is signed: a JSON object with header, hash, encoding and template.";
}
