//! Bodies that are something else than their content type says.

/// What a body is by its looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LooksLike {
    /// JSON.
    Json,
    /// XML.
    Xml,
    /// A form as browsers send it.
    Form,
}

/// What a body is, where its content type says something else. `essence`: the media type without its
/// parameters, in lower case; empty when none is declared, and then nothing is wrong. `is_json`: the
/// body is JSON, which somebody found out already.
#[must_use]
pub fn looks_like(essence: &str, text: &str, is_json: bool) -> Option<LooksLike> {
    let says = |what: &str| essence.contains(what);
    let text = text.trim_start();
    if essence.is_empty() {
        None
    } else if is_json && text.starts_with(['{', '[']) {
        // `+json`, `x-ndjson`, and what has JSON in it.
        (!says("json") && !says("event-stream")).then_some(LooksLike::Json)
    } else if text.starts_with("<?xml") {
        (!says("xml")).then_some(LooksLike::Xml)
    } else {
        (says("json") && is_form(text)).then_some(LooksLike::Form)
    }
}

/// A name, `=` and more, without a space anywhere near.
fn is_form(text: &str) -> bool {
    let start = &text[..text.floor_char_boundary(256)];
    let name = start.split('=').next().unwrap_or_default();
    name.len() < start.len()
        && !name.is_empty()
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.%[]".contains(c))
        && !start.trim_end().contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_when_a_type_and_its_body_disagree() {
        const FORM: &str = "application/x-www-form-urlencoded";
        for (essence, text, is_json, looks) in [
            (FORM, "{\"a\":1}", true, Some(LooksLike::Json)),
            ("text/plain", "[1]", true, Some(LooksLike::Json)),
            ("application/json", "{\"a\":1}", true, None),
            ("application/ld+json", "{}", true, None),
            ("", "{}", true, None),
            ("text/plain", "1", true, None),
            (FORM, "a=1&b=2", false, None),
            ("application/json", "a=1&b=%20", false, Some(LooksLike::Form)),
            ("application/json", "a = 1", false, None),
            ("application/json", "{\"a=\":", false, None),
            ("application/json", " <?xml version=\"1.0\"?><a/>", false, Some(LooksLike::Xml)),
            ("application/soap+xml", "<?xml version=\"1.0\"?><a/>", false, None),
        ] {
            assert_eq!(looks_like(essence, text, is_json), looks, "{essence} {text}");
        }
    }
}
