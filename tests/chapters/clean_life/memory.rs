//! What the enricher remembers is what is in its windows, however long it runs.

use std::time::Duration;

use dateline_schemas::{
    Codec, PubStatus, RawReference, Timestamp, WireItem, identity, topic::Topic,
};
use dateline_tests::{
    deadline::wait_until,
    installation::{Installation, Service},
};
use rdkafka::{
    ClientConfig,
    producer::{BaseProducer, BaseRecord, Producer as _},
};

use super::{WITHIN, installed};

const ITEMS: usize = 200_000;
/// The longest window there is: ten of them are more than the 45 days for which annotate remembers a uri, so that all
/// that can expire does.
const WINDOW_HOURS: i64 = 168;
const WINDOWS: i64 = 10;
const SPAN_MS: i64 = WINDOWS * WINDOW_HOURS * 3_600_000;
const STARTS_AT_MS: i64 = 1_700_000_000_000;
/// Items that are written ahead of what is consumed: enough to keep the enricher busy, and few against its buffers.
const AHEAD: usize = 5_000;
const AT_A_TIME: usize = 500;
/// The run in parts. Over the first four, all that can be remembered is gathered.
const PARTS: usize = 6;
/// How much more the last part may take than the one before.
const GROWTH: f64 = 1.05;

const WORDS: [&str; 32] = [
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
    "storm",
    "coast",
    "ferry",
    "court",
    "ruled",
    "against",
    "plans",
    "for",
];

const SYLLABLES: [&str; 16] = [
    "bar", "den", "fil", "gor", "han", "jel", "kem", "lor", "mar", "nes", "pol", "rin", "sta",
    "tor", "ven", "wick",
];

fn item(index: usize) -> WireItem {
    // Every third word is a name out of thousands, so that nearly every item is a story of its own.
    let mut state = index as u64 + 1;
    let mut draw = |choices: usize| {
        state = state
            .wrapping_mul(0x5851_f42d_4c95_7f2d)
            .wrapping_add(0x1405_7b7e_f767_814f);
        (state >> 33) as usize % choices
    };
    let mut word = |place: usize| match place % 3 {
        2 => (0..3).map(|_| SYLLABLES[draw(SYLLABLES.len())]).collect(),
        _ => WORDS[draw(WORDS.len())].to_owned(),
    };
    let mut text = |count: usize| (0..count).map(&mut word).collect::<Vec<String>>().join(" ");
    let uri = format!("urn:test:{index}");
    let received_ms = STARTS_AT_MS + SPAN_MS / ITEMS as i64 * index as i64;
    let mut item = WireItem {
        version: Some(1),
        provider: Some("Harbour Wire".to_owned()),
        source: "test".to_owned(),
        headline: Some(text(7)),
        body: Some(text(40)),
        pub_status: PubStatus::Usable,
        received_at: Timestamp::from_millis(received_ms),
        raw: RawReference {
            delivery_id: identity::delivery_id("test", &uri, b""),
            span: None,
        },
        uri,
        ..WireItem::default()
    };
    item.content_hash = identity::content_hash(&item);
    item
}

/// Writes items as the producer does, by key.
struct Feeder {
    producer: BaseProducer,
    topic: String,
    codec: Codec,
    written: usize,
}

impl Feeder {
    fn new(installation: &Installation) -> Self {
        let producer = ClientConfig::new()
            .set("bootstrap.servers", installation.brokers())
            .set("partitioner", "murmur2_random")
            .set("compression.type", "lz4")
            .create();
        Self {
            producer: producer.unwrap(),
            topic: installation.topic(Topic::Items),
            codec: Codec::single_object(),
            written: 0,
        }
    }

    fn write_up_to(&mut self, count: usize) {
        for index in self.written..count.min(ITEMS) {
            let item = item(index);
            let value = self.codec.encode(&item).unwrap();
            let record = BaseRecord::to(&self.topic).key(&item.uri).payload(&value);
            self.producer
                .send(record)
                .map_err(|(error, _)| error)
                .unwrap();
        }
        self.written = count.min(ITEMS);
        self.producer.flush(WITHIN).unwrap();
    }
}

/// A sum over all partitions of what a stage shows.
fn shown(metrics: &str, name: &str, stage: &str) -> usize {
    let label = format!("stage=\"{stage}\"");
    let lines = metrics.lines();
    let lines = lines.filter(|line| line.starts_with(name) && line.contains(&label));
    let values = lines.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok());
    values.sum::<f64>() as usize
}

/// Resident memory of a process, in pages.
fn resident_pages(service: &Service) -> usize {
    let path = format!("/proc/{}/statm", service.running.pid());
    let statm = std::fs::read_to_string(path).unwrap();
    statm.split(' ').nth(1).unwrap().parse().unwrap()
}

/// What was seen in each part of the run.
#[derive(Debug, Default)]
struct Seen {
    resident_pages: [Vec<usize>; PARTS],
    known_uris: [Vec<usize>; PARTS],
    window_members: [Vec<usize>; PARTS],
}

impl Seen {
    fn see(&mut self, done: usize, service: &Service, metrics: &str) {
        let part = (done * PARTS / ITEMS).min(PARTS - 1);
        let entries = |stage| shown(metrics, "dateline_state_entries", stage);
        self.resident_pages[part].push(resident_pages(service));
        self.known_uris[part].push(entries("annotate"));
        self.window_members[part].push(entries("link"));
    }
}

/// The middle of what was seen in each part: what is on its way, and a table that grows, come and go.
fn medians(seen: &mut [Vec<usize>; PARTS]) -> [usize; PARTS] {
    seen.each_mut().map(|values| {
        values.sort_unstable();
        values[values.len() / 2]
    })
}

#[test]
fn what_expires_leaves_memory_over_ten_windows() {
    let installation =
        installed("memory").with(&format!("enricher.dedup_window_hours={WINDOW_HOURS}"));
    let mut service = installation.start(&["enrich"]).unwrap();
    service.wait_until_ready(WITHIN).unwrap();
    let mut feeder = Feeder::new(&installation);
    let mut seen = Seen::default();
    let mut done = 0;
    while done < ITEMS {
        feeder.write_up_to((done + AHEAD).min(ITEMS));
        let wanted = (done + AT_A_TIME).min(ITEMS);
        wait_until(
            "some more items to be linked",
            Duration::from_secs(60),
            || {
                let answer = service.get("/metrics").unwrap();
                let metrics = answer.map(|answer| answer.body).unwrap_or_default();
                done = shown(&metrics, "dateline_inputs_total", "link");
                seen.see(done, &service, &metrics);
                done >= wanted
            },
        )
        .unwrap();
    }
    service.stop(WITHIN).unwrap();
    let most = *seen.window_members[PARTS - 1].iter().max().unwrap();
    let per_window = ITEMS / WINDOWS as usize;
    // An hour's members leave together, a few at every change.
    assert!(most < per_window + per_window / 20, "{most} in the window");
    for (name, seen) in [
        ("resident pages", &mut seen.resident_pages),
        ("known uris", &mut seen.known_uris),
        ("window members", &mut seen.window_members),
    ] {
        let medians = medians(seen);
        eprintln!("{name}, by parts of the run: {medians:?}");
        let [.., before, last] = medians;
        assert!(last as f64 <= before as f64 * GROWTH, "{name}: {medians:?}");
    }
}
