//! Link as the pump drives it, on texts of our own.

mod corroboration;
mod heartbeat;
mod relations;
mod repeat;
mod stage;
mod tallies;

use dateline_runtime::{Decision, Headers, Offset, Outcome, Record, Stage};
use dateline_schemas::{
    AnnotatedItem, Change as LineageChange, Codec, EnrichedItem, LineagePosition, PubStatus,
    Timestamp, WireItem,
};

use super::{LinkStage, fingerprint::fingerprint, window::Change, window::Undo, window::Window};

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;

/// A stage and the state of one partition.
struct Desk {
    stage: LinkStage,
    codec: Codec,
    state: Window,
    /// All records of `wire.fingerprints` so far: key and value.
    log: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Desk {
    fn new() -> Self {
        let codec = Codec::single_object();
        Self {
            stage: LinkStage::new(codec.clone(), "wire"),
            codec,
            state: Window::default(),
            log: Vec::new(),
        }
    }

    fn decide(&self, item: &AnnotatedItem) -> Decision<Change> {
        let value = self.codec.encode(item).expect("the item fits");
        self.decide_bytes(Some(&value))
            .expect("the schema is known")
    }

    fn decide_bytes(
        &self,
        value: Option<&[u8]>,
    ) -> Result<Decision<Change>, dateline_runtime::Undecided> {
        self.stage.decide(&self.state, &record(Some(b"nl"), value))
    }

    fn apply(&mut self, decision: Decision<Change>) -> Vec<Undo> {
        let mut undos = Vec::new();
        for state in decision.state {
            self.log
                .push((state.key, state.value.expect("link writes no tombstones")));
            undos.push(self.stage.restore(&mut self.state, state.change));
        }
        undos
    }

    fn public(&self, decision: &Decision<Change>) -> EnrichedItem {
        let [output] = decision.outputs.as_slice() else {
            panic!("one record per item: {decision:?}")
        };
        self.codec
            .decode(output.value.as_ref().expect("a value"))
            .expect("our own bytes")
    }

    /// Decides and applies; the public record.
    fn feed(&mut self, item: &AnnotatedItem) -> EnrichedItem {
        let decision = self.decide(item);
        let public = self.public(&decision);
        self.apply(decision);
        public
    }

    /// What a restart makes of records of `wire.fingerprints`.
    fn replay(&self, log: &[(Vec<u8>, Vec<u8>)]) -> Self {
        let mut restarted = Self::new();
        for (key, value) in log {
            let change = restarted
                .stage
                .decode_change(0, &record(Some(key), Some(value)));
            let change = change.expect("our own bytes").expect("each says something");
            restarted.stage.restore(&mut restarted.state, change);
        }
        restarted
    }
}

fn record<'a>(key: Option<&'a [u8]>, value: Option<&'a [u8]>) -> Record<'a> {
    Record {
        topic: "wire.annotated",
        partition: 0,
        offset: Offset(0),
        key,
        value,
        headers: Headers::NONE,
        append_time_ms: 0,
    }
}

/// An item of an agency, by its number, received so many minutes after the start.
fn item(agency: &str, number: u32, minutes: i64, tag: &str, body: &str) -> AnnotatedItem {
    let wire = WireItem {
        uri: format!("urn:dateline:{agency}:{number}"),
        source: agency.to_owned(),
        credits: vec![agency.to_uppercase()],
        body: (!body.is_empty()).then(|| body.to_owned()),
        pub_status: PubStatus::Usable,
        received_at: Timestamp::from_millis(1_780_000_000_000 + minutes * MINUTE_MS),
        ..WireItem::default()
    };
    let mut annotated = AnnotatedItem {
        fingerprints: Some(fingerprint(&wire, tag)),
        item: wire,
        link_group: tag.to_owned(),
        ..AnnotatedItem::default()
    };
    annotated.lineage.revision = 1;
    annotated.lineage.position = LineagePosition::Newest;
    annotated.lineage.change = LineageChange::New;
    annotated
}

/// The same with a headline.
fn headed(mut annotated: AnnotatedItem, headline: &str) -> AnnotatedItem {
    annotated.item.headline = Some(headline.to_owned());
    annotated.fingerprints = Some(fingerprint(&annotated.item, &annotated.link_group));
    annotated
}

/// A later revision of an item.
fn revised(mut annotated: AnnotatedItem, revision: i64, change: LineageChange) -> AnnotatedItem {
    annotated.lineage.revision = revision;
    annotated.lineage.previous_revision = Some(revision - 1);
    annotated.lineage.change = change;
    annotated
}

/// The text-less record of a kill or recall.
fn textless(
    agency: &str,
    number: u32,
    minutes: i64,
    tag: &str,
    position: LineagePosition,
) -> AnnotatedItem {
    let mut annotated = item(agency, number, minutes, tag, "");
    annotated.fingerprints = None;
    annotated.lineage.revision = 9;
    annotated.lineage.position = position;
    annotated.lineage.change = match position {
        LineagePosition::Killed => LineageChange::Killed,
        _ => LineageChange::Recalled,
    };
    annotated
}

const BRIDGE_NL: &str = "De burgemeester van Westerveen heeft woensdag de nieuwe hefbrug over de Dolte geopend. De brug kostte \
    14,2 miljoen euro en vervangt een oversteek uit 1926 die al vier jaar dicht was voor vrachtverkeer. Tijdens de \
    proef met de slagbomen bleef een van de motoren hangen, waardoor twee schepen ruim een uur moesten wachten. \
    Volgens de aannemer lag dat aan een sensor die verkeerd was afgesteld. Het waterschap laat de installatie in het \
    voorjaar opnieuw keuren. Ondernemers langs de kade zijn opgelucht dat klanten hun winkels weer kunnen bereiken. \
    De gemeente verwacht dagelijks zo'n 6800 voertuigen op de verbinding.";
const FERRY_EN: &str = "A passenger ferry ran aground on a sandbank outside Kelmouth harbour early on Thursday with 211 people \
    on board. Nobody was hurt and the vessel is not taking in water, the coastguard said. Passengers were brought \
    ashore in lifeboats and given breakfast in a school gymnasium. The operator blamed a failed steering pump for the \
    accident and cancelled 9 sailings. Divers will inspect the hull at high tide in the evening. Local fishermen said \
    that the channel had silted up since dredging stopped two winters ago.";
const MILL_DE: &str = "In der alten Papiermühle von Grünhausen ist in der Nacht zum Freitag ein Feuer ausgebrochen. Rund 120 \
    Einsatzkräfte verhinderten, dass die Flammen auf das benachbarte Sägewerk übergriffen. Zwei Feuerwehrleute \
    erlitten leichte Rauchvergiftungen und kamen in ein Krankenhaus. Den Schaden schätzt die Polizei auf 3,4 Millionen \
    Euro. Die Mühle stand seit 2009 leer und sollte im Sommer zu Wohnungen umgebaut werden. Ermittler schließen \
    Brandstiftung nicht aus und suchen nach einem weißen Lieferwagen.";

/// The first share of a text's words.
fn cut(text: &str, percent: usize) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words[..words.len() * percent / 100].join(" ")
}
