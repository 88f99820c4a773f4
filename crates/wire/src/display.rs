//! Characters that a screen obeys instead of showing.

/// True for a character which makes a terminal or an editor show something else than what is there:
/// control characters (C0 but for tab and line feed, DEL, C1), those that change the direction of
/// text, line separators that are no line feed, and the byte order mark.
///
/// What is copied as code has escapes in their place, so that what is read is what runs.
#[must_use]
pub fn is_display_control(c: char) -> bool {
    match c {
        '\t' | '\n' => false,
        '\u{61c}' | '\u{200e}' | '\u{200f}' => true,
        '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => true,
        c => c.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_obeyed_is_told_from_what_is_shown() {
        let obeyed = "\0\x07\r\x1b\u{7f}\u{85}\u{9b}\u{61c}\u{200e}\u{200f}\u{2028}\u{2029}\u{202a}\u{202e}\u{2066}\u{2069}\u{feff}";
        for c in obeyed.chars() {
            assert!(is_display_control(c), "{c:?}");
        }
        for c in "aç \t\n~ 🥖👩\u{200d}🚀\u{a0}שלום".chars() {
            assert!(!is_display_control(c), "{c:?}");
        }
    }
}
