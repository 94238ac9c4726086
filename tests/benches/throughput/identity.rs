//! The pump with a stage that only decodes and encodes: what exactly-once, ledger and codec cost beyond the bare client.

use std::{collections::BTreeMap, thread, time::Duration};

use dateline_runtime::{
    Clients, Clocks, Control, Decision, Outcome, Outgoing, Pump, PumpConfig, PumpMetrics, Reason,
    Record, Stage, StateSize, TopicName, UndecidableStateRecord, Undecided,
    kafka::KafkaCluster,
    log::{MemberSpec, StartAt},
};
use dateline_schemas::{Codec, WireItem};
use dateline_tests::deadline::wait_until;
use prometheus::Registry;

use crate::measure::{Clock, Measured};

struct Identity {
    input: TopicName,
    output: TopicName,
    codec: Codec,
}

impl Stage for Identity {
    type State = ();
    type Change = ();
    type Undo = ();

    fn name(&self) -> &'static str {
        "identity"
    }

    fn input(&self) -> &TopicName {
        &self.input
    }

    fn state_topics(&self) -> &[TopicName] {
        &[]
    }

    fn empty_state(&self, _: i32) {}

    fn decide(&self, (): &(), record: &Record<'_>) -> Result<Decision<()>, Undecided> {
        let decoded: Result<WireItem, _> = self.codec.decode(record.value.unwrap_or_default());
        let encoded = decoded.map(|item| (item.uri.clone(), self.codec.encode(&item)));
        let Ok((uri, Ok(value))) = encoded else {
            return Ok(Decision::of(Outcome::Quarantined(
                Reason::Undecodable,
                "bench".to_owned(),
            )));
        };
        let mut outgoing = Outgoing::keyed(&self.output, uri.as_bytes(), Some(value));
        for (name, value) in record.headers.iter() {
            outgoing.headers.push((name.to_owned(), value.to_vec()));
        }
        let mut decision = Decision::of(Outcome::Emitted);
        decision.outputs.push(outgoing);
        Ok(decision)
    }

    fn on_tick(&self, (): &(), _: Clocks, _: usize) -> Vec<Decision<()>> {
        Vec::new()
    }

    fn decode_change(
        &self,
        _: usize,
        _: &Record<'_>,
    ) -> Result<Option<()>, UndecidableStateRecord> {
        Ok(None)
    }

    fn restore(&self, (): &mut (), (): ()) {}

    fn undo(&self, (): &mut (), (): ()) {}

    fn state_size(&self, (): &()) -> StateSize {
        StateSize::default()
    }
}

/// Pumps the input to the output.
pub fn pump(
    brokers: &str,
    names: &[String; 3],
    group: &str,
    items: usize,
) -> anyhow::Result<Measured> {
    let cluster = KafkaCluster::new(BTreeMap::from([(
        "bootstrap.servers".to_owned(),
        brokers.to_owned(),
    )]));
    let [input, output, dead] = names.each_ref().map(|name| TopicName::new(name));
    let spec = MemberSpec {
        group: group.to_owned(),
        input: input.clone(),
        transactional_id: group.to_owned(),
        instance_id: None,
        start: StartAt::Beginning,
    };
    let registry = Registry::new();
    let metrics = PumpMetrics::register(&registry)?.of_stage("identity");
    let control = Control::default();
    let stage = Identity {
        input,
        output,
        codec: Codec::single_object(),
    };
    let clients = Clients::join(&cluster, &spec)?;
    let pump = Pump::new(
        stage,
        clients,
        spec,
        PumpConfig::new(dead),
        control.clone(),
        metrics,
        Box::new(|| {}),
    );
    let running = thread::spawn(move || pump.run());
    wait_until("the pump to be ready", Duration::from_secs(60), || {
        control.ready().is_ok()
    })?;
    let clock = Clock::start()?;
    control.drain();
    let ended = running
        .join()
        .map_err(|_| anyhow::anyhow!("the pump panicked"))?;
    ended?;
    let measured = clock.stop(items)?;
    let done: f64 = registry
        .gather()
        .iter()
        .filter(|family| family.name() == "dateline_inputs_total")
        .map(|family| {
            family
                .get_metric()
                .iter()
                .map(|metric| metric.get_counter().get_value())
                .sum::<f64>()
        })
        .sum();
    anyhow::ensure!(
        done as usize == items,
        "the pump did {done} of {items} items"
    );
    Ok(measured)
}
