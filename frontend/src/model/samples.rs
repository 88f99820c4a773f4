//! Requests to start from.

use crate::i18n::Msg;

/// A request to start from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sample {
    /// An order, as most providers send it.
    Json,
    /// A form post.
    Form,
    /// Plain text.
    Text,
    /// Bytes that are no text: a PNG of one pixel.
    Binary,
}

/// One red pixel.
const PIXEL: &str = "89 50 4e 47 0d 0a 1a 0a 00 00 00 0d 49 48 44 52
00 00 00 01 00 00 00 01 08 02 00 00 00 90 77 53
de 00 00 00 0c 49 44 41 54 08 d7 63 f8 cf c0 00
00 03 01 01 00 18 dd 8d b0 00 00 00 00 49 45 4e
44 ae 42 60 82";

impl Sample {
    /// In the order shown.
    pub const ALL: [Self; 4] = [Self::Json, Self::Form, Self::Text, Self::Binary];

    /// Its name.
    #[must_use]
    pub fn name(self) -> Msg {
        match self {
            Self::Json => Msg::SampleJson,
            Self::Form => Msg::SampleForm,
            Self::Text => Msg::SampleText,
            Self::Binary => Msg::SampleBinary,
        }
    }

    /// Headers, body, and whether that is hexadecimal.
    #[must_use]
    pub fn request(self) -> (&'static str, &'static str, bool) {
        match self {
            Self::Json => (
                "content-type: application/json\nx-loja: exemplo",
                "{\n  \"evento\": \"pedido.pago\",\n  \"pedido\": 41,\n  \"cliente\": \"Bia Souza\",\n  \"itens\": [\n    { \"nome\": \"caneca azul\", \"qtd\": 1, \"valor\": 49.90 }\n  ]\n}",
                false,
            ),
            Self::Form => (
                "content-type: application/x-www-form-urlencoded",
                "evento=pedido.pago&pedido=41&cliente=Bia+Souza&valor=49%2C90",
                false,
            ),
            Self::Text => {
                ("content-type: text/plain; charset=utf-8", "Olá! O pedido 41 foi pago. ☕", false)
            }
            Self::Binary => ("content-type: image/png", PIXEL, true),
        }
    }
}
