//! What a signature covers.

use crate::request::Request;

/// What is signed.
#[derive(Clone, Copy)]
pub(crate) enum Content<'a> {
    /// A text in which `{body}`, `{timestamp}`, `{id}` and `{headers.name}` stand for what they name.
    Template(&'a str),
    /// Made of the request, a body in place of its own, the stamp and the id. Where senders differ there are several:
    /// the first is what is signed here, any of them is right.
    Made(fn(&Request<'_>, &[u8], Stamped<'_>) -> Vec<Vec<u8>>),
}

/// What a template may name beside the body. Empty when the request has none.
#[derive(Clone, Copy, Default)]
pub(crate) struct Stamped<'r> {
    pub stamp: &'r str,
    pub id: &'r str,
}

impl Content<'_> {
    pub(crate) fn of(&self, request: &Request<'_>, body: &[u8], stamped: Stamped<'_>) -> Vec<Vec<u8>> {
        match self {
            Content::Template(template) => vec![fill(template, request, body, stamped)],
            Content::Made(make) => make(request, body, stamped),
        }
    }

    /// Whether it is a template with the message's id in it.
    pub(crate) fn names_id(&self) -> bool {
        matches!(self, Content::Template(template) if template.contains("{id}"))
    }

    /// Whether the request has every header that the template names.
    pub(crate) fn has_its_headers(&self, request: &Request<'_>) -> bool {
        let Content::Template(template) = self else { return true };
        pieces(template).all(|piece| !matches!(piece, Piece::Header(name) if !request.has(name)))
    }
}

/// The names of the headers that a template puts in: `x-event` for `{headers.x-event}`.
pub(crate) fn headers_in(template: &str) -> impl Iterator<Item = &str> {
    pieces(template).filter_map(|piece| match piece {
        Piece::Header(name) => Some(name),
        _ => None,
    })
}

/// A part of a template.
enum Piece<'t> {
    Text(&'t str),
    Body,
    Timestamp,
    Id,
    Header(&'t str),
}

/// A template with what it names put in. What is put in is not looked at again: a body may well contain `{id}`.
fn fill(template: &str, request: &Request<'_>, body: &[u8], stamped: Stamped<'_>) -> Vec<u8> {
    let mut filled = Vec::with_capacity(template.len() + body.len());
    for piece in pieces(template) {
        filled.extend_from_slice(match piece {
            Piece::Text(text) => text.as_bytes(),
            Piece::Body => body,
            Piece::Timestamp => stamped.stamp.as_bytes(),
            Piece::Id => stamped.id.as_bytes(),
            Piece::Header(name) => request.header(name).unwrap_or_default(),
        });
    }
    filled
}

fn pieces(template: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = template;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some((piece, after)) = named(rest) {
            rest = after;
            return Some(piece);
        }
        // Up to the next brace; a brace that opens no name is text too.
        let next = rest.char_indices().skip(1).find(|(_, c)| *c == '{').map_or(rest.len(), |(at, _)| at);
        let (text, after) = rest.split_at(next);
        rest = after;
        Some(Piece::Text(text))
    })
}

/// The name with which a template begins, and what stands after it.
fn named(template: &str) -> Option<(Piece<'_>, &str)> {
    let (name, after) = template.strip_prefix('{')?.split_once('}')?;
    let piece = match name {
        "body" => Piece::Body,
        "timestamp" => Piece::Timestamp,
        "id" => Piece::Id,
        _ => Piece::Header(name.strip_prefix("headers.").filter(|name| !name.is_empty() && !name.contains('{'))?),
    };
    Some((piece, after))
}
