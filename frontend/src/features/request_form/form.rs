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
        /// Status of the last answer.
        status: u16,
        /// Time that it took, in ms.
        ms: f64,
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
    /// The provider's event that it began as, by its number; also once it is edited.
    pub event: usize,
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
            event: 0,
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

    /// Why a fault cannot be injected. `None`: it can.
    #[must_use]
    pub fn obstacle(&self, fault: FaultInjection) -> Option<Obstacle> {
        let info = self.info()?;
        let has_secret = !self.secret.reveal().is_empty() || self.secret_channel.is_some();
        // How the provider `custom` signs, its scheme says.
        let signs_time = match self.provider {
            Some(Provider::Custom) => {
                let scheme = serde_json::from_str::<wire::CustomScheme>(&self.custom);
                scheme.is_ok_and(|scheme| scheme.timestamp_header.is_some())
            }
            _ => info.signs_time,
        };
        match fault {
            FaultInjection::Signature | FaultInjection::Old if !info.signs => {
                Some(Obstacle::SignsNothing)
            }
            FaultInjection::Old if !signs_time => Some(Obstacle::SignsNoTime),
            FaultInjection::Signature | FaultInjection::Old if !has_secret => {
                Some(Obstacle::NoSecret)
            }
            FaultInjection::Order => match info.pair {
                None => Some(Obstacle::NoPair),
                Some((a, b)) if ![a, b].contains(&self.event) => Some(Obstacle::OtherEvent),
                Some(_) => None,
            },
            _ => None,
        }
    }

    /// The faults that are injected: those chosen that can be. Without a provider none is: they are
    /// not shown there.
    pub fn injected(&self) -> impl Iterator<Item = FaultInjection> + use<'_> {
        let faults = self.faults.iter().copied().filter(|_| self.provider.is_some());
        faults.filter(|fault| self.obstacle(*fault).is_none())
    }

    /// The other event of the pair, by its number, and whether it is the one that follows.
    #[must_use]
    pub fn partner(&self) -> Option<(usize, bool)> {
        let (first, second) = self.info()?.pair?;
        match self.event {
            event if event == first => Some((second, true)),
            event if event == second => Some((first, false)),
            _ => None,
        }
    }
}

/// The reason why a fault cannot be injected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// The provider does not sign.
    SignsNothing,
    /// It does not sign the time.
    SignsNoTime,
    /// There is no secret to sign with.
    NoSecret,
    /// The page knows no two events of this provider's whose order matters.
    NoPair,
    /// The event is none of the two whose order matters.
    OtherEvent,
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
                form.event = event;
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
            FormAction::Channel(channel) => {
                (form.draft, form.outcome) = (form.draft.at_channel(&channel), None);
            }
            FormAction::Hex(hex) => form.draft = form.draft.as_hex(hex),
            FormAction::Outcome(outcome) => form.outcome = Some(outcome),
        }
        Rc::new(form)
    }
}

#[cfg(test)]
mod tests;
