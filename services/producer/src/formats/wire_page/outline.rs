//! Outline: which segments of a page make an item, and which belong to none.
//!
//! An item is a headline, if there is one, a dateline and the paragraphs below it. It ends at the age that is printed below
//! it (an age belongs to what stands above), at a heading, or where the next item begins. What stands behind such an end
//! and in front of the next dateline belongs to nobody, but for the line that reads like a headline; it is rejected, never
//! glued to a neighbour. An age that no item above can have (the item has one, or a heading stands between) is rejected too.

mod stray;

use std::{collections::VecDeque, ops::Range};

pub(super) use self::stray::{Stray, StrayKind};

use super::{
    age::Age,
    credits::Credit,
    dateline::Head,
    heading::Heading,
    headline,
    segments::{Kind, Segment, Segments},
};
use crate::formats::{MAX_SEGMENTS, signals};

/// An item as it stands in the page.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    pub(super) headline: Option<&'a str>,
    /// The line above that says what the item is to another: "N i e u w bericht, vervangt: ANP-0123".
    pub(super) label: Option<&'a str>,
    pub(super) head: Head<'a>,
    /// The paragraphs, each without blanks at its ends, a line feed between them.
    pub(super) body: String,
    pub(super) paragraphs: usize,
    pub(super) age: Option<Age<'a>>,
    pub(super) section: Option<Section<'a>>,
    /// Whether it stands below a heading of further items.
    pub(super) is_teaser: bool,
    /// From the headline to the end of the last paragraph.
    pub(super) range: Range<usize>,
    pub(super) line: usize,
    /// The last paragraph, which may turn out to be the headline of the next item.
    last: Option<Paragraph<'a>>,
}

/// The section of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section<'a> {
    /// Printed above it.
    Printed(&'a str),
    /// Printed below it, over further items of the same section.
    Inferred(&'a str),
}

#[derive(Debug)]
struct Paragraph<'a> {
    text: &'a str,
    range: Range<usize>,
    line: usize,
    is_after_blank: bool,
    body_before: usize,
    end_before: usize,
}

/// The items of a page and what belongs to none.
#[derive(Debug, Default)]
pub(super) struct Outline<'a> {
    pub(super) drafts: Vec<Draft<'a>>,
    pub(super) strays: Vec<Stray>,
    /// Whether the page has a heading of further items.
    pub(super) has_teasers: bool,
    /// Where reading ended before the end of the page, because it has too many segments.
    pub(super) unread_from: Option<usize>,
}

/// Reads a page.
pub(super) fn of(page: &str) -> Outline<'_> {
    let mut reader = Reader::of(page);
    while let Some(segment) = reader.next_segment() {
        if reader.is_full(&segment) {
            reader.outline.unread_from = Some(segment.range.start);
            break;
        }
        reader.take(segment);
    }
    reader.close_item();
    reader.close_run();
    reader.outline
}

struct Reader<'a> {
    segments: Segments<'a>,
    ahead: VecDeque<Segment<'a>>,
    outline: Outline<'a>,
    /// The item that paragraphs go to.
    open: Option<Draft<'a>>,
    /// What belongs to no item so far.
    run: Option<Stray>,
    /// The text behind the run, which may turn out to be a headline.
    candidate: Option<Segment<'a>>,
    /// The label of the item that comes next.
    label: Option<Segment<'a>>,
    section: Option<&'a str>,
    is_teaser: bool,
    /// The first item since the last heading.
    since_heading: usize,
}

impl<'a> Reader<'a> {
    fn of(page: &'a str) -> Self {
        Self {
            segments: Segments::of(page),
            ahead: VecDeque::new(),
            outline: Outline::default(),
            open: None,
            run: None,
            candidate: None,
            label: None,
            section: None,
            is_teaser: false,
            since_heading: 0,
        }
    }

