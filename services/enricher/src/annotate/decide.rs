//! One record of `wire.items`: what goes on, what is held, and what its uri's state becomes.

use std::sync::Arc;

use dateline_runtime::{Decision, HoldEnd, Outcome, Outgoing, Reason, Record, Undecided};
use dateline_schemas::{
    AnnotatedItem, Change, EncodeError, Heartbeat, Language, Lineage, LineagePosition, Timestamp,
    WireItem, header,
};

use super::{
    AnnotateStage, PartitionState, StateChange, Uri,
    inbox::{self, Received},
    kept::KeptText,
    language,
    lineage::{self, Emission, HeldText, Incoming, KnownUri, Verdict},
    link_group::LinkGroup,
    textless,
};

/// What lineage said about an item, with what its uri was before.
struct Judged<'a> {
    verdict: Verdict,
    next: KnownUri,
    known: Option<&'a KnownUri>,
    held: Option<&'a Arc<AnnotatedItem>>,
    kept: Option<&'a KeptText>,
}

impl AnnotateStage {
    pub(super) fn decide_record(
        &self,
        state: &PartitionState,
        record: &Record<'_>,
    ) -> Result<Decision<StateChange>, Undecided> {
        let (item, notice) = match inbox::receive(&self.codec, record)? {
            Received::Item(item, notice) => (item, notice),
            Received::Rejected(outcome) => return Ok(Decision::of(outcome)),
        };
        if Heartbeat::of_item(&item).is_some() {
            return self.pass_heartbeat(*item).or_else(decision_of_unwritable);
        }
        let stream_time = state.stream_time().max(item.received_at);
        let forgotten = state.forgotten_at(&item.uri, stream_time);
        let known = state.known_at(&item.uri, stream_time);
        let held = known.and_then(|_| state.held(&item.uri));
        let append_time = Timestamp::from_millis(record.append_time_ms);
        // A delivery that is replayed was received long ago; that its embargo is over since, later records tell.
        let told_at = if item.is_replayed() {
            stream_time
        } else {
            item.received_at
        };
        let incoming = Incoming {
            notice,
            offset: Some(record.offset),
            stream_time,
            embargoes_over_until: told_at.min(append_time),
        };
        let states_embargo = held.is_some_and(|held| held.item.embargoed_until.is_some());
        let verdict = lineage::judge(known, states_embargo, &incoming);
        let Some(next) = verdict.next else {
            return Ok(Decision::of(verdict.outcome));
        };
        let forgotten_hold = forgotten.is_some_and(KnownUri::keeps_an_input_back);
        let hold_end = forgotten_hold.then_some(HoldEnd::Superseded);
        let judged = Judged {
            verdict: Verdict {
                hold_end: verdict.hold_end.or(hold_end),
                ..verdict
            },
            next,
            known,
            held,
            kept: state.kept_at(&item.uri, stream_time),
        };
        let decided = match item.release_reason() {
            Some(reason) => self.let_go_by_desk(&judged, &item, reason),
            None => self.carry_out(judged, item, record),
        };
        decided.or_else(decision_of_unwritable)
    }

    /// The held text waits for the next tick, and says why it goes on.
    fn let_go_by_desk(
        &self,
        judged: &Judged<'_>,
        release: &WireItem,
        reason: &str,
    ) -> Result<Decision<StateChange>, EncodeError> {
        let uri: Uri = release.uri.as_str().into();
        let mut decision = Decision::of(judged.verdict.outcome.clone());
        let known = self.known_record(uri.clone(), Some(judged.next), None)?;
        decision.state.push(known);
        if let Some(held) = judged.held {
            let mut held = AnnotatedItem::clone(held);
            held.lineage.reason = Some(format!("released by the desk: {reason}"));
            decision.state.push(self.held_record(uri, Some(held))?);
        }
        Ok(decision)
    }

