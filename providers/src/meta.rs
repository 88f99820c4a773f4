//! Meta / WhatsApp.

use crate::{
    profile::{Description, Profile, Sample},
    request::Request,
};

pub(crate) struct Meta;

impl Profile for Meta {
    const TITLE: &'static str = "Meta / WhatsApp";
    const SAMPLES: &'static [Sample] = &[];

    fn describe(_request: &Request<'_>) -> Description {
        Description::default()
    }
}
