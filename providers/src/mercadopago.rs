//! Mercado Pago.

use crate::{
    profile::{Description, Profile, Sample},
    request::Request,
};

pub(crate) struct Mercadopago;

impl Profile for Mercadopago {
    const TITLE: &'static str = "Mercado Pago";
    const SAMPLES: &'static [Sample] = &[];

    fn describe(_request: &Request<'_>) -> Description {
        Description::default()
    }
}
