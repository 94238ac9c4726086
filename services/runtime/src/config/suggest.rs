//! "Did you mean": the known name that is closest to a misspelt one.

/// Alike enough to be a slip of the fingers: one edit in three characters, and never more than three.
fn edits_allowed(name: &str) -> usize {
    (name.chars().count() / 3).clamp(1, 3)
}

/// The candidate with the fewest edits, if there are few enough; the first of equals.
pub fn closest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .filter(|(edits, _)| *edits <= edits_allowed(name))
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, candidate)| candidate)
}

pub fn did_you_mean(name: &str) -> String {
    format!("did you mean `{name}`?")
}
