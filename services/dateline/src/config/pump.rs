//! `[pump]`: how the loop of every service works.

use std::time::Duration;

use dateline_runtime::{PumpConfig, TopicName, config::Bounded};

dateline_runtime::section! {
    /// How the loop of every service works.
    pub struct PumpSettings {
        /// Longest time between two commits: what a consumer waits for at most, and what is done again after a crash.
        /// Below 100 ms throughput suffers; brokers abort a transaction after 15 s.
        pub transaction_interval_ms: Bounded<10, 5_000> = Bounded::of::<100>(),
        /// Most input records in one transaction; it is committed early when they are reached.
        pub transaction_max_records: Bounded<1, 1_000_000> = Bounded::of::<20_000>(),
        /// Most input bytes in one transaction; a single record may be larger.
        pub transaction_max_bytes: Bounded<1_048_576, 1_073_741_824> = Bounded::of::<33_554_432>(),
        /// How often what is due by time is looked at, for example the end of an embargo: how late it can be.
        pub tick_interval_ms: Bounded<10, 60_000> = Bounded::of::<200>(),
        /// How long a record with a schema that nobody has announced yet is waited for, before it is put aside; its
        /// partition stands still meanwhile. An upgrade that rolls over several processes needs it.
        pub schema_wait_ms: Bounded<0, 3_600_000> = Bounded::of::<30_000>(),
        /// Of how many last records of a partition the reasons for putting aside are counted.
        pub breaker_window: Bounded<10, 1_000_000> = Bounded::of::<1_000>(),
        /// Which share of them one reason may have, in percent. Above it the intake stops and says why, instead of
        /// putting everything aside; 100 never stops.
        pub breaker_share_percent: Bounded<1, 100> = Bounded::of::<50>(),
    }
}

impl PumpSettings {
    pub(super) fn to_pump_config(
        &self,
        dead_topic: TopicName,
        shutdown_budget: Duration,
    ) -> PumpConfig {
        let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        let percent = u32::try_from(self.breaker_share_percent.get()).unwrap_or(u32::MAX);
        PumpConfig {
            transaction_interval: Duration::from_millis(self.transaction_interval_ms.get()),
            transaction_max_records: self.transaction_max_records.get(),
            transaction_max_bytes: self.transaction_max_bytes.get(),
            tick_interval: Duration::from_millis(self.tick_interval_ms.get()),
            schema_wait: Duration::from_millis(self.schema_wait_ms.get()),
            breaker_window: count(self.breaker_window.get()),
            breaker_share: f64::from(percent) / 100.0,
            shutdown_budget,
            ..PumpConfig::new(dead_topic)
        }
    }
}
