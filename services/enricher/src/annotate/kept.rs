//! Kept texts: the newest public text of each uri, for as long as a correction is likely, so that a later version can say
//! what changed. A kill takes it away at once.

use std::sync::Arc;

use dateline_runtime::{Record, StateRecord, UndecidableStateRecord};
use dateline_schemas::{
    AnnotatedItem, Change, EncodeError, Lineage, RawReference, Timestamp, WireItem, identity,
};

use super::{AnnotateStage, StateChange, TEXTS, Uri, difference};

/// Estimated bytes of a kept text beside its record: its places in the map and in the queue.
const ENTRY_BYTES: u64 = 200;

/// A text that is kept, in the encoding of the log: it is read only when a later version comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptText {
    record: Arc<[u8]>,
    since: Timestamp,
}

impl KeptText {
    /// When it was received.
    pub fn since(&self) -> Timestamp {
        self.since
    }

    /// Estimated bytes in memory.
    pub fn size(&self) -> u64 {
        self.record.len() as u64 + ENTRY_BYTES
    }
}

impl AnnotateStage {
    /// Texts received before this are not compared with any more, whether or not a tick has let them go.
    pub(super) fn text_horizon(&self, stream_time: Timestamp) -> Timestamp {
        stream_time.plus_millis(-self.text_window_ms)
    }

    /// Reads a record of `wire.texts`.
    pub(super) fn read_kept(
        &self,
        record: &Record<'_>,
        bytes: &[u8],
    ) -> Result<KeptText, UndecidableStateRecord> {
        let item: WireItem = self
            .codec
            .decode(bytes)
            .map_err(|error| self.unreadable(record, &error.to_string()))?;
        Ok(KeptText {
            record: bytes.into(),
            since: item.received_at,
        })
    }

    /// Keeps the text that became public, or lets go what was kept; `None` where nothing changes.
    pub(super) fn keep(
        &self,
        uri: &Uri,
        public: Option<WireItem>,
        before: Option<&KeptText>,
    ) -> Result<Option<StateRecord<StateChange>>, EncodeError> {
        let public = public.filter(|_| self.text_window_ms > 0);
        if public.is_none() && before.is_none() {
            return Ok(None);
        }
        self.kept_record(uri.clone(), public).map(Some)
    }

    /// The record of `wire.texts` that keeps the provider's fields of an item, or lets go of them.
    pub(super) fn kept_record(
        &self,
        uri: Uri,
        item: Option<WireItem>,
    ) -> Result<StateRecord<StateChange>, EncodeError> {
        let since = item.as_ref().map(|item| item.received_at);
        let provider_s = item.map(|item| WireItem {
            raw: RawReference::default(),
            provenance: Vec::new(),
            ..item
        });
        let value = provider_s
            .map(|item| self.codec.encode(&item))
            .transpose()?;
        let kept = value.as_deref().zip(since).map(|(record, since)| KeptText {
            record: record.into(),
            since,
        });
        Ok(StateRecord {
            topic: TEXTS,
            key: uri.as_bytes().to_vec(),
            value,
            change: StateChange::Kept(uri, kept),
        })
    }

    /// Says in the lineage of a record what differs from the text before it, while that is kept.
    pub(super) fn tell_difference(
        &self,
        record: &mut AnnotatedItem,
        before: Option<&KeptText>,
        stream_time: Timestamp,
    ) {
        let horizon = self.text_horizon(stream_time);
        let before = before.filter(|kept| kept.since >= horizon);
        let is_first = record.lineage.change == Change::New;
        let Some(before) = before.filter(|_| !is_first) else {
            return;
        };
        // What this process or one before it wrote; a text that cannot be read is one that is not kept.
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
