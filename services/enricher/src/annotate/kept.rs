//! Kept texts: the newest public text of each uri, for as long as a correction is likely, so that a later version can say
//! what changed. A kill takes it away at once.
//!
//! They are in memory alone. A uri's state says where in `wire.items` its text stands, and after a restart it is read there
//! again; what retention has taken meanwhile is not compared with.

use std::sync::Arc;

use dateline_runtime::{Offset, Record};
use dateline_schemas::{
    AnnotatedItem, Change, EncodeError, Lineage, Timestamp, WireItem, identity,
};

use super::{AnnotateStage, PartitionState, difference};

/// Estimated bytes of a kept text beside its record: its places in the map and in the queue.
const ENTRY_BYTES: u64 = 200;

/// A text that is kept, in the encoding of the log: it is read only when a later version comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptText {
    record: Arc<[u8]>,
    since: Timestamp,
    offset: Offset,
}

impl KeptText {
    /// When it was received.
    pub fn since(&self) -> Timestamp {
        self.since
    }

    /// Where in the input it stands.
    pub fn offset(&self) -> Offset {
        self.offset
    }

    /// Estimated bytes in memory.
    pub fn size(&self) -> u64 {
        self.record.len() as u64 + ENTRY_BYTES
    }
}

impl AnnotateStage {
    /// The text of an input that becomes public; `None` where none is kept.
    pub(super) fn text_of_input(
        &self,
        record: &Record<'_>,
        received_at: Timestamp,
    ) -> Option<KeptText> {
        let bytes = record.value.filter(|_| self.text_window_ms > 0)?;
        Some(KeptText {
            record: bytes.into(),
            since: received_at,
            offset: record.offset,
        })
    }

    /// The text of an input that was held and becomes public now.
    pub(super) fn text_of_held(
        &self,
        item: &WireItem,
        offset: Option<Offset>,
    ) -> Result<Option<KeptText>, EncodeError> {
        let Some(offset) = offset.filter(|_| self.text_window_ms > 0) else {
            return Ok(None);
        };
        Ok(Some(KeptText {
            record: self.codec.encode(item)?.into(),
            since: item.received_at,
            offset,
        }))
    }

    /// Keeps the text of an input that was read again, if it is one that its uri's state points to.
    pub(super) fn recall_text(&self, state: &mut PartitionState, record: &Record<'_>) {
        let key = record.key.and_then(|key| std::str::from_utf8(key).ok());
        let Some(uri) = key.and_then(|key| state.pointing_to(key, record.offset)) else {
            return;
        };
        let decoded = record
            .value
            .map(|bytes| self.codec.decode::<WireItem>(bytes));
        // Once it was decided about, so it can be read; if not, it is one that is not kept.
        if let Some(Ok(item)) = decoded
            && let Some(text) = self.text_of_input(record, item.received_at)
        {
            state.recall(uri, text);
        }
    }

    /// Says in the lineage of a record what differs from the text before it, where that is kept.
    pub(super) fn tell_difference(&self, record: &mut AnnotatedItem, before: Option<&KeptText>) {
        let is_first = record.lineage.change == Change::New;
        let Some(before) = before.filter(|_| !is_first) else {
            return;
        };
        // What this process or one before it read; a text that cannot be read is one that is not kept.
        if let Ok(before) = self.codec.decode::<WireItem>(&before.record) {
            let changed = identity::changed_fields(&before, &record.item).into_iter();
            record.lineage = Lineage {
                changed_fields: changed.map(str::to_owned).collect(),
                diff: difference::of_texts(&before, &record.item),
                ..std::mem::take(&mut record.lineage)
            };
        }
    }
}
