//! Sentences about secrets that look unusual.

use wire::ChannelSettings;

use super::Lang;

impl Lang {
    /// What is unusual about a channel's secret. `None` when nothing is.
    #[must_use]
    pub fn secret_warning(self, settings: &ChannelSettings) -> Option<String> {
        let said = settings.secret_warning.as_ref()?;
        let code = settings.secret_warning_code.as_deref().unwrap_or_default();
        // A relay may know more than this page does.
        Some(self.of_code(code).map_or_else(|| said.clone(), str::to_owned))
    }

    fn of_code(self, code: &str) -> Option<&'static str> {
        Some(match code {
            "linear_prefix" => self.pick(
                "O segredo de assinatura do Linear começa com lin_wh_; este não.",
                "A signing secret of Linear begins with lin_wh_; this one does not.",
            ),
            "mercadopago_form" => self.pick(
                "A assinatura secreta do Mercado Pago tem 64 dígitos hexadecimais; esta não.",
                "A secret signature of Mercado Pago is 64 hexadecimal digits; this one is not.",
            ),
            "meta_form" => self.pick(
                "O segredo do app da Meta tem 32 dígitos hexadecimais; o token de verificação não assina.",
                "An app secret of Meta is 32 hexadecimal digits; the verify token does not sign.",
            ),
            "not_base64" => self.pick(
                "Não é base64 como as bibliotecas de Standard Webhooks leem: elas o recusam.",
                "It is not base64 as libraries of Standard Webhooks read it: they refuse it.",
            ),
            "padded" => self.pick(
                "Começa ou termina com espaço, quebra de linha ou aspas: isso também conta.",
                "It begins or ends with a space, a line break or a quote: those count too.",
            ),
            "paddle_prefix" => self.pick(
                "A chave secreta da Paddle começa com pdl_ntfset_; esta não.",
                "An endpoint secret key of Paddle begins with pdl_ntfset_; this one does not.",
            ),
            "shopify_token" => self.pick(
                "Tokens de acesso da Shopify (shpat_…) não assinam: quem assina é a chave secreta da API.",
                "Access tokens of Shopify (shpat_…) do not sign: the app's API secret key does.",
            ),
            "short_key" => self.pick(
                "A chave é mais curta que os 24 bytes que Standard Webhooks pede.",
                "Its key is shorter than the 24 bytes that Standard Webhooks asks for.",
            ),
            "slack_form" => self.pick(
                "O segredo de assinatura do Slack tem 32 letras e dígitos; tokens (xoxb-…) não assinam.",
                "A signing secret of Slack has 32 letters and digits; tokens (xoxb-…) do not sign.",
            ),
            "stripe_prefix" => self.pick(
                "O segredo de assinatura da Stripe começa com whsec_; chaves de API não assinam.",
                "A signing secret of Stripe begins with whsec_; API keys do not sign.",
            ),
            "twilio_sid" => self.pick(
                "Isto parece o SID de uma conta ou chave: quem assina é o auth token.",
                "This looks like the SID of an account or key: the auth token signs.",
            ),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_warning_has_its_sentence_and_an_unknown_one_the_relays() {
        let of = |code: &str| ChannelSettings {
            secret_warning: Some("as the relay says".into()),
            secret_warning_code: Some(code.into()),
            ..ChannelSettings::default()
        };
        for code in providers::SecretWarning::CODES {
            let [pt, en] = [Lang::Pt, Lang::En].map(|lang| lang.secret_warning(&of(code)).unwrap());
            assert!(pt != en && en != "as the relay says", "{code}");
        }
        assert_eq!(Lang::Pt.secret_warning(&of("new")).as_deref(), Some("as the relay says"));
        assert_eq!(Lang::En.secret_warning(&ChannelSettings::default()), None);
    }
}
