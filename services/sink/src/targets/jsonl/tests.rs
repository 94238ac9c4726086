//! Crashes, full disks and foreign files under the JSON Lines target.

use std::{
    fs,
    path::{Path, PathBuf},
};

use dateline_schemas::EnrichedItem;
use tempfile::TempDir;

use super::*;
use crate::targets::fixtures::{batch_of, identity, item, slice};

const STEPS: [Step; 6] = [
    Step::Append,
    Step::SyncFile,
    Step::WriteProgress,
    Step::SyncProgress,
    Step::RenameProgress,
    Step::SyncDirectory,
];

struct Place {
    _directory: TempDir,
    path: PathBuf,
}

fn place() -> Place {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("items.jsonl");
    Place {
        _directory: directory,
        path,
    }
}

fn open(path: &Path) -> JsonlTarget {
    let mut target = JsonlTarget::new(path.to_owned());
    target.open(&identity()).unwrap();
    target
}

/// A target that fails once, at this step of a delivery, and works before and after.
fn failing_once(path: &Path, at: Step, kind: io::ErrorKind) -> JsonlTarget {
    let mut armed = false;
    let mut failed = false;
    JsonlTarget::with_steps(path.to_owned(), move |step| {
        // Opening writes progress too; the first append arms the fault.
        armed |= step == Step::Append;
        if armed && !failed && step == at {
            failed = true;
            return Err(kind.into());
        }
        Ok(())
    })
}

fn deliver(
    target: &mut JsonlTarget,
    items: &[EnrichedItem],
    first: i64,
) -> Result<(), TargetError> {
    let end = first + i64::try_from(items.len()).unwrap();
    let done = target.deliver(&batch_of(items, 0, first), &[slice(0, first, end)])?;
    assert_eq!(done, Delivery::Committed);
    Ok(())
}

fn next(target: &mut JsonlTarget) -> Option<i64> {
    let position = target.positions(&[0]).unwrap().remove(0);
    position.map(|position| position.next.0)
}

/// Delivers what is left of ten items, from where the target stands, as the delivery loop would.
fn deliver_the_rest(target: &mut JsonlTarget, items: &[EnrichedItem]) {
    let first = next(target).unwrap_or(0);
    let rest = &items[usize::try_from(first).unwrap()..];
    deliver(target, rest, first).unwrap();
}

fn uris(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.is_empty() || text.ends_with('\n'));
    text.lines()
        .map(|line| serde_json::from_str::<EnrichedItem>(line).unwrap().item.uri)
        .collect()
}

fn ten_items() -> Vec<EnrichedItem> {
    (0..10)
        .map(|number| item(&format!("urn:example:{number}"), 1))
        .collect()
}

fn expected(items: &[EnrichedItem]) -> Vec<String> {
    items.iter().map(|item| item.item.uri.clone()).collect()
}

#[test]
fn a_line_is_the_json_form_of_its_item() {
    let place = place();
    let mut kill = item("urn:example:kill", 2);
    kill.item.body = None;
    let items = [item("urn:example:1", 1), kill];
    deliver(&mut open(&place.path), &items, 0).unwrap();
    let text = fs::read_to_string(&place.path).unwrap();
    let read: Vec<EnrichedItem> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(read, items);
}

#[test]
fn a_restart_goes_on_where_the_file_ends() {
    let place = place();
    let items = ten_items();
    let mut target = open(&place.path);
    assert_eq!(next(&mut target), None);
    deliver(&mut target, &items[..4], 0).unwrap();
    Box::new(target).close().unwrap();

    let mut target = open(&place.path);
    let found = target.positions(&[1, 0]).unwrap();
    let ledger = found[1].as_ref().map(|position| position.ledger.as_str());
    assert_eq!((found[0].is_none(), ledger), (true, Some("{\"inputs\":4}")));
    deliver_the_rest(&mut target, &items);
    assert_eq!(uris(&place.path), expected(&items));
}

#[test]
fn a_crash_before_any_step_neither_loses_nor_doubles_a_line() {
    for step in STEPS {
        for already in [0, 4] {
            let place = place();
            let items = ten_items();
            let mut target = failing_once(&place.path, step, io::ErrorKind::Other);
            if already > 0 {
                deliver(&mut open(&place.path), &items[..already], 0).unwrap();
            }
            target.open(&identity()).unwrap();
            deliver(
                &mut target,
                &items[already..7],
                i64::try_from(already).unwrap(),
            )
            .unwrap_err();
            drop(target);

            let mut target = open(&place.path);
            let durable = uris(&place.path);
            let stands = usize::try_from(next(&mut target).unwrap_or(0)).unwrap();
            assert_eq!(durable, expected(&items[..stands]), "{step:?}");
            deliver_the_rest(&mut target, &items);
            assert_eq!(uris(&place.path), expected(&items), "{step:?}");
        }
    }
}

#[test]
fn a_full_disk_is_said_and_the_same_target_goes_on_when_there_is_room() {
    for step in STEPS {
        let place = place();
        let items = ten_items();
        let mut target = failing_once(&place.path, step, io::ErrorKind::StorageFull);
        target.open(&identity()).unwrap();
        let error = deliver(&mut target, &items[..4], 0).unwrap_err();
        assert!(matches!(error, TargetError::Unwritable { .. }), "{error}");
        assert!(error.to_string().contains("Make room"), "{error}");
        match deliver(&mut target, &items[..4], 0) {
            Ok(()) => assert_ne!(step, Step::SyncDirectory),
            // The rename had happened: the delivery is there, and repeating it is refused.
            Err(TargetError::Moved { .. }) => assert_eq!(step, Step::SyncDirectory),
            Err(other) => panic!("{other}"),
        }
        deliver_the_rest(&mut target, &items);
        assert_eq!(uris(&place.path), expected(&items), "{step:?}");
    }
}

