//! The worker: tasks in, answers out, each with the number it came with. It says `ready` once it listens.

fn main() {
    #[cfg(target_arch = "wasm32")]
    worker::listen();
}

#[cfg(target_arch = "wasm32")]
mod worker {
    use js_sys::{Array, global};
    use wasm_bindgen::closure::Closure;
    use wasm_bindgen::{JsCast as _, JsValue};
    use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

    /// Half the size of the standard one.
    #[global_allocator]
    static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

    /// Messages are `[number, task]`, and `[number, answer]` back.
    pub(super) fn listen() {
        let scope: DedicatedWorkerGlobalScope = global().unchecked_into();
        let port = scope.clone();
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |message: MessageEvent| {
            let pair: Array = message.data().unchecked_into();
            let answer = page_worker::answer(&pair.get(1).as_string().unwrap_or_default());
            // Text can always be sent.
            let _ = port.post_message(&Array::of2(&pair.get(0), &JsValue::from_str(&answer)));
        });
        scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        // It listens for as long as the worker lives.
        on_message.forget();
        let _ = scope.post_message(&JsValue::from_str("ready"));
    }
}
