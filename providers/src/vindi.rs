//! Vindi.

use crate::{
    profile::{Description, Profile, Sample},
    request::Request,
};

pub(crate) struct Vindi;

impl Profile for Vindi {
    const TITLE: &'static str = "Vindi";
    const SAMPLES: &'static [Sample] = &[];

    fn describe(_request: &Request<'_>) -> Description {
        Description::default()
    }
}
