//! Errors of the relay in words, by the type of the problem.

use wire::Problem;

use super::Lang;

impl Lang {
    /// The relay's answer to a request that it refused.
    #[must_use]
    pub fn refused(self, problem: &Problem) -> String {
        let (status, why) = (problem.status, self.problem(problem));
        self.pick(
            format!("O relay respondeu {status}: {why}"),
            format!("The relay answered {status}: {why}"),
            format!("El relay respondió {status}: {why}"),
        )
    }

    /// A request that the browser does not let a page send.
    #[must_use]
    pub fn not_allowed(self, detail: &str) -> String {
        self.pick(
            format!("O navegador não deixa enviar isto ({detail}). Use o curl abaixo."),
            format!("The browser does not let a page send this ({detail}). Use the curl below."),
            format!("El navegador no permite enviar esto ({detail}). Usa el curl de abajo."),
        )
    }

    /// The problem, and the way out of it. In English, as the relay says it, for a type that is not
    /// known here: of a newer relay, or one that the page does not meet.
    fn problem(self, problem: &Problem) -> String {
        match sentences(kind(problem)) {
            Some((pt, en, es)) => fill(self.pick(pt, en, es), problem),
            None => self.template_error(problem).unwrap_or_else(|| problem.detail.clone()),
        }
    }
}

/// Last part of the problem's `type`, its stable name.
pub(super) fn kind(problem: &Problem) -> &str {
    problem.kind.strip_prefix("/problems/").unwrap_or_default()
}

/// Puts the problem's values into the places that bear their names.
pub(super) fn fill(sentence: &str, problem: &Problem) -> String {
    let mut text = String::with_capacity(sentence.len());
    let mut rest = sentence;
    while let Some((before, (name, after))) =
        rest.split_once('{').and_then(|(before, place)| Some((before, place.split_once('}')?)))
    {
        text.push_str(before);
        // A relay that leaves a value out says less, and nothing wrong.
        text.push_str(&problem.values.get(name).map_or("?".into(), ToString::to_string));
        rest = after;
    }
    text + rest
}

