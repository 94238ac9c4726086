//! Lineage: what an incoming record means in the history of its uri. Pure, and the same in any order of arrival.
//!
//! A uri ends where the *set* of its records puts it, whatever their order:
//! - its newest text is the largest by [`VersionKey`] among those that no kill covers;
//! - its kill is the widest that came: one with a version covers versions up to it and texts without a number, one
//!   without a version covers everything for good;
//! - it is public if the newest text is usable and its embargo is over, held until then, killed if there is a kill and
//!   the newest text is not usable (only an explicit `usable` in a larger version revives), withheld otherwise.
//!
//! An embargo is for all versions: it runs on for newer ones that state none, until it ends or a newer version states
//! its own. A stale version lengthens it, too, but does not recall what is public already. The desk may end it, and a
//! withholding, for the newest text alone; the next tick then releases it.
//!
//! What may differ by order: the number of revisions and their changes, when a held text is released (never before its
//! own embargo), and whether a uri that was never public has a text-less kill (it has if the kill came first; a kill of
//! something held must not tell that it exists). A reparsed text takes the place of what the same delivery gave before,
//! so there the last one wins.

pub mod known;
pub mod order;
mod verdict;

#[cfg(test)]
mod tests;

use dateline_runtime::{HoldEnd, Offset, Outcome};
use dateline_schemas::{Change, LineagePosition, LineageStatus, PubStatus, Timestamp, WireItem};

pub use known::{Kill, KnownUri, Newest};
pub use order::{ContentHash, DeliveryPrefix, Usability, VersionKey};
pub use verdict::{Emission, HeldText, Verdict, release};

/// What lineage looks at in an incoming record.
#[derive(Debug, Clone, Copy)]
pub struct Incoming {
    /// A kill or a text.
    pub notice: Notice,
    /// Where in the input it stands; `None` for one that is not there yet.
    pub offset: Option<Offset>,
    /// Stream time with this record: the time of the change that it may make.
    pub stream_time: Timestamp,
    /// An embargo that ended by then is over. The earlier of when Dateline received the record, or for a replay the newest
    /// one of its partition, and when the log appended it, so that neither clock alone can let a text out.
    pub embargoes_over_until: Timestamp,
}

/// What an incoming record says about its uri.
#[derive(Debug, Clone, Copy)]
pub enum Notice {
    /// Never use these versions.
    Kill(Kill),
    /// A version, usable or withheld.
    Text(IncomingText),
    /// The desk lets go what is held.
    Release,
}

/// A version of a uri that arrives.
#[derive(Debug, Clone, Copy)]
pub struct IncomingText {
    /// Its place among the versions.
    pub key: VersionKey,
    /// The delivery that brought it.
    pub delivery: Option<DeliveryPrefix>,
    /// The embargo that it states.
    pub embargoed_until: Option<Timestamp>,
    /// Whether the provider signals a correction.
    pub correction: Correction,
}

/// Whether the provider signals that a version corrects the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Correction {
    /// It does.
    Signalled,
    /// It does not.
    NotSignalled,
}

impl Notice {
    /// What the item says; `None` when a text's content hash is not one.
    pub fn of(item: &WireItem) -> Option<Self> {
        if item.release_reason().is_some() {
            return Some(Self::Release);
        }
        if item.pub_status == PubStatus::Canceled {
            return Some(Self::Kill(Kill::of_version(item.version)));
        }
        let signalled = item
            .signals
            .iter()
            .any(|signal| signal.signal == "correction");
        Some(Self::Text(IncomingText {
            key: VersionKey::of(item)?,
            delivery: DeliveryPrefix::parse(&item.raw.delivery_id),
            embargoed_until: item.embargoed_until,
            correction: if signalled {
                Correction::Signalled
            } else {
                Correction::NotSignalled
            },
        }))
    }
}

/// What the incoming record means: `known` is what its uri's state says, `None` for a uri that nobody knows.
/// `newest_states_embargo` tells whether the held text stated its embargo itself or was caught by an earlier one.
pub fn judge(
    known: Option<&KnownUri>,
    newest_states_embargo: bool,
    incoming: &Incoming,
) -> Verdict {
    match &incoming.notice {
        Notice::Kill(kill) => judge_kill(known, *kill, incoming),
        Notice::Text(text) => judge_text(known, newest_states_embargo, text, incoming),
        Notice::Release => judge_release(known, incoming),
    }
}

/// What the desk lets go is due at once, and goes on with the next tick. Nothing held: nothing changes.
fn judge_release(known: Option<&KnownUri>, incoming: &Incoming) -> Verdict {
    let mut verdict = Verdict::of(Outcome::Unchanged);
    let held = known.filter(|known| known.keeps_an_input_back());
    if let (Some(held), Some(newest)) = (held, held.and_then(|held| held.newest)) {
        let key = VersionKey {
            usability: Usability::Usable,
            ..newest.key
        };
        verdict.next = Some(KnownUri {
            status: LineageStatus::Held,
            newest: Some(Newest { key, ..newest }),
            embargoed_until: Some(incoming.embargoes_over_until),
            changed_at: incoming.stream_time,
            ..*held
        });
    }
    verdict
}