    fn carry_out(
        &self,
        mut judged: Judged<'_>,
        item: Box<WireItem>,
        input: &Record<'_>,
    ) -> Result<Decision<StateChange>, EncodeError> {
        let goes_on = matches!(judged.verdict.emission, Emission::Text(_));
        let is_held = judged.verdict.held == HeldText::IsIncoming;
        let pins_group = judged.next.link_group.is_none() && has_text(&item);
        let language = (goes_on || is_held || pins_group).then(|| self.content.language(&item));
        let is_first_text = judged.known.is_none() && judged.verdict.outcome != Outcome::Killed;
        if is_first_text && !self.wants(language.as_ref()) {
            return Ok(Decision::of(Outcome::Filtered));
        }
        let emits = judged.verdict.emission != Emission::Nothing;
        let link_group = pinned_group(&judged.next, language.as_ref(), &item);
        if emits || language.is_some() {
            judged.next.link_group = Some(link_group);
        }
        let uri: Uri = item.uri.as_str().into();
        let mut decision = Decision::of(judged.verdict.outcome.clone());
        decision.holds_ended.extend(judged.verdict.hold_end);
        let text = goes_on.then(|| self.text_of_input(input, item.received_at));
        let known = self.known_record(uri.clone(), Some(judged.next), text.flatten())?;
        decision.state.push(known);
        if let Emission::Textless(change, _) = judged.verdict.emission {
            let record = self.textless_record(&judged, change, &item, link_group);
            decision.outputs.push(self.outgoing(&record, None)?);
        }
        match language {
            Some(language) if goes_on => {
                let lineage = judged.verdict.lineage(judged.known).unwrap_or_default();
                let mut record = self.content.annotate(*item, language, lineage, link_group);
                self.tell_difference(&mut record, judged.kept);
                decision.outputs.push(self.outgoing(&record, None)?);
            }
            Some(language) if is_held => {
                let lineage = held_lineage(&judged);
                let record = self.content.annotate(*item, language, lineage, link_group);
                let held = self.held_record(uri.clone(), Some(record))?;
                decision.state.push(held);
            }
            _ => {}
        }
        if judged.verdict.held == HeldText::Goes {
            decision.state.push(self.held_record(uri, None)?);
        }
        Ok(decision)
    }

    fn textless_record(
        &self,
        judged: &Judged<'_>,
        change: Change,
        item: &WireItem,
        link_group: LinkGroup,
    ) -> AnnotatedItem {
        let textless = match change {
            Change::Killed => textless::killed_item(item),
            _ => textless::recalled_item(item, judged.known),
        };
        let lineage = judged.verdict.lineage(judged.known).unwrap_or_default();
        self.content.textless(textless, lineage, link_group)
    }

    /// A record of `wire.annotated`; with `not_before` the log's clock must have reached it, too.
    pub(super) fn outgoing(
        &self,
        record: &AnnotatedItem,
        not_before: Option<Timestamp>,
    ) -> Result<Outgoing, EncodeError> {
        let key = record.link_group.as_bytes();
        let value = self.codec.encode(record)?;
        // Derived as the producer derived them, so that a record released by a tick carries the same.
        let headers = header::common(&record.item.raw.delivery_id, &record.item.source);
        let outgoing = Outgoing::keyed(&self.topics.annotated, key, Some(value));
        let mut outgoing = outgoing.with_headers(headers);
        outgoing.not_before_ms = not_before.map(Timestamp::as_millis);
        Ok(outgoing)
    }

    fn wants(&self, language: Option<&Language>) -> bool {
        let Some(language) = language else {
            return true;
        };
        let is_wanted = |subtag: &str| self.wanted_languages.iter().any(|wanted| wanted == subtag);
        self.wanted_languages.is_empty() || language::subtags(language).any(is_wanted)
    }
}

fn has_text(item: &WireItem) -> bool {
    item.headline.is_some() || item.body.is_some()
}

fn pinned_group(next: &KnownUri, language: Option<&Language>, item: &WireItem) -> LinkGroup {
    let tag = match language {
        Some(language) => Some(language.tag.as_str()),
        None => item.language_declared.as_deref(),
    };
    next.link_group
        .unwrap_or_else(|| tag.map_or(LinkGroup::UNDETERMINED, LinkGroup::of_tag))
}

/// Lineage of a text while it is held: all but the revision, which it gets at its release.
fn held_lineage(judged: &Judged<'_>) -> Lineage {
    let emitted_version = judged.known.and_then(KnownUri::emitted_version);
    let earlier_held = judged.held.and_then(|held| held.lineage.previous_version);
    Lineage {
        previous_version: emitted_version.or(earlier_held),
        position: LineagePosition::Newest,
        change: Change::Released,
        ..Lineage::default()
    }
}

/// An item that fits into `wire.items` may, with its annotations, not fit on.
fn decision_of_unwritable(error: EncodeError) -> Result<Decision<StateChange>, Undecided> {
    let reason = match &error {
        EncodeError::TooLarge { .. } => Reason::Oversize,
        EncodeError::Unwritable(_) => Reason::Defect,
        EncodeError::NoSchemaId { .. } => return Err(Undecided::UnknownSchema(error.to_string())),
    };
    Ok(Decision::of(Outcome::Quarantined(
        reason,
        error.to_string(),
    )))
}
