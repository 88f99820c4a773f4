//! One connection of a line: events in, acknowledgements out.

use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::anyhow;
use futures_util::{SinkExt as _, StreamExt as _};
use hyper::StatusCode;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use wire::{Acknowledgement, ConsumerClientMsg, ConsumerInfo, ConsumerServerMsg, Seq, Timestamp, close};

use super::heartbeat::{Beat, Heartbeat, TICK};
use super::line::{End, Failed, Line};
use super::retry::refused_wait;
use crate::http::{Request, Response};
use crate::socket::{self, Socket, SocketError};

/// How long what is under way may take to come to its end when the forwarder is stopped.
const FAREWELL: Duration = Duration::from_secs(4);
/// How long the relay may take nothing, when it is behind.
const SEND_TIMEOUT: Duration = Duration::from_secs(8);
/// How long is read on for the reason why a connection ended.
const LAST_WORDS: Duration = Duration::from_millis(500);
/// How often an acknowledgement is sent again that the relay refuses, before its attempt is left
/// out.
const REFUSALS: u32 = 3;
/// Events that the relay sends ahead of those under way. They are not begun.
const AHEAD: usize = 16;
/// Most that the relay sends ahead.
const MAX_WINDOW: usize = 1024;

/// Connects, and carries on until the end of the connection or of the line.
pub(super) async fn run(line: &mut Line, said_lost: &mut bool) -> Result<End, Failed> {
    let window = (line.settings.concurrency + AHEAD).min(MAX_WINDOW);
    let answer = line
        .settings
        .answer
        .map_or_else(String::new, |timeout| format!("&answer=true&answer_timeout_ms={}", timeout.as_millis()));
    let target = line.path(&format!("/live?window={window}{answer}"));
    let opening = line.stop.run_until_cancelled(socket::open(&line.relay, &target));
    let Some(opened) = opening.await else { return Ok(End::Finished) };
    let socket = match opened {
        Ok(socket) => socket,
        Err(SocketError::Refused(
            status @ (StatusCode::UNAUTHORIZED | StatusCode::CONFLICT | StatusCode::BAD_REQUEST),
            body,
        )) => return Err(line.refused(&Response { status, etag: None, body: body.into() })),
        Err(why) => return Err(Failed::Absent(why.into())),
    };
    let now = Instant::now();
    let mut session =
        Session { socket, heart: Heartbeat::new(now), waiting: None, refusals: 0, again_at: None, closed: None };
    let end = session.carry(line, said_lost).await;
    if matches!(end, Ok(End::Finished)) {
        socket::close(session.socket).await;
    }
    end
}

struct Session {
    socket: Socket,
    heart: Heartbeat,
    /// Events that waited when the relay said hello, less those settled since; none before the
    /// hello.
    waiting: Option<u64>,
    /// How often acknowledgements were refused since one was taken.
    refusals: u32,
    /// When they are sent again, after that.
    again_at: Option<Instant>,
    closed: Option<CloseFrame>,
}

