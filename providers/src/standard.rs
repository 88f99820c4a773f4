//! Standard Webhooks.

use crate::{
    profile::{Description, Profile, Sample},
    request::Request,
};

pub(crate) struct Standard;

impl Profile for Standard {
    const TITLE: &'static str = "Standard Webhooks";
    const SAMPLES: &'static [Sample] = &[];

    fn describe(_request: &Request<'_>) -> Description {
        Description::default()
    }
}
