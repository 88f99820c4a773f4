//! Sentences with parts: numbers and names are put into them.

use super::{Lang, Msg};

/// Sentences with parts.
impl Lang {
    /// Counts down to the next attempt.
    #[must_use]
    pub fn retrying(self, seconds: u64) -> String {
        self.pick(
            format!("reconectando em {seconds} s"),
            format!("reconnecting in {seconds} s"),
            format!("reconectando en {seconds} s"),
        )
    }

    /// The reader took the receiver down.
    #[must_use]
    pub fn receiver_down(self, seconds: u64) -> String {
        self.pick(
            format!("receptor desligado, volta em {seconds} s"),
            format!("receiver down, back in {seconds} s"),
            format!("receptor desconectado, vuelve en {seconds} s"),
        )
    }

    /// Events came that had been missed.
    #[must_use]
    pub fn recovered(self, n: u64) -> String {
        let number = self.whole(n);
        match (self, n) {
            (Lang::Pt, 1) => "1 evento recuperado".into(),
            (Lang::Pt, _) => format!("{number} eventos recuperados"),
            (Lang::En, 1) => "recovered 1 event".into(),
            (Lang::Es, 1) => "1 evento recuperado".into(),
            (Lang::En, _) => format!("recovered {number} events"),
            (Lang::Es, _) => format!("{number} eventos recuperados"),
        }
    }

    /// Events are gone for good.
    #[must_use]
    pub fn gap(self, from: u64, to: u64) -> String {
        let is_one = from == to;
        let (from, to) = (self.whole(from), self.whole(to));
        if is_one {
            return self.pick(
                format!("O evento {from} já não está guardado no relay."),
                format!("Event {from} is no longer kept by the relay."),
                format!("El relay ya no guarda el evento {from}."),
            );
        }
        self.pick(
            format!("Os eventos {from} a {to} já não estão guardados no relay."),
            format!("Events {from} to {to} are no longer kept by the relay."),
            format!("El relay ya no guarda los eventos {from} a {to}."),
        )
    }

