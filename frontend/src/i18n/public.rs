//! Sentences about the address that providers reach the relay at, and about a Telegram bot's webhook.

use wire::{PublicError, TelegramFault, TelegramState};

use super::Lang;

impl Lang {
    /// The relay reached itself by its public address, at this time of day.
    #[must_use]
    pub fn reached(self, at: &str) -> String {
        self.pick(
            format!("Às {at} o relay perguntou a si mesmo por este endereço, e a resposta voltou. Provedores usam este mesmo endereço."),
            format!("At {at} the relay asked itself by this address, and the answer came back. Providers use this same address."),
            format!("A las {at} el relay se preguntó a sí mismo por esta dirección, y la respuesta volvió. Los proveedores usan esta misma dirección."),
        )
    }

    /// Why the relay did not reach itself by its public address.
    #[must_use]
    pub fn not_reached(self, kind: PublicError, detail: &str) -> String {
        match kind {
            PublicError::Timeout => self.pick(
                "O relay perguntou a si mesmo por este endereço, e nenhuma resposta veio a tempo.".into(),
                "The relay asked itself by this address, and no answer came in time.".into(),
                "El relay se preguntó a sí mismo por esta dirección, y ninguna respuesta llegó a tiempo.".into(),
            ),
            PublicError::UnknownHost => self.pick(
                "O nome deste endereço não é encontrado. Um túnel novo pode levar um minuto até ser conhecido.".into(),
                "The name in this address is not found. A new tunnel may take a minute until it is known.".into(),
                "El nombre de esta dirección no se encuentra. Un túnel nuevo puede tardar un minuto en ser conocido.".into(),
            ),
            PublicError::Connection => self.pick(
                format!("O relay não conseguiu conexão com este endereço ({detail})."),
                format!("The relay gets no connection to this address ({detail})."),
                format!("El relay no logró conectarse a esta dirección ({detail})."),
            ),
            PublicError::Certificate => self.pick(
                format!("O certificado deste endereço não é de confiança ({detail}). Os provedores também não confiam nele."),
                format!("The certificate of this address is not trusted ({detail}). Providers do not trust it either."),
                format!("El certificado de esta dirección no es de confianza ({detail}). Los proveedores tampoco confían en él."),
            ),
            PublicError::OtherServer => self.pick(
                format!("Quem responde neste endereço não é este relay ({detail}). Confira --public-url e o proxy."),
                format!("What answers at this address is not this relay ({detail}). Check --public-url and the proxy."),
                format!("Quien responde en esta dirección no es este relay ({detail}). Revisa --public-url y el proxy."),
            ),
        }
    }

    /// The program of the tunnel runs.
    #[must_use]
    pub fn tunnel_up(self, program: &str) -> String {
        self.pick(
            format!(
                "O túnel é do {program}. Quando o programa termina, o Gancho o inicia de novo."
            ),
            format!("The tunnel is {program}'s. When the program ends, Gancho starts it again."),
            format!(
                "El túnel es de {program}. Cuando el programa termina, Gancho lo inicia de nuevo."
            ),
        )
    }

    /// The program of the tunnel ended.
    #[must_use]
    pub fn tunnel_away(self, program: &str, why: &str) -> String {
        self.pick(
            format!("O túnel caiu: {program} ({why}). O Gancho está iniciando o programa de novo; o endereço pode mudar."),
            format!("The tunnel is down: {program} ({why}). Gancho is starting the program again; the address may change."),
            format!("El túnel se cayó: {program} ({why}). Gancho está iniciando el programa de nuevo; la dirección puede cambiar."),
        )
    }

