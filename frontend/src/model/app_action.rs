//! Actions of the reducer.

use std::rc::Rc;
use std::sync::Arc;

use wire::{
    Channel, ChannelInfo, ConsumerAttempt, Event, EventsPage, ForwardStatus, Seq, ServerMsg,
};

use crate::model::api_error::ApiError;
use crate::model::connection::Connection;
use crate::model::filter::Found;
use crate::model::held::HeldAction;
use crate::model::layout::Layout;
use crate::model::notice::Notice;
use crate::model::pending_deletes::PendingDeletes;
use crate::model::prefs::Prefs;
use crate::model::race::demo_plan::DemoPlan;
use crate::model::race::settings::RaceSettings;
use crate::model::race::tasks::TutorialTask;
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
    /// The relay said something of a channel. Ignored when another one is shown by now.
    InChannel(Channel, ChannelAction),
    /// The connection changed.
    Connection(Connection),
    /// After a reconnection, everything missed has come.
    Recovered(u64),
    /// Show an event.
    Select(Option<Seq>),
    /// Compare the event that is shown with this one.
    Compare(Seq),
    /// Move the selection down (+) or up (−) the list as it is shown.
    Move(i32),
    /// Show only what contains this.
    Filter(String),
    /// Stop or go on showing new events; the time on the page's clock.
    TogglePause(f64),
    /// Tell something.
    Notice(Option<Notice>),
    /// The relay is asked to delete these now.
    DeletesSent(PendingDeletes),
    /// It did not delete this one.
    DeleteFailed(Arc<Event>, ApiError),
    /// Bring back what is to be deleted.
    Undelete,
    /// Close what lies on top.
    Escape,
    /// A change of what is open, selected and chosen.
    Ui(UiAction),
}

/// A change of one channel's events, as the relay tells of it.
#[derive(Clone, Debug)]
pub enum ChannelAction {
    /// The newest events.
    History(EventsPage),
    /// The newest events, read again after the stream was away.
    ReadAgain(EventsPage),
    /// The relay has no such channel.
    Absent,
    /// Messages of the stream, in order; once per animation frame.
    Stream(Vec<ServerMsg>),
    /// Older events are being fetched.
    OlderLoading,
    /// Events before the oldest shown.
    OlderPage(EventsPage),
    /// They could not be fetched: it may be tried again.
    OlderFailed,
    /// One event that was asked for alone. `None`: it is not kept.
    EventLoaded(Option<Arc<Event>>),
    /// It could not be fetched.
    EventFailed,
    /// An event is to be deleted, unless it is brought back.
    Delete(Seq),
    /// Of these events, whose positions fall, those that are not pinned were deleted here.
    Deleted(Vec<Seq>),
    /// The attempts at an event that the relay keeps.
    Attempts(Seq, Vec<ConsumerAttempt>),
    /// The channel was cleared here, up to this position.
    Cleared(Seq),
    /// The relay found this.
    Found(Found),
    /// The channel is so.
    Info(ChannelInfo),
    /// The relay's own forwarding of the channel goes so.
    Forward(ForwardStatus),
    /// News of the senders that wait for an answer by hand.
    Held(HeldAction),
}

/// A change of the user interface's state.
#[derive(Clone, Debug)]
pub enum UiAction {
    /// New preferences.
    Prefs(Prefs),
    /// Another tab of the inspector.
    Tab(Tab),
    /// Compare with this event, or with the one before.
    CompareWith(Option<Seq>),
    /// Whether the order of headers is a difference.
    HeaderOrder(bool),
    /// Explain a number, or nothing any more.
    Topic(Option<Topic>),
    /// Show or hide the help.
    ToggleHelp,
    /// Show or hide the channel's settings.
    ChannelSettings(bool),
    /// Show the channel's settings, at where its events are forwarded to.
    ForwardSettings,
    /// Show or hide the form, on a narrow page.
    Form(bool),
    /// Put a request into the form.
    Draft(Rc<Draft>),
    /// Events that were given up are being sent again, or no longer.
    Resending(bool),
    /// Fire the form.
    FireRequested,
    /// A task of the tutorial was done.
    TaskDone(TutorialTask),
    /// The race was set so.
    RaceSettingsChosen(RaceSettings),
    /// Start or stop the demonstration.
    Demo(bool),
    /// Another plan for it.
    DemoPlan(DemoPlan),
    /// The page was laid out otherwise.
    Layout(Layout),
}

impl From<UiAction> for Action {
    fn from(action: UiAction) -> Self {
        Self::Ui(action)
    }
}