    /// The channel was created again.
    #[must_use]
    pub fn channel_recreated(self) -> &'static str {
        self.pick(
            "O canal recomeçou do zero no relay.",
            "The channel was created again at the relay.",
            "El canal empezó de nuevo en el relay.",
        )
    }

    /// Events came while paused.
    #[must_use]
    pub fn held_back(self, n: usize) -> String {
        let number = self.whole(n as u64);
        match (self, n) {
            (Lang::Pt, 1) => "Mostrar 1 novo".into(),
            (Lang::Pt, _) => format!("Mostrar {number} novos"),
            (Lang::En, _) => format!("Show {number} new"),
            (Lang::Es, 1) => "Mostrar 1 nuevo".into(),
            (Lang::Es, _) => format!("Mostrar {number} nuevos"),
        }
    }

    /// Which two events are compared.
    #[must_use]
    pub fn compared(self, old: u64, new: u64) -> String {
        self.pick(
            format!("De #{old} (−) para #{new} (+)."),
            format!("From #{old} (−) to #{new} (+)."),
            format!("De #{old} (−) a #{new} (+)."),
        )
    }

    /// The requests that were sent.
    #[must_use]
    pub fn fired(self, n: usize, first: u64, last: u64) -> String {
        let (first, last) = (self.whole(first), self.whole(last));
        match (self, n) {
            (Lang::Pt, 1) => format!("gravado como #{last}"),
            (Lang::En, 1) => format!("stored as #{last}"),
            (Lang::Es, 1) => format!("guardado como #{last}"),
            (Lang::Pt, n) => format!("{n} gravados, #{first} a #{last}"),
            (Lang::En, n) => format!("{n} stored, #{first} to #{last}"),
            (Lang::Es, n) => format!("{n} guardados, #{first} a #{last}"),
        }
    }

    /// The requests that were sent, where the answers named no position: those to HEAD have no
    /// body.
    #[must_use]
    pub fn fired_somewhere(self, n: usize) -> String {
        let number = self.whole(n as u64);
        match (self, n) {
            (Lang::Pt, 1) => "gravado".into(),
            (Lang::Pt, _) => format!("{number} gravados"),
            (Lang::En, 1) => "stored".into(),
            (Lang::Es, 1) => "guardado".into(),
            (Lang::En, _) => format!("{number} stored"),
            (Lang::Es, _) => format!("{number} guardados"),
        }
    }

    /// Odd digit or letter in a hexadecimal body.
    #[must_use]
    pub fn bad_hex(self, at: usize) -> String {
        self.pick(
            format!("Hex são pares de 0–9 e a–f: veja a posição {at}."),
            format!("Hex is pairs of 0–9 and a–f: see position {at}."),
            format!("Hex son pares de 0–9 y a–f: mira la posición {at}."),
        )
    }

    /// The code of a request that is none yet, for the sake of this field.
    #[must_use]
    pub fn code_waits(self, field: &str) -> String {
        self.put(
            "O código aparece quando o campo {} estiver certo.",
            "The code comes once the field {} is right.",
            "El código aparece cuando el campo {} esté bien.",
            field,
        )
    }

    /// The path of a request.
    #[must_use]
    pub fn bad_path(self) -> &'static str {
        self.pick(
            "O caminho começa com /webhook.",
            "The path starts with /webhook.",
            "La ruta empieza con /webhook.",
        )
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

    /// A JSON text ends being JSON here.
    #[must_use]
    pub fn json_error(self, line: usize, column: usize) -> String {
        self.pick(
            format!("linha {line}, coluna {column}"),
            format!("line {line}, column {column}"),
            format!("línea {line}, columna {column}"),
        )
    }

    /// Which of how many.
    #[must_use]
    pub fn of_events(self, shown: u64, all: u64) -> String {
        let (shown, all) = (self.whole(shown), self.whole(all));
        self.pick(
            format!("{shown} de {all}"),
            format!("{shown} of {all}"),
            format!("{shown} de {all}"),
        )
    }

    /// An event is deleted, and can be brought back.
    #[must_use]
    pub fn deleted_one(self, seq: u64) -> String {
        let seq = self.whole(seq);
        self.pick(format!("#{seq} apagado"), format!("#{seq} deleted"), format!("#{seq} borrado"))
    }

    /// Events are deleted, and can be brought back.
    #[must_use]
    pub fn deleted_several(self, n: u64) -> String {
        let n = self.whole(n);
        self.pick(
            format!("{n} eventos apagados"),
            format!("{n} events deleted"),
            format!("{n} eventos borrados"),
        )
    }

    /// What deleting some events came to.
    #[must_use]
    pub fn cleared(self, gone: u64, pinned: u64) -> String {
        let deleted = match gone {
            1 => self.pick("1 apagado", "1 deleted", "1 borrado").to_owned(),
            _ => {
                let gone = self.whole(gone);
                self.pick(
                    format!("{gone} apagados"),
                    format!("{gone} deleted"),
                    format!("{gone} borrados"),
                )
            }
        };
        match pinned {
            0 => format!("{deleted}."),
            _ => format!("{deleted}; {}.", self.pinned_stay(pinned)),
        }
    }

    /// So many are pinned, and stay.
    #[must_use]
    pub fn pinned_stay(self, n: u64) -> String {
        let number = self.whole(n);
        match (self, n) {
            (Lang::Pt, 1) => "1 fixado fica".into(),
            (Lang::Pt, _) => format!("{number} fixados ficam"),
            (Lang::En, 1) => "1 pinned stays".into(),
            (Lang::En, _) => format!("{number} pinned stay"),
            (Lang::Es, 1) => "1 fijado se queda".into(),
            (Lang::Es, _) => format!("{number} fijados se quedan"),
        }
    }

    /// The stream is there, and the channel has this number of events.
    #[must_use]
    pub fn live_with(self, n: u64) -> String {
        let number = self.whole(n);
        let events = match (self, n) {
            (Lang::En, 1) => "event",
            (Lang::En, _) => "events",
            (_, 1) => "evento",
            (_, _) => "eventos",
        };
        format!("{}, {number} {events}", self.t(Msg::Live))
    }

    /// Deletes the events that the list shows.
    #[must_use]
    pub fn delete_shown(self, n: u64) -> String {
        let number = self.whole(n);
        match (self, n) {
            (Lang::Pt, 1) => "Apagar o que aparece".into(),
            (Lang::Pt, _) => format!("Apagar os {number} que aparecem"),
            (Lang::En, 1) => "Delete the one shown".into(),
            (Lang::En, _) => format!("Delete the {number} shown"),
            (Lang::Es, 1) => "Borrar el que se muestra".into(),
            (Lang::Es, _) => format!("Borrar los {number} que se muestran"),
        }
    }

    /// Deletes every event of the channel.
    #[must_use]
    pub fn delete_all(self, n: u64) -> String {
        let number = self.whole(n);
        match (self, n) {
            (Lang::Pt, 1) => "Apagar 1 evento".into(),
            (Lang::Pt, _) => format!("Apagar todos os {number}"),
            (Lang::En, 1) => "Delete 1 event".into(),
            (Lang::En, _) => format!("Delete all {number}"),
            (Lang::Es, 1) => "Borrar 1 evento".into(),
            (Lang::Es, _) => format!("Borrar los {number}"),
        }
    }

    /// The relay, or its data, is another one since.
    #[must_use]
    pub fn not_of_this_relay(self, seq: u64) -> String {
        let seq = self.whole(seq);
        self.pick(
            format!("Este relay não conhece o #{seq}: ele recomeçou com outros dados."),
            format!("This relay does not know #{seq}: it began again with other data."),
            format!("Este relay no conoce el #{seq}: empezó de nuevo con otros datos."),
        )
    }

    /// A channel is gone.
    #[must_use]
    pub fn channel_deleted(self, channel: &str) -> String {
        self.pick(
            format!("O canal {channel} foi apagado."),
            format!("Channel {channel} was deleted."),
            format!("El canal {channel} fue borrado."),
        )
    }

    /// Asks whether a channel is to go.
    #[must_use]
    pub fn delete_channel_sure(self, channel: &str) -> String {
        self.pick(
            format!("Apagar {channel}, com os eventos e os ajustes, sem volta?"),
            format!("Delete {channel}, its events and its settings, for good?"),
            format!("¿Borrar {channel}, con sus eventos y ajustes, para siempre?"),
        )
    }

    /// A number that is not one, or not in range.
    #[must_use]
    pub fn bad_number(self, from: u64, to: u64) -> String {
        let (from, to) = (self.whole(from), self.whole(to));
        self.pick(
            format!("Um número inteiro de {from} a {to}."),
            format!("A whole number from {from} to {to}."),
            format!("Un número entero de {from} a {to}."),
        )
    }

    /// Two events of a provider's that are about one thing: one of them is to be chosen.
    #[must_use]
    pub fn choose_event(self, first: &str, second: &str) -> String {
        self.pick(
            format!("escolha acima o evento {first} ou {second}"),
            format!("choose the event {first} or {second} above"),
            format!("elige arriba el evento {first} o {second}"),
        )
    }

    /// A line of headers that is none; `reserved`: one that cannot be answered.
    #[must_use]
    pub fn bad_header_line(self, line: usize, reserved: bool) -> String {
        if reserved {
            return self.put(
                "O cabeçalho da linha {} não pode ser enviado: é da conexão, ou o navegador o \
                 guardaria para esta página.",
                "The header in line {} cannot be sent: it is about the connection, or a browser \
                 would keep it for this page.",
                "El encabezado de la línea {} no se puede enviar: es de la conexión, o el \
                 navegador lo guardaría para esta página.",
                &line.to_string(),
            );
        }
        self.pick(
            format!("A linha {line} não é um cabeçalho: escreva nome: valor."),
            format!("Line {line} is not a header: write name: value."),
            format!("La línea {line} no es un encabezado: escribe nombre: valor."),
        )
    }
}
