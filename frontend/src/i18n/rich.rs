//! Sentences in which some words stand out.

/// A piece of a rich sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// As it is.
    Plain(&'a str),
    /// In the colour of push.
    Push(&'a str),
    /// In the colour of pull.
    Pull(&'a str),
    /// Strong.
    Strong(&'a str),
    /// Monospace.
    Code(&'a str),
}

/// Makes a piece of what a mark holds.
type Mark<'a> = fn(&'a str) -> Piece<'a>;

/// Takes a rich sentence apart. Anything but a known mark is plain text.
#[must_use]
pub fn rich<'a>(sentence: &'a str) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    let (mut rest, mut plain) = (sentence, 0);
    while let Some(at) = rest[plain..].find('[').map(|at| at + plain) {
        let marks: [(&str, Mark<'a>); 4] = [
            ("[push:", Piece::Push),
            ("[pull:", Piece::Pull),
            ("[b:", Piece::Strong),
            ("[code:", Piece::Code),
        ];
        let found = marks.iter().find_map(|(mark, piece)| {
            let inner = rest[at..].strip_prefix(mark)?;
            Some((piece, inner.split_once(']')?))
        });
        match found {
            Some((piece, (inner, after))) => {
                if at > 0 {
                    pieces.push(Piece::Plain(&rest[..at]));
                }
                pieces.push(piece(inner));
                (rest, plain) = (after, 0);
            }
            None => plain = at + 1,
        }
    }
    if !rest.is_empty() {
        pieces.push(Piece::Plain(rest));
    }
    pieces
}

/// The words of a rich sentence without their looks, for a name or a title.
#[must_use]
pub fn plain(sentence: &str) -> String {
    let words = rich(sentence).into_iter().map(|piece| match piece {
        Piece::Plain(text)
        | Piece::Push(text)
        | Piece::Pull(text)
        | Piece::Strong(text)
        | Piece::Code(text) => text,
    });
    words.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rich_sentences() {
        assert_eq!(
            rich("O [push:push] soube [b:1,01 s] antes [x] do [pull:pull]"),
            [
                Piece::Plain("O "),
                Piece::Push("push"),
                Piece::Plain(" soube "),
                Piece::Strong("1,01 s"),
                Piece::Plain(" antes [x] do "),
                Piece::Pull("pull")
            ]
        );
        assert_eq!(rich("[b:"), [Piece::Plain("[b:")]);
        assert_eq!(rich(""), []);
    }
}
