//! `gancho tail`: a channel's events as they come: on the screen, or a line each.

use std::io::Write;

use anyhow::Result;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use wire::{Channel, ServerMsg};

use crate::events::line;
use crate::lang::Lang;
use crate::relay_access::RelayAccess;
use crate::terminal::{visible, visible_json};
use crate::view::feed::{Feed, Heard, Start};
use crate::view::{self, Style};

/// Messages that wait to be printed.
const WAITING: usize = 64;

/// A channel, and how it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// How the relay is reached.
    pub relay: RelayAccess,
    /// The channel; made when there is none.
    pub channel: Channel,
    /// How it is shown.
    pub show: Show,
}

/// How events are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Show {
    /// On the screen.
    Screen(Style),
    /// A line an event.
    Lines(Lang),
    /// A JSON object a line: the event.
    Json(Lang),
}

/// Shows events until it is stopped, or nobody reads any more.
///
/// # Errors
/// A sentence for the user, when no relay answers at first, or it refuses.
pub async fn run(
    options: Options,
    stop: CancellationToken,
    out: &mut (dyn Write + Send),
    notices: &mut (dyn Write + Send),
) -> Result<()> {
    let Options { relay, channel, show } = options;
    let relay = relay.relay()?;
    let (is_json, lang) = match show {
        Show::Screen(style) => return view::tail(relay, channel, stop, style).await,
        Show::Lines(lang) => (false, lang),
        Show::Json(lang) => (true, lang),
    };
    let (sender, mut heard) = mpsc::channel(WAITING);
    // What comes from now on; what came before is listed by `gancho events list`.
    let feed = Feed { relay, channel, start: Start::Now };
    let feed = feed.run(sender);
    tokio::pin!(feed);
    let mut is_away = false;
    loop {
        let (_, message) = tokio::select! {
            ended = &mut feed => return ended,
            () = stop.cancelled() => return Ok(()),
            Some(heard) = heard.recv() => heard,
        };
        let said = match message {
            Heard::Message(message) => match *message {
                ServerMsg::Event { event, .. } => {
                    let text = if is_json { json(&event)? } else { line(&event) };
                    // Whoever closed it does not want to read more.
                    if writeln!(out, "{text}").and_then(|()| out.flush()).is_err() {
                        return Ok(());
                    }
                    continue;
                }
                ServerMsg::Hello(_) if std::mem::take(&mut is_away) => {
                    lang.pick("connected again", "conectado de novo").to_owned()
                }
                ServerMsg::Gap { from, to } => lang.pick(
                    format!("events {from} to {to} are no longer kept"),
                    format!("os eventos {from} a {to} não estão mais guardados"),
                ),
                _ => continue,
            },
            Heard::MadeAnew => lang.pick("the channel was made anew", "o canal foi criado de novo").to_owned(),
            Heard::Away(_) if is_away => continue,
            Heard::Away(why) => {
                is_away = true;
                lang.pick(
                    format!("the relay is away ({why}): connecting again until it is back"),
                    format!("o relay está fora do ar ({why}): reconectando até voltar"),
                )
            }
        };
        // Nothing can be told when it is closed.
        let _ = writeln!(notices, "{}", visible(&said));
    }
}

fn json(event: &wire::Event) -> Result<String> {
    Ok(visible_json(&serde_json::to_string(event)?).into_owned())
}
