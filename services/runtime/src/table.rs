//! Reading a whole table: all partitions of a topic, up to all that was there when the reading began.

use std::time::Duration;

use crate::{
    control::Control,
    log::{LogError, TablePolled, TableReader},
    record::{Offset, Record, TopicName},
};

/// How long one poll waits; the caller's control is looked at in between.
const SLICE: Duration = Duration::from_millis(50);

/// Pause before a log that is not there is asked again.
const RETRY_PAUSE: Duration = Duration::from_millis(200);

/// Hands out every committed record of the topic, by partition, each partition in order. Transactions that were open when
/// the reading began are waited for: what they wrote is either handed out or was taken back.
///
/// # Errors
/// `Fatal` for a missing topic; `Unavailable` when the control asks to stop meanwhile.
pub fn read_to_end<T: TableReader>(
    table: &mut T,
    topic: &TopicName,
    control: &Control,
    mut on_record: impl FnMut(&Record<'_>),
) -> Result<(), LogError> {
    for partition in 0..count(table, topic, control)? {
        let mark = patiently(control, || table.high_watermark(topic, partition))?;
        patiently(control, || {
            match table.last_stable_offset(topic, partition)? {
                stable if stable >= mark => Ok(()),
                _ => Err(LogError::Unavailable(format!(
                    "a transaction on {topic} is still open"
                ))),
            }
        })?;
        read_partition(table, topic, partition, control, &mut on_record)?;
    }
    Ok(())
}

/// Like [`read_to_end`], but ends at the first record of a transaction that is open: it waits for nobody, and may hand out
/// less.
///
/// # Errors
/// See there.
pub fn read_stable<T: TableReader>(
    table: &mut T,
    topic: &TopicName,
    control: &Control,
    mut on_record: impl FnMut(&Record<'_>),
) -> Result<(), LogError> {
    for partition in 0..count(table, topic, control)? {
        read_partition(table, topic, partition, control, &mut on_record)?;
    }
    Ok(())
}

fn count<T: TableReader>(
    table: &mut T,
    topic: &TopicName,
    control: &Control,
) -> Result<i32, LogError> {
    let count = patiently(control, || table.partitions(topic))?;
    count.ok_or_else(|| {
        LogError::Fatal(format!(
            "topic {topic} does not exist; `dateline topics apply` creates it"
        ))
    })
}

fn read_partition<T: TableReader>(
    table: &mut T,
    topic: &TopicName,
    partition: i32,
    control: &Control,
    on_record: &mut dyn FnMut(&Record<'_>),
) -> Result<(), LogError> {
    table.start(topic, partition, Offset::FIRST)?;
    let read = read_started(table, control, on_record);
    table.stop(topic, partition)?;
    read
}

fn read_started<T: TableReader>(
    table: &mut T,
    control: &Control,
    on_record: &mut dyn FnMut(&Record<'_>),
) -> Result<(), LogError> {
    while !control.is_stopping() {
        match table.poll(SLICE, on_record) {
            Ok(TablePolled::EndOfPartition(_)) => return Ok(()),
            Ok(TablePolled::Record) => {}
            Ok(TablePolled::Nothing) | Err(LogError::Unavailable(_)) => control.beat(),
            Err(error) => return Err(error),
        }
    }
    Err(stopped())
}

/// Repeats a call until the log is there.
///
/// # Errors
/// What the call says other than `Unavailable`; that too, once the control asks to stop.
pub fn patiently<T>(
    control: &Control,
    mut call: impl FnMut() -> Result<T, LogError>,
) -> Result<T, LogError> {
    loop {
        match call() {
            Err(LogError::Unavailable(reason)) if !control.is_stopping() => {
                tracing::debug!(reason, "waiting for the log");
                control.beat();
                std::thread::sleep(RETRY_PAUSE);
            }
            other => return other,
        }
    }
}

fn stopped() -> LogError {
    LogError::Unavailable("stopped while a table was read".to_owned())
}
