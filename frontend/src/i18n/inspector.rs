//! Sentences of the inspector: what was copied, and what became of an event that was sent again.

use super::Lang;

/// Something that was put on the clipboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copied {
    /// A body, as it came.
    Body,
    /// A body in its readable form: decompressed, in UTF-8.
    BodyDecoded,
    /// A body of bytes, in base64.
    BodyBase64,
    /// The request as a curl command.
    Curl,
    /// The address at which the page shows the event.
    Link,
    /// An event's identifier.
    Id,
    /// The path of a value of JSON.
    Path,
    /// A value of JSON.
    Value,
    /// The body of an answer.
    Answer,
    /// A command of the terminal.
    Command,
    /// The address to send webhooks to.
    Url,
    /// The address of a race set up so.
    RaceLink,
    /// A program.
    Code,
}

impl Lang {
    /// Says what was copied.
    #[must_use]
    pub fn copied(self, what: Copied) -> &'static str {
        match what {
            Copied::Body => self.pick("Corpo copiado", "Copied the body", "Cuerpo copiado"),
            Copied::BodyDecoded => self.pick(
                "Corpo copiado, decodificado",
                "Copied the body, decoded",
                "Cuerpo copiado, decodificado",
            ),
            Copied::BodyBase64 => self.pick(
                "Corpo copiado em base64: ele não é texto",
                "Copied the body as base64: it is not text",
                "Cuerpo copiado en base64: no es texto",
            ),
            Copied::Curl => self.pick(
                "Comando curl copiado",
                "Copied as a curl command",
                "Comando curl copiado",
            ),
            Copied::Link => self.pick(
                "Link do evento copiado",
                "Copied the event’s link",
                "Enlace del evento copiado",
            ),
            Copied::Id => {
                self.pick("Identificador copiado", "Copied the identifier", "Identificador copiado")
            }
            Copied::Path => self.pick("Caminho copiado", "Copied the path", "Ruta copiada"),
            Copied::Value => self.pick("Valor copiado", "Copied the value", "Valor copiado"),
            Copied::Answer => {
                self.pick("Resposta copiada", "Copied the answer", "Respuesta copiada")
            }
            Copied::Command => {
                self.pick("Comando copiado", "Copied the command", "Comando copiado")
            }
            Copied::Url => self.pick(
                "Endereço do webhook copiado",
                "Copied the webhook’s address",
                "Dirección del webhook copiada",
            ),
            Copied::RaceLink => self.pick(
                "Link desta corrida copiado",
                "Copied the race’s link",
                "Enlace de esta carrera copiado",
            ),
            Copied::Code => self.pick("Código copiado", "Copied the code", "Código copiado"),
        }
    }

    /// An event was sent to this relay again, and perhaps where it is now.
    #[must_use]
    pub fn replayed(self, seq: u64, stored: Option<u64>) -> String {
        let seq = self.whole(seq);
        match stored.map(|stored| self.whole(stored)) {
            Some(new) => self.pick(
                format!("#{seq} reenviado: gravado como #{new}"),
                format!("Replayed #{seq}: stored as #{new}"),
                format!("#{seq} reenviado: guardado como #{new}"),
            ),
            None => self.pick(
                format!("#{seq} reenviado"),
                format!("Replayed #{seq}"),
                format!("#{seq} reenviado"),
            ),
        }
    }

    /// A consumer sends an event again; `waits`: when somebody runs it.
    #[must_use]
    pub fn resent(self, seq: u64, consumer: &str, waits: bool) -> String {
        let seq = self.whole(seq);
        if waits {
            self.pick(
                format!("#{seq} espera por {consumer}, que não está rodando agora"),
                format!("#{seq} waits for {consumer}, which does not run now"),
                format!("#{seq} espera a {consumer}, que no está en marcha ahora"),
            )
        } else {
            self.pick(
                format!("#{seq} enviado de novo por {consumer}"),
                format!("Sent #{seq} again through {consumer}"),
                format!("#{seq} enviado de nuevo por {consumer}"),
            )
        }
    }

    /// A body is something else than its content type says.
    #[must_use]
    pub fn says_but_looks(self, essence: &str, looks: &str) -> String {
        self.pick(
            format!("diz {essence}, parece {looks}"),
            format!("says {essence}, looks like {looks}"),
            format!("dice {essence}, parece {looks}"),
        )
    }

    /// How many records a body has.
    #[must_use]
    pub fn records(self, n: usize) -> String {
        let number = self.whole(n as u64);
        match (self, n) {
            (Lang::Pt | Lang::Es, 1) => "1 registro".into(),
            (Lang::Pt | Lang::Es, _) => format!("{number} registros"),
            (Lang::En, 1) => "1 record".into(),
            (Lang::En, _) => format!("{number} records"),
        }
    }

    /// Two signatures are alike up to this digit, counted from 1.
    #[must_use]
    pub fn differs_at(self, digit: usize) -> String {
        let digit = self.whole(digit as u64);
        self.pick(
            format!("Iguais até o caractere {digit}, que é o primeiro a diferir."),
            format!("Alike up to character {digit}, which is the first to differ."),
            format!("Iguales hasta el carácter {digit}, que es el primero en diferir."),
        )
    }

    /// The last byte of a body as it was, with its last bit changed.
    #[must_use]
    pub fn flipped_bit(self, was: u8) -> String {
        let is = was ^ 1;
        let (was, is) = (format!("{was:02x} ({was:08b})"), format!("{is:02x} ({is:08b})"));
        self.pick(
            format!("O último byte do corpo era {was} e agora é {is}."),
            format!("The last byte of the body was {was} and is {is} now."),
            format!("El último byte del cuerpo era {was} y ahora es {is}."),
        )
    }

    /// The wait that a channel's answer had, of all the time until it was sent.
    #[must_use]
    pub fn answer_wait(self, ms: u32) -> String {
        let time = self.duration(f64::from(ms));
        self.pick(
            format!("{time} de atraso pedido"),
            format!("{time} of delay asked for"),
            format!("{time} de retraso pedido"),
        )
    }

    /// The status that the sender was answered with, in a title.
    #[must_use]
    pub fn answered(self, status: u16) -> String {
        match status {
            0 => self.pick("sem resposta".into(), "no answer".into(), "sin respuesta".into()),
            _ => self.pick(
                format!("respondeu {status}"),
                format!("answered {status}"),
                format!("respondió {status}"),
            ),
        }
    }

    /// A program that gets the channel's events, by its consumer's name.
    #[must_use]
    pub fn my_program(self, consumer: &str) -> String {
        self.pick(
            format!("Meu programa: {consumer}"),
            format!("My program: {consumer}"),
            format!("Mi programa: {consumer}"),
        )
    }
}
