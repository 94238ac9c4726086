//! When a source is told what became of its deliveries: on the log in memory, with commits that fail.

pub(super) mod moody;
mod replay;
mod rivals;

use std::sync::mpsc;

use dateline_runtime::{Reason, TopicName};

use self::moody::{Commit, Moody, TOPICS};
use super::*;
use crate::{
    FetchedAt, SourceKind,
    formats::Format,
    source::{Content, Counts, KnownBy, Receipt, Standing, Transport},
};

/// Two items and a line that is none.
pub(super) const LINES: &str = "{\"uri\":\"urn:x:1\",\"headline\":\"One\"}\nno JSON\n{\"uri\":\"urn:x:2\",\"headline\":\"Two\"}\n";

fn source() -> SourceSpec {
    SourceSpec {
        name: "desk".to_owned(),
        namespace: "desk".to_owned(),
        kind: SourceKind::Stdin,
        format: Some(Format::Jsonl),
        providers: Vec::new(),
        charset: None,
        zone: None,
        rights: None,
        declared_language: Default::default(),
        language_declared: None,
        fetched_at: FetchedAt::Unknown,
        expected_every: None,
    }
}

pub(super) fn intake(cluster: &Moody, max_records: usize) -> Intake<Moody> {
    intake_of(source(), cluster, max_records)
}

fn intake_of(source: SourceSpec, cluster: &Moody, max_records: usize) -> Intake<Moody> {
    let [raw, items, checkpoints, dead] = TOPICS.map(TopicName::new);
    let config = IntakeConfig {
        transactional_id: "producer".to_owned(),
        topics: IntakeTopics {
            raw,
            items,
            checkpoints,
            dead,
        },
        transaction_interval: Duration::from_hours(1),
        transaction_max_records: max_records,
        shutdown_budget: Duration::ZERO,
        push: Default::default(),
        heartbeat: None,
    };
    let metrics = IntakeMetrics::register(&prometheus::Registry::new()).unwrap();
    let (codec, control) = (Codec::single_object(), Control::default());
    let mut intake = Intake::new(config, vec![source], cluster, codec, control, metrics).unwrap();
    intake.restore().unwrap();
    intake
}

/// A delivery, and where what became of it is told.
pub(super) fn delivery(
    position: &str,
    text: &str,
    replacing: Replacing,
) -> (Arrival, Receiver<Answer>) {
    let (sender, receiver) = mpsc::channel();
    let arrival = Arrival {
        source: 0,
        position: position.to_owned(),
        known_by: KnownBy::Position,
        content: Content::Bytes(text.into()),
        fetched_at: None,
        transport: Transport::default(),
        standing: Standing::default(),
        replacing,
        receipt: Some(Receipt::new(move |answer| {
            let _ = sender.send(answer);
        })),
    };
    (arrival, receiver)
}

