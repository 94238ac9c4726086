//! The server over real sockets, in front of an intake that the test plays.

mod answers;
mod client;
mod encrypted;
mod patience;

use std::{
    sync::mpsc::sync_channel,
    thread::{self, JoinHandle},
};

use dateline_runtime::{Control, Reason};
use prometheus::Registry;

use self::client::{Client, Reply};
use super::*;
use crate::{
    clock::Clock,
    formats::DeclaredLanguage,
    source::{Answer, Content, Counts, PushLimits, PushTls, SourceKind, Taken},
};

const TOKEN: &str = "a token of the desk";
const KEY: &str = "a key of the agency";

/// A server and its intake.
struct World {
    address: SocketAddr,
    control: Control,
    registry: Registry,
    serving: Option<Serving>,
    intake: Option<JoinHandle<()>>,
}

impl World {
    fn start(on_arrival: impl FnMut(Arrival) + Send + 'static) -> Self {
        Self::with(PushLimits::default(), None, on_arrival)
    }

    fn with(
        limits: PushLimits,
        tls: Option<PushTls>,
        mut on_arrival: impl FnMut(Arrival) + Send + 'static,
    ) -> Self {
        let credentials = [
            ("desk", PushCredentials::new([TOKEN], [])),
            ("agency", PushCredentials::new([], [KEY])),
        ];
        let specs = credentials.map(|(name, credentials)| spec(name, credentials));
        let pushed: Vec<Pushed<'_>> = specs
            .iter()
            .enumerate()
            .filter_map(|(index, spec)| match &spec.kind {
                SourceKind::Push { credentials } => Some(Pushed {
                    index,
                    spec,
                    credentials,
                }),
                _ => None,
            })
            .collect();
        let config = PushListener {
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            tls,
            limits,
        };
        let (sender, told) = sync_channel(1);
        let control = Control::default();
        let intake = ToIntake {
            source: 0,
            sender,
            control: control.clone(),
            clock: Clock::default(),
            is_failing: Default::default(),
        };
        let registry = Registry::new();
        let metrics = PushMetrics::register(&registry).unwrap();
        let server = PushServer::bind(&pushed, &config, intake, metrics).unwrap();
        let address = server.address().unwrap();
        let intake = thread::spawn(move || {
            for told in told {
                match told {
                    Told::Arrival(arrival) => on_arrival(*arrival),
                    other => panic!("{other:?}"),
                }
            }
        });
        Self {
            address,
            control,
            registry,
            serving: Some(server.start().unwrap()),
            intake: Some(intake),
        }
    }

    fn client(&self) -> Client {
        Client::connect(self.address)
    }

    /// Pushes to the desk, with its token and these headers.
    fn push(&self, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        let authorization = format!("Bearer {TOKEN}");
        let headers = [&[("authorization", authorization.as_str())], headers].concat();
        self.client().post("/v1/deliveries/desk", &headers, body)
    }

    /// How many requests ended so.
    fn counted(&self, outcome: &str) -> u64 {
        let families = self.registry.gather();
        let family = families
            .iter()
            .find(|family| family.name().ends_with("push_requests_total"));
        let mut metrics = family.unwrap().get_metric().iter();
        let metric = metrics.find(|metric| metric.get_label()[0].value() == outcome);
        metric.unwrap().get_counter().get_value() as u64
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if let Some(serving) = self.serving.take() {
            assert!(serving.end().is_ok() || thread::panicking());
        }
        if let Some(intake) = self.intake.take() {
            let ended = intake.join();
            assert!(ended.is_ok() || thread::panicking());
        }
    }
}

fn spec(name: &str, credentials: PushCredentials) -> SourceSpec {
    SourceSpec {
        name: name.to_owned(),
        namespace: name.to_owned(),
        kind: SourceKind::Push { credentials },
        format: None,
        providers: Vec::new(),
        charset: None,
        zone: None,
        rights: None,
        declared_language: DeclaredLanguage::Trusted,
        language_declared: None,
        fetched_at: FetchedAt::Unknown,
        expected_every: None,
    }
}

/// What an intake says of a delivery of so many items and so many bad parts.
fn taken(items: u64, rejected: u64) -> Answer {
    let counts = Counts {
        items,
        rejected: (rejected > 0)
            .then_some((Reason::Unparsable, rejected))
            .into_iter()
            .collect(),
    };
    Answer::Taken(Taken {
        delivery_id: "d1".to_owned(),
        already_taken: false,
        counts: Some(counts),
        messages: vec!["line 1 is no wire item".to_owned(); usize::from(rejected > 0)],
    })
}

/// An intake that takes everything.
fn take(arrival: Arrival) {
    answer(arrival, taken(1, 0));
}

fn answer(arrival: Arrival, answer: Answer) {
    arrival.receipt.unwrap().answer(answer);
}

fn bytes_of(arrival: &Arrival) -> &[u8] {
    match &arrival.content {
        Content::Bytes(bytes) => bytes,
        other => panic!("{other:?}"),
    }
}
