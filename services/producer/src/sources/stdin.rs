//! Standard input, once.

use std::io::{BufRead, Read as _};

use super::{ToIntake, read_delivery};
use crate::{
    formats::Format,
    source::{Content, FetchedAt, SourceSpec},
};

/// JSON Lines are cut into deliveries of about this size, so that a stream of any length can be taken.
const CHUNK_BYTES: usize = 1 << 20;

/// A single line may be this long: the largest delivery.
const LINE_LIMIT: u64 = crate::formats::MAX_DELIVERY_BYTES as u64 + 1;

pub(super) fn run(intake: &ToIntake, spec: &SourceSpec, mut input: impl BufRead) {
    let fetched_at = match spec.fetched_at {
        FetchedAt::At(instant) => Some(instant),
        FetchedAt::Unknown | FetchedAt::ModificationTime => None,
    };
    let began = intake.clock.now();
    if spec.format != Some(Format::Jsonl) {
        match read_delivery(&mut input) {
            // The intake is gone, or has it: either way this source is done.
            Ok(content) => drop(
                intake
                    .arrived("-".to_owned(), content, fetched_at)
                    .and_then(|()| intake.looked(began)),
            ),
            Err(error) => intake.failed(format!("standard input cannot be read: {error}")),
        }
        return;
    }
    let mut start = 0;
    loop {
        match read_lines(&mut input) {
            Ok(lines) if lines.is_empty() => return drop(intake.looked(began)),
            Ok(lines) => {
                let end = start + lines.len();
                if intake
                    .arrived(format!("-:{start}"), Content::Bytes(lines), fetched_at)
                    .is_err()
                {
                    return;
                }
                start = end;
            }
            Err(error) => return intake.failed(format!("standard input cannot be read: {error}")),
        }
    }
}

/// Whole lines, up to a chunk of them; empty at the end of the input.
fn read_lines(input: &mut impl BufRead) -> std::io::Result<Vec<u8>> {
    let mut lines = Vec::new();
    while lines.len() < CHUNK_BYTES {
        if input
            .by_ref()
            .take(LINE_LIMIT)
            .read_until(b'\n', &mut lines)?
            == 0
        {
            break;
        }
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_stream_is_cut_between_lines_and_nothing_is_lost() {
        let line = format!("{}\n", "x".repeat(999));
        let text = line.repeat(3_000);
        let mut input = text.as_bytes();
        let mut chunks = Vec::new();
        loop {
            let chunk = read_lines(&mut input).unwrap();
            if chunk.is_empty() {
                break;
            }
            assert!(chunk.ends_with(b"\n") && chunk.len() < CHUNK_BYTES + 1_000);
            chunks.push(chunk);
        }
        assert!(chunks.len() > 1 && chunks.concat() == text.as_bytes());
    }
}
