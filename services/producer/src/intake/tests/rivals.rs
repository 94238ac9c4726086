//! Two intakes of one identity: who gives way, and that nobody takes himself for his rival.

use super::*;

/// What became of an intake with one delivery whose commit goes like this, and how many deliveries are in the log.
fn after(commit: Commit) -> (Result<(), IntakeError>, usize) {
    let cluster = Moody::new([commit]);
    let mut intake = intake(&cluster, 100);
    let (arrival, _told) = delivery("a", LINES, Replacing::Allowed);
    intake.take(arrival).unwrap();
    (intake.commit(), cluster.delivery_ids().len())
}

#[test]
fn who_finds_that_a_rival_wrote_gives_way_and_takes_nothing_again() {
    for commit in [Commit::UnknownBehindRival, Commit::UnabortableBehindRival] {
        let (ended, deliveries) = after(commit);
        let is_fenced = matches!(ended, Err(IntakeError::Fenced { .. }));
        assert!(is_fenced, "{commit:?}: {ended:?}");
        assert_eq!(deliveries, 2, "{commit:?}");
    }
}

#[test]
fn who_hears_of_a_rival_when_aborting_gives_way_before_that_has_written() {
    let (ended, deliveries) = after(Commit::AbortedByRival);
    let is_fenced = matches!(ended, Err(IntakeError::Fenced { .. }));
    assert!(is_fenced, "{ended:?}");
    assert_eq!(deliveries, 0);
}

#[test]
fn what_an_intake_left_in_the_log_is_no_rivals() {
    let cluster = Moody::new([
        Commit::Done,
        Commit::UnknownAndNotDone,
        Commit::Done,
        Commit::UnknownAndNotDone,
        Commit::Done,
        Commit::UnknownAndDone,
    ]);
    // Behind a commit of its own, and after a restart.
    let mut first = intake(&cluster, 100);
    for position in ["a", "b"] {
        first
            .take(delivery(position, LINES, Replacing::Allowed).0)
            .unwrap();
        first.commit().unwrap();
    }
    let mut second = intake(&cluster, 100);
    for position in ["c", "d"] {
        second
            .take(delivery(position, LINES, Replacing::Allowed).0)
            .unwrap();
        second.commit().unwrap();
    }
    assert_eq!(cluster.delivery_ids().len(), 4);
}
