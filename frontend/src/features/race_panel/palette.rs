//! The page's look, as a canvas takes it.

use crate::platform::dom;

/// The page's colours and fonts, as the canvas takes them.
#[derive(Clone, Debug)]
pub struct Palette {
    pub(super) text: String,
    pub(super) muted: String,
    pub(super) line: String,
    pub(super) strong: String,
    pub(super) push: String,
    pub(super) pull: String,
    pub(super) bar: String,
    pub(super) fail: String,
    pub(super) surface: String,
    pub(super) mono: String,
    pub(super) sans: String,
    pub(super) small: String,
}

impl Palette {
    /// Reads them off the page. A custom property may be a function of the theme; what an element's
    /// colour comes out as is not.
    #[must_use]
    pub fn read() -> Self {
        let probe = dom::document().and_then(|document| {
            let probe: web_sys::HtmlElement =
                wasm_bindgen::JsCast::dyn_into(document.create_element("i").ok()?).ok()?;
            probe.set_hidden(true);
            document.body()?.append_child(&probe).ok()?;
            Some(probe)
        });
        let computed = |property: &str, value: &str, read: &str| -> String {
            let Some(probe) = &probe else { return String::new() };
            dom::set_style(probe, property, value);
            let style =
                dom::window().and_then(|window| window.get_computed_style(probe).ok().flatten());
            style.and_then(|style| style.get_property_value(read).ok()).unwrap_or_default()
        };
        let colour = |name: &str| computed("color", &format!("var(--{name})"), "color");
        let family = |name: &str| computed("font-family", &format!("var(--{name})"), "font-family");
        let (mono, sans) = (family("mono"), family("sans"));
        let palette = Self {
            text: colour("text"),
            muted: colour("muted"),
            line: colour("line"),
            strong: colour("line-strong"),
            push: colour("push"),
            pull: colour("pull"),
            bar: colour("pull-mark"),
            fail: colour("fail"),
            surface: colour("surface"),
            mono: format!("11px {mono}"),
            sans: format!("600 12px {sans}"),
            small: format!("11px {sans}"),
        };
        if let Some(probe) = probe {
            probe.remove();
        }
        palette
    }
}
