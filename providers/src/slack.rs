//! Slack.

use crate::{
    profile::{Description, Profile, Sample},
    request::Request,
};

pub(crate) struct Slack;

impl Profile for Slack {
    const TITLE: &'static str = "Slack";
    const SAMPLES: &'static [Sample] = &[];

    fn describe(_request: &Request<'_>) -> Description {
        Description::default()
    }
}
