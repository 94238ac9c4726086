//! What each record means in the history of its uri, case by case.

use dateline_schemas::{Lineage, LineagePosition};

use super::*;

/// A record that arrives, or a tick.
#[derive(Debug, Clone, Copy)]
enum Step {
    Record(Notice),
    /// The clocks show this, in milliseconds.
    At(i64),
    /// What is due goes on.
    Tick,
}

fn text(version: impl Into<Option<i64>>, usability: Usability) -> Step {
    let version = version.into();
    let number = version.unwrap_or(0) as u64;
    Step::Record(Notice::Text(IncomingText {
        key: VersionKey {
            version,
            version_created: None,
            usability,
            content: ContentHash(100 + u128::from(number)),
        },
        delivery: Some(DeliveryPrefix(number)),
        embargoed_until: None,
        correction: Correction::NotSignalled,
    }))
}

fn usable(version: impl Into<Option<i64>>) -> Step {
    text(version, Usability::Usable)
}

fn withheld(version: impl Into<Option<i64>>) -> Step {
    text(version, Usability::Withheld)
}

fn kill(version: impl Into<Option<i64>>) -> Step {
    Step::Record(Notice::Kill(Kill::of_version(version.into())))
}

impl Step {
    fn with(mut self, change: impl FnOnce(&mut IncomingText)) -> Self {
        if let Self::Record(Notice::Text(text)) = &mut self {
            change(text);
        }
        self
    }

    fn until(self, embargoed_until_ms: i64) -> Self {
        self.with(|text| text.embargoed_until = Some(Timestamp::from_millis(embargoed_until_ms)))
    }

    fn content(self, content: u128) -> Self {
        self.with(|text| text.key.content = ContentHash(content))
    }

    fn created(self, version_created_ms: i64) -> Self {
        self.with(|text| {
            text.key.version_created = Some(Timestamp::from_millis(version_created_ms));
        })
    }

    fn delivery(self, delivery: u64) -> Self {
        self.with(|text| text.delivery = Some(DeliveryPrefix(delivery)))
    }

    fn correcting(self) -> Self {
        self.with(|text| text.correction = Correction::Signalled)
    }
}

#[derive(Default)]
struct History {
    known: Option<KnownUri>,
    newest_states_embargo: bool,
    now_ms: i64,
    told: Vec<String>,
}

impl History {
    fn take(&mut self, step: Step) {
        match step {
            Step::At(now_ms) => self.now_ms = now_ms,
            Step::Tick => self.tick(),
            Step::Record(notice) => self.receive(notice),
        }
    }

    fn receive(&mut self, notice: Notice) {
        let now = Timestamp::from_millis(self.now_ms);
        let incoming = Incoming {
            notice,
            offset: Some(Offset(self.told.len() as i64)),
            stream_time: now,
            embargoes_over_until: now,
        };
        let verdict = judge(self.known.as_ref(), self.newest_states_embargo, &incoming);
        let mut told = format!("{:?}", verdict.outcome).to_lowercase();
        if let Some(lineage) = verdict.lineage(self.known.as_ref()) {
            told += &tell(&lineage);
        }
        if let Some(hold_end) = verdict.hold_end {
            told += &format!(", hold {hold_end:?}").to_lowercase();
        }
        self.told.push(told);
        if let (HeldText::IsIncoming, Notice::Text(text)) = (verdict.held, notice) {
            self.newest_states_embargo = text.embargoed_until.is_some();
        }
        self.known = verdict.next.or(self.known);
    }

    fn tick(&mut self) {
        let now = Timestamp::from_millis(self.now_ms);
        let due = self
            .known
            .filter(|known| known.due_at().is_some_and(|until| until <= now));
        let Some(known) = due else {
            return self.told.push("nothing due".to_owned());
        };
        let next = release(&known, now);
        self.told.push(format!("released #{}", next.revision));
        self.known = Some(next);
    }
}

fn tell(lineage: &Lineage) -> String {
    let change = format!("{:?}", lineage.change).to_lowercase();
    let place = match lineage.position {
        LineagePosition::Newest => "",
        LineagePosition::Killed => " textless killed",
        _ => " textless recalled",
    };
    format!(": {change} #{}{place}", lineage.revision)
}

fn check(steps: &[Step], expected: &[&str]) {
    let mut history = History::default();
    for step in steps {
        history.take(*step);
        // What is known survives its way through `wire.current` at any point.
        if let Some(known) = history.known {
            assert_eq!(KnownUri::from_state(&known.to_state()), known);
        }
    }
    assert_eq!(history.told, expected, "{steps:#?}");
}

#[test]
fn a_first_usable_version_is_new() {
    check(&[usable(1)], &["emitted: new #1"]);
    check(&[usable(None)], &["emitted: new #1"]);
}

