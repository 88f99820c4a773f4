//! Short lines out of what strangers wrote.

use serde_json::Value;

/// The text at a JSON pointer (RFC 6901), unless it is empty.
pub(crate) fn at<'v>(value: &'v Value, pointer: &str) -> Option<&'v str> {
    value.pointer(pointer)?.as_str().filter(|text| !text.is_empty())
}

/// The text or the number at a JSON pointer, as text.
pub(crate) fn plain(value: &Value, pointer: &str) -> Option<String> {
    match value.pointer(pointer)? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// True for what is obeyed or not seen where text is shown: control characters, what changes the
/// direction of writing (U+202E makes `gpj.exe` look like `exe.jpg`), and what has no width.
///
/// The same set as `wire::is_display_control`, which this crate does not know. Joiners (U+200C, U+200D) are not among them: emoji and several scripts are written with them.
#[must_use]
pub(crate) fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c,
            // Marks, embeddings, overrides and isolates (Unicode Standard Annex 9).
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            // Line and paragraph separator.
            | '\u{2028}' | '\u{2029}'
            // Without a width: hyphen, space, byte order mark, and deprecated format characters.
            | '\u{ad}' | '\u{180e}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{206a}'..='\u{206f}' | '\u{feff}'
            // Annotations, and tags: a hidden ASCII.
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// On one line, without control characters, at most `longest` characters long.
pub(crate) fn line(text: &str, longest: usize) -> String {
    let mut shown = String::new();
    // The bound is on what is looked at, so that a megabyte of blanks costs nothing.
    let mut length = 0;
    let mut blank = false;
    for c in text.chars().take(longest * 8) {
        if c.is_whitespace() || c.is_control() {
            blank = length > 0;
            continue;
        }
        // Some of these turn the direction of what stands after them in a list.
        if is_unprintable(c) {
            continue;
        }
        if length + 1 + usize::from(blank) > longest {
            while length >= longest {
                shown.pop();
                length -= 1;
            }
            shown.push('…');
            return shown;
        }
        if blank {
            shown.push(' ');
            length += 1;
            blank = false;
        }
        shown.push(c);
        length += 1;
    }
    shown
}

/// Parts joined by ` · `; what is missing is left out. None when all of it is.
pub(crate) fn parts<const N: usize>(parts: [Option<String>; N]) -> Option<String> {
    let there: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    if there.is_empty() { None } else { Some(there.join(" · ")) }
}

/// An amount written with a point, as most APIs write it (`1299.9`), in a currency: `R$ 1.299,90`.
pub(crate) fn money(amount: &str, currency: &str) -> Option<String> {
    let (whole, fraction) = amount.split_once('.').unwrap_or((amount, ""));
    let digits = |text: &str, longest| text.len() <= longest && text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(whole, 15) || !digits(fraction, 15) {
        return None;
    }
    let cents: String = fraction.chars().chain("00".chars()).take(2).collect();
    if currency.eq_ignore_ascii_case("BRL") {
        return Some(format!("R$ {},{cents}", grouped(whole)));
    }
    Some(format!("{} {whole}.{cents}", line(&currency.to_ascii_uppercase(), 8)))
}

/// An amount in the currency's smallest unit, as Stripe counts: 12990 of BRL are `R$ 129,90`.
pub(crate) fn minor(amount: i64, currency: &str) -> Option<String> {
    // As <https://docs.stripe.com/currencies> has them. UGX has no cents, and is counted in them.
    const WHOLE: [&str; 15] =
        ["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"];
    const THOUSANDTHS: [&str; 5] = ["BHD", "JOD", "KWD", "OMR", "TND"];
    let amount = u64::try_from(amount).ok()?;
    let code = currency.to_ascii_uppercase();
    if WHOLE.contains(&code.as_str()) {
        return Some(format!("{code} {amount}"));
    }
    if THOUSANDTHS.contains(&code.as_str()) {
        return Some(format!("{code} {}.{:03}", amount / 1000, amount % 1000));
    }
    money(&format!("{}.{:02}", amount / 100, amount % 100), currency)
}

/// Thousands set apart as in Brazil.
fn grouped(digits: &str) -> String {
    let mut grouped = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_currency_has_the_places_that_stripe_counts_it_in() {
        for (amount, currency, text) in [
            (12990, "brl", "R$ 129,90"),
            (500, "jpy", "JPY 500"),
            (500, "XAF", "XAF 500"),
            (500, "clp", "CLP 500"),
            (500, "ugx", "UGX 5.00"),
            (5120, "kwd", "KWD 5.120"),
            (50, "bhd", "BHD 0.050"),
        ] {
            assert_eq!(minor(amount, currency).as_deref(), Some(text), "{currency}");
        }
    }
}
