//! Deleting many events: the dialog that says what it will do.

use std::rc::Rc;

use wire::Seq;
use yew::prelude::*;

use crate::components::Dialog;
use crate::i18n::Msg;
use crate::state::contexts::{use_lang, use_run_effect};
use crate::state::effects::Effect;

/// Props of [`ClearDialog`].
#[derive(PartialEq, Properties)]
pub struct ClearDialogProps {
    /// The positions listed, falling. `None` without a filter: then all are.
    pub shown: Option<Rc<[Seq]>>,
    /// Number of those that are pinned.
    pub shown_pinned: u64,
    /// Number of events of the channel.
    pub total: u64,
    /// Number of those that are pinned. `None` when not all are here to be counted.
    pub pinned: Option<u64>,
    /// Called when the dialog is to be closed.
    pub on_close: Callback<()>,
}

/// Offers to delete what is shown, or all, and says how many stay because they are pinned.
#[component]
pub fn ClearDialog(props: &ClearDialogProps) -> Html {
    let (lang, run_effect) = (use_lang(), use_run_effect());
    let button = |name: String, class: &'static str, stays: Option<String>, effect: Effect| {
        let (run_effect, on_close) = (run_effect.clone(), props.on_close.clone());
        let onclick = Callback::from(move |_: MouseEvent| {
            run_effect.emit(effect.clone());
            on_close.emit(());
        });
        html! {
            <p class="clearline">
                <button type="button" {class} {onclick}>{ name }</button>
                <span class="muted">{ stays }</span>
            </p>
        }
    };
    let stay = |n: u64| (n > 0).then(|| lang.pinned_stay(n));
    let some = props.shown.as_ref().and_then(|shown| {
        let goes = (shown.len() as u64).saturating_sub(props.shown_pinned);
        let effect = Effect::ClearSome(shown.clone());
        (goes > 0).then(|| {
            button(lang.delete_shown(goes), "ghost danger", stay(props.shown_pinned), effect)
        })
    });
    let all = match props.pinned {
        Some(pinned) => {
            let goes = props.total.saturating_sub(pinned);
            let name = lang.delete_all(goes);
            (goes > 0).then(|| button(name, "ghost danger", stay(pinned), Effect::Clear))
        }
        None => {
            let stays = Some(lang.t(Msg::PinnedStay).to_owned());
            Some(button(lang.delete_all(props.total), "ghost danger", stays, Effect::Clear))
        }
    };
    let nothing = some.is_none() && all.is_none();
    let close = props.on_close.reform(|_: MouseEvent| ());
    html! {
        <Dialog title={Msg::DeleteEvents} on_close={close.clone()}>
            <div class="clearing" data-testid="clear-dialog">
                { some }
                { all }
                if nothing {
                    <p>{ lang.t(Msg::PinnedStay) }</p>
                } else {
                    <p class="muted">{ lang.t(Msg::ClearForGood) }</p>
                }
                <p class="clearline">
                    <button type="button" class="ghost" onclick={close}>{ lang.t(Msg::Cancel) }</button>
                </p>
            </div>
        </Dialog>
    }
}
