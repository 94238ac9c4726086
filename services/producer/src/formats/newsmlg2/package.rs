//! `groupSet`: the members of a package, which are items of their own.

use super::{draft::Draft, links};
use crate::formats::xml::Element;

/// Keeps the members of a package as references, in the order of its groups and in the role of theirs.
pub(super) fn read<'d, 'a>(draft: &mut Draft<'_, 'd, 'a>, item: Element<'d, 'a>) {
    let groups = item.all("groupSet").flat_map(|set| set.all("group"));
    for group in groups {
        let role = draft.role(group, "role");
        for member in group.children() {
            take(draft, member, role.as_deref());
        }
    }
    for member in item.all("itemRef") {
        take(draft, member, None);
    }
}

fn take<'d, 'a>(draft: &mut Draft<'_, 'd, 'a>, member: Element<'d, 'a>, role: Option<&str>) {
    let target = match member.name() {
        "itemRef" | "conceptRef" => links::target(member),
        "newsItem" | "packageItem" => member.attribute("guid"),
        _ => None,
    };
    if let Some(target) = target {
        let role = role.map(str::to_owned);
        let association = links::association(draft, member, role, target);
        draft.wire_item.associations.push(association);
    }
}
