//! Holds the state of the page, and gives it to every component below.

use std::rc::Rc;

use yew::prelude::*;

use crate::model::app_action::Action;
use crate::model::app_state::AppState;
use crate::model::prefs::Prefs;
use crate::state::effects::{Effect, use_effects};
use crate::state::race::{RaceHandle, use_race_runner};
use crate::state::startup::initial_state;

/// Props of [`StateProvider`].
#[derive(PartialEq, Properties)]
pub struct StateProviderProps {
    /// The page.
    pub children: Html,
}

/// Runs the reducer and the race, and provides the contexts that [`super::contexts`] reads. A
/// context of its own for each: a component is drawn again only for what it uses.
#[component]
pub fn StateProvider(props: &StateProviderProps) -> Html {
    let state = use_reducer(initial_state);
    let dispatch: Callback<Action> = {
        // The dispatcher and not the handle: a handle keeps every state that was ever read through
        // it.
        let dispatcher = state.dispatcher();
        use_callback((), move |action, &()| dispatcher.dispatch(action))
    };
    let (race, race_controls) = use_race_runner(&state.channel, &dispatch);
    let state = Rc::new((*state).clone());
    // Read by callbacks that stay the same.
    let latest = use_mut_ref(|| state.clone());
    latest.replace(state.clone());
    let run_effect = use_effects(latest, race_controls, dispatch.clone());
    let prefs = state.ui.prefs;
    html! {
        <ContextProvider<Callback<Action>> context={dispatch}>
            <ContextProvider<Callback<Effect>> context={run_effect}>
                <ContextProvider<Prefs> context={prefs}>
                    <ContextProvider<RaceHandle> context={race}>
                        <ContextProvider<Rc<AppState>> context={state}>
                            { props.children.clone() }
                        </ContextProvider<Rc<AppState>>>
                    </ContextProvider<RaceHandle>>
                </ContextProvider<Prefs>>
            </ContextProvider<Callback<Effect>>>
        </ContextProvider<Callback<Action>>>
    }
}
