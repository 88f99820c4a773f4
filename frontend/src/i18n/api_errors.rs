//! Errors of the relay and the worker in words, by their codes.

use super::Lang;

impl Lang {
    /// The cause of an invalid signature, by its name in the API, and what to do.
    #[must_use]
    pub fn cause(self, cause: &str, other: Option<&str>) -> String {
        let named = other.is_some();
        let other = other.unwrap_or("?");
        let text = match cause {
            "missing_header" if named => {
                return match self {
                    Lang::Pt => {
                        format!("Falta o cabeçalho da assinatura; veio o antigo, {other}, e está certo.")
                    }
                    Lang::En => {
                        format!("The signature’s header is missing; the older one, {other}, came, and is right.")
                    }
                };
            }
            "missing_timestamp" => self.pick(
                "A assinatura está certa, mas o corpo não diz quando foi feita.",
                "It is right, but the body does not say when it was made.",
            ),
            "signed_uncompressed" => self.pick(
                "Foi assinado antes de ser comprimido: confira os bytes depois de descomprimir.",
                "It was signed before it was compressed: check the bytes after decompression.",
            ),
            "missing_header" => self.pick("Falta o cabeçalho da assinatura.", "The signature’s header is missing."),
            "malformed_header" => self.pick(
                "O cabeçalho não tem a forma deste esquema: outro algoritmo, outra codificação, ou cortado.",
                "The header has not this scheme’s form: another algorithm, another encoding, or cut off.",
            ),
            "stale_timestamp" => self.pick(
                "Ela está certa, mas é velha demais.",
                "It is right, but too old.",
            ),
            "future_timestamp" => self.pick(
                "Ela está certa, mas vem do futuro: algum relógio está errado.",
                "It is right, and from the future: some clock is wrong.",
            ),
            "secret_encoding" => self.pick(
                "O segredo certo está em outra codificação: confira base64, hexadecimal e espaços nas pontas.",
                "The right secret is in another encoding: look at base64, hexadecimal, and white space around it.",
            ),
            "trailing_whitespace" => self.pick(
                "Bate com, ou sem, uma quebra de linha ou um BOM nas pontas do corpo.",
                "It fits the body with, or without, a newline or a byte order mark at its ends.",
            ),
            "reserialised" => self.pick(
                "O JSON foi lido e escrito de novo no caminho: confira os bytes como vieram.",
                "The JSON was parsed and printed again on its way: check the bytes as they came.",
            ),
            "other_scheme" => {
                return match self {
                    Lang::Pt => format!("Foi assinado como {other} assina."),
                    Lang::En => format!("It was signed as {other} signs."),
                };
            }
            _ => self.pick("Outro segredo, ou outro corpo.", "Another secret, or another body."),
        };
        text.into()
    }

    /// The worker's reason why a body cannot be parsed.
    #[must_use]
    pub fn unreadable(self, why: &str) -> String {
        match why {
            "boundary" => self
                .pick(
                    "Falta o `boundary` no cabeçalho content-type, ou no corpo.",
                    "The `boundary` is missing in the content-type header, or in the body.",
                )
                .into(),
            "unfinished" => self
                .pick(
                    "O corpo termina no meio de uma parte.",
                    "The body ends in the middle of a part.",
                )
                .into(),
            "" => self.unsigned(""),
            why => why.into(),
        }
    }

    /// The worker's reason why a request was not signed. Empty: the worker did not load.
    #[must_use]
    pub fn unsigned(self, why: &str) -> String {
        match (self, why) {
            (Lang::Pt, "") => "Uma parte desta página não carregou. Recarregue-a.".into(),
            (Lang::En, "") => "A part of this page could not be loaded. Reload it.".into(),
            (Lang::Pt, why) => format!("Não dá para assinar: {why}."),
            (Lang::En, why) => format!("It cannot be signed: {why}."),
        }
    }

    /// The relay's answer to a request that it did not store.
    #[must_use]
    pub fn refused(self, status: u16, detail: &str) -> String {
        self.pick(
            format!("O relay respondeu {status}: {detail}"),
            format!("The relay answered {status}: {detail}"),
        )
    }

    /// A request that the browser does not let a page send.
    #[must_use]
    pub fn not_allowed(self, detail: &str) -> String {
        self.pick(
            format!("O navegador não deixa enviar isto ({detail}). Use o curl abaixo."),
            format!("The browser does not let a page send this ({detail}). Use the curl below."),
        )
    }
}
