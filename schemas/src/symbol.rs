//! The contract's enums as text: what stands in JSON, in metric labels and in columns.

use crate::{
    annotated::{EvidenceField, RegionRole},
    enriched::Relation,
    item::{PubStatus, PublishedBasis, PublishedPrecision, Representation},
    lineage::{Change, LineagePosition, LineageStatus},
    story::StoryAction,
};

macro_rules! symbols {
    ($($name:ident { $($variant:ident: $symbol:literal),+ $(,)? })+) => {
        $(
            impl $name {
                /// Every symbol, in the schema's order.
                pub const ALL: &'static [Self] = &[$(Self::$variant),+];

                /// The symbol as Avro and JSON spell it.
                pub const fn symbol(self) -> &'static str {
                    match self {
                        $(Self::$variant => $symbol),+
                    }
                }
            }

            impl std::fmt::Display for $name {
                fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    formatter.write_str(self.symbol())
                }
            }
        )+
    };
}

symbols! {
    Representation { Full: "full", Partial: "partial", Unknown: "unknown" }
    PubStatus { Usable: "usable", Withheld: "withheld", Canceled: "canceled", Unknown: "unknown" }
    PublishedPrecision {
        Second: "second", Minute: "minute", Hour: "hour", Day: "day", Unknown: "unknown",
    }
    PublishedBasis {
        Declared: "declared", Relative: "relative", None: "none", Unknown: "unknown",
    }
    LineagePosition {
        Newest: "newest", Killed: "killed", Recalled: "recalled", Unknown: "unknown",
    }
    Change {
        New: "new", Updated: "updated", Corrected: "corrected", Reparsed: "reparsed",
        Conflict: "conflict", Killed: "killed", Recalled: "recalled", Released: "released",
        Revived: "revived", Unknown: "unknown",
    }
    LineageStatus {
        Public: "public", Held: "held", Withheld: "withheld", Killed: "killed", Unknown: "unknown",
    }
    RegionRole {
        Located: "located", Dateline: "dateline", About: "about", Unknown: "unknown",
    }
    EvidenceField {
        Dateline: "dateline", Headline: "headline", Body: "body", Located: "located",
        Unknown: "unknown",
    }
    Relation {
        Original: "original", ExactDuplicate: "exact_duplicate", NearDuplicate: "near_duplicate",
        ExcerptOf: "excerpt_of", Supersedes: "supersedes", Update: "update",
        Correction: "correction", Related: "related", Unknown: "unknown",
    }
    StoryAction {
        Joined: "joined", Replaced: "replaced", Removed: "removed", Merged: "merged",
        Unknown: "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<T: serde::Serialize + Copy>(all: &[T], symbol: impl Fn(T) -> &'static str) {
        for variant in all {
            let json = serde_json::to_value(variant).unwrap();
            assert_eq!(json, symbol(*variant));
        }
    }

    #[test]
    fn symbols_are_what_json_says() {
        check(Representation::ALL, Representation::symbol);
        check(PubStatus::ALL, PubStatus::symbol);
        check(PublishedPrecision::ALL, PublishedPrecision::symbol);
        check(PublishedBasis::ALL, PublishedBasis::symbol);
        check(LineagePosition::ALL, LineagePosition::symbol);
        check(Change::ALL, Change::symbol);
        check(LineageStatus::ALL, LineageStatus::symbol);
        check(RegionRole::ALL, RegionRole::symbol);
        check(EvidenceField::ALL, EvidenceField::symbol);
        check(Relation::ALL, Relation::symbol);
        check(StoryAction::ALL, StoryAction::symbol);
    }
}
