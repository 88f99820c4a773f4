//! The contexts of the page: what nearly every component needs, and none should have to hand on.

use std::rc::Rc;

use yew::prelude::*;

use crate::i18n::Lang;
use crate::model::app_action::Action;
use crate::model::app_state::AppState;
use crate::model::prefs::Prefs;
use crate::state::effects::Effect;
use crate::state::race::RaceHandle;

/// Changes the page's state. The callback stays the same for as long as the page lives.
#[hook]
pub fn use_dispatch() -> Callback<Action> {
    use_context().unwrap_or_else(Callback::noop)
}

/// Asks for an [`Effect`]. The callback stays the same for as long as the page lives.
#[hook]
pub fn use_run_effect() -> Callback<Effect> {
    use_context().unwrap_or_else(Callback::noop)
}

/// All of the page's state. A component that uses it is drawn again at every change: [`crate::app`]
/// does, and hands on what each region shows.
#[hook]
pub fn use_app_state() -> Rc<AppState> {
    use_context().unwrap_or_default()
}

/// The reader's preferences.
#[hook]
pub fn use_prefs() -> Prefs {
    use_context().unwrap_or_default()
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
    use_context().unwrap_or_default()
}
