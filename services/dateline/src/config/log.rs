//! `[log]`: the log on standard error.

use dateline_runtime::{
    config::Violation,
    telemetry::{LogFormat, TelemetryError, check_filter},
};

dateline_runtime::section! {
    /// The log on standard error.
    pub struct LogConfig {
        /// How lines look: auto is pretty on a terminal and JSON otherwise.
        pub format: LogFormat = LogFormat::Auto,
        /// What is logged: error, warn, info, debug or trace, also by part, as in "info,dateline_runtime=debug".
        /// Nothing is logged per message above debug.
        pub level: String = "info".to_owned(),
    }
}

impl LogConfig {
    pub(super) fn violations(&self) -> Vec<Violation> {
        let Err(TelemetryError::Filter { why, .. }) = check_filter(&self.level) else {
            return Vec::new();
        };
        vec![Violation {
            key: "log.level".to_owned(),
            what: format!("`log.level` is {:?}", self.level),
            why,
            remedy: "set it to error, warn, info, debug or trace, or to a list like \
                     info,dateline_runtime=debug"
                .to_owned(),
        }]
    }
}
