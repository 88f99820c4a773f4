//! Where a relay may forward to in its own process. Its settings are changed over the network, so
//! that a target is not its own person's choice as it is in a terminal.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use anyhow::{Context as _, Result, ensure};

use super::target::Url;

/// Begins the reason of an attempt that the policy stopped.
pub const NOT_ALLOWED: &str = "not allowed: ";

/// Targets that a relay may forward to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TargetPolicy {
    /// Programs on this machine: of a relay that only this machine reaches.
    pub loopback: bool,
    /// What was allowed when it was started.
    pub allowed: Vec<AllowedTarget>,
    /// Address that the relay itself listens on.
    pub own: Option<SocketAddr>,
}

/// A host, and a port unless any will do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllowedTarget {
    host: String,
    port: Option<u16>,
}

/// Why a target is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Whoever starts the relay can allow it.
    NotAllowed {
        /// What is to be allowed: a host and a port, or an address.
        target: String,
        /// The reason, in words.
        why: String,
    },
    /// No relay forwards there, for this reason in words.
    Never(String),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::NotAllowed { why, .. } | Self::Never(why)) = self;
        f.write_str(why)
    }
}

impl std::error::Error for Refusal {}

impl TargetPolicy {
    /// Looks at a URL before anything is resolved.
    ///
    /// # Errors
    /// Why it is refused.
    pub fn check_url(&self, url: &Url) -> Result<(), Refusal> {
        let (host, port) = url.host_and_port();
        let Some(address) = address(&host).map_err(Refusal::Never)? else {
            // A name may be one of this machine's: that is seen when it is resolved.
            let is_listed = self.lists(&host, port);
            return if self.loopback || is_listed { Ok(()) } else { Err(unlisted(&host, port, None)) };
        };
        self.check(&host, port, address)
    }

    /// Looks at an address that a host was resolved to.
    ///
    /// # Errors
    /// Why it is refused.
    pub fn check(&self, host: &str, port: u16, address: IpAddr) -> Result<(), Refusal> {
        let ip = embedded(address);
        let named = || if host.parse() == Ok(address) { host.to_owned() } else { format!("{host} ({address})") };
        if !is_of_one_host(ip) {
            return Err(Refusal::Never(format!("{} is no address of a program", named())));
        }
        let is_own =
            |own: SocketAddr| own.port() == port && (own.ip() == ip || (own.ip().is_unspecified() && ip.is_loopback()));
        if self.own.is_some_and(is_own) {
            let why = format!("{}:{port} is this relay itself: its events would come back to it", named());
            return Err(Refusal::Never(why));
        }
        let is_literal = host.parse::<IpAddr>().is_ok();
        let is_listed = self.lists(host, port);
        if is_link_local(ip) && !(is_listed && is_literal) {
            let why = format!(
                "{} is a link-local address, where clouds keep their machines' secrets: a relay forwards there only when \
                 the address itself is allowed, with --allow-target {address}",
                named()
            );
            return Err(Refusal::NotAllowed { target: address.to_string(), why });
        }
        let is_allowed = match ip.is_loopback() {
            true => self.loopback || (is_listed && (is_literal || host.eq_ignore_ascii_case("localhost"))),
            false => is_listed,
        };
        if is_allowed { Ok(()) } else { Err(unlisted(host, port, Some(address))) }
    }

    fn lists(&self, host: &str, port: u16) -> bool {
        let same = |allowed: &&AllowedTarget| {
            allowed.host.eq_ignore_ascii_case(host.trim_end_matches('.')) && allowed.port.is_none_or(|one| one == port)
        };
        self.allowed.iter().any(|allowed| same(&allowed))
    }
}

fn unlisted(host: &str, port: u16, address: Option<IpAddr>) -> Refusal {
    let address = address.filter(|address| host.parse() != Ok(*address));
    let address = address.map(|address| format!(" ({address})")).unwrap_or_default();
    let shown = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
    let target = format!("{shown}:{port}");
    let why = format!(
        "this relay may not forward to {target}{address}: whoever started it can allow it, with --allow-target {target}"
    );
    Refusal::NotAllowed { target, why }
}

/// The address that a host is; none for a name.
///
/// # Errors
/// When it is an address in a form that some resolvers read and people do not: `2130706433`,
/// `0x7f.1`, `127.1`.
fn address(host: &str) -> Result<Option<IpAddr>, String> {
    if let Ok(address) = host.parse() {
        return Ok(Some(address));
    }
    // As browsers tell it: a name whose last part is a number is an IPv4 address.
    let last = host.trim_end_matches('.').rsplit('.').next().unwrap_or_default();
    let is_number = !last.is_empty()
        && (last.bytes().all(|b| b.is_ascii_digit())
            || last.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("0x")));
    if is_number {
        return Err(format!("'{host}' is an address in an odd form: write it as in 127.0.0.1"));
    }
    Ok(None)
}

/// The IPv4 address in an IPv6 one that stands for it (RFC 4291, section 2.5.5.2; RFC 6052).
fn embedded(address: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = address else { return address };
    if let [0x64, 0xff9b, 0, 0, 0, 0, high, low] = v6.segments() {
        let [[a, b], [c, d]] = [high.to_be_bytes(), low.to_be_bytes()];
        return Ipv4Addr::new(a, b, c, d).into();
    }
    address.to_canonical()
}

/// True for addresses of one machine.
fn is_of_one_host(ip: IpAddr) -> bool {
    match ip {
        // "This network", multicast, and what is reserved, broadcast among it.
        IpAddr::V4(v4) => v4.octets()[0] != 0 && v4.octets()[0] < 224,
        IpAddr::V6(v6) => {
            let is_compatible = v6.segments()[..6] == [0; 6] && v6 != Ipv6Addr::LOCALHOST;
            !v6.is_multicast() && !is_compatible
        }
    }
}

fn is_link_local(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => v4.is_link_local(),
        // The second is where one cloud keeps its metadata beside 169.254.169.254.
        IpAddr::V6(v6) => v6.is_unicast_link_local() || v6 == Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254),
    }
}

impl FromStr for AllowedTarget {
    type Err = anyhow::Error;

    /// Reads `HOST` or `HOST:PORT`; an IPv6 address with a port is in brackets.
    fn from_str(text: &str) -> Result<Self> {
        const HOW: &str = "give a host, with a port or without, as in app.internal:3000";
        let port = |text: &str| text.parse::<u16>().ok().filter(|port| *port > 0).context(HOW);
        let (host, port) = match text.strip_prefix('[') {
            Some(rest) => {
                let (host, rest) = rest.split_once(']').context(HOW)?;
                let port = if rest.is_empty() { None } else { Some(port(rest.strip_prefix(':').context(HOW)?)?) };
                (host, port)
            }
            None if text.parse::<Ipv6Addr>().is_ok() => (text, None),
            None => match text.split_once(':') {
                Some((host, rest)) => (host, Some(port(rest)?)),
                None => (text, None),
            },
        };
        let is_name = |host: &str| host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'));
        ensure!(!host.is_empty() && (is_name(host) || host.parse::<Ipv6Addr>().is_ok()), HOW);
        address(host).map_err(anyhow::Error::msg)?;
        Ok(Self { host: host.to_ascii_lowercase(), port })
    }
}

impl fmt::Display for AllowedTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.host.contains(':'), self.port) {
            (true, Some(port)) => write!(f, "[{}]:{port}", self.host),
            (false, Some(port)) => write!(f, "{}:{port}", self.host),
            (_, None) => f.write_str(&self.host),
        }
    }
}

#[cfg(test)]
mod tests;