impl Session {
    async fn carry(&mut self, line: &mut Line, said_lost: &mut bool) -> Result<End, Failed> {
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let stop = line.stop.clone();
        let mut deadline: Option<Instant> = None;
        loop {
            if self.waiting.is_some() {
                line.begin();
            }
            if let Err(why) = self.acknowledge(line).await {
                return self.lost(line, &why).await;
            }
            if deadline.is_some() && line.is_settled() {
                return Ok(End::Finished);
            }
            if deadline.is_none() && self.is_finished(line).await {
                return Ok(End::Finished);
            }
            tokio::select! {
                message = self.socket.next() => match message {
                    Some(Ok(Message::Text(text))) => {
                        self.heart.heard();
                        match serde_json::from_str(&text) {
                            Ok(message) => self.receive(line, message, said_lost),
                            Err(e) => return self.lost(line, &format!("its message is not understood: {e}")).await,
                        }
                    }
                    Some(Ok(Message::Close(frame))) => self.closed = frame,
                    Some(Ok(_)) => self.heart.heard(),
                    Some(Err(e)) => return self.lost(line, &e.to_string()).await,
                    None => return self.lost(line, "it closed the connection").await,
                },
                Some(news) = line.news.recv() => line.note(news),
                Some(_) = line.tasks.join_next() => {}
                _ = ticks.tick() => {
                    if let Err(why) = self.tick(line).await {
                        return self.lost(line, &why).await;
                    }
                }
                () = stop.cancelled(), if deadline.is_none() => {
                    line.window.close();
                    if !line.is_settled() {
                        line.output.notice(&line.carried, "stopping: what is under way comes to its end first");
                    }
                    deadline = Some(Instant::now() + FAREWELL);
                }
                () = sleep_until(self.again_at.unwrap_or_else(Instant::now)), if self.again_at.is_some() => {
                    self.again_at = None;
                }
                () = sleep_until(deadline.unwrap_or_else(Instant::now)), if deadline.is_some() => {
                    return Ok(End::Finished);
                }
            }
        }
    }

    fn receive(&mut self, line: &mut Line, message: ConsumerServerMsg, said_lost: &mut bool) {
        match message {
            ConsumerServerMsg::Hello { consumer, max_body, .. } => {
                let max_answer = usize::try_from(max_body).unwrap_or(usize::MAX);
                line.worker.max_answer.store(max_answer, Ordering::Relaxed);
                // Who waited before the connection was lost waits no more.
                line.answers.clear();
                line.asked.clear();
                line.failed.connected();
                self.hello(line, consumer, said_lost);
            }
            ConsumerServerMsg::Event(delivery) => line.window.take(delivery),
            ConsumerServerMsg::Gap(gap) => {
                line.output.gap(&line.carried, gap);
                line.window.take_gap(gap);
            }
            ConsumerServerMsg::Acked(acked) => {
                self.refusals = 0;
                let settled = line.window.acked(acked.cursor);
                if !line.failed.acked(acked.seq) {
                    line.window.acked_replay(acked.seq);
                }
                self.waiting = self.waiting.map(|waiting| waiting.saturating_sub(settled));
            }
            ConsumerServerMsg::Refused { seq, detail, temporary } => self.refused(line, seq, &detail, temporary),
            ConsumerServerMsg::Answered { seq, taken } => {
                // A worker that waited too long has gone.
                line.asked.remove(&seq).map(|asked| asked.send(taken));
            }
            ConsumerServerMsg::Pong { .. } => {}
        }
    }

    fn hello(&mut self, line: &mut Line, consumer: ConsumerInfo, said_lost: &mut bool) {
        if line.epoch.is_none() {
            line.output.ready(&line.carried, &consumer);
        } else if std::mem::take(said_lost) {
            line.output.notice(&line.carried, &format!("connected again: {} waiting", consumer.waiting));
        }
        // What it knows came from the relay's disk, so that has gone back: the consumer was made
        // again from an earlier place, or the data file is a backup. What comes is not known here,
        // whatever its position.
        if consumer.cursor < line.window.cursor() {
            let text =
                format!("the relay went back to event {}: what comes after it is delivered again", consumer.cursor);
            line.output.notice(&line.carried, &text);
            line.start_over();
        }
        line.window.connected(consumer.cursor);
        line.greeted = true;
        line.epoch = Some(consumer.epoch);
        self.waiting = Some(consumer.waiting);
    }

    /// An acknowledgement is sent again, a while later each time: a full disk stays full for a while. It is said
    /// once.
    fn refused(&mut self, line: &mut Line, seq: Seq, detail: &str, temporary: bool) {
        // Of several that were on their way, the first one counts.
        if self.again_at.is_none() {
            self.refusals += 1;
            self.again_at = Some(Instant::now() + refused_wait(self.refusals));
            if self.refusals == 1 {
                let text = format!("the relay does not take what became of event {seq}: {detail}");
                line.output.notice(&line.carried, &text);
            }
        }
        let is_final = !temporary && self.refusals >= REFUSALS;
        if !line.failed.refused(seq, !is_final) {
            line.window.refused(seq, is_final);
        }
    }

