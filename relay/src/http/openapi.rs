//! `GET /api/openapi.json`: the interface as OpenAPI 3.1, made of the routes, their handlers and the types of `wire`.
//!
//! What every operation has in common is added here, in one place: path variables, and the problems that any request may be
//! answered.

use std::sync::LazyLock;

use axum::extract::State;
use axum::response::Response;
use serde_json::{Map, Value, json};
use utoipa::OpenApi;
use wire::{ClientMsg, ConsumerClientMsg, ConsumerServerMsg, ImportedEvent, Problem, ServerMsg, Stored};

use super::{App, Routes, json as answer};

/// What is in no route: the title, and schemas of what is sent as text.
#[derive(OpenApi)]
#[openapi(
    info(title = "Gancho", description = "A webhook relay and live inspector.", license(name = "MIT OR Apache-2.0")),
    components(schemas(ClientMsg, ConsumerClientMsg, ConsumerServerMsg, ImportedEvent, Problem, ServerMsg, Stored))
)]
struct Frame;

/// Made once: of a relay only the cookie's name is its own.
static DOCUMENT: LazyLock<Value> = LazyLock::new(make);

/// `GET /api/openapi.json`: this document.
#[utoipa::path(get, path = "/openapi.json", responses((status = 200, body = Value)))]
pub(super) async fn document(State(app): State<App>) -> Response {
    let mut document = DOCUMENT.clone();
    document["components"]["securitySchemes"]["cookie"]["name"] = app.guard.cookie().into();
    answer(&document)
}

fn make() -> Value {
    let Routes { api, open } = Routes::new();
    let mut document = Frame::openapi().nest("/api", api.into_openapi());
    document.merge(open.into_openapi());
    // These types always serialise.
    let mut document = serde_json::to_value(&document).unwrap_or_default();
    let components = &mut document["components"];
    components["parameters"] = json!({
        "channel": variable("channel", "The channel's name", &json!({"$ref": "#/components/schemas/Channel"})),
        "seq": variable("seq", "The event's position", &json!({"type": "integer", "format": "int64", "minimum": 0})),
        "name": variable("name", "The consumer's name", &json!({"type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$"})),
        "path": variable("path", "Anything, with slashes", &json!({"type": "string"})),
    });
    components["responses"] = json!({"problem": {
        "description": "Why it was not done, and what to do",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }});
    components["securitySchemes"] = json!({
        "bearer": {"type": "http", "scheme": "bearer"},
        "cookie": {"type": "apiKey", "in": "cookie", "name": ""},
    });
    if let Some(paths) = document["paths"].as_object_mut() {
        for (path, item) in &mut *paths {
            complete(path, item);
        }
        webhooks(paths);
    }
    plain(&mut document);
    document
}

/// A variable of a path.
fn variable(name: &str, description: &str, schema: &Value) -> Value {
    json!({"name": name, "in": "path", "required": true, "description": description, "schema": schema})
}

/// Adds what operations have in common.
fn complete(path: &str, item: &mut Value) {
    let variables = ["channel", "seq", "name", "path"].into_iter().filter(|name| path.contains(&format!("{{{name}}}")));
    let parameters: Vec<_> = variables.map(|name| json!({"$ref": format!("#/components/parameters/{name}")})).collect();
    let Some(operations) = item.as_object_mut() else { return };
    for operation in operations.values_mut() {
        // Operations are named by their handlers, of which two may have one name.
        if let Some(operation) = operation.as_object_mut() {
            operation.remove("operationId");
        }
        let Some(responses) = operation["responses"].as_object_mut() else { continue };
        let guarded = path.starts_with("/api");
        let found = path.contains('{');
        let refusing = guarded || path.starts_with("/webhook");
        let mut problems =
            vec![(400, refusing || path.contains("meter")), (401, guarded), (403, refusing), (404, found)];
        problems.extend([409, 413, 426, 507].map(|status| (status, responses.contains_key(&status.to_string()))));
        problems.push((503, path != "/healthz"));
        for (status, _) in problems.into_iter().filter(|(_, may)| *may) {
            let described =
                responses.get(&status.to_string()).and_then(|response| response.get("description")).cloned();
            let mut response = json!({"$ref": "#/components/responses/problem"});
            // Beside a reference, OpenAPI 3.1 has room for a description of its own.
            if let Some(description) = described {
                response["description"] = description;
            }
            responses.insert(status.to_string(), response);
        }
        responses.insert("default".into(), json!({"$ref": "#/components/responses/problem"}));
        if guarded {
            // A token, where the relay asks for one.
            operation["security"] = json!([{}, {"bearer": []}, {"cookie": []}]);
        }
    }
    if !parameters.is_empty() {
        operations.insert("parameters".into(), parameters.into());
    }
}

/// The ways to send a webhook, which go around the router. OpenAPI knows no "any method".
fn webhooks(paths: &mut Map<String, Value>) {
    for path in ["/webhook", "/webhook/{channel}", "/webhook/{channel}/{path}"] {
        let mut item = json!({"post": {
            "summary": "Receives a webhook, by this or any other method",
            "description": "What the channel was told to answer may take the place of this answer.",
            "tags": ["webhook"],
            "requestBody": {"content": {"*/*": {}}},
            "responses": {
                "200": {
                    "description": "It is stored",
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Stored"}}},
                },
                "413": {"description": "Its body is over the limit"},
                "507": {"description": "It would make one channel too many"},
            },
        }});
        complete(path, &mut item);
        paths.insert(path.to_owned(), item);
    }
}

/// Descriptions are comments of the code: what links there is only a name here.
fn plain(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) if name == "description" || name == "summary" => {
                        *text = text.replace("[`crate::", "`").replace("[`", "`").replace("`]", "`");
                    }
                    value => plain(value),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(plain),
        _ => {}
    }
}
