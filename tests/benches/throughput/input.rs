//! The input of the rounds: wire items of ordinary length, written once.

use std::time::Duration;

use dateline_schemas::{
    Codec, Dateline, PubStatus, RawReference, Representation, Timestamp, WireItem, header, identity,
};
use rdkafka::{
    ClientConfig,
    message::{Header, OwnedHeaders},
    producer::{BaseProducer, BaseRecord, Producer as _},
};

/// Bytes of an ordinary item's text, so that its record has about 1.2 KB.
const BODY_BYTES: usize = 750;

/// Words that the texts are made of.
const WORDS: [&str; 24] = [
    "ministers",
    "harbour",
    "agreed",
    "overnight",
    "the",
    "budget",
    "after",
    "talks",
    "in",
    "capital",
    "with",
    "unions",
    "about",
    "wages",
    "and",
    "rail",
    "traffic",
    "will",
    "resume",
    "on",
    "monday",
    "said",
    "spokesman",
    "officials",
];

/// The `index`th item.
pub fn item(index: usize) -> WireItem {
    let mut body = String::with_capacity(BODY_BYTES + 16);
    let mut state = index as u64 * 0x9e37_79b9_7f4a_7c15 + 1;
    while body.len() < BODY_BYTES {
        state = state
            .wrapping_mul(0x5851_f42d_4c95_7f2d)
            .wrapping_add(0x1405_7b7e_f767_814f);
        body.push_str(WORDS[usize::try_from(state >> 33).unwrap_or(0) % WORDS.len()]);
        body.push(' ');
    }
    let mut item = WireItem {
        uri: format!("urn:dateline:example:{index}"),
        version: Some(1),
        provider: Some("Example Agency".to_owned()),
        source: "bench".to_owned(),
        credits: vec!["Example Agency".to_owned()],
        credit_line: Some("EXA".to_owned()),
        headline: Some(format!("Harbour talks resume, part {index}")),
        dateline: Some(Dateline {
            text: "ROTTERDAM".to_owned(),
            place: Some("ROTTERDAM".to_owned()),
            date: None,
        }),
        body: Some(body),
        representation: Representation::Full,
        pub_status: PubStatus::Usable,
        received_at: Timestamp::from_millis(1_700_000_000_000 + index as i64),
        raw: RawReference {
            delivery_id: identity::delivery_id("bench", &index.to_string(), b""),
            span: None,
        },
        ..WireItem::default()
    };
    item.content_hash = identity::content_hash(&item);
    item
}

/// Fills a topic; the bytes of all values.
pub fn fill(brokers: &str, topic: &str, items: usize) -> anyhow::Result<u64> {
    let mut config = ClientConfig::new();
    config
        .set("bootstrap.servers", brokers)
        .set("compression.type", "lz4")
        .set("batch.size", "1000000");
    config
        .set("linger.ms", "20")
        .set("partitioner", "murmur2_random");
    let producer: BaseProducer = config.create()?;
    let codec = Codec::single_object();
    let mut bytes = 0;
    for index in 0..items {
        let item = item(index);
        let value = codec.encode(&item)?;
        bytes += value.len() as u64;
        let mut headers = OwnedHeaders::new();
        for (name, value) in header::common(&item.raw.delivery_id, &item.source) {
            headers = headers.insert(Header {
                key: name,
                value: Some(value.as_bytes()),
            });
        }
        let mut record = BaseRecord::to(topic)
            .key(item.uri.as_bytes())
            .payload(value.as_slice())
            .headers(headers);
        while let Err((_, refused)) = producer.send(record) {
            record = refused;
            producer.poll(Duration::from_millis(10));
        }
    }
    while producer.in_flight_count() > 0 {
        producer.poll(Duration::from_millis(10));
    }
    Ok(bytes)
}
