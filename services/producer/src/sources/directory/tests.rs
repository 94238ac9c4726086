//! Files that come, grow, change their names and go, and what is told of them.

use std::{fs::OpenOptions, io::Write as _, time::Duration};

use dateline_schemas::Timestamp;

use super::*;
use crate::{
    source::{Answer, Arrival, Content, Reach, SourceKind, Told},
    sources::folder::stage::{Stage, commit, text_of},
};

const DAY: i64 = 24 * 60 * 60 * 1_000;
const SETTLE_MS: i64 = 60_000;
const CLOSED_MS: i64 = 1_000;

fn spec(stage: &Stage) -> DirectorySpec {
    DirectorySpec {
        folders: vec![stage.path("in")],
        settle: Duration::from_millis(SETTLE_MS.unsigned_abs()),
        rescan: Some(Duration::from_millis(50)),
        open_archives: true,
        after_taken: AfterTaken::Leave,
    }
}

/// A source that follows an empty folder.
fn following(change: impl FnOnce(&mut DirectorySpec, &Stage)) -> Stage {
    let mut stage = Stage::new();
    fs::create_dir(stage.path("in")).unwrap();
    let mut spec = spec(&stage);
    change(&mut spec, &stage);
    stage.start(SourceKind::Directory(spec));
    // What is made before it watches is found by looking, and has to settle.
    stage.put("in/begin", "begin");
    assert_eq!(text_of(&stage.arrival_while_passing(SETTLE_MS)), "begin");
    stage
}

/// What arrives of a file that is written and closed.
fn closed(stage: &Stage, name: &str, text: &str) -> Arrival {
    stage.put(name, text);
    let mut arrival = stage.arrival_while_passing(CLOSED_MS);
    // While time passes, it may have been seen empty or half written.
    while !matches!(&arrival.content, Content::Bytes(bytes) if bytes == text.as_bytes()) {
        arrival = stage.arrival_while_passing(CLOSED_MS);
    }
    arrival
}

/// What arrives at the next sign that the source has seen all that was done before.
fn sign(stage: &Stage, name: &str) -> Arrival {
    stage.put(&format!("in/.{name}"), name);
    stage.rename(&format!("in/.{name}"), &format!("in/{name}"));
    stage.arrival()
}

#[test]
fn files_that_are_there_at_the_start_come_in_the_order_of_their_names() {
    let mut stage = Stage::new();
    let mut expected = Vec::new();
    for number in (0..600).rev() {
        let name = format!("in/{:02}/{number:04}.txt", number / 100);
        stage.put(&name, &name);
        expected.insert(0, name);
    }
    let spec = spec(&stage);
    stage.start(SourceKind::Directory(spec));
    for name in expected {
        let arrival = stage.arrival_while_passing(SETTLE_MS);
        assert_eq!(
            (stage.name_of(&arrival), text_of(&arrival)),
            (name.clone(), name)
        );
    }
}

/// Lets the source go round all that it does, while the clock stands still.
fn go_round(stage: &Stage, name: &str) {
    for round in ["a", "b"] {
        let name = format!("{name}-{round}");
        assert_eq!(text_of(&sign(stage, &name)), name);
    }
}

#[test]
fn a_file_that_grows_with_pauses_is_one_delivery() {
    let stage = following(|_, _| {});
    let path = stage.path("in/growing");
    let mut options = OpenOptions::new();
    let mut file = options.append(true).create(true).open(path).unwrap();
    for part in ["one ", "two ", "three"] {
        file.write_all(part.as_bytes()).unwrap();
        go_round(&stage, part.trim());
        stage.pass(SETTLE_MS - 1);
        go_round(&stage, &format!("after {}", part.trim()));
    }
    assert_eq!(text_of(&stage.arrival_while_passing(1)), "one two three");
    // The close tells nothing new, and the intake knows what is in it.
    drop(file);
    assert_eq!(
        text_of(&stage.arrival_while_passing(CLOSED_MS)),
        "one two three"
    );
    assert_eq!(text_of(&sign(&stage, "end")), "end");
}

#[test]
fn a_file_that_is_closed_after_each_of_three_sittings_is_one_delivery() {
    let stage = following(|_, _| {});
    for part in ["one ", "two ", "three"] {
        let path = stage.path("in/growing");
        let mut options = OpenOptions::new();
        let mut file = options.append(true).create(true).open(path).unwrap();
        file.write_all(part.as_bytes()).unwrap();
        drop(file);
        go_round(&stage, part.trim());
        stage.pass(CLOSED_MS - 1);
        go_round(&stage, &format!("after {}", part.trim()));
    }
    assert_eq!(text_of(&stage.arrival_while_passing(1)), "one two three");
    assert_eq!(text_of(&sign(&stage, "end")), "end");
}

