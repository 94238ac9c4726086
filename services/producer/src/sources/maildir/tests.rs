//! Messages that come, are read by mail programs, and are marked.

use std::time::Duration;

use super::*;
use crate::{
    source::{Arrival, SourceKind},
    sources::folder::stage::{Stage, commit, text_of},
};

/// A source that follows a Maildir with one message that was there before.
fn following(after_taken: AfterTaken) -> Stage {
    let mut stage = Stage::new();
    for folder in ["mail/tmp", "mail/new", "mail/cur"] {
        fs::create_dir_all(stage.path(folder)).unwrap();
    }
    stage.put("mail/tmp/1.unfinished", "unfinished");
    stage.put("mail/cur/0.before:2,RS", "before");
    stage.put("mail/cur/.hidden", "hidden");
    let spec = MaildirSpec {
        folders: vec![stage.path("mail")],
        rescan: Some(Duration::from_millis(50)),
        after_taken,
    };
    stage.start(SourceKind::Maildir(spec));
    stage
}

/// Delivers a message as mail servers do.
fn deliver(stage: &Stage, name: &str) -> Arrival {
    stage.put(&format!("mail/tmp/{name}"), name);
    stage.rename(&format!("mail/tmp/{name}"), &format!("mail/new/{name}"));
    stage.arrival()
}

#[test]
fn each_message_in_new_and_cur_is_a_delivery_by_its_unique_name() {
    let stage = following(AfterTaken::Leave);
    let before = stage.arrival();
    assert_eq!(
        (before.position.as_str(), text_of(&before).as_str()),
        ("0.before", "before")
    );
    assert_eq!(
        before.transport.media_type.as_deref(),
        Some("message/rfc822")
    );
    assert_eq!(before.known_by, KnownBy::Position);
    let new = deliver(&stage, "1.new");
    assert_eq!(
        (new.position.as_str(), text_of(&new).as_str()),
        ("1.new", "1.new")
    );
    assert!(stage.exists("mail/new/1.new"), "nobody asked to move it");
}

#[test]
fn a_message_that_moves_or_changes_its_flags_is_what_it_was() {
    let stage = following(AfterTaken::Leave);
    stage.arrival();
    deliver(&stage, "1.new");
    for (from, to) in [
        ("new/1.new", "cur/1.new:2,"),
        ("cur/1.new:2,", "cur/1.new:2,FS"),
    ] {
        stage.rename(&format!("mail/{from}"), &format!("mail/{to}"));
        // Told of by the system, it is read again; the intake finds its position and content.
        let again = stage.arrival();
        assert_eq!(
            (again.position.as_str(), text_of(&again).as_str()),
            ("1.new", "1.new")
        );
    }
    assert_eq!(deliver(&stage, "2.end").position, "2.end");
}

#[test]
fn a_message_is_marked_as_seen_once_it_is_in_the_log() {
    let stage = following(AfterTaken::MarkSeen);
    commit(stage.arrival());
    let first = deliver(&stage, "1.new");
    deliver(&stage, "2.sign");
    assert!(stage.exists("mail/new/1.new"));
    commit(first);
    stage.wait_until("the message to be seen", |stage| {
        stage.exists("mail/cur/1.new:2,S") && !stage.exists("mail/new/1.new")
    });
    assert!(stage.exists("mail/cur/0.before:2,RS"), "it was seen before");
    assert!(stage.exists("mail/tmp/1.unfinished"));
}

#[test]
fn flags_are_in_order_and_names_without_them() {
    for (name, unique, marked) in [
        ("new/1.a", "1.a", Some("cur/1.a:2,S")),
        ("new/1.a:2,", "1.a", Some("cur/1.a:2,S")),
        ("cur/1.a:2,FT", "1.a", Some("cur/1.a:2,FST")),
        ("cur/1.a,S=12:2,RS", "1.a,S=12", None),
        ("cur/1.a:1,x", "1.a", Some("cur/1.a:2,S")),
    ] {
        let path = Path::new("mail").join(name);
        assert_eq!(unique_name(&path), unique);
        let marked = marked.map(|marked| Path::new("mail").join(marked));
        assert_eq!(seen(&path), marked, "{name}");
    }
}
