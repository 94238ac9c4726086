//! Where in the delivery the bytes of a decoded text stood.

/// Offsets of a text in the bytes that it was decoded from: runs within which both go on alike.
#[derive(Debug, Default)]
pub(super) struct Offsets {
    /// (offset in the text, offset in the delivery) at the head of each run, rising in both.
    runs: Vec<(u32, u32)>,
}

impl Offsets {
    /// Of a text whose bytes are the delivery's behind the first `mark`.
    pub(super) fn shifted(mark: usize) -> Self {
        let mut offsets = Self::default();
        offsets.begin_run(0, mark);
        offsets
    }

    /// A run begins: behind these offsets both go on alike until the next one.
    pub(super) fn begin_run(&mut self, in_text: usize, in_delivery: usize) {
        // A delivery is smaller than 4 GiB, and so is what comes of it.
        let run = (
            u32::try_from(in_text).unwrap_or(u32::MAX),
            u32::try_from(in_delivery).unwrap_or(u32::MAX),
        );
        match self.runs.last_mut() {
            Some(last) if last.0 == run.0 => *last = run,
            _ => self.runs.push(run),
        }
    }

    /// Where a byte of the text stood.
    pub(super) fn in_delivery(&self, in_text: usize) -> usize {
        let next = self.runs.partition_point(|run| run.0 as usize <= in_text);
        let (run_text, run_delivery) = next
            .checked_sub(1)
            .and_then(|i| self.runs.get(i))
            .copied()
            .unwrap_or_default();
        let ahead = in_text - run_text as usize;
        // Within a letter that is longer in the text than in the delivery, the letter's end is as far as it goes.
        let limit = self.runs.get(next).map_or(u32::MAX, |run| run.1);
        (run_delivery as usize + ahead).min(limit as usize)
    }
}
