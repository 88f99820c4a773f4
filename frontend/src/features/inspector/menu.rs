//! A button that opens a list of actions. It closes on a choice, on Escape, on a press
//! outside and when the keyboard goes on elsewhere.

use gloo_events::EventListener;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, Node};
use yew::prelude::*;

use crate::platform::dom;

/// Props of [`Menu`].
#[derive(PartialEq, Properties)]
pub struct MenuProps {
    /// Its id.
    pub id: &'static str,
    /// Classes of the button.
    pub class: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Drawing on the button, and its text.
    pub face: Html,
    /// Called when it opens.
    #[prop_or_default]
    pub onopen: Callback<()>,
    /// The actions: buttons and links.
    pub children: Html,
}

/// The button and, when it is open, the actions.
#[component]
pub fn Menu(props: &MenuProps) -> Html {
    let open = use_state_eq(|| false);
    let place = use_node_ref();
    let toggle = {
        let (open, onopen) = (open.clone(), props.onopen.clone());
        Callback::from(move |_: MouseEvent| {
            if !*open {
                onopen.emit(());
            }
            open.set(!*open);
        })
    };
    {
        let (open, place) = (open.clone(), place.clone());
        use_effect_with(*open, move |is_open| {
            let outside = is_open.then(dom::document).flatten().map(|document| {
                EventListener::new(&document, "pointerdown", move |event| {
                    let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
                    let place = place.cast::<Element>();
                    if !place.is_some_and(|place| place.contains(target.as_ref())) {
                        open.set(false);
                    }
                })
            });
            move || drop(outside)
        });
    }
    let onkeydown = {
        let (open, id) = (open.clone(), props.id);
        Callback::from(move |e: KeyboardEvent| {
            if e.key() == "Escape" && *open {
                e.stop_propagation();
                open.set(false);
                dom::focus(id);
            }
        })
    };
    let onfocusout = {
        let (open, place) = (open.clone(), place.clone());
        Callback::from(move |e: FocusEvent| {
            if *open && dom::focus_leaves(&e, place.get()) {
                open.set(false);
            }
        })
    };
    let choose = {
        let (open, id) = (open.setter(), props.id);
        Callback::from(move |_: MouseEvent| {
            open.set(false);
            dom::focus(id);
        })
    };
    html! {
        <span class="menu" ref={place} {onkeydown} {onfocusout}>
            <button type="button" id={props.id} class={props.class} aria-label={props.name}
                title={props.name} aria-haspopup="true" aria-expanded={open.to_string()}
                onclick={toggle}>
                { props.face.clone() }
            </button>
            <span class="slot">
                if *open {
                    <div class="popup actionlist" data-testid="action-list" onclick={choose}>
                        { props.children.clone() }
                    </div>
                }
            </span>
        </span>
    }
}
