//! Bodies that are more than text: forms, the parts of a multipart body, XML, pictures.

use page_worker::{Bytes, Part};
use yew::prelude::*;

use crate::components::table;
use crate::features::inspector::marked::{self, Marks};
use crate::i18n::{Lang, Msg};
use crate::model::cells::Cells;
use crate::platform::download::BlobUrl;

/// The shape of a body that is more than JSON, text or bytes: by its content type, and for pictures
/// by their first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// The fields of a form.
    Form,
    /// Parts.
    Parts,
    /// XML.
    Xml,
    /// A picture of this type.
    Image(&'static str),
}

impl Shape {
    /// The shape of a body with this content type.
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
        if essence == "application/x-www-form-urlencoded" {
            Some(Self::Form)
        } else if essence.starts_with("multipart/") {
            Some(Self::Parts)
        } else if essence.ends_with("/xml") || essence.ends_with("+xml") {
            Some(Self::Xml)
        } else {
            None
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> Msg {
        match self {
            Self::Form | Self::Parts => Msg::Fields,
            Self::Xml => Msg::Xml,
            Self::Image(_) => Msg::Image,
        }
    }
}

/// Fields and files, with what was found in them marked. Of a long text the start is shown, and all
/// of it can be saved as a file can.
pub fn fields(
    lang: Lang,
    parts: &[Part],
    files: &[Option<BlobUrl>],
    cells: Option<&Cells>,
    marks: &Marks,
) -> Html {
    let rows = parts.iter().zip(files).enumerate().map(|(at, (part, url))| {
        let start = cells.map_or(0, |cells| cells.start(at));
        let text = marked::text(&part.value, start + part.name.len() + 1, marks);
        let value = match (&part.bytes, url) {
            (Some(Bytes(bytes)), Some(url)) => {
                let file = file_name(part).unwrap_or_default().to_owned();
                let about = format!(
                    "{} · {}",
                    part.kind.as_deref().unwrap_or("—"),
                    lang.size(bytes.len() as u64)
                );
                html! {
                    <>
                        if !part.value.is_empty() {
                            <bdi>{ text }</bdi>{ "… " }
                        }
                        <a href={url.0.clone()} download={file.clone()}>
                            { marked::text(&file, start + file_start(part), marks) }
                        </a>
                        { " " }
                        <span class="muted">{ about }</span>
                    </>
                }
            }
            _ => text,
        };
        vec![marked::text(&part.name, start, marks), value]
    });
    let head = [lang.t(Msg::Name), lang.t(Msg::Value)];
    html! {
        <div class="scroll" tabindex="0" data-testid="pairs">
            { table("pairs", &head, rows.collect()) }
        </div>
    }
}

/// What can be searched of fields and files: names, values, and the names of files.
pub fn cells(parts: &[Part]) -> Cells {
    let file = |part: &Part| file_name(part).unwrap_or_default().to_owned();
    Cells::of(parts.iter().map(|part| [part.name.clone(), part.value.clone(), file(part)]))
}

/// The name of what a part can be saved as. `None`: it cannot be.
fn file_name(part: &Part) -> Option<&str> {
    part.bytes.as_ref().map(|_| part.file.as_deref().unwrap_or(&part.name))
}

/// Where that stands among the cells, counted from the part's start.
fn file_start(part: &Part) -> usize {
    part.name.len() + 1 + part.value.len() + 1
}

/// A picture.
pub fn image(lang: Lang, url: &BlobUrl) -> Html {
    html! {
        <div class="scroll picture" data-testid="picture">
            <img src={url.0.clone()} alt={lang.t(Msg::Image)} />
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_known_by_their_bytes_and_not_by_their_word() {
        assert_eq!(
            Shape::of("text/plain", b"\x89PNG\r\n\x1a\n..."),
            Some(Shape::Image("image/png"))
        );
        assert_eq!(Shape::of("image/png", b"<script>"), None);
        assert_eq!(
            Shape::of("image/svg+xml", b"<svg/>"),
            Some(Shape::Xml),
            "a drawing that may hold scripts is text"
        );
        assert_eq!(Shape::of("Multipart/Form-Data; boundary=x", b"--x"), Some(Shape::Parts));
        assert_eq!(Shape::of("application/soap+xml; charset=utf-8", b"<a/>"), Some(Shape::Xml));
        assert_eq!(Shape::of("application/json", b"{}"), None);
        let form = "Application/X-WWW-Form-URLEncoded; charset=utf-8";
        assert_eq!(Shape::of(form, b"a=1"), Some(Shape::Form));
    }
}