#[test]
fn a_torn_line_behind_the_recorded_length_is_cut_off() {
    let place = place();
    let items = ten_items();
    deliver(&mut open(&place.path), &items[..4], 0).unwrap();
    let mut torn = fs::read(&place.path).unwrap();
    torn.extend_from_slice(b"{\"item\":{\"uri\":\"urn:exam");
    fs::write(&place.path, torn).unwrap();
    let mut target = open(&place.path);
    assert_eq!(uris(&place.path), expected(&items[..4]));
    deliver_the_rest(&mut target, &items);
    assert_eq!(uris(&place.path), expected(&items));
}

#[test]
fn a_slice_that_starts_elsewhere_writes_nothing() {
    let place = place();
    let items = ten_items();
    let mut target = open(&place.path);
    deliver(&mut target, &items[..4], 0).unwrap();
    for start in [0, 3, 5] {
        let error = deliver(&mut target, &items[..1], start).unwrap_err();
        let TargetError::Moved { found, .. } = error else {
            panic!("{error}");
        };
        assert_eq!(found.map(|found| found.0), Some(4));
    }
    assert_eq!(uris(&place.path), expected(&items[..4]));
    deliver_the_rest(&mut target, &items);
    assert_eq!(uris(&place.path).len(), 10);
}

#[test]
fn a_batch_without_items_still_moves_the_position() {
    let place = place();
    open(&place.path)
        .deliver(&[], &[slice(0, 7, 9), slice(3, 0, 1)])
        .unwrap();
    let mut target = open(&place.path);
    assert_eq!(next(&mut target), Some(9));
    assert_eq!(fs::metadata(&place.path).unwrap().len(), 0);
}

#[test]
fn a_second_sink_is_refused_and_told_who_holds_the_file() {
    let place = place();
    let first = open(&place.path);
    let mut second = JsonlTarget::new(place.path.clone());
    let error = second.open(&identity()).unwrap_err();
    let TargetError::Locked { holder, .. } = &error else {
        panic!("{error}");
    };
    assert!(
        holder.starts_with(&format!("process {}", std::process::id())),
        "{holder}"
    );
    drop(first);
    second.open(&identity()).unwrap();
}

/// What makes a file unusable, and a part of what is then said.
type Spoiled = (fn(&Path), &'static str);

#[test]
fn a_file_that_is_not_as_recorded_stops_with_the_reason_and_stays_as_it_is() {
    let cases: [Spoiled; 5] = [
        (
            |path| fs::write(path, "short").unwrap(),
            "it was cut or replaced",
        ),
        (|path| fs::remove_file(path).unwrap(), "it is 0 bytes long"),
        (
            |path| fs::remove_file(Progress::path(path)).unwrap(),
            "is missing",
        ),
        (
            |path| fs::write(Progress::path(path), "{").unwrap(),
            "cannot be read",
        ),
        (
            |path| {
                let side = fs::read_to_string(Progress::path(path)).unwrap();
                let newer = side.replace("\"form\":1", "\"form\":2");
                fs::write(Progress::path(path), newer).unwrap();
            },
            "it has form 2",
        ),
    ];
    for (spoil, said) in cases {
        let place = place();
        deliver(&mut open(&place.path), &ten_items(), 0).unwrap();
        spoil(&place.path);
        let before = fs::read(&place.path).unwrap_or_default();
        let error = JsonlTarget::new(place.path.clone())
            .open(&identity())
            .unwrap_err();
        assert!(matches!(error, TargetError::Fatal { .. }), "{error}");
        assert!(error.to_string().contains(said), "{error}");
        assert_eq!(fs::read(&place.path).unwrap(), before);
    }
}

#[test]
fn a_file_of_another_log_is_refused() {
    let place = place();
    deliver(&mut open(&place.path), &ten_items(), 0).unwrap();
    let other = LogIdentity {
        topic_id: "topic-two".to_owned(),
        ..identity()
    };
    let error = JsonlTarget::new(place.path.clone())
        .open(&other)
        .unwrap_err();
    assert!(matches!(error, TargetError::ForeignLog { .. }), "{error}");
    let said = error.to_string();
    assert!(
        said.contains("topic-one") && said.contains("topic-two"),
        "{said}"
    );
    assert_eq!(uris(&place.path).len(), 10);
}

#[test]
fn a_directory_is_no_target_and_is_not_waited_for() {
    let place = place();
    fs::create_dir(&place.path).unwrap();
    let mut target = JsonlTarget::new(place.path);
    let error = target.open(&identity()).unwrap_err();
    assert!(matches!(error, TargetError::Fatal { .. }), "{error}");
}

#[test]
fn a_missing_directory_is_waited_for() {
    let place = place();
    let directory = place.path.with_file_name("later");
    let mut target = JsonlTarget::new(directory.join("items.jsonl"));
    let error = target.open(&identity()).unwrap_err();
    assert!(matches!(error, TargetError::Unwritable { .. }), "{error}");
    fs::create_dir(&directory).unwrap();
    deliver(&mut target, &ten_items(), 0).unwrap();
}
