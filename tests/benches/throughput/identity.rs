//! A stage that only decodes and encodes: in a pump, what exactly-once, ledger and codec cost beyond the bare client.

use dateline_runtime::{
    Clocks, Decision, Outcome, Outgoing, Reason, Record, Stage, StateSize, TopicName,
    UndecidableStateRecord, Undecided,
};
use dateline_schemas::{Codec, WireItem};

pub struct Identity {
    pub input: TopicName,
    pub output: TopicName,
    pub codec: Codec,
}

impl Stage for Identity {
    type State = ();
    type Change = ();
    type Undo = ();

    fn name(&self) -> &'static str {
        "identity"
    }

    fn input(&self) -> &TopicName {
        &self.input
    }

    fn state_topics(&self) -> &[TopicName] {
        &[]
    }

    fn empty_state(&self, _: i32) {}

    fn decide(&self, (): &(), record: &Record<'_>) -> Result<Decision<()>, Undecided> {
        let decoded: Result<WireItem, _> = self.codec.decode(record.value.unwrap_or_default());
        let encoded = decoded.map(|item| (self.codec.encode(&item), item.uri));
        let Ok((Ok(value), uri)) = encoded else {
            return Ok(Decision::of(Outcome::Quarantined(
                Reason::Undecodable,
                "bench".to_owned(),
            )));
        };
        let headers = record.headers.iter();
        let headers = headers.map(|(name, value)| (name.to_owned(), value));
        let outgoing = Outgoing::keyed(&self.output, uri, Some(value)).with_headers(headers);
        let mut decision = Decision::of(Outcome::Emitted);
        decision.outputs.push(outgoing);
        Ok(decision)
    }

    fn on_tick(&self, (): &(), _: Clocks, _: usize) -> Vec<Decision<()>> {
        Vec::new()
    }

    fn decode_change(
        &self,
        _: usize,
        _: &Record<'_>,
    ) -> Result<Option<()>, UndecidableStateRecord> {
        Ok(None)
    }

    fn restore(&self, (): &mut (), (): ()) {}

    fn undo(&self, (): &mut (), (): ()) {}

    fn state_size(&self, (): &()) -> StateSize {
        StateSize::default()
    }
}
