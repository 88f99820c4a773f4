//! The settings of a channel as they are typed.

use wire::{Answer, ChannelSettings, Fail, Secret, Settings};

use crate::i18n::{Lang, Msg, SecretWarning};
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
    /// The reason why they are not set.
    pub refused: Option<SettingsError>,
}

/// The reason why settings are not set.
#[derive(Clone, Debug, PartialEq)]
pub enum SettingsError {
    /// The custom scheme is not one.
    Scheme,
    /// The relay's.
    Api(ApiError),
}

impl SettingsError {
    /// The error in words.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Self::Scheme => lang.t(Msg::BadScheme).into(),
            Self::Api(error) => error.text(lang),
        }
    }
}

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
            refused: None,
        }
    }

    /// The settings to send. The relay validates them itself; a text that is not a number becomes
    /// `None`.
    #[must_use]
    pub fn settings(&self) -> Settings {
        let number = |text: &str| text.trim().parse::<u32>().ok();
        let (next, percent) = (
            number(&self.fail_next),
            number(&self.fail_percent).and_then(|n| u16::try_from(n).ok()),
        );
        let fail = (next.is_some() || percent.is_some()).then_some(Fail {
            next,
            left: None,
            percent,
            status: 503,
        });
        let headers = self.headers.lines().filter_map(|line| line.split_once(':'));
        let answer = Answer {
            status: number(&self.status).and_then(|n| u16::try_from(n).ok()).unwrap_or(0),
            headers: headers
                .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
                .collect(),
            body: (!self.body.is_empty()).then(|| self.body.clone()),
            delay_ms: number(&self.delay_ms).unwrap_or(0),
            fail,
            time_out: self.time_out,
            hold: self.hold,
        };
        let provider = (!self.provider.is_empty()).then(|| self.provider.clone());
        let secret = match (&provider, self.secret.reveal()) {
            // Without a provider nothing is checked: the secret goes with it.
            (None, _) => Some(None),
            (Some(_), "") => None,
            (Some(_), _) => Some(Some(self.secret.clone())),
        };
        Settings {
            handshakes: Some(provider.is_some().then_some(self.handshakes)),
            // Of another provider it says nothing.
            custom: (self.provider == "custom").then(|| serde_json::from_str(&self.custom).ok()),
            provider: Some(provider),
            secret,
            answer: Some((!self.own).then_some(answer)),
            ..Settings::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let asked = SettingsDraft::of(settings).settings();
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
        assert_eq!(typed.settings().secret, Some(Some(secret)));
        let none = SettingsDraft::of(ChannelSettings::default()).settings();
        assert_eq!((none.provider, none.secret, none.answer), (Some(None), Some(None), Some(None)));
    }
}
