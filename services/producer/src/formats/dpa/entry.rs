//! One entry of digitalwires: its fields, one after the other.

use dateline_schemas::{Association, Headline, Representation, WireItem};
use serde_json::{Map, Value};

use super::{categories, heading};
use crate::formats::{
    DeliveryContext, flow, html, item,
    json::{
        facts,
        fields::{Fields, listed, member, member_text},
        text,
    },
    signals,
};

/// Fields that only the way of the delivery is in: a receipt of the queue, which is another one each time.
const FURNITURE: &[&str] = &["_wireq_receipt", "wireq_receipt"];

/// Roles of notes that say what was corrected, the shortest first.
const CORRECTIONS: &[&str] = &["correctionshort", "correction"];

/// The item that the fields make, without what is Dateline's.
pub(super) fn read(context: &DeliveryContext, mut rest: Fields, twice: &[String]) -> WireItem {
    let fields = &mut rest;
    let mut wire_item = WireItem::default();
    for name in FURNITURE {
        fields.take(name);
    }
    identify(&mut wire_item, fields);
    facts::set_version(&mut wire_item, fields.text("version"));
    facts::set_status(&mut wire_item, fields.take("pubstatus").as_ref());
    facts::set_embargo(context, &mut wire_item, fields.take("embargoed").as_ref());
    facts::hold_if_twice(&mut wire_item, twice, &["pubstatus", "embargoed"]);
    let printed = fields.text("version_created");
    let names = ("version_created", "version_created");
    wire_item.version_created = facts::instant(context, &mut wire_item, names, printed);
    facts::set_urgency(&mut wire_item, fields.take("urgency").as_ref());
    wire_item.language_declared = fields.text("language");
    headlines(&mut wire_item, fields);
    wire_item.byline = fields.text("byline");
    credit(&mut wire_item, fields);
    body(&mut wire_item, fields);
    let evidence = note_to_editors(&mut wire_item, fields);
    signal(&mut wire_item, fields, evidence);
    categories::take(&mut wire_item, fields);
    categories::provider_of_urn(&mut wire_item);
    rights(&mut wire_item, fields);
    associations(&mut wire_item, fields);
    for (name, value) in rest.rest() {
        facts::keep(&mut wire_item, &name, &value);
    }
    signals::add(&mut wire_item);
    item::unescape_again(&mut wire_item);
    item::normalise_credits(&mut wire_item);
    wire_item
}

fn identify(wire_item: &mut WireItem, fields: &mut Fields) {
    if let Some(urn) = fields.text("urn") {
        wire_item.uri = urn;
    } else if let Some(id) = fields.get("entry_id").and_then(text) {
        let what = "from entry_id: the entry has no urn";
        wire_item
            .provenance
            .push(item::note("uri", "inferred", what));
        wire_item.uri = id;
    }
}

fn headlines(wire_item: &mut WireItem, fields: &mut Fields) {
    let line = |printed: String| match html::is_html(&printed) {
        true => html::to_line(&printed),
        false => Some(printed),
    };
    wire_item.headline = fields.text("headline").and_then(line);
    for role in ["kicker", "subhead"] {
        if let Some(text) = fields.text(role).and_then(line) {
            let role = Some(role.to_owned());
            wire_item.headlines.push(Headline { role, text });
        }
    }
}

/// Dateline and credits: the agencies of the dateline, which say more than the credit line does.
fn credit(wire_item: &mut WireItem, fields: &mut Fields) {
    wire_item.credit_line = fields.text("creditline");
    let printed = fields.text("dateline");
    let mut heading = printed.as_deref().map(heading::read).unwrap_or_default();
    let of_heading = std::mem::take(&mut heading.credits);
    wire_item.credits = match &wire_item.credit_line {
        _ if !of_heading.is_empty() => of_heading,
        Some(line) => heading::agencies(line),
        None => Vec::new(),
    };
    wire_item.dateline = heading.dateline();
}

fn body(wire_item: &mut WireItem, fields: &mut Fields) {
    let article = fields.text("article_html");
    wire_item.body = article.as_deref().and_then(html::to_text);
    if wire_item.body.is_some() {
        let what = "article_html: the text of its markup";
        wire_item
            .provenance
            .push(item::note("body", "normalised", what));
        return;
    }
    let descriptions = fields.take("descriptions");
    let caption = descriptions.as_ref().map(listed).and_then(|descriptions| {
        let mut members = descriptions.iter().filter_map(Value::as_object);
        members.find_map(|member| member_text(member, &["description", "value"]))
    });
    let (name, text) = match (caption, fields.get("teaser").and_then(text)) {
        (Some(caption), _) => ("descriptions", caption),
        (None, Some(teaser)) => ("teaser", teaser),
        (None, None) => return,
    };
    wire_item.body = marked_up_or_plain(&text);
    wire_item.representation = Representation::Partial;
    let what = format!("from {name}: there is no article");
    wire_item
        .provenance
        .push(item::note("body", "inferred", &what));
    let what = format!("{name} is the only text");
    wire_item
        .provenance
        .push(item::note("representation", "inferred", &what));
}