#[test]
fn a_file_that_is_closed_is_taken_soon_and_one_that_is_renamed_at_once() {
    let stage = following(|_, _| {});
    stage.put("in/closed", "closed");
    go_round(&stage, "sign");
    stage.pass(CLOSED_MS);
    assert_eq!(text_of(&stage.arrival()), "closed");
    stage.put("in/unfinished.tmp", "renamed");
    stage.put("elsewhere", "moved in");
    stage.rename("in/unfinished.tmp", "in/finished");
    assert_eq!(text_of(&stage.arrival()), "renamed");
    stage.rename("elsewhere", "in/deep");
    assert_eq!(text_of(&stage.arrival()), "moved in");
}

#[test]
fn folders_that_come_later_are_looked_into() {
    let stage = following(|_, _| {});
    stage.put("elsewhere/a/one", "one");
    stage.rename("elsewhere", "in/moved");
    assert_eq!(text_of(&stage.arrival_while_passing(SETTLE_MS)), "one");
    stage.put("in/moved/a/b/two", "two");
    assert_eq!(text_of(&stage.arrival_while_passing(SETTLE_MS)), "two");
}

#[test]
fn a_source_that_begins_before_its_folder_is_there_finds_it_when_it_comes() {
    let mut stage = Stage::new();
    let spec = spec(&stage);
    stage.start(SourceKind::Directory(spec));
    let reach_told = |told| match told {
        Told::Reach { reach, .. } => reach,
        other => panic!("{other:?}"),
    };
    assert_eq!(reach_told(stage.told_while_passing(0)), Reach::Failed);
    assert!(stage.told_now().is_err(), "that is told once");
    stage.put("in/one", "one");
    assert_eq!(
        reach_told(stage.told_while_passing(SETTLE_MS)),
        Reach::Reached
    );
    assert_eq!(text_of(&stage.arrival_while_passing(SETTLE_MS)), "one");
}

#[test]
fn a_file_is_known_by_what_is_in_it_under_every_name() {
    let stage = following(|_, _| {});
    let known_as = |arrival: Arrival| {
        let position = arrival.checkpoint_position(|| arrival.content.sha256());
        (stage.name_of(&arrival), position)
    };
    let (name, first) = known_as(closed(&stage, "in/a", "text"));
    assert_eq!(name, "in/a");
    stage.rename("in/a", "in/b");
    let (name, renamed) = known_as(stage.arrival());
    assert_eq!((name.as_str(), &renamed), ("in/b", &first));
    let changed = known_as(closed(&stage, "in/b", "other text"));
    assert_eq!(changed, ("in/b".to_owned(), known_as_of("other text")));
    assert_ne!(changed.1, first);
}

fn known_as_of(text: &str) -> String {
    format!("sha256:{}", Content::Bytes(text.into()).sha256())
}

