//! A pump on both logs: what it makes of a dead owner's transactions.

use dateline_runtime::{
    Clients, Clocks, Control, Decision, Outcome, Pump, PumpConfig, PumpMetrics, Record, Stage,
    StateRecord, StateSize, UndecidableStateRecord, Undecided,
};
use prometheus::Registry;

use super::*;

/// Numbers the records of each partition: a record that is lost, doubled or seen with wrong state shows in its output.
struct Numbering {
    input: TopicName,
    output: TopicName,
    state: [TopicName; 1],
}

fn numbered(value: Option<&[u8]>) -> Result<u64, UndecidableStateRecord> {
    text(value)
        .parse()
        .map_err(|_| UndecidableStateRecord("no number".to_owned()))
}

impl Stage for Numbering {
    type State = u64;
    type Change = u64;
    type Undo = u64;

    fn name(&self) -> &'static str {
        "numbering"
    }

    fn input(&self) -> &TopicName {
        &self.input
    }

    fn state_topics(&self) -> &[TopicName] {
        &self.state
    }

    fn empty_state(&self, _: i32) -> u64 {
        0
    }

    fn decide(&self, state: &u64, record: &Record<'_>) -> Result<Decision<u64>, Undecided> {
        let number = state + 1;
        let bytes = number.to_string().into_bytes();
        let mut decision = Decision::of(Outcome::Emitted);
        let value = format!("{number}:{}", text(record.value)).into_bytes();
        let mut output = Outgoing::keyed(&self.output, b"key", Some(value));
        output.partition = Some(record.partition);
        decision.outputs.push(output);
        decision.state.push(StateRecord {
            topic: 0,
            key: b"key".to_vec(),
            value: Some(bytes),
            change: number,
        });
        Ok(decision)
    }

    fn on_tick(&self, _: &u64, _: Clocks, _: usize) -> Vec<Decision<u64>> {
        Vec::new()
    }

    fn decode_change(
        &self,
        _: usize,
        record: &Record<'_>,
    ) -> Result<Option<u64>, UndecidableStateRecord> {
        numbered(record.value).map(Some)
    }

    fn restore(&self, state: &mut u64, change: u64) -> u64 {
        std::mem::replace(state, change)
    }

    fn undo(&self, state: &mut u64, undo: u64) {
        *state = undo;
    }

    fn state_size(&self, _: &u64) -> StateSize {
        StateSize::default()
    }
}

fn pump<C: Cluster>(world: &World<C>, identity: &str) -> (Pump<Numbering, C>, Control) {
    let stage = Numbering {
        input: world.input.clone(),
        output: world.output.clone(),
        state: [world.state.clone()],
    };
    let spec = world.spec(identity);
    let control = Control::default();
    let metrics = PumpMetrics::register(&Registry::new()).unwrap();
    let pump = Pump::new(
        stage,
        Clients::join(&world.cluster, &spec).unwrap(),
        spec,
        PumpConfig::new(world.dead.clone()),
        control.clone(),
        metrics.of_stage("numbering"),
        Box::new(|| {}),
    );
    (pump, control)
}

/// What an owner does with the first records of partition 0, up to the commit.
fn number_by_hand<C: Cluster>(world: &World<C>, owner: &mut C::Log, number: i64, value: &str) {
    owner.begin().unwrap();
    let output = format!("{number}:{value}");
    owner.send(outgoing(&world.output, &output)).unwrap();
    let state = number.to_string();
    owner.send(outgoing(&world.state, &state)).unwrap();
    owner.send_offsets(&[position(number)]).unwrap();
}

/// The owner commits one record, dies with a second one open, and leaves a third untouched.
fn a_pump_takes_over_what_was_committed_and_nothing_that_was_open<C: Cluster>(
    world: &World<C>,
    kill: impl Fn(C::Log),
    open_ones_are_in_the_log: bool,
) {
    world.write(&world.input, &["a", "b", "c"]);
    let dead = world.spec("dead");
    let mut owner = world.cluster.member(&dead).unwrap();
    poll_records(&mut owner, 2);
    number_by_hand(world, &mut owner, 1, "a");
    owner.commit().unwrap();
    number_by_hand(world, &mut owner, 2, "b");
    let mut table = world.cluster.table().unwrap();
    let mut end_of_state = || table.high_watermark(&world.state, 0).unwrap();
    if open_ones_are_in_the_log {
        // One record, its commit's marker, and the open record.
        wait_for("the open record", WITHIN, || {
            Ok((end_of_state() == NextOffset(3)).then_some(()))
        })
        .unwrap();
    }
    kill(owner);
    let (mut heir, control) = pump(world, "heir");
    let restoring = Err("restoring state".to_owned());
    if open_ones_are_in_the_log {
        wait_for("the heir's partitions", WITHIN, || {
            heir.turn()?;
            Ok((control.ready() == restoring).then_some(()))
        })
        .unwrap();
        for _ in 0..5 {
            heir.turn().unwrap();
            assert_eq!(
                control.ready(),
                restoring,
                "its partition is not stable yet"
            );
        }
        // Whoever has the dead one's transactional id ends its transaction; else the broker does, some time.
        let _ = world.cluster.writer(&dead.transactional_id).unwrap();
    }
    wait_for("the heir to come to the end", WITHIN, || {
        heir.turn()?;
        Ok((world.read(&world.output).len() >= 3).then_some(()))
    })
    .unwrap();
    assert_eq!(world.read(&world.output), ["1:a", "2:b", "3:c"]);
    assert_eq!(world.read(&world.state), ["1", "2", "3"]);
}

#[test]
fn a_pump_takes_over_from_a_dead_owner_on_the_local_log() {
    let world = local_world("takeover");
    a_pump_takes_over_what_was_committed_and_nothing_that_was_open(&world, drop, false);
}

#[test]
fn a_pump_takes_over_from_a_dead_owner_on_kafka() {
    // A process that stands still keeps its transaction open, and loses its partitions after `max.poll.interval.ms`.
    let world = impatient_kafka_world("takeover");
    a_pump_takes_over_what_was_committed_and_nothing_that_was_open(&world, std::mem::forget, true);
}
