//! The settings of a channel as they are typed.

use std::ops::RangeInclusive;

use wire::{Answer, ChannelInfo, ChannelSettings, Fail, Forward, Retention, Secret, Settings};

use crate::features::channel_settings::field_error::{Field, FieldError, Why, number};
use crate::i18n::SecretWarning;
use crate::model::api_error::ApiError;
use crate::model::custom_scheme::DEFAULT_SCHEME;
use crate::model::header_lines::header_lines;

/// The settings as they are written: text that may not make sense yet.
#[derive(Clone, Debug, PartialEq)]
pub struct SettingsDraft {
    /// The relay's settings are read.
    pub read: bool,
    /// The provider, by name; empty: none.
    pub provider: String,
    /// A new secret; empty: it stays as it is.
    pub secret: Secret,
    /// The relay has a secret.
    pub secret_set: bool,
    /// What is unusual about that secret.
    pub warning: Option<SecretWarning>,
    /// Custom scheme as JSON.
    pub custom: String,
    /// The provider's handshakes are answered.
    pub handshakes: bool,
    /// Senders get the relay's own answer.
    pub own: bool,
    /// Status of the answer.
    pub status: String,
    /// Headers of the answer, one a line.
    pub headers: String,
    /// Body of the answer, a template.
    pub body: String,
    /// Delay of the answer, in ms.
    pub delay_ms: String,
    /// Number of requests to fail.
    pub fail_next: String,
    /// Share of requests to fail, in per cent.
    pub fail_percent: String,
    /// Status of those that fail, which the page does not show.
    pub fail_status: u16,
    /// Requests are not answered.
    pub time_out: bool,
    /// Requests are answered by hand.
    pub hold: bool,
    /// The URL that events are forwarded to; empty: none.
    pub forward_url: String,
    /// Senders get the answer of the program there.
    pub forward_answer: bool,
    /// How the relay forwards now.
    pub forward: Option<Forward>,
    /// Most events kept.
    pub max_events: String,
    /// Most MiB kept.
    pub max_mib: String,
    /// What the relay keeps now. `None` until it is read.
    pub kept: Option<Retention>,
    /// The fields that cannot be read.
    pub errors: Vec<FieldError>,
    /// The reason why the relay did not set them.
    pub refused: Option<ApiError>,
}

const MIB: u64 = 1024 * 1024;
const STATUS: RangeInclusive<u64> = 200..=599;
/// Longest delay in ms, as the relay has it.
const DELAY_MS: RangeInclusive<u64> = 0..=30_000;
const PERCENT: RangeInclusive<u64> = 0..=100;
const FAILURES: RangeInclusive<u64> = 0..=1_000_000;
/// Status of requests that fail, unless another is set elsewhere; as the relay has it.
const FAIL_STATUS: u16 = 503;
const EVENTS: RangeInclusive<u64> = 1..=1_000_000_000;
/// A tebibyte.
const SIZE_MIB: RangeInclusive<u64> = 1..=1024 * 1024;

impl Default for SettingsDraft {
    /// Shown until the relay's are read.
    fn default() -> Self {
        Self { read: false, ..Self::of(ChannelSettings::default()) }
    }
}

impl SettingsDraft {
    /// A draft of these settings.
    #[must_use]
    pub fn of(settings: ChannelSettings) -> Self {
        let warning = SecretWarning::of(&settings);
        // Held senders get the receipt, too, when nobody answers.
        let is_receipt =
            |answer: &Answer| Answer { hold: false, ..answer.clone() } == Answer::default();
        let own = settings.answer.as_ref().is_none_or(is_receipt);
        let answer = settings.answer.unwrap_or_default();
        let number = |n: Option<u64>| n.map(|n| n.to_string()).unwrap_or_default();
        let headers: Vec<String> =
            answer.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        Self {
            read: true,
            provider: settings.provider.unwrap_or_default(),
            secret: Secret::new(String::new()),
            secret_set: settings.secret_set,
            warning,
            custom: settings.custom.as_ref().map_or_else(
                || DEFAULT_SCHEME.into(),
                |custom| serde_json::to_string(custom).unwrap_or_default(),
            ),
            handshakes: settings.handshakes,
            own,
            status: answer.status.to_string(),
            headers: headers.join("\n"),
            body: answer.body.unwrap_or_default(),
            delay_ms: answer.delay_ms.to_string(),
            fail_next: number(
                answer
                    .fail
                    .and_then(|fail| fail.left.or(fail.next))
                    .map(u64::from)
                    .filter(|n| *n > 0),
            ),
            fail_percent: number(answer.fail.and_then(|fail| fail.percent).map(u64::from)),
            fail_status: answer.fail.map_or(FAIL_STATUS, |fail| fail.status),
            time_out: answer.time_out,
            hold: answer.hold,
            forward_url: settings.forward.as_ref().map(|to| to.url.clone()).unwrap_or_default(),
            forward_answer: settings.forward.as_ref().is_some_and(|to| to.answer),
            forward: settings.forward,
            max_events: String::new(),
            max_mib: String::new(),
            kept: None,
            errors: Vec::new(),
            refused: None,
        }
    }

