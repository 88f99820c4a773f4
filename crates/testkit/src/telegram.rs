//! A double of Telegram's Bot API, after its documentation (<https://core.telegram.org/bots/api>):
//! tokens, `getUpdates` with offsets and long polls, webhooks with their secret and retries, the 409
//! between both, ports, 429 with `retry_after`. It is no Telegram.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};

use crate::{Http, listen_at, own_address, until};

/// The one token that it knows.
pub const TELEGRAM_TOKEN: &str = "123456789:AAFabcdefghijklmnopqrstuvwxyz012345";

/// What a `getUpdates` is answered instead.
#[derive(Clone, Copy, Debug)]
pub enum Fault {
    /// Too many requests: again after so many seconds.
    TooMany(u64),
    /// A gateway's page; what the request acknowledged is not taken.
    BadGateway,
    /// No answer.
    Silence,
}

#[derive(Default)]
struct Bot {
    /// Number and text of what is not acknowledged.
    updates: VecDeque<(i64, String)>,
    next: i64,
    webhook: Option<(String, String)>,
    allowed: Value,
    last_error: Option<String>,
    faults: VecDeque<Fault>,
    /// Each `getUpdates`: when it came, and its offset.
    asked: Vec<(Instant, Option<i64>)>,
    /// Other methods that were called, with their parameters.
    called: Vec<(String, Value)>,
    /// Number of the reader that asks now.
    reader: u64,
}

#[derive(Clone)]
struct Shared {
    bot: Arc<Mutex<Bot>>,
    news: Arc<Notify>,
    /// A local Bot API server takes webhooks of any scheme, address and port.
    is_local: bool,
}

/// Gone when dropped.
pub struct TelegramDouble {
    shared: Shared,
    address: std::net::SocketAddr,
    tasks: Vec<JoinHandle<()>>,
}

impl TelegramDouble {
    pub async fn start() -> Self {
        Self::with(false).await
    }

    /// One of one's own, which sends to this machine.
    pub async fn local() -> Self {
        Self::with(true).await
    }

