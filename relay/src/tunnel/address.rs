//! The address in what a tunnel's program prints.

use serde::Deserialize;

use super::Tunnel;
use crate::origin::Origin;

/// A line of ngrok's log, as far as it matters.
#[derive(Deserialize)]
struct Line {
    msg: String,
    url: Option<String>,
}

/// The public address in a line; none where there is none that can be one.
pub(super) fn of(tunnel: &Tunnel, line: &str) -> Option<String> {
    let url = match tunnel {
        Tunnel::Ngrok => {
            let line: Line = serde_json::from_str(line).ok()?;
            line.url.filter(|_| line.msg == "started tunnel")?
        }
        Tunnel::Cloudflared => urls(line).find(|url| {
            // Its own service is named in its errors.
            url.ends_with(".trycloudflare.com") && !url.ends_with("//api.trycloudflare.com")
        })?,
        Tunnel::Ssh(_) => {
            let lower = line.to_ascii_lowercase();
            let is_told = lower.contains("tunneled") || lower.contains("forwarding");
            let is_alone = !line.trim().contains(char::is_whitespace);
            // Links to help stand in other lines.
            urls(line).filter(|_| is_told || is_alone).last()?
        }
    };
    let url = url.trim_end_matches('/').to_owned();
    let is_address = url.starts_with("https://") && url.parse::<Origin>().is_ok();
    is_address.then_some(url)
}

/// What stands in a line from `https://` to a space, or to what no address has at its end.
fn urls(line: &str) -> impl Iterator<Item = String> + '_ {
    line.match_indices("https://").map(|(at, _)| {
        let url = line[at..].split(char::is_whitespace).next().unwrap_or_default();
        url.trim_end_matches(['|', ',', '.', ')', '"', '\'', '/']).to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_and_nonsense_is_none() {
        let ssh = Tunnel::Ssh("localhost.run".into());
        for (tunnel, line, expected) in [
            (
                Tunnel::Ngrok,
                r#"{"addr":"http://localhost:7878","lvl":"info","msg":"started tunnel","name":"command_line","url":"https://1a2b.ngrok-free.app"}"#,
                Some("https://1a2b.ngrok-free.app"),
            ),
            (Tunnel::Ngrok, r#"{"lvl":"info","msg":"open config file","url":"https://x.example"}"#, None),
            (Tunnel::Ngrok, r#"{"msg":"started tunnel","url":"tcp://0.tcp.ngrok.io:1"}"#, None),
            (Tunnel::Ngrok, r#"{"msg":"started tunnel","url":"https://a b"}"#, None),
            (Tunnel::Ngrok, "nonsense https://x.example", None),
            (
                Tunnel::Cloudflared,
                "2026-11-28T10:00:00Z INF |  https://one-two-three.trycloudflare.com          |",
                Some("https://one-two-three.trycloudflare.com"),
            ),
            (Tunnel::Cloudflared, "ERR https://api.trycloudflare.com is not reached", None),
            (Tunnel::Cloudflared, "see https://developers.cloudflare.com/tunnel", None),
            (
                ssh.clone(),
                "1a2b.lhr.life tunneled with tls termination, https://1a2b.lhr.life",
                Some("https://1a2b.lhr.life"),
            ),
            (ssh.clone(), "Forwarding HTTP traffic from https://abc.serveo.net", Some("https://abc.serveo.net")),
            (ssh.clone(), "https://abc.example\r", Some("https://abc.example")),
            (ssh.clone(), "help is at https://localhost.run/docs", None),
            (ssh, "\u{fffd}\u{1b}[31m", None),
        ] {
            assert_eq!(of(&tunnel, line).as_deref(), expected, "{line}");
        }
    }
}