    /// The same with how much the channel keeps.
    #[must_use]
    pub fn keeping(self, info: &ChannelInfo) -> Self {
        let kept = info.retention;
        Self {
            max_events: kept.max_events.to_string(),
            max_mib: mib(kept.max_bytes),
            kept: Some(kept),
            ..self
        }
    }

    /// The settings to send.
    ///
    /// # Errors
    /// Every field that cannot be read. What is not shown is not asked for.
    pub fn settings(&self) -> Result<Settings, Vec<FieldError>> {
        let mut errors = Vec::new();
        let held = self.hold.then(|| Answer { hold: true, ..Answer::default() });
        let answer = if self.own { held } else { Some(self.answer(&mut errors)) };
        let forward = self.forward();
        let retention = self.retention(&mut errors);
        // Of another provider it says nothing.
        let custom = (self.provider == "custom").then(|| serde_json::from_str(&self.custom).ok());
        if custom == Some(None) {
            errors.push(FieldError { field: Field::Custom, why: Why::Scheme });
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let provider = (!self.provider.is_empty()).then(|| self.provider.clone());
        let secret = match (&provider, self.secret.reveal()) {
            // Without a provider nothing is checked: the secret goes with it.
            (None, _) => Some(None),
            (Some(_), "") => None,
            (Some(_), _) => Some(Some(self.secret.clone())),
        };
        Ok(Settings {
            retention,
            handshakes: Some(provider.is_some().then_some(self.handshakes)),
            custom,
            provider: Some(provider),
            secret,
            answer: Some(answer),
            forward: (forward != self.forward).then_some(forward),
        })
    }

    fn answer(&self, errors: &mut Vec<FieldError>) -> Answer {
        let status = number(Field::Status, &self.status, STATUS, errors).unwrap_or(200);
        let delay_ms = number(Field::DelayMs, &self.delay_ms, DELAY_MS, errors).unwrap_or(0);
        let next = number(Field::FailNext, &self.fail_next, FAILURES, errors);
        let percent = number(Field::FailPercent, &self.fail_percent, PERCENT, errors);
        if next.is_some() && percent.is_some() {
            errors.push(FieldError { field: Field::FailPercent, why: Why::OneOfBoth });
        }
        let fail = (next.is_some() || percent.is_some()).then_some(Fail {
            next,
            left: None,
            percent,
            status: self.fail_status,
        });
        let headers = header_lines(&self.headers).unwrap_or_else(|bad| {
            errors.push(FieldError { field: Field::Headers, why: Why::Line(bad) });
            Vec::new()
        });
        if self.time_out && self.hold {
            errors.push(FieldError { field: Field::Hold, why: Why::TimeOutOrHold });
        }
        let body = (!self.body.is_empty()).then(|| self.body.clone());
        Answer { status, headers, body, delay_ms, fail, time_out: self.time_out, hold: self.hold }
    }

    /// Where events are to be forwarded. What the page does not show of it stays; whether it can be,
    /// the relay says.
    fn forward(&self) -> Option<Forward> {
        let url = self.forward_url.trim();
        if url.is_empty() {
            return None;
        }
        let (answer_timeout_ms, concurrency) =
            self.forward.as_ref().map_or((None, None), |to| (to.answer_timeout_ms, to.concurrency));
        let (url, answer) = (url.to_owned(), self.forward_answer);
        Some(Forward { url, answer, answer_timeout_ms, concurrency })
    }

    /// How much is to be kept, when that is to be another amount.
    fn retention(&self, errors: &mut Vec<FieldError>) -> Option<Retention> {
        let kept = self.kept?;
        let events = number(Field::MaxEvents, &self.max_events, EVENTS, errors);
        // One that is no whole number of MiB was set elsewhere, and stays as long as it is not touched.
        let size = match self.max_mib == mib(kept.max_bytes) {
            true => kept.max_bytes,
            false => number::<u64>(Field::MaxMib, &self.max_mib, SIZE_MIB, errors)
                .map_or(kept.max_bytes, |mib| mib * MIB),
        };
        // Empty is what it was.
        let next = Retention { max_events: events.unwrap_or(kept.max_events), max_bytes: size };
        (next != kept).then_some(next)
    }
}

/// A size in MiB, as it stands in its field.
fn mib(bytes: u64) -> String {
    match bytes % MIB {
        0 => (bytes / MIB).to_string(),
        _ => format!("{:.2}", bytes as f64 / MIB as f64),
    }
}

#[cfg(test)]
mod tests;
