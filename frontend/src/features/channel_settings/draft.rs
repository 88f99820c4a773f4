//! The settings of a channel as they are typed.

use std::ops::RangeInclusive;

use wire::{Answer, ChannelInfo, ChannelSettings, Fail, Retention, Secret, Settings};

use crate::features::channel_settings::field_error::{Field, FieldError, Why, is_token, number};
use crate::i18n::SecretWarning;
use crate::model::api_error::ApiError;
use crate::model::custom_scheme::DEFAULT_SCHEME;

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
    /// Requests are not answered.
    pub time_out: bool,
    /// Requests are answered by hand.
    pub hold: bool,
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
        let own = settings.answer.is_none();
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
            time_out: answer.time_out,
            hold: answer.hold,
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
        let answer = (!self.own).then(|| self.answer(&mut errors));
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
            ..Settings::default()
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
            status: 503,
        });
        let mut headers = Vec::new();
        for (at, line) in
            self.headers.lines().enumerate().filter(|(_, line)| !line.trim().is_empty())
        {
            match line.split_once(':') {
                Some((name, value)) if is_token(name.trim()) => {
                    headers.push((name.trim().to_owned(), value.trim().to_owned()));
                }
                _ => {
                    errors.push(FieldError { field: Field::Headers, why: Why::Line(at + 1) });
                    break;
                }
            }
        }
        let body = (!self.body.is_empty()).then(|| self.body.clone());
        Answer { status, headers, body, delay_ms, fail, time_out: self.time_out, hold: self.hold }
    }

    /// How much is to be kept, when that is to be another amount.
    fn retention(&self, errors: &mut Vec<FieldError>) -> Option<Retention> {
        let kept = self.kept?;
        let events = number(Field::MaxEvents, &self.max_events, EVENTS, errors);
        // One that is no whole number of MiB was set elsewhere, and stays as long as it is not touched.
        let size = match self.max_mib == mib(kept.max_bytes) {
            true => kept.max_bytes,
            false => number::<u64>(Field::MaxMib, &self.max_mib, SIZE_MIB, errors)? * MIB,
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
mod tests {
    use super::*;
    use crate::i18n::Lang;

    const BODY: &str = "{{seq}}";

    #[test]
    fn what_is_read_is_what_is_asked_for() {
        let answer = Answer {
            status: 503,
            headers: vec![("x-a".into(), "b: c".into())],
            body: Some(BODY.into()),
            delay_ms: 100,
            fail: Some(Fail { next: Some(3), left: None, percent: None, status: 503 }),
            time_out: false,
            hold: true,
        };
        let settings = ChannelSettings {
            provider: Some("github".into()),
            secret_set: true,
            handshakes: true,
            answer: Some(answer.clone()),
            ..ChannelSettings::default()
        };
        let asked = SettingsDraft::of(settings).settings().unwrap();
        assert_eq!(asked.answer, Some(Some(answer)));
        assert_eq!(
            (asked.provider, asked.secret),
            (Some(Some("github".into())), None),
            "a secret that is not typed stays"
        );
        let secret = Secret::new("s3cret".into());
        let typed = SettingsDraft {
            provider: "github".into(),
            secret: secret.clone(),
            ..SettingsDraft::default()
        };
        assert!(!format!("{typed:?}").contains("s3cret"));
        assert_eq!(typed.settings().unwrap().secret, Some(Some(secret)));
        let none = SettingsDraft::of(ChannelSettings::default()).settings().unwrap();
        assert_eq!((none.provider, none.secret, none.answer), (Some(None), Some(None), Some(None)));
    }

    #[test]
    fn what_cannot_be_read_is_refused_at_its_field() {
        let draft =
            || SettingsDraft { own: false, ..SettingsDraft::of(ChannelSettings::default()) };
        let fields = |draft: SettingsDraft| {
            let errors = draft.settings().unwrap_err();
            for lang in Lang::ALL {
                assert!(errors.iter().all(|error| !error.text(lang).is_empty()));
            }
            errors.iter().map(|error| error.field).collect::<Vec<_>>()
        };
        let text = str::to_owned;
        for (field, draft) in [
            (Field::DelayMs, SettingsDraft { delay_ms: text("abc"), ..draft() }),
            (Field::DelayMs, SettingsDraft { delay_ms: text("30001"), ..draft() }),
            (Field::DelayMs, SettingsDraft { delay_ms: text("-1"), ..draft() }),
            (Field::Status, SettingsDraft { status: text("199"), ..draft() }),
            (Field::Status, SettingsDraft { status: text("70000"), ..draft() }),
            (Field::FailNext, SettingsDraft { fail_next: text("1.5"), ..draft() }),
            (Field::FailPercent, SettingsDraft { fail_percent: text("101"), ..draft() }),
            (
                Field::FailPercent,
                SettingsDraft { fail_next: text("1"), fail_percent: text("1"), ..draft() },
            ),
            (Field::Headers, SettingsDraft { headers: text("x-a: 1\nno colon"), ..draft() }),
            (Field::Headers, SettingsDraft { headers: text("a name: 1"), ..draft() }),
            (
                Field::Custom,
                SettingsDraft { provider: text("custom"), custom: text("{"), ..draft() },
            ),
        ] {
            assert_eq!(fields(draft.clone()), [field], "{draft:?}");
        }
        let two = SettingsDraft { delay_ms: text("x"), headers: text("\n\nbad"), ..draft() };
        let errors = two.settings().unwrap_err();
        assert_eq!(errors[1].why, Why::Line(3), "lines are counted as they stand");
        assert_eq!(errors[0].why, Why::Number(0, 30_000));
        // What is not shown is not looked at.
        assert!(SettingsDraft { own: true, delay_ms: text("x"), ..draft() }.settings().is_ok());
        // A field that is empty is what the relay does by itself.
        let empty = SettingsDraft { status: text(" "), delay_ms: text(""), ..draft() };
        let answer = empty.settings().unwrap().answer.flatten().unwrap();
        assert_eq!((answer.status, answer.delay_ms), (200, 0));
    }

    #[test]
    fn how_much_is_kept_is_sent_when_it_changes() {
        let keeps = |max_events, max_bytes| {
            let info = ChannelInfo {
                channel: wire::Channel::default(),
                head: 0,
                oldest: 1,
                count: 0,
                bytes: 0,
                epoch: "e".into(),
                retention: Retention { max_events, max_bytes },
            };
            SettingsDraft::of(ChannelSettings::default()).keeping(&info)
        };
        let draft = keeps(10, 5 * MIB);
        assert_eq!((&*draft.max_events, &*draft.max_mib), ("10", "5"));
        assert_eq!(draft.settings().unwrap().retention, None);
        let more = SettingsDraft { max_mib: "6".into(), ..draft.clone() };
        let asked = more.settings().unwrap().retention;
        assert_eq!(asked, Some(Retention { max_events: 10, max_bytes: 6 * MIB }));
        for bad in ["0", "x", "1.5", "9999999999"] {
            let draft = SettingsDraft { max_mib: bad.into(), ..draft.clone() };
            assert_eq!(draft.settings().unwrap_err()[0].field, Field::MaxMib, "{bad}");
            let draft = SettingsDraft { max_events: bad.into(), ..draft };
            assert_eq!(draft.settings().unwrap_err()[0].field, Field::MaxEvents, "{bad}");
        }
        // Bytes that are no whole number of MiB stay what they are.
        let odd = keeps(10, MIB + MIB / 2);
        assert_eq!((&*odd.max_mib, odd.settings().unwrap().retention), ("1.50", None));
    }
}
