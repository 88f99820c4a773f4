//! Paddle.

use crate::{
    profile::{Description, Profile, Sample},
    request::Request,
};

pub(crate) struct Paddle;

impl Profile for Paddle {
    const TITLE: &'static str = "Paddle";
    const SAMPLES: &'static [Sample] = &[];

    fn describe(_request: &Request<'_>) -> Description {
        Description::default()
    }
}
