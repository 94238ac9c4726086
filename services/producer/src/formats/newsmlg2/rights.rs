//! `rightsInfo`: on which terms an item may be used.

use super::draft::{Draft, named, properties};
use crate::formats::{flow, xml::Element};

/// Takes terms and rights. The notice of the copyright stands in for terms where there are none.
pub(super) fn read<'d, 'a>(draft: &mut Draft<'_, 'd, 'a>, item: Element<'d, 'a>) {
    let rights = properties(item, "rightsInfo");
    let all = |name: &str| {
        let named = named(&rights, name).into_iter();
        let texts = named.filter(|it| draft.language.other(*it).is_none());
        let texts: Vec<String> = texts.filter_map(flow::text_of).collect();
        (!texts.is_empty()).then(|| texts.join("\n"))
    };
    let (terms, notice) = (all("usageTerms"), all("copyrightNotice"));
    draft.wire_item.usage_terms = terms.clone().or(notice);
    for right in rights {
        let is_taken = right.name() == "usageTerms" && draft.language.other(right).is_none();
        if !is_taken {
            draft.extend(right);
        }
    }
}
