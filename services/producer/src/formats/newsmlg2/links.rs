//! Links: the items that one replaces, kills or stands beside.

use dateline_schemas::Association;

use super::{
    code::Code,
    draft::{Deed, Draft},
};
use crate::formats::{notice::Action, xml::Element};

/// What a relation to another item means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relation {
    /// This item takes the other one's place, which is over.
    Replaces,
    /// This item goes on from the other one.
    Continues,
    /// The other one is not to be used any more.
    Kills,
    /// The other one is not to be used for now.
    Withholds,
    /// They belong together.
    Beside,
}

/// The relation by the code of its kind, whatever its scheme: IPTC's own has few, and agencies have theirs.
fn relation(code: &str) -> Relation {
    match code.to_ascii_lowercase().as_str() {
        "replaces" | "isreplacementof" | "replacementof" | "supersedes" => Relation::Replaces,
        "previousversion" | "haspreviousversion" | "isversionof" | "isupdateof" | "updateof"
        | "updates" | "iscorrectionof" | "correctionof" | "corrects" | "evolvedfrom" => {
            Relation::Continues
        }
        "kills" | "iskillof" | "killof" | "cancels" | "iscancellationof" | "cancellationof"
        | "withdraws" | "iswithdrawalof" | "withdrawalof" | "retracts" | "isretractionof"
        | "retractionof" | "deletes" => Relation::Kills,
        "withholds" | "iswithholdingof" => Relation::Withholds,
        _ => Relation::Beside,
    }
}

/// Takes a link of the item.
pub(super) fn read<'d, 'a>(draft: &mut Draft<'_, 'd, 'a>, link: Element<'d, 'a>) {
    let rel = Code::of_attribute(link, "rel", &draft.catalog);
    let evidence = rel.as_ref().map(Code::qcode).unwrap_or_default();
    let role = rel.map(|rel| rel.code);
    let Some(target) = target(link) else {
        return draft.extend(link);
    };
    let relation = role.as_deref().map_or(Relation::Beside, relation);
    if target == draft.wire_item.uri {
        return draft.extend(link);
    }
    let action = match relation {
        Relation::Replaces => Some(Action::Replace),
        Relation::Kills => Some(Action::Kill),
        Relation::Withholds => Some(Action::Withhold),
        Relation::Continues | Relation::Beside => None,
    };
    if let Some(action) = action {
        draft.deeds.push(Deed {
            action,
            target: target.to_owned(),
            evidence,
        });
    }
    if matches!(relation, Relation::Replaces | Relation::Continues) {
        draft.wire_item.replaces.push(target.to_owned());
    }
    let association = association(draft, link, role, target);
    draft.wire_item.associations.push(association);
}

/// Another item or a medium, as an element refers to it.
pub(super) fn association<'d, 'a>(
    draft: &Draft<'_, 'd, 'a>,
    reference: Element<'d, 'a>,
    role: Option<String>,
    target: &str,
) -> Association {
    let titles = reference
        .all("headline")
        .chain(reference.all("title"))
        .chain(reference.all("name"));
    let title = draft.language.best(titles).and_then(Element::text);
    let class = reference
        .child("itemClass")
        .and_then(|class| draft.code(class));
    Association {
        role,
        kind: class
            .map(|class| class.code)
            .or_else(|| kind(reference.attribute("contenttype")?).map(str::to_owned)),
        uri: Some(target.to_owned()),
        title: title.or_else(|| reference.attribute("title").map(str::to_owned)),
    }
}

/// The id or address of what an element refers to.
pub(super) fn target<'d>(reference: Element<'d, '_>) -> Option<&'d str> {
    let mut names = ["residref", "guidref", "href", "qcode", "uri"].into_iter();
    names.find_map(|name| reference.attribute(name))
}

/// Kind of a medium by its type; `None` where that says nothing of it.
fn kind(media_type: &str) -> Option<&'static str> {
    let (family, rest) = media_type.split_once('/')?;
    match family.to_ascii_lowercase().as_str() {
        "image" => Some("picture"),
        "video" => Some("video"),
        "audio" => Some("audio"),
        "text" => Some("text"),
        "application" if rest.contains("nitf") || rest.contains("xhtml") => Some("text"),
        "application" if rest.contains("g2.packageitem") => Some("composite"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_of_a_medium_is_its_media_type_s() {
        for (media_type, expected) in [
            ("image/jpeg", Some("picture")),
            ("video/mp4-480x320", Some("video")),
            ("AUDIO/mpeg", Some("audio")),
            ("text/plain", Some("text")),
            ("application/nitf+xml", Some("text")),
            ("application/vnd.iptc.g2.packageitem+xml", Some("composite")),
            ("application/vnd.iptc.g2.newsitem+xml", None),
            ("jpeg", None),
        ] {
            assert_eq!(kind(media_type), expected, "{media_type}");
        }
    }

    #[test]
    fn a_relation_says_what_becomes_of_the_other_item() {
        for (code, expected) in [
            ("replaces", Relation::Replaces),
            ("isReplacementOf", Relation::Replaces),
            ("previousVersion", Relation::Continues),
            ("hasPreviousVersion", Relation::Continues),
            ("isCorrectionOf", Relation::Continues),
            ("kills", Relation::Kills),
            ("retracts", Relation::Kills),
            ("withholds", Relation::Withholds),
            ("isReplacedBy", Relation::Beside),
            ("seeAlso", Relation::Beside),
        ] {
            assert_eq!(relation(code), expected, "{code}");
        }
    }
}
