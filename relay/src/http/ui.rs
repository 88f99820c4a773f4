//! The embedded page.

use std::collections::HashMap;
use std::fmt::Write as _;

use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use sha2::{Digest as _, Sha256};

use super::{App, Failure, extract};

// `static FILES: &[(&str, &[u8])]`: every file of `dist`, by name; empty when the page was not built.
include!(concat!(env!("OUT_DIR"), "/page.rs"));

/// What to say where the page should be.
const NO_PAGE: &str = "This gancho was built without its page, and relays all the same.\n\n\
    To build both: cargo xtask demo\n\
    While developing: trunk serve, and open http://localhost:8080\n\
    To see events without it: curl -N localhost:7878/api/channels/default/sse\n";

/// The page's files and its policy.
pub struct Page {
    files: HashMap<&'static str, &'static [u8]>,
    policy: HeaderValue,
}

impl Page {
    /// The page that was there when the relay was built.
    #[must_use]
    pub fn embedded() -> Self {
        Self::new(FILES)
    }

    fn new(files: &[(&'static str, &'static [u8])]) -> Self {
        let files: HashMap<_, _> = files.iter().copied().collect();
        let index = files.get("index.html").map(|html| String::from_utf8_lossy(html)).unwrap_or_default();
        // The policy is made of fixed words and base64.
        let policy = HeaderValue::from_str(&policy(&index)).unwrap_or(HeaderValue::from_static("default-src 'none'"));
        Self { files, policy }
    }

    /// True when there is a page.
    #[must_use]
    pub fn is_built(&self) -> bool {
        self.files.contains_key("index.html")
    }

    fn answer(&self, path: &str, request: &HeaderMap) -> Response {
        let name = match path.trim_start_matches('/') {
            "" => "index.html",
            name => name,
        };
        if name == "index.html" && !self.is_built() {
            return ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], NO_PAGE).into_response();
        }
        let Some(plain) = self.files.get(name) else { return Failure::NotFound(path.to_owned()).into_response() };
        let accepted = request.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let packed = [("br", ".br"), ("gzip", ".gz")].into_iter().find_map(|(coding, ending)| {
            let file = self.files.get(format!("{name}{ending}").as_str())?;
            accepts(accepted, coding).then_some((coding, *file))
        });
        let mut headers = HeaderMap::new();
        let mut set = |name: HeaderName, value| headers.insert(name, HeaderValue::from_static(value));
        set(header::CONTENT_TYPE, content_type(name));
        set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        set(header::VARY, "accept-encoding");
        set(header::REFERRER_POLICY, "no-referrer");
        // Every other file has its content's hash in its name, but for the sources that the page links to and the worker,
        // which the page has to know by name.
        let named = name == "index.html" || name.ends_with(".rs") || name.starts_with("page-worker");
        set(header::CACHE_CONTROL, if named { "no-cache" } else { "public, max-age=31536000, immutable" });
        if let Some((coding, _)) = packed {
            set(header::CONTENT_ENCODING, coding);
        }
        headers.insert(header::CONTENT_SECURITY_POLICY, self.policy.clone());
        let file = packed.map_or(*plain, |(_, file)| file);
        if named {
            // Asked for at every visit, and sent again only when it is another.
            let tag = format!("\"{:x}\"", Sha256::digest(file));
            let tag = HeaderValue::from_str(&tag).unwrap_or(HeaderValue::from_static("\"\""));
            let known = extract::knows(request, &tag);
            headers.insert(header::ETAG, tag);
            if known {
                return (StatusCode::NOT_MODIFIED, headers).into_response();
            }
        }
        (headers, Bytes::from_static(file)).into_response()
    }
}

/// `GET` of anything that is no other route.
pub(super) async fn serve(State(app): State<App>, request: Request) -> Response {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
        let allow = [(header::ALLOW, "GET, HEAD")];
        return (allow, Failure::MethodNotAllowed(method, path)).into_response();
    }
    app.page.answer(request.uri().path(), request.headers())
}

/// Scripts of this origin, wasm, and what stands in the document itself, by its hash: the script that starts the wasm, and
/// the styles. Nothing else, from nowhere else.
fn policy(index: &str) -> String {
    let hashes = |element: &str| {
        let mut hashes = String::new();
        for text in inline(index, element) {
            let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text));
            // Writing to a string does not fail.
            let _ = write!(hashes, " 'sha256-{hash}'");
        }
        hashes
    };
    let (scripts, styles) = (hashes("script"), hashes("style"));
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{scripts}; style-src 'self'{styles}; img-src 'self' data: blob:; \
         connect-src 'self'; worker-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