fn marked_up_or_plain(printed: &str) -> Option<String> {
    match html::is_html(printed) {
        true => html::to_text(printed),
        false => flow::plain(printed),
    }
}

/// Puts the note to editors into the item: the notepad, or where there is none the notes one by one. What was corrected.
fn note_to_editors(wire_item: &mut WireItem, fields: &mut Fields) -> Option<String> {
    let notepad = fields.take("notepad");
    let parts: Vec<String> = match &notepad {
        Some(Value::Object(notepad)) => ["public_html", "nonpublic_html"]
            .iter()
            .filter_map(|part| html::to_text(member(notepad, part)?.as_str()?))
            .collect(),
        Some(Value::String(notepad)) => marked_up_or_plain(notepad).into_iter().collect(),
        _ => Vec::new(),
    };
    let notes = fields.take("ednotes");
    let notes: Vec<(String, String)> = notes.iter().flat_map(listed).filter_map(note).collect();
    for (role, note) in &notes {
        if role == "closingline" {
            let note = Value::String(note.clone());
            facts::keep(wire_item, "closingline", &note);
        }
    }
    let is_note = |(role, _): &&(String, String)| role != "closingline";
    let single = fields.text("ednote").into_iter();
    wire_item.ednote = Some(if parts.is_empty() {
        let notes = notes.iter().filter(is_note).map(|(_, note)| note.clone());
        single.chain(notes).collect::<Vec<String>>().join("\n")
    } else {
        parts.join("\n")
    })
    .filter(|note| !note.is_empty());
    if wire_item.ednote.is_some() && !parts.is_empty() {
        let what = "notepad: the text of its markup";
        wire_item
            .provenance
            .push(item::note("ednote", "normalised", what));
    }
    let of_role = |role: &&str| notes.iter().find(|(known, _)| known == role);
    let correction = CORRECTIONS.iter().find_map(of_role);
    correction.map(|(_, note)| note.clone())
}

fn note(value: &Value) -> Option<(String, String)> {
    match value {
        Value::Object(note) => {
            let role = member_text(note, &["role"]).unwrap_or_default();
            let role = role.rsplit(':').next().unwrap_or_default().to_owned();
            let note = member_text(note, &["ednote", "value", "text"])?;
            Some((role, marked_up_or_plain(&note)?))
        }
        other => Some((String::new(), text(other)?)),
    }
}

fn signal(wire_item: &mut WireItem, fields: &mut Fields, evidence: Option<String>) {
    let Some(value) = fields.take("signal") else {
        return;
    };
    for code in listed(&value).iter().filter_map(text) {
        let evidence = evidence.as_deref().unwrap_or(&code);
        facts::add_signal(wire_item, &code, evidence);
    }
}

fn rights(wire_item: &mut WireItem, fields: &mut Fields) {
    wire_item.usage_terms = fields.text("usageterms");
    let notice = fields.get("copyrightnotice").and_then(text);
    if let (None, Some(notice)) = (&wire_item.usage_terms, notice) {
        wire_item.usage_terms = Some(notice);
        let what = "from copyrightnotice";
        wire_item
            .provenance
            .push(item::note("usage_terms", "inferred", what));
    }
}

fn associations(wire_item: &mut WireItem, fields: &mut Fields) {
    let value = fields.take("associations");
    let Some(value) = value else { return };
    let members = listed(&value);
    let objects = members.iter().filter_map(Value::as_object);
    wire_item.associations.extend(objects.map(reference));
    if !members.iter().all(Value::is_object) {
        facts::keep(wire_item, "associations", &value);
    }
}

fn reference(member: &Map<String, Value>) -> Association {
    let is_main = self::member(member, "is_featureimage") == Some(&Value::Bool(true));
    let role = member_text(member, &["role", "rel"]);
    let kind = member_text(member, &["type"]).map(|kind| match kind.as_str() {
        "image" => "picture".to_owned(),
        _ => kind,
    });
    Association {
        role: role.or_else(|| is_main.then(|| "featureimage".to_owned())),
        kind,
        uri: member_text(member, &["urn", "uri", "url"]),
        title: member_text(member, &["caption", "headline"]),
    }
}