#[test]
fn what_stands_still_is_told_once_a_day_as_what_it_is_known_as() {
    let stage = following(|_, _| {});
    stage.wait_until_looked();
    stage.pass(DAY);
    let told = loop {
        match stage.told_while_passing(0) {
            Told::StillThere { position, .. } => break position,
            Told::Looked { .. } => {}
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(told, known_as_of("begin"));
}

#[test]
fn it_has_looked_when_all_that_was_there_has_arrived() {
    let mut stage = Stage::new();
    stage.put("in/one", "one");
    stage.put("in/two", "two");
    let (began, spec) = (stage.now(), spec(&stage));
    stage.start(SourceKind::Directory(spec));
    let mut told = Vec::new();
    while told.len() < 3 {
        told.push(match stage.told_while_passing(SETTLE_MS / 10) {
            Told::Arrival(arrival) => text_of(&arrival),
            Told::Looked { began: at, .. } => {
                assert!(
                    at >= began && at < stage.now(),
                    "the files took time to settle"
                );
                "looked".to_owned()
            }
            other => panic!("{other:?}"),
        });
    }
    assert_eq!(told, ["one", "two", "looked"]);
}

#[test]
fn a_file_is_deleted_with_its_sidecar_once_it_is_in_the_log_and_not_before() {
    let stage = following(|spec, _| spec.after_taken = AfterTaken::Delete);
    stage.put("in/a.meta.json", "{}");
    let first = closed(&stage, "in/a", "a");
    sign(&stage, "sign");
    assert!(
        stage.exists("in/a"),
        "nobody has said that it is in the log"
    );
    commit(first);
    stage.wait_until("the file to go", |stage| {
        !stage.exists("in/a") && !stage.exists("in/a.meta.json")
    });
    // What is refused or lost with the intake stays.
    let refused = closed(&stage, "in/b", "b");
    refused.receipt.unwrap().answer(Answer::Refused);
    drop(sign(&stage, "end"));
    drop(sign(&stage, "end of the end"));
    assert!(stage.exists("in/b") && stage.exists("in/end"));
}

#[test]
fn a_file_that_changed_after_it_was_read_stays() {
    let stage = following(|spec, _| spec.after_taken = AfterTaken::Delete);
    let first = closed(&stage, "in/a", "a");
    let second = closed(&stage, "in/a", "longer");
    commit(first);
    sign(&stage, "sign");
    sign(&stage, "another sign");
    assert!(stage.exists("in/a"));
    commit(second);
    stage.wait_until("the file to go", |stage| !stage.exists("in/a"));
}

#[test]
fn a_file_moves_to_its_place_in_another_folder_with_its_sidecar() {
    let stage = following(|spec, stage| {
        spec.after_taken = AfterTaken::MoveTo(stage.path("in/done"));
    });
    for text in ["first", "second"] {
        stage.put(
            "in/deep/a.meta.json",
            format!("{{\"source_url\": \"{text}\"}}"),
        );
        // Its folder may be new, and not yet watched.
        stage.put("in/deep/a", text);
        commit(stage.arrival_while_passing(SETTLE_MS));
        stage.wait_until("the file to move", |stage| {
            !stage.exists("in/deep/a") && !stage.exists("in/deep/a.meta.json")
        });
    }
    for (name, text) in [("a", "first"), ("a.1", "second")] {
        let moved = stage.path("in/done/deep").join(name);
        assert_eq!(fs::read_to_string(&moved).unwrap(), text);
        let sidecar = fs::read_to_string(sidecar::path_of(&moved)).unwrap();
        assert!(sidecar.contains(text), "{sidecar}");
    }
    assert_eq!(text_of(&sign(&stage, "end")), "end", "none comes again");
}

#[test]
fn of_what_is_not_whole_in_the_log_the_file_stays() {
    let stage = following(|spec, _| spec.after_taken = AfterTaken::Delete);
    stage.put("in/a.gz", b"\x1F\x8B\x08 and no more");
    let arrival = stage.arrival_while_passing(CLOSED_MS);
    assert!(matches!(arrival.content, Content::Unopened { .. }));
    commit(arrival);
    sign(&stage, "sign");
    sign(&stage, "another sign");
    assert!(stage.exists("in/a.gz"));
}

#[test]
fn a_sidecar_goes_with_its_file_and_one_that_cannot_be_read_is_left_out() {
    let stage = following(|_, _| {});
    stage.put(
        "in/page.meta.json",
        r#"{"fetched_at": "2026-03-01T12:00:00Z", "media_type": "text/html"}"#,
    );
    let arrival = closed(&stage, "in/page", "page");
    assert_eq!(
        arrival.fetched_at,
        Some(Timestamp::from_millis(1_772_366_400_000))
    );
    assert_eq!(arrival.transport.media_type.as_deref(), Some("text/html"));
    stage.put("in/other.meta.json", "{");
    let arrival = closed(&stage, "in/other", "other");
    assert_eq!(text_of(&arrival), "other");
    assert_eq!((arrival.fetched_at, arrival.transport), Default::default());
}

#[test]
fn a_source_that_does_not_follow_ends_when_all_is_taken_and_let_go_of() {
    let mut stage = Stage::new();
    stage.put("in/a", "a");
    stage.put("in/b", "b");
    let mut spec = spec(&stage);
    spec.rescan = None;
    spec.after_taken = AfterTaken::Delete;
    stage.start(SourceKind::Directory(spec));
    let texts: Vec<String> = std::iter::repeat_with(|| stage.arrival_while_passing(SETTLE_MS))
        .take(2)
        .map(|arrival| {
            let text = text_of(&arrival);
            commit(arrival);
            text
        })
        .collect();
    assert_eq!(texts, ["a", "b"]);
    let rest = stage.rest();
    assert!(
        matches!(rest[..], [Told::Looked { .. }, Told::Ended { .. }]),
        "{rest:?}"
    );
    assert!(!stage.exists("in/a") && !stage.exists("in/b"));
}

#[test]
fn what_cannot_be_read_is_told_in_the_end_and_says_nothing_of_what_is_gone() {
    let mut stage = Stage::new();
    stage.put("in/a", "a");
    let mut spec = spec(&stage);
    spec.rescan = None;
    spec.folders.push(stage.path("missing"));
    stage.start(SourceKind::Directory(spec));
    assert_eq!(text_of(&stage.arrival_while_passing(SETTLE_MS)), "a");
    match &stage.rest()[..] {
        [Told::Failed { message, .. }, Told::Ended { .. }] => {
            assert!(message.contains("missing: No such file"), "{message}");
        }
        other => panic!("{other:?}"),
    }
}
