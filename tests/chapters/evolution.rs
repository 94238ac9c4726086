//! A later version's records in front of this version's code: nothing is lost, and nothing is guessed.
//!
//! The made-up second version has a new field, a new record, a new enum, new symbols in old enums and a nested field.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use dateline::SchemaExchange;
use dateline_enricher::annotate::{AnnotateConfig, AnnotateStage};
use dateline_runtime::{
    Clients, Control, Outgoing, Pump, PumpConfig, PumpError, PumpMetrics, TopicName, Totals,
    kafka::KafkaCluster,
    local::{LocalCleanup, LocalCluster, LocalTopic},
    log::{Cluster, MemberSpec, StageLog as _, StartAt, Writer as _},
    table::read_to_end,
};
use dateline_schemas::{
    AnnotatedItem, Codec, PubStatus, Representation, WireItem,
    codec::{fingerprint_key, own_schemas},
    identity,
    topic::Topic,
};
use dateline_tests::{
    deadline::{wait_for, wait_until},
    installation::Installation,
    stack::kafka::{self, NewTopic},
};
use prometheus::Registry;
use rdkafka::Message as _;
use serde_json::{Value, json};

const WITHIN: Duration = Duration::from_secs(60);

const V2_ITEM: &str = include_str!("../../schemas/fixtures/v2/WireItem.avsc");
const V2_JSON: &str = include_str!("../../schemas/fixtures/v2/WireItem.full.json");

/// A log with all of Dateline's topics under a prefix, one partition each.
struct World<C> {
    cluster: C,
    prefix: String,
}

fn local_world() -> World<LocalCluster> {
    let topics = Topic::ALL.map(|topic| LocalTopic {
        name: TopicName::new(&topic.name("evolution")),
        partitions: 1,
        cleanup: LocalCleanup::KeepBytes(u64::MAX),
    });
    World {
        cluster: LocalCluster::new(&topics),
        prefix: "evolution".to_owned(),
    }
}

fn kafka_world() -> World<KafkaCluster> {
    let brokers = kafka::brokers().unwrap();
    let prefix = kafka::topic_prefix("evolution");
    let names = Topic::ALL.map(|topic| topic.name(&prefix));
    let topics = names.each_ref().map(|name| NewTopic {
        name,
        partitions: 1,
        settings: &[("message.timestamp.type", "LogAppendTime")],
    });
    kafka::create_topics(&brokers, &topics).unwrap();
    let properties = BTreeMap::from([("bootstrap.servers".to_owned(), brokers)]);
    World {
        cluster: KafkaCluster::new(properties),
        prefix,
    }
}

impl<C: Cluster> World<C> {
    fn topic(&self, topic: Topic) -> TopicName {
        TopicName::new(&topic.name(&self.prefix))
    }

    fn write(&self, topic: Topic, key: &str, value: Vec<u8>) {
        let id = format!("{}-feeder", self.prefix);
        let mut writer = self.cluster.writer(&id).unwrap();
        let outgoing = Outgoing::keyed(&self.topic(topic), key.as_bytes(), Some(value));
        writer.begin().unwrap();
        writer.send(outgoing).unwrap();
        writer.commit().unwrap();
    }

    fn values(&self, topic: Topic) -> Vec<Vec<u8>> {
        let mut table = self.cluster.table().unwrap();
        let mut values = Vec::new();
        let control = Control::default();
        read_to_end(&mut table, &self.topic(topic), &control, |record| {
            values.extend(record.value.map(<[u8]>::to_vec));
        })
        .unwrap();
        values
    }

    fn spec(&self) -> MemberSpec {
        MemberSpec {
            group: format!("{}-enricher-annotate", self.prefix),
            input: self.topic(Topic::Items),
            transactional_id: format!("{}-annotate", self.prefix),
            instance_id: None,
            start: StartAt::Beginning,
        }
    }

