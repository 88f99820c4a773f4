//! Sentences about an event at the programs that get it.

use super::Lang;

impl Lang {
    /// It was answered, at the attempt of this number.
    #[must_use]
    pub fn delivered(self, attempt: u32) -> String {
        match (self, attempt) {
            (Lang::Pt, 1) => "entregue na primeira tentativa".into(),
            (Lang::Pt, n) => format!("entregue na {n}ª tentativa"),
            (Lang::En, 1) => "delivered at the first attempt".into(),
            (Lang::En, n) => format!("delivered at attempt {n}"),
            (Lang::Es, 1) => "entregado en el primer intento".into(),
            (Lang::Es, n) => format!("entregado en el intento {n}"),
        }
    }

    /// It was given up after this many attempts.
    #[must_use]
    pub fn given_up(self, attempts: u32) -> String {
        let n = self.whole(u64::from(attempts));
        match (self, attempts) {
            (Lang::Pt, 1) => "Depois de 1 tentativa. Fica guardado até você enviar de novo.".into(),
            (Lang::Pt, _) => {
                format!("Depois de {n} tentativas. Fica guardado até você enviar de novo.")
            }
            (Lang::En, 1) => "After 1 attempt. It is kept until you send it again.".into(),
            (Lang::En, _) => format!("After {n} attempts. It is kept until you send it again."),
            (Lang::Es, 1) => "Tras 1 intento. Se conserva hasta que lo envíes de nuevo.".into(),
            (Lang::Es, _) => {
                format!("Tras {n} intentos. Se conserva hasta que lo envíes de nuevo.")
            }
        }
    }

    /// The time that an answer took.
    #[must_use]
    pub fn within(self, ms: f64) -> String {
        let time = self.duration(ms);
        self.pick(format!("em {time}"), format!("in {time}"), format!("en {time}"))
    }

    /// The time until the next attempt.
    #[must_use]
    pub fn again_after(self, ms: f64) -> String {
        let time = self.duration(ms);
        self.pick(
            format!("de novo após {time}"),
            format!("again after {time}"),
            format!("de nuevo tras {time}"),
        )
    }

    /// A row that stands for several tries.
    #[must_use]
    pub fn tries(self, n: u32) -> String {
        let n = self.whole(u64::from(n));
        self.pick(format!("{n} vezes"), format!("{n} times"), format!("{n} veces"))
    }
}
