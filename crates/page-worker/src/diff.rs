//! What differs between two texts, line by line.

use serde::{Deserialize, Serialize};
use similar::{ChangeTag, TextDiff};

/// A line of either text or of both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// `-` of the old text alone, `+` of the new one alone, a space of both.
    pub sign: char,
    /// The line, without its end.
    pub line: String,
}

/// Lines around a change that are shown with it.
const AROUND: usize = 3;
/// Most lines that are shown.
const MOST: usize = 2000;
/// Most lines of a text that are compared: two that have nothing in common take the square of it.
const COMPARED: usize = 5000;

/// The lines that differ, with some around them. Nothing when nothing differs. What is left out
/// between them, or after them, is a line `…`.
#[must_use]
pub fn diff(old: &str, new: &str) -> Vec<Change> {
    let (first_of_old, first_of_new) = (first(old), first(new));
    let diff = TextDiff::from_lines(first_of_old, first_of_new);
    let mut changes = Vec::new();
    for (nth, group) in diff.grouped_ops(AROUND).iter().enumerate() {
        if nth > 0 {
            changes.push(more());
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let sign = match change.tag() {
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
                ChangeTag::Equal => ' ',
            };
            changes.push(Change { sign, line: change.value().trim_end_matches(['\r', '\n']).to_owned() });
            if changes.len() >= MOST {
                changes.push(more());
                return changes;
            }
        }
    }
    if first_of_old.len() < old.len() || first_of_new.len() < new.len() {
        changes.push(more());
    }
    changes
}

/// The lines of a text that are compared.
fn first(text: &str) -> &str {
    let end = text.match_indices('\n').nth(COMPARED - 1).map_or(text.len(), |(at, _)| at + 1);
    &text[..end]
}

fn more() -> Change {
    Change { sign: ' ', line: "…".into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_and_what_is_around_it() {
        let lines: Vec<String> = (0..20).map(|n| n.to_string()).collect();
        let old = lines.join("\n");
        let new = old.replace("\n10\n", "\nten\n");
        let shown: Vec<String> = diff(&old, &new).iter().map(|c| format!("{}{}", c.sign, c.line)).collect();
        assert_eq!(shown, [" 7", " 8", " 9", "-10", "+ten", " 11", " 12", " 13"]);
        assert_eq!(diff(&old, &old), []);
        let (old_long, new_long) = ("a\n".repeat(100_000), "b\n".repeat(100_000));
        let changes = diff(&old_long, &new_long);
        assert_eq!((changes.len(), changes.last().unwrap().line.as_str()), (MOST + 1, "…"));
        assert!(diff(&old, &old.replace("1\n", "x\n")).iter().any(|change| change.line == "…"));
    }
}
