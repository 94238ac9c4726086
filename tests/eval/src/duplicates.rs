//! Duplicates and stories: made variants of natural items, natural pairs, and templates.

mod desk;
mod form;
mod natural;
mod random;
mod stream;
mod text;
mod variant;

use std::collections::BTreeMap;

use self::{
    stream::{Score, Scores},
    text::Text,
    variant::Kind,
};
use crate::{
    data::{Data, Half},
    report::{Confusions, Row, Section, Target},
};

/// Streams are made with each of these.
const SEEDS: [u64; 4] = [1, 2, 3, 4];
/// Natural items of which each stream has variants.
const SOURCES: usize = 1_500;
/// Share of variants that may land in another story than their source's.
const WRONG_TARGET: f64 = 0.001;
const EXPLAINED: &str = "Share of made variants that land in the story of their source, and of those that land in another, \
    through link's own decisions with everything else that came in the window. Halves by source; examples are of the \
    tune half alone. Natural pairs at their own dates: precision and recall of being one story. Templates: share that \
    joined another.";

/// Measures this part on every set that is there.
pub fn measure(data: &Data) -> anyhow::Result<Vec<Section>> {
    let (mut rows, mut confusions) = (Vec::new(), Confusions::default());
    let reuters = match data.path("region/reuters") {
        Some(folder) => text::reuters(&folder)?,
        None => Vec::new(),
    };
    if !reuters.is_empty() {
        rows.extend(variants("Reuters", &reuters, &mut confusions)?);
        let bare: Vec<Text> = reuters.iter().map(Text::without_headline).collect();
        rows.extend(variants("Reuters, no headlines", &bare, &mut confusions)?);
        if let Some(table) = data.text("dedup/reuters_pairs_labelled60.tsv")? {
            rows.extend(natural::measure(&reuters, &table, &mut confusions)?);
        }
    }
    rows.extend(variants("nl de fr es zh", &text::own(), &mut confusions)?);
    rows.extend(form::measure(&SEEDS, &mut confusions)?);
    let title = "Duplicates: stories of variants, pairs and templates";
    Ok(vec![Section::new(title, EXPLAINED, rows, confusions)])
}

/// Streams out of these texts: recall by kind over all seeds, and false hits by seed.
fn variants(set: &str, texts: &[Text], confusions: &mut Confusions) -> anyhow::Result<Vec<Row>> {
    let mut by_kind = Scores::new();
    let mut by_seed = BTreeMap::<(Half, u64), Score>::new();
    for seed in SEEDS {
        let arrivals = stream::stream(texts, SOURCES, seed);
        for ((half, kind), score) in stream::score(set, &arrivals, confusions)? {
            by_kind.entry((half, kind)).or_default().add(score);
            by_seed.entry((half, seed)).or_default().add(score);
        }
    }
    let mut rows = Vec::new();
    for ((half, kind), score) in by_kind {
        rows.push(score.row(set, kind.name(), half, score.found, recall_target(kind)));
    }
    for ((half, seed), score) in by_seed {
        let class = format!("false hits, seed {seed}");
        rows.push(score.row(set, &class, half, score.wrong, Target::AtMost(WRONG_TARGET)));
    }
    rows.sort_by(|one, other| one.class.cmp(&other.class).then(one.half.cmp(&other.half)));
    Ok(rows)
}

const fn recall_target(kind: Kind) -> Target {
    Target::AtLeast(kind.recall_target())
}

impl Score {
    const fn add(&mut self, other: Self) {
        self.made += other.made;
        self.found += other.found;
        self.wrong += other.wrong;
    }

    fn row(self, set: &str, class: &str, half: Half, part: usize, target: Target) -> Row {
        Row {
            set: set.to_owned(),
            class: class.to_owned(),
            half: Some(half),
            items: self.made,
            figure: part as f64 / self.made as f64,
            target: Some(target),
            reference: None,
        }
    }
}
