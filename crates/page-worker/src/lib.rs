//! The page's worker: what would hold up a frame of the page, or would weigh on its first seconds.
//!
//! [`perform`] does a [`WorkerTask`] and is all that the worker does. Pure: no clock and no chance, so
//! that every answer can be tested natively.

mod body;
mod check;
mod diff;
mod fire;
mod protocol;
mod scheme;

use codegen::{receiver, snippet};

pub use body::{Part, Parts, ReadCut, ReadStep, Readable, parts, readable};
pub use check::{Report, check};
// What tasks and answers are made of.
pub use codegen::{Bytes, Framework, Request, SnippetLanguage};
// What tells whether there is something to read.
pub use decode::{Declared, needs_decoding};
pub use diff::{Change, diff};
pub use fire::{FaultInjection, Plan, ProviderInfo, plan, providers, sample, to_sign};
pub use protocol::{Answer, BUILD, FromWorker, ToWorker, ToolError, WorkerTask};
pub use scheme::Scheme;

/// Does a task.
///
/// # Errors
/// It cannot be done: [`ToolError::Refused`].
pub fn perform(task: &WorkerTask) -> Result<Answer, ToolError> {
    Ok(match task {
        WorkerTask::Providers => providers().into(),
        WorkerTask::Sample(provider, event) => sample(provider, *event)?.into(),
        WorkerTask::Plan(planned) => plan(planned)?.into(),
        WorkerTask::ToSign(planned) => to_sign(planned).into(),
        WorkerTask::Snippet(language, request, base) => snippet(*language, request, base).into(),
        WorkerTask::Receiver(framework, provider) => receiver(*framework, provider).into(),
        WorkerTask::Check(request, scheme) => check(request, scheme)?.into(),
        WorkerTask::Diff(old, new) => diff(old, new).into(),
        WorkerTask::Parts(kind, body) => parts(kind, &body.0)?.into(),
        WorkerTask::Read(kind, coding, body) => readable(kind, coding, &body.0).into(),
    })
}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn a_task_that_cannot_be_done_says_why() {
        let refused = perform(&WorkerTask::Sample("nobody".into(), 0)).unwrap_err();
        assert_eq!(refused, ToolError::Refused("no provider \"nobody\"".into()));
    }

    #[test]
    fn tasks_and_answers_cross_as_json() {
        let request =
            Request { method: "POST".into(), path: "/webhook".into(), headers: vec![], body: Bytes(vec![0, 255]) };
        let there =
            ToWorker { id: 7, task: WorkerTask::Snippet(SnippetLanguage::Go, request, "http://localhost".into()) };
        let text = serde_json::to_string(&there).unwrap();
        assert_eq!(serde_json::from_str::<ToWorker>(&text).unwrap(), there);
        for result in
            [perform(&there.task), perform(&WorkerTask::Providers), perform(&WorkerTask::Sample("nobody".into(), 0))]
        {
            let back = FromWorker::Done(7, result);
            let text = serde_json::to_string(&back).unwrap();
            assert_eq!(serde_json::from_str::<FromWorker>(&text).unwrap(), back);
        }
    }

    #[test]
    fn an_answer_is_taken_as_what_it_is_and_as_nothing_else() {
        let answer = perform(&WorkerTask::Diff("a".into(), "b".into())).unwrap();
        assert_eq!(Vec::<Change>::try_from(answer.clone()).unwrap().len(), 2);
        assert_eq!(String::try_from(answer), Err(ToolError::Unavailable));
    }
}