#[test]
fn equal_version_and_content_is_unchanged() {
    check(
        &[usable(1), usable(1), usable(1).delivery(9)],
        &["emitted: new #1", "unchanged", "unchanged"],
    );
}

#[test]
fn a_touched_time_changes_nothing_but_ranks_what_comes_later() {
    check(
        &[
            usable(1).created(10),
            usable(1).created(20),
            usable(1).created(15).content(7),
        ],
        &["emitted: new #1", "unchanged", "stale"],
    );
}

#[test]
fn a_larger_version_updates_and_says_so_when_it_corrects() {
    check(
        &[usable(1), usable(2), usable(3).correcting()],
        &[
            "emitted: new #1",
            "emitted: updated #2",
            "emitted: corrected #3",
        ],
    );
}

#[test]
fn a_smaller_version_is_stale_and_not_emitted() {
    check(
        &[usable(2), usable(1), usable(None)],
        &["emitted: new #1", "stale", "stale"],
    );
}

#[test]
fn without_a_version_the_time_of_creation_decides() {
    check(
        &[
            usable(None).created(10).content(5),
            usable(None).created(20).content(4),
            usable(None).created(15).content(6),
        ],
        &["emitted: new #1", "emitted: updated #2", "stale"],
    );
}

#[test]
fn a_conflict_is_decided_by_content_whoever_comes_first() {
    let smaller = usable(1).content(5).delivery(1);
    let larger = usable(1).content(6).delivery(2);
    check(
        &[smaller, larger],
        &["emitted: new #1", "emitted: conflict #2"],
    );
    check(&[larger, smaller], &["emitted: new #1", "stale"]);
}

#[test]
fn a_conflict_between_usable_and_withheld_fails_closed() {
    let open = usable(1).content(9).delivery(1);
    let closed = withheld(1).content(5).delivery(2);
    check(
        &[open, closed],
        &["emitted: new #1", "held: recalled #2 textless recalled"],
    );
    check(&[closed, open], &["held", "stale"]);
}

#[test]
fn the_same_delivery_parsed_again_with_another_result_is_reparsed() {
    let first = usable(1).content(6).delivery(1);
    let again = usable(1).content(5).delivery(1);
    check(
        &[first, again, again],
        &["emitted: new #1", "emitted: reparsed #2", "unchanged"],
    );
}

#[test]
fn a_kill_is_emitted_without_text() {
    check(
        &[usable(1), kill(2), kill(2), kill(1)],
        &[
            "emitted: new #1",
            "killed: killed #2 textless killed",
            "unchanged",
            "stale",
        ],
    );
}

#[test]
fn a_kill_that_arrives_first_is_remembered() {
    check(
        &[kill(2), usable(1), usable(2)],
        &["killed: killed #1 textless killed", "killed", "killed"],
    );
}

#[test]
fn a_kill_without_a_version_kills_all_for_good() {
    check(
        &[usable(3), kill(None), usable(4), kill(9), usable(10)],
        &[
            "emitted: new #1",
            "killed: killed #2 textless killed",
            "killed",
            "stale",
            "killed",
        ],
    );
}

#[test]
fn a_larger_usable_version_revives() {
    check(
        &[usable(1), kill(2), usable(2), usable(3)],
        &[
            "emitted: new #1",
            "killed: killed #2 textless killed",
            "killed",
            "emitted: revived #3",
        ],
    );
}

#[test]
fn a_version_without_a_number_or_a_withheld_one_does_not_revive() {
    check(
        &[usable(1), kill(2), usable(None), withheld(3)],
        &[
            "emitted: new #1",
            "killed: killed #2 textless killed",
            "killed",
            "killed",
        ],
    );
}

#[test]
fn a_kill_that_is_late_for_a_revival_is_stale() {
    check(
        &[usable(1), usable(3), kill(2)],
        &["emitted: new #1", "emitted: updated #2", "stale"],
    );
}

#[test]
fn an_older_kill_stands_again_when_the_revival_is_withdrawn() {
    check(
        &[kill(2), usable(3), withheld(4), usable(5)],
        &[
            "killed: killed #1 textless killed",
            "emitted: revived #2",
            "killed: recalled #3 textless killed",
            "emitted: revived #4",
        ],
    );
}

#[test]
fn an_embargo_holds_until_its_time() {
    check(
        &[
            usable(1).until(100),
            Step::At(99),
            Step::Tick,
            Step::At(100),
            Step::Tick,
        ],
        &["held", "nothing due", "released #1"],
    );
    check(&[Step::At(100), usable(1).until(100)], &["emitted: new #1"]);
}

