//! Files offered to the reader, and blobs.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use super::dom;

/// Offers a text as a file.
pub fn download(name: &str, text: &str) {
    let save = || -> Result<(), JsValue> {
        let options = web_sys::BlobPropertyBag::new();
        options.set_type("application/json");
        let blob = web_sys::Blob::new_with_str_sequence_and_options(
            &js_sys::Array::of1(&text.into()),
            &options,
        )?;
        let url = web_sys::Url::create_object_url_with_blob(&blob)?;
        let document = dom::document().ok_or(JsValue::NULL)?;
        let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
        link.set_href(&url);
        link.set_download(name);
        link.click();
        web_sys::Url::revoke_object_url(&url)
    };
    // A browser that does not let a page offer a file shows that itself.
    drop(save());
}

/// Bytes as an object of the browser's, for as long as it is shown.
#[derive(Debug, PartialEq)]
pub struct BlobUrl(pub String);

impl BlobUrl {
    /// Of bytes of a type. A page may not run what such a blob holds: it is a picture, or a
    /// download.
    #[must_use]
    pub fn new(bytes: &[u8], kind: &str) -> Option<Self> {
        let options = BlobPropertyBag::new();
        options.set_type(kind);
        let parts = Array::of1(&Uint8Array::from(bytes));
        let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()?;
        Url::create_object_url_with_blob(&blob).ok().map(Self)
    }
}

impl Drop for BlobUrl {
    fn drop(&mut self) {
        // It may be gone already.
        drop(Url::revoke_object_url(&self.0));
    }
}
