//! Members that share a topic: what holds while partitions move between them.

use std::collections::BTreeSet;

use super::*;

/// A group has settled long before.
const SETTLED_WITHIN: Duration = Duration::from_secs(20);

/// Polls once and follows which partitions are this member's.
fn follow<L: StageLog>(log: &mut L, owned: &mut BTreeSet<i32>) {
    match log.poll(SLICE, &mut |_| {}) {
        Ok(Polled::Assigned(partitions)) => owned.extend(partitions),
        Ok(Polled::Revoked(partitions)) => owned.retain(|owned| !partitions.contains(owned)),
        _ => {}
    }
}

/// Commits a record and a position of a partition that this member owns; as a pump does, again after an abort, since
/// the group may be settling still.
fn commit_in_turn<C: Cluster>(
    world: &World<C>,
    log: &mut C::Log,
    owned: &mut BTreeSet<i32>,
    value: &str,
) {
    wait_for(&format!("the commit of {value}"), SETTLED_WITHIN, || {
        follow(log, owned);
        let partition = *owned.first().unwrap();
        log.begin().unwrap();
        log.send(outgoing(&world.output, value)).unwrap();
        let committed = log
            .send_offsets(&[position_in(partition, 0)])
            .and_then(|()| log.commit());
        match committed {
            Ok(()) => Ok(Some(())),
            Err(LogError::Abort(_)) => {
                log.abort().unwrap();
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    })
    .unwrap();
}

pub(super) fn a_member_that_outlives_a_rebalance_commits_again<C: Cluster>(world: &World<C>) {
    let (mut of_first, mut of_second) = (BTreeSet::from([0, 1]), BTreeSet::new());
    let mut first = world.cluster.member(&world.spec("first")).unwrap();
    own_all(&mut first);
    commit_in_turn(world, &mut first, &mut of_first, "alone");
    let mut second = world.cluster.member(&world.spec("second")).unwrap();
    wait_for("one partition each", WITHIN, || {
        follow(&mut first, &mut of_first);
        follow(&mut second, &mut of_second);
        Ok((of_first.len() == 1 && of_second.len() == 1).then_some(()))
    })
    .unwrap();
    assert!(of_first.is_disjoint(&of_second));
    commit_in_turn(world, &mut first, &mut of_first, "first of two");
    commit_in_turn(world, &mut second, &mut of_second, "second of two");
    drop(second);
    wait_for("both partitions again", WITHIN, || {
        follow(&mut first, &mut of_first);
        Ok((of_first.len() == 2).then_some(()))
    })
    .unwrap();
    commit_in_turn(world, &mut first, &mut of_first, "alone again");
    assert_eq!(
        world.read(&world.output),
        ["alone", "first of two", "second of two", "alone again"]
    );
}
