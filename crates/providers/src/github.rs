//! GitHub: <https://docs.github.com/en/webhooks/webhook-events-and-payloads>, and
//! <https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries>.

use serde_json::Value;

use crate::{
    profile::{Description, Profile, Sample},
    request::Request,
    scheme::SignatureSpec,
    text,
};

pub(crate) struct Github;

impl Profile for Github {
    const TITLE: &'static str = "GitHub";
    const SPEC: Option<SignatureSpec<'static>> = Some(SignatureSpec {
        sha1_header: Some("X-Hub-Signature"),
        ..SignatureSpec::hex_of_body("X-Hub-Signature-256", "sha256=")
    });
    const SAMPLES: &'static [Sample] = &[
        Sample::post("push", &headers("push", "0b989ba4-242f-11e5-81e1-c7b6966d2516"), PUSH),
        Sample::post("pull_request", &headers("pull_request", "72d3162e-cc78-11e3-81ab-4c9367dc0958"), PULL_REQUEST),
        Sample::post("issues", &headers("issues", "d2b1f0c6-4a6e-11ef-9c3a-6d1f5e0a7b24"), ISSUES),
        Sample::post("ping", &headers("ping", "e9a4c0b0-4a6e-11ef-8b51-2f6f1f6f3c11"), PING),
        Sample::post("issue_comment", &headers("issue_comment", "f41b7d3a-4a6e-11ef-90c4-7be13a5c8d02"), ISSUE_COMMENT),
    ];

    fn by_headers(request: &Request<'_>) -> bool {
        request.has("x-github-event")
    }

    fn describe(request: &Request<'_>) -> Description {
        let event = request.text("x-github-event");
        let json = request.json().unwrap_or_default();
        let summary = match event {
            Some("push") => push(&json),
            Some("pull_request") => numbered("PR", &json, "/pull_request"),
            Some("issues") => numbered("issue", &json, "/issue"),
            Some("issue_comment") => comment(&json),
            Some("ping") => text::at(&json, "/zen").map(str::to_owned),
            // Everything else has an action, a place and somebody who did it.
            _ => text::parts(["/action", "/repository/full_name", "/sender/login"].map(|p| text::plain(&json, p))),
        };
        Description::new(event, summary)
    }
}

fn push(json: &Value) -> Option<String> {
    let branch = text::at(json, "/ref")?;
    let branch = branch.strip_prefix("refs/heads/").or(branch.strip_prefix("refs/tags/")).unwrap_or(branch);
    let by = text::at(json, "/pusher/name").map(|name| format!(" by {name}")).unwrap_or_default();
    let commit = text::at(json, "/head_commit/message").and_then(|message| message.lines().next());
    text::parts([Some(format!("push to {branch}{by}")), commit.map(str::to_owned)])
}

/// `PR #12 opened: …`
fn numbered(what: &str, json: &Value, at: &str) -> Option<String> {
    let number = text::plain(json, &format!("{at}/number"))?;
    let action = text::at(json, "/action").unwrap_or("");
    let title = text::at(json, &format!("{at}/title")).unwrap_or("");
    Some(format!("{what} #{number} {action}: {title}"))
}

/// `comment on #9 by ana: …`, when it is new; else what was done to it.
fn comment(json: &Value) -> Option<String> {
    let number = text::plain(json, "/issue/number")?;
    let action = text::at(json, "/action").filter(|action| *action != "created");
    let action = action.map(|action| format!(" {action}")).unwrap_or_default();
    let by = text::at(json, "/comment/user/login").map(|login| format!(" by {login}")).unwrap_or_default();
    let said = text::at(json, "/comment/body").unwrap_or("");
    Some(format!("comment{action} on #{number}{by}: {said}"))
}

const fn headers(event: &'static str, delivery: &'static str) -> [(&'static str, &'static str); 7] {
    [
        ("Accept", "*/*"),
        ("User-Agent", "GitHub-Hookshot/044aadd"),
        ("Content-Type", "application/json"),
        ("X-GitHub-Delivery", delivery),
        ("X-GitHub-Event", event),
        ("X-GitHub-Hook-ID", "292430182"),
        ("X-GitHub-Hook-Installation-Target-Type", "repository"),
    ]
}

