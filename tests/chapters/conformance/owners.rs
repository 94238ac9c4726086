//! Owners that are dead, or only believe that they still own something: what they leave behind, and what they can commit.

use std::time::Instant;

use super::*;

/// As long as a broker keeps a transaction open for its owner.
const TRANSACTION_TIMEOUT: Duration = Duration::from_secs(15);

/// A record that a writer appends at once, before anything else is asked of it: many bytes, which compress to few.
fn not_kept_back(topic: &TopicName) -> Outgoing {
    outgoing(topic, &"open".repeat(1 << 19))
}

fn a_table_is_read_only_when_a_dead_owners_transaction_has_ended<C: Cluster>(
    world: &World<C>,
    kill: impl Fn(C::Writer),
) {
    world.write(&world.output, &["before"]);
    let id = format!("{}.dead", world.prefix);
    let mut dead = world.cluster.writer(&id).unwrap();
    dead.begin().unwrap();
    dead.send(not_kept_back(&world.output)).unwrap();
    kill(dead);
    let mut table = world.cluster.table().unwrap();
    let mark = table.high_watermark(&world.output, 0).unwrap();
    // A new owner of the same identity ends what the dead one left open.
    let _heir = world.cluster.writer(&id).unwrap();
    wait_for("the dead owner's transaction to end", WITHIN, || {
        Ok((table.last_stable_offset(&world.output, 0).unwrap() >= mark).then_some(()))
    })
    .unwrap();
    assert_eq!(world.read(&world.output), ["before"]);
}

fn a_member_whose_partitions_moved_commits_nothing<C: Cluster>(
    world: &World<C>,
    evict: impl Fn(&C, &mut C::Log),
) -> LogError {
    world.write(&world.input, &["a"]);
    let mut zombie = world.cluster.member(&world.spec("zombie")).unwrap();
    poll_records(&mut zombie, 1);
    zombie.begin().unwrap();
    // A tick's transaction: no input, only the position of the partition that it acts for.
    zombie.send(outgoing(&world.output, "zombie")).unwrap();
    evict(&world.cluster, &mut zombie);
    let mut heir = world.cluster.member(&world.spec("heir")).unwrap();
    own_all(&mut heir);
    let refused = zombie
        .send_offsets(&[position(1)])
        .and_then(|()| zombie.commit())
        .unwrap_err();
    let is_known = matches!(
        refused,
        LogError::Abort(_) | LogError::Fenced(_) | LogError::OutcomeUnknown(_)
    );
    assert!(is_known, "{refused:?}");
    drop(zombie);
    assert_eq!(world.read(&world.output), Vec::<String>::new());
    refused
}

#[test]
fn a_dead_owners_open_transaction_is_waited_for_on_the_local_log() {
    a_table_is_read_only_when_a_dead_owners_transaction_has_ended(&local_world("dead"), drop);
}

#[test]
fn a_dead_owners_open_transaction_is_waited_for_on_kafka() {
    // A process that died never gets to abort: its client is forgotten here, not dropped.
    a_table_is_read_only_when_a_dead_owners_transaction_has_ended(
        &kafka_world("dead"),
        std::mem::forget,
    );
}

#[test]
fn a_zombie_commits_nothing_on_the_local_log() {
    let world = local_world("zombie");
    let group = world.spec("zombie").group;
    a_member_whose_partitions_moved_commits_nothing(&world, |cluster, zombie| {
        cluster.evict(&group, zombie.member())
    });
}

#[test]
fn a_zombie_commits_nothing_on_kafka() {
    a_member_whose_partitions_moved_commits_nothing(&impatient_kafka_world("zombie"), |_, _| {});
}

#[test]
fn a_static_zombie_commits_nothing_and_takes_nobody_for_its_rival() {
    let mut world = impatient_kafka_world("zombie");
    world.members_are_static = true;
    let refused = a_member_whose_partitions_moved_commits_nothing(&world, |_, _| {});
    assert!(matches!(refused, LogError::Abort(_)), "{refused:?}");
}

