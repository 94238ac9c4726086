//! What the targets that write JSON Lines share: lines out of a batch, and positions kept in memory.

use std::collections::BTreeMap;

use crate::targets::{Delivered, Position, Refused, Slice, TargetError};

/// The lines of a batch.
pub(crate) enum Lines {
    /// One JSON object and a line feed for each item, in order.
    Written(Vec<u8>),
    /// Items that have no JSON form.
    Refused(Vec<Refused>),
}

/// The lines of a batch, or the items in it that have none.
pub(crate) fn lines_of(batch: &[Delivered<'_>]) -> Lines {
    let mut bytes = Vec::new();
    let mut refused = Vec::new();
    for (index, delivered) in batch.iter().enumerate() {
        match serde_json::to_writer(&mut bytes, delivered.item) {
            Ok(()) => bytes.push(b'\n'),
            Err(error) => refused.push(Refused {
                index,
                message: error.to_string(),
            }),
        }
    }
    if refused.is_empty() {
        Lines::Written(bytes)
    } else {
        Lines::Refused(refused)
    }
}

/// Checks that each slice starts where the target stands; a partition that it knows nothing of starts anywhere.
///
/// # Errors
/// [`TargetError::Moved`] for the first slice that does not.
pub(crate) fn check_starts(
    target: &str,
    positions: &BTreeMap<i32, Position>,
    slices: &[Slice],
) -> Result<(), TargetError> {
    for slice in slices {
        match positions.get(&slice.partition) {
            Some(position) if position.next != slice.start => {
                return Err(TargetError::Moved {
                    target: target.to_owned(),
                    partition: slice.partition,
                    expected: slice.start,
                    found: Some(position.next),
                });
            }
            _ => {}
        }
    }
    Ok(())
}

/// Where the target stands in each of these partitions.
pub(crate) fn positions_of(
    positions: &BTreeMap<i32, Position>,
    partitions: &[i32],
) -> Vec<Option<Position>> {
    let asked = partitions.iter();
    asked
        .map(|partition| positions.get(partition).cloned())
        .collect()
}

/// Where the slices end.
pub(crate) fn ends_of(slices: &[Slice]) -> impl Iterator<Item = (i32, Position)> {
    slices.iter().map(|slice| {
        let position = Position {
            next: slice.end,
            ledger: slice.ledger.clone(),
        };
        (slice.partition, position)
    })
}
