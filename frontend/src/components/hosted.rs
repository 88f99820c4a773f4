//! One component of Yew that hosts all of the page's.
//!
//! Yew instantiates its life of a component (scope, scheduler, reconciliation) for each one's type: three kilobytes of wasm
//! every time. Behind a trait object it is there once. A component is written with `#[component]` as ever, and stands in
//! markup as `{ hosted::<Component>(Props { … }) }`: a struct literal, for the builders that `html!` fills weigh too.

use std::any::{Any, type_name};
use std::rc::Rc;

use web_sys::Element;
use yew::html::HtmlResult;
use yew::prelude::*;
use yew::virtual_dom::{Key, VComp};

/// A component and its properties.
trait Screen: Any {
    fn draw(&self, context: &mut HookContext) -> HtmlResult;
    fn is(&self, other: &dyn Any) -> bool;
}

struct Of<C: FunctionProvider>(C::Properties);

impl<C: FunctionProvider + 'static> Screen for Of<C> {
    fn draw(&self, context: &mut HookContext) -> HtmlResult {
        C::run(context, &self.0)
    }

    fn is(&self, other: &dyn Any) -> bool {
        other.downcast_ref::<Self>().is_some_and(|other| self.0 == other.0)
    }
}

/// Calls the hooks of the component that is hosted.
struct Drawing<'a>(&'a dyn Screen);

impl Hook for Drawing<'_> {
    type Output = HtmlResult;

    fn run(self, context: &mut HookContext) -> HtmlResult {
        self.0.draw(context)
    }
}

fn use_screen(screen: &dyn Screen) -> Drawing<'_> {
    Drawing(screen)
}

#[derive(Properties)]
struct Props {
    screen: Rc<dyn Screen>,
}

impl PartialEq for Props {
    fn eq(&self, other: &Self) -> bool {
        self.screen.is(&*other.screen)
    }
}

#[component]
fn Host(props: &Props) -> HtmlResult {
    use_screen(&*props.screen)
}

/// Markup of a component. Its key tells it from another one that stood in the same place: their hooks differ.
pub fn hosted<C: FunctionProvider + 'static>(props: C::Properties) -> Html {
    hosted_as::<C>(type_name::<C>(), props)
}

/// The same, told apart by a key of its own, which no component of another kind may have in the same place.
pub fn hosted_as<C: FunctionProvider + 'static>(key: impl Into<Key>, props: C::Properties) -> Html {
    host(key.into(), Rc::new(Of::<C>(props)))
}

#[inline(never)]
fn host(key: Key, screen: Rc<dyn Screen>) -> Html {
    VComp::new::<Host>(Rc::new(Props { screen }), Some(key)).into()
}

/// Mounts a component as the whole page.
pub fn render<C: FunctionProvider + 'static>(root: Element, props: C::Properties) {
    yew::Renderer::<Host>::with_root_and_props(root, Props { screen: Rc::new(Of::<C>(props)) }).render();
}