fn judge_kill(known: Option<&KnownUri>, kill: Kill, incoming: &Incoming) -> Verdict {
    match known.and_then(|known| known.kill) {
        Some(before) if before == kill => return Verdict::of(Outcome::Unchanged),
        Some(before) if before > kill => return Verdict::of(Outcome::Stale),
        _ => {}
    }
    let mut next = known.copied().unwrap_or(KnownUri::UNSEEN);
    next.kill = Some(kill);
    next.changed_at = incoming.stream_time;
    next.newest = next
        .newest
        .filter(|newest| !kill.covers(newest.key.version));
    let revived_already = next
        .newest
        .is_some_and(|newest| newest.key.usability == Usability::Usable);
    if !revived_already {
        next.status = LineageStatus::Killed;
        next.embargoed_until = next.newest.and(next.embargoed_until);
        next.public_offset = None;
    }
    let emission = verdict::textless_emission(known, &next, Change::Killed);
    let outcome = if revived_already && emission == Emission::Nothing {
        Outcome::Stale
    } else {
        Outcome::Killed
    };
    Verdict::changing(known, next, emission, outcome, HoldEnd::Killed)
}

fn judge_text(
    known: Option<&KnownUri>,
    newest_states_embargo: bool,
    text: &IncomingText,
    incoming: &Incoming,
) -> Verdict {
    let before = known.copied().unwrap_or(KnownUri::UNSEEN);
    if before
        .kill
        .is_some_and(|kill| kill.covers(text.key.version))
    {
        return Verdict::of(Outcome::Killed);
    }
    if let Some(newest) = &before.newest {
        if newest.key.same_content(&text.key) {
            return judge_unchanged(&before, newest, text, incoming);
        }
        if newest.key > text.key && !is_reparsed(newest, text) {
            return judge_stale(&before, newest_states_embargo, text, incoming);
        }
    }
    accept(known, &before, text, incoming)
}

/// Nothing new but, at most, a later time of creation, which ranks the text among those still to come.
fn judge_unchanged(
    before: &KnownUri,
    newest: &Newest,
    text: &IncomingText,
    incoming: &Incoming,
) -> Verdict {
    let mut verdict = Verdict::of(Outcome::Unchanged);
    if text.key.version_created > newest.key.version_created {
        let newest = Newest {
            key: VersionKey {
                version_created: text.key.version_created,
                ..newest.key
            },
            ..*newest
        };
        verdict.next = Some(KnownUri {
            newest: Some(newest),
            changed_at: incoming.stream_time,
            ..*before
        });
    }
    verdict
}

/// A version that is not newest changes nothing but, while the newest is not public, the embargo that runs.
fn judge_stale(
    before: &KnownUri,
    newest_states_embargo: bool,
    text: &IncomingText,
    incoming: &Incoming,
) -> Verdict {
    let mut verdict = Verdict::of(Outcome::Stale);
    let stated = running(text.embargoed_until, incoming);
    let lengthens = stated > before.embargoed_until && !newest_states_embargo;
    if lengthens && before.status != LineageStatus::Public {
        verdict.next = Some(KnownUri {
            embargoed_until: stated,
            changed_at: incoming.stream_time,
            ..*before
        });
    }
    verdict
}

/// The text becomes the newest of its uri.
fn accept(
    known: Option<&KnownUri>,
    before: &KnownUri,
    text: &IncomingText,
    incoming: &Incoming,
) -> Verdict {
    let embargoed_until = running(text.embargoed_until.or(before.embargoed_until), incoming);
    let status = match (text.key.usability, embargoed_until, before.kill) {
        (Usability::Usable, None, _) => LineageStatus::Public,
        (Usability::Usable, Some(_), _) => LineageStatus::Held,
        (Usability::Withheld, _, None) => LineageStatus::Withheld,
        (Usability::Withheld, _, Some(_)) => LineageStatus::Killed,
    };
    let next = KnownUri {
        status,
        newest: Some(Newest {
            key: text.key,
            delivery: text.delivery,
            offset: incoming.offset,
        }),
        embargoed_until,
        changed_at: incoming.stream_time,
        ..*before
    };
    let emission = match status {
        LineageStatus::Public => Emission::Text(text_change(before, text)),
        _ => verdict::textless_emission(known, &next, Change::Recalled),
    };
    let outcome = match status {
        LineageStatus::Public => Outcome::Emitted,
        LineageStatus::Killed => Outcome::Killed,
        _ => Outcome::Held,
    };
    Verdict::changing(known, next, emission, outcome, HoldEnd::Superseded)
}

fn running(embargoed_until: Option<Timestamp>, incoming: &Incoming) -> Option<Timestamp> {
    embargoed_until.filter(|until| *until > incoming.embargoes_over_until)
}

fn is_reparsed(newest: &Newest, text: &IncomingText) -> bool {
    newest.key.same_version(&text.key)
        && newest.delivery.is_some()
        && newest.delivery == text.delivery
}

/// What a text that goes on is to its uri.
fn text_change(before: &KnownUri, text: &IncomingText) -> Change {
    if before.revision == 0 {
        return Change::New;
    }
    match &before.newest {
        _ if before.public_position() == Some(LineagePosition::Killed) => Change::Revived,
        Some(newest) if is_reparsed(newest, text) => Change::Reparsed,
        Some(newest) if newest.key.same_version(&text.key) => Change::Conflict,
        _ if text.correction == Correction::Signalled => Change::Corrected,
        _ => Change::Updated,
    }
}
