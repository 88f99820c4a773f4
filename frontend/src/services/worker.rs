//! The page's worker, which does what would hold up its screen, and what its first seconds need not
//! carry: the crate `tools`. It is fetched when something is first asked of it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_util::future::LocalBoxFuture;
use js_sys::{Array, Function, Promise};
use serde::de::DeserializeOwned;
use tools::Task;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, Worker};

use crate::services::api::WORKER_URL;

thread_local! {
    static TOOLS: RefCell<Option<Rc<Tools>>> = const { RefCell::new(None) };
}

struct Tools {
    worker: Worker,
    /// Whose answers are still to come: the number of the task, and what resolves its promise.
    waiting: RefCell<Vec<(f64, Function)>>,
    /// Tasks of the time before it listens.
    early: RefCell<Option<Vec<Array>>>,
    next: Cell<f64>,
}

/// Has the worker do a task. An error is its own word; an empty one says that there is no worker.
pub async fn ask<T: DeserializeOwned>(task: &Task) -> Result<T, String> {
    let task = serde_json::to_string(task).map_err(|error| error.to_string())?;
    let answer = answer(task).await;
    // Two crates of one workspace: what does not fit is a worker of another version.
    answer
        .and_then(|answer| serde_json::from_str(&answer).ok())
        .unwrap_or_else(|| Err(String::new()))
}

/// In a box: the many callers then share its code.
fn answer(task: String) -> LocalBoxFuture<'static, Option<String>> {
    Box::pin(async move { JsFuture::from(tools()?.send(&task)).await.ok()?.as_string() })
}

fn tools() -> Option<Rc<Tools>> {
    if let Some(tools) = TOOLS.with_borrow(Option::clone) {
        return Some(tools);
    }
    let worker = Worker::new(WORKER_URL).ok()?;
    let tools = Rc::new(Tools {
        worker,
        waiting: RefCell::default(),
        early: RefCell::new(Some(vec![])),
        next: Cell::default(),
    });
    let on_message = {
        let tools = tools.clone();
        Closure::<dyn Fn(MessageEvent)>::new(move |message: MessageEvent| {
            tools.receive(&message.data())
        })
    };
    // It could not be fetched, or died: pending tasks fail, and the next task starts another
    // worker.
    let on_error = Closure::<dyn Fn()>::new(|| {
        if let Some(tools) = TOOLS.take() {
            tools.give_up();
        }
    });
    tools.worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    tools.worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    // They live as long as the page, which has one worker.
    on_message.forget();
    on_error.forget();
    TOOLS.set(Some(tools.clone()));
    Some(tools)
}

impl Tools {
    fn send(&self, task: &str) -> Promise {
        let number = self.next.get();
        self.next.set(number + 1.0);
        let message = Array::of2(&number.into(), &task.into());
        match &mut *self.early.borrow_mut() {
            Some(early) => early.push(message),
            // Text can always be sent.
            None => drop(self.worker.post_message(&message)),
        }
        Promise::new(&mut |resolve, _| self.waiting.borrow_mut().push((number, resolve)))
    }

    fn receive(&self, message: &JsValue) {
        let Some(answer) = message.dyn_ref::<Array>() else {
            // `ready`: it listens.
            for task in self.early.take().into_iter().flatten() {
                drop(self.worker.post_message(&task));
            }
            return;
        };
        let number = answer.get(0).as_f64();
        let mut waiting = self.waiting.borrow_mut();
        if let Some(at) = waiting.iter().position(|(n, _)| Some(*n) == number) {
            resolve(&waiting.swap_remove(at).1, &answer.get(1));
        }
    }

    fn give_up(&self) {
        self.worker.terminate();
        for (_, function) in self.waiting.take() {
            resolve(&function, &JsValue::NULL);
        }
    }
}

fn resolve(function: &Function, with: &JsValue) {
    // A promise's own function does not throw.
    drop(function.call1(&JsValue::UNDEFINED, with));
}
