//! `view!`: the syntax of Yew's `html!` for plain elements, at a tenth of its size.
//!
//! `html!` writes some 400 bytes of code for each element, and this page has hundreds. `view!` writes a call for each tag,
//! attribute and child instead. What it makes is the same virtual DOM. A component stands in it as
//! `{ hosted::<Component>(Props { … }) }`.

use std::rc::Rc;

use yew::html::IntoPropValue;
use yew::prelude::*;
use yew::virtual_dom::{Key, Listener, VList, VNode, VTag, VText};

/// Markup while it is written: the elements that are open, the innermost last.
#[derive(Debug)]
pub struct Markup(Vec<VNode>);

impl Default for Markup {
    fn default() -> Self {
        Self(vec![VList::new().into()])
    }
}

impl Markup {
    /// Opens an element.
    #[inline(never)]
    pub fn open(&mut self, tag: &'static str) {
        self.0.push(VTag::new(tag).into());
    }

    /// Opens a group: the children of a fragment or of a branch, which are one child of what is around them, so that
    /// nothing else changes its place when they come and go.
    #[inline(never)]
    pub fn group(&mut self) {
        self.0.push(VList::new().into());
    }

    /// Closes what was opened last.
    #[inline(never)]
    pub fn close(&mut self) {
        if let Some(child) = self.0.pop() {
            self.add(child);
        }
    }

    /// A child of what is open.
    #[inline(never)]
    pub fn add(&mut self, child: Html) {
        match self.0.last_mut() {
            Some(VNode::VTag(tag)) => Rc::make_mut(tag).add_child(child),
            Some(VNode::VList(list)) => Rc::make_mut(list).add_child(child),
            _ => {}
        }
    }

    /// Children of what is open.
    pub fn each<C: Child>(&mut self, children: impl IntoIterator<Item = C>) {
        children.into_iter().for_each(|child| child.stand(self));
    }

    /// Listens to an event.
    #[inline(never)]
    pub fn on(&mut self, listener: Rc<dyn Listener>) {
        self.tag(|tag| _ = tag.add_listener(listener));
    }

    /// Tells the element from its neighbours in a list.
    pub fn key(&mut self, key: impl Into<Key>) {
        let key = key.into();
        self.tag(|tag| tag.key = Some(key));
    }

    /// Where to find the element once it is there.
    pub fn node(&mut self, node: NodeRef) {
        self.tag(|tag| tag.node_ref = node);
    }

    /// An attribute with a value. The text of a field is a property.
    #[inline(never)]
    pub fn text_attribute(&mut self, name: &'static str, value: AttrValue) {
        self.tag(|tag| match (name, tag.tag()) {
            ("value", "input" | "textarea") => tag.set_value(value),
            _ => tag.add_attribute(name, value),
        });
    }

    #[inline(never)]
    fn flag(&mut self, name: &'static str, on: bool) {
        self.tag(|tag| match name {
            "checked" => tag.set_checked(on),
            _ if on => tag.add_attribute(name, name),
            _ => {}
        });
    }

    fn tag(&mut self, change: impl FnOnce(&mut VTag)) {
        if let Some(VNode::VTag(tag)) = self.0.last_mut() {
            change(Rc::make_mut(tag));
        }
    }

    /// What was written.
    #[inline(never)]
    pub fn done(mut self) -> Html {
        match self.0.pop() {
            Some(VNode::VList(list)) => match list.as_slice() {
                [only] => only.clone(),
                _ => VNode::VList(list),
            },
            other => other.unwrap_or_default(),
        }
    }
}

/// What can be an attribute's value.
pub trait Attribute {
    /// Writes it.
    fn write(self, name: &'static str, markup: &mut Markup);
}

impl Attribute for &'static str {
    #[inline(never)]
    fn write(self, name: &'static str, markup: &mut Markup) {
        markup.text_attribute(name, AttrValue::Static(self));
    }
}

impl Attribute for String {
    #[inline(never)]
    fn write(self, name: &'static str, markup: &mut Markup) {
        markup.text_attribute(name, self.into());
    }
}

impl Attribute for AttrValue {
    fn write(self, name: &'static str, markup: &mut Markup) {
        markup.text_attribute(name, self);
    }
}

impl Attribute for bool {
    fn write(self, name: &'static str, markup: &mut Markup) {
        markup.flag(name, self);
    }
}

impl Attribute for Classes {
    #[inline(never)]
    fn write(self, name: &'static str, markup: &mut Markup) {
        if let Some(value) = IntoPropValue::<Option<AttrValue>>::into_prop_value(self) {
            markup.text_attribute(name, value);
        }
    }
}

impl<T: Attribute> Attribute for Option<T> {
    fn write(self, name: &'static str, markup: &mut Markup) {
        if let Some(value) = self {
            value.write(name, markup);
        }
    }
}

/// What can stand between tags.
pub trait Child {
    /// Writes it.
    fn stand(self, markup: &mut Markup);
}

impl Child for Html {
    fn stand(self, markup: &mut Markup) {
        markup.add(self);
    }
}

