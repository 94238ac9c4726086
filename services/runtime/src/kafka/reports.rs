//! Serving delivery reports without wasting a core.

use std::{thread, time::Duration};

use rdkafka::producer::{BaseProducer, Producer as _, ProducerContext};

/// Records between two looks for reports. Served while sending, their memory is used again while it is in the cache, and
/// little is left to do when the transaction is to be committed.
const SERVE_EVERY: u32 = 256;

/// Pause between two looks when there is nothing to do but wait: short against the milliseconds of a commit.
const PAUSE: Duration = Duration::from_micros(300);

/// When reports are looked for next.
#[derive(Debug, Default)]
pub struct Reports {
    sent: u32,
}

impl Reports {
    /// A record was sent: serves reports now and then.
    #[inline]
    pub fn sent<C: ProducerContext>(&mut self, producer: &BaseProducer<C>) {
        self.sent += 1;
        if self.sent == SERVE_EVERY {
            self.sent = 0;
            producer.poll(Duration::ZERO);
        }
    }
}

/// Serves reports that are there, or pauses. `poll` with a timeout would spin: rdkafka waits in whole milliseconds, rounded
/// down, and goes round and round in the last one.
pub fn serve_or_pause<C: ProducerContext>(producer: &BaseProducer<C>) {
    let before = producer.in_flight_count();
    producer.poll(Duration::ZERO);
    if producer.in_flight_count() == before {
        thread::sleep(PAUSE);
    }
}
