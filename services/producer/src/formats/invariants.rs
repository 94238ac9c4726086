//! What holds of every format and of every layer below them, whatever the bytes are: for property tests and fuzzing.
//!
//! Each function says what does not hold, in words.

use std::{
    fmt::{Debug, Display},
    ops::Range,
};

use dateline_runtime::Reason;
use dateline_schemas::{Codec, Timestamp, WireItem, identity::content_hash};

use super::{
    Charset, DeliveryContext, Format, MAX_SEGMENTS, Parsed, dates,
    decoded::{Decoded, Undeclared},
    flow, html, json, media_type, parse, parse_any, signals, sniff, xml,
};
use crate::encoding::{Encoding, MAX_RATIO};

/// Most objects that the layer of JSON is asked for.
const MOST_OBJECTS: usize = 1_000;

/// Makes an error of what does not hold.
fn hold(holds: bool, what: impl Display) -> Result<(), String> {
    if holds { Ok(()) } else { Err(what.to_string()) }
}

/// What must be the same whenever it is read.
fn twice<T: PartialEq + Debug>(what: &str, read: impl Fn() -> T) -> Result<T, String> {
    let first = read();
    let second = read();
    hold(
        first == second,
        format_args!("{what} differs when it is read again: {first:?} and {second:?}"),
    )?;
    Ok(first)
}

/// A source in Amsterdam that fetched its deliveries on Friday the 13th of March 2026.
pub fn desk() -> DeliveryContext {
    let fetched_at = Timestamp::from_millis(1_773_415_800_000);
    DeliveryContext {
        source: "desk".to_owned(),
        namespace: "desk".to_owned(),
        delivery_id: "d1".to_owned(),
        received_at: fetched_at.plus_millis(1_000),
        fetched_at: Some(fetched_at),
        zone: jiff::tz::TimeZone::get("Europe/Amsterdam").ok(),
        ..DeliveryContext::default()
    }
}

/// A delivery in a format: no panic, parts of the delivery, items that the contract takes, and the same again.
///
/// # Errors
/// What does not hold.
pub fn of_format(
    format: Format,
    context: &DeliveryContext,
    bytes: &[u8],
) -> Result<Parsed, String> {
    let parsed = twice("what a delivery gives", || parse(format, context, bytes))?;
    of_parsed(&parsed, bytes.len())?;
    let has_parts = !parsed.items.is_empty() || !parsed.rejected.is_empty();
    // A feed without entries is taken as it is, and one of other formats never.
    hold(
        has_parts || format == Format::Feed,
        "neither an item nor a rejected part came of it",
    )?;
    Ok(parsed)
}

/// The same of a delivery whose format is told by its content.
///
/// # Errors
/// What does not hold.
pub fn of_sniffed(context: &DeliveryContext, bytes: &[u8]) -> Result<Parsed, String> {
    let found = twice("the sniffed format", || sniff(bytes))?;
    let parsed = parse_any(None, context, bytes);
    of_parsed(&parsed, bytes.len())?;
    if let Some(format) = found {
        let named = parse_any(Some(format), context, bytes);
        hold(
            parsed == named,
            format_args!("sniffed and named as {format}, a delivery gives two things"),
        )?;
    }
    Ok(parsed)
}

fn of_parsed(parsed: &Parsed, size: usize) -> Result<(), String> {
    let count = parsed.items.len() + parsed.rejected.len();
    // What stands behind the last segment is one more, and so are the items that the last notice names.
    hold(
        count <= MAX_SEGMENTS + 1_001,
        format_args!("{count} segments"),
    )?;
    for rejected in &parsed.rejected {
        let message = &rejected.message;
        hold(rejected.reason != Reason::Defect, message)?;
        hold(!message.is_empty(), "a rejected part without a message")?;
        within(&rejected.span, size)?;
    }
    parsed
        .items
        .iter()
        .try_for_each(|item| of_item(item, size).map_err(|what| format!("{}: {what}", item.uri)))
}

