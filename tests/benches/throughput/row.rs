//! The rows of the table, and how each is run in its process.

use anyhow::Context as _;
use dateline_enricher::{
    annotate::{AnnotateConfig, AnnotateStage},
    link::LinkStage,
};
use dateline_runtime::Stage;
use dateline_schemas::{Codec, Topic};

use crate::{
    bare::{self, Fetching},
    field::Field,
    identity::Identity,
    measure::{Clock, Measured},
    work::Work,
};

/// First argument of a process that runs one row; then the row's word, the brokers, the prefix and the row's target.
pub const RUN_ONE: &str = "run-one";

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    Bare,
    Tuned,
    Identity,
    AnnotateWithoutLanguage,
    Annotate,
    Link,
    Enricher,
    Jsonl,
    Postgres,
    Pipeline,
}

impl Row {
    /// In the order in which a round runs them: some read what an earlier one wrote.
    pub const ALL: [Self; 10] = [
        Self::Bare,
        Self::Tuned,
        Self::Identity,
        Self::AnnotateWithoutLanguage,
        Self::Annotate,
        Self::Link,
        Self::Enricher,
        Self::Jsonl,
        Self::Postgres,
        Self::Pipeline,
    ];

    /// Its name on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Bare => "bare",
            Self::Tuned => "tuned",
            Self::Identity => "identity",
            Self::AnnotateWithoutLanguage => "annotate-without-language",
            Self::Annotate => "annotate",
            Self::Link => "link",
            Self::Enricher => "enricher",
            Self::Jsonl => "jsonl",
            Self::Postgres => "postgres",
            Self::Pipeline => "pipeline",
        }
    }

    /// Its name in the table.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Bare => "bare transactional copy",
            Self::Tuned => "the same, fetching as Dateline does",
            Self::Identity => "pump, identity stage",
            Self::AnnotateWithoutLanguage => "annotate, no language detected",
            Self::Annotate => "annotate",
            Self::Link => "link",
            Self::Enricher => "annotate and link together",
            Self::Jsonl => "sink, JSON Lines",
            Self::Postgres => "sink, PostgreSQL",
            Self::Pipeline => "produce, annotate, link, sink together",
        }
    }

    /// The row of this word.
    pub fn from_word(word: &str) -> anyhow::Result<Self> {
        let known = Self::ALL.map(Self::word).join(" ");
        let found = Self::ALL.into_iter().find(|row| row.word() == word);
        found.with_context(|| format!("no row is called {word}; there are {known}"))
    }

    /// The row whose output it reads.
    pub const fn reads_from(self) -> Option<Self> {
        match self {
            Self::Link => Some(Self::Annotate),
            Self::Jsonl | Self::Postgres => Some(Self::Link),
            _ => None,
        }
    }

    /// Runs it in this process. The target is where a sink delivers to, or what the pipeline takes in.
    pub fn run(self, field: &Field, target: &str) -> anyhow::Result<Measured> {
        match self {
            Self::Bare => bare::copy(field, Fetching::Default),
            Self::Tuned => bare::copy(field, Fetching::Tuned),
            Self::Identity => {
                let stage = Identity {
                    input: field.topic(Topic::Items),
                    output: field.topic(Topic::Annotated),
                    codec: Codec::single_object(),
                };
                drained(|| Work::pump(stage, field))
            }
            Self::AnnotateWithoutLanguage => {
                // The stream is in Latin letters, so its script alone rules Arabic out and no model is asked.
                let stage = annotate(field, &["ar"])?;
                drained(|| Work::pump(stage, field))
            }
            Self::Annotate => {
                let stage = annotate(field, &[])?;
                drained(|| Work::pump(stage, field))
            }
            Self::Link => drained(|| Work::pump(link(field), field)),
            Self::Enricher => enricher(field),
            Self::Jsonl | Self::Postgres => drained(|| Work::sink(target, field)),
            Self::Pipeline => pipeline(field, target),
        }
    }
}

fn annotate(field: &Field, languages: &[&str]) -> anyhow::Result<AnnotateStage> {
    let mut config = AnnotateConfig::default();
    if !languages.is_empty() {
        config.languages = languages.iter().map(|tag| (*tag).to_owned()).collect();
    }
    let stage = AnnotateStage::new(&config, &field.prefix, Codec::single_object())?;
    stage.warm_up();
    Ok(stage)
}

fn link(field: &Field) -> impl Stage {
    LinkStage::new(Codec::single_object(), &field.prefix)
}

fn drained(start: impl FnOnce() -> anyhow::Result<Work>) -> anyhow::Result<Measured> {
    let work = start()?;
    let clock = Clock::start()?;
    until_last(work, &clock, |inputs| inputs)
}

/// What had been taken when a part committed its last input; `items` says how many items that was.
fn until_last(work: Work, clock: &Clock, items: impl Fn(u64) -> u64) -> anyhow::Result<Measured> {
    let mut lap = clock.lap(0)?;
    work.drain(|inputs| {
        lap = clock.lap(items(inputs))?;
        Ok(())
    })?;
    Ok(lap)
}

/// Both stages in one process, at work at the same time, until the last item is out of link.
fn enricher(field: &Field) -> anyhow::Result<Measured> {
    let annotate = Work::pump(annotate(field, &[])?, field)?;
    let link = Work::pump(link(field), field)?;
    let clock = Clock::start()?;
    let items = annotate.drain(|_| Ok(()))?;
    until_last(link, &clock, |_| items)
}

/// All four parts in one process, at work at the same time, from the first delivery to the last line in the target.
fn pipeline(field: &Field, deliveries: &str) -> anyhow::Result<Measured> {
    let annotate = Work::pump(annotate(field, &[])?, field)?;
    let link = Work::pump(link(field), field)?;
    let sink = Work::sink(&format!("jsonl:{}.jsonl", field.prefix), field)?;
    let clock = Clock::start()?;
    let unseen = |_| Ok(());
    Work::intake(deliveries, field)?.drain(unseen)?;
    let items = annotate.drain(unseen)?;
    link.drain(unseen)?;
    until_last(sink, &clock, |_| items)
}
