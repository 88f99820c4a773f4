//! Zoom: <https://developers.zoom.us/docs/api/webhooks/#verify-webhook-events>.

use serde_json::{Value, json};

use crate::{
    handshake::{Asked, Reply},
    profile::{Description, Profile, Sample},
    request::Request,
    scheme::{Content, Encoding, Names, Shape, SignatureSpec},
    text,
};

pub(crate) struct Zoom;

impl Profile for Zoom {
    const TITLE: &'static str = "Zoom";
    const SPEC: Option<SignatureSpec<'static>> = Some(SignatureSpec {
        names: Names { signature: "x-zm-signature", timestamp: Some("x-zm-request-timestamp"), id: None },
        shape: Shape::Whole { prefix: "v0=" },
        content: Content::Template("v0:{timestamp}:{body}"),
        ..SignatureSpec::BASE
    });
    const SAMPLES: &'static [Sample] = &[
        Sample::post("meeting.started", HEADERS, STARTED),
        Sample::post("meeting.participant_joined", HEADERS, JOINED),
    ];

    fn by_headers(request: &Request<'_>) -> bool {
        request.has("x-zm-signature") || request.agent("Zoom Marketplace")
    }

    fn by_body(body: &Value) -> bool {
        text::at(body, "/event").is_some() && body.get("event_ts").is_some() && body.get("payload").is_some()
    }

    fn describe(request: &Request<'_>) -> Description {
        let json = request.json().unwrap_or_default();
        let of = |at| text::plain(&json, at);
        let summary = text::parts([of("/payload/object/topic"), of("/payload/object/participant/user_name")]);
        Description::new(text::at(&json, "/event"), summary)
    }

    /// <https://developers.zoom.us/docs/api/webhooks/#validate-your-webhook-endpoint>
    fn handshake(asked: &Asked<'_>) -> Option<Reply> {
        let json = asked.json.as_ref().filter(|json| text::at(json, "/event") == Some("endpoint.url_validation"))?;
        let token = text::at(json, "/payload/plainToken")?;
        let encrypted = Encoding::Hex.write(&asked.mac_of(token)?);
        Some(Reply::json("zoom", &json!({ "plainToken": token, "encryptedToken": encrypted })))
    }
}

const HEADERS: &[(&str, &str)] = &[
    ("User-Agent", "Zoom Marketplace/1.0a"),
    ("Content-Type", "application/json; charset=utf-8"),
    ("Clientid", "n9sQ2rXtR0aWb1c3d5e7f9"),
    ("x-zm-trackingid", "WEB_4e1f0a2c8b7d6e5f"),
];

const STARTED: &str = r#"{"event":"meeting.started","payload":{"account_id":"AAAAAABBBB","object":{"duration":30,"start_time":"2026-03-10T12:14:02Z","timezone":"America/Sao_Paulo","topic":"Reunião da padaria","id":"81234567890","type":2,"uuid":"4444AAAiAAAAAiAiAiiAii==","host_id":"x1yCzABCDEfg23HiJKl4mN"}},"event_ts":1773144842351}"#;

const JOINED: &str = r#"{"event":"meeting.participant_joined","payload":{"account_id":"AAAAAABBBB","object":{"duration":30,"start_time":"2026-03-10T12:14:02Z","timezone":"America/Sao_Paulo","topic":"Reunião da padaria","id":"81234567890","type":2,"uuid":"4444AAAiAAAAAiAiAiiAii==","participant":{"user_id":"16778240","user_name":"Ana Souza","id":"x1yCzABCDEfg23HiJKl4mN","join_time":"2026-03-10T12:15:20Z","email":"ana@exemplo.com.br"},"host_id":"x1yCzABCDEfg23HiJKl4mN"}},"event_ts":1773144920104}"#;
