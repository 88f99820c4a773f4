//! What the page needs a moment after it stands: the form, the inspector, the dialogs, and what the relay is asked for.
//!
//! That is four tenths of the code, and the first screen is drawn without it. The release page therefore has it in a module of
//! its own, which it fetches once that screen stands (`xtask/src/split.rs`); everywhere else it is simply there. The type is what
//! keeps the two apart: whoever holds no [`Deferred`] cannot call what may not have come yet.

#[cfg(not(split))]
use std::convert::Infallible;
use std::ops::Deref;
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::ask::{self, Ask};
use crate::components::hosted;
use crate::duel::{self, Controls, Explain};
use crate::hooks::{use_effect_with, use_state_eq};
use crate::prefs::Prefs;
use crate::state::{Action, State};
use crate::{channel, fire, help, inspect};

/// How long after a module that did not come it is asked for again, in ms.
const RETRY_MS: u32 = 1000;

/// What came later, by name.
pub struct Parts {
    /// The form.
    pub fire: fn(fire::Props) -> Html,
    /// The inspector.
    pub inspector: fn(inspect::Props) -> Html,
    /// What the channel is told.
    pub channel_sheet: fn(channel::Props) -> Html,
    /// The keys.
    pub help: fn(Prefs, &Callback<Action>) -> Html,
    /// How a number was measured.
    pub explain: fn(&Explain<'_>) -> Html,
    /// The settings of the race that are wanted less often.
    pub more: fn(&Controls<'_>) -> Html,
    /// The bet on the next poll.
    pub predict: fn(duel::predict::Props) -> Html,
    /// Does what is asked for.
    pub perform: fn(Ask, Rc<State>, Callback<Action>),
}

static PARTS: Parts = Parts {
    fire: hosted::<fire::Fire>,
    inspector: hosted::<inspect::Inspector>,
    channel_sheet: hosted::<channel::ChannelSheet>,
    help: help::help_sheet,
    explain: |explain| explain.view(),
    more: |controls| duel::second_row(controls),
    predict: hosted::<duel::predict::Predict>,
    perform: |asked, state, act| spawn_local(ask::perform(asked, state, act)),
};

/// What came later, once it is there.
#[derive(Clone, Copy)]
pub struct Deferred(&'static Parts);

impl Deref for Deferred {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        self.0
    }
}

impl PartialEq for Deferred {
    /// There is only one.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// Asks for it once the component stands, and draws the component anew when it is there.
#[hook]
pub fn use_deferred() -> Option<Deferred> {
    let deferred = use_state_eq(|| None);
    let came = deferred.setter();
    use_effect_with((), move |()| spawn_local(async move { came.set(Some(load().await)) }));
    *deferred
}

/// Waits until it is there. The relay may be away for a moment: then it is asked for again.
pub async fn load() -> Deferred {
    loop {
        match parts().await {
            Ok(parts) => return Deferred(parts),
            Err(_) => TimeoutFuture::new(RETRY_MS).await,
        }
    }
}

/// Where the page is split: nothing else may name [`PARTS`]. What only they reach is the other module.
#[cfg(split)]
#[allow(unsafe_code, reason = "the macro's: it declares the import and the export that the splitter replaces")]
mod split {
    use wasm_split_helpers::{SplitLoaderError, wasm_split};

    use super::{PARTS, Parts};

    #[wasm_split(deferred, fallible)]
    pub(super) fn parts() -> Result<&'static Parts, SplitLoaderError> {
        Ok(&PARTS)
    }
}
#[cfg(split)]
use split::parts;

#[cfg(not(split))]
async fn parts() -> Result<&'static Parts, Infallible> {
    Ok(&PARTS)
}
