//! Notices that speak of another item: a kill, a withdrawal or a replacement becomes a record of its own for each item
//! that it names, keyed by that item's uri.

use std::collections::HashSet;

use dateline_schemas::{PubStatus, Signal, WireItem};

use super::{DeliveryContext, Parsed, item};

/// Most items that one notice may name.
const MAX_TARGETS: usize = 1_000;

/// What a notice does to the items that it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    /// They are never to be used.
    Kill,
    /// They are not to be used for now.
    Withhold,
    /// The notice itself takes their place.
    Replace,
}

impl Action {
    const fn signal(self) -> &'static str {
        match self {
            Self::Kill => "kill",
            Self::Withhold => "withhold",
            Self::Replace => "replaced",
        }
    }

    const fn status(self) -> PubStatus {
        match self {
            Self::Kill | Self::Replace => PubStatus::Canceled,
            Self::Withhold => PubStatus::Withheld,
        }
    }
}

/// The items that a notice names, by their ids as it spells them, and what it does to them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Targets {
    pub(super) action: Action,
    pub(super) ids: Vec<String>,
    /// The words that say so.
    pub(super) evidence: Option<String>,
}

/// Puts a finished notice into what a delivery became, and a record for each item that it names; one of an item that its
/// source may not speak of is rejected.
pub(super) fn push(
    context: &DeliveryContext,
    parsed: &mut Parsed,
    notice: WireItem,
    targets: &Targets,
) {
    push_all(context, parsed, notice, std::slice::from_ref(targets));
}

/// The same for a notice that does several things; to an item that it names for more than one, the first of them.
pub(super) fn push_all(
    context: &DeliveryContext,
    parsed: &mut Parsed,
    notice: WireItem,
    targets: &[Targets],
) {
    let mut named = HashSet::from([notice.uri.as_str()]);
    let records: Vec<WireItem> = targets
        .iter()
        .flat_map(|targets| targets.ids.iter().map(move |id| (id, targets)))
        .filter(|(id, _)| named.insert(id))
        .take(MAX_TARGETS)
        .map(|(id, targets)| record(&notice, id, targets))
        .collect();
    let span = item::delivery_span(&notice);
    parsed.items.push(notice);
    for record in records {
        match item::finish(context, record, span.clone()) {
            Ok(record) => parsed.items.push(record),
            Err(rejected) => parsed.rejected.push(rejected),
        }
    }
}

/// The record of one item that a notice names: which, from whom, why, and no text.
fn record(notice: &WireItem, id: &str, targets: &Targets) -> WireItem {
    let what = format!("named by the notice {}", notice.uri);
    WireItem {
        uri: id.to_owned(),
        caused_by: Some(notice.uri.clone()),
        provider: notice.provider.clone(),
        credits: notice.credits.clone(),
        pub_status: targets.action.status(),
        signals: vec![Signal {
            signal: targets.action.signal().to_owned(),
            evidence: targets.evidence.clone(),
        }],
        version_created: notice.version_created,
        provenance: vec![item::note("pub_status", "inferred", &what)],
        ..WireItem::default()
    }
}
