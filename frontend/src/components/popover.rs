//! A button with something that opens below it.

use web_sys::HtmlElement;
use yew::prelude::*;

use crate::platform::dom;

/// Props of [`Popover`].
#[derive(PartialEq, Properties)]
pub struct PopoverProps {
    /// Its name for tests.
    pub testid: &'static str,
    /// CSS classes of the button.
    pub class: &'static str,
    /// The button's name, for those who do not see it. `None`: what is in it.
    #[prop_or_default]
    pub name: Option<&'static str>,
    /// What is in the button.
    pub button: Html,
    /// It is open.
    pub open: bool,
    /// Called when it is to open or to close: with the button, Escape, a click elsewhere, and Tab
    /// out of it. The owner closes it after a choice.
    pub on_open: Callback<bool>,
    /// What opens.
    pub children: Html,
}

/// A button with something that opens below it, and closes on Escape, on a click elsewhere, on
/// the button, and when the keyboard goes on elsewhere.
#[component]
pub fn Popover(props: &PopoverProps) -> Html {
    let button = use_node_ref();
    let toggle = {
        let open = props.open;
        props.on_open.reform(move |_: MouseEvent| !open)
    };
    let close = props.on_open.reform(|_: MouseEvent| false);
    {
        // What was chosen is drawn no more: without this the keyboard would begin at the top.
        let (button, was_open) = (button.clone(), use_mut_ref(|| false));
        use_effect_with(props.open, move |open| {
            if was_open.replace(*open) && !*open && dom::has_focus("body") {
                button.cast::<HtmlElement>().iter().for_each(dom::focus_element);
            }
        });
    }
    let onkeydown = {
        let (open, on_open, button) = (props.open, props.on_open.clone(), button.clone());
        Callback::from(move |e: KeyboardEvent| {
            if e.key() == "Escape" && open {
                e.stop_propagation();
                on_open.emit(false);
                button.cast::<HtmlElement>().iter().for_each(dom::focus_element);
            }
        })
    };
    let menu = use_node_ref();
    let onfocusout = {
        let (open, on_open, menu) = (props.open, props.on_open.clone(), menu.clone());
        Callback::from(move |e: FocusEvent| {
            if open && dom::focus_leaves(&e, menu.get()) {
                on_open.emit(false);
            }
        })
    };
    html! {
        <div class="menu" ref={menu} data-testid={props.testid} {onkeydown} {onfocusout}>
            <button type="button" ref={button} class={props.class} aria-haspopup="true"
                aria-expanded={props.open.to_string()} aria-label={props.name} onclick={toggle}>
                { props.button.clone() }
            </button>
            <div class="slot">
                if props.open {
                    <div class="backdrop" onclick={close}></div>
                    <div class="popup">{ props.children.clone() }</div>
                }
            </div>
        </div>
    }
}
