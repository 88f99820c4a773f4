//! The demonstration: the page acts as the provider and fires real webhooks at its own channel:
//! five that are planned ([`super::demo_steps`]), then at random times. It stops by itself after
//! two minutes, at the first webhook of somebody else's, or with one press.

use measure::MEAN_GAP_MS;
use wire::{Channel, ChannelInfo, Event};

use crate::model::outgoing_request::OutgoingRequest;
use crate::model::route::webhook_path;

/// The header that tells a webhook of the demonstration from others.
pub const HEADER: &str = "x-gancho-demo";

/// DemoPlan of a demonstration.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DemoPlan {
    /// Mean time between events, in ms; their gaps are exponentially distributed, so that no
    /// interval of a poll fits them.
    pub mean_ms: f64,
    /// Seed of the random gaps.
    pub seed: u32,
}

impl DemoPlan {
    /// It begins with the planned events. At a pace that somebody chose, it keeps to that from the
    /// first event on.
    #[must_use]
    pub fn is_planned(self) -> bool {
        (self.mean_ms - MEAN_GAP_MS).abs() < 1.0
    }
}

impl Default for DemoPlan {
    fn default() -> Self {
        Self { mean_ms: MEAN_GAP_MS, seed: 0 }
    }
}

/// The demonstration of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Demo {
    /// It may begin by itself.
    pub wanted: bool,
    /// It runs.
    pub running: bool,
    /// The plan.
    pub plan: DemoPlan,
}

impl Demo {
    /// Ends it; from now on it begins only when it is asked to.
    pub fn end(&mut self) {
        (self.wanted, self.running) = (false, false);
    }
}

/// True for a relay whose channels are known, and never had an event.
#[must_use]
pub fn never_had_events(channels: &[ChannelInfo]) -> bool {
    !channels.is_empty() && channels.iter().all(|channel| channel.head == 0)
}

/// True for a webhook that a demonstration fired.
#[must_use]
pub fn is_of_demo(event: &Event) -> bool {
    event.headers.0.iter().any(|(name, _)| name == HEADER)
}

/// Bodies that the demonstration sends, in turns.
const BODIES: [&str; 4] = [
    r#"{"pix":[{"txid":"7d9f0335","valor":"49.90","pagador":{"nome":"Bia Souza"},"infoPagador":"Pedido 41: caneca azul"}]}"#,
    r#"{"evento":"pedido.pago","pedido":41,"cliente":"Bia Souza","total":49.90}"#,
    r#"{"update_id":90210,"message":{"message_id":7,"chat":{"id":42,"type":"private"},"from":{"first_name":"Ana"},"text":"/start"}}"#,
    r#"{"evento":"entrega.saiu","pedido":41,"codigo":"QB123456789BR"}"#,
];

/// Its request number `nth`, counted from 0.
#[must_use]
pub fn request(channel: &Channel, nth: usize) -> OutgoingRequest {
    OutgoingRequest {
        method: "POST".into(),
        path: webhook_path(channel),
        headers: vec![
            ("content-type".into(), "application/json".into()),
            (HEADER.into(), (nth + 1).to_string()),
        ],
        body: Some(BODIES[nth % BODIES.len()].into()),
    }
}
