//! The size of an element, as it changes.

use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver};

/// Watches the size of an element, until dropped.
pub struct SizeWatch {
    observer: Option<ResizeObserver>,
    /// The closure that the observer calls.
    _call: Closure<dyn FnMut()>,
}

/// Calls back when an element gets its size, and whenever it changes: with the window, with what is
/// beside it, or because it is shown.
#[must_use]
pub fn watch_size(element: &Element, call: impl Fn() + 'static) -> SizeWatch {
    let call = Closure::<dyn FnMut()>::new(call);
    let observer = ResizeObserver::new(call.as_ref().unchecked_ref()).ok();
    if let Some(observer) = &observer {
        observer.observe(element);
    }
    SizeWatch { observer, _call: call }
}

impl Drop for SizeWatch {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}