fn within(span: &Range<usize>, size: usize) -> Result<(), String> {
    let is_within = span.start <= span.end && span.end <= size;
    hold(is_within, format_args!("bytes {span:?} of {size}"))
}

fn of_item(item: &WireItem, size: usize) -> Result<(), String> {
    let codec = Codec::single_object();
    let record = codec.encode(item).map_err(|error| error.to_string())?;
    let read: WireItem = codec.decode(&record).map_err(|error| error.to_string())?;
    hold(read == *item, format_args!("its record reads as {read:?}"))?;
    hold(!item.uri.trim().is_empty(), "no uri")?;
    hold(
        item.content_hash == content_hash(item),
        "another content hash",
    )?;
    let has_urgency = item
        .urgency
        .is_none_or(|urgency| (1..=9).contains(&urgency));
    hold(has_urgency, format_args!("urgency {:?}", item.urgency))?;
    let value = serde_json::to_value(item).map_err(|error| error.to_string())?;
    hold(!has_nul(&value), "U+0000 in a text")?;
    let span = item.raw.span.ok_or("no place in the delivery")?;
    let offset = |at: i64| usize::try_from(at).map_err(|error| format!("offset {at}: {error}"));
    within(&(offset(span.start)?..offset(span.end)?), size)
}

fn has_nul(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::String(text) => text.contains('\0'),
        serde_json::Value::Array(values) => values.iter().any(has_nul),
        serde_json::Value::Object(fields) => fields
            .iter()
            .any(|(key, value)| key.contains('\0') || has_nul(value)),
        _ => false,
    }
}

/// The tree of a text of XML: each element is a part of the text, and of the one around it.
///
/// # Errors
/// What does not hold.
pub fn of_xml(text: &str) -> Result<(), String> {
    let Ok(document) = xml::Document::parse(text) else {
        return Ok(());
    };
    let mut end = 0;
    for root in document.roots() {
        let around = root.span();
        hold(end <= around.start, "documents overlap")?;
        end = around.end;
        for element in root.descendants() {
            let span = element.span();
            let is_within = around.start <= span.start && span.end <= around.end;
            hold(
                is_within && text.get(span.clone()).is_some(),
                format_args!("{span:?} of {around:?}"),
            )?;
        }
        let flowed = flow::text_of(root);
        hold(flowed != Some(String::new()), "an empty text")?;
        hold(root.text() != Some(String::new()), "an empty line")?;
    }
    Ok(())
}

/// The plain text of HTML: none, or words, and none that a terminal would obey.
///
/// # Errors
/// What does not hold.
pub fn of_html(text: &str) -> Result<(), String> {
    html::is_html(text);
    let plain = twice("the text of HTML", || html::to_text(text))?;
    let line = twice("the line of HTML", || html::to_line(text))?;
    for flowed in [&plain, &line].into_iter().flatten() {
        hold(!flowed.trim_matches('\n').is_empty(), "an empty text")?;
        let has_control = flowed.contains(|letter: char| letter.is_control() && letter != '\n');
        hold(
            !has_control,
            format_args!("control characters in {flowed:?}"),
        )?;
    }
    hold(
        line.is_none_or(|line| !line.contains('\n')),
        "a line of several",
    )?;
    hold(
        html::unescaped_again(text).is_none_or(|other| other != text),
        "a repair that repairs nothing",
    )
}

/// The objects of a text of JSON: each a part of the text, behind the one before.
///
/// # Errors
/// What does not hold.
pub fn of_json(text: &str) -> Result<(), String> {
    // A delivery is decoded without them.
    let text = text.replace('\0', "");
    let mut end = 0;
    for found in json::objects(&text, MOST_OBJECTS) {
        let Range { start, end: behind } = found.range;
        let piece = text.get(start..behind);
        hold(
            end <= start && piece.is_some(),
            format_args!("{start}..{behind} behind {end}"),
        )?;
        end = behind;
        if let Ok(object) = found.object {
            hold(
                !has_nul(&serde_json::Value::Object(object)),
                "U+0000 in a text",
            )?;
        }
        for member in json::members(&text, start..behind) {
            let value = member.value;
            let is_within = start <= value.start && value.end <= behind;
            hold(
                is_within && text.get(value.clone()).is_some(),
                format_args!("{value:?} of {start}..{behind}"),
            )?;
        }
    }
    Ok(())
}

