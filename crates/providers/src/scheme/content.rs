//! What a signature covers.

use std::borrow::Cow;

use crate::request::Request;

/// What is signed.
#[derive(Clone, Copy)]
pub(crate) enum Content<'a> {
    /// A text in which `{body}`, `{timestamp}` and `{id}` stand for what they name.
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
            Content::Template(template) => vec![fill(template, body, stamped)],
            Content::Made(make) => make(request, body, stamped),
        }
    }
}

/// A template with what it names put in. What is put in is not looked at again: a body may well contain `{id}`.
fn fill(template: &str, body: &[u8], stamped: Stamped<'_>) -> Vec<u8> {
    let named: [(&str, Cow<'_, [u8]>); 3] = [
        ("{body}", body.into()),
        ("{timestamp}", stamped.stamp.as_bytes().into()),
        ("{id}", stamped.id.as_bytes().into()),
    ];
    let mut filled = Vec::with_capacity(template.len() + body.len());
    let mut rest = template;
    'all: while !rest.is_empty() {
        for (name, value) in &named {
            if let Some(after) = rest.strip_prefix(name) {
                filled.extend_from_slice(value);
                rest = after;
                continue 'all;
            }
        }
        // Up to the next brace; a brace that opens no name is text too.
        let next = rest.char_indices().skip(1).find(|(_, c)| *c == '{').map_or(rest.len(), |(at, _)| at);
        let (plain, after) = rest.split_at(next);
        filled.extend_from_slice(plain.as_bytes());
        rest = after;
    }
    filled
}