    async fn with(is_local: bool) -> Self {
        let listener = listen_at(own_address()).await;
        let address = listener.local_addr().unwrap();
        let bot = Bot { next: 512_340_017, ..Bot::default() };
        let shared = Shared { bot: Arc::new(Mutex::new(bot)), news: Arc::new(Notify::new()), is_local };
        let app = Router::new().route("/{bot}/{method}", post(call)).with_state(shared.clone());
        let serving = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        let sending = tokio::spawn(send(shared.clone()));
        Self { shared, address, tasks: vec![serving, sending] }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Somebody writes to the bot; the update as it is sent, byte for byte.
    pub fn message(&self, text: &str) -> String {
        let mut bot = self.shared.bot.lock().unwrap();
        let number = bot.next;
        bot.next += 1;
        // Spaces, escapes and the order of fields stay as they are.
        let update = format!(
            "{{\"update_id\":{number}, \"message\":{{\"message_id\":1,\"from\":{{\"id\":98765432,\"is_bot\":false,\
             \"first_name\":\"Ana\"}},\"chat\":{{\"id\":-1001234567890,\"type\":\"private\"}},\"date\":1773144842,\
             \"text\":{}}}}}",
            json!(text).to_string().replace('ã', "\\u00e3")
        );
        bot.updates.push_back((number, update.clone()));
        drop(bot);
        self.shared.news.notify_waiters();
        update
    }

    /// Numbers of what is not acknowledged.
    pub fn waiting(&self) -> Vec<i64> {
        self.shared.bot.lock().unwrap().updates.iter().map(|(number, _)| *number).collect()
    }

    pub fn fail(&self, faults: &[Fault]) {
        self.shared.bot.lock().unwrap().faults.extend(faults);
    }

    pub fn faults(&self) -> usize {
        self.shared.bot.lock().unwrap().faults.len()
    }

    pub fn asked(&self) -> Vec<(Instant, Option<i64>)> {
        self.shared.bot.lock().unwrap().asked.clone()
    }

    pub fn called(&self, method: &str) -> Vec<Value> {
        let bot = self.shared.bot.lock().unwrap();
        bot.called.iter().filter(|(name, _)| name == method).map(|(_, parameters)| parameters.clone()).collect()
    }

    pub fn webhook(&self) -> Option<(String, String)> {
        self.shared.bot.lock().unwrap().webhook.clone()
    }

    pub fn last_error(&self) -> Option<String> {
        self.shared.bot.lock().unwrap().last_error.clone()
    }

    pub fn set_last_error(&self, why: &str) {
        self.shared.bot.lock().unwrap().last_error = Some(why.to_owned());
    }

    /// Another program asks for updates, once.
    pub async fn ask(&self) -> u16 {
        let mut http = Http::to(self.address).await;
        http.request("POST", &format!("/bot{TELEGRAM_TOKEN}/getUpdates"), &[], b"{\"timeout\":0}").await.status
    }

    /// Waits until somebody's long poll waits.
    pub async fn polled(&self) {
        until("a poll", async || !self.asked().is_empty()).await;
    }
}

impl Drop for TelegramDouble {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

fn ok(result: Value) -> Response {
    (StatusCode::OK, json!({"ok": true, "result": result}).to_string()).into_response()
}

fn refused(code: u16, description: &str) -> Response {
    let body = json!({"ok": false, "error_code": code, "description": description});
    (StatusCode::from_u16(code).unwrap(), body.to_string()).into_response()
}

async fn call(State(shared): State<Shared>, Path((bot, method)): Path<(String, String)>, body: Bytes) -> Response {
    let Some(token) = bot.strip_prefix("bot") else { return refused(404, "Not Found") };
    if token != TELEGRAM_TOKEN {
        return refused(401, "Unauthorized");
    }
    let parameters: Value = serde_json::from_slice(&body).unwrap_or_default();
    if method == "getUpdates" {
        return get_updates(&shared, &parameters).await;
    }
    let mut bot = shared.bot.lock().unwrap();
    bot.called.push((method.clone(), parameters.clone()));
    match method.as_str() {
        "getMe" => ok(json!({"id": 123_456_789, "is_bot": true, "first_name": "Gancho", "username": "gancho_bot"})),
        "setWebhook" => set_webhook(&shared, &mut bot, &parameters),
        "deleteWebhook" => {
            bot.webhook = None;
            if parameters["drop_pending_updates"] == true {
                bot.updates.clear();
            }
            ok(json!(true))
        }
        "getWebhookInfo" => {
            let url = bot.webhook.as_ref().map(|(url, _)| url.clone()).unwrap_or_default();
            let mut info =
                json!({"url": url, "has_custom_certificate": false, "pending_update_count": bot.updates.len()});
            if let Some(why) = &bot.last_error {
                info["last_error_date"] = json!(1_773_144_842);
                info["last_error_message"] = json!(why);
            }
            ok(info)
        }
        "sendMessage" => ok(json!({"message_id": 2, "date": 1_773_144_842, "chat": {"id": parameters["chat_id"]}})),
        _ => refused(404, "Not Found: method not found"),
    }
}

fn set_webhook(shared: &Shared, bot: &mut Bot, parameters: &Value) -> Response {
    let url = parameters["url"].as_str().unwrap_or_default();
    let uri: axum::http::Uri = url.parse().unwrap_or_default();
    if !shared.is_local {
        if uri.scheme_str() != Some("https") {
            return refused(400, "Bad Request: bad webhook: HTTPS url must be provided for webhook");
        }
        if ![443, 80, 88, 8443].contains(&uri.port_u16().unwrap_or(443)) {
            return refused(400, "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443");
        }
        if uri.host().is_some_and(|host| host.ends_with(".invalid")) {
            return refused(400, "Bad Request: bad webhook: failed to resolve host: Name or service not known");
        }
    }
    let secret = parameters["secret_token"].as_str().unwrap_or_default();
    let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    if secret.len() > 256 || !secret.bytes().all(allowed) {
        return refused(400, "Bad Request: secret token contains unallowed characters");
    }
    if parameters["drop_pending_updates"] == true {
        bot.updates.clear();
    }
    bot.allowed = parameters["allowed_updates"].clone();
    bot.webhook = Some((url.to_owned(), secret.to_owned()));
    shared.news.notify_waiters();
    ok(json!(true))
}

async fn get_updates(shared: &Shared, parameters: &Value) -> Response {
    let offset = parameters["offset"].as_i64();
    let wait = parameters["timeout"].as_u64().unwrap_or(0);
    let limit = parameters["limit"].as_u64().unwrap_or(100).clamp(1, 100) as usize;
    let (fault, reader) = {
        let mut bot = shared.bot.lock().unwrap();
        bot.asked.push((Instant::now(), offset));
        bot.reader += 1;
        (bot.faults.pop_front(), bot.reader)
    };
    // The one that asked before is told so.
    shared.news.notify_waiters();
    match fault {
        Some(Fault::TooMany(seconds)) => {
            let body = json!({"ok": false, "error_code": 429, "description": format!("Too Many Requests: retry after {seconds}"),
                "parameters": {"retry_after": seconds}});
            return (StatusCode::TOO_MANY_REQUESTS, body.to_string()).into_response();
        }
        Some(Fault::BadGateway) => return (StatusCode::BAD_GATEWAY, "<html>bad gateway</html>").into_response(),
        Some(Fault::Silence) => std::future::pending().await,
        None => {}
    }
    let deadline = Instant::now() + Duration::from_secs(wait);
    loop {
        let news = shared.news.notified();
        tokio::pin!(news);
        // Before the look, so that nothing falls between.
        news.as_mut().enable();
        {
            let mut bot = shared.bot.lock().unwrap();
            if bot.webhook.is_some() {
                let why = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete \
                           the webhook first";
                return refused(409, why);
            }
            if bot.reader != reader {
                let why = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is \
                           running";
                return refused(409, why);
            }
            if let Some(offset) = offset {
                bot.updates.retain(|(number, _)| *number >= offset);
            }
            if !bot.updates.is_empty() || Instant::now() >= deadline {
                let updates: Vec<&str> = bot.updates.iter().take(limit).map(|(_, text)| text.as_str()).collect();
                // As they are, byte for byte.
                let body = format!("{{\"ok\":true,\"result\":[{}]}}", updates.join(",\n"));
                return ([("content-type", "application/json")], body).into_response();
            }
        }
        let _ = timeout_at(deadline, news).await;
    }
}

/// Sends updates to the webhook, each until it is answered with 2xx.
async fn send(shared: Shared) {
    loop {
        let news = shared.news.notified();
        let due = {
            let bot = shared.bot.lock().unwrap();
            bot.webhook.clone().zip(bot.updates.front().cloned())
        };
        let Some(((url, secret), (number, text))) = due else {
            // Looked at again soon: news may have come just before.
            let _ = tokio::time::timeout(Duration::from_millis(20), news).await;
            continue;
        };
        let uri: axum::http::Uri = url.parse().unwrap();
        let (Ok(address), path) =
            (uri.authority().unwrap().as_str().replace("localhost", "127.0.0.1").parse(), uri.path())
        else {
            return;
        };
        let status = match tokio::net::TcpStream::connect(address).await {
            Ok(_) => {
                let headers =
                    [("content-type", "application/json"), ("x-telegram-bot-api-secret-token", secret.as_str())];
                Http::to(address).await.request("POST", path, &headers, text.as_bytes()).await.status
            }
            Err(_) => 0,
        };
        let mut bot = shared.bot.lock().unwrap();
        match status {
            200..=299 => bot.updates.retain(|(other, _)| *other != number),
            0 => bot.last_error = Some("Connection refused".into()),
            status => bot.last_error = Some(format!("Wrong response from the webhook: {status}")),
        }
    }
}
