//! Sentences of the terminal view, English and Portuguese side by side.

use wire::{ConsumerName, Seq};

use super::route::{Link, TargetState};
use crate::lang::Lang;

/// What keys do in the list.
pub(super) fn list_help(lang: Lang) -> &'static [(&'static str, &'static str)] {
    match lang {
        Lang::En => &[
            ("j/k", "move"),
            ("Enter", "detail"),
            ("r", "resend"),
            ("/", "filter"),
            ("o", "browser"),
            ("p", "pause"),
            ("q", "quit"),
        ],
        Lang::Pt => &[
            ("j/k", "mover"),
            ("Enter", "detalhe"),
            ("r", "reenviar"),
            ("/", "filtrar"),
            ("o", "navegador"),
            ("p", "pausar"),
            ("q", "sair"),
        ],
    }
}

/// What keys do in an event's detail.
pub(super) fn detail_help(lang: Lang) -> &'static [(&'static str, &'static str)] {
    match lang {
        Lang::En => &[
            ("j/k", "scroll"),
            ("Space", "page"),
            ("Tab", "request/answer"),
            ("r", "resend"),
            ("o", "browser"),
            ("Esc", "back"),
        ],
        Lang::Pt => &[
            ("j/k", "rolar"),
            ("Espaço", "página"),
            ("Tab", "requisição/resposta"),
            ("r", "reenviar"),
            ("o", "navegador"),
            ("Esc", "voltar"),
        ],
    }
}

/// What keys do while a filter is typed.
pub(super) fn prompt_help(lang: Lang) -> &'static str {
    lang.pick(
        "Enter applies, Esc leaves it as it was; empty shows all",
        "Enter aplica, Esc deixa como estava; vazio mostra tudo",
    )
}

pub(super) fn link(lang: Lang, link: &Link) -> String {
    match link {
        Link::Connecting => lang.pick("connecting", "conectando").into(),
        Link::Live => lang.pick("live", "ao vivo").into(),
        Link::Away(why) => {
            lang.pick(format!("away ({why}), connecting again"), format!("fora do ar ({why}), reconectando"))
        }
    }
}

pub(super) fn target(lang: Lang, state: &TargetState) -> String {
    match state {
        TargetState::Unknown => lang.pick("nothing sent yet", "nada enviado ainda").into(),
        TargetState::Answers(status) => lang.pick(format!("answers {status}"), format!("responde {status}")),
        TargetState::Waiting(why) => lang.pick(format!("waiting for it ({why})"), format!("esperando por ele ({why})")),
        TargetState::Fails(why) => lang.pick(format!("fails ({why})"), format!("falha ({why})")),
    }
}

pub(super) fn lag(lang: Lang, waiting: u64, dead: u64) -> String {
    let mut text = lang.pick(format!("{waiting} waiting"), format!("{waiting} na fila"));
    match dead {
        0 => {}
        1 => text += lang.pick(", 1 dead letter", ", 1 não entregue"),
        n => text += &lang.pick(format!(", {n} dead letters"), format!(", {n} não entregues")),
    }
    text
}

pub(super) fn paused(lang: Lang, held: usize) -> String {
    match held {
        0 => lang.pick("paused", "pausado").into(),
        n => lang.pick(format!("paused, {n} new"), format!("pausado, {n} a mais")),
    }
}

pub(super) fn filtered(lang: Lang, filter: &str, shown: usize, all: usize) -> String {
    lang.pick(format!("filter {filter}: {shown} of {all}"), format!("filtro {filter}: {shown} de {all}"))
}

pub(super) fn nothing_yet(lang: Lang, webhook_url: &str) -> String {
    lang.pick(
        format!("Nothing yet. Send a webhook to {webhook_url}"),
        format!("Nada ainda. Envie um webhook para {webhook_url}"),
    )
}

pub(super) fn nothing_found(lang: Lang) -> &'static str {
    lang.pick("Nothing found", "Nada encontrado")
}

pub(super) fn ending(lang: Lang) -> &'static str {
    lang.pick(
        "ending: what is under way is finished first; Ctrl-C leaves at once",
        "encerrando: o que está em andamento termina antes; Ctrl-C sai já",
    )
}

pub(super) fn resent(lang: Lang, seq: Seq, consumer: &ConsumerName, waits: bool) -> String {
    if waits {
        return lang.pick(
            format!("event {seq} waits until somebody forwards as '{consumer}'"),
            format!("o evento {seq} espera até alguém encaminhar como '{consumer}'"),
        );
    }
    lang.pick(format!("event {seq}: sent again"), format!("evento {seq}: reenviado"))
}

pub(super) fn not_done(lang: Lang, why: &str) -> String {
    lang.pick(format!("not done: {why}"), format!("não foi feito: {why}"))
}

pub(super) fn opened(lang: Lang, url: &str) -> String {
    lang.pick(format!("opened {url}"), format!("aberto: {url}"))
}

pub(super) fn not_opened(lang: Lang, url: &str) -> String {
    lang.pick(
        format!("no browser could be started: open {url}"),
        format!("nenhum navegador pôde ser aberto: abra {url}"),
    )
}

pub(super) fn gap(lang: Lang, from: Seq, to: Seq) -> String {
    lang.pick(
        format!("events {from} to {to} were dropped by retention before they were delivered"),
        format!("a retenção descartou os eventos {from} a {to} antes da entrega"),
    )
}

pub(super) fn made_anew(lang: Lang) -> &'static str {
    lang.pick("the channel was made anew", "o canal foi criado de novo")
}

/// Words of the detail.
pub(super) struct Words {
    pub(super) loading: &'static str,
    pub(super) request: &'static str,
    pub(super) answer: &'static str,
    pub(super) attempt: &'static str,
    pub(super) no_attempt: &'static str,
    pub(super) no_answer: &'static str,
    pub(super) received: &'static str,
    pub(super) from: &'static str,
    pub(super) size: &'static str,
    pub(super) signature: &'static str,
    pub(super) valid: &'static str,
    pub(super) note: &'static str,
    pub(super) empty: &'static str,
    pub(super) cut: &'static str,
    pub(super) replay: &'static str,
    pub(super) tries: &'static str,
    pub(super) given_up: &'static str,
}

pub(super) fn words(lang: Lang) -> Words {
    match lang {
        Lang::En => Words {
            loading: "loading…",
            request: "Request",
            answer: "Answer",
            attempt: "attempt",
            no_attempt: "No attempt was made to deliver it.",
            no_answer: "no answer",
            received: "Received",
            from: "From",
            size: "Size",
            signature: "Signature",
            valid: "valid",
            note: "Note",
            empty: "(no body)",
            cut: "bytes more are not shown: gancho events show --body has all",
            replay: "sent again",
            tries: "tries",
            given_up: "given up: a dead letter",
        },
        Lang::Pt => Words {
            loading: "carregando…",
            request: "Requisição",
            answer: "Resposta",
            attempt: "tentativa",
            no_attempt: "Nenhuma tentativa de entrega foi feita.",
            no_answer: "sem resposta",
            received: "Recebido",
            from: "De",
            size: "Tamanho",
            signature: "Assinatura",
            valid: "válida",
            note: "Nota",
            empty: "(sem corpo)",
            cut: "bytes a mais não aparecem: gancho events show --body tem tudo",
            replay: "reenvio",
            tries: "conexões",
            given_up: "desistiu: não entregue",
        },
    }
}
