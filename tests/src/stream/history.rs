//! Histories of uris: which versions, kills and repeats a story has, and when each arrives.

use dateline_schemas::{Dateline, PubStatus, Representation, Timestamp, WireItem};

use super::{Input, InputKind, PROVIDERS, StreamPlan, words};
use crate::random::Random;

/// A year: longer than any run, so such an item stays held.
const LONG_MS: i64 = 365 * 24 * 3_600 * 1_000;
/// Steps in arrival between two inputs of one uri are at most this many inputs of the whole stream.
const SPREAD: usize = 400;
/// Of a hundred later versions, how many have another text; the rest are the text before with a paragraph rewritten.
const REWRITTEN: usize = 15;
/// Texts that a reprint may take: the last so many.
const REPRINTABLE: usize = 2_000;

/// One input with its place in the order of arrival.
type Placed = (usize, Input);

/// Enough histories for the plan, in order of arrival; a few inputs more than the plan wants.
pub(super) fn inputs(plan: &StreamPlan, random: &mut Random) -> Vec<Input> {
    let mut writer = Writer {
        plan,
        random,
        texts: Vec::new(),
        number: 0,
    };
    let mut placed: Vec<Placed> = Vec::with_capacity(plan.inputs + 8);
    while placed.len() < plan.inputs {
        let start = placed.len();
        let history = writer.history();
        placed.extend(writer.place(start, history));
    }
    // Stable, so inputs at the same place keep the order in which they were made.
    placed.sort_by_key(|(place, _)| *place);
    placed.into_iter().map(|(_, input)| input).collect()
}

struct Writer<'a> {
    plan: &'a StreamPlan,
    random: &'a mut Random,
    texts: Vec<Text>,
    number: usize,
}

#[derive(Clone)]
struct Text {
    language: &'static str,
    headline: String,
    body: String,
    place: &'static str,
}

