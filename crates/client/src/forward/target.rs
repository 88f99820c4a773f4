//! Where events go: a URL, or a command.

use std::fmt;

use anyhow::{Context as _, Result, bail, ensure};
use hyper::Uri;
use sha2::{Digest as _, Sha256};
use wire::{Channel, ConsumerName, Digest};

/// Longest name of a consumer.
const MAX_NAME: usize = 64;
/// Characters of the digest at the end of a name that was cut.
const DIGEST: usize = 8;

/// Where the events of a channel go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// An HTTP request each.
    Url(Url),
    /// A run of a command each, by `sh -c`.
    Command(String),
}

/// An address that requests go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url {
    /// `http` or `https`.
    pub(super) scheme: String,
    /// Host, and port where there is one.
    pub(super) authority: String,
    /// Path without its last `/`.
    pub(super) path: String,
    /// Query without its `?`.
    pub(super) query: Option<String>,
}

impl Url {
    /// Host, without brackets, and port.
    pub(super) fn host_and_port(&self) -> (String, u16) {
        let parsed: Option<hyper::http::uri::Authority> = self.authority.parse().ok();
        let host = parsed.as_ref().map_or("", |authority| authority.host()).trim_matches(['[', ']']);
        let port = parsed.as_ref().and_then(|authority| authority.port_u16());
        (host.to_owned(), port.unwrap_or(if self.scheme == "https" { 443 } else { 80 }))
    }

    /// Host, and port where it is written.
    #[must_use]
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// Reads `http://host:port/path?query`. The scheme may be left out where there is a port.
    ///
    /// # Errors
    /// When it is no such URL.
    pub fn parse(text: &str) -> Result<Self> {
        const HOW: &str = "give a URL, as in http://localhost:3000/webhooks";
        let whole = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
        let uri: Uri = whole.parse().ok().context(HOW)?;
        let scheme = uri.scheme_str().filter(|scheme| matches!(*scheme, "http" | "https")).context(HOW)?;
        let authority = uri.authority().context(HOW)?;
        ensure!(!authority.as_str().contains('@'), "leave user and password out of the URL: headers go as they came");
        let named = text.contains("://") || authority.port().is_some();
        ensure!(named && !authority.host().is_empty() && !authority.as_str().ends_with(':'), HOW);
        ensure!(!text.contains('#'), HOW);
        let path = uri.path().strip_suffix('/').unwrap_or(uri.path());
        Ok(Self {
            scheme: scheme.to_owned(),
            authority: authority.as_str().to_owned(),
            path: path.to_owned(),
            query: uri.query().map(str::to_owned),
        })
    }
}

/// Reads `CHANNEL=URL` or `URL`.
///
/// # Errors
/// When it is neither.
pub fn of_channel(text: &str) -> Result<(Option<Channel>, Url)> {
    // No URL has a channel's name before its first '='.
    match text.split_once('=').and_then(|(name, url)| Some((Channel::new(name).ok()?, url))) {
        Some((channel, url)) => Ok((Some(channel), Url::parse(url)?)),
        None => Ok((None, Url::parse(text)?)),
    }
}

impl Target {
    /// Name of a consumer that is given none: host, port and path, or the command.
    ///
    /// # Errors
    /// When nothing of it can stand in a name.
    pub fn name(&self) -> Result<ConsumerName> {
        let text = match self {
            Self::Url(url) => format!("{}{}", url.authority, url.path),
            Self::Command(command) => format!("exec-{command}"),
        };
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_');
        let mut name = String::new();
        for c in text.chars() {
            let c = if allowed(c) { c } else { '-' };
            if c != '-' || !name.ends_with('-') {
                name.push(c);
            }
        }
        let mut name = name.trim_matches('-').to_owned();
        if name.len() > MAX_NAME {
            // Two that begin alike are two.
            let digest = Digest(Sha256::digest(&text).into()).to_string();
            name = format!("{}-{}", &name[..MAX_NAME - DIGEST - 1], &digest[..DIGEST]);
        }
        ConsumerName::new(&name).with_context(|| format!("give the consumer for '{text}' a name, with --name"))
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(url) => url.fmt(f),
            Self::Command(command) => f.write_str(command),
        }
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { scheme, authority, path, query } = self;
        write!(f, "{scheme}://{authority}{path}")?;
        query.as_ref().map_or(Ok(()), |query| write!(f, "?{query}"))
    }
}

/// Reads `start`, `now` or a position.
///
/// # Errors
/// When it is none of them.
pub fn start(text: &str) -> Result<wire::StartAt> {
    Ok(match text {
        "start" => wire::StartAt::Start,
        "now" => wire::StartAt::Now,
        seq => match seq.parse() {
            Ok(seq) => wire::StartAt::Seq(seq),
            Err(_) => bail!("give start, now, or the position of the first event, as in 17"),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls() {
        for (text, shown, name) in [
            ("http://localhost:3000", "http://localhost:3000", "localhost-3000"),
            ("localhost:3000/a/", "http://localhost:3000/a", "localhost-3000-a"),
            ("https://x.example/a//b?c=d", "https://x.example/a//b?c=d", "x.example-a-b"),
            ("http://[::1]:80", "http://[::1]:80", "1-80"),
        ] {
            let url = Url::parse(text).unwrap();
            assert_eq!((url.to_string().as_str(), Target::Url(url).name().unwrap().as_str()), (shown, name), "{text}");
        }
        for text in ["", "x", "ftp://x", "http://", "http://u:p@x", "http://x:", "http://a b", "http://x#a", "3000"] {
            assert!(Url::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_channel_may_stand_before_its_url() {
        let of = |text| of_channel(text).map(|(channel, url)| (channel.map(|c| c.to_string()), url.to_string()));
        assert_eq!(of("loja=http://h/a?b=c").unwrap(), (Some("loja".into()), "http://h/a?b=c".into()));
        assert_eq!(of("http://h?b=c").unwrap(), (None, "http://h?b=c".into()));
        assert_eq!(of("h:1?b=c").unwrap(), (None, "http://h:1?b=c".into()));
        assert!(of("loja=").is_err() && of("lo ja=http://h").is_err());
    }

    #[test]
    fn names_have_a_length() {
        let long = |end: &str| Target::Command(format!("{}{end}", "a".repeat(90))).name().unwrap();
        assert_eq!(long("b").as_str().len(), MAX_NAME);
        assert_ne!(long("b"), long("c"));
        let nothing = Target::Url(Url::parse("http://[::]").unwrap()).name();
        assert!(nothing.unwrap_err().to_string().contains("--name"));
        assert_eq!(Target::Command("./handle.py --x".into()).name().unwrap().as_str(), "exec-.-handle.py-x");
    }

    #[test]
    fn starts() {
        assert_eq!(start("17").unwrap(), wire::StartAt::Seq(17));
        for text in ["", "later", "-1", "1.5"] {
            assert!(start(text).is_err(), "{text}");
        }
    }
}