    fn next_segment(&mut self) -> Option<Segment<'a>> {
        self.ahead.pop_front().or_else(|| self.segments.next())
    }

    fn peek(&mut self, ahead: usize) -> Option<&Segment<'a>> {
        while self.ahead.len() <= ahead {
            let segment = self.segments.next()?;
            self.ahead.push_back(segment);
        }
        self.ahead.get(ahead)
    }

    /// Whether this segment would begin an item or a run more than a page may have.
    fn is_full(&self, segment: &Segment<'a>) -> bool {
        let begun = usize::from(self.open.is_some())
            + usize::from(self.run.is_some() || self.candidate.is_some());
        let count = self.outline.drafts.len() + self.outline.strays.len() + begun;
        let begins = match segment.kind {
            Kind::Dateline(_) => true,
            _ => begun == 0,
        };
        begins && count >= MAX_SEGMENTS
    }

    fn take(&mut self, segment: Segment<'a>) {
        match segment.kind {
            Kind::Age(age) => self.take_age(age, &segment),
            Kind::Heading(Heading::More(section)) => {
                self.begin_section(section);
                self.is_teaser = true;
                self.outline.has_teasers = true;
            }
            Kind::Heading(Heading::Bare(section)) if self.stands_above_an_item() => {
                self.begin_section(Some(section));
                self.is_teaser = false;
            }
            Kind::Text if self.labels_an_item(&segment) => self.label = Some(segment),
            Kind::Credits(printed, ref credits) if self.open_lacks_credits() => {
                self.close_text(printed, credits.clone(), segment.range.end);
            }
            Kind::Heading(Heading::Bare(_)) | Kind::Credits(..) | Kind::Text => {
                self.take_text(segment);
            }
            Kind::Dateline(ref head) => {
                let head = (**head).clone();
                self.begin_item(head, &segment);
            }
        }
    }

    /// Whether a bare section name heads an item: a dateline follows, perhaps below a headline. Else it is a crumb of
    /// navigation or a cross-heading within a text.
    fn stands_above_an_item(&mut self) -> bool {
        if self.run.is_some() || self.candidate.is_some() {
            return false;
        }
        let labels = usize::from(self.looks_ahead(0, is_label));
        self.item_begins(labels)
    }

    /// Whether a line is the label of the item below: a dateline follows, perhaps below a headline. An item that is open
    /// ends above such a headline.
    fn labels_an_item(&mut self, segment: &Segment<'a>) -> bool {
        if self.label.is_some() || !is_label(segment) {
            return false;
        }
        if self.looks_ahead(0, is_dateline) {
            return true;
        }
        let is_above_headline = self.item_begins(0);
        if is_above_headline {
            self.close_item();
        }
        is_above_headline
    }

    /// Whether a dateline stands at a place ahead, or a headline above one.
    fn item_begins(&mut self, ahead: usize) -> bool {
        if self.looks_ahead(ahead, is_dateline) {
            return true;
        }
        let labels = usize::from(self.looks_ahead(ahead + 1, is_label));
        self.looks_ahead(ahead, is_headline) && self.looks_ahead(ahead + 1 + labels, is_dateline)
    }

    fn looks_ahead(&mut self, ahead: usize, is: fn(&Segment<'_>) -> bool) -> bool {
        self.peek(ahead).is_some_and(is)
    }

    fn open_lacks_credits(&self) -> bool {
        let lacks = |open: &Draft<'_>| open.head.credits.is_empty() && !open.body.is_empty();
        self.open.as_ref().is_some_and(lacks)
    }

    /// Credits in a line of their own end the text above them.
    fn close_text(&mut self, printed: &'a str, credits: Vec<Credit<'a>>, end: usize) {
        if let Some(open) = &mut self.open {
            open.head.credit_line = Some(printed);
            open.head.credits = credits;
            open.range.end = end;
            open.last = None;
        }
    }

    fn take_age(&mut self, age: Age<'a>, segment: &Segment<'a>) {
        if let Some(open) = &mut self.open {
            open.age = Some(age);
            self.close_item();
            return;
        }
        // The age of a text that is no item goes with it.
        self.absorb_candidate();
        self.absorb(segment.range.clone(), segment.line, StrayKind::Age);
    }

    fn take_text(&mut self, segment: Segment<'a>) {
        match &mut self.open {
            Some(open) => open.push(segment),
            None => {
                self.absorb_candidate();
                self.candidate = Some(segment);
            }
        }
    }

    fn begin_section(&mut self, section: Option<&'a str>) {
        self.close_item();
        self.close_run();
        let since = self.since_heading.min(self.outline.drafts.len());
        for draft in self.outline.drafts.get_mut(since..).into_iter().flatten() {
            if !draft.is_teaser && draft.section.is_none() {
                draft.section = section.map(Section::Inferred);
            }
        }
        self.section = section;
        self.since_heading = self.outline.drafts.len();
    }

    fn begin_item(&mut self, head: Head<'a>, segment: &Segment<'a>) {
        let headline = match &mut self.open {
            Some(open) => open.give_up_headline(segment.is_after_blank),
            None => self
                .candidate
                .take_if(|text| headline::reads_like_one(text.text))
                .map(|text| Paragraph {
                    text: text.text,
                    range: text.range,
                    line: text.line,
                    is_after_blank: text.is_after_blank,
                    body_before: 0,
                    end_before: 0,
                }),
        };
        self.close_item();
        self.absorb_candidate();
        let label = self.own_label();
        self.close_run();
        let own = (segment.range.start, segment.line);
        let (start, line) = headline
            .iter()
            .map(|headline| (headline.range.start, headline.line))
            .chain(label.iter().map(|label| (label.range.start, label.line)))
            .fold(own, std::cmp::min);
        self.open = Some(Draft {
            headline: headline.map(|headline| headline.text),
            label: label.map(|label| label.text),
            body: head.body.to_owned(),
            paragraphs: usize::from(!head.body.is_empty()),
            head,
            age: None,
            section: self.section.map(Section::Printed),
            is_teaser: self.is_teaser,
            range: start..segment.range.end,
            line,
            last: None,
        });
    }

    /// The label of the item that begins, unless something that is no item's stands between: then it goes with that.
    fn own_label(&mut self) -> Option<Segment<'a>> {
        let label = self.label.take()?;
        let between = self
            .run
            .as_mut()
            .filter(|run| run.range.end > label.range.start);
        let Some(run) = between else {
            return Some(label);
        };
        run.take_in(label.range.start, label.line);
        None
    }

    fn close_item(&mut self) {
        let Some(draft) = self.open.take() else {
            return;
        };
        if draft.body.is_empty() {
            self.outline.strays.push(Stray {
                range: draft.range,
                line: draft.line,
                kind: StrayKind::NoText,
            });
        } else {
            self.outline.drafts.push(draft);
        }
    }

    fn close_run(&mut self) {
        self.absorb_candidate();
        self.outline.strays.extend(self.run.take());
    }

    fn absorb_candidate(&mut self) {
        if let Some(text) = self.candidate.take() {
            self.absorb(text.range, text.line, StrayKind::Text);
        }
    }

    fn absorb(&mut self, range: Range<usize>, line: usize, kind: StrayKind) {
        match &mut self.run {
            Some(run) => {
                run.range.end = range.end;
                if kind == StrayKind::Text {
                    run.kind = kind;
                }
            }
            None => self.run = Some(Stray { range, line, kind }),
        }
    }
}

