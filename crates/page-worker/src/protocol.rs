//! What crosses between page and worker: JSON text of these types, in both directions.

use codegen::{Bytes, Framework, Request, SnippetLanguage};
use serde::{Deserialize, Serialize};

use crate::{Change, Parts, Plan, ProviderInfo, Readable, Report, Scheme};

/// Build stamp. Page and worker are two files of one build, and a relay may have been replaced
/// between the loading of the one and of the other: only with the same stamp do they speak the same
/// types.
pub const BUILD: &str = env!("PAGE_WORKER_BUILD");

/// Something to do. Each names the [`Answer`] that it gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkerTask {
    /// The providers, and the events of each: [`Answer::Providers`].
    Providers,
    /// One of their samples, as the request to fire; by the provider's name, and the number of the
    /// event: [`Answer::Request`].
    Sample(String, usize),
    /// The requests to fire instead of one, signed, and wrong where they should be:
    /// [`Answer::Requests`].
    Plan(Box<Plan>),
    /// What to ask of a relay that is to sign the plan's requests: [`Answer::Texts`], each a
    /// [`wire::ToSign`] as JSON. The relay's answers go into the plan, unread.
    ToSign(Box<Plan>),
    /// A request in another language, sent to a relay at a base (scheme and host):
    /// [`Answer::Text`].
    Snippet(SnippetLanguage, Request, String),
    /// A program that receives a provider's webhooks and checks them, by the provider's name:
    /// [`Answer::Text`].
    Receiver(Framework, String),
    /// A request's signature, and all that belongs to it: [`Answer::Report`].
    Check(Request, Scheme),
    /// The difference between two texts, an old and a new one: [`Answer::Changes`].
    Diff(String, String),
    /// A readable body by its content type: [`Answer::Parts`].
    Parts(String, Bytes),
    /// A body to be made readable, by its content type and its content codings:
    /// [`Answer::Readable`].
    Read(String, String, Bytes),
}

/// Makes [`Answer`], and takes each payload out of it again.
macro_rules! answers {
    ($($(#[$doc:meta])* $variant:ident($payload:ty))*) => {
        /// The answer to a [`WorkerTask`].
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Answer {
            $($(#[$doc])* $variant($payload),)*
        }

        $(
            impl From<$payload> for Answer {
                fn from(payload: $payload) -> Self {
                    Self::$variant(payload)
                }
            }

            /// Fails for the answer to another task.
            impl TryFrom<Answer> for $payload {
                type Error = ToolError;

                fn try_from(answer: Answer) -> Result<Self, ToolError> {
                    match answer {
                        Answer::$variant(payload) => Ok(payload),
                        _ => Err(ToolError::Unavailable),
                    }
                }
            }
        )*
    };
}

answers! {
    /// Every provider.
    Providers(Vec<ProviderInfo>)
    /// A request.
    Request(Request)
    /// Requests, in the order in which they are fired.
    Requests(Vec<Request>)
    /// A text.
    Text(String)
    /// Texts, one for each thing that was asked about.
    Texts(Vec<String>)
    /// A signature's check. `None`: the provider does not sign.
    Report(Option<Report>)
    /// Lines of both texts.
    Changes(Vec<Change>)
    /// Parts of a body.
    Parts(Parts)
    /// A body made readable.
    Readable(Readable)
}

/// Why a task has no answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToolError {
    /// It cannot be done, and why, in words: the secret is no key, the body is no XML.
    Refused(String),
    /// There is no worker, or one of another build. Only a reload of the page mends it.
    Unavailable,
}

impl From<String> for ToolError {
    fn from(why: String) -> Self {
        Self::Refused(why)
    }
}

/// A message to the worker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToWorker {
    /// Number of the task, which comes back with its answer.
    pub id: u32,
    /// The task.
    pub task: WorkerTask,
}

/// A message of the worker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FromWorker {
    /// Its first: it listens, and is of this build ([`BUILD`]). What is sent to it before is lost.
    Ready(String),
    /// A task is done.
    Done(u32, Result<Answer, ToolError>),
}