    /// The stage as the product has it, of this version's code. It has a thread of its own there, too: between two turns
    /// of a test that reads topics meanwhile a transaction may grow so old that the broker aborts it.
    fn start(&self, codec: &Codec) -> Working {
        let config = AnnotateConfig {
            languages: vec!["nl".to_owned(), "en".to_owned()],
            ..AnnotateConfig::default()
        };
        let stage = AnnotateStage::new(&config, &self.prefix, codec.clone()).unwrap();
        let control = Control::default();
        let schemas = self.topic(Topic::Schemas);
        let exchange =
            SchemaExchange::new(&self.cluster, codec.clone(), vec![schemas], control.clone());
        let metrics = PumpMetrics::register(&Registry::new()).unwrap();
        let looks = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&looks);
        let refresh = move || {
            exchange.refresh();
            counted.fetch_add(1, Ordering::Relaxed);
        };
        let pump: Pump<AnnotateStage, C> = Pump::new(
            stage,
            Clients::join(&self.cluster, &self.spec()).unwrap(),
            self.spec(),
            PumpConfig {
                // A slow machine reads its language models meanwhile.
                schema_wait: 10 * WITHIN,
                ..PumpConfig::new(self.topic(Topic::Dead))
            },
            control.clone(),
            metrics.of_stage("annotate"),
            Box::new(refresh),
        );
        Working {
            control,
            looks,
            thread: thread::spawn(move || pump.run()),
        }
    }
}

/// A stage at work.
struct Working {
    control: Control,
    /// How often it has looked for new schemas.
    looks: Arc<AtomicU32>,
    thread: JoinHandle<Result<(), PumpError>>,
}

impl Working {
    fn looks(&self) -> u32 {
        self.looks.load(Ordering::Relaxed)
    }

    fn stop(self) {
        self.control.stop();
        self.thread.join().unwrap().unwrap();
    }
}

/// The second version's full item with a few fields set otherwise.
fn v2_item(changes: &[&Value]) -> Value {
    let mut item: Value = serde_json::from_str(V2_JSON).unwrap();
    let changes = changes.iter().filter_map(|changes| changes.as_object());
    for (name, value) in changes.flatten() {
        item[name] = value.clone();
    }
    item
}

fn v1_item(uri: &str) -> WireItem {
    let mut item = WireItem {
        uri: uri.to_owned(),
        source: "buitenland".to_owned(),
        body: Some("De ringdijk houdt, zegt de gemeente na een nacht zonder slaap.".to_owned()),
        pub_status: PubStatus::Usable,
        ..WireItem::default()
    };
    item.content_hash = identity::content_hash(&item);
    item
}

const USABLE: &str = "urn:dateline:anp:v2-usable";
const RESTRICTED: &str = "urn:dateline:anp:v2-restricted";
const BEFORE: &str = "urn:dateline:anp:v1-before";
const AFTER: &str = "urn:dateline:anp:v1-after";

fn what_version_2_writes_is_waited_for_and_read<C: Cluster>(world: &World<C>) {
    let (ours, theirs) = (Codec::single_object(), Codec::single_object());
    let v2 = theirs.learn(V2_ITEM).unwrap();
    // Without an embargo, so that nothing but the status says whether they may go on.
    let open = json!({ "embargoed_until": null, "embargo_text": null });
    let usable = json!({ "uri": USABLE, "pub_status": "usable" });
    let restricted = json!({ "uri": RESTRICTED });
    world.write(Topic::Items, BEFORE, ours.encode(&v1_item(BEFORE)).unwrap());
    for (uri, changes) in [(USABLE, usable), (RESTRICTED, restricted)] {
        let bytes = theirs
            .encode_dynamic(v2, &v2_item(&[&open, &changes]))
            .unwrap();
        world.write(Topic::Items, uri, bytes);
    }
    world.write(Topic::Items, AFTER, ours.encode(&v1_item(AFTER)).unwrap());

    let working = world.start(&ours);
    let annotated = |what: &str, count: usize| {
        wait_until(what, WITHIN, || {
            assert!(!working.thread.is_finished(), "the stage has ended");
            world.values(Topic::Annotated).len() == count
        })
        .unwrap();
    };
    annotated("the first version's item", 1);
    let looks = working.looks() + 5;
    wait_until("a few looks more", WITHIN, || working.looks() >= looks).unwrap();
    assert_eq!(
        world.values(Topic::Annotated).len(),
        1,
        "what cannot be read yet is waited for, and what is behind it keeps its place"
    );

    let key = fingerprint_key(v2);
    world.write(Topic::Schemas, &key, V2_ITEM.as_bytes().to_vec());
    annotated("all that goes on", 3);
    working.stop();
    check_what_went_on(world, &ours);
}

