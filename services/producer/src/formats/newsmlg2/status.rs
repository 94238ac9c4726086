//! Status, embargo and signals: whether, when and how an item may be used. What cannot be read closes.

use dateline_schemas::{PubStatus, Signal};

use super::{code::Code, draft::Draft};
use crate::formats::{dates, signals, xml::Element};

/// IPTC's statuses, as the standard catalog names them.
const STATUSES: &str = "stat";

/// Most signals of one item: each is compared with those before it.
const MAX_SIGNALS: usize = 50;

/// What an item without a status is, as the standard says.
const DEFAULT: &str = "absent, which in NewsML-G2 means usable";

/// Puts the status into an item whose own elements and text say none.
pub(super) fn set_default(draft: &mut Draft<'_, '_, '_>, item: Element<'_, '_>) {
    let declared = item
        .all("itemMeta")
        .any(|it| it.child("pubStatus").is_some());
    if !declared && draft.wire_item.pub_status == PubStatus::Unknown {
        draft.wire_item.pub_status = PubStatus::Usable;
        draft.note("pub_status", "inferred", DEFAULT);
    }
}

/// Puts the status into the item: of several the one that allows least.
pub(super) fn set(draft: &mut Draft<'_, '_, '_>, elements: &[Element<'_, '_>]) {
    let codes = elements.iter().map(|element| draft.code(*element));
    let read = codes.map(|code| (code.as_ref().map_or(PubStatus::Unknown, status), code));
    let Some((status, code)) = read.max_by_key(|(status, _)| severity(*status)) else {
        return;
    };
    draft.wire_item.pub_status = status;
    let is_standard = code
        .as_ref()
        .is_some_and(|code| code.scheme.as_deref() == Some(STATUSES));
    let written = code.map(|code| code.qcode()).unwrap_or_default();
    if status == PubStatus::Unknown {
        let what = format!("{written:?} is no status of NewsML-G2; the item is held");
        draft.note("pub_status", "inferred", &what);
    } else if !is_standard {
        let what = format!("from {written:?}, which is of another scheme than the standard's");
        draft.note("pub_status", "normalised", &what);
    }
}

fn status(code: &Code) -> PubStatus {
    match last_word(code).to_ascii_lowercase().as_str() {
        "usable" => PubStatus::Usable,
        "withheld" => PubStatus::Withheld,
        "canceled" | "cancelled" => PubStatus::Canceled,
        _ => PubStatus::Unknown,
    }
}

/// The code, or the end of a URI of which no catalog knows the scheme.
fn last_word(code: &Code) -> &str {
    match &code.scheme {
        Some(_) => &code.code,
        None => code.code.rsplit(['/', ':', '#']).next().unwrap_or_default(),
    }
}

const fn severity(status: PubStatus) -> u8 {
    match status {
        PubStatus::Usable => 0,
        PubStatus::Unknown => 1,
        PubStatus::Withheld => 2,
        PubStatus::Canceled => 3,
    }
}

/// Puts an embargo into the item. An empty one has no end.
pub(super) fn set_embargo(draft: &mut Draft<'_, '_, '_>, element: Element<'_, '_>) {
    match element.text() {
        Some(text) => dates::set_embargo(draft.context, &mut draft.wire_item, &text),
        None => {
            draft.wire_item.embargo_text = Some("<embargoed/>".to_owned());
            let what = "an embargo without a time has no end in NewsML-G2";
            draft.note("embargo_text", "inferred", what);
        }
    }
}

/// Adds what a signal says, in the words of the contract where it has one.
pub(super) fn add_signal<'d, 'a>(draft: &mut Draft<'_, 'd, 'a>, element: Element<'d, 'a>) {
    let code = draft.code(element);
    let Some(evidence) = code.as_ref().map(Code::qcode).or(draft.told(element)) else {
        return;
    };
    let word = code.as_ref().map_or(evidence.as_str(), last_word);
    let lower = word.to_ascii_lowercase();
    let signal = match lower.as_str() {
        "correction" | "corrected" | "corrective" | "corr" => "correction",
        "update" | "updated" => "update",
        "refile" | "refiled" => "refile",
        "repeat" | "repetition" | "resend" => "repeat",
        "alert" | "flash" | "newsflash" | "snap" => "alert",
        "advisory" => "advisory",
        _ => word,
    };
    if draft.wire_item.signals.len() == MAX_SIGNALS {
        return;
    }
    let signal = Signal {
        signal: signal.to_owned(),
        evidence: Some(evidence),
    };
    signals::push(&mut draft.wire_item, signal);
}
