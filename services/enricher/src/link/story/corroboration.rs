//! How many owners tell a story in texts of their own: a copy says that a text was bought, not that it is true.

use dateline_schemas::{Timestamp, WireItem};
use rustc_hash::FxHashSet;

use super::relation::{CONTAINED, CONTAINMENT_MIN};
use crate::link::{
    fingerprint::{SHINGLES, normalise},
    hash::{hash_bytes, upper32},
    window::Member,
};

/// Members of a story that are looked at: the last ones that joined it.
pub const MEMBERS_MAX: usize = 32;
/// Texts that others are compared with: beyond so many independent ones, one more is taken for a copy.
const INDEPENDENT_MAX: usize = 8;
/// Owners of one text that count.
const OWNERS_MAX: usize = 8;

/// Who an item is credited to, as its state record says it: its provider where no credit is printed. Credits are
/// normalised by the contract (`RTR` is `Reuters`).
pub fn credits(item: &WireItem) -> Vec<String> {
    if item.credits.is_empty() {
        item.provider.iter().cloned().collect()
    } else {
        item.credits.clone()
    }
}

/// The owners of credits as 32-bit hashes of their names, each once, whatever their case and punctuation.
pub fn owners(credits: &[String]) -> Vec<u32> {
    let mut owners = Vec::new();
    for credit in credits {
        let name = normalise(credit);
        let owner = upper32(hash_bytes(name.as_bytes()));
        if !name.is_empty() && !owners.contains(&owner) && owners.len() < OWNERS_MAX {
            owners.push(owner);
        }
    }
    owners
}

/// Distinct owners of an item and of those members of its story that tell it in a text of their own; `None` where no
/// owner is known.
pub fn corroboration(item: &WireItem, shingles: &[i64], members: &[&Member]) -> Option<i64> {
    let own = owners(&credits(item));
    let others = members.iter().flat_map(|member| member.owners());
    let mut all = own.iter().copied().chain(others);
    let first = all.next()?;
    // Most stories are one agency's, and need no comparison.
    if all.all(|owner| owner == first) {
        return Some(1);
    }
    let mut tellings = vec![Telling::of_item(item, own, shingles)];
    tellings.extend(members.iter().map(|member| Telling::of_member(member)));
    independent_owners(tellings)
}

/// A text of a story, as far as it matters here.
#[derive(Debug)]
struct Telling<'a> {
    received_at: Timestamp,
    uri: &'a str,
    owners: Vec<u32>,
    shingles: Vec<u32>,
}

impl<'a> Telling<'a> {
    fn of_member(member: &'a Member) -> Self {
        Self {
            received_at: member.received_at,
            uri: member.uri(),
            owners: member.owners().collect(),
            shingles: member.shingles().collect(),
        }
    }

    fn of_item(item: &'a WireItem, owners: Vec<u32>, shingles: &[i64]) -> Self {
        Self {
            received_at: item.received_at,
            uri: &item.uri,
            owners,
            shingles: shingles.iter().map(|shingle| *shingle as u32).collect(),
        }
    }

    /// Share of this text's fingerprints that another has, of those that it would have kept.
    fn contained_in(&self, other: &Self) -> f64 {
        let bound = SHINGLES.bound(other.shingles.iter().copied());
        let (mut comparable, mut shared) = (0_u32, 0_u32);
        for shingle in &self.shingles {
            let is_shared = other.shingles.contains(shingle);
            comparable += u32::from(is_shared || *shingle <= bound);
            shared += u32::from(is_shared);
        }
        f64::from(shared) / f64::from(comparable.max(1))
    }

    /// Whether one of two texts was made of the other. One without text has nothing of its own.
    fn is_copy_of(&self, other: &Self) -> bool {
        let (one, another) = (self.contained_in(other), other.contained_in(self));
        self.shingles.is_empty()
            || one.max(another) >= CONTAINED
            || one.min(another) >= CONTAINMENT_MIN
    }
}

/// Distinct owners of the texts that are no copy of an older one.
fn independent_owners(mut tellings: Vec<Telling<'_>>) -> Option<i64> {
    tellings.sort_by(|one, other| {
        let age = |telling: &Telling<'_>| telling.received_at;
        age(one)
            .cmp(&age(other))
            .then_with(|| one.uri.cmp(other.uri))
    });
    let mut independent: Vec<Telling<'_>> = Vec::new();
    for telling in tellings {
        let is_copy = independent.iter().any(|older| telling.is_copy_of(older));
        if !is_copy && independent.len() < INDEPENDENT_MAX {
            independent.push(telling);
        }
    }
    let owners = owners_of(&independent).len();
    (owners > 0).then_some(owners as i64)
}

