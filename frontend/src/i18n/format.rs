//! Numbers as people of each language write them. In Spanish a decimal comma, and a thin space
//! between thousands from five digits on, as its academies write: a point means decimals in Mexico
//! and thousands in Argentina. Not `Intl`: the canvas writes numbers in every
//! frame, and tests run natively. Dates and times of day are the browser's
//! ([`crate::platform::clock`]).

use crate::i18n::Lang;

/// Narrow no-break space.
const THIN: char = '\u{202f}';

impl Lang {
    fn decimal(self) -> char {
        match self {
            Lang::Pt | Lang::Es => ',',
            Lang::En => '.',
        }
    }

    fn thousands(self) -> char {
        match self {
            Lang::Pt => '.',
            Lang::En => ',',
            Lang::Es => THIN,
        }
    }

    /// A whole number in groups of three: 1.012, 1,012, 1012; 10 120 in Spanish.
    #[must_use]
    pub fn whole(self, n: u64) -> String {
        let digits = n.to_string();
        if self == Lang::Es && digits.len() < 5 {
            return digits;
        }
        let mut text = String::with_capacity(digits.len() + digits.len() / 3);
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                text.push(self.thousands());
            }
            text.push(digit);
        }
        text
    }

    /// A number with this many decimals, rounded half away from zero. In whole numbers: the
    /// standard library rounds halves to even.
    #[must_use]
    pub fn fixed(self, n: f64, decimals: u32) -> String {
        let unit = 10_u64.pow(decimals);
        let units = (n.abs() * unit as f64).round() as u64;
        let sign = if n < 0.0 && units > 0 { "−" } else { "" };
        let whole = self.whole(units / unit);
        if decimals == 0 {
            return format!("{sign}{whole}");
        }
        let fraction = units % unit;
        format!("{sign}{whole}{}{fraction:0width$}", self.decimal(), width = decimals as usize)
    }

    /// A duration as number and unit: `<1 ms`, `840 ms`, `1,87 s`, `2 min`.
    #[must_use]
    pub fn duration_parts(self, ms: f64) -> (String, &'static str) {
        match ms.abs() {
            a if a < 0.5 => ("<1".into(), "ms"),
            a if a < 999.5 => (self.fixed(ms, 0), "ms"),
            a if a < 59_950.0 => (self.fixed(ms / 1000.0, if a < 9_995.0 { 2 } else { 1 }), "s"),
            a if a < 5_970_000.0 => (self.fixed(ms / 60_000.0, 1), "min"),
            _ => (self.fixed(ms / 3_600_000.0, 1), "h"),
        }
    }

    /// A duration: `1,87 s`.
    #[must_use]
    pub fn duration(self, ms: f64) -> String {
        let (number, unit) = self.duration_parts(ms);
        format!("{number}\u{a0}{unit}")
    }

    /// Seconds with two decimals, which do not jump between units as they grow: for what is watched
    /// while it counts.
    #[must_use]
    pub fn seconds(self, ms: f64) -> String {
        format!("{}\u{a0}s", self.fixed(ms.max(0.0) / 1000.0, 2))
    }

    /// A wait: milliseconds, and from a tenth of a second on seconds with two decimals. The waits
    /// of an interval of seconds are so all in one unit, wherever they stand.
    #[must_use]
    pub fn wait(self, ms: f64) -> String {
        let (number, unit) = self.wait_parts(ms);
        format!("{number}\u{a0}{unit}")
    }

    /// A wait as number and unit.
    #[must_use]
    pub fn wait_parts(self, ms: f64) -> (String, &'static str) {
        match ms.abs() {
            a if a < 99.5 => self.duration_parts(ms),
            _ => (self.fixed(ms / 1000.0, 2), "s"),
        }
    }

    /// Time by which push was earlier, with its sign: `+84 ms`, `+1,87 s`; `−3 ms` when pull was.
    #[must_use]
    pub fn lead(self, ms: f64) -> String {
        format!("{}{}", if ms < 0.0 { "−" } else { "+" }, self.wait(ms.abs()))
    }

    /// A size in thousands of bytes as number and unit: `412 B`, `6,1 KB`, `1,2 MB`.
    #[must_use]
    pub fn size_parts(self, bytes: u64) -> (String, &'static str) {
        match bytes {
            0..1000 => (self.whole(bytes), "B"),
            1000..999_950 => (self.fixed(bytes as f64 / 1e3, 1), "KB"),
            999_950..999_950_000 => (self.fixed(bytes as f64 / 1e6, 1), "MB"),
            _ => (self.fixed(bytes as f64 / 1e9, 1), "GB"),
        }
    }

    /// A size: `6,1 KB`.
    #[must_use]
    pub fn size(self, bytes: u64) -> String {
        let (number, unit) = self.size_parts(bytes);
        format!("{number}\u{a0}{unit}")
    }

    /// A share as a percentage without decimals, never 0 or 100 unless it is.
    #[must_use]
    pub fn percent(self, share: f64) -> String {
        format!("{}%", self.fixed(percent(share), 0))
    }

    /// A large number as one says it: 432 milhões, 4.3 billion.
    #[must_use]
    pub fn spoken(self, n: f64) -> String {
        let (divisor, one, many) = match (n, self) {
            (n, Lang::Pt) if n >= 999.5e6 => (1e9, "bilhão", "bilhões"),
            (n, Lang::Pt) if n >= 999.5e3 => (1e6, "milhão", "milhões"),
            (n, Lang::En) if n >= 999.5e6 => (1e9, "billion", "billion"),
            (n, Lang::En) if n >= 999.5e3 => (1e6, "million", "million"),
            // A billion is a million millions there.
            (n, Lang::Es) if n >= 999.5e3 => (1e6, "millón", "millones"),
            _ => return self.whole(n.round() as u64),
        };
        let number = n / divisor;
        let shown = self.fixed(number, if number < 9.95 { 1 } else { 0 });
        // In Portuguese the plural begins at two, in Spanish after one.
        let singular = if self == Lang::Es { number < 1.05 } else { number < 1.95 };
        format!("{shown}\u{a0}{}", if singular { one } else { many })
    }
}

