//! Addresses that are names: the page's own after its `#`, and the path that a channel receives on.

use wire::{Channel, Seq};

/// The path that a channel receives on.
#[must_use]
pub fn webhook_path(channel: &Channel) -> String {
    if channel.is_default() { "/webhook".into() } else { format!("/webhook/{channel}") }
}

/// Parses the fragment of an address: a channel, and perhaps an event of it. `#loja/12`
#[must_use]
pub fn of_hash(hash: &str) -> (Channel, Option<Seq>) {
    let mut parts = hash.trim_start_matches('#').split('/');
    match Channel::new(parts.next().unwrap_or_default()) {
        Ok(channel) => (channel, parts.next().and_then(|seq| seq.parse().ok())),
        Err(_) => (Channel::default(), None),
    }
}

/// The fragment that names a channel, and perhaps an event of it.
#[must_use]
pub fn to_hash(channel: &Channel, event: Option<Seq>) -> String {
    event.map_or_else(|| channel.to_string(), |seq| format!("{channel}/{seq}"))
}

/// A change of the page's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// It is right already.
    None,
    /// A new step of the history: *Back* undoes it.
    Push,
    /// The same step, named otherwise.
    Replace,
    /// Back to the step before the event was opened.
    Back,
}

/// The change that makes an address name what is shown. Opening an event is a step, so that *Back*
/// closes it; going on to the next is none, so that *Back* need not be pressed for each.
#[must_use]
pub fn step(shown: (&Channel, Option<Seq>), hash: &str) -> Step {
    let (channel, event) = of_hash(hash);
    match (event, shown.1) {
        _ if channel != *shown.0 => Step::Push,
        (then, now) if then == now => Step::None,
        (None, Some(_)) => Step::Push,
        (Some(_), Some(_)) => Step::Replace,
        (Some(_), None) => Step::Back,
        (None, None) => Step::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fragment_names_a_channel_and_perhaps_an_event() {
        let loja = Channel::new("loja").unwrap();
        assert_eq!(of_hash("#loja/12"), (loja.clone(), Some(12)));
        assert_eq!((of_hash("#loja"), of_hash("#loja/x")), ((loja.clone(), None), (loja, None)));
        for other in ["", "#", "#a b/3", "#/3"] {
            assert_eq!(of_hash(other), (Channel::default(), None), "{other}");
        }
    }

    #[test]
    fn opening_an_event_is_a_step_and_going_on_is_none() {
        let (loja, other) = (Channel::new("loja").unwrap(), Channel::default());
        for (channel, event, hash, expected) in [
            (&loja, None, "#loja", Step::None),
            (&loja, Some(3), "#loja", Step::Push),
            (&loja, Some(4), "#loja/3", Step::Replace),
            (&loja, Some(4), "#loja/4", Step::None),
            (&loja, None, "#loja/4", Step::Back),
            (&other, None, "#loja/4", Step::Push),
            (&other, None, "", Step::None),
            (&other, Some(1), "", Step::Push),
        ] {
            assert_eq!(step((channel, event), hash), expected, "{channel} {event:?} {hash}");
        }
        assert_eq!(
            (to_hash(&loja, None), to_hash(&loja, Some(4))),
            ("loja".into(), "loja/4".into())
        );
    }
}
