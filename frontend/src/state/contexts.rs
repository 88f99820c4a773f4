//! The contexts of the page: what nearly every component needs, and none should have to hand on.

use yew::prelude::*;

use crate::i18n::Lang;
use crate::model::app_action::Action;
use crate::model::app_state::AppState;
use crate::model::prefs::Prefs;
use crate::state::effects::Effect;
use crate::state::race::{RaceControls, RaceHandle, RaceSetup};

/// The context of [`use_dispatch`].
#[derive(Clone, PartialEq)]
pub struct Dispatch(pub Callback<Action>);

/// The context of [`use_run_effect`].
#[derive(Clone, PartialEq)]
pub struct RunEffect(pub Callback<Effect>);

/// Changes the page's state. The callback stays the same for as long as the page lives.
#[hook]
pub fn use_dispatch() -> Callback<Action> {
    use_provided::<Dispatch>().0
}

/// Asks for an [`Effect`]. The callback stays the same for as long as the page lives.
#[hook]
pub fn use_run_effect() -> Callback<Effect> {
    use_provided::<RunEffect>().0
}

/// All of the page's state. A component that uses it is drawn again at every change: [`crate::app`]
/// does, and hands on what each region shows.
#[hook]
pub fn use_app_state() -> UseReducerHandle<AppState> {
    use_provided()
}

/// The reader's preferences.
#[hook]
pub fn use_prefs() -> Prefs {
    use_provided()
}

/// The page's language.
#[hook]
pub fn use_lang() -> Lang {
    use_prefs().lang
}

/// The race. A component that uses it is drawn again whenever figures are to be shown, some times a
/// second.
#[hook]
pub fn use_race() -> RaceHandle {
    use_provided()
}

/// How the race is set up. A component that uses it is drawn again when that changes.
#[hook]
pub fn use_race_setup() -> RaceSetup {
    use_provided()
}

/// The controls of the race, which stay the same for as long as the page lives.
#[hook]
pub(super) fn use_race_controls() -> RaceControls {
    use_provided()
}

/// A context of the page's. It is always there: every component is below
/// [`StateProvider`](super::context_provider::StateProvider), whatever a reader or a relay does.
/// One that is not was mounted at the wrong place, and the first test that draws it says so; a
/// fallback would be a page whose buttons do nothing.
#[hook]
#[expect(clippy::expect_used, reason = "only a mistake in the page's own code can cause it")]
fn use_provided<T: Clone + PartialEq + 'static>() -> T {
    use_context().expect("a component outside of StateProvider")
}
