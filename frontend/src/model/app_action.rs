//! Actions of the reducer.

use std::rc::Rc;
use std::sync::Arc;

use wire::{Channel, ChannelInfo, Event, EventsPage, Seq, ServerMsg};

use crate::model::connection::Connection;
use crate::model::notice::Notice;
use crate::model::prefs::Prefs;
use crate::model::race::demo_plan::Plan;
use crate::model::race::settings::RaceSettings;
use crate::model::race::tasks::Task;
use crate::model::request_draft::Draft;
use crate::model::tab::Tab;
use crate::model::topic::Topic;

/// A change of the page's state.
#[derive(Clone, Debug)]
pub enum Action {
    /// The reader chose a channel.
    Switch(Channel),
    /// The address names a channel, and perhaps an event of it.
    Visit(Channel, Option<Seq>),
    /// The list of channels.
    Channels(Vec<ChannelInfo>),
    /// The newest events at the start.
    History(EventsPage),
    /// One event that was asked for alone; none: it is not kept.
    One(Option<Arc<Event>>),
    /// Events before the oldest shown.
    OlderPage(EventsPage),
    /// Older events are being fetched.
    LoadOlder,
    /// They could not be: it may be tried again.
    OlderFailed,
    /// Messages of the stream, in order; once per animation frame.
    Stream(Vec<ServerMsg>),
    /// The connection changed.
    Connection(Connection),
    /// After a reconnection, everything missed has come.
    Recovered(u64),
    /// Show an event.
    Select(Option<Seq>),
    /// Move the selection down (+) or up (−) the list as it is shown.
    Move(i32),
    /// Show only what contains this.
    Filter(String),
    /// Stop or go on showing new events; the time on the page's clock.
    Pause(f64),
    /// An event was deleted here.
    Deleted(Seq),
    /// The channel was cleared here, up to this position.
    Cleared(Seq),
    /// Tell something.
    Notice(Option<Notice>),
    /// New preferences.
    Prefs(Prefs),
    /// Another tab of the inspector.
    Tab(Tab),
    /// Explain a number, or nothing any more.
    Topic(Option<Topic>),
    /// Show or hide the help.
    Help,
    /// Show or hide the channel's settings.
    ChannelSettings(bool),
    /// Show or hide the form, on a narrow page.
    Form(bool),
    /// Put a request into the form.
    Draft(Rc<Draft>),
    /// Fire the form.
    Fire,
    /// A task was done.
    Done(Task),
    /// The race was set so.
    Settings(RaceSettings),
    /// Start or stop the demonstration.
    Demo(bool),
    /// Another plan for it.
    Plan(Plan),
    /// Close what lies on top.
    Escape,
}
