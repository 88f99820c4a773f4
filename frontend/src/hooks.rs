//! Yew's hooks, of which the page has seventy, without a copy of their workings in each place.
//!
//! Yew's are generic from end to end: what finds, makes and keeps a hook's state is instantiated for each type and inlined
//! where it is called. Here all of it is once, behind trait objects. Names and meanings are Yew's, so that a hook which is not
//! imported from here works too, and weighs more. One thing differs: a [`StateHandle`] shows what was drawn, and [`StateHandle::latest`]
//! what has been set since.

use std::any::Any;
use std::cell::RefCell;
use std::ops::Deref;
use std::rc::Rc;

use yew::functional::{Hook, HookContext, TearDown, UseForceUpdateHandle, use_force_update, use_ref};

/// What a hook keeps: made at its first call, the same at every other.
#[inline(never)]
fn keep(context: &mut HookContext, make: Box<dyn FnOnce() -> Rc<dyn Any> + '_>) -> Rc<dyn Any> {
    (*use_ref(make).run(context)).clone()
}

fn kept<T: 'static>(context: &mut HookContext, make: impl FnOnce() -> T) -> Rc<T> {
    let any = keep(context, Box::new(|| Rc::new(make())));
    any.downcast().unwrap_or_else(|_| misplaced())
}

#[cold]
#[inline(never)]
fn misplaced() -> ! {
    unreachable!("hooks are called in the same order at every drawing")
}

/// A hook made of a function.
struct With<F>(F);

impl<T, F: FnOnce(&mut HookContext) -> T> Hook for With<F> {
    type Output = T;

    fn run(self, context: &mut HookContext) -> T {
        self.0(context)
    }
}

/// A value that stays, and whose change draws nothing.
pub fn use_mut_ref<T: 'static>(init: impl FnOnce() -> T) -> impl Hook<Output = Rc<RefCell<T>>> {
    With(move |context: &mut HookContext| kept(context, || RefCell::new(init())))
}

/// A value worked out anew when what it depends on is another.
pub fn use_memo<T: 'static, D: PartialEq + 'static>(
    deps: D,
    work_out: impl FnOnce(&D) -> T,
) -> impl Hook<Output = Rc<T>> {
    With(move |context: &mut HookContext| {
        let memo = kept(context, || RefCell::new(None::<(D, Rc<T>)>));
        let mut memo = memo.borrow_mut();
        match &*memo {
            Some((before, value)) if *before == deps => value.clone(),
            _ => {
                let value = Rc::new(work_out(&deps));
                *memo = Some((deps, value.clone()));
                value
            }
        }
    })
}

/// A value of a component, whose change draws it anew.
pub struct StateHandle<T> {
    drawn: Rc<T>,
    setter: StateSetter<T>,
}

/// What changes it.
pub struct StateSetter<T>(Rc<Kept<T>>);

struct Kept<T> {
    value: RefCell<Rc<T>>,
    is_new: fn(&T, &T) -> bool,
    redraw: UseForceUpdateHandle,
}

impl<T> StateHandle<T> {
    /// Sets it.
    pub fn set(&self, value: T) {
        self.setter.set(value);
    }

    /// What sets it.
    pub fn setter(&self) -> StateSetter<T> {
        self.setter.clone()
    }

    /// What was set last; it may not be drawn yet.
    pub fn latest(&self) -> Rc<T> {
        self.setter.0.value.borrow().clone()
    }
}

impl<T> StateSetter<T> {
    /// Sets it.
    pub fn set(&self, value: T) {
        let kept = &*self.0;
        let is_new = (kept.is_new)(&value, &kept.value.borrow());
        if is_new {
            kept.value.replace(Rc::new(value));
            kept.redraw.force_update();
        }
    }
}

impl<T> Deref for StateHandle<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.drawn
    }
}

impl<T> Clone for StateHandle<T> {
    fn clone(&self) -> Self {
        Self { drawn: self.drawn.clone(), setter: self.setter.clone() }
    }
}

impl<T> Clone for StateSetter<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

/// A value whose every setting draws the component anew.
pub fn use_state<T: 'static>(init: impl FnOnce() -> T) -> impl Hook<Output = StateHandle<T>> {
    state(init, |_, _| true)
}

/// A value whose change draws the component anew.
pub fn use_state_eq<T: PartialEq + 'static>(init: impl FnOnce() -> T) -> impl Hook<Output = StateHandle<T>> {
    state(init, |new, old| new != old)
}

fn state<T: 'static>(init: impl FnOnce() -> T, is_new: fn(&T, &T) -> bool) -> impl Hook<Output = StateHandle<T>> {
    With(move |context: &mut HookContext| {
        let redraw = redraw(context);
        let kept = kept(context, || Kept { value: RefCell::new(Rc::new(init())), is_new, redraw });
        let drawn = kept.value.borrow().clone();
        StateHandle { drawn, setter: StateSetter(kept) }
    })
}

#[inline(never)]
fn redraw(context: &mut HookContext) -> UseForceUpdateHandle {
    use_force_update().run(context)
}

/// Something done after a drawing, when what it depends on is another. What it gives is called before it is done again, and
/// at the end.
pub fn use_effect_with<T: PartialEq + 'static, D: TearDown>(
    deps: T,
    effect: impl FnOnce(&T) -> D + 'static,
) -> impl Hook<Output = ()> {
    With(move |context: &mut HookContext| {
        let effect: Effect = Box::new(move |deps| {
            let deps = deps.0.as_any().downcast_ref().unwrap_or_else(|| misplaced());
            let ended = effect(deps);
            Box::new(move || ended.tear_down())
        });
        effect_with(context, Deps(Box::new(deps)), effect);
    })
}

type Effect = Box<dyn FnOnce(&Deps) -> Box<dyn FnOnce()>>;

/// What an effect depends on.
struct Deps(Box<dyn Comparable>);

impl PartialEq for Deps {
    fn eq(&self, other: &Self) -> bool {
        self.0.is(other.0.as_any())
    }
}

trait Comparable {
    fn as_any(&self) -> &dyn Any;
    fn is(&self, other: &dyn Any) -> bool;
}

impl<T: PartialEq + 'static> Comparable for T {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn is(&self, other: &dyn Any) -> bool {
        other.downcast_ref().is_some_and(|other| self == other)
    }
}

#[inline(never)]
fn effect_with(context: &mut HookContext, deps: Deps, effect: Effect) {
    yew::functional::use_effect_with(deps, effect).run(context);
}
