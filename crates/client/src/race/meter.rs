//! What the relay counted at the socket for each lane. Asking is of no lane, and not counted.

use std::sync::Arc;

use measure::{Lane, Lanes, Transport};
use wire::MeterReading;

use super::lane_context::LaneContext;
use crate::http::Request;

/// How often it is asked, in ms: often enough to notice that a relay was started anew.
const EVERY_MS: f64 = 2000.0;

/// Reads now and then, until the race is over.
pub(super) async fn watch(context: Arc<LaneContext>) {
    loop {
        if context.stop.run_until_cancelled(read(&context)).await.is_none() || !context.sleep_ms(EVERY_MS).await {
            return;
        }
    }
}

/// Reads both lanes; a lane that cannot be read is unknown.
pub(super) async fn read(context: &LaneContext) -> Lanes<Option<MeterReading>> {
    let mut readings = Lanes::default();
    for lane in [Lane::Push, Lane::Pull] {
        let target = format!("/api/meter?lane={}", context.names.of(lane));
        let sent_ms = context.now_ms();
        let answer = context.relay.ask(Request::get(&target)).await;
        let at_ms = context.now_ms();
        let Some(reading) = answer.ok().and_then(|answer| serde_json::from_slice::<MeterReading>(&answer.body).ok())
        else {
            continue;
        };
        *readings.of_mut(lane) = Some(reading);
        context.note(|log| {
            // A stream of events cannot ask what time it is there.
            if context.options.push == Transport::Sse {
                log.clock.ping(sent_ms, at_ms, reading.now.0);
            }
            log.metered(lane, reading);
        });
    }
    readings
}
