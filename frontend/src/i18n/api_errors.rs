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
        )
    }

    /// A request that the browser does not let a page send.
    #[must_use]
    pub fn not_allowed(self, detail: &str) -> String {
        self.pick(
            format!("O navegador não deixa enviar isto ({detail}). Use o curl abaixo."),
            format!("The browser does not let a page send this ({detail}). Use the curl below."),
        )
    }

    /// The problem, and the way out of it. In English, as the relay says it, for a type that is not
    /// known here: of a newer relay, or one that the page does not meet.
    fn problem(self, problem: &Problem) -> String {
        match sentences(kind(problem)) {
            Some((pt, en)) => fill(self.pick(pt, en), problem),
            None => problem.detail.clone(),
        }
    }
}

/// Last part of the problem's `type`, its stable name.
fn kind(problem: &Problem) -> &str {
    problem.kind.strip_prefix("/problems/").unwrap_or_default()
}

/// Puts the problem's values into the places that bear their names.
fn fill(sentence: &str, problem: &Problem) -> String {
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
fn sentences(kind: &str) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        "bad-channel" => (
            "um nome de canal tem de 1 a 64 letras sem acento, números, - ou _",
            "a channel's name has 1 to 64 letters, digits, - or _",
        ),
        "unknown-channel" => (
            "não há canal {channel}: mande um webhook para /webhook/{channel} e ele passa a existir",
            "there is no channel {channel}: send a webhook to /webhook/{channel} to make it",
        ),
        "unknown-event" => (
            "o evento {seq} de {channel} nunca chegou, ou já não está guardado",
            "event {seq} of {channel} was never received, or is no longer kept",
        ),
        "too-many-pinned" => (
            "{channel} já tem {limit} eventos fixados, o máximo, e nada mudou: solte ou apague alguns",
            "{limit} events of {channel} can be pinned, and nothing was changed: unpin or delete some",
        ),
        "too-much-pinned" => (
            "só metade do que {channel} guarda pode ser fixada, {limit} bytes, e nada mudou: solte ou apague alguns, ou deixe o canal guardar mais",
            "at most half of what {channel} keeps can be pinned, {limit} bytes, and nothing was changed: unpin or delete some, or let the channel keep more",
        ),
        "cannot-sign" => (
            "o canal {channel} não pode assinar: {reason}",
            "channel {channel} cannot sign: {reason}",
        ),
        "bad-request" => ("a requisição não faz sentido: {reason}", "the request makes no sense: {reason}"),
        "body-too-large" => (
            "o corpo passa do limite de {limit} bytes, e nada foi gravado: aumente-o com --max-body",
            "the body is over the limit of {limit} bytes, and nothing was stored: raise it with --max-body",
        ),
        "import-too-large" => (
            "uma importação leva no máximo {limit} bytes, e nada foi importado: mande o arquivo em partes, como faz gancho events import",
            "one import takes at most {limit} bytes, and nothing was imported: send the file in parts, as gancho events import does",
        ),
        "body-unread" => (
            "o corpo não pôde ser lido até o fim, e nada foi gravado: {reason}",
            "the body could not be read to its end, and nothing was stored: {reason}",
        ),
        "headers-too-large" => (
            "os cabeçalhos passam do limite de {limit} bytes, e nada foi gravado",
            "the headers are over the limit of {limit} bytes, and nothing was stored",
        ),
        "target-too-long" => (
            "o caminho com a query passa do limite de {limit} bytes, e nada foi gravado: mande isso no corpo",
            "path and query are over the limit of {limit} bytes, and nothing was stored: send it in the body",
        ),
        "head-too-long" => (
            "os cabeçalhos passam do limite de {bytes} bytes ou de {fields} linhas, e nada foi gravado",
            "the headers are over the limit of {bytes} bytes or of {fields} lines, and nothing was stored",
        ),
        "unauthorized" => (
            "falta o token: abra a página com ?token=… como o relay mostrou ao iniciar",
            "the token is missing: open the page with ?token=… as the relay printed it at its start",
        ),
        "asked-for" => (
            "o evento {seq} de {channel} está gravado; esta falha foi pedida, para ver o que quem envia faz",
            "event {seq} of {channel} is stored; this failure was asked for, to see what its sender does",
        ),
        "answer-too-long" => (
            "o evento {seq} de {channel} está gravado, mas o modelo de resposta do canal faz dele mais de {limit} bytes",
            "event {seq} of {channel} is stored, but the channel's template makes more than {limit} bytes of it",
        ),
        "answer-too-slow" => (
            "o evento {seq} de {channel} está gravado, mas a resposta não ficou pronta em {limit} ms: simplifique o modelo do canal, ou mande menos de cada vez",
            "event {seq} of {channel} is stored, but its answer was not made in {limit} ms: simplify the channel's template, or send less at once",
        ),
        "busy" => (
            "o relay já recebe tudo o que cabe agora, e nada foi gravado: mande de novo",
            "the relay holds as much of other webhooks as it may, and nothing was stored: send it again",
        ),
        "too-many-channels" => (
            "o relay guarda no máximo {limit} canais, e nada foi gravado: apague um",
            "the relay keeps at most {limit} channels, and nothing was stored: delete one",
        ),
        "disk-budget" => (
            "os dados já ocupam todo o espaço permitido, e nada foi gravado: {reason}",
            "the data takes as much of the disk as it may, and nothing was stored: {reason}",
        ),
        "data-file-gone" => (
            "o arquivo de dados sumiu ou foi trocado, e nada foi gravado: {reason}",
            "the data file is gone or was replaced, and nothing was stored: {reason}",
        ),
        "disk-full" => (
            "o disco está cheio, e nada foi gravado: {reason}",
            "the disk is full, and nothing was stored: {reason}",
        ),
        "damaged-event" => (
            "o que está gravado do evento {seq} de {channel} foi danificado no disco",
            "what is stored of event {seq} of {channel} was damaged on the disk",
        ),
        "store-unreadable" => ("os dados não puderam ser lidos: {reason}", "the data could not be read: {reason}"),
        "store-unavailable" => (
            "os dados não puderam ser gravados: {reason}",
            "the data could not be stored: {reason}",
        ),
        "stopping" => (
            "o relay está desligando, e nada foi gravado nem lido: tente quando ele voltar",
            "the relay is stopping, and nothing was stored or read: try again once it runs",
        ),
        "bad-settings" => ("os ajustes não valem: {reason}", "the settings are not valid: {reason}"),
        "note-too-long" => (
            "uma nota tem no máximo {limit} bytes, e esta tem {length}: encurte-a",
            "a note has at most {limit} bytes, and this one has {length}: shorten it",
        ),
        "bad-import-line" => (
            "a linha {line} do arquivo não é um evento, e nada dele foi importado: {reason}",
            "line {line} of the file is no event, and nothing of it was imported: {reason}",
        ),
        "too-many-lines" => (
            "uma importação leva no máximo {limit} eventos, e nada foi importado: mande o arquivo em partes",
            "one import takes at most {limit} events, and nothing was imported: send the file in parts",
        ),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The relay's table of what it has released: `=> ("kind", status, &["value", …])` a line.
    const RELEASED: &str = include_str!("../../../relay/src/http/problem/tests.rs");

    /// Problems that the page does not meet: of requests that it does not make, or of a page that is
    /// not the relay's own.
    const NOT_MET: [&str; 11] = [
        "not-http",
        "forbidden-host",
        "forbidden-origin",
        "forbidden-site",
        "forbidden-sender",
        "not-found",
        "method-not-allowed",
        "websocket-needed",
        "bad-parameter",
        "search-too-long",
        "too-many-ranges",
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
            let said = sentences(kind).is_some();
            assert_ne!(said, NOT_MET.contains(kind), "{kind} is either said or never met");
            if !said {
                continue;
            }
            let problem = problem(kind, values);
            for lang in [Lang::Pt, Lang::En] {
                let text = lang.refused(&problem);
                assert!(!text.contains(['{', '}', '?']) || *kind == "unauthorized", "{text}");
                for value in values {
                    assert!(text.contains(&format!("<{value}>")), "{kind} keeps {value}: {text}");
                }
            }
            assert_ne!(Lang::Pt.problem(&problem), Lang::En.problem(&problem));
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
