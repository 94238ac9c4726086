//! `hopHistory`: through whose hands an item went on its way.

use super::draft::Draft;
use crate::formats::xml::Element;

/// Tells each hop in a note: it says how the text came about, and nothing about the story.
pub(super) fn read<'d, 'a>(draft: &mut Draft<'_, 'd, 'a>, item: Element<'d, 'a>) {
    let hops = item
        .all("hopHistory")
        .flat_map(|history| history.all("hop"));
    for hop in hops {
        let mut told = "hop".to_owned();
        for part in ["seq", "timestamp"] {
            if let Some(value) = hop.attribute(part) {
                told.push(' ');
                told.push_str(value);
            }
        }
        let parties = hop.all("party").filter_map(|party| draft.told(party));
        let parties: Vec<String> = parties.collect();
        let actions: Vec<String> = hop
            .all("action")
            .filter_map(|action| {
                let target = draft.role(action, "target").unwrap_or_default();
                let action = draft.code(action)?.code;
                Some(format!("{action} {target}").trim_end().to_owned())
            })
            .collect();
        told.push_str(": ");
        told.push_str(&parties.join(", "));
        if !actions.is_empty() {
            told.push_str(", ");
            told.push_str(&actions.join(", "));
        }
        draft.note("raw", "computed", &told);
    }
}
