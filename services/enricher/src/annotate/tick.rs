//! What is due by time: embargoes that end, and uris that are forgotten.

use dateline_runtime::{Clocks, Decision, HoldEnd};
use dateline_schemas::{AnnotatedItem, EncodeError, Timestamp};

use super::{
    AnnotateStage, PartitionState, StateChange, Uri,
    lineage::{self, KnownUri},
};

impl AnnotateStage {
    /// Releases first, by (embargoed_until, uri), then expiries, oldest first; `limit` decisions at most.
    pub(super) fn decide_tick(
        &self,
        state: &PartitionState,
        clocks: Clocks,
        limit: usize,
    ) -> Vec<Decision<StateChange>> {
        let now = Timestamp::from_millis(clocks.local_ms);
        let releases = state
            .due_at(now)
            .map(|(uri, known, held)| self.release(uri, known, held, state));
        let expiries = state.expired().map(|(uri, known)| self.forget(uri, known));
        releases
            .chain(expiries)
            .filter_map(|decision| {
                // A held record was written when it was held; nothing that the release adds can make it unwritable.
                decision
                    .inspect_err(|error| tracing::error!(%error, "held item cannot be released"))
                    .ok()
            })
            .take(limit)
            .collect()
    }

    fn release(
        &self,
        uri: &Uri,
        known: &KnownUri,
        held: &AnnotatedItem,
        state: &PartitionState,
    ) -> Result<Decision<StateChange>, EncodeError> {
        let stream_time = state.stream_time();
        let next = lineage::release(known, stream_time);
        let mut record = held.clone();
        self.tell_difference(&mut record, state.kept(uri));
        record.lineage.revision = next.revision;
        record.lineage.previous_revision = known.public_revision;
        let mut decision = Decision::of_tick();
        decision
            .outputs
            .push(self.outgoing(&record, known.due_at())?);
        let text = self.text_of_held(&record.item, next.public_offset)?;
        decision
            .state
            .push(self.known_record(uri.clone(), Some(next), text)?);
        decision.state.push(self.held_record(uri.clone(), None)?);
        decision.holds_ended.push(HoldEnd::Released);
        Ok(decision)
    }

    fn forget(&self, uri: &Uri, known: &KnownUri) -> Result<Decision<StateChange>, EncodeError> {
        let mut decision = Decision::of_tick();
        decision
            .state
            .push(self.known_record(uri.clone(), None, None)?);
        if known.keeps_an_input_back() {
            decision.state.push(self.held_record(uri.clone(), None)?);
            // Nothing can take the place of a withheld item any more.
            decision.holds_ended.push(HoldEnd::Superseded);
        }
        Ok(decision)
    }
}
