//! The state of the request form, and its reducer.

use std::rc::Rc;

use page_worker::{FaultInjection, ProviderInfo, ToolError};
use providers::Provider;
use wire::{Channel, ChannelSettings, Secret};
use yew::Reducible;

use crate::model::api_error::ApiError;
use crate::model::custom_scheme::DEFAULT_SCHEME;
use crate::model::request_draft::{Draft, DraftError};
use crate::model::samples::Sample;

/// SendOutcome of the last sending.
#[derive(Clone, Debug, PartialEq)]
pub enum SendOutcome {
    /// So many of so many are fired.
    Firing(usize, usize),
    /// All are stored.
    Stored {
        /// Number of requests.
        n: usize,
        /// First and last position, where the answers said so.
        span: Option<(u64, u64)>,
    },
    /// The form is not a request.
    DraftError(DraftError),
    /// One of them failed.
    Failed(ApiError),
    /// It could not be signed.
    Unsigned(ToolError),
}

/// The origin of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestSource {
    /// One of the page's own samples.
    Sample(Sample),
    /// A provider's event, by its number.
    Event(Provider, usize),
}

/// The form.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// The origin of the request, until it is edited.
    pub source: Option<RequestSource>,
    /// The provider that signs it.
    pub provider: Option<Provider>,
    /// The secret. It stays in this page's memory.
    pub secret: Secret,
    /// The channel that has a secret of this provider's: with none typed, the relay signs with
    /// that.
    pub secret_channel: Option<Channel>,
    /// The settings of that channel, which may say that its secret looks unusual.
    pub settings: Option<Box<ChannelSettings>>,
    /// Custom scheme as JSON, for the provider `custom`.
    pub custom: String,
    /// Faults to inject.
    pub faults: Vec<FaultInjection>,
    /// Every provider is shown.
    pub all: bool,
    /// The providers as the worker describes them; empty until it has answered.
    pub providers: Rc<Vec<ProviderInfo>>,
    /// The request.
    pub draft: Draft,
    /// SendOutcome of the last sending.
    pub outcome: Option<SendOutcome>,
}

/// A change of the form.
pub enum FormAction {
    /// A sample of the page's, at a channel.
    Sample(Sample, Channel),
    /// An event of a provider's.
    Event(Provider, usize, Draft),
    /// A field was written in.
    Write(fn(&mut Draft, String), String),
    /// The secret was.
    Secret(Secret),
    /// Which channel has a secret of this provider's.
    SecretChannel(Provider, Option<Channel>),
    /// The settings of the channel are these.
    Settings(Provider, Option<Box<ChannelSettings>>),
    /// The custom scheme was typed.
    Custom(String),
    /// Something goes wrong, or no longer does.
    ToggleFault(FaultInjection),
    /// Show every provider, or the first few.
    All,
    /// The worker's description of the providers.
    Providers(Vec<ProviderInfo>),
    /// Another request takes its place.
    Load(Draft),
    /// The same request, at another channel.
    Channel(Channel),
    /// The body is written in hexadecimal, or as text.
    Hex(bool),
    /// A sending has an outcome.
    Outcome(SendOutcome),
}

impl Form {
    /// A form to begin with.
    #[must_use]
    pub fn new(channel: &Channel) -> Self {
        Self {
            source: Some(RequestSource::Sample(Sample::Json)),
            provider: None,
            secret: no_secret(),
            secret_channel: None,
            settings: None,
            custom: DEFAULT_SCHEME.into(),
            faults: vec![],
            all: false,
            providers: Rc::default(),
            draft: Draft::sample(Sample::Json, channel),
            outcome: None,
        }
    }

    /// The worker's description of the provider.
    #[must_use]
    pub fn info(&self) -> Option<&ProviderInfo> {
        let name = self.provider?.name();
        self.providers.iter().find(|provider| provider.name == name)
    }
}

fn no_secret() -> Secret {
    Secret::new(String::new())
}

impl Reducible for Form {
    type Action = FormAction;

