//! The page's worker, which does what would hold up the screen: the crate `page-worker`. It is
//! fetched with the first task.
//!
//! A plain `web_sys::Worker` and JSON text of typed messages ([`ToWorker`], [`FromWorker`]), not
//! gloo-worker. Its bridge (0.6) does not listen to the worker's `error` event and hands the worker
//! out to nobody: a task for a worker that cannot be fetched, or that crashed, would never end. A
//! message that it cannot read, as of another build, is a panic of the page. And its messages are
//! bincode, which carries no `flatten` and no `untagged`, or a codec of ours around the same
//! `serde_json`.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use futures_channel::oneshot;
use page_worker::{Answer, BUILD, FromWorker, ToWorker, ToolError, WorkerTask};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use web_sys::{MessageEvent, WorkerOptions, WorkerType};

use crate::services::api::WORKER_URL;

type Outcome = Result<Answer, ToolError>;

thread_local! {
    /// The page's worker, from the first task on.
    static WORKER: RefCell<Option<Rc<Worker>>> = const { RefCell::new(None) };
}

struct Worker {
    worker: web_sys::Worker,
    /// Tasks that have no answer yet, by their number.
    pending: RefCell<HashMap<u32, oneshot::Sender<Outcome>>>,
    /// Messages to be sent when the worker listens. `None`: it does.
    early: RefCell<Option<Vec<JsValue>>>,
    next_id: Cell<u32>,
}

/// Has the worker run a task; `T` is the payload of its [`Answer`].
///
/// # Errors
/// It cannot be done, or there is no worker.
pub async fn run<T: TryFrom<Answer, Error = ToolError>>(task: &WorkerTask) -> Result<T, ToolError> {
    let answer = match Worker::running() {
        // The sender goes with the worker.
        Some(worker) => worker.send(task).await.unwrap_or(Err(ToolError::Unavailable)),
        None => Err(ToolError::Unavailable),
    };
    answer.and_then(T::try_from)
}

impl Worker {
    /// The worker, started if need be.
    fn running() -> Option<Rc<Self>> {
        if let Some(worker) = WORKER.with_borrow(Option::clone) {
            return Some(worker);
        }
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Rc::new(Self {
            worker: web_sys::Worker::new_with_options(WORKER_URL, &options).ok()?,
            pending: RefCell::default(),
            early: RefCell::new(Some(Vec::new())),
            next_id: Cell::default(),
        });
        let receiver = Rc::downgrade(&worker);
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |message: MessageEvent| {
            if let Some(worker) = receiver.upgrade() {
                worker.receive(&message.data());
            }
        });
        let on_error = Closure::<dyn Fn()>::new(Self::give_up);
        worker.worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        // Never freed: a page starts one worker, and another only after that one has failed.
        on_message.forget();
        on_error.forget();
        WORKER.set(Some(worker.clone()));
        Some(worker)
    }

    fn send(&self, task: &WorkerTask) -> oneshot::Receiver<Outcome> {
        let (sender, receiver) = oneshot::channel();
        let id = self.next_id.replace(self.next_id.get().wrapping_add(1));
        let Ok(text) = serde_json::to_string(&ToWorker { id, task: task.clone() }) else {
            return receiver;
        };
        self.pending.borrow_mut().insert(id, sender);
        match &mut *self.early.borrow_mut() {
            Some(early) => early.push(text.into()),
            // Text can always be sent.
            None => drop(self.worker.post_message(&text.into())),
        }
        receiver
    }

    fn receive(&self, message: &JsValue) {
        match serde_json::from_str(&message.as_string().unwrap_or_default()) {
            Ok(FromWorker::Ready(build)) if build == BUILD => {
                for message in self.early.take().into_iter().flatten() {
                    drop(self.worker.post_message(&message));
                }
            }
            Ok(FromWorker::Done(id, outcome)) => {
                if let Some(sender) = self.pending.borrow_mut().remove(&id) {
                    // The component that waited for it may be gone.
                    drop(sender.send(outcome));
                }
            }
            // A worker of another build.
            Ok(FromWorker::Ready(_)) | Err(_) => Self::give_up(),
        }
    }

    /// The worker could not be fetched, crashed, or is of another build: pending tasks fail with
    /// it, and the next task starts another worker.
    fn give_up() {
        if let Some(worker) = WORKER.take() {
            worker.worker.terminate();
            worker.pending.take();
        }
    }
}
