//! `gancho events resend`: events sent again through a consumer.

use anyhow::{Result, bail, ensure};
use hyper::Method;
use hyper::header::CONTENT_TYPE;
use wire::{ConsumerName, Resend, Resent, Seq};

use super::edit::{Edited, edit};
use super::{Find, Source, read};
use crate::http::Request;
use crate::terminal::visible;

/// Most events sent again at once: what the relay lets wait of a channel.
const MAX_RESENDS: usize = 1000;

/// Which events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// These positions.
    Seqs(Seqs),
    /// Those that are found, the oldest first.
    Found(Find),
}

/// Positions in a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seqs(pub Vec<Seq>);

/// Reads positions and ranges of them, as `7,9-12`.
///
/// # Errors
/// When they are none, or more than a thousand.
pub fn parse_seqs(text: &str) -> Result<Seqs> {
    const HOW: &str = "give positions and ranges of them, as in 7,9-12";
    let mut seqs = Vec::new();
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (Ok(first), Ok(last)) = (first.trim().parse::<Seq>(), last.trim().parse::<Seq>()) else { bail!(HOW) };
        ensure!(first <= last, HOW);
        let fits = last - first < MAX_RESENDS as u64 && seqs.len() + ((last - first) as usize) < MAX_RESENDS;
        ensure!(fits, "give at most {MAX_RESENDS} at once");
        seqs.extend(first..=last);
    }
    Ok(Seqs(seqs))
}

/// Sends events again, and prints a line for each.
pub(super) async fn resend(
    source: &Source,
    chosen: &Chosen,
    consumer: Option<&ConsumerName>,
    changed: bool,
    print: &dyn Fn(&str),
) -> Result<()> {
    let seqs = match chosen {
        Chosen::Seqs(Seqs(seqs)) => seqs.clone(),
        Chosen::Found(find) => {
            let mut seqs = Vec::new();
            source.list(find, MAX_RESENDS, |event| seqs.push(event.seq)).await?;
            ensure!(!seqs.is_empty(), "nothing found in channel '{}'", source.channel);
            seqs.reverse();
            seqs
        }
    };
    ensure!(!changed || seqs.len() == 1, "--edit takes one event at a time, and these are {}", seqs.len());
    let mut failed = 0;
    for seq in &seqs {
        let mut request = Resend { consumer: consumer.cloned(), ..Resend::default() };
        if changed {
            match edit(&source.get(*seq).await?)? {
                Edited::Cancelled => {
                    print("cancelled: nothing is sent");
                    return Ok(());
                }
                Edited::Changed { headers, body } => request = Resend { headers, body, ..request },
            }
        }
        // One that is no longer there is no reason to leave the others out.
        match source.resend(*seq, &request).await {
            Ok(Resent { consumer, waits: false }) => print(&format!("event {seq}: sent again through '{consumer}'")),
            Ok(Resent { consumer, waits: true }) => {
                print(&format!("event {seq}: waits until somebody forwards as '{consumer}'"));
            }
            Err(why) if seqs.len() == 1 => return Err(why),
            Err(why) => {
                print(&visible(&format!("event {seq}: not sent: {why:#}")));
                failed += 1;
            }
        }
    }
    ensure!(failed == 0, "{failed} of {} events were not sent", seqs.len());
    Ok(())
}

impl Source {
    /// Sends an event again.
    async fn resend(&self, seq: Seq, resend: &Resend) -> Result<Resent> {
        let target = self.target(&format!("events/{seq}/resend"));
        let headers = [(CONTENT_TYPE, "application/json")];
        let body = serde_json::to_vec(resend)?.into();
        read(&self.ask(Request { method: Method::POST, headers: &headers, body, ..Request::get(&target) }).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions() {
        assert_eq!(parse_seqs("7").unwrap().0, [7]);
        assert_eq!(parse_seqs("7, 9-12,3").unwrap().0, [7, 9, 10, 11, 12, 3]);
        assert_eq!(parse_seqs("1-1000").unwrap().0.len(), 1000);
        for text in ["", "7,", "a", "9-7", "-7", "1-1001", "1-600,1-600", "0-18446744073709551615"] {
            assert!(parse_seqs(text).is_err(), "{text}");
        }
    }
}