/// A time: an interval that does not run backwards; and an embargo, which is known or kept as its text.
///
/// # Errors
/// What does not hold.
pub fn of_date(context: &DeliveryContext, text: &str) -> Result<(), String> {
    if let Ok(moment) = dates::read(context, text) {
        hold(
            moment.earliest <= moment.latest,
            format_args!("{moment:?} runs backwards"),
        )?;
    }
    let mut item = WireItem::default();
    dates::set_published(context, &mut item, text);
    dates::doubt_future(context, &mut item);
    hold(
        item.published.is_some(),
        "a time of publication that is lost",
    )?;
    dates::set_embargo(context, &mut item, text);
    let is_held = item.embargoed_until.is_some() || item.embargo_text.is_some();
    hold(is_held, "an embargo that is lost")?;
    item.uri = "urn:x:1".to_owned();
    let record = Codec::single_object().encode(&item);
    record.map(drop).map_err(|error| error.to_string())
}

/// Bytes in a character set: a text without U+0000 of which each letter stood within the bytes, one behind the other.
///
/// # Errors
/// What does not hold.
pub fn of_charset(label: &str, bytes: &[u8]) -> Result<(), String> {
    let charset = label
        .parse::<Charset>()
        .map_err(|error| error.to_string())?;
    let context = DeliveryContext {
        charset: Some(label.to_owned()),
        ..desk()
    };
    for undeclared in [Undeclared::Refused, Undeclared::Windows1252] {
        let Ok(decoded) = Decoded::declared(&context, bytes, None, undeclared) else {
            continue;
        };
        let text = decoded.text();
        hold(!text.contains('\0'), "U+0000 in a text")?;
        let mut end = 0;
        for (at, letter) in text.char_indices() {
            let span = decoded.span(at..at + letter.len_utf8());
            within(&span, bytes.len())?;
            hold(
                end <= span.end,
                format_args!(
                    "{letter:?} of {} stands before its neighbour",
                    charset.name()
                ),
            )?;
            end = span.end;
        }
        within(&decoded.span(0..text.len()), bytes.len())?;
    }
    Ok(())
}

/// The words of a text: each kind of signal once, with its evidence, and ids that the text has.
///
/// # Errors
/// What does not hold.
pub fn of_words(text: &str) -> Result<(), String> {
    let said = twice("what words say", || signals::in_text(text))?;
    for (i, signal) in said.iter().enumerate() {
        let is_new = !said
            .iter()
            .skip(i + 1)
            .any(|other| other.signal == signal.signal);
        hold(is_new, format_args!("{} twice", signal.signal))?;
        let evidence = signal.evidence.as_deref().unwrap_or_default();
        hold(
            !evidence.is_empty() && text.contains(evidence),
            format_args!("evidence {evidence:?}"),
        )?;
    }
    signals::is_label(text);
    media_type::format_of(text);
    if let Some(targets) = signals::notice(text) {
        let are_said = targets.ids.iter().all(|id| text.contains(id.as_str()));
        hold(
            are_said && !targets.ids.is_empty(),
            format_args!("{targets:?}"),
        )?;
    }
    Ok(())
}

/// A packed body: unpacked within its limits, or an error.
///
/// # Errors
/// What does not hold.
pub fn of_packed(encoding: &str, body: &[u8]) -> Result<(), String> {
    let encoding = Encoding::of_name(encoding).ok_or("no such encoding")?;
    let unpacked = encoding.unpack(body.to_vec());
    let size = unpacked.map_or(0, |bytes| bytes.len());
    hold(
        size <= body.len().saturating_mul(MAX_RATIO).max(body.len()),
        format_args!("{size} bytes"),
    )
}
