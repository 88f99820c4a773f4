//! A stored event as its sender's request, for `providers` to look at.

use providers::Request;

use gancho_store::NewEvent;

/// Scheme and host that a sender was told: `public_url`, or by what headers it reached the relay.
pub(crate) fn base<'h>(public_url: Option<&str>, header: impl Fn(&str) -> Option<&'h str>) -> String {
    match public_url {
        Some(base) => base.to_owned(),
        None => {
            // A tunnel ends TLS before the relay, and says so.
            let first = header("x-forwarded-proto").and_then(|all| all.split(',').next()).unwrap_or_default();
            let scheme = if first.trim().eq_ignore_ascii_case("https") { "https" } else { "http" };
            format!("{scheme}://{}", header("host").unwrap_or_default())
        }
    }
}

/// What a [`Request`] borrows.
pub(crate) struct ProviderRequest<'r> {
    event: &'r NewEvent,
    url: String,
    headers: Vec<(&'r str, &'r [u8])>,
}

impl<'r> ProviderRequest<'r> {
    /// `public_url` is where senders reach the relay, when it was told; else they reached it by its `Host`.
    pub(crate) fn of(event: &'r NewEvent, public_url: Option<&str>) -> Self {
        let headers: Vec<_> = event.headers.0.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
        let text = |name: &str| {
            let found = headers.iter().find(|(n, _)| *n == name);
            found.and_then(|(_, value)| std::str::from_utf8(value).ok())
        };
        let mut url = base(public_url, text);
        url.push_str(&event.path);
        if let Some(query) = &event.query {
            url.push('?');
            url.push_str(query);
        }
        Self { event, url, headers }
    }

    /// The request with that much of its body.
    pub(crate) fn with_body<'a>(&'a self, body: &'a [u8]) -> Request<'a> {
        let NewEvent { method, query, .. } = self.event;
        Request { method, url: &self.url, query: query.as_deref(), headers: &self.headers, body }
    }
}
