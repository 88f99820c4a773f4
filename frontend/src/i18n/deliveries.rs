//! Sentences about an event at the programs that get it.

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
        self.pick(format!("em {time}"), format!("in {time}"), format!("en {time}"))
    }

    /// The time until the next attempt.
    #[must_use]
    pub fn again_after(self, ms: f64) -> String {
        let time = self.duration(ms);
        self.pick(
            format!("de novo após {time}"),
            format!("again after {time}"),
            format!("de nuevo tras {time}"),
        )
    }

    /// A row that stands for several tries.
    #[must_use]
    pub fn tries(self, n: u32) -> String {
        let n = self.whole(u64::from(n));
        self.pick(format!("{n} vezes"), format!("{n} times"), format!("{n} veces"))
    }

    /// The relay waits for a program to answer there.
    #[must_use]
    pub fn waiting_for(self, host: &str) -> String {
        self.pick(
            format!("aguardando {host}"),
            format!("waiting for {host}"),
            format!("esperando a {host}"),
        )
    }

    /// The relay may not forward there.
    #[must_use]
    pub fn forward_refused(self, host: &str) -> String {
        self.pick(
            format!("{host} não é permitido"),
            format!("{host} is not allowed"),
            format!("{host} no está permitido"),
        )
    }

    /// The relay may not forward there, and who can allow it.
    #[must_use]
    pub fn forward_not_allowed(self, target: &str) -> String {
        self.pick(
            format!(
                "Este relay não pode encaminhar para {target}. Quem o iniciou pode permitir: \
                 --allow-target {target}"
            ),
            format!(
                "This relay may not forward to {target}. Whoever started it can allow it: \
                 --allow-target {target}"
            ),
            format!(
                "Este relay no puede reenviar a {target}. Quien lo inició puede permitirlo: \
                 --allow-target {target}"
            ),
        )
    }

    /// So many events wait to be forwarded.
    #[must_use]
    pub fn in_queue(self, n: u64) -> String {
        let n = self.whole(n);
        self.pick(format!("{n} na fila"), format!("{n} queued"), format!("{n} en cola"))
    }

    /// So many events were given up.
    #[must_use]
    pub fn dead_letters(self, n: u64) -> String {
        let number = self.whole(n);
        match (self, n) {
            (Lang::Pt, 1) => "1 não entregue".into(),
            (Lang::Pt, _) => format!("{number} não entregues"),
            (Lang::En, 1) => "1 dead letter".into(),
            (Lang::En, _) => format!("{number} dead letters"),
            (Lang::Es, 1) => "1 no entregado".into(),
            (Lang::Es, _) => format!("{number} no entregados"),
        }
    }

    /// Sends those again that are listed.
    #[must_use]
    pub fn send_dead_again(self, n: u64) -> String {
        let number = self.whole(n);
        match (self, n) {
            (_, 1) => self.pick("Enviar este de novo", "Send it again", "Enviarlo de nuevo").into(),
            (Lang::Pt, _) => format!("Enviar os {number} de novo"),
            (Lang::En, _) => format!("Send all {number} again"),
            (Lang::Es, _) => format!("Enviar los {number} de nuevo"),
        }
    }

    /// So many that were given up are sent again.
    #[must_use]
    pub fn resent_dead(self, n: u64) -> String {
        let number = self.whole(n);
        match (self, n) {
            (_, 0) => self
                .pick(
                    "Nada a enviar de novo.",
                    "Nothing to send again.",
                    "Nada que enviar de nuevo.",
                )
                .into(),
            (Lang::Pt, 1) => "1 enviado de novo".into(),
            (Lang::Pt, _) => format!("{number} enviados de novo"),
            (Lang::En, _) => format!("Sent {number} again"),
            (Lang::Es, 1) => "1 enviado de nuevo".into(),
            (Lang::Es, _) => format!("{number} enviados de nuevo"),
        }
    }

    /// So many senders wait for an answer by hand.
    #[must_use]
    pub fn senders_wait(self, n: usize) -> String {
        let number = self.whole(n as u64);
        match (self, n) {
            (_, 0) => {
                self.pick("Ninguém espera mais", "Nobody waits any more", "Ya nadie espera").into()
            }
            (Lang::Pt, 1) => "1 remetente espera a sua resposta".into(),
            (Lang::Pt, _) => format!("{number} remetentes esperam a sua resposta"),
            (Lang::En, 1) => "1 sender waits for your answer".into(),
            (Lang::En, _) => format!("{number} senders wait for your answer"),
            (Lang::Es, 1) => "1 remitente espera tu respuesta".into(),
            (Lang::Es, _) => format!("{number} remitentes esperan tu respuesta"),
        }
    }

    /// More senders wait than are shown.
    #[must_use]
    pub fn more_wait(self, n: usize) -> String {
        let n = self.whole(n as u64);
        self.pick(
            format!("e mais {n}, depois destes"),
            format!("and {n} more, after these"),
            format!("y {n} más, después de estos"),
        )
    }

    /// Answers with this status.
    #[must_use]
    pub fn answer_with(self, status: u16) -> String {
        self.pick(
            format!("Responder {status}"),
            format!("Answer {status}"),
            format!("Responder {status}"),
        )
    }

    /// This page answered so.
    #[must_use]
    pub fn held_answered(self, status: u16) -> String {
        self.pick(
            format!("Você respondeu {status}."),
            format!("You answered {status}."),
            format!("Respondiste {status}."),
        )
    }

    /// Somebody else answered, so if it is known.
    #[must_use]
    pub fn held_elsewhere(self, status: Option<u16>) -> String {
        let with = status.map(|status| format!(" ({status})")).unwrap_or_default();
        self.pick(
            format!("Já respondido em outro lugar{with}. Vale a primeira resposta."),
            format!("Answered elsewhere{with}. The first answer counts."),
            format!("Ya respondido en otro lugar{with}. Vale la primera respuesta."),
        )
    }

    /// The channel's answer went out: nobody gave another in time, or the sender did not wait.
    #[must_use]
    pub fn held_over(self, status: u16, early: bool) -> String {
        if early {
            return self.pick(
                format!("O remetente não esperou: foi a resposta do canal, {status}."),
                format!("The sender did not wait: the channel’s answer went out, {status}."),
                format!("El remitente no esperó: salió la respuesta del canal, {status}."),
            );
        }
        self.pick(
            format!("O tempo acabou: foi a resposta do canal, {status}."),
            format!("Time is over: the channel’s answer went out, {status}."),
            format!("Se acabó el tiempo: salió la respuesta del canal, {status}."),
        )
    }
}