/// The text of every such element without `src`, as it stands: that is what a policy's hash is of.
fn inline<'a>(html: &'a str, element: &str) -> impl Iterator<Item = &'a str> {
    let (begin, end) = (format!("<{element}"), format!("</{element}>"));
    let parts: Vec<_> = html.split(&begin).skip(1).collect();
    parts.into_iter().filter_map(move |rest| {
        let (tag, rest) = rest.split_once('>')?;
        let (text, _) = rest.split_once(&end)?;
        (!tag.contains("src=")).then_some(text)
    })
}

fn accepts(accepted: &str, coding: &str) -> bool {
    accepted.split(',').any(|one| {
        let mut parts = one.split(';').map(str::trim);
        parts.next().is_some_and(|name| name.eq_ignore_ascii_case(coding))
            && !parts.any(|p| matches!(p, "q=0" | "q=0.0"))
    })
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("rs") => "text/plain; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webmanifest") => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HTML: &[u8] =
        b"<html><style>a{}</style><script src=\"a.js\"></script><script type=\"module\">go()</script></html>";

    fn page() -> Page {
        Page::new(&[
            ("index.html", HTML),
            ("index.html.br", b"packed"),
            ("a-1.wasm", b"plain"),
            ("a-1.wasm.br", b"br"),
            ("a-1.wasm.gz", b"gz"),
        ])
    }

    #[test]
    fn the_policy_allows_what_stands_in_the_document_by_its_hash_and_nothing_broader() {
        let page = page();
        let policy = page.policy.to_str().unwrap();
        // printf 'go()' | openssl dgst -sha256 -binary | base64
        assert!(policy.contains("'sha256-5KYv+PUboo5h+0+YAtGRPbwv5d/QxzHslP4YGnUaxRw='"), "{policy}");
        // printf 'a{}' | openssl dgst -sha256 -binary | base64
        assert!(policy.contains("style-src 'self' 'sha256-X1RutGBrXCt9KkSaXMK7tHftWiRscFHOhxsS8tv8hBk=';"), "{policy}");
        assert_eq!(policy.matches("sha256-").count(), 2);
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
    }

    #[tokio::test]
    async fn without_a_built_page_it_says_how_to_build_it() {
        let page = Page::new(&[]);
        assert!(!page.is_built());
        for path in ["/", "/index.html"] {
            let answer = page.answer(path, &HeaderMap::new());
            assert_eq!(answer.status(), 200);
            assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/plain; charset=utf-8");
            let text = axum::body::to_bytes(answer.into_body(), 10_000).await.unwrap();
            assert!(String::from_utf8_lossy(&text).contains("cargo xtask demo"), "{text:?}");
        }
        assert_eq!(page.answer("/a-1.wasm", &HeaderMap::new()).status(), 404);
    }

    #[test]
    fn the_smallest_accepted_coding_is_served_and_cached_for_ever() {
        let page = page();
        for (accept, coding) in [("gzip, deflate, br", Some("br")), ("gzip, br;q=0", Some("gzip")), ("", None)] {
            let mut request = HeaderMap::new();
            request.insert(header::ACCEPT_ENCODING, accept.parse().unwrap());
            let answer = page.answer("/a-1.wasm", &request);
            let found = answer.headers().get(header::CONTENT_ENCODING).map(|v| v.to_str().unwrap());
            assert_eq!(found, coding, "{accept}");
            assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/wasm");
            assert!(answer.headers()[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
        }
        let index = page.answer("/", &HeaderMap::new());
        assert_eq!(index.headers()[header::CACHE_CONTROL], "no-cache");
        // Asked for again by what it was, it is not sent again.
        let tag = index.headers()[header::ETAG].clone();
        for (known, status) in [(tag, 304), (HeaderValue::from_static("\"another\""), 200)] {
            let request = HeaderMap::from_iter([(header::IF_NONE_MATCH, known)]);
            let again = page.answer("/", &request);
            assert_eq!(again.status(), status);
            assert!(again.headers().contains_key(header::CONTENT_SECURITY_POLICY));
        }
        // Packed it is other bytes, and has another tag.
        let packed = HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static("br"))]);
        assert_ne!(page.answer("/", &packed).headers()[header::ETAG], index.headers()[header::ETAG]);
        assert_eq!(page.answer("/nope", &HeaderMap::new()).status(), 404);
    }
}
