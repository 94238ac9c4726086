//! Time on the processor, which other processes do not lengthen.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// CPU time of this thread so far.
pub fn of_this_thread() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    // Of a clock that counts up from 0, neither is negative.
    Duration::new(time.tv_sec.cast_unsigned(), time.tv_nsec as u32)
}