/// What a broker that was killed makes of the transaction differs from run to run: it may lose the marker that settles the
/// position.
#[test]
fn a_position_that_was_sent_when_the_broker_died_is_settled() {
    let broker = stack::KafkaCluster::start(1).unwrap();
    let world = kafka_world_on(broker.brokers(), "unsettled", &[]);
    world.write(&world.input, &["a", "b"]);
    let mut member = world.cluster.member(&world.spec("member")).unwrap();
    poll_records(&mut member, 1);
    member.begin().unwrap();
    member.send(outgoing(&world.output, "open")).unwrap();
    member.send_offsets(&[position(1)]).unwrap();
    let mut table = world.cluster.table().unwrap();
    wait_for("the open record", WITHIN, || {
        member.poll(SLICE, &mut |_| {}).unwrap();
        let end = table.high_watermark(&world.output, 0).unwrap();
        Ok((end == NextOffset(1)).then_some(()))
    })
    .unwrap();
    broker.kill_node(0).unwrap();
    let killed = Instant::now();
    wait_for("the transaction to be timed out", WITHIN, || {
        Ok((killed.elapsed() > TRANSACTION_TIMEOUT).then_some(()))
    })
    .unwrap();
    broker.start_node(0).unwrap();
    broker.wait_until_ready().unwrap();
    let _ = member.commit();
    wait_for("a new producer", WITHIN, || Ok(member.rejoin().ok())).unwrap();
    own_all(&mut member);
    let committed = wait_for("a settled position", WITHIN, || {
        member.poll(SLICE, &mut |_| {}).unwrap();
        Ok(member.committed(0).ok())
    })
    .unwrap();
    let next = committed.map_or(0, |committed| committed.next.0);
    assert!(next <= 1, "{next}");
    // What was open is behind a marker, too, as soon as the same record is sent again.
    member.begin().unwrap();
    member.send(outgoing(&world.output, "again")).unwrap();
    member.commit().unwrap();
    assert_eq!(world.read(&world.output), ["again"]);
}

#[test]
fn a_broker_that_ends_a_transaction_is_a_rival_to_group_members_alone() {
    let world = kafka_world("ended");
    world.write(&world.input, &["a"]);
    let mut member = world.cluster.member(&world.spec("member")).unwrap();
    poll_records(&mut member, 1);
    let writer = |name| {
        let id = format!("{}.{name}", world.prefix);
        world.cluster.writer(&id).unwrap()
    };
    let (mut committing, mut aborting) = (writer("committing"), writer("aborting"));
    let mut sending = writer("sending");
    member.begin().unwrap();
    member.send_offsets(&[position(1)]).unwrap();
    member.send(not_kept_back(&world.output)).unwrap();
    for writer in [&mut committing, &mut aborting, &mut sending] {
        writer.begin().unwrap();
        writer.send(not_kept_back(&world.output)).unwrap();
    }
    let mut table = world.cluster.table().unwrap();
    wait_for("the broker to end all of them", WITHIN, || {
        member.poll(SLICE, &mut |_| {}).unwrap();
        let stable = table.last_stable_offset(&world.output, 0).unwrap();
        // Behind each record is a marker.
        Ok((stable >= NextOffset(8)).then_some(()))
    })
    .unwrap();
    let is_fenced = |told: Result<(), LogError>| matches!(told, Err(LogError::Fenced(_)));
    let is_unknown = |told: Result<(), LogError>| matches!(told, Err(LogError::OutcomeUnknown(_)));
    assert!(is_fenced(member.commit()));
    assert!(is_unknown(committing.commit()));
    assert!(is_unknown(aborting.abort()));
    let told = wait_for("the broker to refuse what is sent", WITHIN, || {
        Ok(sending.send(outgoing(&world.output, "late")).err())
    });
    assert!(is_unknown(Err(told.unwrap())));
    // A new producer would fence whoever took the id over: only the caller knows whether somebody did.
    assert!(is_unknown(aborting.begin()));
    for (mut writer, value) in [(committing, "a"), (aborting, "b")] {
        writer.renew().unwrap();
        writer.begin().unwrap();
        writer.send(outgoing(&world.output, value)).unwrap();
        writer.commit().unwrap();
    }
    assert_eq!(world.read(&world.output), ["a", "b"]);
}
