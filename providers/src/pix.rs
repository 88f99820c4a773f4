//! Pix.

use crate::{
    profile::{Description, Profile, Sample},
    request::Request,
};

pub(crate) struct Pix;

impl Profile for Pix {
    const TITLE: &'static str = "Pix";
    const SAMPLES: &'static [Sample] = &[];

    fn describe(_request: &Request<'_>) -> Description {
        Description::default()
    }
}
