//! The page in a tab, read by script and used by mouse and keyboard.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chromiumoxide::Command;
use chromiumoxide::cdp::browser_protocol::browser::{PermissionDescriptor, PermissionSetting, SetPermissionParams};
use chromiumoxide::cdp::browser_protocol::emulation::{SetDeviceMetricsOverrideParams, SetFocusEmulationEnabledParams};
use chromiumoxide::cdp::browser_protocol::fetch::{
    DisableParams, EnableParams, EventRequestPaused, FulfillRequestParams, RequestPattern,
};
use chromiumoxide::cdp::browser_protocol::input::{
    DispatchKeyEventParams, DispatchKeyEventType, DispatchMouseEventParams, DispatchMouseEventType, InsertTextParams,
    MouseButton,
};
use chromiumoxide::cdp::browser_protocol::network::GetResponseBodyParams;
use chromiumoxide::cdp::browser_protocol::page::{NavigateParams, ReloadParams};
use chromiumoxide::cdp::js_protocol::runtime::EvaluateParams;
use chromiumoxide::page::ScreenshotParams;
use futures_util::StreamExt as _;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::sync::{Mutex, MutexGuard};

use super::browser::{Browser, Context, Shared};
use super::seen::{Request, Seen};
use super::{AGAIN, PATIENCE, Relay, within};

/// The browser of all tests in this process.
static BROWSER: Shared = Shared::new();

/// A tab, with nothing in it of what another test's had; closed when dropped.
pub(crate) struct Page {
    pub(crate) tab: chromiumoxide::Page,
    seen: Seen,
    context: Context,
}

impl Page {
    /// Opens a relay's page in English, without the demonstration, and waits until it is live.
    pub(crate) async fn open(relay: &Relay) -> Self {
        let page = Self::blank().await;
        page.go(&format!("{}?demo=off&lang=en", relay.page_url())).await;
        page.live().await;
        page
    }

    /// A tab that shows nothing yet, at a usual size.
    pub(crate) async fn blank() -> Self {
        Self::of(BROWSER.get().await).await
    }

    /// The same in a browser of its own, which has nothing compiled or kept from another page: for measuring.
    #[allow(dead_code, reason = "the benchmark's alone")]
    pub(crate) async fn alone() -> Self {
        Self::of(Arc::new(Browser::start().await)).await
    }

    async fn of(browser: Arc<Browser>) -> Self {
        let context = within("a tab", browser.context()).await;
        let tab = context.tab.clone();
        let seen = Seen::of(&tab).await;
        let page = Self { tab, seen, context };
        // A window is given the focus some time after it opens, and until then nothing in it shows that it has it.
        page.run(SetFocusEmulationEnabledParams::new(true)).await;
        page
    }

