//! A heartbeat: the stage does its work on it, and remembers nothing of it.
//!
//! No state means that it does not advance the partition's stream time either. Embargoes end by the local clock and the
//! log's, and need no record for that; what is forgotten by stream time would go by which partition a heartbeat happens
//! to hash to, and by the clock of the producer that runs ahead the most.

use dateline_runtime::{Decision, Outcome};
use dateline_schemas::{Change, EncodeError, Lineage, LineagePosition, WireItem};

use super::{AnnotateStage, StateChange, link_group::LinkGroup};

impl AnnotateStage {
    pub(super) fn pass_heartbeat(
        &self,
        item: WireItem,
    ) -> Result<Decision<StateChange>, EncodeError> {
        let language = self.content.language(&item);
        let link_group = LinkGroup::of_tag(&language.tag);
        let lineage = Lineage {
            // Rising, as every uri's revisions are, without one that is remembered.
            revision: item.version.unwrap_or_default(),
            position: LineagePosition::Newest,
            change: Change::Updated,
            ..Lineage::default()
        };
        let record = self.content.annotate(item, language, lineage, link_group);
        let mut decision = Decision::of(Outcome::Emitted);
        decision.outputs.push(self.outgoing(&record, None)?);
        Ok(decision)
    }
}
