//! Characters that a screen obeys instead of showing.

/// True for a character which makes a terminal or an editor show something else than what is there:
/// control characters (C0 but for tab and line feed, DEL, C1), those that change the direction of
/// text, line separators that are no line feed, and what has no width.
///
/// What is copied as code has escapes in their place, so that what is read is what runs.
#[must_use]
pub fn is_display_control(c: char) -> bool {
    match c {
        '\t' | '\n' => false,
        // Marks, embeddings, overrides and isolates (Unicode Standard Annex 9).
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        // Line and paragraph separator.
        '\u{2028}' | '\u{2029}' => true,
        // Without a width: hyphen, space, byte order mark, and deprecated format characters. Joiners
        // (U+200C, U+200D) are not among them: emoji and several scripts are written with them.
        '\u{ad}' | '\u{180e}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{206a}'..='\u{206f}' | '\u{feff}' => true,
        // Annotations, and tags: a hidden ASCII.
        '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}' => true,
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
