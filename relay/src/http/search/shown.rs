//! The texts of an event that people are shown and that do not stand in it as it was received.

use std::sync::Arc;

use gancho_store::{Searched, ShownText};
use wire::{json_unescaped, percent_decoded};

use crate::annotate::AnnotationContext;
use crate::readable;

/// Gives them for a channel's events: note, provider, kind and summary; path and query without their
/// percent-encoding; the body without compression, in UTF-8, and without the escapes of JSON or of a
/// form.
pub(super) fn text_of(context: &AnnotationContext) -> ShownText {
    let context = context.clone();
    Arc::new(move |event| {
        let shown = texts(&context, event);
        (!shown.is_empty()).then_some(shown)
    })
}

fn texts(context: &AnnotationContext, event: &Searched<'_>) -> Vec<u8> {
    let mut shown = Vec::new();
    let mut line = |text: &[u8]| {
        shown.extend_from_slice(text);
        shown.push(b'\n');
    };
    let decoded = readable::part(event.headers, event.body);
    let body = &decoded.bytes;
    let is_form = readable::declared(event.headers).is_form();
    if !decoded.is_unchanged() {
        line(body);
    }
    let plain = if is_form { percent_decoded(body, true) } else { json_unescaped(body) };
    let others = [
        event.note.map(<[u8]>::to_vec),
        percent_decoded(event.path, false),
        event.query.and_then(|query| percent_decoded(query, true)),
        plain,
        context.title(event, body).map(String::into_bytes),
    ];
    others.iter().flatten().for_each(|text| line(text));
    shown
}