fn is_dateline(segment: &Segment<'_>) -> bool {
    matches!(segment.kind, Kind::Dateline(_))
}

fn is_headline(segment: &Segment<'_>) -> bool {
    segment.kind == Kind::Text && headline::reads_like_one(segment.text)
}

fn is_label(segment: &Segment<'_>) -> bool {
    segment.kind == Kind::Text && signals::is_label(segment.text)
}

impl<'a> Draft<'a> {
    fn push(&mut self, segment: Segment<'a>) {
        self.last = Some(Paragraph {
            text: segment.text,
            line: segment.line,
            is_after_blank: segment.is_after_blank,
            body_before: self.body.len(),
            end_before: self.range.end,
            range: segment.range.clone(),
        });
        if !self.body.is_empty() {
            self.body.push('\n');
        }
        self.body.push_str(segment.text);
        self.paragraphs += 1;
        self.range.end = segment.range.end;
    }

    /// The last paragraph, if it is the headline of the item that follows. The only paragraph of a text never is.
    fn give_up_headline(&mut self, is_blank_below: bool) -> Option<Paragraph<'a>> {
        let stands_out = |last: &mut Paragraph<'a>| {
            let is_set_apart = last.is_after_blank && !is_blank_below;
            last.body_before > 0 && headline::stands_out(last.text, is_set_apart)
        };
        let last = self.last.take_if(stands_out)?;
        self.body.truncate(last.body_before);
        self.range.end = last.end_before;
        self.paragraphs -= 1;
        Some(last)
    }
}
