//! Sentences about an event at the programs that get it.

use wire::AttemptResult;

use super::Lang;

impl Lang {
    /// It was answered, at the attempt of this number.
    #[must_use]
    pub fn delivered(self, attempt: u32) -> String {
        match (self, attempt) {
            (Lang::Pt, 1) => "entregue na primeira tentativa".into(),
            (Lang::Pt, n) => format!("entregue na {n}ª tentativa"),
            (Lang::En, 1) => "delivered at the first attempt".into(),
            (Lang::En, n) => format!("delivered at attempt {n}"),
            (Lang::Es, 1) => "entregado en el primer intento".into(),
            (Lang::Es, n) => format!("entregado en el intento {n}"),
        }
    }

    /// How the last attempt went, as short as a row of the list needs it.
    #[must_use]
    pub fn last_delivery(self, result: AttemptResult, status: Option<u16>) -> String {
        let status = status.map(|status| status.to_string());
        match (result, status) {
            (AttemptResult::Ok, Some(status)) => status,
            (AttemptResult::Ok, None) => self.put("entregue", "delivered", "entregado", ""),
            (AttemptResult::Failed, Some(status)) => {
                self.put("{}, tenta de novo", "{}, retrying", "{}, reintenta", &status)
            }
            // Nobody answers there: it is waited for.
            (AttemptResult::Failed, None) => self.put("aguarda", "waiting", "espera", ""),
            (AttemptResult::Dead, Some(status)) => {
                self.put("{}, não entregue", "{}, dead letter", "{}, no entregado", &status)
            }
            (AttemptResult::Dead, None) => {
                self.put("não entregue", "dead letter", "no entregado", "")
            }
        }
    }

    /// It was given up after this many attempts.
    #[must_use]
    pub fn given_up(self, attempts: u32) -> String {
        let n = self.whole(u64::from(attempts));
        match (self, attempts) {
            (Lang::Pt, 1) => "Depois de 1 tentativa. Fica guardado até você enviar de novo.".into(),
            (Lang::Pt, _) => {
                format!("Depois de {n} tentativas. Fica guardado até você enviar de novo.")
            }
            (Lang::En, 1) => "After 1 attempt. It is kept until you send it again.".into(),
            (Lang::En, _) => format!("After {n} attempts. It is kept until you send it again."),
            (Lang::Es, 1) => "Tras 1 intento. Se conserva hasta que lo envíes de nuevo.".into(),
            (Lang::Es, _) => {
                format!("Tras {n} intentos. Se conserva hasta que lo envíes de nuevo.")
            }
        }
    }

    /// The time that an answer took.
    #[must_use]
    pub fn within(self, ms: f64) -> String {
        let time = self.duration(ms);
        self.put("em {}", "in {}", "en {}", &time)
    }

    /// The time until the next attempt.
    #[must_use]
    pub fn again_after(self, ms: f64) -> String {
        let time = self.duration(ms);
        self.put("de novo após {}", "again after {}", "de nuevo tras {}", &time)
    }

    /// A row that stands for several tries.
    #[must_use]
    pub fn tries(self, n: u32) -> String {
        let n = self.whole(u64::from(n));
        self.put("{} vezes", "{} times", "{} veces", &n)
    }

    /// The relay waits for a program to answer there.
    #[must_use]
    pub fn waiting_for(self, host: &str) -> String {
        self.put("aguardando {}", "waiting for {}", "esperando a {}", host)
    }

    /// The relay may not forward there. The host comes last: where room is short, its end goes.
    #[must_use]
    pub fn forward_refused(self, host: &str) -> String {
        self.put("não permitido: {}", "not allowed: {}", "no permitido: {}", host)
    }

    /// The relay may not forward there, and who can allow it.
    #[must_use]
    pub fn forward_not_allowed(self, target: &str) -> String {
        self.put(
            "Este relay não pode encaminhar para {}. Quem o iniciou pode permitir: --allow-target {}",
            "This relay may not forward to {}. Whoever started it can allow it: --allow-target {}",
            "Este relay no puede reenviar a {}. Quien lo inició puede permitirlo: --allow-target {}",
            target,
        )
    }

    /// The relay was started with a target, which takes the place of the channel's own.
    #[must_use]
    pub fn forward_from_flag(self, url: &str) -> String {
        self.put(
            "O relay foi iniciado com --forward, e é isso que vale: os eventos deste canal vão a {}. \
             O que você escrever aqui fica guardado, e passa a valer quando o relay for iniciado sem \
             --forward para este canal.",
            "The relay was started with --forward, and that counts: this channel’s events go to {}. \
             What you write here is kept, and counts once the relay is started without --forward for \
             this channel.",
            "El relay se inició con --forward, y eso es lo que vale: los eventos de este canal van a {}. \
             Lo que escribas aquí queda guardado, y valdrá cuando el relay se inicie sin --forward \
             para este canal.",
            url,
        )
    }