#[test]
fn an_embargo_runs_on_for_a_version_that_states_none() {
    check(
        &[
            usable(1).until(100),
            usable(2),
            Step::At(99),
            Step::Tick,
            Step::At(100),
            Step::Tick,
        ],
        &[
            "held",
            "held, hold superseded",
            "nothing due",
            "released #1",
        ],
    );
}

#[test]
fn a_newer_version_may_state_an_embargo_of_its_own() {
    check(
        &[
            usable(1).until(100),
            usable(2).until(50),
            Step::At(50),
            Step::Tick,
        ],
        &["held", "held, hold superseded", "released #1"],
    );
    check(
        &[usable(1).until(100), Step::At(60), usable(2).until(50)],
        &["held", "emitted: new #1, hold superseded"],
    );
}

#[test]
fn a_stale_version_lengthens_the_embargo_of_one_that_states_none() {
    check(
        &[
            usable(1).until(50),
            usable(3),
            usable(2).until(100),
            Step::At(99),
            Step::Tick,
            Step::At(100),
            Step::Tick,
        ],
        &[
            "held",
            "held, hold superseded",
            "stale",
            "nothing due",
            "released #1",
        ],
    );
}

#[test]
fn a_stale_version_does_not_lengthen_an_embargo_that_the_newest_states() {
    check(
        &[
            usable(3).until(50),
            usable(2).until(100),
            Step::At(50),
            Step::Tick,
        ],
        &["held", "stale", "released #1"],
    );
}

#[test]
fn a_stale_embargo_does_not_recall_what_is_public() {
    check(
        &[usable(2), usable(1).until(100), usable(3)],
        &["emitted: new #1", "stale", "emitted: updated #2"],
    );
}

#[test]
fn a_new_embargo_recalls_what_was_public() {
    check(
        &[usable(1), usable(2).until(100), Step::At(100), Step::Tick],
        &[
            "emitted: new #1",
            "held: recalled #2 textless recalled",
            "released #3",
        ],
    );
}

#[test]
fn withholding_recalls_what_was_public_and_says_nothing_of_what_was_not() {
    check(
        &[usable(1), withheld(2), withheld(3), usable(4)],
        &[
            "emitted: new #1",
            "held: recalled #2 textless recalled",
            "held, hold superseded",
            "emitted: updated #3, hold superseded",
        ],
    );
    check(
        &[withheld(1), usable(2)],
        &["held", "emitted: new #1, hold superseded"],
    );
}

#[test]
fn an_embargo_outlasts_a_withholding_in_between() {
    check(
        &[
            usable(1).until(100),
            withheld(2),
            usable(3),
            Step::At(100),
            Step::Tick,
        ],
        &[
            "held",
            "held, hold superseded",
            "held, hold superseded",
            "released #1",
        ],
    );
}

#[test]
fn a_kill_while_held_ends_the_hold_and_tells_nobody() {
    check(
        &[
            usable(1).until(100),
            kill(2),
            Step::At(100),
            Step::Tick,
            usable(2),
        ],
        &["held", "killed, hold killed", "nothing due", "killed"],
    );
    check(&[withheld(1), kill(None)], &["held", "killed, hold killed"]);
}

#[test]
fn a_kill_while_held_is_told_to_who_read_an_earlier_version() {
    check(
        &[usable(1), usable(2).until(100), kill(3)],
        &[
            "emitted: new #1",
            "held: recalled #2 textless recalled",
            "killed: killed #3 textless killed, hold killed",
        ],
    );
}

#[test]
fn a_held_revival_stays_held_when_the_kill_comes_late() {
    check(
        &[
            usable(1),
            usable(3).until(100),
            kill(2),
            Step::At(100),
            Step::Tick,
        ],
        &[
            "emitted: new #1",
            "held: recalled #2 textless recalled",
            "killed: killed #3 textless killed",
            "released #4",
        ],
    );
    check(
        &[usable(3).until(100), kill(2), Step::At(100), Step::Tick],
        &["held", "stale", "released #1"],
    );
}

#[test]
fn a_uri_is_forgotten_45_days_after_its_last_change_and_a_killed_one_after_400() {
    let known = |steps: &[Step]| {
        let mut history = History::default();
        steps.iter().for_each(|step| history.take(*step));
        history.known.unwrap()
    };
    let day = 86_400_000;
    assert_eq!(
        known(&[Step::At(5), usable(1)]).expires_at_ms(),
        5 + 45 * day
    );
    assert_eq!(known(&[withheld(1)]).expires_at_ms(), 45 * day);
    assert_eq!(known(&[kill(1)]).expires_at_ms(), 400 * day);
    assert_eq!(known(&[kill(1), usable(2)]).expires_at_ms(), 400 * day);
    assert_eq!(known(&[usable(1).until(9)]).expires_at_ms(), i64::MAX);
}
