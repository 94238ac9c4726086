//! Reading a request's body: within its size, its time, and the bytes that all requests may hold together.

use std::{future::poll_fn, pin::Pin, sync::Arc, time::Duration};

use axum::body::{Body, Bytes, HttpBody};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use super::problem::Problem;
use crate::{formats::MAX_DELIVERY_BYTES, source::PushLimits};

/// Of a body that is refused so much is read all the same: a connection that is closed on bytes that nobody read takes
/// the answer with it.
const DRAIN_BYTES: usize = 2 * MAX_DELIVERY_BYTES;

/// And for so long.
const DRAIN_TIME: Duration = Duration::from_secs(2);

/// Bytes that are in hand, counted until they are dropped or in the log.
pub(super) struct InHand {
    budget: Arc<Semaphore>,
    held: Option<OwnedSemaphorePermit>,
    count: usize,
}

impl InHand {
    pub(super) const fn new(budget: Arc<Semaphore>) -> Self {
        Self {
            budget,
            held: None,
            count: 0,
        }
    }

    /// Counts at least this many.
    pub(super) fn grow_to(&mut self, count: usize) -> Result<(), Problem> {
        let more = u32::try_from(count.saturating_sub(self.count)).map_err(|_| Problem::Busy)?;
        let permit = Arc::clone(&self.budget).try_acquire_many_owned(more);
        let permit = permit.map_err(|_| Problem::Busy)?;
        match &mut self.held {
            Some(held) => held.merge(permit),
            held @ None => *held = Some(permit),
        }
        self.count = self.count.max(count);
        Ok(())
    }
}

/// All of a body.
pub(super) async fn read(
    body: &mut Body,
    limits: &PushLimits,
    in_hand: &mut InHand,
) -> Result<Vec<u8>, Problem> {
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    let mut bytes = Vec::new();
    admit(announced, in_hand)?;
    bytes.reserve_exact(announced);
    let reading = async {
        while let Some(part) = next(body, limits.body_idle_timeout).await? {
            admit(bytes.len() + part.len(), in_hand)?;
            bytes.extend_from_slice(&part);
        }
        Ok(())
    };
    let read = timeout(limits.body_timeout, reading).await;
    read.unwrap_or(Err(Problem::TooSlow))?;
    Ok(bytes)
}

fn admit(size: usize, in_hand: &mut InHand) -> Result<(), Problem> {
    if size > MAX_DELIVERY_BYTES {
        return Err(Problem::TooLarge(format!(
            "the body has more than the {MAX_DELIVERY_BYTES} bytes that a delivery may have; split it"
        )));
    }
    in_hand.grow_to(size)
}

/// The next part of a body, without its trailers; `None` at its end.
async fn next(body: &mut Body, idle_timeout: Duration) -> Result<Option<Bytes>, Problem> {
    loop {
        let frame = poll_fn(|context| Pin::new(&mut *body).poll_frame(context));
        match timeout(idle_timeout, frame).await {
            Err(_) => return Err(Problem::TooSlow),
            Ok(None) => return Ok(None),
            Ok(Some(Err(error))) => {
                let why = format!("the body cannot be read: {error}");
                return Err(Problem::Malformed(why));
            }
            Ok(Some(Ok(frame))) => {
                if let Ok(part) = frame.into_data() {
                    return Ok(Some(part));
                }
            }
        }
    }
}

/// Reads what is left of a body that nobody wants, as far as that is reasonable.
pub(super) async fn drain(body: &mut Body) {
    let draining = async {
        let mut count = 0;
        while let Ok(Some(part)) = next(body, DRAIN_TIME).await {
            count += part.len();
            if count > DRAIN_BYTES {
                break;
            }
        }
    };
    // Whether it came to its end does not matter.
    let _ = timeout(DRAIN_TIME, draining).await;
}
