//! Refusals of the Bot API in plain words.

use wire::TelegramFault;

use super::api::CallError;
use crate::lang::Lang;

/// Why a method was not done, and what to do.
pub(super) fn why(lang: Lang, base: &str, error: &CallError) -> String {
    match error {
        CallError::Absent(why) => lang.pick(
            format!("no Bot API answers at {base} ({why}): is this machine online, and is --api-base right?"),
            format!("nenhuma Bot API responde em {base} ({why}): a máquina está conectada, e --api-base está certo?"),
        ),
        CallError::Foreign(status) => lang.pick(
            format!("what answers at {base} is no Bot API: it answered {status}. Check --api-base"),
            format!("o que responde em {base} não é uma Bot API: respondeu {status}. Confira --api-base"),
        ),
        CallError::Refused { code, description, retry_after } => {
            let seconds = retry_after.map(|wait| wait.as_secs());
            match refused(lang, *code, description, seconds) {
                Some(words) => format!("{words} (Telegram: {description})"),
                None => lang.pick(
                    format!("Telegram refuses, with {code}: {description}"),
                    format!("o Telegram recusou, com {code}: {description}"),
                ),
            }
        }
    }
}

fn refused(lang: Lang, code: u16, description: &str, retry_after: Option<u64>) -> Option<String> {
    let has = |text: &str| description.to_ascii_lowercase().contains(text);
    let (en, pt): (&str, &str) = match code {
        401 | 404 => (
            "Telegram does not know this token: copy it again from @BotFather into TELEGRAM_TOKEN",
            "o Telegram não conhece este token: copie de novo do @BotFather para TELEGRAM_TOKEN",
        ),
        409 if has("webhook") => (
            "the bot has a webhook, and Telegram then gives its updates to nobody who asks: gancho telegram disconnect \
             removes it, and pull --take-over does too",
            "o bot tem um webhook, e assim o Telegram não entrega as atualizações a quem pergunta: gancho telegram \
             disconnect remove, e pull --take-over também",
        ),
        409 => (
            "another program asks for this bot's updates at the same time: a bot has one reader, so end the other one",
            "outro programa está pedindo as atualizações deste bot ao mesmo tempo: um bot tem um leitor só, então \
             encerre o outro",
        ),
        429 => {
            let seconds = retry_after.unwrap_or(1);
            return Some(lang.pick(
                format!("Telegram wants fewer requests: again in {seconds} s"),
                format!("o Telegram pede menos requisições: de novo em {seconds} s"),
            ));
        }
        400 if has("https url must be provided") => NOT_HTTPS,
        400 if has("ports 80, 88, 443 or 8443") => BAD_PORT,
        400 if has("resolve host") => (
            "Telegram cannot find the host of the webhook's address: is its name right, and known everywhere?",
            "o Telegram não encontra o host do endereço do webhook: o nome está certo, e é conhecido fora daqui?",
        ),
        400 if has("ip address") && has("reserved") => PRIVATE,
        400 if has("certificate") => BAD_CERTIFICATE,
        _ => return None,
    };
    Some(lang.pick(en, pt).to_owned())
}

pub(super) const NOT_HTTPS: (&str, &str) = (
    "Telegram sends webhooks to https addresses only. Start the relay with a public address (--tunnel, or --public-url \
     https://…), or ask for updates without one: gancho telegram pull",
    "o Telegram só envia webhooks para endereços https. Inicie o relay com um endereço público (--tunnel, ou \
     --public-url https://…), ou peça as atualizações sem nenhum: gancho telegram pull",
);
pub(super) const BAD_PORT: (&str, &str) = (
    "Telegram sends webhooks to the ports 443, 80, 88 and 8443 only",
    "o Telegram só envia webhooks para as portas 443, 80, 88 e 8443",
);
pub(super) const PRIVATE: (&str, &str) = (
    "the webhook's address is one of this machine or its network, which Telegram does not reach. gancho telegram pull \
     needs no public address",
    "o endereço do webhook é desta máquina ou da sua rede, aonde o Telegram não chega. gancho telegram pull não precisa \
     de endereço público",
);
const BAD_CERTIFICATE: (&str, &str) = (
    "Telegram does not trust the certificate of the webhook's address: it must be whole (with its chain), in date, and \
     of that host",
    "o Telegram não confia no certificado do endereço do webhook: ele deve estar completo (com a cadeia), na validade, e \
     ser desse host",
);

/// The last error of a webhook, in plain words; none when there are no plainer ones.
pub(super) fn last_error(lang: Lang, message: &str) -> Option<&'static str> {
    let (en, pt) = match TelegramFault::of(message)? {
        TelegramFault::Refused => (
            "nothing listens at that address: is the relay, or its tunnel, running?",
            "nada escuta nesse endereço: o relay, ou o túnel, está rodando?",
        ),
        TelegramFault::Timeout => (
            "no answer came in time: is the address reached from outside?",
            "nenhuma resposta veio a tempo: o endereço é alcançado de fora?",
        ),
        TelegramFault::UnknownHost => ("the host's name is not found", "o nome do host não é encontrado"),
        TelegramFault::Certificate => BAD_CERTIFICATE,
        TelegramFault::Forbidden => {
            ("something before the relay refuses Telegram", "algo antes do relay recusa o Telegram")
        }
        TelegramFault::NotFound => {
            ("the path is not the relay's: it is /webhook/CHANNEL", "o caminho não é o do relay: é /webhook/CANAL")
        }
        TelegramFault::OtherStatus => (
            "it was answered with another status than 200: Telegram sends it again until it gets that",
            "a resposta não foi 200: o Telegram reenvia até receber",
        ),
    };
    Some(lang.pick(en, pt))
}