const PUSH: &str = r#"{"ref":"refs/heads/main","before":"6113728f27ae82c7b1a177c8d03f9e96e0adf246","after":"59b20b8d5c6ff8d09518454d4dd8b7b30f095ab5","created":false,"deleted":false,"forced":false,"compare":"https://github.com/padaria-do-ze/cardapio/compare/6113728f27ae...59b20b8d5c6f","commits":[{"id":"59b20b8d5c6ff8d09518454d4dd8b7b30f095ab5","message":"Preço do pão de queijo\n\nSubiu o polvilho.","timestamp":"2026-03-10T09:14:02-03:00","author":{"name":"Ana Souza","email":"ana@padariadoze.example","username":"ana"},"added":[],"removed":[],"modified":["cardapio.json"]}],"head_commit":{"id":"59b20b8d5c6ff8d09518454d4dd8b7b30f095ab5","message":"Preço do pão de queijo\n\nSubiu o polvilho.","timestamp":"2026-03-10T09:14:02-03:00"},"repository":{"id":186853002,"name":"cardapio","full_name":"padaria-do-ze/cardapio","private":false,"default_branch":"main"},"pusher":{"name":"ana","email":"ana@padariadoze.example"},"sender":{"login":"ana","id":21031067,"type":"User"}}"#;

const PULL_REQUEST: &str = r#"{"action":"opened","number":12,"pull_request":{"id":279147437,"number":12,"state":"open","title":"Aceita Pix no balcão","body":"Fecha #9.","draft":false,"user":{"login":"joao","id":5430012},"head":{"ref":"pix-no-balcao","sha":"ec26c3e57ca3a959ca5aad62de7213c562f8c821"},"base":{"ref":"main","sha":"f95f852bd8fca8fcc58a9a2d6c842781e32a215e"},"merged":false,"commits":3,"additions":84,"deletions":7,"changed_files":5},"repository":{"id":186853002,"name":"cardapio","full_name":"padaria-do-ze/cardapio","private":false},"sender":{"login":"joao","id":5430012,"type":"User"}}"#;

const ISSUES: &str = r#"{"action":"opened","issue":{"id":444500041,"number":9,"title":"O Pix não cai na sexta à noite","state":"open","user":{"login":"marina","id":77310021},"labels":[{"name":"bug","color":"d73a4a"}],"comments":0,"created_at":"2026-03-06T22:41:07Z","body":"Só depois das 20 h."},"repository":{"id":186853002,"name":"cardapio","full_name":"padaria-do-ze/cardapio","private":false},"sender":{"login":"marina","id":77310021,"type":"User"}}"#;

const ISSUE_COMMENT: &str = r#"{"action":"created","issue":{"id":444500041,"number":9,"title":"O Pix não cai na sexta à noite","state":"open","user":{"login":"marina","id":77310021},"labels":[{"name":"bug","color":"d73a4a"}],"comments":1,"created_at":"2026-03-06T22:41:07Z","body":"Só depois das 20 h."},"comment":{"id":492700400,"user":{"login":"ana","id":21031067},"created_at":"2026-03-06T22:58:31Z","updated_at":"2026-03-06T22:58:31Z","body":"É o fuso: o relógio da loja está em UTC."},"repository":{"id":186853002,"name":"cardapio","full_name":"padaria-do-ze/cardapio","private":false},"sender":{"login":"ana","id":21031067,"type":"User"}}"#;

const PING: &str = r#"{"zen":"Keep it logically awesome.","hook_id":292430182,"hook":{"type":"Repository","id":292430182,"name":"web","active":true,"events":["push","pull_request","issues"],"config":{"content_type":"json","insecure_ssl":"0","url":"https://gancho.example/webhook/padaria"}},"repository":{"id":186853002,"name":"cardapio","full_name":"padaria-do-ze/cardapio","private":false},"sender":{"login":"ana","id":21031067,"type":"User"}}"#;
