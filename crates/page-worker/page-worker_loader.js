// Starts the worker: beside its name, nothing of this is the page's (`frontend/src/worker.rs`).
importScripts("page-worker.js");
wasm_bindgen({ module_or_path: "page-worker_bg.wasm" });
