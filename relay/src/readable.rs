//! Bodies of events, made readable for whoever looks into them: what was received stays as it came.

use decode::{Declared, Decoded, Limits, decode, decompress};
use gancho_store::NewEvent;
use wire::Headers;

/// What an event's headers say about its body.
pub(crate) fn declared(headers: &Headers) -> Declared<'_> {
    Declared::of(headers.0.iter().map(|(name, value)| (name.as_str(), value.as_bytes())))
}

/// The readable form of an event's body, borrowed when that is what was sent.
pub(crate) fn body(event: &NewEvent) -> Decoded<'_> {
    part(&event.headers, &event.body)
}

/// An event's body as it was before its sender compressed it. `None` when it is not compressed.
pub(crate) fn uncompressed(event: &NewEvent) -> Option<Decoded<'_>> {
    let decoded = decompress(&declared(&event.headers), &event.body, &Limits::default());
    (!decoded.is_unchanged()).then_some(decoded)
}

/// The readable form of the first 64 KiB of an event's body, cheap enough for the threads of the
/// runtime: what asks for a handshake is short.
pub(crate) fn start(event: &NewEvent) -> Decoded<'_> {
    const START: usize = 64 * 1024;
    let limits = Limits { input: START, output: START, free: START, ..Limits::default() };
    decode(&declared(&event.headers), &event.body, &limits)
}

/// The readable form of a part of a body, from its start.
pub(crate) fn part<'b>(headers: &Headers, bytes: &'b [u8]) -> Decoded<'b> {
    decode(&declared(headers), bytes, &Limits::default())
}
