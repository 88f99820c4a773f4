//! Shopify.

use crate::{
    profile::{Description, Profile, Sample},
    request::Request,
};

pub(crate) struct Shopify;

impl Profile for Shopify {
    const TITLE: &'static str = "Shopify";
    const SAMPLES: &'static [Sample] = &[];

    fn describe(_request: &Request<'_>) -> Description {
        Description::default()
    }
}
