//! A public address by an installed program: ngrok, cloudflared, or ssh to a host that forwards.
//!
//! The program is started, its address is read from what it prints, and it is started again when it
//! ends. Nothing is downloaded, and no account is made: what is missing is said.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::process::Stdio;
use std::str::FromStr;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use measure::Random;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, timeout};

use crate::public_address::PublicAddress;

mod address;

/// How long a program may take to say its address.
const STARTING: Duration = Duration::from_secs(30);
/// First and longest wait before an ended program is started again.
const FIRST_WAIT: Duration = Duration::from_millis(300);
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// One that ran for so long is started again after the first wait.
const STEADY: Duration = Duration::from_secs(60);
/// Last lines of a program that are kept for a message.
const LAST_LINES: usize = 3;

/// A program that gives this machine a public address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tunnel {
    /// `ngrok http`, which needs an account.
    Ngrok,
    /// `cloudflared tunnel`, which needs none.
    Cloudflared,
    /// `ssh -R` to this host, a service that says the address it gives.
    Ssh(String),
}

impl FromStr for Tunnel {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        match text.split_once(':') {
            None if text == "ngrok" => Ok(Self::Ngrok),
            None if text == "cloudflared" => Ok(Self::Cloudflared),
            Some(("ssh", host)) => {
                let is_host = !host.is_empty() && !host.starts_with('-') && !host.contains(char::is_whitespace);
                ensure!(is_host, "give a host, as in ssh:localhost.run or ssh:me@server.example");
                Ok(Self::Ssh(host.to_owned()))
            }
            _ => bail!("give ngrok, cloudflared or ssh:HOST"),
        }
    }
}

impl fmt::Display for Tunnel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ngrok => f.write_str("ngrok"),
            Self::Cloudflared => f.write_str("cloudflared"),
            Self::Ssh(host) => write!(f, "ssh to {host}"),
        }
    }
}

impl Tunnel {
    fn command(&self, relay: SocketAddr) -> Command {
        let (program, arguments) = match self {
            Self::Ngrok => ("ngrok", format!("http --log stdout --log-format json http://{relay}")),
            Self::Cloudflared => ("cloudflared", format!("tunnel --no-autoupdate --url http://{relay}")),
            Self::Ssh(_) => {
                ("ssh", format!("-T -o ExitOnForwardFailure=yes -o ServerAliveInterval=15 -R 80:{relay} --"))
            }
        };
        let mut command = Command::new(program);
        command.args(arguments.split(' '));
        if let Self::Ssh(host) = self {
            command.arg(host);
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        command
    }

    /// The tunnel as it was asked for: `cloudflared`, `ssh:host`.
    fn flag(&self) -> String {
        match self {
            Self::Ssh(host) => format!("ssh:{host}"),
            other => other.to_string(),
        }
    }

    /// How to get the program.
    fn how_to_get(&self) -> &'static str {
        match self {
            Self::Ngrok => {
                "install it from ngrok.com/download, and give it your account once: ngrok config add-authtoken …"
            }
            Self::Cloudflared => "install it from developers.cloudflare.com (Tunnel, Downloads); it needs no account",
            Self::Ssh(_) => "install OpenSSH's client",
        }
    }
}

/// A program that runs, and has said its address.
#[derive(Debug)]
pub struct Running {
    tunnel: Tunnel,
    relay: SocketAddr,
    child: Child,
    lines: mpsc::Receiver<String>,
    /// The public address: scheme and host.
    pub url: String,
}

impl Running {
    /// Starts the program for a relay that listens there, and waits until it says its address.
    ///
    /// # Errors
    /// A sentence for the user: it is not installed, ended, or says no address.
    pub async fn start(tunnel: Tunnel, mut relay: SocketAddr) -> Result<Self> {
        if relay.ip().is_unspecified() {
            // Listening everywhere includes here.
            relay.set_ip(if relay.is_ipv4() { Ipv4Addr::LOCALHOST.into() } else { Ipv6Addr::LOCALHOST.into() });
        }
        let command = tunnel.command(relay);
        Self::run(tunnel, relay, command).await
    }

