//! What lineage decides about a record.

use dateline_runtime::{HoldEnd, Outcome};
use dateline_schemas::{Change, Lineage, LineagePosition, LineageStatus, Timestamp};

use super::known::{Kill, KnownUri};

/// What lineage decides about one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The outcome of the input.
    pub outcome: Outcome,
    /// The uri's state afterwards; `None` leaves it as it is.
    pub next: Option<KnownUri>,
    /// What goes on.
    pub emission: Emission,
    /// What becomes of the held text.
    pub held: HeldText,
    /// How an earlier input's hold ended.
    pub hold_end: Option<HoldEnd>,
}

/// What goes on from one decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Emission {
    /// Nothing.
    Nothing,
    /// The incoming text.
    Text(Change),
    /// A record without text: the uri's public text is no longer good.
    Textless(Change, LineagePosition),
}

/// What becomes of the text held for a uri.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldText {
    /// Nothing: it stays, or there is none.
    Stays,
    /// The incoming text is held, in place of an earlier one.
    IsIncoming,
    /// It goes.
    Goes,
}

impl Verdict {
    /// A verdict that changes nothing.
    pub(super) fn of(outcome: Outcome) -> Self {
        Self {
            outcome,
            next: None,
            emission: Emission::Nothing,
            held: HeldText::Stays,
            hold_end: None,
        }
    }

    /// A verdict that puts the uri's state to `next`, numbers what is emitted and ends a hold as `hold_end` says.
    pub(super) fn changing(
        known: Option<&KnownUri>,
        mut next: KnownUri,
        emission: Emission,
        outcome: Outcome,
        hold_end: HoldEnd,
    ) -> Self {
        if emission != Emission::Nothing {
            next.revision += 1;
        }
        if matches!(emission, Emission::Text(_)) {
            next.public_revision = Some(next.revision);
            next.public_offset = next.newest.and_then(|newest| newest.offset);
        }
        let is_same_text = known.is_some_and(|known| known.newest == next.newest);
        let kept_back = known.is_some_and(KnownUri::keeps_an_input_back);
        let still_kept_back = next.keeps_an_input_back() && is_same_text;
        let held = match (next.keeps_an_input_back(), kept_back) {
            (true, _) if is_same_text => HeldText::Stays,
            (true, _) => HeldText::IsIncoming,
            (false, true) => HeldText::Goes,
            (false, false) => HeldText::Stays,
        };
        Self {
            outcome,
            next: Some(next),
            emission,
            held,
            hold_end: (kept_back && !still_kept_back).then_some(hold_end),
        }
    }

    /// The lineage of the record that goes on; `None` when none does.
    pub fn lineage(&self, known: Option<&KnownUri>) -> Option<Lineage> {
        let (change, position) = match self.emission {
            Emission::Nothing => return None,
            Emission::Text(change) => (change, LineagePosition::Newest),
            Emission::Textless(change, position) => (change, position),
        };
        Some(Lineage {
            revision: self.next?.revision,
            previous_version: known.and_then(KnownUri::emitted_version),
            previous_revision: known.and_then(|known| known.public_revision),
            position,
            change,
            ..Lineage::default()
        })
    }
}

impl KnownUri {
    /// A uri that nobody knows: what a first record changes.
    pub(super) const UNSEEN: Self = Self {
        link_group: None,
        status: LineageStatus::Unknown,
        revision: 0,
        public_revision: None,
        newest: None,
        public_offset: None,
        kill: None,
        embargoed_until: None,
        changed_at: Timestamp::from_millis(0),
    };

    /// Where the records that went on say that the uri stands; `None` when none did.
    pub fn public_position(&self) -> Option<LineagePosition> {
        (self.revision > 0).then(|| self.position())
    }

    fn position(&self) -> LineagePosition {
        match (self.status, self.kill) {
            (LineageStatus::Public, _) => LineagePosition::Newest,
            (_, Some(_)) => LineagePosition::Killed,
            (_, None) => LineagePosition::Recalled,
        }
    }

    /// Version of the revision that went on last, where the state still tells.
    pub fn emitted_version(&self) -> Option<i64> {
        match (self.status, self.kill) {
            (LineageStatus::Public, _) => self.newest?.key.version,
            (LineageStatus::Killed, Some(Kill::UpTo(version))) => Some(version),
            _ => None,
        }
    }
}

/// The text-less record that `next` owes to whoever read the uri's earlier records. A uri of which nothing went on owes
/// none, so that nothing held shows; a kill of a uri that nobody knows goes on, because somebody else may know it.
pub(super) fn textless_emission(
    known: Option<&KnownUri>,
    next: &KnownUri,
    change: Change,
) -> Emission {
    let position = next.position();
    let owed = match known {
        None => change == Change::Killed,
        Some(known) => known
            .public_position()
            .is_some_and(|before| before != position),
    };
    if owed && position != LineagePosition::Newest {
        Emission::Textless(change, position)
    } else {
        Emission::Nothing
    }
}

/// The state of a uri whose held text goes on at `stream_time`.
pub fn release(known: &KnownUri, stream_time: Timestamp) -> KnownUri {
    let revision = known.revision + 1;
    KnownUri {
        status: LineageStatus::Public,
        revision,
        public_revision: Some(revision),
        public_offset: known.newest.and_then(|newest| newest.offset),
        embargoed_until: None,
        changed_at: known.changed_at.max(stream_time),
        ..*known
    }
}