    /// Takes the clipboard, which is the machine's, from the other tests, and may read it.
    pub(crate) async fn clipboard(&self) -> Clipboard<'_> {
        static CLIPBOARD: Mutex<()> = Mutex::const_new(());
        let alone = CLIPBOARD.lock().await;
        let reading = SetPermissionParams::builder()
            .permission(PermissionDescriptor::new("clipboard-read"))
            .setting(PermissionSetting::Granted)
            .browser_context_id(self.context.id.clone());
        // The page needs no permission to write there.
        self.run(reading.build().unwrap()).await;
        Clipboard { page: self, _alone: alone }
    }

    async fn run<C: Command>(&self, command: C) -> C::Response {
        self.tab.execute(command).await.unwrap().result
    }

    /// Opens an address.
    pub(crate) async fn go(&self, url: &str) {
        let gone = self.run(NavigateParams::new(url)).await;
        assert_eq!(gone.error_text, None, "{url}");
    }

    /// Loads the page again. What it was before is gone when this returns.
    pub(crate) async fn reload(&self) {
        self.js::<Value>("window.before = true").await;
        self.run(ReloadParams::default()).await;
        self.wait("!window.before && document.readyState === 'complete'").await;
    }

    /// Waits until the page says that it is live.
    pub(crate) async fn live(&self) {
        self.state("live").await;
    }

    /// Waits until the page says that its connection is so.
    pub(crate) async fn state(&self, is: &str) {
        self.wait(&format!("document.querySelector('#state')?.dataset.is === '{is}'")).await;
    }

    /// The value of an expression, by JSON.
    pub(crate) async fn js<T: DeserializeOwned>(&self, expression: &str) -> T {
        let value = self.try_js(expression).await.unwrap_or_else(|e| panic!("{e} in {expression}"));
        serde_json::from_value(value.clone()).unwrap_or_else(|e| panic!("{e}: {value} from {expression}"))
    }

    async fn try_js(&self, expression: &str) -> Result<Value, String> {
        let evaluate = EvaluateParams::builder()
            .expression(expression)
            .await_promise(true)
            .return_by_value(true)
            .user_gesture(true)
            .repl_mode(true)
            // The page's policy holds for the test as for anybody.
            .allow_unsafe_eval_blocked_by_csp(false)
            .build()?;
        let answer = self.tab.execute(evaluate).await.map_err(|e| e.to_string())?.result;
        match answer.exception_details {
            Some(details) => {
                let said = details.exception.and_then(|exception| exception.description);
                Err(said.unwrap_or(details.text))
            }
            None => Ok(answer.result.value.unwrap_or_default()),
        }
    }

    /// Waits until an expression is true. One that throws is not yet.
    pub(crate) async fn wait(&self, expression: &str) {
        self.wait_for(expression, async || self.try_js(expression).await.is_ok_and(|value| value == true)).await;
    }

    /// Waits until a condition on the page holds, and shows the page when it does not.
    pub(crate) async fn wait_for(&self, what: &str, mut condition: impl AsyncFnMut() -> bool) {
        let start = tokio::time::Instant::now();
        while !condition().await {
            if start.elapsed() > PATIENCE {
                panic!("waited too long for {what}\n{}", self.account().await);
            }
            tokio::time::sleep(AGAIN).await;
        }
    }

    /// Waits until the first element that matches has a text, white space aside, that contains this; none but "" is
    /// contained in an element that is not there.
    pub(crate) async fn wait_text(&self, css: &str, part: &str) {
        self.wait(&format!("({}).includes({})", text_of(css), quoted(part))).await;
    }

    /// The text of the first element that matches, runs of white space as one space; empty when there is none.
    pub(crate) async fn text(&self, css: &str) -> String {
        self.js(&text_of(css)).await
    }

    /// The texts of all that match.
    pub(crate) async fn texts(&self, css: &str) -> Vec<String> {
        self.js(&format!("[...document.querySelectorAll({})].map(e => {PLAIN}(e))", quoted(css))).await
    }

    pub(crate) async fn count(&self, css: &str) -> usize {
        self.js(&format!("document.querySelectorAll({}).length", quoted(css))).await
    }

    /// What is in a field.
    pub(crate) async fn value(&self, css: &str) -> String {
        self.js(&format!("document.querySelector({}).value", quoted(css))).await
    }

    /// Waits until the list counts so many events, as it is written.
    pub(crate) async fn counts(&self, shown: &str) {
        self.wait(&format!("({}) === {}", text_of("#count"), quoted(shown))).await;
    }

    /// Clicks an element that matches.
    pub(crate) async fn click(&self, css: &str) {
        self.click_on(css, "").await;
    }

    /// Clicks the first element that matches and whose text starts so. As a person does: in its middle, when it holds
    /// still, is enabled, and nothing lies over it.
    pub(crate) async fn click_on(&self, css: &str, text: &str) {
        let find = format!(
            "await (async () => {{
                // What was asked for before is drawn by then.
                for (const _ of [1, 2]) await new Promise(requestAnimationFrame);
                const e = {};
                if (!e) return 'it is not there';
                if (e.disabled) return 'it is disabled';
                e.scrollIntoView({{ block: 'nearest', inline: 'nearest' }});
                const r = e.getBoundingClientRect(), x = r.x + r.width / 2, y = r.y + r.height / 2;
                const hit = document.elementFromPoint(x, y);
                return hit && e.contains(hit) ? [x, y] : 'covered by ' + hit?.outerHTML.slice(0, 200);
            }})()",
            visible(css, text)
        );
        let start = tokio::time::Instant::now();
        let mut before = Value::Null;
        let (x, y) = loop {
            let now = self.try_js(&find).await.unwrap_or_else(Value::from);
            if now == before
                && let Ok(place) = serde_json::from_value::<(f64, f64)>(now.clone())
            {
                break place;
            }
            if start.elapsed() > PATIENCE {
                panic!("cannot click on {css} {text:?}: {now}\n{}", self.account().await);
            }
            before = now;
        };
        let mouse = |kind| {
            DispatchMouseEventParams::builder()
                .r#type(kind)
                .x(x)
                .y(y)
                .button(MouseButton::Left)
                .click_count(1)
                .build()
                .unwrap()
        };
        self.run(DispatchMouseEventParams::new(DispatchMouseEventType::MouseMoved, x, y)).await;
        self.run(mouse(DispatchMouseEventType::MousePressed)).await;
        self.run(mouse(DispatchMouseEventType::MouseReleased)).await;
    }

    /// Replaces what is in a field.
    pub(crate) async fn fill(&self, css: &str, text: &str) {
        self.click(css).await;
        self.js::<Value>(&format!("document.querySelector({}).select()", quoted(css))).await;
        if text.is_empty() {
            self.key("Delete").await;
        } else {
            self.run(InsertTextParams::new(text)).await;
        }
        assert_eq!(self.value(css).await, text);
    }

    /// Chooses an option of a select. By script: the list that opens is not the page's but the browser's.
    pub(crate) async fn choose(&self, css: &str, option: &str) {
        self.js::<Value>(&format!(
            "(() => {{ const e = document.querySelector({}); e.value = {}; \
             e.dispatchEvent(new Event('change', {{ bubbles: true }})); }})()",
            quoted(css),
            quoted(option)
        ))
        .await;
    }

    /// Presses a key: a character, or a name as `KeyboardEvent.key` has it.
    pub(crate) async fn key(&self, key: &str) {
        let (code, text) = match key {
            "Enter" => (13, Some("\r")),
            "Escape" => (27, None),
            "Tab" => (9, None),
            "Delete" => (46, None),
            "End" => (35, None),
            "Home" => (36, None),
            "ArrowLeft" => (37, None),
            "ArrowUp" => (38, None),
            "ArrowRight" => (39, None),
            "ArrowDown" => (40, None),
            " " => (32, Some(" ")),
            one => (i64::from(one.to_ascii_uppercase().as_bytes()[0]), Some(one)),
        };
        let press = DispatchKeyEventParams::builder().key(key).code(key).windows_virtual_key_code(code);
        let down = match text {
            Some(text) => press.clone().r#type(DispatchKeyEventType::KeyDown).text(text),
            None => press.clone().r#type(DispatchKeyEventType::RawKeyDown),
        };
        self.run(down.build().unwrap()).await;
        self.run(press.r#type(DispatchKeyEventType::KeyUp).build().unwrap()).await;
    }

    /// Gives the window another size.
    pub(crate) async fn resize(&self, width: i64, height: i64) {
        self.run(SetDeviceMetricsOverrideParams::new(width, height, 1.0, false)).await;
        self.wait(&format!("innerWidth === {width} && innerHeight === {height}")).await;
    }

    /// Runs a command of the DevTools protocol that nothing above covers.
    pub(crate) async fn devtools<C: Command>(&self, command: C) -> C::Response {
        self.run(command).await
    }

    /// Requests and sockets so far whose URL contains `part`, in order.
    pub(crate) fn requests(&self, part: &str) -> Vec<Request> {
        self.seen.requests(part)
    }

    /// Answers requests in the relay's place, by these statuses in turn, until [`Page::let_through`]. `pattern` is a URL with
    /// `*` for anything.
    pub(crate) async fn refuse(&self, pattern: &str, statuses: &'static [i64]) {
        let mut paused = self.tab.event_listener::<EventRequestPaused>().await.unwrap();
        let tab = self.tab.clone();
        tokio::spawn(async move {
            let mut statuses = statuses.iter().cycle();
            while let (Some(request), Some(status)) = (paused.next().await, statuses.next()) {
                // One that the page gave up in the meantime needs no answer.
                let _ = tab.execute(FulfillRequestParams::new(request.request_id.clone(), *status)).await;
            }
        });
        let pattern = RequestPattern::builder().url_pattern(pattern).build();
        self.run(EnableParams::builder().pattern(pattern).build()).await;
    }

    pub(crate) async fn let_through(&self) {
        self.run(DisableParams::default()).await;
    }

    /// What a request that has ended was answered.
    pub(crate) async fn answer(&self, request: &Request) -> String {
        self.run(GetResponseBodyParams::new(request.id.clone())).await.body
    }

    /// Exceptions, console errors and warnings, and what the browser objects to.
    pub(crate) fn complaints(&self) -> Vec<String> {
        self.seen.complaints()
    }

    /// Nothing was complained of, and no dialog opened.
    #[track_caller]
    pub(crate) fn is_clean(&self) {
        assert_eq!(self.complaints(), [""; 0]);
        assert_eq!(self.seen.dialogs(), [""; 0]);
    }

    /// What one would want to know of a page that did not do what it should: words, and a picture in a file.
    async fn account(&self) -> String {
        let words = self.try_js("document.body.innerText.slice(0, 3000)").await.unwrap_or_else(Value::from);
        let name = std::thread::current().name().unwrap_or("page").replace("::", "-");
        let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.png"));
        let shot =
            tokio::time::timeout(Duration::from_secs(5), self.tab.save_screenshot(ScreenshotParams::default(), &file));
        let shown = match shot.await {
            Ok(Ok(_)) => format!("picture: {}", file.display()),
            _ => "no picture: the page does not answer".into(),
        };
        let words = words.as_str().unwrap_or_default();
        format!("{shown}\ncomplaints: {:#?}\nwords:\n{words}", self.complaints())
    }
}

/// A text as a person reads it: no-break spaces are spaces.
const PLAIN: &str = r"(e => (e?.textContent ?? '').replace(/\s+/g, ' ').trim())";

fn text_of(css: &str) -> String {
    format!("{PLAIN}(document.querySelector({}))", quoted(css))
}

fn visible(css: &str, text: &str) -> String {
    format!(
        "[...document.querySelectorAll({})].find(e => e.checkVisibility() && {PLAIN}(e).startsWith({}))",
        quoted(css),
        quoted(text)
    )
}

/// A string of JavaScript.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

/// The clipboard, as long as this is held no other test's.
pub(crate) struct Clipboard<'a> {
    page: &'a Page,
    _alone: MutexGuard<'static, ()>,
}

impl Clipboard<'_> {
    pub(crate) async fn text(&self) -> String {
        self.page.js("await navigator.clipboard.readText()").await
    }
}
