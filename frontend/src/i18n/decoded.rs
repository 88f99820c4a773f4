//! Sentences about what was done to make a body readable.

use page_worker::{ReadCut, ReadStep, Readable};

use super::Lang;

impl Lang {
    /// What was done to a body, and how long its readable form is, as in
    /// `shown decoded: gzip, 12 KB`. `whole`: the page has all of the body.
    #[must_use]
    pub fn decoded(self, readable: &Readable, whole: bool) -> String {
        let is_as_it_came = readable.steps.iter().all(|step| {
            matches!(
                step,
                ReadStep::NotEncoded(_) | ReadStep::UnknownCoding(_) | ReadStep::UnknownCharset(_)
            )
        });
        let begins = match is_as_it_came {
            true => self.pick("mostrado como veio", "shown as it came", "se muestra como llegó"),
            false => self.pick("mostrado decodificado", "shown decoded", "se muestra decodificado"),
        };
        let mut said: Vec<String> = readable.steps.iter().map(|step| self.step(step)).collect();
        said.push(self.size(readable.body.len() as u64));
        // The start of a stream ends early, of course.
        let cut = readable.cut.filter(|cut| whole || *cut != ReadCut::Incomplete);
        said.extend(cut.map(|cut| self.cut(cut).to_owned()));
        format!("{begins}: {}", said.join(", "))
    }

    fn step(self, step: &ReadStep) -> String {
        match step {
            ReadStep::Decompressed(name) | ReadStep::Charset(name) => name.clone(),
            ReadStep::NotEncoded(name) => self.pick(
                format!("não está em {name}"),
                format!("it is not {name}"),
                format!("no está en {name}"),
            ),
            ReadStep::UnknownCoding(name) => self.pick(
                format!("compressão desconhecida: {name}"),
                format!("unknown compression: {name}"),
                format!("compresión desconocida: {name}"),
            ),
            ReadStep::ByteOrderMark => self
                .pick(
                    "sem a marca de ordem de bytes",
                    "without its byte order mark",
                    "sin su marca de orden de bytes",
                )
                .into(),
            ReadStep::Replaced => self
                .pick(
                    "bytes ilegíveis trocados por �",
                    "unreadable bytes shown as �",
                    "bytes ilegibles mostrados como �",
                )
                .into(),
            ReadStep::UnknownCharset(name) => self.pick(
                format!("codificação de texto desconhecida: {name}"),
                format!("unknown charset: {name}"),
                format!("codificación de texto desconocida: {name}"),
            ),
        }
    }

    fn cut(self, cut: ReadCut) -> &'static str {
        match cut {
            ReadCut::Incomplete => self.pick(
                "o que foi comprimido acaba antes do fim",
                "the stream ends early",
                "lo comprimido termina antes de tiempo",
            ),
            ReadCut::Damaged => self.pick(
                "o que foi comprimido está danificado",
                "the stream is damaged",
                "lo comprimido está dañado",
            ),
            ReadCut::TooLong => self.pick(
                "só o começo: é mais do que se descomprime aqui",
                "only the start: it is more than is decoded here",
                "solo el comienzo: es más de lo que se descomprime aquí",
            ),
            ReadCut::TooManyCodings => self.pick(
                "comprimido vezes demais para ser aberto",
                "compressed too many times to be decoded",
                "comprimido demasiadas veces para abrirse",
            ),
        }
    }

    /// Only the first lines of XML are shown.
    #[must_use]
    pub fn first_lines(self, n: usize) -> String {
        let number = self.whole(n as u64);
        self.pick(
            format!("Só as primeiras {number} linhas; o texto tem todas."),
            format!("Only the first {number} lines; the text has all of them."),
            format!("Solo las primeras {number} líneas; el texto las tiene todas."),
        )
    }

    /// Only the first parts of a body are shown.
    #[must_use]
    pub fn first_parts(self, n: usize) -> String {
        let number = self.whole(n as u64);
        self.pick(
            format!("Só as primeiras {number} partes; o texto tem todas."),
            format!("Only the first {number} parts; the text has all of them."),
            format!("Solo las primeras {number} partes; el texto las tiene todas."),
        )
    }
}

#[cfg(test)]
mod tests {
    use wire::Body;

    use super::*;

    #[test]
    fn what_was_done_is_one_line_in_every_language() {
        let readable = Readable {
            body: Body::Text("x".repeat(12_000)),
            steps: vec![ReadStep::Decompressed("gzip".into())],
            cut: None,
        };
        assert_eq!(Lang::En.decoded(&readable, true), "shown decoded: gzip, 12.0\u{a0}KB");
        assert_eq!(Lang::Pt.decoded(&readable, true), "mostrado decodificado: gzip, 12,0\u{a0}KB");
        let cut = Readable { cut: Some(ReadCut::Incomplete), ..readable.clone() };
        assert_eq!(Lang::En.decoded(&cut, false), "shown decoded: gzip, 12.0\u{a0}KB");
        assert!(Lang::En.decoded(&cut, true).ends_with(", the stream ends early"));
        let unknown = Readable { steps: vec![ReadStep::UnknownCoding("lzw".into())], ..readable };
        assert!(Lang::En.decoded(&unknown, true).starts_with("shown as it came: unknown"));
    }
}
