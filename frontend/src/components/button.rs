//! Buttons that are more than a text.

use yew::prelude::*;

/// Props of [`ToggleButton`].
#[derive(PartialEq, Properties)]
pub struct ToggleButtonProps {
    /// CSS classes.
    #[prop_or_default]
    pub class: &'static str,
    /// Its text.
    pub label: AttrValue,
    /// Whether it is pressed.
    pub pressed: bool,
    /// Whether it does nothing now.
    #[prop_or_default]
    pub disabled: bool,
    /// Called when it is clicked.
    pub onclick: Callback<MouseEvent>,
}

/// A button that is pressed or not.
#[component]
pub fn ToggleButton(props: &ToggleButtonProps) -> Html {
    let class = (!props.class.is_empty()).then_some(props.class);
    html! {
        <button type="button" {class} aria-pressed={props.pressed.to_string()}
            disabled={props.disabled}
            onclick={props.onclick.clone()}>
            { &props.label }
        </button>
    }
}

/// Props of [`IconButton`].
#[derive(PartialEq, Properties)]
pub struct IconButtonProps {
    /// Its id.
    pub id: &'static str,
    /// Its name, for those who do not see the icon.
    pub name: &'static str,
    /// Called when it is clicked.
    pub onclick: Callback<MouseEvent>,
    /// The icon.
    pub children: Html,
}

/// A button with an icon instead of a text.
#[component]
pub fn IconButton(props: &IconButtonProps) -> Html {
    html! {
        <button type="button" class="chip square" id={props.id} aria-label={props.name}
            title={props.name} onclick={props.onclick.clone()}>
            { props.children.clone() }
        </button>
    }
}
