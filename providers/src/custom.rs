//! Custom.

use crate::{
    profile::{Description, Profile, Sample},
    request::Request,
};

pub(crate) struct Custom;

impl Profile for Custom {
    const TITLE: &'static str = "Custom";
    const SAMPLES: &'static [Sample] = &[];

    fn describe(_request: &Request<'_>) -> Description {
        Description::default()
    }
}
