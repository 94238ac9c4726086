//! A generator of wire pages: from a seed, a page and the items that are in it, so that no rule can name one page.
//!
//! It permutes language, places, credits, ages, their order and glue, headlines, headings, line ends and blank lines, and
//! plants what only looks like structure: parentheses, agencies, ages and dashes within the texts.

use dateline_schemas::{Representation, Timestamp};

mod words;

use words::{CREDITS, LANGUAGES, PLACES, Words};

const FETCHED_AT_MS: i64 = 1_770_000_000_000;

/// A page and what is in it.
#[derive(Debug, Clone, PartialEq)]
pub struct GeneratedPage {
    /// The page.
    pub text: String,
    /// When it was fetched.
    pub fetched_at: Timestamp,
    /// Its items, in order.
    pub items: Vec<ExpectedItem>,
}

/// What is to be read out of the page about one item.
#[derive(Debug, Clone, PartialEq)]
pub struct ExpectedItem {
    /// The headline, if one is printed.
    pub headline: Option<String>,
    /// Place and date as printed.
    pub dateline: String,
    /// The place as printed.
    pub place: String,
    /// The date as printed.
    pub date: Option<String>,
    /// The credits as printed.
    pub credit_line: Option<String>,
    /// The credited agencies under their normalised names.
    pub credits: Vec<String>,
    /// The paragraphs, a line feed between them.
    pub body: String,
    /// The section, printed above the item or inferred from the heading below it.
    pub section: Option<String>,
    /// Lead or brief.
    pub representation: Representation,
    /// The age as printed.
    pub age: Option<String>,
    /// The interval that the age means.
    pub published: Option<(Timestamp, Timestamp)>,
}

/// The page of this seed.
pub fn page(seed: u64) -> GeneratedPage {
    let mut dice = Dice(seed);
    let words = dice.pick(LANGUAGES).unwrap_or(&words::DUTCH);
    let style = Style {
        break_line: if dice.one_in(4) { "\r\n" } else { "\n" },
        blank_lines: dice.one_in(3),
    };
    let mut writer = Writer {
        dice,
        words,
        style,
        text: String::new(),
        is_glued: false,
        items: Vec::new(),
    };
    writer.write();
    GeneratedPage {
        text: writer.text,
        fetched_at: Timestamp::from_millis(FETCHED_AT_MS),
        items: writer.items,
    }
}

/// SplitMix64: the same numbers for the same seed, everywhere.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to below `end`.
    fn below(&mut self, end: usize) -> usize {
        // The remainder is below `end` and fits.
        usize::try_from(self.next() % end.max(1) as u64).unwrap_or_default()
    }

    fn one_in(&mut self, chances: usize) -> bool {
        self.below(chances) == 0
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        let at = self.below(from.len());
        from.get(at).copied()
    }
}

#[derive(Clone, Copy)]
struct Style {
    break_line: &'static str,
    blank_lines: bool,
}

/// The parts of an item that stand apart from its text.
struct Shape {
    has_headline: bool,
    paragraphs: usize,
    representation: Representation,
    has_age: bool,
}

struct Writer {
    dice: Dice,
    words: &'static Words,
    style: Style,
    text: String,
    /// The last line is an age that the next line is glued to.
    is_glued: bool,
    items: Vec<ExpectedItem>,
}

impl Writer {
    fn write(&mut self) {
        let has_lead = !self.dice.one_in(5);
        let mut section = None;
        if has_lead {
            let shape = Shape {
                has_headline: !self.dice.one_in(3),
                paragraphs: 1 + self.dice.below(4),
                representation: Representation::Full,
                has_age: false,
            };
            self.item(&shape, None);
            section = self.dice.pick(self.words.sections);
            let opening = self.dice.pick(self.words.more).unwrap_or_default();
            let name = section.unwrap_or_default();
            self.line(&format!("{opening} {name}"));
            if let Some(lead) = self.items.last_mut() {
                lead.section = section.map(str::to_owned);
            }
        }
        for _ in 0..1 + self.dice.below(9) {
            let shape = Shape {
                has_headline: self.dice.one_in(4),
                paragraphs: if has_lead && self.dice.one_in(5) {
                    2
                } else {
                    1
                },
                representation: Representation::Partial,
                has_age: !has_lead || !self.dice.one_in(8),
            };
            self.item(&shape, section);
        }
        if self.dice.one_in(2) {
            self.text.push_str(self.style.break_line);
        }
    }

    /// Writes a line, in a line of its own unless an age is waiting for it.
    fn line(&mut self, line: &str) {
        if !self.text.is_empty() && !self.is_glued {
            self.text.push_str(self.style.break_line);
            if self.style.blank_lines {
                self.text.push_str(self.style.break_line);
            }
        }
        self.is_glued = false;
        self.text.push_str(line);
    }

