//! Linear.

use crate::{
    profile::{Description, Profile, Sample},
    request::Request,
};

pub(crate) struct Linear;

impl Profile for Linear {
    const TITLE: &'static str = "Linear";
    const SAMPLES: &'static [Sample] = &[];

    fn describe(_request: &Request<'_>) -> Description {
        Description::default()
    }
}
