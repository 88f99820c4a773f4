//! Arguments of `gancho send`.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, Result};
use clap::Args;
use providers::Provider;

use super::Trust;
use super::secret::Unshown;
use gancho_client::race::units;
use gancho_client::send::{Options, Payload, Target};

pub(super) const EXAMPLES: &str = "\
Examples:
  gancho send http://localhost:7878/webhook --body '{\"oi\":1}'
  echo '{\"oi\":1}' | gancho send http://localhost:3000/hook --header 'content-type: application/json'
  GANCHO_SECRET=s3cr3t gancho send http://localhost:7878/webhook --provider github --event push
  gancho send http://localhost:7878/webhook --provider stripe --body-file invoice.json --times 5
  gancho send localhost:3000/hook --provider github --times 200 --rate 20/s --concurrency 8

With --provider it sends a realistic webhook of that provider, or the body that you give with its
headers, and signs it as the provider does when there is a secret. A secret is safer in
GANCHO_SECRET than in --secret, which your shell's history and other users of this machine can see.";

/// Arguments of `send`.
#[derive(Clone, Debug, Args)]
pub struct Send {
    /// Where to: a relay's webhook, or any other receiver
    #[arg(value_name = "URL", value_parser = Unshown(Target::parse))]
    pub url: Target,
    /// Whose webhook, as in github or stripe
    #[arg(long, value_name = "NAME", value_parser = provider)]
    pub provider: Option<Provider>,
    /// Which of the provider's events, as in push; without it, the first
    #[arg(long, value_name = "EVENT", requires = "provider")]
    pub event: Option<String>,
    /// What to sign with, as the provider does
    #[arg(long, env = "GANCHO_SECRET", value_name = "SECRET", hide_env_values = true)]
    pub secret: Option<String>,
    /// The body
    #[arg(long, value_name = "TEXT", conflicts_with = "body_file")]
    pub body: Option<String>,
    /// File with the body; - is standard input, which is also read when neither body nor provider is given
    #[arg(long, value_name = "FILE")]
    pub body_file: Option<PathBuf>,
    /// A header, as in 'x-kind: order' (repeat); it takes the place of the provider's own of that name
    #[arg(long = "header", short = 'H', value_name = "NAME: VALUE", value_parser = header)]
    pub headers: Vec<(String, String)>,
    /// The method; without it the provider's, else POST
    #[arg(long, short = 'X', value_name = "METHOD", value_parser = method)]
    pub method: Option<String>,
    /// How many times; of several, a summary is printed at the end, to standard error
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub times: u32,
    /// How often at most, as in 20/s or 8/min; without it, as soon as the one before is answered
    #[arg(long, value_name = "N/UNIT", value_parser = rate)]
    pub rate: Option<Duration>,
    /// How many may be under way at once
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub concurrency: u16,
    /// Whose certificates to trust
    #[command(flatten)]
    pub trust: Trust,
}

impl Send {
    /// What is to be sent.
    #[must_use]
    pub fn options(&self) -> Options {
        let payload = match (&self.body, &self.body_file, self.provider) {
            (Some(text), _, _) => Payload::Bytes(text.clone().into_bytes()),
            (None, Some(file), _) => Payload::File(file.clone()),
            (None, None, Some(_)) => Payload::Sample,
            (None, None, None) => Payload::File("-".into()),
        };
        Options {
            target: self.url.clone(),
            provider: self.provider,
            event: self.event.clone(),
            secret: self.secret.clone(),
            payload,
            headers: self.headers.clone(),
            method: self.method.clone(),
            times: self.times,
            gap: self.rate,
            concurrency: self.concurrency.into(),
            trust: self.trust.trust(),
        }
    }
}

/// The gap that a rate leaves between two.
fn rate(text: &str) -> Result<Duration> {
    units::rate(text)?.mean_gap.context("give a rate above 0, as in 20/s")
}

fn provider(name: &str) -> Result<Provider> {
    Provider::from_name(name).with_context(|| {
        let names: Vec<_> = Provider::ALL.iter().map(|provider| provider.name()).collect();
        format!("it is one of {}", names.join(", "))
    })
}

fn header(text: &str) -> Result<(String, String)> {
    let how = "give a name and a value, as in 'x-kind: order'";
    let (name, value) = text.split_once(':').context(how)?;
    let (name, value) = (name.trim(), value.trim());
    hyper::header::HeaderName::from_bytes(name.as_bytes()).ok().context(how)?;
    hyper::header::HeaderValue::from_str(value).ok().context(how)?;
    Ok((name.to_ascii_lowercase(), value.to_owned()))
}

fn method(text: &str) -> Result<String> {
    hyper::Method::from_bytes(text.as_bytes()).ok().context("give a method, as in PUT")?;
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::cli::{Cli, Command};

    fn send(line: &[&str]) -> Result<Options> {
        let args = ["gancho", "send"].iter().chain(line);
        match Cli::try_parse_from(args)?.command {
            Some(Command::Send(send)) => Ok(send.options()),
            other => anyhow::bail!("{other:?}"),
        }
    }

    #[test]
    fn what_is_sent_is_a_body_a_file_or_a_sample() {
        let url = "http://localhost:1/a";
        assert_eq!(send(&[url, "--body", "x"]).unwrap().payload, Payload::Bytes(b"x".to_vec()));
        assert_eq!(send(&[url]).unwrap().payload, Payload::File("-".into()));
        let github = send(&[url, "--provider", "github", "--event", "push", "-H", "X-A: b: c"]).unwrap();
        assert_eq!((github.payload, github.provider), (Payload::Sample, Some(Provider::Github)));
        assert_eq!(github.headers, [("x-a".into(), "b: c".into())]);
        assert!(!format!("{:?}", send(&[url, "--secret", "s3cr3t"]).unwrap()).contains("s3cr3t"));
        for (bad, words) in [
            (&[][..], "<URL>"),
            (&["ftp://x/a"], "as in http://"),
            (&[url, "--provider", "githup"], "it is one of "),
            (&[url, "--event", "push"], "--provider <NAME>"),
            (&[url, "--header", "x"], "give a name and a value"),
            (&[url, "--header", "a b: c"], "give a name and a value"),
            (&[url, "--times", "0"], "'0' for '--times <N>'"),
            (&[url, "--rate", "0"], "give a rate above 0"),
            (&[url, "--rate", "fast"], "as in 8/min or 2/s"),
            (&[url, "--concurrency", "0"], "'0' for '--concurrency <N>'"),
            (&[url, "--method", "A B"], "give a method, as in PUT"),
            (&[url, "--body", "x", "--body-file", "y"], "cannot be used with"),
        ] {
            let told = send(bad).map(drop).expect_err(words).to_string();
            assert!(told.contains(words), "{bad:?}: {told}");
        }
    }
}
