//! Who sends webhooks: what they send, how they sign it, and what they ask at set-up.
//!
//! - [`Provider`] is the closed set: [`Provider::recognise`] tells who sent a request,
//!   [`Provider::describe`] what it is about, [`Provider::samples`] what such requests look like;
//! - [`Scheme`] signs as a provider does and verifies as its receivers do; a [`Check`] says not only
//!   that a signature is wrong but why;
//! - [`handshake`](fn@handshake) answers what a provider asks before it sends anything.
//!
//! No I/O and no clock: `now` is passed in. Nothing here panics, whatever the bytes: they come from
//! anyone.
//!
//! A provider is one file beside this one, and one line in the list below.

mod handshake;
mod json_reserialize;
mod profile;
mod request;
mod scheme;
mod text;

use profile::Profile;

pub use handshake::{Reply, handshake};
pub use profile::{Description, Sample};
pub use request::Request;
pub use scheme::{
    BadSecret, Cause, Check, CustomScheme, Encoding, Hash, Kind, Names, Scheme, SchemeSummary, SecretVerdict,
    SecretWarning, Shape, TOLERANCE_S,
};

/// Makes the closed set of a list: the modules, the enum, and what is asked of each. Each question is a `match` of its
/// own, not a table, so that a program which never asks it does not carry its answers.
///
/// rustfmt does not follow modules that a macro declares: `cargo fmt --all -- crates/providers/src/*.rs`.
macro_rules! providers {
    ($($variant:ident: $module:ident)*) => {
        $(mod $module;)*

        /// Somebody who sends webhooks.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Provider {
            $(#[doc = concat!("`", stringify!($module), "`")] $variant,)*
        }

        impl Provider {
            /// All of them, in the order in which they are offered and recognised.
            pub const ALL: &'static [Provider] = &[$(Provider::$variant),*];

            /// Its name in the API: `github`.
            pub const fn name(self) -> &'static str {
                match self { $(Provider::$variant => stringify!($module),)* }
            }

            /// Its name as people write it: `GitHub`.
            pub const fn title(self) -> &'static str {
                match self { $(Provider::$variant => $module::$variant::TITLE,)* }
            }

            /// Realistic requests of it, several events each. They are unsigned: [`Scheme::sign`] signs.
            pub const fn samples(self) -> &'static [Sample] {
                match self { $(Provider::$variant => $module::$variant::SAMPLES,)* }
            }

            const fn spec(self) -> Option<scheme::SignatureSpec<'static>> {
                match self { $(Provider::$variant => $module::$variant::SPEC,)* }
            }

            fn spec_for(self, request: &Request<'_>, secret: &str) -> Option<scheme::SignatureSpec<'static>> {
                match self { $(Provider::$variant => $module::$variant::spec_for(request, secret),)* }
            }

            fn usual_secret(self, secret: &str) -> SecretVerdict {
                match self { $(Provider::$variant => $module::$variant::secret(secret),)* }
            }

            fn has_headers(self, request: &Request<'_>) -> bool {
                match self { $(Provider::$variant => $module::$variant::by_headers(request),)* }
            }

            fn has_body(self, body: &serde_json::Value) -> bool {
                match self { $(Provider::$variant => $module::$variant::by_body(body),)* }
            }

            fn tell(self, request: &Request<'_>) -> Description {
                match self { $(Provider::$variant => $module::$variant::describe(request),)* }
            }

            fn handshake(self, asked: &handshake::Asked<'_>) -> Option<Reply> {
                match self { $(Provider::$variant => $module::$variant::handshake(asked),)* }
            }
        }
    };
}

providers! {
    Github: github
    Stripe: stripe
    Slack: slack
    Telegram: telegram
    Shopify: shopify
    Mercadopago: mercadopago
    Pix: pix
    Vindi: vindi
    Twilio: twilio
    Discord: discord
    Gitlab: gitlab
    Meta: meta
    Paddle: paddle
    Linear: linear
    Zoom: zoom
    Standard: standard
    Custom: custom
}

impl Provider {
    /// The provider of this name, as [`name`](Self::name) writes it.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|provider| provider.name() == name)
    }

    /// Who sent this: by its headers, or by the shape of its body where the provider sends no header of its own.
    /// Never [`Provider::Custom`].
    pub fn recognise(request: &Request<'_>) -> Option<Self> {
        let by = |is: &dyn Fn(Provider) -> bool| Self::ALL.iter().copied().find(|provider| is(*provider));
        by(&|provider| provider.has_headers(request)).or_else(|| {
            let body = request.json()?;
            by(&|provider| provider.has_body(&body))
        })
    }

    /// What a request of this provider is about: its event, and a line for a list. Neutral as to language.
    pub fn describe(self, request: &Request<'_>) -> Description {
        self.tell(request).shown()
    }

    /// How it signs. None: it does not (Vindi, Pix), or as its settings say ([`Scheme::Custom`]).
    pub fn scheme(self) -> Option<Scheme> {
        self.spec().map(|_| Scheme::Of(self))
    }
}