    /// What is known of a bot's webhook, beside what waits and its last error.
    #[must_use]
    pub fn telegram_state(self, state: TelegramState) -> &'static str {
        match state {
            TelegramState::NoToken => self.pick(
                "Para ver aqui como está o webhook do bot, inicie o relay com o token em [code:TELEGRAM_TOKEN]. Ele fica no relay: nunca chega a esta página nem ao arquivo de dados.",
                "To see here how the bot's webhook is, start the relay with the token in [code:TELEGRAM_TOKEN]. It stays in the relay: it never comes to this page or into the data file.",
                "Para ver aquí cómo está el webhook del bot, inicia el relay con el token en [code:TELEGRAM_TOKEN]. Se queda en el relay: nunca llega a esta página ni al archivo de datos.",
            ),
            TelegramState::NoWebhook => self.pick(
                "O bot do relay não tem webhook agora.",
                "The relay's bot has no webhook now.",
                "El bot del relay no tiene webhook ahora.",
            ),
            TelegramState::Elsewhere => self.pick(
                "O webhook do bot do relay é outro endereço, não o deste canal.",
                "The webhook of the relay's bot is another address, not this channel's.",
                "El webhook del bot del relay es otra dirección, no la de este canal.",
            ),
            TelegramState::Here => self.pick(
                "O Telegram envia as atualizações do bot a este canal.",
                "Telegram sends the bot's updates to this channel.",
                "Telegram envía las actualizaciones del bot a este canal.",
            ),
            TelegramState::BadToken => self.pick(
                "O Telegram não conhece o token que o relay tem em [code:TELEGRAM_TOKEN]: copie de novo do @BotFather.",
                "Telegram does not know the token that the relay has in [code:TELEGRAM_TOKEN]: copy it again from @BotFather.",
                "Telegram no conoce el token que el relay tiene en [code:TELEGRAM_TOKEN]: cópialo de nuevo de @BotFather.",
            ),
            TelegramState::NoAnswer => self.pick(
                "O relay perguntou ao Telegram pelo webhook do bot, e não teve resposta.",
                "The relay asked Telegram for the bot's webhook, and got no answer.",
                "El relay preguntó a Telegram por el webhook del bot, y no tuvo respuesta.",
            ),
        }
    }

    /// Updates that wait at Telegram.
    #[must_use]
    pub fn updates_wait(self, waiting: u64) -> String {
        let n = self.whole(waiting);
        self.pick(
            format!("Atualizações que esperam no Telegram: {n}"),
            format!("Updates that wait at Telegram: {n}"),
            format!("Actualizaciones que esperan en Telegram: {n}"),
        )
    }

    /// The last error of a webhook, at this time, in Telegram's words.
    #[must_use]
    pub fn last_telegram_error(self, at: &str, message: &str) -> String {
        self.pick(
            format!("Último erro, {at}: {message}"),
            format!("Last error, {at}: {message}"),
            format!("Último error, {at}: {message}"),
        )
    }

    /// The same in plain words.
    #[must_use]
    pub fn telegram_fault(self, fault: TelegramFault) -> &'static str {
        match fault {
            TelegramFault::Refused => self.pick(
                "Nada escuta nesse endereço: o relay, ou o túnel, está rodando?",
                "Nothing listens at that address: is the relay, or its tunnel, running?",
                "Nada escucha en esa dirección: ¿el relay, o el túnel, está en marcha?",
            ),
            TelegramFault::Timeout => self.pick(
                "Nenhuma resposta veio a tempo: o endereço é alcançado de fora?",
                "No answer came in time: is the address reached from outside?",
                "Ninguna respuesta llegó a tiempo: ¿se llega a la dirección desde fuera?",
            ),
            TelegramFault::UnknownHost => self.pick(
                "O nome do host não é encontrado.",
                "The host's name is not found.",
                "No se encuentra el nombre del host.",
            ),
            TelegramFault::Certificate => self.pick(
                "O Telegram não confia no certificado: ele deve estar completo (com a cadeia), na validade, e ser desse host.",
                "Telegram does not trust the certificate: it must be whole (with its chain), in date, and of that host.",
                "Telegram no confía en el certificado: debe estar completo (con la cadena), vigente, y ser de ese host.",
            ),
            TelegramFault::Forbidden => self.pick(
                "Algo antes do relay recusa o Telegram.",
                "Something before the relay refuses Telegram.",
                "Algo antes del relay rechaza a Telegram.",
            ),
            TelegramFault::NotFound => self.pick(
                "O caminho não é o do relay: é /webhook/CANAL.",
                "The path is not the relay's: it is /webhook/CHANNEL.",
                "La ruta no es la del relay: es /webhook/CANAL.",
            ),
            TelegramFault::OtherStatus => self.pick(
                "A resposta não foi 200: o Telegram reenvia até receber.",
                "It was answered with another status than 200: Telegram sends it again until it gets that.",
                "La respuesta no fue 200: Telegram reenvía hasta recibirlo.",
            ),
        }
    }
}
