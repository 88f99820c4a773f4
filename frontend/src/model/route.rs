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
}
