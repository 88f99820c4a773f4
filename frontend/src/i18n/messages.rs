//! Sentences without parts, in every language: a line each, a column a language. A new language is
//! a new column; the compiler asks for each sentence.

use super::Lang;

/// Declares [`Msg`]: the name of each sentence, and its text in Portuguese, English and Spanish.
macro_rules! messages {
    ($($name:ident: $pt:literal, $en:literal, $es:literal;)*) => {
        /// A sentence without parts.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs, reason = "each is its own text")]
        pub enum Msg {
            $($name),*
        }

        impl Msg {
            #[cfg(test)]
            const ALL: &[Self] = &[$(Self::$name),*];

            /// Its text in a language.
            #[must_use]
            pub(super) fn text(self, lang: Lang) -> &'static str {
                match self {
                    $(Self::$name => lang.pick($pt, $en, $es)),*
                }
            }
        }
    };
}

#[rustfmt::skip]
messages! {
    Copy: "Copiar", "Copy", "Copiar";
    CopyFailed: "O navegador não deixou copiar", "The browser did not let it be copied", "El navegador no permitió copiar";
    Pause: "Pausar", "Pause", "Pausar";
    Continue: "Continuar", "Continue", "Continuar";
    Theme: "Tema claro ou escuro", "Light or dark theme", "Tema claro u oscuro";
    Language: "Idioma", "Language", "Idioma";
    NewChannel: "Novo canal", "New channel", "Canal nuevo";
    NewChannelHint: "letras, números, - e _", "letters, digits, - and _", "letras, números, - y _";
    Create: "Criar", "Create", "Crear";
    BadChannel: "Um nome tem de 1 a 64 letras sem acento, números, - ou _.", "A name has 1 to 64 letters, digits, - or _.", "Un nombre tiene de 1 a 64 letras sin acento, números, - o _.";
    Connecting: "conectando", "connecting", "conectando";
    Live: "ao vivo", "live", "en vivo";
    Stale: "sem resposta", "no answer", "sin respuesta";
    Offline: "desconectado", "disconnected", "desconectado";
    LocalOnly: "só local", "local only", "solo local";
    LocalOnlyWhy: "Sem endereço público: só quem está nesta máquina, ou na rede dela, chega ao Gancho. Para receber de provedores, inicie assim:", "No public address: only who is on this machine, or its network, reaches Gancho. To receive from providers, start it so:", "Sin dirección pública: solo quien está en esta máquina, o en su red, llega a Gancho. Para recibir de proveedores, inícialo así:";
    AnswersOutside: "responde", "answers", "responde";
    NoAnswerOutside: "não responde", "no answer", "no responde";
    OwnBot: "Seu bot do Telegram neste canal", "Your own Telegram bot in this channel", "Tu bot de Telegram en este canal";
    BotByWebhook: "[push:Push], com um endereço público: o Telegram faz um POST aqui a cada mensagem. O token do @BotFather vai em [code:TELEGRAM_TOKEN].", "[push:Push], with a public address: Telegram POSTs here at every message. The token of @BotFather goes into [code:TELEGRAM_TOKEN].", "[push:Push], con una dirección pública: Telegram hace un POST aquí con cada mensaje. El token de @BotFather va en [code:TELEGRAM_TOKEN].";
    BotByPull: "[pull:Pull], sem endereço público: o Gancho pergunta por [code:getUpdates], e cada atualização entra no canal como se viesse pelo webhook.", "[pull:Pull], without a public address: Gancho asks by [code:getUpdates], and each update comes into the channel as the webhook would bring it.", "[pull:Pull], sin dirección pública: Gancho pregunta con [code:getUpdates], y cada actualización entra en el canal como si llegara por el webhook.";
    BotEitherWay: "O Telegram aceita só um dos dois de cada vez (409): a mesma atualização nunca vem por ambos. O mais próximo, na corrida: [push:push] contra o [pull:pull] longo, que é o que [code:getUpdates] faz.", "Telegram takes only one of the two at a time (409): the same update never comes both ways. The nearest, in the race: [push:push] against long [pull:pull], which is what [code:getUpdates] does.", "Telegram acepta solo uno de los dos a la vez (409): la misma actualización nunca llega por ambos. Lo más cercano, en la carrera: [push:push] contra [pull:pull] largo, que es lo que hace [code:getUpdates].";
    RaceLongPoll: "Corrida: push × pull longo", "Race: push × long pull", "Carrera: push × pull largo";
    Help: "Ajuda", "Help", "Ayuda";
    Close: "Fechar", "Close", "Cerrar";
    Back: "Voltar", "Back", "Volver";
    Definition: "[push:Push]: o servidor avisa. [pull:Pull]: você fica perguntando, e só então sabe.", "[push:Push]: the server tells you. [pull:Pull]: you keep asking, and only then know.", "[push:Push]: el servidor avisa. [pull:Pull]: preguntas una y otra vez, y solo así sabes.";
    HeadlineStart: "[push:Push] avisa, [pull:pull] pergunta", "[push:Push] tells, [pull:pull] asks", "[push:Push] avisa, [pull:pull] pregunta";
    HeadlineNoPull: "O [push:push] já sabe, o [pull:pull] ainda não", "[push:Push] knows, [pull:pull] does not yet", "[push:Push] ya lo sabe, [pull:pull] todavía no";
    Event: "evento", "event", "evento";
    Now: "agora", "now", "ahora";
    LegendEvent: "evento e seu instante", "event and its moment", "evento y su instante";
    LegendOpen: "push conectado", "push connected", "push conectado";
    LegendClosed: "sem conexão", "not connected", "sin conexión";
    LegendEmpty: "perguntou, nada", "asked, nothing", "preguntó, nada";
    LegendFound: "perguntou, achou", "asked, found", "preguntó, encontró";
    LegendFoundMany: "perguntou, achou (2: dois)", "asked, found (2: two)", "preguntó, encontró (2: dos)";
    LegendWait: "espera, + após o push", "waiting, + after push", "espera, + tras el push";
    LegendPush: "avisou", "told", "avisó";
    LegendBeat: "sinal de vida", "heartbeat", "señal de vida";
    LegendFailed: "falhou", "failed", "falló";
    PushWays: "Push: WebSocket ou SSE", "Push: WebSocket or SSE", "Push: WebSocket o SSE";
    PullWays: "Pull: curto ou longo", "Pull: short or long", "Pull: corto o largo";
    LegendHeld: "pergunta aberta", "held open", "consulta abierta";
    LegendInFlight: "requisição em curso", "in flight", "solicitud en curso";
    LegendSuspended: "pull não perguntou", "pull did not ask", "pull no preguntó";
    RaceSettings: "Ajustes da corrida", "Race settings", "Ajustes de la carrera";
    AsksEvery: "Pull pergunta a cada", "Pull asks every", "Pull pregunta cada";
    Interval: "Intervalo", "Interval", "Intervalo";
    BadInterval: "Um intervalo vai de 250 ms a 60 s, como em 2 s ou 500 ms.", "An interval is from 250 ms to 60 s, as in 2 s or 500 ms.", "Un intervalo va de 250 ms a 60 s, como 2 s o 500 ms.";
    Short: "curto", "short", "corto";
    Long: "longo", "long", "largo";
    Conditional: "condicional", "conditional", "condicional";
    ConditionalHint: "Cada pergunta diz o que já viu (If-None-Match); sem novidade, a resposta é um 304 sem corpo", "Each request says what it has seen (If-None-Match); without news the answer is a 304 without a body", "Cada consulta dice lo que ya vio (If-None-Match); si no hay novedades, la respuesta es un 304 sin cuerpo";
    TakeDown: "Desconectar por 10 s", "Disconnect for 10 s", "Desconectar por 10 s";
    Reset: "Zerar", "Reset", "Poner en cero";
    MedianDelay: "Atraso mediano", "Median delay", "Retraso mediano";
    Requests: "Requisições", "Requests", "Solicitudes";
    EmptyAnswers: "Vazias", "Empty", "Vacías";
    Bytes: "Bytes", "Bytes", "Bytes";
    FireTitle: "Disparar um webhook", "Fire a webhook", "Disparar un webhook";
    Method: "Método", "Method", "Método";
    Path: "Caminho", "Path", "Ruta";
    Headers: "Cabeçalhos", "Headers", "Encabezados";
    HeadersHint: "um por linha, nome: valor", "one per line, name: value", "uno por línea, nombre: valor";
    Body: "Corpo", "Body", "Cuerpo";
    NoBody: "O navegador envia GET e HEAD sem corpo.", "A browser sends GET and HEAD without a body.", "El navegador envía GET y HEAD sin cuerpo.";
    Fire: "Disparar", "Fire", "Disparar";
    EditRequest: "Editar", "Edit", "Editar";
    SampleJson: "JSON", "JSON", "JSON";
    SampleForm: "Formulário", "Form", "Formulario";
    SampleBinary: "Binário", "Binary", "Binario";
    SampleText: "Texto", "Text", "Texto";
    AsCommand: "A mesma requisição", "The same request", "La misma solicitud";
    Events: "Eventos", "Events", "Eventos";
    Filter: "Filtrar: palavras, path:, header:, -não", "Filter: words, path:, header:, -not", "Filtrar: palabras, path:, header:, -no";
    FilterEvents: "Filtrar eventos", "Filter events", "Filtrar eventos";
    Kind: "Tipo", "Kind", "Tipo";
    PinnedOnly: "Fixados", "Pinned", "Fijados";
    Time: "Hora", "Time", "Hora";
    Delivery: "Entrega", "Delivery", "Entrega";
    Remove: "Tirar", "Remove", "Quitar";
    NothingToChoose: "Nenhum ainda.", "None yet.", "Ninguno todavía.";
    Last5Minutes: "últimos 5 minutos", "last 5 minutes", "últimos 5 minutos";
    LastHour: "última hora", "last hour", "última hora";
    LastDay: "últimas 24 horas", "last 24 hours", "últimas 24 horas";
    SignedRight: "assinatura certa", "signature right", "firma correcta";
    SignedWrong: "assinatura errada", "signature wrong", "firma incorrecta";
    SignedUnknown: "não conferida", "not checked", "sin verificar";
    DeliveredOk: "entregue", "delivered", "entregado";
    DeliveryWaits: "aguarda", "waiting", "en espera";
    DeliveryFailed: "falhou, tenta de novo", "failed, tried again", "falló, se reintenta";
    DeliveryDead: "desistiu", "given up", "abandonado";
    ClearFilter: "Limpar o filtro", "Clear the filter", "Quitar el filtro";
    NoMatch: "Nenhum evento contém isso.", "No event contains this.", "Ningún evento contiene eso.";
    Clear: "Limpar", "Clear", "Vaciar";
    Cancel: "Cancelar", "Cancel", "Cancelar";
    EmptyTitle: "Nenhum webhook ainda", "No webhook yet", "Todavía no hay webhooks";
    EmptyCurl: "Dispare um aqui, ou cole isto em um terminal:", "Fire one here, or paste this into a terminal:", "Dispara uno aquí, o pega esto en una terminal:";
    EmptyNote: "Ele aparece nesta lista assim que for gravado.", "It shows up in this list as soon as it is stored.", "Aparece en esta lista en cuanto se guarda.";
    Loading: "Carregando…", "Loading…", "Cargando…";
    Waiting: "pull espera…", "pull waits…", "pull espera…";
    Summary: "Resumo", "Summary", "Resumen";
    Query: "Query", "Query", "Query";
    NoQuery: "A URL não tem query.", "The URL has no query.", "La URL no tiene query.";
    Raw: "como veio", "as it came", "tal como llegó";
    Name: "nome", "name", "nombre";
    Value: "valor", "value", "valor";
    Delete: "Apagar", "Delete", "Borrar";
    Download: "Baixar o corpo", "Download body", "Descargar el cuerpo";
    CopyCurl: "Copiar como curl", "Copy as curl", "Copiar como curl";
    NothingSelected: "Escolha um evento para ver o que chegou", "Choose an event to see what came in", "Elige un evento para ver lo que llegó";
    SampleNote: "Um webhook é uma requisição HTTP comum, que alguém faz a você quando algo acontece:", "A webhook is an ordinary HTTP request, which somebody makes to you when something happens:", "Un webhook es una solicitud HTTP común, que alguien te hace cuando algo sucede:";
    Received: "Recebido", "Received", "Recibido";
    ContentType: "Tipo", "Type", "Tipo";
    Size: "Tamanho", "Size", "Tamaño";
    Digest: "SHA-256", "SHA-256", "SHA-256";
    Id: "Identificador", "Identifier", "Identificador";
    Address: "Endereço", "Address", "Dirección";
    Duplicate: "repetido", "repeated", "repetido";
    NotText: "bytes que não são texto", "bytes that are not text", "bytes que no son texto";
    EmptyBody: "O corpo está vazio.", "The body is empty.", "El cuerpo está vacío.";
    Json: "JSON", "JSON", "JSON";
    Text: "texto", "text", "texto";
    Hex: "hex", "hex", "hex";
    Truncated: "Só o começo do corpo está aqui.", "Only the start of the body is here.", "Aquí está solo el comienzo del cuerpo.";
    LoadWhole: "Carregar inteiro", "Load all of it", "Cargar todo";
    NotJson: "Não é JSON", "Not JSON", "No es JSON";
    Keys: "Teclas", "Keys", "Teclas";
    KeyMove: "evento seguinte, anterior", "next, previous event", "evento siguiente, anterior";
    KeyOpen: "abrir o evento", "open the event", "abrir el evento";
    KeyFilter: "filtrar", "filter", "filtrar";
    KeyFire: "disparar", "fire", "disparar";
    KeyCurl: "copiar o evento como curl", "copy the event as curl", "copiar el evento como curl";
    KeyPause: "pausar ou continuar", "pause or continue", "pausar o continuar";
    KeyInterval: "pull pergunta mais, menos vezes", "pull asks more, less often", "pull pregunta más, menos seguido";
    KeyTabs: "abas do evento", "tabs of the event", "pestañas del evento";
    KeyHelp: "esta ajuda", "this help", "esta ayuda";
    KeysSwitch: "Atalhos de uma tecla", "Single-key shortcuts", "Atajos de una sola tecla";
    Outcomes: "As últimas 20 ocorrências da corrida", "The last 20 outcomes of the race", "Los últimos 20 sucesos de la carrera";
    Lane: "pista", "lane", "carril";
    When: "hora", "time", "hora";
    What: "o que houve", "what happened", "qué pasó";
    Unreachable: "O relay não respondeu. Ele está rodando?", "The relay did not answer. Is it running?", "El relay no respondió. ¿Está en marcha?";
    NotUnderstood: "A resposta não é desta versão do relay. Recarregue a página.", "The answer is not of this version of the relay. Reload the page.", "La respuesta no es de esta versión del relay. Recarga la página.";
    ToolUnavailable: "Uma parte desta página não carregou. Recarregue-a.", "A part of this page could not be loaded. Reload it.", "Una parte de esta página no se pudo cargar. Recárgala.";
    ImageFailed: "O navegador não pôde abrir esta imagem.", "The browser could not open this image.", "El navegador no pudo abrir esta imagen.";
    Dismiss: "Dispensar", "Dismiss", "Descartar";
    Inspector: "Evento", "Event", "Evento";
    Advantage: "Vantagem", "Advantage", "Ventaja";
    Multiply: "Multiplique", "Multiply", "Multiplica";
    Tasks: "Experimente", "Try it", "Pruébalo";
    TaskDone: "feita", "done", "hecha";
    TaskFire: "Dispare um webhook", "Fire a webhook", "Dispara un webhook";
    TaskInterval: "Faça o pull perguntar a cada 10 s", "Have pull ask every 10 s", "Haz que pull pregunte cada 10 s";
    TaskHex: "Veja um corpo em hexadecimal", "Look at a body in hexadecimal", "Mira un cuerpo en hexadecimal";
    TaskBreak: "Quebre uma assinatura", "Break a signature", "Rompe una firma";
    TaskLongPoll: "Experimente o pull longo", "Try long polling", "Prueba el pull largo";
    BothSides: "Push, pull e quando usar cada um", "Push, pull, and when to use which", "Push, pull y cuándo usar cada uno";
    WhenPullWins: "Quando o pull ganha?", "When does pull win?", "¿Cuándo gana pull?";
    Delivered: "Trouxeram algo", "Brought something", "Trajeron algo";
    Failures: "Falhas", "Failures", "Fallas";
    TimeOuts: "Esperas sem nada", "Waits without news", "Esperas sin novedad";
    BytesUp: "da página ao relay", "from the page to the relay", "de la página al relay";
    BytesDown: "do relay à página", "from the relay to the page", "del relay a la página";
    Clients: "Clientes", "Clients", "Clientes";
    Rows: "Linhas medidas", "Measured rows", "Filas medidas";
    Start: "início", "start", "inicio";
    End: "fim", "end", "fin";
    LaneCode: "O código das pistas: ", "The code of the lanes: ", "El código de los carriles: ";
    Predict: "Preveja a espera", "Predict the wait", "Predice la espera";
    PredictPlace: "Onde o evento cai entre duas perguntas", "Where the event falls between two requests", "Dónde cae el evento entre dos consultas";
    PredictFire: "Disparar aí", "Fire there", "Disparar ahí";
    DemoRuns: "Demonstração: acaba sozinha após 2 min", "Demonstration: stops by itself after 2 min", "Demostración: termina sola a los 2 min";
    DemoOff: "A demonstração está parada", "The demonstration is stopped", "La demostración está detenida";
    DemoStop: "Parar", "Stop", "Detener";
    DemoStart: "Mostrar", "Show me", "Mostrar";
    More: "Mais…", "More…", "Más…";
    Rate: "Um evento a cada", "One event every", "Un evento cada";
    Export: "Exportar JSON", "Export JSON", "Exportar JSON";
    NotKept: "O evento deste link não está mais guardado aqui.", "The event of this link is no longer kept here.", "El evento de este enlace ya no está guardado aquí.";
    CopyLink: "Copiar link", "Copy link", "Copiar enlace";
    Scrub: "Voltar no tempo", "Back in time", "Volver en el tiempo";
    ShowMe: "Mostrar com uma demonstração", "Show me a demonstration", "Mostrar con una demostración";
    ChannelAbsent: "Este canal ainda não existe: ele nasce com o que você enviar.", "This channel does not exist yet: what you send makes it.", "Este canal todavía no existe: lo crea lo que envíes.";
    FoldRace: "Recolher a corrida", "Fold the race", "Plegar la carrera";
    OpenRace: "Abrir a corrida", "Open the race", "Abrir la carrera";
    OpenForm: "Abrir o formulário", "Open the form", "Abrir el formulario";
    ListWidth: "Largura da lista", "Width of the list", "Ancho de la lista";
    PushAhead: "Vantagem do push", "Push ahead by", "Ventaja del push";
    TimelineEvents: "Eventos na linha do tempo", "Events on the timeline", "Eventos en la línea de tiempo";
    NoEventsInView: "nenhum evento à vista", "no event in view", "ningún evento a la vista";
    Unmeasured: "não medido: o pull não estava perguntando", "not measured: pull was not asking", "no medido: el pull no estaba preguntando";
    Fewer: "Menos", "Fewer", "Menos";
    ProviderEvent: "Evento do provedor", "The provider’s event", "Evento del proveedor";
    Secret: "Segredo", "Secret", "Secreto";
    Scheme: "Como se assina", "How it is signed", "Cómo se firma";
    SecretHint: "fica só nesta aba", "stays in this tab", "se queda en esta pestaña";
    CheckWithIt: "Conferir as assinaturas deste canal com ele", "Check this channel’s signatures with it", "Verificar con él las firmas de este canal";
    ChecksNow: "Este canal agora confere as assinaturas.", "This channel now checks signatures.", "Este canal ahora verifica las firmas.";
    DoesNotSign: "Este provedor não assina o que envia.", "This provider does not sign what it sends.", "Este proveedor no firma lo que envía.";
    CouldGoWrong: "O que pode dar errado", "What could go wrong", "Lo que puede salir mal";
    WrongSignature: "assinatura errada", "bad signature", "firma incorrecta";
    WrongOld: "de 10 min atrás", "10 min old", "de hace 10 min";
    WrongDuplicate: "em dobro", "twice", "dos veces";
    WrongOrder: "fora de ordem", "out of order", "en desorden";
    WrongStorm: "tempestade de 10", "storm of 10", "ráfaga de 10";
    WrongTruncated: "cortado ao meio", "cut in half", "cortado a la mitad";
    NotChecked: "Este canal não confere assinaturas: ele não tem segredo, ou o provedor não assina.", "This channel checks no signatures: it has no secret, or its provider does not sign.", "Este canal no verifica firmas: no tiene secreto, o el proveedor no firma.";
    SignatureValid: "Assinatura válida.", "The signature is valid.", "La firma es válida.";
    SignatureInvalid: "Assinatura inválida.", "The signature is not valid.", "La firma no es válida.";
    CheckAs: "Conferir como", "Check as", "Verificar como";
    Flip: "Trocar um bit do corpo", "Flip a bit of the body", "Cambiar un bit del cuerpo";
    Unflip: "Desfazer a troca", "Undo the flip", "Deshacer el cambio";
    Expected: "Esperada", "Expected", "Esperada";
    ReceivedSignature: "Recebida", "Received", "Recibida";
    SignedBytes: "Os bytes assinados", "The signed bytes", "Los bytes firmados";
    Signature: "Assinatura", "Signature", "Firma";
    Timing: "Tempos", "Timing", "Tiempos";
    Fields: "campos", "fields", "campos";
    Xml: "XML", "XML", "XML";
    Image: "imagem", "image", "imagen";
    CopyPath: "Copiar o caminho", "Copy the path", "Copiar la ruta";
    Compare: "Comparar", "Compare", "Comparar";
    NothingBefore: "Não há evento antes deste na lista.", "There is no event before this one in the list.", "No hay un evento anterior a este en la lista.";
    Provider: "Provedor", "Provider", "Proveedor";
    Fold: "Fechar", "Fold", "Plegar";
    Unfold: "Abrir", "Unfold", "Desplegar";
    AtRelay: "Chegou ao relay (t₀)", "Reached the relay (t₀)", "Llegó al relay (t₀)";
    AtStore: "Guardado; só então respondido", "Stored; only then answered", "Guardado; solo entonces respondido";
    AtStreams: "Entregue aos sockets", "Handed to the sockets", "Entregado a los sockets";
    AtPush: "Mostrado pelo push", "Shown by push", "Mostrado por push";
    AtPull: "Achado pelo pull", "Found by pull", "Encontrado por pull";
    NotTimed: "Já estava aqui antes desta página: só o relay mediu.", "It was here before this page: only the relay measured.", "Ya estaba aquí antes que esta página: solo el relay midió.";
    ChannelSettings: "O que este canal faz", "What this channel does", "Qué hace este canal";
    Saved: "Salvo.", "Saved.", "Guardado.";
    Handshakes: "Responder ao que o provedor pergunta ao cadastrar a URL", "Answer what the provider asks when the URL is registered", "Responder a lo que el proveedor pregunta al registrar la URL";
    OwnAnswer: "Responder com o recibo: 200 e o número do evento", "Answer with the receipt: 200 and the event’s number", "Responder con el recibo: 200 y el número del evento";
    Status: "Status", "Status", "Estado";
    DelayMs: "Atraso, ms", "Delay, ms", "Retraso, ms";
    FailNext: "Falhar as próximas", "Fail the next", "Fallar las próximas";
    FailPercent: "Falhar, %", "Fail, %", "Fallar, %";
    AnswerBody: "Corpo da resposta", "Body of the answer", "Cuerpo de la respuesta";
    TemplateHint: "{{body.a.b}}, {{headers.x}}, {{query.q}}, {{seq}} vêm do evento.", "{{body.a.b}}, {{headers.x}}, {{query.q}}, {{seq}} are taken from the event.", "{{body.a.b}}, {{headers.x}}, {{query.q}}, {{seq}} se toman del evento.";
    EchoBot: "Um bot de Telegram que repete", "A Telegram bot that repeats", "Un bot de Telegram que repite";
    TimeOut: "Não responder: deixar o provedor esperando", "Not answer: let the provider wait", "No responder: dejar esperando al proveedor";
    Save: "Salvar", "Save", "Guardar";
    Files: "Exportar e importar", "Export and import", "Exportar e importar";
    ExportAll: "Exportar todos os eventos", "Export every event", "Exportar todos los eventos";
    ExportFound: "Exportar os que contêm o filtro", "Export those that contain the filter", "Exportar los que contienen el filtro";
    Import: "Importar NDJSON", "Import NDJSON", "Importar NDJSON";
    Imported: "Importado.", "Imported.", "Importado.";
    Unsigned: "assinatura errada", "signature wrong", "firma incorrecta";
    SignsNothing: "este provedor não assina", "this provider does not sign", "este proveedor no firma";
    SignsNoTime: "nada diz quando foi assinado, então nunca fica velho", "nothing says when it was signed, so it never gets old", "nada dice cuándo se firmó, así que nunca caduca";
    NoSecret: "precisa de um segredo para assinar", "needs a secret to sign with", "necesita un secreto para firmar";
    NoPair: "precisa de dois eventos da mesma coisa, um antes do outro", "needs two events of one thing, one before the other", "necesita dos eventos de lo mismo, uno antes que el otro";
    OpenWide: "Abrir maior", "Open wide", "Abrir en grande";
    Undo: "Desfazer", "Undo", "Deshacer";
    DeleteEvents: "Apagar eventos", "Delete events", "Borrar eventos";
    PinnedStay: "Os fixados ficam.", "What is pinned stays.", "Los fijados se quedan.";
    ClearForGood: "O que é apagado não volta.", "What is deleted does not come back.", "Lo que se borra no vuelve.";
    Retention: "Quanto guardar", "How much to keep", "Cuánto guardar";
    MaxEvents: "Eventos", "Events", "Eventos";
    MaxMib: "Tamanho, MiB", "Size, MiB", "Tamaño, MiB";
    RetentionHint: "Quando passa disso, sai o mais antigo; os fixados ficam.", "Beyond this the oldest goes; what is pinned stays.", "Al superarlo sale el más antiguo; los fijados se quedan.";
    DeleteChannel: "Apagar o canal", "Delete the channel", "Borrar el canal";
    OneOfBoth: "Um dos dois: as próximas, ou uma parte delas.", "One of the two: the next ones, or a share of them.", "Uno de los dos: las próximas, o una parte de ellas.";
    SearchOlder: "Procurar nos mais antigos", "Look in older ones", "Buscar en los más antiguos";
    Note: "Nota", "Note", "Nota";
    Pin: "Fixar", "Pin", "Fijar";
    ByRelay: "O relay conferiu:", "The relay checked:", "El relay verificó:";
    ChannelSigns: "Sem segredo aqui, o relay assina com o do canal.", "With none here, the relay signs with the channel’s own.", "Sin un secreto aquí, el relay firma con el del canal.";
    SchemeHint: "JSON. Em template cabem {body}, {timestamp} e {id}; timestamp_header e id_header dizem onde estão.", "JSON. {body}, {timestamp} and {id} may stand in template; timestamp_header and id_header say where they are.", "JSON. En template caben {body}, {timestamp} e {id}; timestamp_header e id_header dicen dónde están.";
    Pinned: "Fixado", "Pinned", "Fijado";
    Deliveries: "Entregas", "Deliveries", "Entregas";
    SendAgain: "Enviar de novo", "Send again", "Enviar de nuevo";
    DeadLetter: "Não entregue.", "Dead letter.", "No entregado.";
    TriedAgain: "falhou, será tentado de novo", "failed, will be tried again", "falló, se intentará de nuevo";
    Queued: "na fila", "queued", "en cola";
    QueuedOff: "aguarda o programa, que não está rodando", "waits for the program, which does not run", "espera al programa, que no está en marcha";
    PassedBy: "sem tentativa conhecida", "no attempt is known", "ningún intento conocido";
    EmptyAnswerBody: "sem corpo", "no body", "sin cuerpo";
    AnswerCut: "só o começo", "only its start", "solo el comienzo";
    ReplayMark: "reenvio", "replay", "reenvío";
    NobodyReceives: "Nenhum programa recebe os eventos deste canal", "No program gets this channel’s events", "Ningún programa recibe los eventos de este canal";
    ForwardHow: "Rode isto, e cada evento vai ao seu programa, com cada tentativa mostrada aqui:", "Run this, and every event goes to your program, each attempt shown here:", "Ejecuta esto, y cada evento va a tu programa, con cada intento mostrado aquí:";
    Answer: "Resposta", "Answer", "Respuesta";
    Answered: "Respondido", "Answered", "Respondido";
    NoAnswerSent: "conexão fechada sem resposta", "closed without an answer", "conexión cerrada sin respuesta";
    ByReceipt: "recibo do relay", "the relay’s receipt", "recibo del relay";
    ByChannel: "resposta do canal", "the channel’s answer", "respuesta del canal";
    ByHandshake: "o que o provedor pede ao cadastrar a URL", "what the provider asks for at set-up", "lo que el proveedor pide al registrar la URL";
    ByApp: "resposta do programa", "the program’s answer", "respuesta del programa";
    ByHold: "respondido à mão", "answered by hand", "respondido a mano";
    NoAnswerKept: "A resposta a este evento não é conhecida: ele foi importado, ou veio antes de respostas serem guardadas.", "The answer to this event is not known: it was imported, or came before answers were kept.", "La respuesta a este evento no se conoce: fue importado, o llegó antes de que se guardaran respuestas.";
    ShowSecret: "Mostrar", "Show", "Mostrar";
    HideSecret: "Esconder", "Hide", "Ocultar";
    CompareWith: "Comparar com", "Compare with", "Comparar con";
    CompareHint: "ou Shift + clique na lista", "or Shift-click in the list", "o Shift + clic en la lista";
    WithBefore: "o anterior", "the one before", "el anterior";
    HeaderOrder: "Ordem dos cabeçalhos", "Header order", "Orden de los encabezados";
    Alike: "Os dois são iguais.", "The two are alike.", "Los dos son iguales.";
    BadPosition: "O número de um evento, como 12.", "An event’s number, as in 12.", "El número de un evento, como 12.";
    NotListed: "Esse evento não está na lista.", "That event is not in the list.", "Ese evento no está en la lista.";
    Actions: "Ações", "Actions", "Acciones";
    Replay: "Reenviar", "Replay", "Reenviar";
    ReplayTo: "Reenviar para…", "Replay to…", "Reenviar a…";
    ReplayHere: "Este relay, como um evento novo", "This relay, as a new event", "Este relay, como un evento nuevo";
    ReplayEdited: "Editar antes…", "Edited first…", "Editar antes…";
    NoProgram: "Meu programa: nenhum recebe deste canal", "My program: none gets this channel’s events", "Mi programa: ninguno recibe de este canal";
    CopyBody: "Copiar corpo", "Copy body", "Copiar cuerpo";
    Curl: "curl", "curl", "curl";
    Link: "Link", "Link", "Enlace";
    MoreActions: "Mais ações", "More actions", "Más acciones";
    MoreShort: "Mais", "More", "Más";
    CopyId: "Copiar o identificador", "Copy the identifier", "Copiar el identificador";
    CopyValue: "Copiar o valor", "Copy the value", "Copiar el valor";
    SearchBody: "Buscar no corpo", "Search the body", "Buscar en el cuerpo";
    NothingFound: "nada", "none", "nada";
    NextMatch: "Próxima", "Next", "Siguiente";
    PreviousMatch: "Anterior", "Previous", "Anterior";
    Wrap: "Quebrar", "Wrap", "Ajustar";
    NewerEvent: "Evento mais novo", "Newer event", "Evento más nuevo";
    OlderEvent: "Evento mais antigo", "Older event", "Evento más antiguo";
    FoldAll: "Recolher tudo", "Fold all", "Plegar todo";
    UnfoldAll: "Abrir tudo", "Unfold all", "Desplegar todo";
    FormType: "formulário", "form", "formulario";
    Records: "registros", "records", "registros";
    KeyHeld: "ir ao remetente que espera", "go to the sender that waits", "ir al remitente que espera";
    ForwardTo: "Encaminhar para", "Forward to", "Reenviar a";
    ForwardOff: "Encaminhar", "Forward", "Reenviar";
    ForwardHere: "Ou deixe que o próprio relay leve:", "Or have the relay itself bring them:", "O deja que el propio relay los lleve:";
    ForwardUrl: "URL do seu programa", "URL of your program", "URL de tu programa";
    ForwardHint: "O relay leva cada evento a esta URL, em ordem, e tenta de novo quando ela falha. Campo vazio: não leva.", "The relay brings each event to this URL, in order, and tries again when it fails. An empty field: nowhere.", "El relay lleva cada evento a esta URL, en orden, y lo intenta de nuevo cuando falla. Campo vacío: no lo lleva.";
    ForwardAnswer: "O remetente recebe a resposta do meu programa", "The sender gets my program’s answer", "El remitente recibe la respuesta de mi programa";
    HoldByHand: "Segurar o remetente até eu responder, por até 30 s", "Hold the sender until I answer, for up to 30 s", "Retener al remitente hasta que yo responda, hasta 30 s";
    HoldIsFirst: "Com os dois, vale o que você responder. Se não responder, vai a resposta do canal, e não a do programa.", "With both, your answer counts. Without one the channel’s answer goes, and not the program’s.", "Con ambos, vale lo que respondas. Si no respondes, va la respuesta del canal, y no la del programa.";
    TimeOutOrHold: "Um dos dois: não responder, ou você responde.", "One of the two: no answer, or yours.", "Uno de los dos: no responder, o respondes tú.";
    BadForwardUrl: "Escreva a URL de um programa, como http://localhost:5000/webhook; não a deste relay.", "Write the URL of a program, as in http://localhost:5000/webhook; not this relay’s own.", "Escribe la URL de un programa, como http://localhost:5000/webhook; no la de este relay.";
    AnswerWithThis: "Responder com isto", "Answer with this", "Responder con esto";
    ReceiptWithoutBody: "Sem corpo vai o recibo.", "Without a body the receipt goes.", "Sin cuerpo va el recibo.";
    HeldNote: "Já está guardado. Se ninguém responder, vai a resposta do canal.", "Stored already. If nobody answers, the channel’s answer goes.", "Ya está guardado. Si nadie responde, va la respuesta del canal.";
    HeldUnsure: "conferindo…", "checking…", "verificando…";
    HeldSending: "enviando…", "sending…", "enviando…";
    HeldEnded: "Não espera mais.", "It waits no more.", "Ya no espera.";
    KeyReplay: "reenviar o evento a este relay", "send the event to this relay again", "reenviar el evento a este relay";
    BadScheme: "Isso não diz como se assina: um objeto JSON com header, hash, encoding e template.", "This does not say how it is signed: a JSON object with header, hash, encoding and template.", "Esto no dice cómo se firma: un objeto JSON con header, hash, encoding y template.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_says_as_much() {
        // Words that are drawn in another way, or put in by a program, are in every language.
        const MARKS: [&str; 6] = ["[push:", "[pull:", "[b:", "[code:", "{", "}"];
        for message in Msg::ALL {
            let marks = |lang: Lang| MARKS.map(|mark| message.text(lang).matches(mark).count());
            for lang in Lang::ALL {
                assert!(!message.text(lang).trim().is_empty(), "{message:?} in {lang:?}");
                assert_eq!(marks(lang), marks(Lang::En), "{message:?} in {lang:?}");
            }
        }
    }
}