#[rustfmt::skip]
/// A problem in each language, by its name. `{…}` are the places of its values.
fn sentences(kind: &str) -> Option<(&'static str, &'static str, &'static str)> {
    Some(match kind {
        "bad-channel" => (
            "um nome de canal tem de 1 a 64 letras sem acento, números, - ou _",
            "a channel's name has 1 to 64 letters, digits, - or _",
            "el nombre de un canal tiene de 1 a 64 letras sin acento, números, - o _",
        ),
        "unknown-channel" => (
            "não há canal {channel}: mande um webhook para /webhook/{channel} e ele passa a existir",
            "there is no channel {channel}: send a webhook to /webhook/{channel} to make it",
            "no hay un canal {channel}: envía un webhook a /webhook/{channel} y empezará a existir",
        ),
        "unknown-event" => (
            "o evento {seq} de {channel} nunca chegou, ou já não está guardado",
            "event {seq} of {channel} was never received, or is no longer kept",
            "el evento {seq} de {channel} nunca llegó, o ya no está guardado",
        ),
        "unknown-answer" => (
            "não se sabe o que foi respondido ao evento {seq} de {channel}: foi importado, ou quem enviou ainda espera",
            "it is not known what was answered to event {seq} of {channel}: it was imported, or its sender still waits",
            "no se sabe qué se respondió al evento {seq} de {channel}: fue importado, o quien lo envió aún espera",
        ),
        "not-held" => (
            "o evento {seq} de {channel} já não espera: quem enviou recebeu outra resposta, desistiu, ou o tempo acabou",
            "event {seq} of {channel} waits no more: its sender got another answer, went, or its time was over",
            "el evento {seq} de {channel} ya no espera: quien lo envió recibió otra respuesta, se fue, o se acabó el tiempo",
        ),
        "already-answered" => (
            "outra pessoa já respondeu ao evento {seq} de {channel}: vale a primeira resposta",
            "somebody else has answered event {seq} of {channel}: the first answer counts",
            "otra persona ya respondió al evento {seq} de {channel}: vale la primera respuesta",
        ),
        "bad-answer" => (
            "nada foi respondido: {reason}",
            "nothing is answered: {reason}",
            "no se respondió nada: {reason}",
        ),
        "too-many-pinned" => (
            "{channel} já tem {limit} eventos fixados, o máximo, e nada mudou: solte ou apague alguns",
            "{limit} events of {channel} can be pinned, and nothing was changed: unpin or delete some",
            "{channel} ya tiene {limit} eventos fijados, el máximo, y nada cambió: suelta o borra algunos",
        ),
        "too-much-pinned" => (
            "só metade do que {channel} guarda pode ser fixada, {limit} bytes, e nada mudou: solte ou apague alguns, ou deixe o canal guardar mais",
            "at most half of what {channel} keeps can be pinned, {limit} bytes, and nothing was changed: unpin or delete some, or let the channel keep more",
            "solo se puede fijar la mitad de lo que guarda {channel}, {limit} bytes, y nada cambió: suelta o borra algunos, o deja que el canal guarde más",
        ),
        "cannot-sign" => (
            "o canal {channel} não pode assinar: {reason}",
            "channel {channel} cannot sign: {reason}",
            "el canal {channel} no puede firmar: {reason}",
        ),
        "bad-request" => (
            "a requisição não faz sentido: {reason}",
            "the request makes no sense: {reason}",
            "la solicitud no tiene sentido: {reason}",
        ),
        "body-too-large" => (
            "o corpo passa do limite de {limit} bytes, e nada foi gravado: aumente-o com --max-body",
            "the body is over the limit of {limit} bytes, and nothing was stored: raise it with --max-body",
            "el cuerpo supera el límite de {limit} bytes, y no se guardó nada: auméntalo con --max-body",
        ),
        "import-too-large" => (
            "uma importação leva no máximo {limit} bytes, e nada foi importado: mande o arquivo em partes, como faz gancho events import",
            "one import takes at most {limit} bytes, and nothing was imported: send the file in parts, as gancho events import does",
            "una importación admite como máximo {limit} bytes, y no se importó nada: envía el archivo por partes, como hace gancho events import",
        ),
        "body-unread" => (
            "o corpo não pôde ser lido até o fim, e nada foi gravado: {reason}",
            "the body could not be read to its end, and nothing was stored: {reason}",
            "no se pudo leer el cuerpo hasta el final, y no se guardó nada: {reason}",
        ),
        "headers-too-large" => (
            "os cabeçalhos passam do limite de {limit} bytes, e nada foi gravado",
            "the headers are over the limit of {limit} bytes, and nothing was stored",
            "los encabezados superan el límite de {limit} bytes, y no se guardó nada",
        ),
        "target-too-long" => (
            "o caminho com a query passa do limite de {limit} bytes, e nada foi gravado: mande isso no corpo",
            "path and query are over the limit of {limit} bytes, and nothing was stored: send it in the body",
            "la ruta con su query supera el límite de {limit} bytes, y no se guardó nada: envíalo en el cuerpo",
        ),
        "head-too-long" => (
            "os cabeçalhos passam do limite de {bytes} bytes ou de {fields} linhas, e nada foi gravado",
            "the headers are over the limit of {bytes} bytes or of {fields} lines, and nothing was stored",
            "los encabezados superan el límite de {bytes} bytes o de {fields} líneas, y no se guardó nada",
        ),
        "unauthorized" => (
            "falta o token: abra a página com ?token=… como o relay mostrou ao iniciar",
            "the token is missing: open the page with ?token=… as the relay printed it at its start",
            "falta el token: abre la página con ?token=… tal como lo mostró el relay al iniciar",
        ),
        "asked-for" => (
            "o evento {seq} de {channel} está gravado; esta falha foi pedida, para ver o que quem envia faz",
            "event {seq} of {channel} is stored; this failure was asked for, to see what its sender does",
            "el evento {seq} de {channel} está guardado; esta falla se pidió, para ver qué hace quien envía",
        ),
        "answer-too-long" => (
            "o evento {seq} de {channel} está gravado, mas o modelo de resposta do canal faz dele mais de {limit} bytes",
            "event {seq} of {channel} is stored, but the channel's template makes more than {limit} bytes of it",
            "el evento {seq} de {channel} está guardado, pero la plantilla del canal genera con él más de {limit} bytes",
        ),
        "answer-too-slow" => (
            "o evento {seq} de {channel} está gravado, mas a resposta não ficou pronta em {limit} ms: simplifique o modelo do canal, ou mande menos de cada vez",
            "event {seq} of {channel} is stored, but its answer was not made in {limit} ms: simplify the channel's template, or send less at once",
            "el evento {seq} de {channel} está guardado, pero su respuesta no estuvo lista en {limit} ms: simplifica la plantilla del canal, o envía menos a la vez",
        ),
        "busy" => (
            "o relay já recebe tudo o que cabe agora, e nada foi gravado: mande de novo",
            "the relay holds as much of other webhooks as it may, and nothing was stored: send it again",
            "el relay ya recibe todo lo que puede en este momento, y no se guardó nada: envíalo de nuevo",
        ),
        "too-many-channels" => (
            "o relay guarda no máximo {limit} canais, e nada foi gravado: apague um",
            "the relay keeps at most {limit} channels, and nothing was stored: delete one",
            "el relay guarda como máximo {limit} canales, y no se guardó nada: borra uno",
        ),
        "disk-budget" => (
            "os dados já ocupam todo o espaço permitido, e nada foi gravado: {reason}",
            "the data takes as much of the disk as it may, and nothing was stored: {reason}",
            "los datos ya ocupan todo el espacio permitido, y no se guardó nada: {reason}",
        ),
        "data-file-gone" => (
            "o arquivo de dados sumiu ou foi trocado, e nada foi gravado: {reason}",
            "the data file is gone or was replaced, and nothing was stored: {reason}",
            "el archivo de datos desapareció o fue reemplazado, y no se guardó nada: {reason}",
        ),
        "disk-full" => (
            "o disco está cheio, e nada foi gravado: {reason}",
            "the disk is full, and nothing was stored: {reason}",
            "el disco está lleno, y no se guardó nada: {reason}",
        ),
        "damaged-event" => (
            "o que está gravado do evento {seq} de {channel} foi danificado no disco",
            "what is stored of event {seq} of {channel} was damaged on the disk",
            "lo guardado del evento {seq} de {channel} se dañó en el disco",
        ),
        "store-unreadable" => (
            "os dados não puderam ser lidos: {reason}",
            "the data could not be read: {reason}",
            "no se pudieron leer los datos: {reason}",
        ),
        "store-unavailable" => (
            "os dados não puderam ser gravados: {reason}",
            "the data could not be stored: {reason}",
            "no se pudieron guardar los datos: {reason}",
        ),
        "stopping" => (
            "o relay está desligando, e nada foi gravado nem lido: tente quando ele voltar",
            "the relay is stopping, and nothing was stored or read: try again once it runs",
            "el relay se está deteniendo, y no se guardó ni se leyó nada: inténtalo cuando vuelva",
        ),
        "bad-settings" => (
            "os ajustes não valem: {reason}",
            "the settings are not valid: {reason}",
            "los ajustes no son válidos: {reason}",
        ),
        "bad-forward-url" => (
            "não dá para encaminhar para essa URL: {reason}",
            "events cannot be forwarded to this URL: {reason}",
            "no se puede reenviar a esa URL: {reason}",
        ),
        "forward-not-allowed" => (
            "este relay não pode encaminhar para {target}: {reason}",
            "this relay may not forward to {target}: {reason}",
            "este relay no puede reenviar a {target}: {reason}",
        ),
        "note-too-long" => (
            "uma nota tem no máximo {limit} caracteres, e esta tem {length}: encurte-a",
            "a note has at most {limit} characters, and this one has {length}: shorten it",
            "una nota tiene como máximo {limit} caracteres, y esta tiene {length}: acórtala",
        ),
        "bad-import-line" => (
            "a linha {line} do arquivo não é um evento, e nada dele foi importado: {reason}",
            "line {line} of the file is no event, and nothing of it was imported: {reason}",
            "la línea {line} del archivo no es un evento, y no se importó nada de él: {reason}",
        ),
        "too-many-lines" => (
            "uma importação leva no máximo {limit} eventos, e nada foi importado: mande o arquivo em partes",
            "one import takes at most {limit} events, and nothing was imported: send the file in parts",
            "una importación admite como máximo {limit} eventos, y no se importó nada: envía el archivo por partes",
        ),
        "bad-filter" => (
            "o filtro não dá para ler: {reason}",
            "the filter cannot be read: {reason}",
            "no se puede leer el filtro: {reason}",
        ),
        "filter-too-long" => (
            "um filtro tem no máximo {terms} termos e {bytes} bytes: peça menos",
            "a filter has at most {terms} terms and {bytes} bytes: ask for less",
            "un filtro tiene como máximo {terms} términos y {bytes} bytes: pide menos",
        ),
        "search-too-long" => (
            "uma busca tem no máximo {words} palavras e {bytes} bytes: procure menos",
            "a search has at most {words} words and {bytes} bytes: look for fewer",
            "una búsqueda tiene como máximo {words} palabras y {bytes} bytes: busca menos",
        ),
        "too-many-ranges" => (
            "de uma vez vão no máximo {limit} faixas de eventos, e nada mudou: filtre mais",
            "at most {limit} ranges of events go at once, and nothing was changed: filter more",
            "de una vez van como máximo {limit} rangos de eventos, y nada cambió: filtra más",
        ),
        "bad-parameter" => (
            "{name} não pode ser {value}: {expected}",
            "{name} cannot be {value}: {expected}",
            "{name} no puede ser {value}: {expected}",
        ),
        "not-found" => (
            "não há nada em {path}: este relay é de outra versão, recarregue a página",
            "there is nothing at {path}: this relay is of another version, reload the page",
            "no hay nada en {path}: este relay es de otra versión, recarga la página",
        ),
        "method-not-allowed" => (
            "{path} não aceita {method}: este relay é de outra versão, recarregue a página",
            "{path} does not take {method}: this relay is of another version, reload the page",
            "{path} no acepta {method}: este relay es de otra versión, recarga la página",
        ),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::i18n::template_errors;

    /// The relay's table of what it has released: `=> ("kind", status, &["value", …])` a line.
    const RELEASED: &str = include_str!("../../../relay/src/http/problem/tests.rs");

    /// Problems that the page does not meet: of requests that it does not make, or of a page that is
    /// not the relay's own.
    const NOT_MET: [&str; 17] = [
        "beyond-head",
        "bad-acknowledgement",
        "bad-resend",
        "too-many-resends",
        "unknown-consumer",
        "taken-over",
        "answering-taken",
        "too-many-consumers",
        "no-consumer",
        "bad-consumer",
        "which-consumer",
        "not-http",
        "forbidden-host",
        "forbidden-origin",
        "forbidden-site",
        "forbidden-sender",
        "websocket-needed",
    ];

    fn released() -> Vec<(&'static str, BTreeSet<&'static str>)> {
        let lines = RELEASED.lines().filter_map(|line| line.split_once("=> (\""));
        let parsed = lines.map(|(_, rest)| {
            let (kind, rest) = rest.split_once('"').unwrap();
            (kind, rest.split('"').skip(1).step_by(2).collect())
        });
        parsed.collect()
    }

    fn problem(kind: &str, values: &BTreeSet<&str>) -> Problem {
        Problem {
            kind: format!("/problems/{kind}"),
            title: "T".into(),
            status: 400,
            detail: "the relay's own words".into(),
            values: values
                .iter()
                .map(|name| ((*name).into(), format!("<{name}>").into()))
                .collect(),
        }
    }

    #[test]
    fn every_problem_that_the_page_meets_is_said_in_its_language() {
        let released = released();
        assert!(released.len() > 35, "the relay's table is not read: {released:?}");
        for (kind, values) in &released {
            let of_template = template_errors::fault(kind).is_some();
            let said = sentences(kind).is_some() || of_template;
            assert_ne!(said, NOT_MET.contains(kind), "{kind} is either said or never met");
            if !said {
                continue;
            }
            let problem = problem(kind, values);
            for lang in Lang::ALL {
                let text = lang.refused(&problem);
                assert!(!text.contains(['{', '}', '?']) || *kind == "unauthorized", "{text}");
                // It is said at the field.
                for value in values.iter().filter(|name| !of_template || **name != "field") {
                    assert!(text.contains(&format!("<{value}>")), "{kind} keeps {value}: {text}");
                }
            }
            let texts: BTreeSet<_> = Lang::ALL.iter().map(|lang| lang.problem(&problem)).collect();
            assert_eq!(texts.len(), Lang::ALL.len(), "{texts:?}");
        }
        let known: BTreeSet<_> = released.iter().map(|(kind, _)| *kind).collect();
        assert!(NOT_MET.iter().all(|kind| known.contains(kind)));
    }

    #[test]
    fn a_problem_of_another_version_is_said_in_the_relays_words() {
        let unknown = problem("of-tomorrow", &BTreeSet::new());
        assert_eq!(Lang::Pt.refused(&unknown), "O relay respondeu 400: the relay's own words");
        let less = problem("unknown-channel", &BTreeSet::new());
        assert!(Lang::En.refused(&less).contains("/webhook/?"));
    }
}