    /// Looks at the clock; why, when the connection is to be given up.
    async fn tick(&mut self, line: &Line) -> Result<(), String> {
        if line.window.is_empty() {
            // What waited may have been deleted: it is asked for.
            self.waiting = self.waiting.map(|_| 0);
        }
        match self.heart.tick(Instant::now()) {
            Beat::Wait => Ok(()),
            Beat::Ping => self.send(vec![ConsumerClientMsg::Ping { t: Some(Timestamp::now().0) }]).await,
            Beat::GiveUp => Err("nothing was heard for too long".into()),
        }
    }

    /// Sends what can be acknowledged, and what failed.
    async fn acknowledge(&mut self, line: &mut Line) -> Result<(), String> {
        if self.waiting.is_none() {
            return Ok(());
        }
        // Answers first: somebody waits for them.
        let mut messages: Vec<_> = line.answers.drain(..).map(ConsumerClientMsg::Answer).collect();
        if self.again_at.is_none() {
            let mut acks: Vec<Acknowledgement> = line.failed.take_due();
            acks.extend(line.window.due());
            messages.extend(acks.into_iter().map(ConsumerClientMsg::Ack));
        }
        if messages.is_empty() {
            return Ok(());
        }
        self.send(messages).await
    }

    /// Sends messages; why, when the relay does not take them.
    async fn send(&mut self, messages: Vec<ConsumerClientMsg>) -> Result<(), String> {
        let sending = async {
            for message in &messages {
                // These always serialise: their maps have string keys and their numbers are finite.
                let text = serde_json::to_string(message).unwrap_or_default();
                self.socket.feed(Message::text(text)).await?;
            }
            self.socket.flush().await
        };
        match timeout(SEND_TIMEOUT, sending).await {
            Ok(sent) => sent.map_err(|e| e.to_string()),
            Err(_) => Err("it takes nothing any more".into()),
        }
    }

    /// True when a line that is to end by itself has done all.
    async fn is_finished(&mut self, line: &Line) -> bool {
        if line.settings.once {
            return line.delivered > 0 && line.window.is_quiet();
        }
        if !line.settings.until_idle || self.waiting != Some(0) || !line.window.is_empty() {
            return false;
        }
        // Some may have come since, and some may have been deleted.
        match line.ask(Request::get(&line.path(""))).await {
            Ok(consumer) => {
                self.waiting = Some(consumer.waiting);
                consumer.waiting == 0
            }
            Err(_) => false,
        }
    }

    /// The end of a connection, by what the relay said last.
    async fn lost(&mut self, line: &Line, why: &str) -> Result<End, Failed> {
        // What could not be written may be because of what was not read yet: another forwarder took
        // over, and is not to be fought.
        let reading = async {
            while let Some(Ok(message)) = self.socket.next().await {
                if let Message::Close(frame) = message {
                    self.closed = frame;
                }
            }
        };
        let _ = timeout(LAST_WORDS, reading).await;
        let Some(frame) = self.closed.take() else { return Ok(End::Lost(why.to_owned())) };
        let consumer = &line.carried.consumer;
        match u16::from(frame.code) {
            close::TAKEN_OVER => Err(Failed::Fatal(anyhow!(
                "another forwarder took over consumer '{consumer}': one at a time carries a consumer on. Give one of \
                 them another name, with --name"
            ))),
            close::CHANNEL_DELETED => Err(Failed::Fatal(anyhow!(
                "channel '{}' or its consumer '{consumer}' was deleted ({})",
                line.carried.channel,
                frame.reason
            ))),
            _ => Ok(End::Lost(frame.reason.as_str().to_owned())),
        }
    }
}
