//! Slack: <https://docs.slack.dev/authentication/verifying-requests-from-slack>,
//! <https://docs.slack.dev/apis/events-api>, <https://docs.slack.dev/interactivity/implementing-slash-commands>.

use serde_json::Value;

use crate::{
    handshake::{Asked, Reply},
    profile::{Description, Profile, Sample},
    request::Request,
    scheme::{Content, Names, SecretVerdict, Shape, SignatureSpec, usual_secret},
    text,
};

pub(crate) struct Slack;

impl Profile for Slack {
    const TITLE: &'static str = "Slack";
    const SPEC: Option<SignatureSpec<'static>> = Some(SignatureSpec {
        names: Names { signature: "X-Slack-Signature", timestamp: Some("X-Slack-Request-Timestamp"), id: None },
        shape: Shape::Whole { prefix: "v0=" },
        content: Content::Template("v0:{timestamp}:{body}"),
        ..SignatureSpec::BASE
    });
    const SAMPLES: &'static [Sample] = &[
        Sample::post("message", &headers("application/json"), MESSAGE),
        Sample::post("slash_command", &headers("application/x-www-form-urlencoded"), COMMAND),
    ];

    fn secret(secret: &str) -> SecretVerdict {
        let is_usual = secret.len() == 32 && secret.bytes().all(|b| b.is_ascii_alphanumeric());
        usual_secret(
            is_usual,
            "slack_form",
            "a signing secret of Slack has 32 letters and digits; tokens (xoxb-…) do not sign",
        )
    }

    fn by_headers(request: &Request<'_>) -> bool {
        request.has("x-slack-signature") || request.agent("Slackbot ")
    }

    fn by_body(body: &Value) -> bool {
        body.get("api_app_id").is_some() && body.get("team_id").is_some() && body.get("event").is_some()
    }

    fn describe(request: &Request<'_>) -> Description {
        let json = request.json();
        if let Some(command) = request.field("command").filter(|_| json.is_none()) {
            let words = request.field("text").unwrap_or_default();
            let whole = format!("{command} {words}");
            let summary = text::parts([Some(whole.trim_end().to_owned()), request.field("user_name")]);
            return Description::new(Some("slash_command"), summary);
        }
        let json = json.unwrap_or_default();
        let event = text::at(&json, "/event/type").or(text::at(&json, "/type"));
        let of = |at| text::plain(&json, at);
        let said = [of("/event/text"), of("/event/user"), of("/event/channel")];
        // Buttons and dialogs: JSON in the field `payload` of a form.
        let pressed = [of("/actions/0/action_id"), of("/actions/0/value"), of("/user/username")];
        Description::new(event, text::parts(said).or_else(|| text::parts(pressed)))
    }

    /// <https://docs.slack.dev/reference/events/url_verification>
    fn handshake(asked: &Asked<'_>) -> Option<Reply> {
        let json = asked.json.as_ref().filter(|json| text::at(json, "/type") == Some("url_verification"))?;
        Reply::echo("slack", text::at(json, "/challenge")?)
    }
}

const fn headers(content_type: &'static str) -> [(&'static str, &'static str); 4] {
    [
        ("User-Agent", "Slackbot 1.0 (+https://api.slack.com/robots)"),
        ("Accept-Encoding", "gzip,deflate"),
        ("Accept", "*/*"),
        ("Content-Type", content_type),
    ]
}

const MESSAGE: &str = r#"{"token":"ZZZZZZWSxiZZZ2yIvs3peJ","team_id":"T061EG9R6","api_app_id":"A0MDYCDME","event":{"type":"message","channel":"C024BE91L","user":"U2147483697","text":"Bom dia! O pedido da mesa 7 já saiu?","ts":"1773144842.000200","event_ts":"1773144842.000200","channel_type":"channel"},"type":"event_callback","event_id":"Ev08MFMKH6","event_time":1773144842,"authorizations":[{"enterprise_id":null,"team_id":"T061EG9R6","user_id":"U0LAN0Z89","is_bot":true}],"is_ext_shared_channel":false}"#;

const COMMAND: &str = "token=gIkuvaNzQIHg97ATvDxqgjtO&team_id=T061EG9R6&team_domain=padaria&channel_id=C024BE91L&channel_name=entregas&user_id=U2147483697&user_name=ana&command=%2Fdeploy&text=prod+agora&api_app_id=A0MDYCDME&is_enterprise_install=false&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT061EG9R6%2F8534%2FnGk&trigger_id=8534.6047.a1b2c3";
