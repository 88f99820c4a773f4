//! Holds the state of the page, and gives it to every component below.

use yew::prelude::*;

use crate::model::app_state::AppState;
use crate::model::prefs::Prefs;
use crate::state::contexts::Dispatch;
use crate::state::effects::EffectProvider;
use crate::state::race::RaceProvider;
use crate::state::startup::initial_state;

/// Props of [`StateProvider`].
#[derive(PartialEq, Properties)]
pub struct StateProviderProps {
    /// The page.
    pub children: Html,
}

/// Runs the reducer, and provides the contexts that [`super::contexts`] reads. A context of its own
/// for each: a component is drawn again only for what it uses. The race, which changes some times a
/// second, has a provider of its own inside.
#[component]
pub fn StateProvider(props: &StateProviderProps) -> Html {
    let state = use_reducer_eq(initial_state);
    // Of the dispatcher and not of the handle: a handle keeps every state that was ever read
    // through it.
    let dispatch = Dispatch(state.dispatcher().to_callback());
    let (channel, prefs) = (state.channel.clone(), state.ui.prefs);
    let frozen = state.paused.is_some();
    html! {
        <ContextProvider<Dispatch> context={dispatch}>
            <ContextProvider<Prefs> context={prefs}>
                <ContextProvider<UseReducerHandle<AppState>> context={state}>
                    <RaceProvider {channel} {frozen}>
                        <EffectProvider>{ props.children.clone() }</EffectProvider>
                    </RaceProvider>
                </ContextProvider<UseReducerHandle<AppState>>>
            </ContextProvider<Prefs>>
        </ContextProvider<Dispatch>>
    }
}
