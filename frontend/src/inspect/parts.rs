//! Bodies that have parts: the fields of a form, the files of a multipart body, the lines of an XML document.

use js_sys::{Array, Uint8Array};
use tools::{Bytes, Part};
use web_sys::{Blob, BlobPropertyBag, Url};
use yew::prelude::*;

use crate::components::{leaf, table};
use crate::text::{Lang, T};

/// What a body is, besides JSON, text and bytes: by its type, and of pictures by their first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Fields, or parts.
    Fields,
    /// XML.
    Xml,
    /// A picture of this type.
    Image(&'static str),
}

impl Shape {
    /// What a body of this type (the header's value) looks like.
    #[must_use]
    pub fn of(kind: &str, body: &[u8]) -> Option<Self> {
        const PICTURES: [(&[u8], &str); 5] = [
            (b"\x89PNG\r\n\x1a\n", "image/png"),
            (b"\xff\xd8\xff", "image/jpeg"),
            (b"GIF87a", "image/gif"),
            (b"GIF89a", "image/gif"),
            (b"BM", "image/bmp"),
        ];
        let essence = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if body.starts_with(b"RIFF") && body.get(8..12) == Some(b"WEBP") {
            return Some(Self::Image("image/webp"));
        }
        if let Some((_, kind)) = PICTURES.iter().find(|(magic, _)| body.starts_with(magic)) {
            return Some(Self::Image(kind));
        }
        if essence == "application/x-www-form-urlencoded" || essence.starts_with("multipart/") {
            Some(Self::Fields)
        } else if essence.ends_with("/xml") || essence.ends_with("+xml") {
            Some(Self::Xml)
        } else {
            None
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> T {
        match self {
            Self::Fields => T::Fields,
            Self::Xml => T::Xml,
            Self::Image(_) => T::Image,
        }
    }
}

/// Bytes as an object of the browser's, for as long as it is shown.
#[derive(Debug, PartialEq)]
pub struct BlobUrl(pub String);

impl BlobUrl {
    /// Of bytes of a type. A page may not run what such a blob holds: it is a picture, or a download.
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

/// Fields and files.
pub fn fields(lang: Lang, parts: &[Part], files: &[Option<BlobUrl>]) -> Html {
    let rows = parts.iter().zip(files).map(|(part, url)| {
        let value = match (&part.bytes, url) {
            (Some(Bytes(bytes)), Some(url)) => {
                let file = part.file.clone().unwrap_or_else(|| part.name.clone());
                let about = format!("{} · {}", part.kind.as_deref().unwrap_or("—"), lang.size(bytes.len() as u64));
                view! { <><a href={url.0.clone()} download={file.clone()}>{ file }</a>{ " " }{ leaf("span", "muted", about) }</> }
            }
            _ => view! { { part.value.as_str() } },
        };
        vec![view! { { part.name.as_str() } }, value]
    });
    let head = [lang.t(T::Name), lang.t(T::Value)];
    view! { <div class="scroll" data-testid="pairs">{ table("pairs", &head, rows.collect()) }</div> }
}

/// A picture.
pub fn image(lang: Lang, url: &BlobUrl) -> Html {
    view! { <div class="scroll picture" data-testid="picture"><img src={url.0.clone()} alt={lang.t(T::Image)} /></div> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_known_by_their_bytes_and_not_by_their_word() {
        assert_eq!(Shape::of("text/plain", b"\x89PNG\r\n\x1a\n..."), Some(Shape::Image("image/png")));
        assert_eq!(Shape::of("image/png", b"<script>"), None);
        assert_eq!(Shape::of("image/svg+xml", b"<svg/>"), Some(Shape::Xml), "a drawing that may hold scripts is text");
        assert_eq!(Shape::of("Multipart/Form-Data; boundary=x", b"--x"), Some(Shape::Fields));
        assert_eq!(Shape::of("application/soap+xml; charset=utf-8", b"<a/>"), Some(Shape::Xml));
        assert_eq!(Shape::of("application/json", b"{}"), None);
    }
}