impl Writer<'_> {
    /// All inputs of one new uri, in the order in which its provider made them.
    fn history(&mut self) -> Vec<Input> {
        let mut first = self.first();
        let draw = self.random.below(1_000);
        match draw {
            0..560 => vec![input(InputKind::First, first)],
            560..720 => self.updated(first),
            720..760 => {
                let mut inputs = self.updated(first);
                self.push_kill(&mut inputs, InputKind::Kill);
                inputs
            }
            760..790 => {
                let mut inputs = vec![input(InputKind::First, first)];
                self.push_kill(&mut inputs, InputKind::KillOfAll);
                inputs
            }
            790..810 => {
                let mut inputs = vec![input(InputKind::First, first)];
                self.push_kill(&mut inputs, InputKind::Kill);
                self.push_next(&mut inputs, InputKind::Revival);
                inputs
            }
            810..850 => {
                first.embargoed_until = Some(self.short_embargo());
                vec![input(InputKind::Embargoed, first)]
            }
            850..865 => {
                first.embargoed_until = Some(self.short_embargo());
                let mut inputs = vec![input(InputKind::Embargoed, first)];
                self.push_next(&mut inputs, InputKind::Embargoed);
                inputs
            }
            865..880 => {
                first.embargoed_until = Some(self.short_embargo());
                let mut inputs = vec![input(InputKind::Embargoed, first)];
                self.push_kill(&mut inputs, InputKind::Kill);
                inputs
            }
            880..890 => {
                first.embargoed_until = Some(self.plan.starts_at.plus_millis(LONG_MS));
                vec![input(InputKind::HeldForLong, first)]
            }
            890..905 => {
                let mut inputs = vec![input(InputKind::First, first)];
                self.push_next(&mut inputs, InputKind::Withheld);
                inputs
            }
            905..920 => {
                let mut inputs = vec![input(InputKind::First, first)];
                self.push_conflict(&mut inputs);
                inputs
            }
            _ => vec![self.reprint(first)],
        }
    }

    /// Gives every input its place behind `start`. One history in eight is out of order, one input in twelve comes again.
    fn place(&mut self, start: usize, history: Vec<Input>) -> Vec<Placed> {
        let mut place = start + self.random.below(SPREAD);
        let mut placed = Vec::new();
        for input in history {
            if self.random.chance(8) {
                let again = Input {
                    kind: InputKind::Repeat,
                    item: input.item.clone(),
                };
                placed.push((place + 1 + self.random.below(SPREAD), again));
            }
            placed.push((place, input));
            place += 1 + self.random.below(SPREAD);
        }
        if self.random.chance(12) {
            let mut places: Vec<usize> = placed.iter().map(|(place, _)| *place).collect();
            self.random.shuffle(&mut places);
            for (slot, place) in placed.iter_mut().zip(places) {
                slot.0 = place;
            }
        }
        placed
    }

    fn first(&mut self) -> WireItem {
        self.number += 1;
        let text = self.text();
        let provider = self.random.below(PROVIDERS.len());
        let created = self.plan.starts_at.plus_millis(-60_000);
        let item = WireItem {
            uri: format!("https://wire-{provider}.example/item/{:06}", self.number),
            version: Some(1),
            provider: Some(PROVIDERS[provider].to_owned()),
            credits: vec![PROVIDERS[provider].to_owned()],
            representation: Representation::Full,
            pub_status: PubStatus::Usable,
            urgency: Some(4),
            first_created: Some(created),
            version_created: Some(created),
            ..WireItem::default()
        };
        let item = with_text(item, &text);
        self.texts.push(text);
        item
    }

    fn updated(&mut self, first: WireItem) -> Vec<Input> {
        let mut inputs = vec![input(InputKind::First, first)];
        for _ in 0..1 + self.random.below(3) {
            self.push_next(&mut inputs, InputKind::Update);
        }
        inputs
    }

    /// The next version behind the last input.
    fn push_next(&mut self, inputs: &mut Vec<Input>, kind: InputKind) {
        let Some(last) = inputs.last() else { return };
        let mut item = self.next_text(&last.item);
        item.version = item.version.map(|version| version + 1);
        item.version_created = item.version_created.map(|at| at.plus_millis(1_000));
        item.pub_status = match kind {
            InputKind::Withheld => PubStatus::Withheld,
            _ => PubStatus::Usable,
        };
        inputs.push(input(kind, item));
    }

    /// A kill of the last version, or of all: no text in it.
    fn push_kill(&mut self, inputs: &mut Vec<Input>, kind: InputKind) {
        let Some(last) = inputs.last() else { return };
        let item = WireItem {
            uri: last.item.uri.clone(),
            version: last.item.version.filter(|_| kind == InputKind::Kill),
            provider: last.item.provider.clone(),
            pub_status: PubStatus::Canceled,
            version_created: last.item.version_created.map(|at| at.plus_millis(500)),
            ednote: Some("Kill: sources withdrew.".to_owned()),
            ..WireItem::default()
        };
        inputs.push(input(kind, item));
    }

    /// The same version with another text, made later: the later one counts, whichever arrives first.
    fn push_conflict(&mut self, inputs: &mut Vec<Input>) {
        let Some(last) = inputs.last() else { return };
        let mut item = with_text(last.item.clone(), &self.text());
        item.version_created = item.version_created.map(|at| at.plus_millis(1));
        inputs.push(input(InputKind::Conflict, item));
    }

    /// Another agency's item with the text of an earlier one: whole, or cut from the bottom as subscribers cut.
    fn reprint(&mut self, item: WireItem) -> Input {
        let from = self.texts.len().saturating_sub(REPRINTABLE);
        let Some(mut text) = self.random.pick(&self.texts[from..]).cloned() else {
            return input(InputKind::First, item);
        };
        if self.random.chance(50) {
            let keep = text.body.matches('\n').count().div_ceil(2).max(1);
            let kept: Vec<&str> = text.body.split('\n').take(keep).collect();
            text.body = kept.join("\n");
        }
        input(InputKind::Reprint, with_text(item, &text))
    }

    /// The text of an item's next version.
    fn next_text(&mut self, item: &WireItem) -> WireItem {
        let mut next = item.clone();
        let language = next.language_declared.as_deref().and_then(words::of_tag);
        let language = language.filter(|_| !self.random.chance(REWRITTEN));
        let (Some(language), Some(body)) = (language, &item.body) else {
            return with_text(next, &self.text());
        };
        let mut paragraphs: Vec<String> = body.split('\n').map(str::to_owned).collect();
        let rewritten = self.random.below(paragraphs.len());
        paragraphs[rewritten] = language.paragraph(self.random);
        if self.random.chance(50) {
            paragraphs.push(language.paragraph(self.random));
        }
        next.body = Some(paragraphs.join("\n"));
        if self.random.chance(25) {
            next.headline = Some(language.headline(self.random));
        }
        next
    }

    fn text(&mut self) -> Text {
        let language = words::language(self.random);
        Text {
            language: language.tag,
            headline: language.headline(self.random),
            body: language.body(self.random),
            place: language.place(self.random),
        }
    }

    fn short_embargo(&mut self) -> Timestamp {
        let span = usize::try_from(self.plan.embargoes_end_within_ms).unwrap_or(0);
        let after = i64::try_from(self.random.below(span)).unwrap_or(0);
        self.plan.starts_at.plus_millis(after)
    }
}

const fn input(kind: InputKind, item: WireItem) -> Input {
    Input { kind, item }
}

fn with_text(mut item: WireItem, text: &Text) -> WireItem {
    item.language_declared = Some(text.language.to_owned());
    item.headline = Some(text.headline.clone());
    item.body = Some(text.body.clone());
    item.dateline = Some(Dateline {
        text: text.place.to_uppercase(),
        place: Some(text.place.to_uppercase()),
        date: None,
    });
    item
}
