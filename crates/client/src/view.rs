//! The terminal view of `gancho forward` and `gancho tail`: events as they come, and what became of
//! them.
//!
//! Streams of the relay (`feed.rs`), keys and the forwarder's own notices become inputs of a pure
//! model (`model.rs`, `keys.rs`), which says what is to be done (`work.rs`). `draw.rs` draws it.

use std::collections::HashSet;
use std::time::Duration;

use anyhow::{Context as _, Result};
use crossterm::event::{Event as TerminalEvent, EventStream};
use futures_util::StreamExt as _;
use jiff::tz::TimeZone;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;
use wire::{Channel, ConsumerInfo, ConsumerName};

use crate::forward::{self, output::Format, output::Output};
use crate::http::{Relay, Request};
use crate::lang::Lang;

mod document;
mod draw;
pub(crate) mod feed;
mod filter;
mod json;
mod keys;
mod model;
mod notices;
mod route;
mod row;
mod screen;
mod text;
mod work;
mod wrap;

use draw::{Look, draw};
use feed::{Feed, Heard, Start};
use model::{Effect, Input, Model};
use notices::{Notices, Said};
use route::{Link, Route};
use screen::Screen;
pub use screen::give_back;

#[cfg(test)]
mod tests;

/// How often what changed is drawn.
const FRAME: Duration = Duration::from_millis(50);
/// How often the relay is asked how many events wait.
const LAG: Duration = Duration::from_secs(1);
/// Inputs taken before a frame may be drawn.
const AT_ONCE: usize = 256;

/// How the view looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Language of its sentences.
    pub lang: Lang,
    /// Whether it has colours.
    pub colours: bool,
}

/// Forwards as [`forward::run`] does, and shows it on the screen.
///
/// # Errors
/// A sentence for the user, when it cannot begin or not go on.
pub async fn forward(options: forward::Options, stop: CancellationToken, style: Style) -> Result<()> {
    let relay = options.relay.relay()?;
    let route = |route: &forward::Route| {
        Route::of(route.channel.clone(), Some((route.target.to_string(), route.consumer.clone())))
    };
    let routes = options.routes.iter().map(route).collect();
    let (sender, said) = mpsc::unbounded_channel();
    let output = Output::new(Format::Json, Box::new(Notices::new(sender)), Box::new(std::io::sink()));
    let forwarding = forward::run(options, stop.clone(), output);
    let view = View::new(relay, routes, style);
    view.run(stop, Some(said), forwarding).await
}

/// Shows a channel's events on the screen.
///
/// # Errors
/// A sentence for the user, when no relay answers at first, or it refuses.
pub(crate) async fn tail(relay: Relay, channel: Channel, stop: CancellationToken, style: Style) -> Result<()> {
    let mut view = View::new(relay, vec![Route::of(channel.clone(), None)], style);
    view.listen(channel, None);
    let stopped = stop.clone();
    let until_stopped = async move {
        stopped.cancelled().await;
        Ok(())
    };
    view.run(stop, None, until_stopped).await
}

struct View {
    relay: Relay,
    model: Model,
    look: Look,
    /// What streams say. Bounded: a relay with much to say waits until it is shown.
    feed: mpsc::Receiver<(Channel, Heard)>,
    /// For the streams.
    feeder: mpsc::Sender<(Channel, Heard)>,
    /// Channels that have a stream.
    listening: HashSet<Channel>,
    /// What came of what was done.
    done: (UnboundedSender<Input>, UnboundedReceiver<Input>),
    /// Streams; one that ends with an error ends the view.
    feeds: JoinSet<Result<()>>,
    /// Everything else that is under way.
    tasks: JoinSet<()>,
}

impl View {
    fn new(relay: Relay, routes: Vec<Route>, style: Style) -> Self {
        let look = Look { colours: style.colours, zone: TimeZone::system() };
        let model = Model::new(style.lang, relay.base().to_owned(), routes);
        let ((feeder, feed), done) = (mpsc::channel(AT_ONCE), mpsc::unbounded_channel());
        let (listening, feeds, tasks) = (HashSet::new(), JoinSet::new(), JoinSet::new());
        Self { relay, model, look, feed, feeder, listening, done, feeds, tasks }
    }

