//! Quarantine: a dead letter is the original record with headers that say what was wrong.
//!
//! The header names are Kafka Connect's, so that tools for its dead-letter queues read these too.

use crate::{
    ledger::Reason,
    record::{Outgoing, OwnedHeader, Record, TopicName},
};

/// Topic that the record came from.
pub const ERROR_TOPIC: &str = "__connect.errors.topic";
/// Partition that it came from.
pub const ERROR_PARTITION: &str = "__connect.errors.partition";
/// Its offset there.
pub const ERROR_OFFSET: &str = "__connect.errors.offset";
/// The stage that put it aside.
pub const ERROR_STAGE: &str = "__connect.errors.stage";
/// The reason, one of `Reason::label`.
pub const ERROR_CLASS: &str = "__connect.errors.exception.class.name";
/// What is wrong and what to do, in words.
pub const ERROR_MESSAGE: &str = "__connect.errors.exception.message";

/// Longest text that goes into a header, in bytes: beside a 16 MiB body the record still fits its topic.
const MESSAGE_LIMIT: usize = 4_096;

/// The dead letter of a record: key, bytes and headers as they were.
pub fn of_record(
    dead: &TopicName,
    record: &Record<'_>,
    stage: &str,
    reason: Reason,
    message: &str,
) -> Outgoing {
    let own = record.headers.iter();
    let mut headers: Vec<OwnedHeader> = own
        .map(|(name, value)| (name.to_owned().into(), value.to_vec()))
        .collect();
    headers.push((ERROR_TOPIC.into(), record.topic.into()));
    headers.push((ERROR_PARTITION.into(), record.partition.to_string().into()));
    headers.push((ERROR_OFFSET.into(), record.offset.to_string().into()));
    let place = format!("{}/{}@{}", record.topic, record.partition, record.offset);
    let message = format!("{place}: {message}{}", remedy(reason));
    headers.extend(why(stage, reason, &message));
    Outgoing {
        topic: dead.clone(),
        partition: None,
        key: record.key.map(<[u8]>::to_vec),
        value: record.value.map(<[u8]>::to_vec),
        headers,
        not_before_ms: None,
    }
}

/// The dead letter of bytes that are in no topic: a delivery, or a segment of one.
pub fn of_bytes(
    dead: &TopicName,
    key: &str,
    bytes: &[u8],
    stage: &str,
    reason: Reason,
    message: &str,
) -> Outgoing {
    let mut outgoing = Outgoing::keyed(dead, key.as_bytes(), Some(bytes.to_vec()));
    outgoing.headers.extend(why(stage, reason, message));
    outgoing
}

/// What to do about a record that was put aside, where the one who put it aside cannot know it.
const fn remedy(reason: Reason) -> &'static str {
    match reason {
        Reason::Empty | Reason::Undecodable | Reason::Unparsable => {
            "; Dateline writes no such record: find what else writes to this topic"
        }
        Reason::Oversize => "; deliver the item in parts, or leave out what is no text",
        Reason::Refused => "; have the provider send a version that can be stored",
        // Their messages say it, or they come of deliveries alone.
        Reason::UnknownSchema
        | Reason::Defect
        | Reason::InvalidEncoding
        | Reason::UnknownFormat
        | Reason::NoAuthority
        | Reason::NotNews => "",
    }
}

fn why(stage: &str, reason: Reason, message: &str) -> [OwnedHeader; 3] {
    let end = message.floor_char_boundary(MESSAGE_LIMIT);
    [
        (ERROR_STAGE.into(), stage.into()),
        (ERROR_CLASS.into(), reason.label().into()),
        (ERROR_MESSAGE.into(), message[..end].into()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Headers, Offset};

    #[test]
    fn a_dead_letter_keeps_bytes_and_headers_and_says_why() {
        let headers = [("traceparent".into(), b"00-1".to_vec())];
        let record = Record {
            topic: "wire.items",
            partition: 3,
            offset: Offset(7),
            key: Some(b"urn:x"),
            value: Some(b"\x00\xff"),
            headers: Headers::owned(&headers),
            append_time_ms: 0,
        };
        let dead = of_record(
            &TopicName::new("wire.dead"),
            &record,
            "annotate",
            Reason::Undecodable,
            "no magic byte",
        );
        assert_eq!(dead.value.as_deref(), Some(b"\x00\xff".as_slice()));
        let text = |name| {
            Headers::owned(&dead.headers)
                .get(name)
                .map(String::from_utf8_lossy)
        };
        for (name, expected) in [
            ("traceparent", "00-1"),
            (ERROR_TOPIC, "wire.items"),
            (ERROR_PARTITION, "3"),
            (ERROR_OFFSET, "7"),
            (ERROR_STAGE, "annotate"),
            (ERROR_CLASS, "undecodable"),
            (
                ERROR_MESSAGE,
                "wire.items/3@7: no magic byte; Dateline writes no such record: find what else writes to this topic",
            ),
        ] {
            assert_eq!(text(name).as_deref(), Some(expected), "{name}");
        }
    }

    #[test]
    fn a_long_reason_is_cut_at_a_character() {
        let message = "é".repeat(MESSAGE_LIMIT);
        let dead = of_bytes(
            &TopicName::new("d"),
            "k",
            b"",
            "parse",
            Reason::Unparsable,
            &message,
        );
        let value = Headers::owned(&dead.headers).get(ERROR_MESSAGE).unwrap();
        assert!(
            value.len() <= MESSAGE_LIMIT && std::str::from_utf8(value).is_ok(),
            "{} bytes",
            value.len()
        );
    }
}
