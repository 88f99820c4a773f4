// Starts the worker: beside its name, nothing of this is the page's (`frontend/src/worker.rs`).
importScripts("tools.js");
wasm_bindgen({ module_or_path: "tools_bg.wasm" });