    fn reduce(self: Rc<Self>, edit: FormAction) -> Rc<Self> {
        let mut form = (*self).clone();
        match edit {
            FormAction::Sample(sample, channel) => {
                (form.source, form.draft, form.outcome) =
                    (Some(RequestSource::Sample(sample)), Draft::sample(sample, &channel), None);
                form.provider = None;
            }
            FormAction::Event(provider, event, draft) => {
                (form.source, form.draft, form.outcome) =
                    (Some(RequestSource::Event(provider, event)), draft, None);
                if form.provider != Some(provider) {
                    // Another's secret is no key of this one.
                    (form.provider, form.secret, form.secret_channel) =
                        (Some(provider), no_secret(), None);
                    form.settings = None;
                }
            }
            FormAction::Write(field, text) => {
                field(&mut form.draft, text);
                form.source = None;
            }
            FormAction::Secret(secret) => form.secret = secret,
            // A late answer may be about a provider that is no longer chosen.
            FormAction::SecretChannel(provider, _) if form.provider != Some(provider) => {}
            FormAction::SecretChannel(_, secret_channel) => form.secret_channel = secret_channel,
            FormAction::Settings(provider, _) if form.provider != Some(provider) => {}
            FormAction::Settings(_, settings) => form.settings = settings,
            FormAction::Custom(custom) => form.custom = custom,
            FormAction::ToggleFault(fault) if form.faults.contains(&fault) => {
                form.faults.retain(|one| *one != fault)
            }
            FormAction::ToggleFault(fault) => form.faults.push(fault),
            FormAction::All => form.all = !form.all,
            FormAction::Providers(providers) => form.providers = Rc::new(providers),
            FormAction::Load(draft) => {
                (form.source, form.draft, form.outcome, form.provider, form.faults) =
                    (None, draft, None, None, vec![]);
            }
            FormAction::Channel(channel) => form.draft = form.draft.at_channel(&channel),
            FormAction::Hex(hex) => form.draft = form.draft.as_hex(hex),
            FormAction::Outcome(outcome) => form.outcome = Some(outcome),
        }
        Rc::new(form)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::request_form::send_job::SendJob;
    use crate::features::request_form::send_job::Signer;

    fn after(form: Form, edits: impl IntoIterator<Item = FormAction>) -> Form {
        let form = edits.into_iter().fold(Rc::new(form), |form, edit| form.reduce(edit));
        (*form).clone()
    }

    #[test]
    fn another_provider_has_another_secret() {
        let channel = Channel::default();
        let event =
            |provider, at| FormAction::Event(provider, at, Draft::sample(Sample::Json, &channel));
        let form = after(
            Form::new(&channel),
            [event(Provider::Github, 0), FormAction::Secret(Secret::new("s".into()))],
        );
        let same = after(form.clone(), [event(Provider::Github, 1)]);
        assert_eq!(same.secret.reveal(), "s");
        let other = after(form, [event(Provider::Stripe, 0)]);
        assert_eq!(other.secret.reveal(), "");
    }

    #[test]
    fn a_channels_secret_signs_there_and_only_as_its_provider() {
        let (channel, other) = (Channel::default(), Channel::new("loja").unwrap());
        let event =
            |provider| FormAction::Event(provider, 0, Draft::sample(Sample::Json, &channel));
        let secret_channel = |provider| FormAction::SecretChannel(provider, Some(channel.clone()));
        let late = after(
            Form::new(&channel),
            [event(Provider::Github), event(Provider::Stripe), secret_channel(Provider::Github)],
        );
        assert_eq!(late.secret_channel, None);
        let form = after(late, [secret_channel(Provider::Stripe)]);
        let signer =
            |form: &Form, at| SendJob::of(form, form.draft.request().unwrap(), at, "").signer;
        assert_eq!(signer(&form, &channel), Some(Signer::Relay(Provider::Stripe, channel.clone())));
        assert_eq!(signer(&form, &other), None);
        let typed = after(form, [FormAction::Secret(Secret::new("s".into()))]);
        assert_eq!(
            signer(&typed, &channel),
            Some(Signer::Page(Provider::Stripe, Secret::new("s".into())))
        );
        assert_eq!(after(typed, [event(Provider::Github)]).secret_channel, None);
    }

    #[test]
    fn nothing_prints_the_secret() {
        let channel = Channel::default();
        let sample = Draft::sample(Sample::Json, &channel);
        let form = after(
            Form::new(&channel),
            [
                FormAction::Event(Provider::Github, 0, sample),
                FormAction::Secret(Secret::new("s3cret".into())),
            ],
        );
        let job = SendJob::of(&form, form.draft.request().unwrap(), &channel, "");
        assert_eq!(job.signer.as_ref().map(Signer::provider), Some(Provider::Github));
        let printed = format!("{form:?} {job:?}");
        assert!(!printed.contains("s3cret"), "{printed}");
    }

    #[test]
    fn what_goes_wrong_is_switched() {
        let form = Form::new(&Channel::default());
        let faulty = after(
            form.clone(),
            [
                FormAction::ToggleFault(FaultInjection::Storm),
                FormAction::ToggleFault(FaultInjection::Old),
            ],
        );
        assert_eq!(faulty.faults, [FaultInjection::Storm, FaultInjection::Old]);
        assert_eq!(
            after(
                faulty,
                [
                    FormAction::ToggleFault(FaultInjection::Storm),
                    FormAction::ToggleFault(FaultInjection::Old)
                ]
            ),
            form
        );
    }
}
