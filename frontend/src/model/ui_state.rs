//! State of the user interface: what is open, selected and chosen.

use std::rc::Rc;

use wire::Seq;

use crate::model::app_action::UiAction;
use crate::model::layout::Layout;
use crate::model::prefs::Prefs;
use crate::model::race::demo_plan::Demo;
use crate::model::race::tasks::TasksDone;
use crate::model::request_draft::Draft;
use crate::model::tab::Tab;
use crate::model::topic::Topic;

/// State of the user interface. It stays when the channel is switched.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UiState {
    /// Language, colours, keys.
    pub prefs: Prefs,
    /// The tab of the inspector.
    pub tab: Tab,
    /// The event that another is compared with. `None`: the one before it in the list.
    pub compare_with: Option<Seq>,
    /// The header order counts as a difference.
    pub header_order: bool,
    /// The number that is explained.
    pub topic: Option<Topic>,
    /// The help is shown.
    pub help: bool,
    /// The channel's settings are shown.
    pub settings_open: bool,
    /// They begin at where events are forwarded to.
    pub settings_at_forward: bool,
    /// On a narrow page, the form is.
    pub form: bool,
    /// A request put into the form, and a number that rises with each.
    pub draft: Option<(u32, Rc<Draft>)>,
    /// Rises each time the form is to be fired from elsewhere.
    pub trigger: u32,
    /// Events that were given up are being sent again.
    pub resending: bool,
    /// Rises with each history that is loaded: the channel's settings may have changed.
    pub history_version: u32,
    /// The tasks that are done.
    pub done: TasksDone,
    /// The demonstration.
    pub demo: Demo,
    /// What is folded, and how wide the list is.
    pub layout: Layout,
}

impl UiState {
    /// Does an action.
    pub(super) fn apply(&mut self, action: UiAction) {
        match action {
            UiAction::Prefs(prefs) => self.prefs = prefs,
            UiAction::Tab(tab) => self.tab = tab,
            UiAction::CompareWith(seq) => self.compare_with = seq,
            UiAction::HeaderOrder(counts) => self.header_order = counts,
            UiAction::Topic(topic) => self.topic = topic,
            UiAction::ToggleHelp => self.help = !self.help,
            UiAction::ChannelSettings(shown) => {
                (self.settings_open, self.settings_at_forward) = (shown, false);
            }
            UiAction::ForwardSettings => {
                (self.settings_open, self.settings_at_forward) = (true, true);
            }
            UiAction::Form(shown) => self.form = shown,
            UiAction::Draft(draft) => {
                self.draft = Some((self.draft.as_ref().map_or(1, |(n, _)| n + 1), draft));
                self.form = true;
            }
            UiAction::Resending(runs) => self.resending = runs,
            UiAction::FireRequested => self.trigger += 1,
            UiAction::TaskDone(task) => self.done = self.done.with(task),
            UiAction::RaceSettingsChosen(settings) => {
                self.done = self.done.with_settings(settings);
            }
            UiAction::Demo(true) => self.demo.running = true,
            UiAction::Demo(false) => self.demo.end(),
            UiAction::DemoPlan(plan) => self.demo.plan = plan,
            UiAction::Layout(layout) => self.layout = layout,
        }
    }
}
