//! Items that kill, withhold or replace another one: those whose instruction or type says so and which name it, and those
//! whose association with it says so itself.

use dateline_schemas::{PubStatus, WireItem};

use super::formal;
use crate::formats::{
    item,
    notice::{Action, Targets},
    xml::Element,
};

/// Most associations that are looked at.
const MAX_ASSOCIATIONS: usize = 1_000;

/// What an item does to others: to all of their revisions, for a kill of one of them kills the item.
pub(super) fn targets(wire_item: &WireItem, news_item: Element<'_, '_>) -> Option<Targets> {
    let management = news_item.child("NewsManagement")?;
    let said = ["Instruction", "NewsItemType"];
    let said = said.iter().flat_map(|name| management.all(name));
    let said = said
        .filter_map(formal)
        .find_map(|word| Some((action(&word)?, word)));
    let mut targets: Option<Targets> = None;
    for association in management.all("AssociatedWith").take(MAX_ASSOCIATIONS) {
        let Some(other) = association.attribute("NewsItem") else {
            continue;
        };
        let role = association.attribute("FormalName").unwrap_or_default();
        let own = action(role).map(|action| (action, role.to_owned()));
        let Some((action, evidence)) = own.or_else(|| said.clone()) else {
            continue;
        };
        if is_revision_of(other, &wire_item.uri) {
            continue;
        }
        let targets = targets.get_or_insert_with(|| Targets {
            action,
            ids: Vec::new(),
            evidence: Some(evidence),
        });
        // One notice does one thing; what the first association says holds.
        if targets.action == action {
            targets.ids.push(without_revision(other).to_owned());
        }
    }
    targets
}

/// Withdraws an item whose own instruction says so, where it names no other.
pub(super) fn apply_to_itself(wire_item: &mut WireItem, news_item: Element<'_, '_>) {
    let Some(management) = news_item.child("NewsManagement") else {
        return;
    };
    let instructions = management.all("Instruction").filter_map(formal);
    let said = instructions
        .filter_map(|word| Some((action(&word)?, word)))
        .next();
    let status = match said {
        Some((Action::Kill, _)) => PubStatus::Canceled,
        Some((Action::Withhold, _)) => PubStatus::Withheld,
        _ => return,
    };
    if wire_item.pub_status != PubStatus::Canceled {
        wire_item.pub_status = status;
        let what = "an instruction says so, and no other item is named";
        wire_item
            .provenance
            .push(item::note("pub_status", "inferred", what));
    }
}

/// What a word of a provider's vocabulary does to an item.
pub(super) fn action(word: &str) -> Option<Action> {
    let word = word.to_lowercase().replace("skill", "");
    let says = |words: &[&str]| words.iter().any(|known| word.contains(known));
    if says(&["kill", "cancel", "delet", "withdraw", "retract"]) {
        Some(Action::Kill)
    } else if says(&["withhold", "withheld"]) {
        Some(Action::Withhold)
    } else if says(&["replac", "supersed"]) && !says(&["replacedby", "replaced by", "supersededby"])
    {
        Some(Action::Replace)
    } else {
        None
    }
}

/// Whether two identifiers of NewsML differ by their revision at most.
fn is_revision_of(one: &str, other: &str) -> bool {
    without_revision(one) == without_revision(other)
}

/// A public identifier has five parts and then its revision.
fn without_revision(id: &str) -> &str {
    let end = id.match_indices(':').nth(4).map_or(id.len(), |(at, _)| at);
    id.get(..end).unwrap_or(id)
}
