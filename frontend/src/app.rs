//! The page: its regions, and what each shows of the state.

use gloo_timers::callback::Timeout;
use wire::Seq;
use yew::prelude::*;

use crate::components::Divider;
use crate::features::channel_settings::ChannelSettingsDialog;
use crate::features::event_list::EventList;
use crate::features::header::Header;
use crate::features::held::{self, HeldPanel};
use crate::features::help::HelpDialog;
use crate::features::inspector::Inspector;
use crate::features::race_panel::RacePanel;
use crate::features::request_form::RequestForm;
use crate::features::toasts::Toasts;
use crate::i18n::Msg;
use crate::model::app_action::UiAction;
use crate::model::layout::Layout;
use crate::model::shared_event::SharedEvent;
use crate::model::tab::Tab;
use crate::platform::storage::storage_set;
use crate::services::api::webhook_url_of;
use crate::state::address::use_address;
use crate::state::context_provider::StateProvider;
use crate::state::contexts::{use_app_state, use_dispatch, use_lang, use_run_effect};
use crate::state::deletions::use_deletions;
use crate::state::demo::use_demo;
use crate::state::effects::Effect;
use crate::state::layout::use_layout;
use crate::state::listed::use_listed;
use crate::state::preferences::use_preferences;
use crate::state::shortcuts::use_shortcuts;
use crate::state::shown_event::use_shown_event;

/// Time after which the relay is asked how many events there are, once that may have changed, in ms.
const INFO_MS: u32 = 150;

/// The page with its state.
#[component]
pub fn App() -> Html {
    html! { <StateProvider><Page /></StateProvider> }
}

#[component]
fn Page() -> Html {
    let (state, dispatch, run_effect) = (use_app_state(), use_dispatch(), use_run_effect());
    let (ui, lang) = (&state.ui, use_lang());
    use_demo(&state.channel, ui.demo, &dispatch);
    use_address(&state.channel, state.pending_seq.or(state.selected), &dispatch);
    use_deletions(&state.channel, &state.deleting);
    use_shortcuts(&state);
    use_preferences(ui.prefs);
    use_layout(ui.layout);
    use_effect_with(ui.done, |done| storage_set("tasks", &done.to_text()));
    {
        let run_effect = run_effect.clone();
        use_effect_with(state.channel.clone(), move |_| run_effect.emit(Effect::LoadChannels));
    }
    {
        // A little later: what makes it change often comes in numbers.
        let run_effect = run_effect.clone();
        let asked = (state.channel.clone(), state.info_version);
        use_effect_with(asked, move |(_, version)| {
            let timer = (*version > 0)
                .then(|| Timeout::new(INFO_MS, move || run_effect.emit(Effect::LoadInfo)));
            move || drop(timer)
        });
    }
    {
        // As each stream begins: what is told from then on, it tells.
        let run_effect = run_effect.clone();
        let began = (state.channel.clone(), state.streams);
        use_effect_with(began, move |(_, streams)| {
            if *streams > 0 {
                run_effect.emit(Effect::LoadForwarding);
            }
            // What changed while there was none, it does not tell.
            if *streams > 1 {
                run_effect.emit(Effect::ReadAgain);
            }
        });
    }
    // The event that the address asks for, when it is not among the newest.
    use_effect_with(state.event_to_load(), move |seq: &Option<Seq>| {
        if let Some(seq) = *seq {
            run_effect.emit(Effect::LoadEvent(seq));
        }
    });

    let webhook_url = AttrValue::from(webhook_url_of(&state));
    let listed = use_listed(&state);
    let event = use_shown_event(&state, &listed);
    let shown = event.as_ref().map(|event| event.0.seq);
    // Looked for only where it is shown.
    let before = shown.filter(|_| ui.tab == Tab::Compare);
    let before = before
        .and_then(|shown| match ui.compare_with {
            Some(other) => state.event(other),
            None => listed.iter().find(|event| event.seq < shown),
        })
        .cloned()
        .map(SharedEvent);
    let attempts = shown.and_then(|seq| state.deliveries.of(seq)).cloned();
    let paused_at = state.paused.map(|(seq, _)| seq);
    let frozen_ms = state.paused.map(|(_, since_ms)| since_ms);
    let newer = state.events.held_back(paused_at);
    let held_events: Vec<_> = state
        .held
        .shown(held::MOST)
        .iter()
        .map(|sender| state.event(sender.seq).cloned().map(SharedEvent))
        .collect();
    // The list is drawn again by it, and needs it only then.
    let attempts_version =
        if state.filter.contains("delivery:") { state.attempts_version } else { 0 };
    let is_found = state.found.as_ref().is_some_and(|found| found.filter == state.filter);
    let layout = ui.layout;
    let on_width =
        dispatch.reform(move |list_px| UiAction::Layout(Layout { list_px, ..layout }).into());
    // A slot around each part that comes and goes: Yew 0.23.0 loses its place beside an empty one
    // (mended after it: https://github.com/yewstack/yew/pull/4093 and
    // https://github.com/yewstack/yew/pull/4099).
    html! {
        <>
            <Header channel={state.channel.clone()} channels={state.channels.clone()}
                webhook_url={&webhook_url} public_version={state.webhook_base.1}
                connection={state.connection} forward={state.forward.clone()}
                paused={paused_at.is_some()} />
            <HeldPanel channel={state.channel.clone()} held={state.held.clone()}
                events={held_events} />
            <RacePanel channel={state.channel.clone()} {frozen_ms} {newer} selected={state.selected}
                topic={ui.topic} done={ui.done} demo={ui.demo} layout={ui.layout}
                form_open={ui.form} />
            <main class="work" data-testid="work" data-open={(state.selected.is_some() && shown.is_some()).to_string()}
                data-folded={ui.layout.race_folded.to_string()}>
                <RequestForm channel={state.channel.clone()} webhook_url={&webhook_url}
                    load={ui.draft.clone()} history_version={ui.history_version}
                    trigger={ui.trigger} open={ui.form} />
                <EventList channel={state.channel.clone()} events={state.events.clone()}
                    total={state.total()} older={state.older} loaded={state.is_loaded()}
                    absent={state.absent} filter={state.filter.clone()} {listed}
                    {is_found} has_deliveries={state.has_deliveries}
                    {attempts_version} queued_from={state.queued_from()}
                    resending={ui.resending} {paused_at} selected={state.selected} {shown}
                    webhook_url={&webhook_url} />
                <Divider label={lang.t(Msg::ListWidth)} width={ui.layout.list_px} {on_width} />
                <Inspector {event} {before} {attempts} compare_with={ui.compare_with}
                    header_order={ui.header_order} tab={ui.tab} streams={state.streams}
                    webhook_url={&webhook_url} />
            </main>
            <Toasts notice={state.notice.clone()} notices={state.notices} connection={state.connection}
                forward={state.forward.clone()} count={state.total()} deleting={state.deleting.clone()} />
            <div class="slot">
                if ui.settings_open {
                    <ChannelSettingsDialog channel={state.channel.clone()}
                        at_forward={ui.settings_at_forward} forward={state.forward.clone()} />
                }
            </div>
            <div class="slot">
                if ui.help { <HelpDialog /> }
            </div>
        </>
    }
}
