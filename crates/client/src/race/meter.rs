//! What the relay counted at the socket for each lane. Asking is of no lane, and not counted.

use std::sync::Arc;

use measure::{Lane, Lanes, Transport};
use wire::MeterReading;

use super::desk::Desk;
use crate::http::Ask;

/// How often it is asked, in ms: often enough to notice that a relay was started anew.
const EVERY_MS: f64 = 2000.0;

/// Reads now and then, until the race is over.
pub(super) async fn watch(desk: Arc<Desk>) {
    loop {
        if desk.stop.run_until_cancelled(read(&desk)).await.is_none() || !desk.sleep_ms(EVERY_MS).await {
            return;
        }
    }
}

/// Reads both lanes; a lane that cannot be read is unknown.
pub(super) async fn read(desk: &Desk) -> Lanes<Option<MeterReading>> {
    let mut readings = Lanes::default();
    for lane in [Lane::Push, Lane::Pull] {
        let target = format!("/api/meter?lane={}", desk.names.of(lane));
        let sent_ms = desk.now_ms();
        let answer = desk.relay.ask(Ask::get(&target)).await;
        let at_ms = desk.now_ms();
        let Some(reading) = answer.ok().and_then(|answer| serde_json::from_slice::<MeterReading>(&answer.body).ok())
        else {
            continue;
        };
        *readings.of_mut(lane) = Some(reading);
        desk.note(|book| {
            // A stream of events cannot ask what time it is there.
            if desk.options.push == Transport::Sse {
                book.clock.ping(sent_ms, at_ms, reading.now.0);
            }
            book.metered(lane, reading);
        });
    }
    readings
}
