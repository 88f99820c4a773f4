//! Stripe.

use crate::{
    profile::{Description, Profile, Sample},
    request::Request,
};

pub(crate) struct Stripe;

impl Profile for Stripe {
    const TITLE: &'static str = "Stripe";
    const SAMPLES: &'static [Sample] = &[];

    fn describe(_request: &Request<'_>) -> Description {
        Description::default()
    }
}
