//! Filters that cannot be read, in words.

use wire::{BadFilter, FILTER_KEYS};

use super::Lang;

impl Lang {
    /// The reason why a filter cannot be read, and what it may be instead.
    #[must_use]
    pub fn bad_filter(self, error: &BadFilter) -> String {
        match error {
            BadFilter::UnknownKey(key) => {
                let keys = FILTER_KEYS.join(", ");
                self.pick(
                    format!("Não há “{key}:”. Há {keys}; entre aspas, é texto."),
                    format!("There is no “{key}:”. There is {keys}; in quotes it is text."),
                    format!("No hay “{key}:”. Hay {keys}; entre comillas, es texto."),
                )
            }
            BadFilter::NoValue(key) => self.pick(
                format!("Falta um valor logo depois de “{key}”."),
                format!("A value is missing right behind “{key}”."),
                format!("Falta un valor justo después de “{key}”."),
            ),
            BadFilter::Value { key, value, expected } => {
                // What may stand there is of the grammar, but for the words between.
                let one = match key.as_str() {
                    "after" | "before" => "2026-11-28, 2026-11-28T16:20 (UTC)".to_owned(),
                    _ => expected.replace(" or ", ", "),
                };
                self.pick(
                    format!("“{key}:” não pode ser “{value}”: pode ser {one}."),
                    format!("“{key}:” cannot be “{value}”: it can be {one}."),
                    format!("“{key}:” no puede ser “{value}”: puede ser {one}."),
                )
            }
            BadFilter::Place(place) => self.pick(
                format!("“body.{place}” não é um lugar do corpo: escreva body.data.id=42."),
                format!("“body.{place}” is no place in the body: write body.data.id=42."),
                format!("“body.{place}” no es un lugar del cuerpo: escribe body.data.id=42."),
            ),
            BadFilter::NotClosed => self
                .pick(
                    "As aspas abrem e não fecham.",
                    "A quotation mark is opened and not closed.",
                    "Las comillas se abren y no se cierran.",
                )
                .into(),
            BadFilter::Empty => self
                .pick(
                    "Um termo do filtro está vazio.",
                    "A term of the filter is empty.",
                    "Un término del filtro está vacío.",
                )
                .into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_error_is_said_in_each_language_with_its_parts() {
        for (filter, part) in [
            ("colour:red", "colour"),
            ("method:", "method:"),
            ("pinned:maybe", "yes, no"),
            ("after:now", "2026-11-28T16:20"),
            ("body.a..b=1", "a..b"),
            ("\"open", ""),
            ("\"\"", ""),
        ] {
            let error = filter.parse::<wire::Filter>().unwrap_err();
            let texts = Lang::ALL.map(|lang| lang.bad_filter(&error));
            assert!(texts.iter().all(|text| text.contains(part)), "{texts:?}");
            assert!(texts[0] != texts[1] && texts[1] != texts[2], "{texts:?}");
        }
    }
}