    fn item(&mut self, shape: &Shape, section: Option<&str>) {
        let headline = shape.has_headline.then(|| self.headline());
        if let Some(headline) = &headline {
            self.line(headline);
        }
        let (place, date) = self.dateline();
        let dateline = match &date {
            Some(date) => format!("{place}, {date}"),
            None => place.to_owned(),
        };
        let (printed, credits) = self.credits(place);
        let paragraphs: Vec<String> = (0..shape.paragraphs).map(|_| self.paragraph()).collect();
        let head = match &printed {
            Some(printed) => {
                let dash = self
                    .dice
                    .pick(&[" - ", " – ", " — ", "- ", " -- "])
                    .unwrap_or(" - ");
                format!("{dateline} ({printed}){dash}")
            }
            None => format!("{dateline} - "),
        };
        for (i, paragraph) in paragraphs.iter().enumerate() {
            if i == 0 {
                self.head(&format!("{head}{paragraph}"), headline.is_some());
            } else {
                self.line(paragraph);
            }
        }
        let age = shape.has_age.then(|| self.age());
        if let Some((printed, _)) = &age {
            self.line(printed);
            self.is_glued = self.dice.one_in(2);
        }
        let (age, published) = age.unzip();
        self.items.push(ExpectedItem {
            headline,
            dateline,
            place: place.to_owned(),
            date,
            credit_line: printed,
            credits,
            body: paragraphs.join("\n"),
            section: section.map(str::to_owned),
            representation: shape.representation,
            age,
            published,
        });
    }

    /// A dateline stands directly below its headline, also where all else is set apart by empty lines.
    fn head(&mut self, line: &str, is_below_headline: bool) {
        if is_below_headline {
            self.text.push_str(self.style.break_line);
            self.text.push_str(line);
        } else {
            self.line(line);
        }
    }

    fn dateline(&mut self) -> (&'static str, Option<String>) {
        let place = self.dice.pick(PLACES).unwrap_or("PARIJS");
        let has_date = self.dice.one_in(8);
        let date = has_date.then(|| {
            self.dice
                .pick(self.words.dates)
                .unwrap_or_default()
                .to_owned()
        });
        (place, date)
    }

    /// One to three agencies, or none where the place is in capitals, which alone is believed without them.
    fn credits(&mut self, place: &str) -> (Option<String>, Vec<String>) {
        if self.dice.one_in(10) && !place.chars().any(char::is_lowercase) {
            return (None, Vec::new());
        }
        let count = 1 + self.dice.below(3);
        let first = self.dice.below(CREDITS.len());
        let chosen = CREDITS.iter().cycle().skip(first).step_by(5).take(count);
        let (printed, names): (Vec<&str>, Vec<String>) = chosen
            .map(|(printed, name)| (*printed, (*name).to_owned()))
            .unzip();
        let separator = self.dice.pick(&["/", "/", "/", ", "]).unwrap_or("/");
        (Some(printed.join(separator)), names)
    }

    fn headline(&mut self) -> String {
        let who = self.dice.pick(self.words.who).unwrap_or_default();
        let what = self.dice.pick(self.words.headline_ends).unwrap_or_default();
        format!("{who} {what}")
    }

    fn paragraph(&mut self) -> String {
        let count = 1 + self.dice.below(3);
        let sentences = (0..count).map(|_| {
            let opening = self.dice.pick(self.words.openings).unwrap_or_default();
            let what = self.dice.pick(self.words.ends).unwrap_or_default();
            let number = 2 + self.dice.below(97);
            format!("{opening} {what}").replace('#', &number.to_string())
        });
        sentences.collect::<Vec<String>>().join(" ")
    }

    fn age(&mut self) -> (String, (Timestamp, Timestamp)) {
        let ago = |most_ms: i64, least_ms: i64| {
            let fetched_at = Timestamp::from_millis(FETCHED_AT_MS);
            (
                fetched_at.plus_millis(-most_ms),
                fetched_at.plus_millis(-least_ms),
            )
        };
        if self.dice.one_in(8)
            && let Some((phrase, most_ms, least_ms)) = self.dice.pick(self.words.phrases)
        {
            return (phrase.to_owned(), ago(most_ms, least_ms));
        }
        let (one, many, unit_ms) = self.dice.pick(self.words.units).unwrap_or(("", "", 0));
        let count = 1 + self.dice.below(50);
        let unit = if count == 1 { one } else { many };
        let count_ms = i64::try_from(count).unwrap_or_default() * unit_ms;
        let form = self.dice.pick(self.words.ago).unwrap_or_default();
        (
            form.replace('#', &format!("{count} {unit}")),
            ago(count_ms + unit_ms, count_ms),
        )
    }
}
