//! GitLab.

use crate::{
    profile::{Description, Profile, Sample},
    request::Request,
};

pub(crate) struct Gitlab;

impl Profile for Gitlab {
    const TITLE: &'static str = "GitLab";
    const SAMPLES: &'static [Sample] = &[];

    fn describe(_request: &Request<'_>) -> Description {
        Description::default()
    }
}