/// A share in whole per cent, never 0 or 100 unless it is.
pub(super) fn percent(share: f64) -> f64 {
    let percent = share * 100.0;
    if percent > 0.0 && percent < 100.0 {
        percent.round().clamp(1.0, 99.0)
    } else {
        percent.round()
    }
}

#[cfg(test)]
mod tests {
    use crate::i18n::format::Lang::En;
    use crate::i18n::format::Lang::Es;
    use crate::i18n::format::Lang::Pt;

    #[test]
    fn groups_and_decimals() {
        assert_eq!((Pt.whole(1012), En.whole(1012)), ("1.012".into(), "1,012".into()));
        assert_eq!((Es.whole(1012), Es.whole(86_400)), ("1012".into(), "86\u{202f}400".into()));
        assert_eq!(Es.fixed(12_345.67, 1), "12\u{202f}345,7");
        assert_eq!(
            (En.whole(0), En.whole(999), En.whole(1_000_000)),
            ("0".into(), "999".into(), "1,000,000".into())
        );
        assert_eq!(
            (Pt.fixed(1234.56, 1), En.fixed(-0.04, 1), En.fixed(-1.5, 1)),
            ("1.234,6".into(), "0.0".into(), "−1.5".into())
        );
    }

    #[test]
    fn durations() {
        for (ms, text) in [
            (0.2, "<1 ms"),
            (0.7, "1 ms"),
            (840.4, "840 ms"),
            (999.6, "1,00 s"),
            (1870.0, "1,87 s"),
            (12_345.0, "12,3 s"),
            (60_000.0, "1,0 min"),
            (7_200_000.0, "2,0 h"),
            (-1870.0, "−1,87 s"),
        ] {
            assert_eq!(Pt.duration(ms), text.replace(' ', "\u{a0}"), "{ms}");
        }
        assert_eq!(En.seconds(123.0), "0.12\u{a0}s");
        let leads = [-3.0, 0.0, 99.0, 840.0, 999.7, 12_345.0].map(|ms| En.lead(ms));
        assert_eq!(
            leads.map(|lead| lead.replace('\u{a0}', " ")),
            ["−3 ms", "+<1 ms", "+99 ms", "+0.84 s", "+1.00 s", "+12.35 s"]
        );
    }

    #[test]
    fn sizes_and_shares() {
        for (bytes, text) in [
            (0, "0 B"),
            (999, "999 B"),
            (6100, "6.1 KB"),
            (999_950, "1.0 MB"),
            (1_200_000, "1.2 MB"),
        ] {
            assert_eq!(En.size(bytes), text.replace(' ', "\u{a0}"));
        }
        for (share, text) in
            [(0.0, "0%"), (0.001, "1%"), (0.786, "79%"), (0.999, "99%"), (1.0, "100%")]
        {
            assert_eq!(En.percent(share), text);
        }
        assert_eq!(En.shares(0.125, 24), ("with an event: 87% of 24".into(), "empty: 13%".into()));
    }

    #[test]
    fn spoken() {
        for (n, pt, en, es) in [
            (432e6, "432 milhões", "432 million", "432 millones"),
            (1e6, "1,0 milhão", "1.0 million", "1,0 millón"),
            (1.5e6, "1,5 milhão", "1.5 million", "1,5 millones"),
            (4.32e9, "4,3 bilhões", "4.3 billion", "4320 millones"),
            (86_400.0, "86.400", "86,400", "86\u{202f}400"),
        ] {
            assert_eq!(Es.spoken(n), es.replace(' ', "\u{a0}"));
            assert_eq!(Pt.spoken(n), pt.replace(' ', "\u{a0}"));
            assert_eq!(En.spoken(n), en.replace(' ', "\u{a0}"));
        }
    }
}