fn owners_of(tellings: &[Telling<'_>]) -> FxHashSet<u32> {
    let owners = tellings.iter().flat_map(|telling| &telling.owners);
    owners.copied().collect()
}

#[cfg(test)]
mod tests {
    use dateline_schemas::Fingerprints;

    use super::*;

    fn telling(
        minutes: i64,
        credits: &[&str],
        shingles: std::ops::Range<i64>,
    ) -> (WireItem, Vec<i64>) {
        let item = WireItem {
            uri: format!("urn:dateline:desk:{minutes}"),
            credits: credits.iter().map(|&credit| credit.to_owned()).collect(),
            received_at: Timestamp::from_millis(minutes * 60_000),
            ..WireItem::default()
        };
        (item, shingles.collect())
    }

    fn member((item, shingles): &(WireItem, Vec<i64>)) -> Member {
        let prints = Fingerprints {
            shingles: shingles.clone(),
            ..Fingerprints::default()
        };
        let owners = owners(&credits(item));
        Member::new(0, &item.uri, 1, item.received_at, &prints, &owners)
    }

    /// Of the last one, where the others are members of its story.
    fn corroboration_of(tellings: &[(WireItem, Vec<i64>)]) -> Option<i64> {
        let ((item, shingles), others) = tellings.split_last().unwrap();
        let others: Vec<Member> = others.iter().map(member).collect();
        let others: Vec<&Member> = others.iter().collect();
        corroboration(item, shingles, &others)
    }

    #[test]
    fn copies_raise_nothing_and_texts_of_other_owners_do() {
        for (name, tellings, expected) in [
            ("nobody", vec![telling(0, &[], 0..30)], None),
            ("one", vec![telling(0, &["ANP"], 0..30)], Some(1)),
            (
                "three in one text",
                vec![telling(0, &["ANP", "AFP", "Reuters"], 0..30)],
                Some(3),
            ),
            (
                "a copy",
                vec![telling(0, &["ANP"], 0..30), telling(1, &["dpa"], 0..30)],
                Some(1),
            ),
            (
                "the copy that is read first",
                vec![telling(1, &["dpa"], 0..30), telling(0, &["ANP"], 0..30)],
                Some(1),
            ),
            (
                "an excerpt",
                vec![telling(0, &["ANP"], 0..30), telling(1, &["dpa"], 0..8)],
                Some(1),
            ),
            (
                "the whole after an excerpt",
                vec![telling(0, &["ANP"], 0..8), telling(1, &["dpa"], 0..30)],
                Some(1),
            ),
            (
                "a rewrite",
                vec![telling(0, &["ANP"], 0..30), telling(1, &["dpa"], 16..46)],
                Some(1),
            ),
            (
                "a quotation",
                vec![telling(0, &["ANP"], 0..30), telling(1, &["dpa"], 21..43)],
                Some(2),
            ),
            (
                "another text of the same owner",
                vec![telling(0, &["ANP"], 0..30), telling(1, &["anp"], 40..70)],
                Some(1),
            ),
            (
                "a headline alone",
                vec![telling(0, &["ANP"], 0..30), telling(1, &["dpa"], 0..0)],
                Some(1),
            ),
            (
                "a text of nobody",
                vec![telling(0, &["ANP"], 0..30), telling(1, &[], 40..70)],
                Some(1),
            ),
        ] {
            assert_eq!(corroboration_of(&tellings), expected, "{name}");
        }
    }

    #[test]
    fn a_provider_is_the_owner_of_what_credits_nobody() {
        let mut item = WireItem {
            provider: Some("Belga".to_owned()),
            ..WireItem::default()
        };
        assert_eq!(credits(&item), ["Belga"]);
        item.credits = vec!["Reuters".to_owned()];
        assert_eq!(credits(&item), ["Reuters"]);
    }

    #[test]
    fn a_hundred_owners_of_one_text_are_bounded() {
        let credits: Vec<String> = (0..100).map(|owner| format!("Bureau {owner}")).collect();
        assert_eq!(owners(&credits).len(), OWNERS_MAX);
        assert_eq!(
            owners(&["REUTERS".to_owned(), "Reuters".to_owned()]).len(),
            1
        );
    }
}
