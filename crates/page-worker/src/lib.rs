//! What the page does beside its screen: it runs in a worker of its own and is fetched when it is first needed, so that
//! neither the page's first seconds nor a frame of it pay for signatures, or for a body of megabytes.
//!
//! A [`Task`] in, its answer out, both as JSON text; [`answer`] is all that the worker does. Pure: no clock and no chance,
//! so that every answer can be tested natively.

mod body;
mod check;
mod diff;
mod fire;
mod header;
mod learn;
mod scheme;

use codegen::{receiver, snippet};
use serde::{Deserialize, Serialize};

pub use body::{Part, parts};
pub use check::{Report, check};
// What tasks and answers are made of.
pub use codegen::{Bytes, Framework, Request, Tongue};
pub use diff::{Change, diff};
pub use fire::{Offer, Plan, Wrong, offers, plan, sample, to_sign};
pub use header::header;
pub use learn::{Lesson, Subject, learn};
pub use scheme::Scheme;

/// Something to do.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// The providers, and the events of each: [`Offer`]s.
    Offers,
    /// One of their samples, as the [`Request`] to fire; by the provider's name, and the number of the event.
    Sample(String, usize),
    /// The requests to fire instead of one: signed, and wrong where they should be. [`Plan`] → [`Request`]s.
    Plan(Box<Plan>),
    /// What to ask of a relay that is to sign the plan's requests: texts, each a [`wire::ToSign`] as JSON. Its answers go
    /// into the plan, unread.
    ToSign(Box<Plan>),
    /// A request in another tongue: text.
    Snippet(Tongue, Request, String),
    /// Code that receives a provider's webhooks and checks them: text.
    Receiver(Framework, String),
    /// A request's signature, and all that belongs to it: a [`Report`].
    Check(Request, Scheme),
    /// What differs between two texts, an old and a new one: [`Change`]s.
    Diff(String, String),
    /// What headers of these names say, in a language (its tag): texts, empty where there is nothing to say.
    Headers(String, Vec<String>),
    /// A body as what its type says: [`Part`]s.
    Parts(String, Bytes),
    /// What is to be said of a subject, in the language of a tag: [`Lesson`]s.
    Learn(Subject, String),
}

/// Does a task, and gives its answer as JSON: `{"Ok":…}`, or `{"Err":"why"}`.
#[must_use]
pub fn answer(task: &str) -> String {
    let task = match serde_json::from_str(task) {
        Ok(task) => task,
        Err(error) => return write(&Err::<(), _>(error.to_string())),
    };
    match task {
        Task::Offers => write(&Ok(offers())),
        Task::Sample(provider, event) => write(&sample(&provider, event)),
        Task::Plan(planned) => write(&plan(&planned)),
        Task::ToSign(planned) => write(&Ok(to_sign(&planned))),
        Task::Snippet(tongue, request, base) => write(&Ok(snippet(tongue, &request, &base))),
        Task::Receiver(framework, provider) => write(&Ok(receiver(framework, &provider))),
        Task::Check(request, scheme) => write(&check(&request, &scheme)),
        Task::Diff(old, new) => write(&Ok(diff(&old, &new))),
        Task::Headers(lang, names) => write(&Ok(names.iter().map(|name| header(&lang, name)).collect::<Vec<_>>())),
        Task::Parts(kind, body) => write(&parts(&kind, &body.0)),
        Task::Learn(subject, tag) => write(&Ok(learn(subject, &tag))),
    }
}

fn write<T: Serialize>(answer: &Result<T, String>) -> String {
    serde_json::to_string(answer).unwrap_or_else(|error| format!("{{\"Err\":{:?}}}", error.to_string()))
}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn what_is_no_task_is_said() {
        assert!(answer("{").starts_with("{\"Err\":\""));
        assert!(answer(r#"{"sample":["nobody",0]}"#).starts_with("{\"Err\":\""));
    }

    #[test]
    fn a_task_crosses_as_json() {
        let request =
            Request { method: "POST".into(), path: "/webhook".into(), headers: vec![], body: Bytes(vec![0, 255]) };
        let task = serde_json::to_string(&Task::Snippet(Tongue::Go, request, "http://localhost".into())).unwrap();
        let text: Result<String, String> = serde_json::from_str(&answer(&task)).unwrap();
        assert!(text.unwrap().contains("package main"));
    }
}
