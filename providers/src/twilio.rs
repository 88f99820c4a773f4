//! Twilio.

use crate::{
    profile::{Description, Profile, Sample},
    request::Request,
};

pub(crate) struct Twilio;

impl Profile for Twilio {
    const TITLE: &'static str = "Twilio";
    const SAMPLES: &'static [Sample] = &[];

    fn describe(_request: &Request<'_>) -> Description {
        Description::default()
    }
}
