//! Chooses the one region that an item is filed under.

use crate::annotate::region::{about::Subject, entry::TerritoryIndex, gazetteer::Gazetteer};

/// Mentions from which a text can be plainly about one place.
const PLAIN_MENTIONS: u32 = 3;

/// The region that the item is most about, or was filed from.
///
/// A correspondent is sent where the news is, so the dateline's country holds unless the text contradicts it: one
/// other country has three mentions or more and two thirds of the weight of all countries and unions, and the
/// dateline's has less than a sixth. That is a desk's dateline over a story from elsewhere. A mixed text (Brussels on
/// Poland and the Union) does not contradict. Without a dateline the strongest country counts, else the strongest region.
pub fn primary(
    gazetteer: &Gazetteer,
    filed_from: &[TerritoryIndex],
    subjects: &[Subject],
) -> Option<TerritoryIndex> {
    let country = |subject: &&Subject| gazetteer.territory(subject.territory).is_country();
    let strongest = subjects.iter().find(country);
    let weight_of = |territory: TerritoryIndex| {
        let found = subjects
            .iter()
            .find(|subject| subject.territory == territory);
        found.map_or(0, |subject| subject.weight)
    };
    let filed = filed_from
        .iter()
        .copied()
        .max_by_key(|territory| (weight_of(*territory), first_wins(filed_from, *territory)));
    let (Some(filed), Some(strongest)) = (filed, strongest) else {
        return filed
            .or(strongest.map(|subject| subject.territory))
            .or(subjects.first().map(|subject| subject.territory));
    };
    let all: u32 = subjects
        .iter()
        .filter(|subject| counts(gazetteer, subject))
        .map(|subject| subject.weight)
        .sum();
    let plain = strongest.mentions >= PLAIN_MENTIONS
        && strongest.weight * 3 >= all * 2
        && weight_of(filed) * 6 < all;
    Some(if plain { strongest.territory } else { filed })
}

/// Of two places in a dateline, the first one unless the text names the other more.
fn first_wins(
    filed_from: &[TerritoryIndex],
    territory: TerritoryIndex,
) -> std::cmp::Reverse<usize> {
    let position = filed_from.iter().position(|listed| *listed == territory);
    std::cmp::Reverse(position.unwrap_or(usize::MAX))
}

/// Countries and unions count; continents and fuzzy regions contain the countries and say nothing against them.
fn counts(gazetteer: &Gazetteer, subject: &Subject) -> bool {
    gazetteer.territory(subject.territory).scheme != "m49"
}
