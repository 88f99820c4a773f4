//! Custom signature schemes.

/// The scheme to start from: a [`wire::CustomScheme`] as JSON, which shows the fields by example.
pub const DEFAULT_SCHEME: &str =
    r#"{"header":"x-signature","prefix":"","hash":"sha256","encoding":"hex","template":"{body}"}"#;

/// True for a text that says how something is signed.
#[must_use]
pub fn is_scheme(text: &str) -> bool {
    serde_json::from_str::<wire::CustomScheme>(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_is_what_is_meant_without_a_scheme() {
        let scheme: wire::CustomScheme = serde_json::from_str(DEFAULT_SCHEME).unwrap();
        assert_eq!((scheme.prefix.as_str(), scheme.template.as_str()), ("", "{body}"));
        let read: providers::CustomScheme = serde_json::from_str(DEFAULT_SCHEME).unwrap();
        let usual = providers::CustomScheme::default();
        assert!(read.header.eq_ignore_ascii_case(&usual.header));
        assert_eq!(providers::CustomScheme { header: usual.header.clone(), ..read }, usual);
    }
}
