//! The worker's program: tasks in, answers out.

fn main() {
    #[cfg(target_arch = "wasm32")]
    worker::listen();
}

#[cfg(target_arch = "wasm32")]
mod worker {
    use page_worker::{BUILD, FromWorker, ToWorker, perform};
    use wasm_bindgen::JsCast as _;
    use wasm_bindgen::JsValue;
    use wasm_bindgen::closure::Closure;
    use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

    pub(super) fn listen() {
        let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
        let port = scope.clone();
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |message: MessageEvent| {
            let text = message.data().as_string().unwrap_or_default();
            match serde_json::from_str::<ToWorker>(&text) {
                Ok(ToWorker { id, task }) => send(&port, &FromWorker::Done(id, perform(&task))),
                // The page sends no task to a worker of another build. It learns of the mistake as of a crash.
                Err(error) => wasm_bindgen::throw_str(&error.to_string()),
            }
        });
        scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        // It listens for as long as the worker lives.
        on_message.forget();
        send(&scope, &FromWorker::Ready(BUILD.to_owned()));
    }

    fn send(port: &DedicatedWorkerGlobalScope, message: &FromWorker) {
        match serde_json::to_string(message) {
            // Text can always be sent.
            Ok(text) => drop(port.post_message(&JsValue::from_str(&text))),
            Err(error) => wasm_bindgen::throw_str(&error.to_string()),
        }
    }
}
