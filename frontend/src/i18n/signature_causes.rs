//! Causes of an invalid signature in words, by their names in the API.

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
                    Lang::Es => {
                        format!("Falta el encabezado de la firma; llegó el antiguo, {other}, y es correcto.")
                    }
                };
            }
            "missing_timestamp" => self.pick(
                "A assinatura está certa, mas o corpo não diz quando foi feita.",
                "It is right, but the body does not say when it was made.",
                "Es correcta, pero el cuerpo no dice cuándo se hizo.",
            ),
            "signed_uncompressed" => self.pick(
                "Foi assinado antes de ser comprimido: confira os bytes depois de descomprimir.",
                "It was signed before it was compressed: check the bytes after decompression.",
                "Se firmó antes de comprimirse: verifica los bytes después de descomprimir.",
            ),
            "missing_header" => self.pick(
                "Falta o cabeçalho da assinatura.",
                "The signature’s header is missing.",
                "Falta el encabezado de la firma.",
            ),
            "malformed_header" => self.pick(
                "O cabeçalho não tem a forma deste esquema: outro algoritmo, outra codificação, ou cortado.",
                "The header has not this scheme’s form: another algorithm, another encoding, or cut off.",
                "El encabezado no tiene la forma de este esquema: otro algoritmo, otra codificación, o está cortado.",
            ),
            "stale_timestamp" => self.pick(
                "Ela está certa, mas é velha demais.",
                "It is right, but too old.", "Es correcta, pero demasiado antigua.",
            ),
            "future_timestamp" => self.pick(
                "Ela está certa, mas vem do futuro: algum relógio está errado.",
                "It is right, and from the future: some clock is wrong.",
                "Es correcta, pero viene del futuro: algún reloj está mal.",
            ),
            "secret_encoding" => self.pick(
                "O segredo certo está em outra codificação: confira base64, hexadecimal e espaços nas pontas.",
                "The right secret is in another encoding: look at base64, hexadecimal, and white space around it.",
                "El secreto correcto está en otra codificación: revisa base64, hexadecimal y los espacios en los extremos.",
            ),
            "trailing_whitespace" => self.pick(
                "Bate com, ou sem, uma quebra de linha ou um BOM nas pontas do corpo.",
                "It fits the body with, or without, a newline or a byte order mark at its ends.",
                "Coincide con el cuerpo con, o sin, un salto de línea o un BOM en los extremos.",
            ),
            "reserialised" => self.pick(
                "O JSON foi lido e escrito de novo no caminho: confira os bytes como vieram.",
                "The JSON was parsed and printed again on its way: check the bytes as they came.",
                "El JSON se leyó y se volvió a escribir en el camino: verifica los bytes tal como llegaron.",
            ),
            "other_scheme" => {
                return match self {
                    Lang::Pt => format!("Foi assinado como {other} assina."),
                    Lang::En => format!("It was signed as {other} signs."),
                    Lang::Es => format!("Se firmó como firma {other}."),
                };
            }
            _ => self.pick(
                "Outro segredo, ou outro corpo.",
                "Another secret, or another body.",
                "Otro secreto, u otro cuerpo.",
            ),
        };
        text.into()
    }
}