    async fn run(tunnel: Tunnel, relay: SocketAddr, mut command: Command) -> Result<Self> {
        let spawned = command.spawn();
        let mut child = spawned.map_err(|e| match e.kind() {
            std::io::ErrorKind::NotFound => anyhow!("--tunnel {tunnel}: it is not installed: {}", tunnel.how_to_get()),
            _ => anyhow!("--tunnel {tunnel}: cannot start it: {e}"),
        })?;
        let (sender, mut lines) = mpsc::channel(64);
        read(child.stdout.take().context("its output")?, sender.clone());
        read(child.stderr.take().context("its errors")?, sender);
        let mut last = Vec::new();
        let address = async {
            while let Some(line) = lines.recv().await {
                if let Some(url) = address::of(&tunnel, &line) {
                    return Some(url);
                }
                if last.len() == LAST_LINES {
                    last.remove(0);
                }
                last.push(line.chars().take(300).collect::<String>());
            }
            None
        };
        let said = |last: &[String]| match last {
            [] => "it said nothing".to_owned(),
            last => format!("it said last:\n  {}", last.join("\n  ")),
        };
        match timeout(STARTING, address).await {
            Ok(Some(url)) => Ok(Self { tunnel, relay, child, lines, url }),
            Ok(None) => bail!("--tunnel {tunnel}: it ended and gave no address; {}", said(&last)),
            Err(_) => bail!("--tunnel {tunnel}: it gave no address within {} s; {}", STARTING.as_secs(), said(&last)),
        }
    }

    /// Keeps it running, for as long as this is not dropped, and says how it goes.
    pub async fn keep(mut self, public: PublicAddress) {
        let mut chance = Random::new(std::process::id());
        let program = self.tunnel.flag();
        let mut wait = FIRST_WAIT;
        loop {
            let begun = Instant::now();
            // What it says is read: a full pipe would stop it.
            while self.lines.recv().await.is_some() {}
            let status = self.child.wait().await.map(|status| status.to_string()).unwrap_or_default();
            tracing::warn!("{program} ended ({status}): starting it again");
            public.tunnel_is_away(&program, format!("it ended ({status})"));
            // One that ends as soon as it runs is not to ask its service for addresses without end.
            wait = if begun.elapsed() < STEADY { (wait * 2).min(LONGEST_WAIT) } else { FIRST_WAIT };
            loop {
                sleep(wait.mul_f64(0.75 + chance.fraction() / 2.0)).await;
                match Self::start(self.tunnel.clone(), self.relay).await {
                    Ok(again) => {
                        if again.url == self.url {
                            tracing::info!("{program} is back, at {}", again.url);
                        } else {
                            tracing::warn!(
                                "{program} is back at another address, {}: webhooks come in there",
                                again.url
                            );
                        }
                        self = again;
                        self.tell(&public);
                        break;
                    }
                    Err(why) => {
                        tracing::warn!("{why:#}");
                        public.tunnel_is_away(&program, format!("{why:#}"));
                        wait = (wait * 2).min(LONGEST_WAIT);
                    }
                }
            }
        }
    }

    /// Says that it runs, and at which address.
    pub fn tell(&self, public: &PublicAddress) {
        let program = self.tunnel.flag();
        match self.url.parse() {
            Ok(url) => public.tunnel_is_up(&program, url),
            // Not met: what is read from a program's words is an origin.
            Err(why) => public.tunnel_is_away(&program, format!("its address, {}, is none: {why}", self.url)),
        }
    }
}

/// Hands on lines, until nobody wants more.
fn read(from: impl AsyncRead + Send + Unpin + 'static, to: mpsc::Sender<String>) {
    tokio::spawn(async move {
        let mut lines = BufReader::new(from).split(b'\n');
        while let Ok(Some(line)) = lines.next_segment().await {
            if to.send(String::from_utf8_lossy(&line).into_owned()).await.is_err() {
                return;
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tunnels_are_read() {
        assert_eq!("ngrok".parse::<Tunnel>().unwrap(), Tunnel::Ngrok);
        assert_eq!("ssh:me@h.example".parse::<Tunnel>().unwrap(), Tunnel::Ssh("me@h.example".into()));
        for bad in ["", "other", "ngrok:x", "ssh", "ssh:", "ssh:-oProxyCommand=x", "ssh:a b"] {
            assert!(bad.parse::<Tunnel>().is_err(), "{bad}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_program_that_prints_nonsense_without_end_is_given_up() {
        for tunnel in [Tunnel::Ngrok, Tunnel::Cloudflared, Tunnel::Ssh("h".into())] {
            let mut command = Command::new("sh");
            command.args(["-c", "while :; do printf '\\377\\033[31m nonsense {\"msg\":\\n'; done"]);
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
            let why = Running::run(tunnel, ([127, 0, 0, 1], 1).into(), command).await.unwrap_err().to_string();
            assert!(why.contains("it gave no address within 30 s"), "{why}");
        }
    }
}
