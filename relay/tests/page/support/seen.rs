//! What the browser tells of the page: its requests, and everything it complains about.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use chromiumoxide::cdp::IntoEventKind;
use chromiumoxide::cdp::browser_protocol::log::{EventEntryAdded, LogEntryLevel};
use chromiumoxide::cdp::browser_protocol::network::{
    EventLoadingFailed, EventLoadingFinished, EventRequestWillBeSent, EventResponseReceived, EventWebSocketCreated,
    EventWebSocketHandshakeResponseReceived,
};
use chromiumoxide::cdp::browser_protocol::page::{EventJavascriptDialogOpening, HandleJavaScriptDialogParams};
use chromiumoxide::cdp::js_protocol::runtime::{ConsoleApiCalledType, EventConsoleApiCalled, EventExceptionThrown};
use futures_util::StreamExt as _;

/// One request, as it stands.
#[derive(Clone, Debug, Default)]
pub(crate) struct Request {
    pub(crate) id: String,
    pub(crate) url: String,
    pub(crate) status: Option<i64>,
    /// Read to its end, or failed.
    pub(crate) ended: bool,
}

#[derive(Default)]
struct Log {
    order: Vec<String>,
    requests: HashMap<String, Request>,
    complaints: Vec<String>,
    dialogs: Vec<String>,
}

impl Log {
    fn request(&mut self, id: &str) -> &mut Request {
        if !self.requests.contains_key(id) {
            self.order.push(id.to_owned());
        }
        self.requests.entry(id.to_owned()).or_insert_with(|| Request { id: id.to_owned(), ..Request::default() })
    }
}

/// Grows as the page lives.
#[derive(Clone, Default)]
pub(crate) struct Seen(Arc<Mutex<Log>>);

impl Seen {
    /// Listens from now on.
    pub(crate) async fn of(tab: &chromiumoxide::Page) -> Self {
        let seen = Self::default();
        seen.listen(tab, |log, event: &EventRequestWillBeSent| {
            log.request(event.request_id.inner()).url = event.request.url.clone();
        })
        .await;
        seen.listen(tab, |log, event: &EventWebSocketCreated| {
            log.request(event.request_id.inner()).url = event.url.clone();
        })
        .await;
        seen.listen(tab, |log, event: &EventWebSocketHandshakeResponseReceived| {
            log.request(event.request_id.inner()).status = Some(event.response.status);
        })
        .await;
        seen.listen(tab, |log, event: &EventResponseReceived| {
            log.request(event.request_id.inner()).status = Some(event.response.status);
        })
        .await;
        seen.listen(tab, |log, event: &EventLoadingFinished| log.request(event.request_id.inner()).ended = true).await;
        seen.listen(tab, |log, event: &EventLoadingFailed| log.request(event.request_id.inner()).ended = true).await;
        seen.listen(tab, |log, event: &EventExceptionThrown| {
            let details = &event.exception_details;
            let what = details.exception.as_ref().and_then(|exception| exception.description.clone());
            log.complaints.push(format!("exception: {} {}", details.text, what.unwrap_or_default()));
        })
        .await;
        seen.listen(tab, |log, event: &EventConsoleApiCalled| {
            use ConsoleApiCalledType::{Assert, Error, Warning};
            if matches!(event.r#type, Assert | Error | Warning) {
                let words = event.args.iter().filter_map(|arg| arg.value.as_ref().map(ToString::to_string));
                log.complaints.push(format!("console: {}", words.collect::<Vec<_>>().join(" ")));
            }
        })
        .await;
        seen.listen(tab, |log, event: &EventEntryAdded| {
            let entry = &event.entry;
            if matches!(entry.level, LogEntryLevel::Error | LogEntryLevel::Warning) {
                log.complaints.push(format!("browser: {} {}", entry.text, entry.url.as_deref().unwrap_or_default()));
            }
        })
        .await;
        let (tab, dialogs) = (tab.clone(), seen.clone());
        let mut opened = tab.event_listener::<EventJavascriptDialogOpening>().await.unwrap();
        tokio::spawn(async move {
            while let Some(event) = opened.next().await {
                dialogs.log().dialogs.push(event.message.clone());
                // Left open, it would stop the page and hide the failure behind a timeout.
                let _ = tab.execute(HandleJavaScriptDialogParams::new(false)).await;
            }
        });
        seen
    }

    async fn listen<E>(&self, tab: &chromiumoxide::Page, note: impl Fn(&mut Log, &E) + Send + 'static)
    where
        E: IntoEventKind + Unpin + Send + Sync + 'static,
    {
        let mut events = tab.event_listener::<E>().await.unwrap();
        let seen = self.clone();
        tokio::spawn(async move {
            while let Some(event) = events.next().await {
                note(&mut seen.log(), &event);
            }
        });
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        self.0.lock().unwrap()
    }

    /// Every request and socket so far whose URL contains `part`, in order.
    pub(crate) fn requests(&self, part: &str) -> Vec<Request> {
        let log = self.log();
        log.order.iter().map(|id| &log.requests[id]).filter(|one| one.url.contains(part)).cloned().collect()
    }

    /// Exceptions, console errors and warnings, and what the browser itself objects to.
    pub(crate) fn complaints(&self) -> Vec<String> {
        self.log().complaints.clone()
    }

    /// Texts of the dialogs that were opened.
    pub(crate) fn dialogs(&self) -> Vec<String> {
        self.log().dialogs.clone()
    }
}