fn check_what_went_on<C: Cluster>(world: &World<C>, codec: &Codec) {
    let annotated = world.values(Topic::Annotated).into_iter();
    let annotated: Vec<AnnotatedItem> = annotated
        .map(|value| codec.decode(&value).unwrap())
        .collect();
    let uris: Vec<&str> = annotated.iter().map(|it| it.item.uri.as_str()).collect();
    assert_eq!(
        uris,
        [BEFORE, USABLE, AFTER],
        "a status of tomorrow withholds"
    );
    let item = &annotated[1].item;
    let full: Value = serde_json::from_str(V2_JSON).unwrap();
    assert_eq!(item.representation, Representation::Unknown);
    assert_eq!(item.body.as_deref(), full["body"].as_str());
    let dateline = item.dateline.as_ref().unwrap();
    assert_eq!(
        Some(dateline.text.as_str()),
        full["dateline"]["text"].as_str()
    );
    assert_eq!(
        item.extensions["anp:desk"], "BUI",
        "what follows new fields is read, too"
    );
    assert_eq!(world.values(Topic::Dead), Vec::<Vec<u8>>::new());

    let mut member = world.cluster.member(&world.spec()).unwrap();
    let totals = wait_for("the ledger", WITHIN, || {
        // On the local log only a member that was polled is in the group; Kafka answers anybody.
        member.poll(Duration::from_millis(10), &mut |_| {})?;
        Ok(member.committed(0)?)
    });
    let totals = Totals::from_metadata(&totals.unwrap().metadata);
    assert_eq!((totals.inputs, totals.sum_of_outcomes()), (4, 4));
    let outcome = |label: &str| totals.outcomes.get(label).copied();
    assert_eq!((outcome("emitted"), outcome("held")), (Some(3), Some(1)));
}

#[test]
fn what_version_2_writes_is_waited_for_and_read_on_the_local_log() {
    what_version_2_writes_is_waited_for_and_read(&local_world());
}

#[test]
fn what_version_2_writes_is_waited_for_and_read_on_kafka() {
    what_version_2_writes_is_waited_for_and_read(&kafka_world());
}

#[test]
fn a_process_has_written_its_schemas_before_its_first_record() {
    let installation = Installation::shared(crate::PROGRAM, "schemas").unwrap();
    installation.apply_topics().unwrap();
    let item = json!({ "uri": "urn:dateline:anp:1", "body": "De brug is weer open voor verkeer." });
    std::fs::write(
        installation.folder().join("items.jsonl"),
        format!("{item}\n"),
    )
    .unwrap();
    let produced = installation.run(&["produce", "--input", "jsonl:items.jsonl"], WITHIN);
    produced.unwrap().successful().unwrap();
    let records = |topic: Topic| {
        let topic = installation.topic(topic);
        kafka::records_of(installation.brokers(), &topic, WITHIN).unwrap()
    };
    let schemas = records(Topic::Schemas);
    let mut announced: Vec<String> = schemas
        .iter()
        .map(|record| String::from_utf8(record.key().unwrap().to_vec()).unwrap())
        .collect();
    announced.sort();
    let mut own: Vec<String> = own_schemas()
        .map(|(print, _)| fingerprint_key(print))
        .collect();
    own.sort();
    assert_eq!(announced, own);
    let last_schema = schemas
        .iter()
        .filter_map(|it| it.timestamp().to_millis())
        .max();
    for topic in [Topic::Raw, Topic::Items, Topic::Checkpoints] {
        let found = records(topic);
        let first = found
            .iter()
            .filter_map(|it| it.timestamp().to_millis())
            .min();
        assert!(first.is_some() && last_schema <= first, "{topic:?}");
    }
}
