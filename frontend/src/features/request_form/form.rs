//! The state of the request form, and its reducer.

use std::rc::Rc;

use page_worker::{FaultInjection, ProviderInfo};
use providers::Provider;
use wire::{Channel, ChannelSettings};
use yew::Reducible;

use crate::model::api_error::ApiError;
use crate::model::custom_scheme::DEFAULT_SCHEME;
use crate::model::request_draft::{Draft, DraftError};
use crate::model::samples::Sample;

/// Outcome of the last sending.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
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
    /// The worker's word: it cannot be signed. Empty: there is no worker.
    Unsigned(String),
}

/// The origin of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    /// One of the page's own samples.
    Sample(Sample),
    /// A provider's event, by its number.
    Event(Provider, usize),
}

/// The form.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// The origin of the request, until it is edited.
    pub pick: Option<Pick>,
    /// The provider that signs it.
    pub provider: Option<Provider>,
    /// The secret. It stays in this page's memory.
    pub secret: String,
    /// The channel that has a secret of this provider's: with none typed, the relay signs with
    /// that.
    pub keyed: Option<Channel>,
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
    /// Outcome of the last sending.
    pub outcome: Option<Outcome>,
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
    Secret(String),
    /// Which channel has a secret of this provider's.
    Keyed(Provider, Option<Channel>),
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
    Outcome(Outcome),
}

impl Form {
    /// A form to begin with.
    #[must_use]
    pub fn new(channel: &Channel) -> Self {
        Self {
            pick: Some(Pick::Sample(Sample::Json)),
            provider: None,
            secret: String::new(),
            keyed: None,
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

impl Reducible for Form {
    type Action = FormAction;

    fn reduce(self: Rc<Self>, edit: FormAction) -> Rc<Self> {
        let mut form = (*self).clone();
        match edit {
            FormAction::Sample(sample, channel) => {
                (form.pick, form.draft, form.outcome) =
                    (Some(Pick::Sample(sample)), Draft::sample(sample, &channel), None);
                form.provider = None;
            }
            FormAction::Event(provider, event, draft) => {
                (form.pick, form.draft, form.outcome) =
                    (Some(Pick::Event(provider, event)), draft, None);
                if form.provider != Some(provider) {
                    // Another's secret is no key of this one.
                    (form.provider, form.secret, form.keyed) =
                        (Some(provider), String::new(), None);
                    form.settings = None;
                }
            }
            FormAction::Write(field, text) => {
                field(&mut form.draft, text);
                form.pick = None;
            }
            FormAction::Secret(secret) => form.secret = secret,
            // Said late, it may be of what is no longer here.
            FormAction::Keyed(provider, _) if form.provider != Some(provider) => {}
            FormAction::Keyed(_, keyed) => form.keyed = keyed,
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
                (form.pick, form.draft, form.outcome, form.provider, form.faults) =
                    (None, draft, None, None, vec![]);
            }
            FormAction::Channel(channel) => form.draft = form.draft.at_channel(&channel),
            FormAction::Hex(hex) => form.draft = form.draft.as_hex(hex),
            FormAction::Outcome(outcome) => form.outcome = Some(outcome),
        }
        if form == *self { self } else { Rc::new(form) }
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
            [event(Provider::Github, 0), FormAction::Secret("s".into())],
        );
        let same = after(form.clone(), [event(Provider::Github, 1)]);
        assert_eq!(same.secret, "s");
        let other = after(form, [event(Provider::Stripe, 0)]);
        assert_eq!(other.secret, "");
    }

    #[test]
    fn a_channels_secret_signs_there_and_only_as_its_provider() {
        let (channel, other) = (Channel::default(), Channel::new("loja").unwrap());
        let event =
            |provider| FormAction::Event(provider, 0, Draft::sample(Sample::Json, &channel));
        let keyed = |provider| FormAction::Keyed(provider, Some(channel.clone()));
        let late = after(
            Form::new(&channel),
            [event(Provider::Github), event(Provider::Stripe), keyed(Provider::Github)],
        );
        assert_eq!(late.keyed, None);
        let form = after(late, [keyed(Provider::Stripe)]);
        let signer =
            |form: &Form, at| SendJob::of(form, form.draft.request().unwrap(), at, "").signer;
        assert_eq!(signer(&form, &channel), Some(Signer::Relay(Provider::Stripe, channel.clone())));
        assert_eq!(signer(&form, &other), None);
        let typed = after(form, [FormAction::Secret("s".into())]);
        assert_eq!(signer(&typed, &channel), Some(Signer::Page(Provider::Stripe, "s".into())));
        assert_eq!(after(typed, [event(Provider::Github)]).keyed, None);
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
