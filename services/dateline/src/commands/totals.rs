//! What a tool of the operator's has written in all: a checkpoint under a name that no source has, for `audit` to count.

use dateline_runtime::{
    Control, TopicName,
    log::{LogError, TableReader},
    table::read_to_end,
};
use dateline_schemas::{Checkpoint, Codec};

/// The totals under this name; none are nothing.
///
/// # Errors
/// `Unavailable` when the control asks to stop; `Fatal` for totals that cannot be read: what is guessed would never balance.
pub fn read_totals(
    table: &mut impl TableReader,
    topic: &TopicName,
    name: &str,
    codec: &Codec,
    control: &Control,
) -> Result<Checkpoint, LogError> {
    let mut totals = Checkpoint {
        source: name.to_owned(),
        ..Checkpoint::default()
    };
    let mut unreadable = None;
    read_to_end(table, topic, control, |record| {
        let value = record.value.filter(|_| record.key == Some(name.as_bytes()));
        match value.map(|value| codec.decode(value)) {
            Some(Ok(read)) => totals = read,
            Some(Err(error)) => unreadable = Some(format!("the totals of {name}: {error}")),
            None => {}
        }
    })?;
    unreadable.map_or(Ok(totals), |message| Err(LogError::Fatal(message)))
}