impl Child for AttrValue {
    #[inline(never)]
    fn stand(self, markup: &mut Markup) {
        markup.add(VText::new(self).into());
    }
}

impl Child for String {
    #[inline(never)]
    fn stand(self, markup: &mut Markup) {
        markup.add(VText::new(self).into());
    }
}

impl Child for &str {
    #[inline(never)]
    fn stand(self, markup: &mut Markup) {
        markup.add(VText::new(self.to_owned()).into());
    }
}

impl Child for &String {
    fn stand(self, markup: &mut Markup) {
        self.as_str().stand(markup);
    }
}

impl Child for &AttrValue {
    fn stand(self, markup: &mut Markup) {
        self.clone().stand(markup);
    }
}

/// Markup as `html!` has it: see [the module](self).
macro_rules! view {
    (@kids $m:ident) => {};
    (@kids $m:ident < / > $($rest:tt)*) => { $m.close(); view!(@kids $m $($rest)*); };
    (@kids $m:ident < / $tag:ident > $($rest:tt)*) => { $m.close(); view!(@kids $m $($rest)*); };
    (@kids $m:ident < > $($rest:tt)*) => { $m.group(); view!(@kids $m $($rest)*); };
    (@kids $m:ident < $tag:ident $($rest:tt)*) => { $m.open(stringify!($tag)); view!(@attrs $m $($rest)*); };
    (@kids $m:ident { for $children:expr } $($rest:tt)*) => {
        $m.each($children);
        view!(@kids $m $($rest)*);
    };
    (@kids $m:ident { $child:expr } $($rest:tt)*) => {
        $crate::components::markup::Child::stand($child, &mut $m);
        view!(@kids $m $($rest)*);
    };
    (@kids $m:ident if $($rest:tt)*) => { view!(@if $m [] $($rest)*); };

    (@if $m:ident [$($when:tt)*] { $($then:tt)* } else { $($other:tt)* } $($rest:tt)*) => {
        $m.group();
        if $($when)* { view!(@kids $m $($then)*); } else { view!(@kids $m $($other)*); }
        $m.close();
        view!(@kids $m $($rest)*);
    };
    (@if $m:ident [$($when:tt)*] { $($then:tt)* } $($rest:tt)*) => {
        $m.group();
        if $($when)* { view!(@kids $m $($then)*); }
        $m.close();
        view!(@kids $m $($rest)*);
    };
    (@if $m:ident [$($when:tt)*] $next:tt $($rest:tt)*) => { view!(@if $m [$($when)* $next] $($rest)*); };

    (@attrs $m:ident / > $($rest:tt)*) => { $m.close(); view!(@kids $m $($rest)*); };
    (@attrs $m:ident > $($rest:tt)*) => { view!(@kids $m $($rest)*); };
    (@attrs $m:ident { $name:ident } $($rest:tt)*) => { view!(@one $m $name, $name); view!(@attrs $m $($rest)*); };
    (@attrs $m:ident $name:ident = $value:tt $($rest:tt)*) => { view!(@one $m $name, $value); view!(@attrs $m $($rest)*); };
    (@attrs $m:ident $a:ident - $b:ident = $value:tt $($rest:tt)*) => {
        $crate::components::markup::Attribute::write($value, concat!(stringify!($a), "-", stringify!($b)), &mut $m);
        view!(@attrs $m $($rest)*);
    };

    (@one $m:ident key, $value:tt) => { $m.key($value); };
    (@one $m:ident ref, $value:tt) => { $m.node($value); };
    (@one $m:ident onclick, $value:tt) => { view!(@on $m onclick $value); };
    (@one $m:ident oninput, $value:tt) => { view!(@on $m oninput $value); };
    (@one $m:ident onchange, $value:tt) => { view!(@on $m onchange $value); };
    (@one $m:ident onfocus, $value:tt) => { view!(@on $m onfocus $value); };
    (@one $m:ident onkeydown, $value:tt) => { view!(@on $m onkeydown $value); };
    (@one $m:ident onsubmit, $value:tt) => { view!(@on $m onsubmit $value); };
    (@one $m:ident onscroll, $value:tt) => { view!(@on $m onscroll $value); };
    (@one $m:ident onpointerdown, $value:tt) => { view!(@on $m onpointerdown $value); };
    (@one $m:ident onpointermove, $value:tt) => { view!(@on $m onpointermove $value); };
    (@one $m:ident onpointerup, $value:tt) => { view!(@on $m onpointerup $value); };
    (@one $m:ident $name:ident, $value:tt) => {
        $crate::components::markup::Attribute::write($value, stringify!($name), &mut $m);
    };
    (@on $m:ident $event:ident $value:tt) => { $m.on(std::rc::Rc::new(yew::html::$event::Wrapper::new($value))); };

    (@ $($rest:tt)*) => { compile_error!(concat!("not markup: ", stringify!($($rest)*))) };
    ($($markup:tt)*) => {{
        let mut markup = $crate::components::markup::Markup::default();
        view!(@kids markup $($markup)*);
        markup.done()
    }};
}
