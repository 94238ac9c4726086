//! A heartbeat: it goes on, and leaves neither fingerprint nor story, and nothing is counted of what it says.

use dateline_runtime::{Decision, Outcome, Outgoing};
use dateline_schemas::{AnnotatedItem, Dedup, Heartbeat};

use super::{Heartbeats, LinkStage, Refused, enriched, window::Change};

impl LinkStage {
    pub(super) fn pass_heartbeat(
        &self,
        annotated: AnnotatedItem,
        heartbeat: &Heartbeat,
    ) -> Result<Decision<Change>, Refused> {
        let mut decision = Decision::of(Outcome::Emitted);
        let outgoing = match self.heartbeats {
            Heartbeats::Visible => self.outgoing(&enriched(annotated, Dedup::default()))?,
            Heartbeats::Hidden => self.hidden(heartbeat),
        };
        decision.outputs.push(outgoing);
        Ok(decision)
    }

    /// To a compacted topic the record says that its uri has no item, which is true of a heartbeat's alone.
    fn hidden(&self, heartbeat: &Heartbeat) -> Outgoing {
        Outgoing::keyed(&self.output, heartbeat.uri(), None).with_headers(heartbeat.headers())
    }
}
