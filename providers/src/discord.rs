//! Discord.

use crate::{
    profile::{Description, Profile, Sample},
    request::Request,
};

pub(crate) struct Discord;

impl Profile for Discord {
    const TITLE: &'static str = "Discord";
    const SAMPLES: &'static [Sample] = &[];

    fn describe(_request: &Request<'_>) -> Description {
        Description::default()
    }
}
