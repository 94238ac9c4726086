//! What a replay waits for.

use std::{
    io::{self, Write},
    sync::mpsc,
    thread,
    time::Duration,
};

use dateline_runtime::{
    NextOffset,
    log::{Polled, Position, StageLog as _, TableReader as _},
};

use super::*;
use crate::pipeline::Identity;

/// Standard error, of which the first words are awaited.
struct Told(mpsc::Sender<String>);

impl Write for Told {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let _ = self.0.send(String::from_utf8(bytes.to_vec()).unwrap());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn it_waits_for_annotate_and_says_so_and_goes_on_when_that_has_caught_up() {
    let desk = desk();
    let topic = desk.config.topic(Topic::Items);
    let mut writer = desk.cluster.writer("test").unwrap();
    writer.begin().unwrap();
    for number in 0..=pace::MOST_BEHIND {
        let key = number.to_string().into_bytes();
        let record = Outgoing::keyed(&topic, key, Some(Vec::new()));
        writer.send(record).unwrap();
    }
    writer.commit().unwrap();
    let before = desk.items().len();
    let (sender, told) = mpsc::channel();
    thread::scope(|scope| {
        let replay = scope.spawn(|| {
            let (control, mut messages) = (Control::default(), Told(sender));
            desk.replay_under(&control, &mut messages, "")
                .ended
                .unwrap()
        });
        let said = told.recv().unwrap();
        assert!(said.starts_with("waiting: "), "{said}");
        assert_eq!(desk.items().len(), before, "live items go first");
        let mut table = desk.cluster.table().unwrap();
        let end = table.high_watermark(&topic, 0).unwrap();
        commit_to(&desk, &topic, end);
        assert_eq!(replay.join().unwrap(), Exit::Done);
    });
    assert_eq!(desk.items().len(), before + 4);
}

/// Lets annotate's group have consumed a partition.
fn commit_to(desk: &Desk, topic: &TopicName, next: NextOffset) {
    let identity = Identity::of(&desk.config);
    let mut member = desk
        .cluster
        .member(&identity.member("annotate", topic))
        .unwrap();
    while !matches!(
        member.poll(Duration::from_millis(10), &mut |_| {}),
        Ok(Polled::Assigned(_))
    ) {}
    member.begin().unwrap();
    let position = Position {
        partition: 0,
        next,
        metadata: String::new(),
    };
    member.send_offsets(&[position]).unwrap();
    member.commit().unwrap();
}
