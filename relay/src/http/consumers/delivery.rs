//! What a consumer is given, as it crosses the wire.

use wire::{Delivery, Gap, Seq};

use crate::annotate::AnnotationContext;
use gancho_store::{Backlog, Due, Resending};

/// A [`Backlog`] as deliveries.
pub(super) struct Deliveries {
    /// What is to be sent again.
    pub(super) replays: Vec<Delivery>,
    /// What retention took before the first of `events`.
    pub(super) gap: Option<Gap>,
    /// Events in order.
    pub(super) events: Vec<Delivery>,
    /// The last of the replays, by [`Resending::id`].
    pub(super) last_resend: Option<u64>,
    /// The channel's head.
    pub(super) head: Seq,
}

impl Deliveries {
    /// Annotates the events of a backlog.
    pub(super) async fn of(context: &AnnotationContext, backlog: Backlog) -> Self {
        let Backlog { resends, gap, events, head, .. } = backlog;
        let last_resend = resends.last().map(|resend| resend.id);
        let mut replays = Vec::with_capacity(resends.len());
        for Resending { id, due: Due { record, attempt }, edited_body } in resends {
            // Nobody could fetch the rest of a body that is not the stored one.
            let event = match edited_body {
                true => Some(context.whole(record).await),
                false => context.page(vec![record]).await.pop(),
            };
            replays.extend(event.map(|event| Delivery {
                event,
                attempt,
                replay: true,
                resend: Some(id),
                answer: false,
            }));
        }
        let (records, attempts): (Vec<_>, Vec<_>) = events.into_iter().map(|due| (due.record, due.attempt)).unzip();
        let events = context.page(records).await.into_iter().zip(attempts);
        let events = events
            .map(|(event, attempt)| Delivery { event, attempt, replay: false, resend: None, answer: false })
            .collect();
        Self { replays, gap, events, last_resend, head }
    }
}
