//! Zoom.

use crate::{
    profile::{Description, Profile, Sample},
    request::Request,
};

pub(crate) struct Zoom;

impl Profile for Zoom {
    const TITLE: &'static str = "Zoom";
    const SAMPLES: &'static [Sample] = &[];

    fn describe(_request: &Request<'_>) -> Description {
        Description::default()
    }
}
