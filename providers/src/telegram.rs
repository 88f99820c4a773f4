//! Telegram.

use crate::{
    profile::{Description, Profile, Sample},
    request::Request,
};

pub(crate) struct Telegram;

impl Profile for Telegram {
    const TITLE: &'static str = "Telegram";
    const SAMPLES: &'static [Sample] = &[];

    fn describe(_request: &Request<'_>) -> Description {
        Description::default()
    }
}
