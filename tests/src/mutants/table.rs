//! The mutants, and the tests that are named for them.

use super::{Mutant, TestProgram};

const EFFECTS: &str = "services/runtime/src/pump/effects.rs";
const RECOVERY: &str = "services/runtime/src/pump/recovery.rs";
const RESTORE: &str = "services/runtime/src/pump/restore.rs";
const RECORD: &str = "services/runtime/src/record.rs";
const MEMBER: &str = "services/runtime/src/kafka/member.rs";

const ANY_CRASH: &str =
    "pump::tests::crash::a_crash_at_any_call_of_the_log_loses_and_doubles_nothing";

/// Every way in which a pump is known to lose, double or leak.
pub const MUTANTS: [Mutant; 9] = [
    Mutant {
        name: "offsets before outputs",
        path: EFFECTS,
        original: "            self.log.begin()?;
            self.batch.open = true;
",
        replacement: "            self.log.begin()?;
            if let Some(Phase::Running(running)) = self.partitions.get(&partition)
                && let Some(next) = running.next
            {
                let metadata = running.totals.to_metadata();
                let position = crate::log::Position { partition, next, metadata };
                self.log.send_offsets(&[position])?;
                self.log.commit()?;
                self.log.begin()?;
            }
            self.batch.open = true;
",
        program: TestProgram::Runtime,
        caught_by: &[ANY_CRASH],
    },
    Mutant {
        name: "no undo",
        path: RECOVERY,
        original: "                self.stage.undo(&mut running.state, undo);
",
        replacement: "                let _ = (&mut running.state, undo);
",
        program: TestProgram::Runtime,
        caught_by: &["pump::tests::a_batch_that_aborts_leaves_nothing_and_is_done_again"],
    },
    Mutant {
        name: "restore to the last stable offset",
        path: RESTORE,
        original: "let mark = self.table.high_watermark(name, partition)?;",
        replacement: "let mark = self.table.last_stable_offset(name, partition)?;",
        program: TestProgram::Runtime,
        caught_by: &[
            "pump::tests::state_is_read_back_up_to_the_high_watermark_of_a_dead_owners_transaction",
        ],
    },
    Mutant {
        name: "nothing is read again that a state points to",
        path: RESTORE,
        original: "stage.recall(&mut restoring.state, record);",
        replacement: "let _ = &mut restoring.state;",
        program: TestProgram::Runtime,
        caught_by: &["pump::tests::what_a_state_leaves_to_the_input_is_read_there_again"],
    },
    Mutant {
        name: "no tick fence",
        path: RECOVERY,
        original: "            match self.log.send_offsets(&positions) {
",
        replacement: "            let sent = match self.batch.counts.records {
                0 => Ok(()),
                _ => self.log.send_offsets(&positions),
            };
            match sent {
",
        program: TestProgram::Runtime,
        caught_by: &[
            "pump::tests::fencing::a_tick_alone_is_fenced_by_the_position_of_its_partition",
            "pump::tests::fencing::a_zombies_tick_commits_nothing",
        ],
    },
    Mutant {
        name: "off by one",
        path: RECORD,
        original: "NextOffset(self.0 + 1)",
        replacement: "NextOffset(self.0)",
        program: TestProgram::Runtime,
        caught_by: &[ANY_CRASH],
    },
    Mutant {
        name: "stale group metadata",
        path: MEMBER,
        original: "        let Some(group_metadata) = self.consumer.group_metadata() else {
",
        replacement: "        type Known = std::collections::BTreeMap<
            String,
            std::sync::Arc<rdkafka::consumer::ConsumerGroupMetadata>,
        >;
        static FIRST: Mutex<Known> = Mutex::new(Known::new());
        let mut first = FIRST.lock().expect(\"nobody panics with it\");
        let id = self.spec.transactional_id.clone();
        if let Some(now) = self.consumer.group_metadata() {
            first.entry(id.clone()).or_insert(now.into());
        }
        let Some(group_metadata) = first.get(&id).cloned() else {
",
        program: TestProgram::Conformance,
        caught_by: &["conformance::on_kafka::a_member_that_outlives_a_rebalance_commits_again"],
    },
    Mutant {
        name: "state outside the transaction",
        path: EFFECTS,
        original: "            self.log.send(outgoing)?;
",
        replacement:
            "            thread_local!(static LATER: std::cell::RefCell<Vec<Outgoing>> = const {
                std::cell::RefCell::new(Vec::new())
            });
            // Written with the next decision's transaction instead of this one's.
            for earlier in LATER.replace(vec![outgoing]) {
                self.log.send(earlier)?;
            }
",
        program: TestProgram::Runtime,
        caught_by: &[ANY_CRASH],
    },
    Mutant {
        name: "skip on decode error",
        path: EFFECTS,
        original: "        Ok(Ok(decision)) => Ok(decision),
",
        replacement: "        Ok(Ok(Decision {
            outcome: Some(Outcome::Quarantined(..)),
            ..
        })) => return None,
        Ok(Ok(decision)) => Ok(decision),
",
        program: TestProgram::Runtime,
        caught_by: &[
            "pump::tests::a_panic_and_a_bad_record_are_quarantined_while_their_neighbours_pass",
        ],
    },
];