fn taken(answer: Option<Answer>) -> Taken {
    match answer {
        Some(Answer::Taken(taken)) => taken,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_receipt_is_answered_once_its_delivery_is_committed_and_not_before() {
    let cluster = Moody::new([]);
    let mut intake = intake(&cluster, 100);
    let (arrival, told) = delivery("a", LINES, Replacing::Allowed);
    intake.take(arrival).unwrap();
    assert_eq!(told.try_recv(), Err(mpsc::TryRecvError::Empty));
    intake.commit().unwrap();
    let taken = taken(told.recv().ok());
    let counts = Counts {
        items: 2,
        rejected: [(Reason::Unparsable, 1)].into(),
    };
    assert_eq!((taken.already_taken, taken.counts), (false, Some(counts)));
    assert_eq!(taken.messages.len(), 1);
    assert_eq!(cluster.delivery_ids(), [taken.delivery_id]);
}

#[test]
fn what_was_taken_before_is_answered_with_the_same_counts_after_a_restart_too() {
    let cluster = Moody::new([]);
    let mut first = intake(&cluster, 100);
    let (arrival, told) = delivery("a", LINES, Replacing::Refused);
    let (again, told_again) = delivery("a", LINES, Replacing::Refused);
    first.take(arrival).unwrap();
    // Its first delivery is not in the log yet: that it was taken before would be a lie if this failed.
    first.take(again).unwrap();
    assert_eq!(told_again.try_recv(), Err(mpsc::TryRecvError::Empty));
    first.commit().unwrap();
    let before = taken(told.recv().ok());
    let mut expected = Taken {
        already_taken: true,
        messages: Vec::new(),
        ..before
    };
    assert_eq!(taken(told_again.recv().ok()), expected);
    let mut second = intake(&cluster, 100);
    let (arrival, told) = delivery("a", LINES, Replacing::Refused);
    second.take(arrival).unwrap();
    second.commit().unwrap();
    assert_eq!(taken(told.recv().ok()), expected);
    // One that nobody asked after left no counts.
    let (mut arrival, _) = delivery("b", LINES, Replacing::Refused);
    arrival.receipt = None;
    let (again, told) = delivery("b", LINES, Replacing::Refused);
    second.take(arrival).unwrap();
    second.take(again).unwrap();
    second.commit().unwrap();
    expected = taken(told.recv().ok());
    assert_eq!((expected.already_taken, expected.counts), (true, None));
}

#[test]
fn a_delivery_over_several_transactions_is_answered_after_the_last() {
    let cluster = Moody::new([]);
    let mut intake = intake(&cluster, 3);
    let (arrival, told) = delivery("a", &LINES.repeat(4), Replacing::Allowed);
    intake.take(arrival).unwrap();
    assert_eq!(cluster.delivery_ids().len(), 1, "its first transaction");
    assert_eq!(told.try_recv(), Err(mpsc::TryRecvError::Empty));
    intake.commit().unwrap();
    assert_eq!(taken(told.recv().ok()).counts.unwrap().items, 8);
}

#[test]
fn a_batch_that_is_sent_again_is_answered_when_it_is_in_the_log() {
    for commits in [
        vec![Commit::Aborted, Commit::Aborted],
        vec![Commit::UnknownAndDone],
        vec![Commit::UnknownAndNotDone, Commit::Aborted],
    ] {
        let cluster = Moody::new(commits.clone());
        let mut intake = intake(&cluster, 100);
        let (arrival, told) = delivery("a", LINES, Replacing::Allowed);
        intake.take(arrival).unwrap();
        intake.commit().unwrap();
        assert!(!taken(told.recv().ok()).already_taken, "{commits:?}");
        assert_eq!(cluster.delivery_ids().len(), 1, "{commits:?}");
    }
}

#[test]
fn what_could_not_be_committed_is_not_answered() {
    let cluster = Moody::new([Commit::Fatal]);
    let mut intake = intake(&cluster, 100);
    let (arrival, told) = delivery("a", LINES, Replacing::Allowed);
    intake.take(arrival).unwrap();
    assert!(intake.commit().is_err());
    drop(intake);
    assert_eq!(told.recv(), Err(mpsc::RecvError));
}

#[test]
fn other_bytes_at_a_position_are_refused_where_it_is_a_promise() {
    let cluster = Moody::new([]);
    let mut intake = intake(&cluster, 100);
    let other = LINES.replace("One", "Other");
    let (first, _told) = delivery("a", LINES, Replacing::Refused);
    intake.take(first).unwrap();
    let (refused, told) = delivery("a", &other, Replacing::Refused);
    intake.take(refused).unwrap();
    // That there are other bytes is not in the log yet either.
    assert_eq!(told.try_recv(), Err(mpsc::TryRecvError::Empty));
    intake.commit().unwrap();
    assert_eq!(told.recv(), Ok(Answer::Refused));
    assert_eq!(cluster.delivery_ids().len(), 1);
    let (refused, told) = delivery("a", &other, Replacing::Refused);
    intake.take(refused).unwrap();
    assert_eq!(told.try_recv(), Ok(Answer::Refused), "nothing to wait for");
    let (changed, told) = delivery("a", &other, Replacing::Allowed);
    intake.take(changed).unwrap();
    intake.commit().unwrap();
    assert!(!taken(told.recv().ok()).already_taken);
    assert_eq!(cluster.delivery_ids().len(), 2);
}

#[test]
fn what_is_known_by_its_content_is_the_same_under_another_name_and_another_when_it_changes() {
    let cluster = Moody::new([]);
    let mut intake = intake(&cluster, 100);
    let take = |intake: &mut Intake<Moody>, position: &str, text: &str| {
        let (mut arrival, told) = delivery(position, text, Replacing::Allowed);
        arrival.known_by = KnownBy::Content;
        intake.take(arrival).unwrap();
        intake.commit().unwrap();
        taken(told.recv().ok()).already_taken
    };
    let other = LINES.replace("One", "Other");
    assert!(!take(&mut intake, "a", LINES));
    assert!(take(&mut intake, "b", LINES), "renamed");
    // The name that the first had is given to another, and the first comes once more: nothing of it was forgotten.
    assert!(!take(&mut intake, "a", &other), "changed");
    assert!(take(&mut intake, "c", LINES));
    assert_eq!(cluster.delivery_ids().len(), 2);
}

#[test]
fn a_delivery_that_goes_on_under_another_name_is_the_one_that_it_was() {
    let cluster = Moody::new([Commit::Done, Commit::Fatal]);
    let arrival = |position| {
        let (mut arrival, _) = delivery(position, &LINES.repeat(4), Replacing::Allowed);
        arrival.known_by = KnownBy::Content;
        arrival
    };
    let mut first = intake(&cluster, 3);
    assert!(first.take(arrival("a")).is_err(), "its second transaction");
    let mut second = intake(&cluster, 100);
    second.take(arrival("b")).unwrap();
    second.commit().unwrap();
    let [id] = &cluster.delivery_ids()[..] else {
        panic!("it was taken twice");
    };
    let ids = cluster.delivery_ids_of_items();
    assert_eq!(ids, vec![id.clone(); 8]);
}

#[test]
fn what_was_not_opened_is_a_dead_letter_that_says_why() {
    let cluster = Moody::new([]);
    let mut intake = intake(&cluster, 100);
    let (mut arrival, told) = delivery("a.zip!b", "", Replacing::Allowed);
    arrival.content = Content::Unopened {
        head: b"PK".to_vec(),
        sha256: "00".to_owned(),
        reason: Reason::Oversize,
        message: "it is a bomb".to_owned(),
    };
    intake.take(arrival).unwrap();
    intake.commit().unwrap();
    let taken = taken(told.recv().ok());
    assert_eq!(taken.messages, ["it is a bomb"]);
    let counts = taken.counts.unwrap();
    assert_eq!(
        (counts.items, counts.rejected),
        (0, [(Reason::Oversize, 1)].into())
    );
}
