//! Whether an article may be used, and what it says of other documents.
//!
//! A message to editors whose type is a kill kills the article itself, unless another document is named.

use dateline_schemas::{Association, PubStatus, Signal, WireItem};

use super::{docdata, extend, identity};
use crate::formats::{
    item,
    notice::{Action, Targets},
    signals,
    xml::Element,
};

const KILLS: &[&str] = &["KILL", "CANCEL", "ELIMINAT", "WITHDRAW", "DELETE"];
const HOLDS: &[&str] = &["WITHHOLD", "WITHHELD", "HOLD"];
const CORRECTIONS: &[&str] = &["CORRECT"];

/// Sets the status of an article, signals what marks it as a correction, and says what it does to other documents.
pub(super) fn apply(wire_item: &mut WireItem, nitf: Element<'_, '_>) -> Option<Targets> {
    let docdata = nitf.at(&["head", "docdata"]);
    let own: Vec<String> = identity::ids(nitf).into_iter().map(|id| id.value).collect();
    let targets = docdata.and_then(|docdata| targets(wire_item, docdata, &own));
    set_status(wire_item, docdata, targets.is_some());
    if let Some(docdata) = docdata {
        embargo_by_status(wire_item, docdata);
        for message in docdata
            .all("ed-msg")
            .filter_map(|message| message.attribute("msg-type"))
        {
            extend(wire_item, "msg-type", message);
            let is_correction = says(message, CORRECTIONS);
            if is_correction {
                signal(wire_item, "correction", &format!("msg-type {message}"));
            }
        }
        for correction in docdata.all("correction") {
            let info = correction.attribute("info").map(str::to_owned);
            let evidence = info.or_else(|| correction.text());
            signal(
                wire_item,
                "correction",
                evidence.as_deref().unwrap_or("<correction>"),
            );
        }
    }
    targets
}

/// The status of an article, where it says that it may not be used.
pub(super) fn restricted(nitf: Element<'_, '_>) -> Option<PubStatus> {
    let docdata = nitf.at(&["head", "docdata"])?;
    let declared = docdata.attribute("management-status").and_then(status);
    declared.filter(|status| *status != PubStatus::Usable)
}

fn status(word: &str) -> Option<PubStatus> {
    Some(match word.to_ascii_lowercase().as_str() {
        "usable" | "embargoed" => PubStatus::Usable,
        "withheld" => PubStatus::Withheld,
        "canceled" | "cancelled" => PubStatus::Canceled,
        _ => return None,
    })
}

fn set_status(wire_item: &mut WireItem, docdata: Option<Element<'_, '_>>, names_others: bool) {
    let declared = docdata.and_then(|docdata| docdata.attribute("management-status"));
    let said = docdata.and_then(message_status).filter(|_| !names_others);
    let (status, what) = match (declared, declared.and_then(status), said) {
        (_, Some(PubStatus::Canceled), _) => (PubStatus::Canceled, None),
        (_, declared, Some(said)) if declared != Some(said) => (
            said,
            Some("by the type of the message to editors".to_owned()),
        ),
        (_, Some(status), _) => (status, None),
        (Some(word), None, _) => (
            PubStatus::Unknown,
            Some(format!(
                "management-status {word:?} is none of the standard"
            )),
        ),
        (None, None, _) => (
            PubStatus::Usable,
            Some("no management-status: usable by default".to_owned()),
        ),
    };
    wire_item.pub_status = status;
    if let Some(what) = what {
        wire_item
            .provenance
            .push(item::note("pub_status", "inferred", &what));
    }
}

fn message_status(docdata: Element<'_, '_>) -> Option<PubStatus> {
    let mut types = docdata
        .all("ed-msg")
        .filter_map(|message| message.attribute("msg-type"));
    types.find_map(|kind| {
        if says(kind, HOLDS) {
            Some(PubStatus::Withheld)
        } else {
            says(kind, KILLS).then_some(PubStatus::Canceled)
        }
    })
}

fn says(text: &str, words: &[&str]) -> bool {
    let text = text.to_uppercase();
    let mut said = text.split(|letter: char| !letter.is_alphanumeric());
    said.any(|said| words.iter().any(|word| said.starts_with(word)))
}

fn embargo_by_status(wire_item: &mut WireItem, docdata: Element<'_, '_>) {
    let declared = docdata.attribute("management-status");
    let is_embargoed = declared.is_some_and(|word| word.eq_ignore_ascii_case("embargoed"));
    if is_embargoed && wire_item.embargoed_until.is_none() && wire_item.embargo_text.is_none() {
        let release = docdata.all("date.release").find_map(docdata::norm);
        wire_item.embargo_text = Some(match release {
            Some(release) => format!("embargoed, release {release}"),
            None => "embargoed".to_owned(),
        });
        let what = "management-status is embargoed, and no later release says until when";
        wire_item
            .provenance
            .push(item::note("embargo_text", "inferred", what));
    }
}

fn targets(wire_item: &mut WireItem, docdata: Element<'_, '_>, own: &[String]) -> Option<Targets> {
    let is_other = |id: &&str| !own.iter().any(|own| own == id);
    if let Some(other) = docdata.attribute("management-doc-idref").filter(is_other) {
        let declared = docdata.attribute("management-idref-status");
        associate(wire_item, "management-doc-idref", other);
        let action = match declared.map(str::to_ascii_lowercase).as_deref() {
            Some("canceled" | "cancelled") => Some(Action::Kill),
            Some("withheld" | "embargoed") => Some(Action::Withhold),
            Some(_) => None,
            None => message_status(docdata).map(|status| match status {
                PubStatus::Canceled => Action::Kill,
                _ => Action::Withhold,
            }),
        };
        if let Some(action) = action {
            let evidence = declared.map(|word| format!("management-idref-status {word}"));
            return Some(named(action, other, evidence));
        }
    }
    let corrections = docdata.all("correction");
    let mut others = corrections.filter_map(|correction| {
        let id = correction.attribute("id-string").filter(is_other)?;
        Some((id, correction.attribute("info")))
    });
    let (other, info) = others.next()?;
    associate(wire_item, "correction", other);
    if let Some(status) = message_status(docdata) {
        let action = if status == PubStatus::Canceled {
            Action::Kill
        } else {
            Action::Withhold
        };
        return Some(named(action, other, info.map(str::to_owned)));
    }
    // A correction without a text of its own leaves the text that it corrects where it is.
    wire_item.body.as_ref()?;
    wire_item.replaces.push(other.to_owned());
    Some(named(Action::Replace, other, info.map(str::to_owned)))
}

fn named(action: Action, other: &str, evidence: Option<String>) -> Targets {
    Targets {
        action,
        ids: vec![other.to_owned()],
        evidence,
    }
}

fn associate(wire_item: &mut WireItem, role: &str, other: &str) {
    wire_item.associations.push(Association {
        role: Some(role.to_owned()),
        kind: Some("text".to_owned()),
        uri: Some(other.to_owned()),
        title: None,
    });
}

fn signal(wire_item: &mut WireItem, signal: &str, evidence: &str) {
    signals::push(
        wire_item,
        Signal {
            signal: signal.to_owned(),
            evidence: Some(evidence.to_owned()),
        },
    );
}
