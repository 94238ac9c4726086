//! The names of ninjs in its three generations, and what the schema has for each.

use serde_json::Value;

/// What a field is by the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// A text, or a number.
    Text,
    /// An object.
    Object,
    /// A list of objects, or in 1.x an object of them.
    Members,
}

/// All names of ninjs 1.0 to 3.1 in small letters, but those that begin with a prefix of `PREFIXES`.
const NAMES: &[(&str, Shape)] = &[
    ("$schema", Shape::Text),
    ("$standard", Shape::Object),
    ("altids", Shape::Members),
    ("associations", Shape::Members),
    ("bodies", Shape::Members),
    ("by", Shape::Text),
    ("byline", Shape::Text),
    ("charcount", Shape::Text),
    ("contentcreated", Shape::Text),
    ("copyrightholder", Shape::Text),
    ("copyrightnotice", Shape::Text),
    ("derivedfrom", Shape::Text),
    ("descriptions", Shape::Members),
    ("digitalsourcetype", Shape::Object),
    ("ednote", Shape::Text),
    ("embargoed", Shape::Text),
    ("embargoeduntil", Shape::Text),
    ("event", Shape::Members),
    ("eventdetails", Shape::Object),
    ("events", Shape::Members),
    ("evolvedfrom", Shape::Text),
    ("expires", Shape::Text),
    ("firstcreated", Shape::Text),
    ("genre", Shape::Members),
    ("genres", Shape::Members),
    ("headline", Shape::Text),
    ("headlines", Shape::Members),
    ("infosource", Shape::Members),
    ("infosources", Shape::Members),
    ("language", Shape::Text),
    ("located", Shape::Text),
    ("mimetype", Shape::Text),
    ("object", Shape::Members),
    ("objects", Shape::Members),
    ("organisation", Shape::Members),
    ("organisations", Shape::Members),
    ("people", Shape::Members),
    ("person", Shape::Members),
    ("place", Shape::Members),
    ("places", Shape::Members),
    ("plannedcoverage", Shape::Members),
    ("profile", Shape::Text),
    ("pubstatus", Shape::Text),
    ("renditions", Shape::Members),
    ("replacedby", Shape::Text),
    ("replaces", Shape::Text),
    ("representationtype", Shape::Text),
    ("rightsinfo", Shape::Object),
    ("slugline", Shape::Text),
    ("standard", Shape::Object),
    ("subheadlines", Shape::Members),
    ("subject", Shape::Members),
    ("subjects", Shape::Members),
    ("title", Shape::Text),
    ("trustindicator", Shape::Members),
    ("trustindicators", Shape::Members),
    ("type", Shape::Text),
    ("uri", Shape::Text),
    ("urgency", Shape::Text),
    ("usageterms", Shape::Text),
    ("version", Shape::Text),
    ("versioncreated", Shape::Text),
    ("wordcount", Shape::Text),
];

/// What stands before a role in the names of 1.x.
pub(super) const PREFIXES: &[&str] = &["body_", "headline_", "description_"];

/// Names that the contract has, too: they tell nothing.
const SHARED: &[&str] = &[
    "associations",
    "byline",
    "ednote",
    "expires",
    "genre",
    "headline",
    "headlines",
    "located",
    "replaces",
    "slugline",
    "subjects",
    "uri",
    "urgency",
    "version",
];

/// Names that many objects have which are no news.
const COMMON: &[&str] = &[
    "by", "event", "events", "language", "object", "objects", "people", "person", "place",
    "places", "profile", "subject", "title", "type", "$schema", "standard",
];

/// Names of the contract that ninjs has not.
const OURS: &[&str] = &[
    "alt_ids",
    "content_hash",
    "credit_line",
    "embargoed_until",
    "first_created",
    "pub_status",
    "usage_terms",
    "version_created",
];

/// What the keys of an object tell.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Seen {
    has_id: bool,
    is_ours: bool,
    /// Keys that only ninjs has.
    telling: usize,
    /// Keys that ninjs and others have.
    common: usize,
}

/// What keys tell.
pub(super) fn seen<'a>(keys: impl Iterator<Item = &'a str>) -> Seen {
    let mut seen = Seen::default();
    for key in keys {
        let name = key.to_ascii_lowercase();
        let name = name.as_str();
        if matches!(name, "uri" | "guid") {
            seen.has_id = true;
        } else if OURS.contains(&name) {
            seen.is_ours = true;
        } else if COMMON.contains(&name) {
            seen.common += 1;
        } else if is_known(name) && !SHARED.contains(&name) {
            seen.telling += 1;
        }
    }
    seen
}

impl Seen {
    /// Whether an object with these keys is ninjs. One that stands on a line may be of our own JSON Lines, and of one that is
    /// cut off not all keys are seen.
    pub(super) fn is_ninjs(&self, is_line: bool, is_cut: bool) -> bool {
        if self.is_ours {
            return false;
        }
        let by_keys = self.telling > 1 || self.has_id && self.telling + self.common > 0;
        by_keys || is_cut && self.telling > 0 || self.has_id && !is_line
    }
}

/// Whether ninjs has a field of this name in small letters.
pub(super) fn is_known(name: &str) -> bool {
    let prefixed = PREFIXES.iter().any(|prefix| name.starts_with(prefix));
    prefixed || NAMES.iter().any(|(known, _)| *known == name)
}

/// What is wrong with a field by the schema; `None` where nothing is.
pub(super) fn fault(spelled: &str, value: &Value) -> Option<&'static str> {
    let name = spelled.to_ascii_lowercase();
    let Some((_, shape)) = NAMES.iter().find(|(known, _)| *known == name) else {
        let is_text = value.is_string() || value.is_number();
        let prefixed = PREFIXES.iter().any(|prefix| name.starts_with(prefix));
        return match (prefixed, is_text) {
            (true, true) => None,
            (true, false) => Some("is no text"),
            (false, _) => Some("is no field of ninjs"),
        };
    };
    match shape {
        Shape::Text if value.is_array() || value.is_object() => Some("is no text"),
        Shape::Object if !value.is_object() => Some("is no object"),
        Shape::Members if !value.is_object() && !value.is_array() => Some("is no list"),
        _ => None,
    }
}
