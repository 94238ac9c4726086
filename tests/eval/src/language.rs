//! Languages: sets of texts in one language each.

mod reference;

use std::collections::BTreeMap;

use anyhow::Context;
use dateline_enricher::annotate::language::{LANGUAGES, LanguageDetector, primary_subtag};
use dateline_schemas::{Language, WireItem};

use crate::{
    data::{Data, Half},
    report::{Confusions, Row, Section, Target},
};

/// File, name and target of each set.
const SETS: [(&str, &str, f64); 3] = [
    ("language/lingua_sentences.tsv", SENTENCES, 0.976),
    ("language/lingua_word-pairs.tsv", "word pairs", 0.928),
    ("language/lingua_single-words.tsv", "single words", 0.803),
];
const SENTENCES: &str = "sentences";
/// Serbian letters and what stands for them in Latin.
const SERBIAN_LATIN: &str =
    include_str!("../../../services/enricher/data/source/serbian_latin.tsv");
/// Sentences of a text that is as long as an item.
const SENTENCES_OF_A_TEXT: usize = 5;
/// Words of a headline.
const HEADLINE_WORDS: usize = 7;
/// Bins of the calibration error (Guo et al., On Calibration of Modern Neural Networks, 2017).
const BINS: usize = 15;
/// Of the expected calibration error on the check half.
const CALIBRATION: f64 = 0.02;

/// A text and the subtag of the language that it is in.
struct Sample<'a> {
    language: &'a str,
    text: String,
    half: Half,
}

/// Measures this part on every set that is there.
pub fn measure(data: &Data) -> anyhow::Result<Vec<Section>> {
    let mut measured = Measured::default();
    for (file, name, target) in SETS {
        let Some(text) = data.text(file)? else {
            continue;
        };
        let whole = samples(&text, None);
        measured.set(name, Some(target), &whole)?;
        if name == SENTENCES {
            measured.set("headlines", None, &samples(&text, Some(HEADLINE_WORDS)))?;
            measured.set("five sentences", None, &joined(&whole))?;
            measured.set("Serbian in Latin", None, &serbian_in_latin(&whole)?)?;
        }
    }
    Ok(measured.sections())
}

/// The texts of a set, or the first words of those that have more; then scripts without spaces are left out.
fn samples(text: &str, words: Option<usize>) -> Vec<Sample<'_>> {
    let lines = text.lines().filter_map(|line| line.split_once('\t'));
    let samples = lines.filter(|(language, _)| LANGUAGES.contains(language));
    samples
        .filter_map(|(language, text)| {
            let half = Half::of(text);
            let text = match words {
                None => text.to_owned(),
                Some(count) => first_words(text, count)?,
            };
            Some(Sample {
                language,
                text,
                half,
            })
        })
        .collect()
}

/// Texts of so many sentences each, as long as an item.
fn joined<'a>(samples: &[Sample<'a>]) -> Vec<Sample<'a>> {
    let mut texts = BTreeMap::<_, Vec<&str>>::new();
    for sample in samples {
        let sentences = texts.entry((sample.language, sample.half)).or_default();
        sentences.push(&sample.text);
    }
    let joined = texts.into_iter().flat_map(|((language, half), sentences)| {
        let texts = sentences.chunks_exact(SENTENCES_OF_A_TEXT);
        let texts: Vec<String> = texts.map(|sentences| sentences.join(" ")).collect();
        texts.into_iter().map(move |text| Sample {
            language,
            text,
            half,
        })
    });
    joined.collect()
}

/// The Serbian texts, which the sets have in Cyrillic, as they are written in Latin letters.
fn serbian_in_latin<'a>(samples: &[Sample<'a>]) -> anyhow::Result<Vec<Sample<'a>>> {
    let lines = SERBIAN_LATIN.lines().filter(|line| !line.starts_with('#'));
    let pairs = lines.map(|line| line.split_once('\t').context("two columns"));
    let pairs: Vec<(&str, &str)> = pairs.collect::<anyhow::Result<_>>()?;
    let in_latin = |text: &str| {
        let text = text.to_lowercase();
        pairs
            .iter()
            .fold(text, |text, (letter, latin)| text.replace(letter, latin))
    };
    let serbian = samples.iter().filter(|sample| sample.language == "sr");
    let samples = serbian.map(|sample| Sample {
        text: in_latin(&sample.text),
        ..*sample
    });
    Ok(samples.collect())
}

fn first_words(text: &str, count: usize) -> Option<String> {
    let mut words = text.split_whitespace();
    let first: Vec<&str> = words.by_ref().take(count).collect();
    (first.len() == count).then(|| first.join(" "))
}

#[derive(Default)]
struct Measured {
    accuracy: Vec<Row>,
    by_language: Vec<Row>,
    calibration: Vec<Row>,
    confusions: Confusions,
}

