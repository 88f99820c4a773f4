//! Sentences about secrets that look unusual.

use wire::ChannelSettings;

use super::Lang;

/// A remark of the relay's about a channel's secret, in no language yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretWarning {
    code: String,
    /// The relay's own words. A relay may know more codes than this page does.
    text: String,
}

impl SecretWarning {
    /// What is unusual about a channel's secret. `None` when nothing is.
    #[must_use]
    pub fn of(settings: &ChannelSettings) -> Option<Self> {
        let code = settings.secret_warning_code.clone().unwrap_or_default();
        settings.secret_warning.clone().map(|text| Self { code, text })
    }

    /// The remark in words.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        lang.of_code(&self.code).map_or_else(|| self.text.clone(), str::to_owned)
    }
}

impl Lang {
    fn of_code(self, code: &str) -> Option<&'static str> {
        Some(match code {
            "linear_prefix" => self.pick(
                "O segredo de assinatura do Linear começa com lin_wh_; este não.",
                "A signing secret of Linear begins with lin_wh_; this one does not.",
                "El secreto de firma de Linear empieza con lin_wh_; este no.",
            ),
            "mercadopago_form" => self.pick(
                "A assinatura secreta do Mercado Pago tem 64 dígitos hexadecimais; esta não.",
                "A secret signature of Mercado Pago is 64 hexadecimal digits; this one is not.",
                "La firma secreta de Mercado Pago tiene 64 dígitos hexadecimales; esta no.",
            ),
            "meta_form" => self.pick(
                "O segredo do app da Meta tem 32 dígitos hexadecimais; o token de verificação não assina.",
                "An app secret of Meta is 32 hexadecimal digits; the verify token does not sign.",
                "El secreto de la app de Meta tiene 32 dígitos hexadecimales; el token de verificación no firma.",
            ),
            "not_base64" => self.pick(
                "Não é base64 como as bibliotecas de Standard Webhooks leem: elas o recusam.",
                "It is not base64 as libraries of Standard Webhooks read it: they refuse it.",
                "No es base64 como lo leen las bibliotecas de Standard Webhooks: lo rechazan.",
            ),
            "padded" => self.pick(
                "Começa ou termina com espaço, quebra de linha ou aspas: isso também conta.",
                "It begins or ends with a space, a line break or a quote: those count too.",
                "Empieza o termina con un espacio, un salto de línea o comillas: eso también cuenta.",
            ),
            "paddle_prefix" => self.pick(
                "A chave secreta da Paddle começa com pdl_ntfset_; esta não.",
                "An endpoint secret key of Paddle begins with pdl_ntfset_; this one does not.",
                "La clave secreta de Paddle empieza con pdl_ntfset_; esta no.",
            ),
            "shopify_token" => self.pick(
                "Tokens de acesso da Shopify (shpat_…) não assinam: quem assina é a chave secreta da API.",
                "Access tokens of Shopify (shpat_…) do not sign: the app's API secret key does.",
                "Los tokens de acceso de Shopify (shpat_…) no firman: firma la clave secreta de la API.",
            ),
            "short_key" => self.pick(
                "A chave é mais curta que os 24 bytes que Standard Webhooks pede.",
                "Its key is shorter than the 24 bytes that Standard Webhooks asks for.",
                "La clave es más corta que los 24 bytes que pide Standard Webhooks.",
            ),
            "slack_form" => self.pick(
                "O segredo de assinatura do Slack tem 32 letras e dígitos; tokens (xoxb-…) não assinam.",
                "A signing secret of Slack has 32 letters and digits; tokens (xoxb-…) do not sign.",
                "El secreto de firma de Slack tiene 32 letras y dígitos; los tokens (xoxb-…) no firman.",
            ),
            "stripe_prefix" => self.pick(
                "O segredo de assinatura da Stripe começa com whsec_; chaves de API não assinam.",
                "A signing secret of Stripe begins with whsec_; API keys do not sign.",
                "El secreto de firma de Stripe empieza con whsec_; las claves de API no firman.",
            ),
            "twilio_sid" => self.pick(
                "Isto parece o SID de uma conta ou chave: quem assina é o auth token.",
                "This looks like the SID of an account or key: the auth token signs.",
                "Parece el SID de una cuenta o clave: el que firma es el auth token.",
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
            let warning = SecretWarning::of(&of(code)).unwrap();
            let [pt, en, es] = Lang::ALL.map(|lang| warning.text(lang));
            assert!(pt != en && en != es && en != "as the relay says", "{code}");
        }
        let unknown = SecretWarning::of(&of("new")).unwrap();
        assert_eq!(unknown.text(Lang::Pt), "as the relay says");
        assert_eq!(SecretWarning::of(&ChannelSettings::default()), None);
    }
}