    /// Runs until it is left, or until `work` is done.
    async fn run(
        mut self,
        stop: CancellationToken,
        mut said: Option<UnboundedReceiver<Said>>,
        work: impl Future<Output = Result<()>>,
    ) -> Result<()> {
        tokio::pin!(work);
        let mut screen: Option<(Screen, EventStream)> = None;
        let mut frames = interval(FRAME);
        frames.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut is_drawn = false;
        loop {
            tokio::select! {
                ended = &mut work => return ended,
                Some(ended) = self.feeds.join_next() => ended??,
                Some(said) = hear(&mut said) => {
                    self.said(said);
                    is_drawn = false;
                }
                Some(heard) = self.feed.recv() => {
                    self.heard(heard);
                    // Many come at once: they are not worth a frame each.
                    for _ in 0..AT_ONCE {
                        let Ok(heard) = self.feed.try_recv() else { break };
                        self.heard(heard);
                    }
                    is_drawn = false;
                }
                Some(input) = self.done.1.recv() => {
                    self.input(input);
                    is_drawn = false;
                }
                Some(_) = self.tasks.join_next() => {}
                event = next_key(&mut screen) => {
                    if let TerminalEvent::Key(key) = event? {
                        let effects = self.model.press(key);
                        if effects.contains(&Effect::Quit) {
                            if self.model.ending {
                                return Ok(());
                            }
                            stop.cancel();
                        }
                        self.perform(effects);
                    }
                    // Keys are answered at once.
                    self.draw(&mut screen)?;
                }
                () = stop.cancelled(), if !self.model.ending => {
                    self.input(Input::Ending);
                    is_drawn = false;
                }
                _ = frames.tick(), if !is_drawn => {
                    // Not before there is something to show: what cannot begin says so on the
                    // terminal as it was.
                    if screen.is_none() && !self.feeds.is_empty() {
                        screen = Some((Screen::take()?, EventStream::new()));
                    }
                    self.draw(&mut screen)?;
                    is_drawn = true;
                }
            }
        }
    }

    fn draw(&mut self, screen: &mut Option<(Screen, EventStream)>) -> Result<()> {
        if let Some((screen, _)) = screen {
            screen.draw(|frame| draw(frame, &mut self.model, &self.look))?;
        }
        Ok(())
    }

    /// Takes what the forwarder says.
    fn said(&mut self, said: Said) {
        match said {
            Said::Ready { channel, consumer, cursor } => {
                self.watch(channel.clone(), consumer);
                self.listen(channel, Some(cursor));
            }
            Said::Gap { from, to } => self.input(Input::Gap(from, to)),
            Said::Notice { text } => self.input(Input::Notice(text)),
            Said::Other => {}
        }
    }

    /// Listens to a channel, once: it may have several targets.
    fn listen(&mut self, channel: Channel, cursor: Option<u64>) {
        if !self.listening.insert(channel.clone()) {
            return;
        }
        let feed = Feed { relay: self.relay.clone(), channel, start: Start::Recent(cursor) };
        self.feeds.spawn(feed.run(self.feeder.clone()));
    }

    /// Asks how far a consumer is, again and again.
    fn watch(&mut self, channel: Channel, consumer: ConsumerName) {
        let (relay, done) = (self.relay.clone(), self.done.0.clone());
        self.tasks.spawn(async move {
            let target = format!("/api/channels/{channel}/consumers/{consumer}");
            let mut ticks = interval(LAG);
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                ticks.tick().await;
                // One that is away is seen by its stream.
                let Ok(answer) = relay.ask(Request::get(&target)).await else { continue };
                let info = serde_json::from_slice::<ConsumerInfo>(&answer.body);
                if let Ok(info) = info
                    && done.send(Input::Consumer(Box::new(info))).is_err()
                {
                    return;
                }
            }
        });
    }

    fn heard(&mut self, (channel, heard): (Channel, Heard)) {
        self.input(match heard {
            Heard::Message(message) => Input::Message(channel, message),
            Heard::MadeAnew => Input::MadeAnew(channel),
            Heard::Away(why) => Input::Link(channel, Link::Away(why)),
        });
    }

    fn input(&mut self, input: Input) {
        let effects = self.model.hear(input);
        self.perform(effects);
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            self.tasks.spawn(work::perform(self.relay.clone(), effect, self.done.0.clone()));
        }
    }
}

/// The next key or change of size; never, while there is no screen.
async fn next_key(screen: &mut Option<(Screen, EventStream)>) -> Result<TerminalEvent> {
    let Some((_, keys)) = screen else { return std::future::pending().await };
    keys.next().await.context("the terminal is gone")?.context("the terminal cannot be read")
}

/// What the forwarder says; never, where there is none.
async fn hear(said: &mut Option<UnboundedReceiver<Said>>) -> Option<Said> {
    match said {
        Some(said) => said.recv().await,
        None => std::future::pending().await,
    }
}