impl Measured {
    fn set(
        &mut self,
        set: &str,
        target: Option<f64>,
        samples: &[Sample<'_>],
    ) -> anyhow::Result<()> {
        let detector = LanguageDetector::new(&LANGUAGES)?;
        let answers: Vec<Language> = samples
            .iter()
            .map(|sample| answer(&detector, &sample.text))
            .collect();
        let reference = reference::answers(samples.iter().map(|sample| sample.text.as_str()));
        for half in Half::BOTH {
            let of_half = |right: &dyn Fn(usize) -> bool| {
                let indices = (0..samples.len()).filter(|index| samples[*index].half == half);
                shares(indices.map(|index| (samples[index].language, right(index))))
            };
            let ours = of_half(&|index| is_right(&answers[index].tag, samples[index].language));
            let theirs = reference
                .as_ref()
                .map(|reference| of_half(&|index| reference[index] == samples[index].language));
            self.accuracy.push(Row {
                set: set.to_owned(),
                class: "all".to_owned(),
                half: Some(half),
                items: ours.values().map(|(_, all)| all).sum(),
                figure: macro_average(&ours),
                target: target.map(Target::AtLeast),
                reference: theirs.as_ref().map(macro_average),
            });
            for (language, (right, all)) in &ours {
                self.by_language.push(Row {
                    set: set.to_owned(),
                    class: (*language).to_owned(),
                    half: Some(half),
                    items: *all,
                    figure: *right as f64 / *all as f64,
                    target: None,
                    reference: theirs.as_ref().map(|theirs| {
                        let (right, all) = theirs[language];
                        right as f64 / all as f64
                    }),
                });
            }
            let of_half = (0..samples.len()).filter(|index| samples[*index].half == half);
            let judged: Vec<(f64, bool)> = of_half
                .map(|index| {
                    (
                        answers[index].confidence,
                        is_right(&answers[index].tag, samples[index].language),
                    )
                })
                .collect();
            self.calibration.push(Row {
                set: set.to_owned(),
                class: "all".to_owned(),
                half: Some(half),
                items: judged.len(),
                figure: calibration_error(&judged),
                target: (half == Half::Check).then_some(Target::AtMost(CALIBRATION)),
                reference: None,
            });
        }
        for (sample, answer) in samples.iter().zip(&answers) {
            if !is_right(&answer.tag, sample.language) {
                self.confusions
                    .note(set, sample.language, &answer.tag, &sample.text);
            }
        }
        Ok(())
    }

    fn sections(self) -> Vec<Section> {
        if self.accuracy.is_empty() {
            return Vec::new();
        }
        vec![
            Section::new(
                "Language: accuracy",
                "Strict accuracy, averaged over the languages; und and mul count as wrong. Reference: lingua 1.8 with \
                 the same 49 languages. Headlines are the first 7 words of the sentences; the target for headlines is of another \
                 set.",
                self.accuracy,
                self.confusions,
            ),
            Section::new(
                "Language: accuracy by language",
                "As above, for each language.",
                self.by_language,
                Confusions::default(),
            ),
            Section::new(
                "Language: calibration",
                "Expected calibration error in 15 bins of confidence.",
                self.calibration,
                Confusions::default(),
            ),
        ]
    }
}

fn answer(detector: &LanguageDetector, text: &str) -> Language {
    detector.detect(&WireItem {
        body: Some(text.to_owned()),
        ..WireItem::default()
    })
}

fn is_right(tag: &str, language: &str) -> bool {
    primary_subtag(tag) == language
}

/// Right answers and all, by language.
fn shares<'a>(judged: impl Iterator<Item = (&'a str, bool)>) -> BTreeMap<&'a str, (usize, usize)> {
    let mut shares = BTreeMap::new();
    for (language, is_right) in judged {
        let (right, all) = shares.entry(language).or_insert((0, 0));
        *right += usize::from(is_right);
        *all += 1;
    }
    shares
}

fn macro_average(shares: &BTreeMap<&str, (usize, usize)>) -> f64 {
    let sum: f64 = shares
        .values()
        .map(|(right, all)| *right as f64 / *all as f64)
        .sum();
    sum / shares.len() as f64
}

fn calibration_error(judged: &[(f64, bool)]) -> f64 {
    let mut bins = [(0.0, 0.0); BINS];
    for (confidence, is_right) in judged {
        let bin = ((confidence * BINS as f64) as usize).min(BINS - 1);
        bins[bin].0 += confidence;
        bins[bin].1 += f64::from(u8::from(*is_right));
    }
    let gaps = bins.iter().map(|(told, right)| (told - right).abs());
    gaps.sum::<f64>() / judged.len() as f64
}
