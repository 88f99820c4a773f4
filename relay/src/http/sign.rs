//! `POST /api/channels/{c}/sign`: signs a request as the channel's provider would, with a secret that stays here.

use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use providers::Request;
use uuid::Uuid;
use wire::{Channel, SignedHeaders, Timestamp, ToSign};

use super::extract::{Path, Whole};
use super::{App, Failure, Peer, json};
use crate::annotate::base;

/// `POST …/sign`.
#[utoipa::path(
    post,
    path = "/channels/{channel}/sign",
    request_body = ToSign,
    responses(
        (status = 200, body = SignedHeaders),
        (status = 409, description = "The channel has nothing to sign with"),
    ),
)]
pub(super) async fn sign(
    State(app): State<App>,
    Path(channel): Path<String>,
    Extension(peer): Extension<Peer>,
    asked: HeaderMap,
    Whole(body): Whole,
) -> Result<Response, Failure> {
    let channel = Channel::new(&channel)?;
    let to_sign: ToSign = serde_json::from_slice(&body)
        .map_err(|e| Failure::BadRequest(format!("what is to be signed is not as documented: {e}")))?;
    let lines = |name: &str| asked.get_all(name).into_iter().filter_map(|value| value.to_str().ok()).collect();
    let public_url = app.public.url();
    let url = base(public_url.as_ref().map(|url| url.as_str()), peer.is_believed(), lines) + &to_sign.path;
    let headers: Vec<_> = to_sign.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
    let request = Request {
        method: &to_sign.method,
        url: &url,
        query: to_sign.path.split_once('?').map(|(_, query)| query),
        headers: &headers,
        body: to_sign.body.as_bytes(),
    };
    let at = to_sign.now.unwrap_or_else(|| Timestamp::now().0.div_euclid(1_000_000));
    let id = to_sign.id.unwrap_or_else(|| Uuid::new_v4().simple().to_string());
    let context = app.annotator.context(&channel);
    let whose = to_sign.provider.as_deref();
    match context.sign(&request, at, &id).filter(|_| whose.is_none_or(|name| context.is_of(name))) {
        Some(Ok(headers)) => Ok(json(&SignedHeaders { headers })),
        Some(Err(why)) => Err(Failure::CannotSign(channel, why)),
        None => {
            let whose = whose.map(|name| format!(" of {name}'s")).unwrap_or_default();
            let why = format!(
                "it has no secret{whose} to sign with. Give it a provider that signs, and a secret, with \
                 PUT /api/channels/{channel}"
            );
            Err(Failure::CannotSign(channel, why))
        }
    }
}
