//! The totals of the intake's own sources, as its log had them last: whoever else writes them is a rival.

use std::collections::BTreeMap;

/// The last record of totals of each source, by its key; `None` before there is one. Each delivery that is taken changes
/// those of its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ledger(BTreeMap<Vec<u8>, Option<Vec<u8>>>);

impl Ledger {
    /// Of these sources, none of which has any yet.
    pub(super) fn of<'a>(sources: impl IntoIterator<Item = &'a str>) -> Self {
        let sources = sources.into_iter();
        Self(sources.map(|name| (name.into(), None)).collect())
    }

    /// The same sources, before anything was written of them.
    pub(super) fn blank(&self) -> Self {
        Self(self.0.keys().map(|key| (key.clone(), None)).collect())
    }

    /// Takes in a record of the topic of checkpoints. Those of other producers' sources, and of positions, are none of its.
    pub(super) fn see(&mut self, key: Option<&[u8]>, value: Option<&[u8]>) {
        if let Some(last) = key.and_then(|key| self.0.get_mut(key)) {
            *last = value.map(<[u8]>::to_vec);
        }
    }
}
