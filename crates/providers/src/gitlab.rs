//! GitLab: <https://docs.gitlab.com/user/project/integrations/webhooks/>, "Signing tokens" and "Secret token".

use serde_json::Value;

use crate::{
    profile::{Description, Profile, Sample},
    request::Request,
    scheme::{SecretVerdict, SignatureSpec, same, standard_secret, token_secret},
    standard, text,
};

pub(crate) struct Gitlab;

impl Profile for Gitlab {
    const TITLE: &'static str = "GitLab";
    const SPEC: Option<SignatureSpec<'static>> = Some(SignatureSpec::token("X-Gitlab-Token"));
    const SAMPLES: &'static [Sample] = &[
        Sample::post("Push Hook", &headers("Push Hook", "13792a34-cac6-4fda-95a8-c58e00a3954e"), PUSH),
        Sample::post(
            "Merge Request Hook",
            &headers("Merge Request Hook", "5a3d8b1c-0f43-4a34-9c3f-0a2b6f7d1e90"),
            MERGE_REQUEST,
        ),
    ];

    /// A signing token (GitLab 19.0 on) begins with `whsec_` and signs as Standard Webhooks do; a secret token is sent
    /// as it is. A hook may have both, and a channel knows one of them, which decides. A signature that is there is what
    /// counts for a signing token.
    fn spec_for(request: &Request<'_>, secret: &str) -> Option<SignatureSpec<'static>> {
        let is_sent = request.header("x-gitlab-token").is_some_and(|token| same(token, secret.as_bytes()));
        let carries = request.has("webhook-signature");
        let signs =
            if secret.starts_with("whsec_") { carries || !is_sent } else { carries && !request.has("x-gitlab-token") };
        if signs { Some(standard::SIGNED) } else { Self::SPEC }
    }

    fn secret(secret: &str) -> SecretVerdict {
        if secret.starts_with("whsec_") { standard_secret(secret) } else { token_secret(secret) }
    }

    fn by_headers(request: &Request<'_>) -> bool {
        request.has("x-gitlab-event") || request.has("x-gitlab-token")
    }

    fn describe(request: &Request<'_>) -> Description {
        let json = request.json().unwrap_or_default();
        let summary = match text::at(&json, "/object_kind") {
            Some("push" | "tag_push") => push(&json),
            Some("merge_request") => numbered("MR !", &json),
            Some("issue") => numbered("issue #", &json),
            _ => text::parts(["/object_kind", "/project/path_with_namespace"].map(|at| text::plain(&json, at))),
        };
        Description::new(request.text("x-gitlab-event").or(text::at(&json, "/object_kind")), summary)
    }
}

fn push(json: &Value) -> Option<String> {
    let branch = text::at(json, "/ref")?;
    let branch = branch.strip_prefix("refs/heads/").or(branch.strip_prefix("refs/tags/")).unwrap_or(branch);
    let by = text::at(json, "/user_username").map(|name| format!(" by {name}")).unwrap_or_default();
    text::parts([Some(format!("push to {branch}{by}")), text::plain(json, "/commits/0/title")])
}

/// `MR !12 open: …`
fn numbered(what: &str, json: &Value) -> Option<String> {
    let number = text::plain(json, "/object_attributes/iid")?;
    let action = text::at(json, "/object_attributes/action").unwrap_or("");
    let title = text::at(json, "/object_attributes/title").unwrap_or("");
    Some(format!("{what}{number} {action}: {title}"))
}

const fn headers(event: &'static str, uuid: &'static str) -> [(&'static str, &'static str); 5] {
    [
        ("User-Agent", "GitLab/17.9.1-ee"),
        ("Content-Type", "application/json"),
        ("X-Gitlab-Event", event),
        ("X-Gitlab-Webhook-UUID", uuid),
        ("X-Gitlab-Instance", "https://gitlab.com"),
    ]
}

const PUSH: &str = r#"{"object_kind":"push","event_name":"push","before":"95790bf891e76fee5e1747ab589903a6a1f80f22","after":"da1560886d4f094c3e6c9ef40349f7d38b5d27d7","ref":"refs/heads/main","ref_protected":true,"checkout_sha":"da1560886d4f094c3e6c9ef40349f7d38b5d27d7","user_id":4,"user_name":"Marina Lima","user_username":"marina","project_id":15,"project":{"id":15,"name":"Entregas","path_with_namespace":"padaria-do-ze/entregas","default_branch":"main","visibility_level":0},"commits":[{"id":"da1560886d4f094c3e6c9ef40349f7d38b5d27d7","message":"Rota mais curta até a Savassi\n","title":"Rota mais curta até a Savassi","timestamp":"2026-03-10T09:14:02-03:00","author":{"name":"Marina Lima","email":"marina@padariadoze.example"},"added":[],"modified":["rotas.py"],"removed":[]}],"total_commits_count":1}"#;

const MERGE_REQUEST: &str = r#"{"object_kind":"merge_request","event_type":"merge_request","user":{"id":4,"name":"Marina Lima","username":"marina"},"project":{"id":15,"name":"Entregas","path_with_namespace":"padaria-do-ze/entregas"},"object_attributes":{"id":99,"iid":12,"title":"Avisa o cliente pelo WhatsApp","action":"open","state":"opened","source_branch":"avisa-cliente","target_branch":"main","draft":false},"labels":[]}"#;
