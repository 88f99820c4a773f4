//! The keyboard's shortcuts, wherever the focus is.

use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

use crate::model::app_action::{Action, UiAction};
use crate::model::app_state::AppState;
use crate::model::held::held_id;
use crate::model::shortcuts::{Command, Press, command};
use crate::platform::{clock, dom};
use crate::state::contexts::{use_dispatch, use_run_effect};
use crate::state::effects::Effect;

/// Listens to the keyboard wherever the focus is.
#[hook]
pub fn use_shortcuts(state: &UseReducerHandle<AppState>) {
    let (dispatch, run_effect) = (use_dispatch(), use_run_effect());
    // Read by the listener, which stays the same. Replaced at each drawing, because a handle keeps
    // what it has read.
    let latest = use_mut_ref(|| state.clone());
    latest.replace(state.clone());
    use_effect_with(state.ui.prefs.keys, move |letters| {
        let letters = *letters;
        let listener = dom::document().map(|document| {
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&document, "keydown", options, move |event| {
                let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
                let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
                let within = |selector: &str| {
                    target.as_ref().is_some_and(|t| t.closest(selector).ok().flatten().is_some())
                };
                let key = event.key();
                let press = Press {
                    key: &key,
                    modified: event.ctrl_key() || event.alt_key() || event.meta_key(),
                    typing: within(
                        "input:not([type=range]):not([type=checkbox]), textarea, select",
                    ),
                    on_control: within(
                        "button, a, summary, input, [role=dialog], [role=tabpanel] .scroll",
                    ),
                    // Asked of the document: some dialogs nobody but their owner knows of.
                    under_dialog: dom::has("[role=dialog]"),
                };
                let once = |command: &Command| {
                    !(event.repeat()
                        && matches!(
                            command,
                            Command::Fire | Command::Replay | Command::TogglePause
                        ))
                };
                if let Some(command) = command(press, letters).filter(once) {
                    if command != Command::Escape {
                        event.prevent_default();
                    }
                    run_command(command, &latest.borrow(), &dispatch, &run_effect);
                }
            })
        });
        move || drop(listener)
    });
}

/// Runs a command of the keyboard.
fn run_command(
    command: Command,
    state: &AppState,
    dispatch: &Callback<Action>,
    run_effect: &Callback<Effect>,
) {
    let event = || state.shown().cloned();
    dispatch.emit(match command {
        // Not over another dialog, which the next Escape would close with what is typed in it.
        Command::ToggleHelp if !state.ui.help && dom::has("[role=dialog]") => return,
        Command::Move(by) => Action::Move(by),
        Command::Open => {
            dom::focus(state.ui.tab.id());
            Action::Select(state.shown().map(|event| event.seq))
        }
        Command::Filter => return dom::focus("filter"),
        Command::Held => {
            let first = state.held.iter().find(|sender| sender.standing.is_open());
            return first.into_iter().for_each(|sender| dom::focus(&held_id(sender.seq)));
        }
        Command::Fire => UiAction::FireRequested.into(),
        Command::CopyCurl => {
            return event().into_iter().for_each(|event| run_effect.emit(Effect::CopyCurl(event)));
        }
        Command::Replay => {
            return event().into_iter().for_each(|event| run_effect.emit(Effect::Replay(event)));
        }
        Command::TogglePause => Action::TogglePause(clock::now_ms()),
        Command::Interval(longer) => return run_effect.emit(Effect::StepInterval(longer)),
        Command::Tab(tab) => UiAction::Tab(tab).into(),
        Command::ToggleHelp => UiAction::ToggleHelp.into(),
        Command::Escape => Action::Escape,
    });
}
