//! The address that providers reach a relay at now. A tunnel that comes back may have another one.

use std::sync::Arc;

use tokio::sync::watch;

use crate::public_url::PublicUrl;

/// The public address of a relay. A clone is a handle on the same.
#[derive(Clone, Debug)]
pub struct PublicAddress(Arc<watch::Sender<Now>>);

/// The address as it is now.
#[derive(Clone, Debug, Default)]
pub struct Now {
    /// `None`: there is no public address.
    pub url: Option<Arc<PublicUrl>>,
    /// The program that gives it, when the relay runs one.
    pub tunnel: Option<String>,
    /// Why that program does not run. `None`: it does.
    pub tunnel_error: Option<String>,
    /// Rises with each change.
    pub version: u64,
}

impl PublicAddress {
    /// The address that was given, if one was.
    #[must_use]
    pub fn new(url: Option<PublicUrl>) -> Self {
        Self(Arc::new(watch::Sender::new(Now { url: url.map(Arc::new), ..Now::default() })))
    }

    /// The address as it is now.
    #[must_use]
    pub fn now(&self) -> Now {
        self.0.borrow().clone()
    }

    /// The URL as it is now.
    #[must_use]
    pub fn url(&self) -> Option<Arc<PublicUrl>> {
        self.0.borrow().url.clone()
    }

    /// Hears of each change from now on.
    #[must_use]
    pub fn changes(&self) -> watch::Receiver<Now> {
        self.0.subscribe()
    }

    /// A tunnel's program runs, and gives this address.
    pub fn tunnel_is_up(&self, program: &str, url: PublicUrl) {
        self.change(program, None, Some(url));
    }

    /// A tunnel's program has ended; its address is kept, since it may come back with it.
    pub fn tunnel_is_away(&self, program: &str, why: String) {
        self.change(program, Some(why), None);
    }

    fn change(&self, program: &str, tunnel_error: Option<String>, url: Option<PublicUrl>) {
        let tunnel = Some(program.to_owned());
        self.0.send_if_modified(|now| {
            let url = url.map(Arc::new).or_else(|| now.url.clone());
            if (&now.url, &now.tunnel, &now.tunnel_error) == (&url, &tunnel, &tunnel_error) {
                return false;
            }
            *now = Now { url, tunnel, tunnel_error, version: now.version + 1 };
            true
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_stays_until_its_tunnel_has_another_and_only_changes_are_told() {
        let address = PublicAddress::new("https://a.example".parse().ok());
        let mut changes = address.changes();
        let url = || address.url().map(|url| url.as_str().to_owned());
        address.tunnel_is_away("ngrok", "it ended".into());
        assert!(changes.has_changed().unwrap() && url().as_deref() == Some("https://a.example"));
        changes.mark_unchanged();
        address.tunnel_is_away("ngrok", "it ended".into());
        assert!(!changes.has_changed().unwrap());
        address.tunnel_is_up("ngrok", "https://b.example".parse().unwrap());
        assert!(changes.has_changed().unwrap() && url().as_deref() == Some("https://b.example"));
        assert_eq!((address.now().tunnel.as_deref(), address.now().tunnel_error), (Some("ngrok"), None));
    }
}
