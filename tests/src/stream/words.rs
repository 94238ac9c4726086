//! Words of the made-up stream, in three languages. All of it is invented; places are real so that they can be found.

mod dutch;
mod english;
mod german;

use crate::random::Random;

/// What items of one language are made of.
pub(super) struct Words {
    pub(super) tag: &'static str,
    places: &'static [&'static str],
    subjects: &'static [&'static str],
    verbs: &'static [&'static str],
    objects: &'static [&'static str],
    tails: &'static [&'static str],
    /// With `{n}` for a number and `{s}` for a subject.
    figures: &'static [&'static str],
}

/// A language, drawn as often as the wires of a Dutch desk have it.
pub(super) fn language(random: &mut Random) -> &'static Words {
    match random.below(10) {
        0..5 => &dutch::WORDS,
        5..8 => &english::WORDS,
        _ => &german::WORDS,
    }
}

/// The words of the language with this tag.
pub(super) fn of_tag(tag: &str) -> Option<&'static Words> {
    let all = [&dutch::WORDS, &english::WORDS, &german::WORDS];
    all.into_iter().find(|words| words.tag == tag)
}

impl Words {
    pub(super) fn place(&self, random: &mut Random) -> &'static str {
        pick(random, self.places)
    }

    pub(super) fn headline(&self, random: &mut Random) -> String {
        format!(
            "{} {} {}",
            capitalised(pick(random, self.subjects)),
            pick(random, self.verbs),
            pick(random, self.objects)
        )
    }

    /// Four to eight paragraphs of two sentences each: about the size of a wire story.
    pub(super) fn body(&self, random: &mut Random) -> String {
        let count = 4 + random.below(5);
        let paragraphs: Vec<String> = (0..count).map(|_| self.paragraph(random)).collect();
        paragraphs.join("\n")
    }

    pub(super) fn paragraph(&self, random: &mut Random) -> String {
        let subject = capitalised(pick(random, self.subjects));
        let (verb, object) = (pick(random, self.verbs), pick(random, self.objects));
        let tail = pick(random, self.tails);
        let number = (random.below(980) + 20).to_string();
        let figure = pick(random, self.figures)
            .replace("{n}", &number)
            .replace("{s}", pick(random, self.subjects));
        format!(
            "{subject} {} {verb} {object} {} {tail} {}. {}: {figure}.",
            name(random),
            name(random),
            self.place(random),
            name(random)
        )
    }
}

/// A name that nearly no other text has: what a text is known by, as real ones are by their names. Without it whether two
/// cut texts are taken for one story would hang on a handful of word triples, and on which texts came before.
fn name(random: &mut Random) -> String {
    const SYLLABLES: [&str; 20] = [
        "bar", "tel", "dov", "mir", "kas", "lun", "fen", "gor", "hal", "jes", "nov", "pel", "rin",
        "sar", "tum", "vek", "wil", "zan", "dor", "mel",
    ];
    let name: String = (0..3).map(|_| pick(random, &SYLLABLES)).collect();
    capitalised(&name)
}

fn pick(random: &mut Random, words: &'static [&'static str]) -> &'static str {
    random.pick(words).copied().unwrap_or_default()
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}
