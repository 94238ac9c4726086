//! JSON Lines on standard output: for pipes and people. At-least-once over a restart, because a pipe keeps no offsets.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use super::{
    Delivered, Delivery, LogIdentity, Position, Slice, Target, TargetError,
    jsonl::lines::{self, Lines},
};

/// A stream of JSON Lines. It knows its positions for as long as it lives, and none before.
pub struct StreamTarget<Stream> {
    stream: Stream,
    positions: BTreeMap<i32, Position>,
}

impl StreamTarget<io::Stdout> {
    /// Standard output.
    pub fn standard_output() -> Self {
        Self::new(io::stdout())
    }
}

impl<Stream: Write + Send> StreamTarget<Stream> {
    /// A target that writes to this stream.
    pub const fn new(stream: Stream) -> Self {
        Self {
            stream,
            positions: BTreeMap::new(),
        }
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), TargetError> {
        let written = self.stream.write_all(bytes);
        written
            .and_then(|()| self.stream.flush())
            .map_err(|source| {
                let target = self.describe();
                match source.kind() {
                    io::ErrorKind::BrokenPipe => TargetError::Closed { target },
                    _ => TargetError::Unwritable {
                        path: target.into(),
                        source,
                    },
                }
            })
    }
}

impl<Stream: Write + Send> Target for StreamTarget<Stream> {
    fn describe(&self) -> String {
        "standard output".to_owned()
    }

    fn open(&mut self, _: &LogIdentity) -> Result<(), TargetError> {
        Ok(())
    }

    fn positions(&mut self, partitions: &[i32]) -> Result<Vec<Option<Position>>, TargetError> {
        Ok(lines::positions_of(&self.positions, partitions))
    }

    fn deliver(
        &mut self,
        batch: &[Delivered<'_>],
        slices: &[Slice],
    ) -> Result<Delivery, TargetError> {
        lines::check_starts(&self.describe(), &self.positions, slices)?;
        match lines::lines_of(batch) {
            Lines::Refused(refused) => return Ok(Delivery::Refused(refused)),
            Lines::Written(bytes) => self.write(&bytes)?,
        }
        self.positions.extend(lines::ends_of(slices));
        Ok(Delivery::Committed)
    }

    fn close(mut self: Box<Self>) -> Result<(), TargetError> {
        self.write(&[])
    }
}

#[cfg(test)]
mod tests {
    use std::fs::OpenOptions;

    use super::super::fixtures::{batch_of, identity, item, slice};
    use super::*;

    #[test]
    fn lines_come_out_and_the_position_is_known_until_the_end() {
        let mut target = StreamTarget::new(Vec::new());
        target.open(&identity()).unwrap();
        assert_eq!(target.positions(&[0]).unwrap(), [None]);
        let items = [item("a", 1), item("b", 1)];
        let done = target.deliver(&batch_of(&items, 0, 5), &[slice(0, 5, 8)]);
        assert_eq!(done.unwrap(), Delivery::Committed);
        let text = String::from_utf8(target.stream.clone()).unwrap();
        assert_eq!(text.lines().count(), 2);
        let position = target.positions(&[0]).unwrap().remove(0).unwrap();
        assert_eq!(position.next.0, 8);
    }

    #[test]
    fn a_stale_start_writes_nothing() {
        let mut target = StreamTarget::new(Vec::new());
        target.deliver(&[], &[slice(0, 0, 4)]).unwrap();
        let items = [item("a", 1)];
        let again = target.deliver(&batch_of(&items, 0, 0), &[slice(0, 0, 1)]);
        assert!(matches!(
            again,
            Err(TargetError::Moved { partition: 0, .. })
        ));
        assert!(target.stream.is_empty());
    }

    #[test]
    fn a_full_device_is_said_and_a_gone_reader_is_something_else() {
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let items = [item("a", 1)];
        let mut target = StreamTarget::new(full);
        let error = target.deliver(&batch_of(&items, 0, 0), &[slice(0, 0, 1)]);
        assert!(matches!(error, Err(TargetError::Unwritable { .. })));
        assert_eq!(target.positions(&[0]).unwrap(), [None]);

        let (reader, writer) = io::pipe().unwrap();
        drop(reader);
        let mut target = StreamTarget::new(writer);
        let error = target.deliver(&batch_of(&items, 0, 0), &[slice(0, 0, 1)]);
        assert!(matches!(error, Err(TargetError::Closed { .. })));
    }
}