    /// So many events wait to be forwarded.
    #[must_use]
    pub fn in_queue(self, n: u64) -> String {
        self.put("{} na fila", "{} queued", "{} en cola", &self.whole(n))
    }

    /// So many events were given up.
    #[must_use]
    pub fn dead_letters(self, n: u64) -> String {
        let number = &self.whole(n);
        match n {
            1 => self.put("{} não entregue", "{} dead letter", "{} no entregado", number),
            _ => self.put("{} não entregues", "{} dead letters", "{} no entregados", number),
        }
    }

    /// Sends those again that are listed.
    #[must_use]
    pub fn send_dead_again(self, n: u64) -> String {
        let number = &self.whole(n);
        match n {
            1 => self.put("Enviar este de novo", "Send it again", "Enviarlo de nuevo", ""),
            _ => self.put(
                "Enviar os {} de novo",
                "Send all {} again",
                "Enviar los {} de nuevo",
                number,
            ),
        }
    }

    /// So many that were given up are sent again.
    #[must_use]
    pub fn resent_dead(self, n: u64) -> String {
        let number = &self.whole(n);
        match n {
            1 => self.put("{} enviado de novo", "Sent {} again", "{} enviado de nuevo", number),
            _ => self.put("{} enviados de novo", "Sent {} again", "{} enviados de nuevo", number),
        }
    }

    /// So many were sent again; the others were not, for this reason.
    #[must_use]
    pub fn resend_stopped(self, n: u64, reason: &str) -> String {
        let rest = self.pick(
            "O restante não foi enviado.",
            "The rest was not sent.",
            "El resto no se envió.",
        );
        format!("{}. {rest} {reason}", self.resent_dead(n))
    }

    /// So many senders wait for an answer by hand.
    #[must_use]
    pub fn senders_wait(self, n: usize) -> String {
        let number = &self.whole(n as u64);
        match n {
            0 => self.put("Ninguém espera mais", "Nobody waits any more", "Ya nadie espera", ""),
            1 => self.put(
                "{} remetente espera resposta",
                "{} sender waits for an answer",
                "{} remitente espera respuesta",
                number,
            ),
            _ => self.put(
                "{} remetentes esperam resposta",
                "{} senders wait for an answer",
                "{} remitentes esperan respuesta",
                number,
            ),
        }
    }

    /// More senders wait than are shown.
    #[must_use]
    pub fn more_wait(self, n: usize) -> String {
        self.put(
            "e mais {}, depois destes",
            "and {} more, after these",
            "y {} más, después de estos",
            &self.whole(n as u64),
        )
    }

    /// Answers with this status.
    #[must_use]
    pub fn answer_with(self, status: u16) -> String {
        self.put("Responder {}", "Answer {}", "Responder {}", &status.to_string())
    }

    /// This page answered so.
    #[must_use]
    pub fn held_answered(self, status: u16) -> String {
        let status = &status.to_string();
        self.put("Você respondeu {}.", "You answered {}.", "Respondiste {}.", status)
    }

    /// Somebody else answered, so if it is known.
    #[must_use]
    pub fn held_elsewhere(self, status: Option<u16>) -> String {
        let with = status.map(|status| format!(" ({status})")).unwrap_or_default();
        self.put(
            "Já respondido em outro lugar{}. Vale a primeira resposta.",
            "Answered elsewhere{}. The first answer counts.",
            "Ya respondido en otro lugar{}. Vale la primera respuesta.",
            &with,
        )
    }

    /// The channel's answer went out: nobody gave another in time, or the sender did not wait.
    #[must_use]
    pub fn held_over(self, status: u16, early: bool) -> String {
        let status = &status.to_string();
        if early {
            return self.put(
                "O remetente não esperou: foi a resposta do canal, {}.",
                "The sender did not wait: the channel’s answer went out, {}.",
                "El remitente no esperó: salió la respuesta del canal, {}.",
                status,
            );
        }
        self.put(
            "O tempo acabou: foi a resposta do canal, {}.",
            "Time is over: the channel’s answer went out, {}.",
            "Se acabó el tiempo: salió la respuesta del canal, {}.",
            status,
        )
    }
}
