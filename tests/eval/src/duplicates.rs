//! Duplicates and stories: made variants of natural items, natural pairs, and templates.

mod desk;
mod form;
mod minhash;
mod natural;
mod random;
mod stream;
mod text;
mod variant;

use std::collections::BTreeMap;

use self::{
    minhash::Likest,
    stream::{Class, Score, Scores},
    text::Text,
    variant::{Kind, Mostly},
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
    joined another. The reference is MinHash (gaoya, \
    128 hashes of three words or five characters), each item in the story of the likest one before it, where it finds as many of the \
    tune half's variants as we do, or most if it never finds as many.";

/// Measures this part on every set that is there.
pub fn measure(data: &Data) -> anyhow::Result<Vec<Section>> {
    let (mut rows, mut confusions) = (Vec::new(), Confusions::default());
    let reuters = match data.path("region/reuters") {
        Some(folder) => text::reuters(&folder)?,
        None => Vec::new(),
    };
    if !reuters.is_empty() {
        let likest = likest(&reuters);
        rows.extend(variants("Reuters", &reuters, &likest, &mut confusions)?);
        let bare: Vec<Text> = reuters.iter().map(Text::without_headline).collect();
        let set = "Reuters, no headlines";
        rows.extend(variants(set, &bare, &likest, &mut confusions)?);
        if let Some(table) = data.text("dedup/reuters_pairs_labelled60.tsv")? {
            rows.extend(natural::measure(&reuters, &table, &mut confusions)?);
        }
    }
    let own = text::own();
    let set = "nl de fr es zh";
    rows.extend(variants(set, &own, &likest(&own), &mut confusions)?);
    rows.extend(form::measure(&SEEDS, &mut confusions)?);
    let title = "Duplicates: stories of variants, pairs and templates";
    Ok(vec![Section::new(title, EXPLAINED, rows, confusions)])
}

/// What MinHash finds likest in the stream of each seed. It sees bodies alone, so it is the same without headlines.
fn likest(texts: &[Text]) -> Vec<Option<Vec<Likest>>> {
    let streams = SEEDS.map(|seed| stream::stream(texts, SOURCES, seed));
    let likest = streams.iter().map(|arrivals| minhash::likest(arrivals));
    likest.collect()
}

/// Streams out of these texts: recall by kind over all seeds, of rewrites also by whose text they have more of, and
/// false hits by seed.
fn variants(
    set: &str,
    texts: &[Text],
    likest: &[Option<Vec<Likest>>],
    confusions: &mut Confusions,
) -> anyhow::Result<Vec<Row>> {
    let mut by_class = Scores::new();
    let mut by_seed = BTreeMap::<(Half, u64), Score>::new();
    let streams = SEEDS.map(|seed| (seed, stream::stream(texts, SOURCES, seed)));
    for (seed, arrivals) in &streams {
        for ((half, class), score) in stream::score(set, arrivals, confusions)? {
            by_class.entry((half, class)).or_default().add(score);
            by_seed.entry((half, *seed)).or_default().add(score);
        }
    }
    let minhash = minhash::at_equal_recall(&streams, likest, &by_class);
    let recall = |name: &str, half: Half, target: Option<Target>, is_of: &dyn Fn(Class) -> bool| {
        let score = sum(&by_class, half, is_of);
        let other = sum(&minhash.by_class, half, is_of);
        let other = (other.made > 0).then(|| other.share(other.found));
        let row = score.row(set, name, half, score.found, target);
        (score.made > 0).then(|| row.beside(other))
    };
    let mut rows = Vec::new();
    for half in Half::BOTH {
        for kind in Kind::ALL {
            let target = Some(Target::AtLeast(kind.recall_target()));
            rows.extend(recall(kind.name(), half, target, &|class| class.0 == kind));
        }
        for mostly in [Mostly::Own, Mostly::Foreign] {
            let name = format!("{}, mostly {}", Kind::Rewrite.name(), mostly.name());
            let is_of = |class| class == (Kind::Rewrite, mostly);
            rows.extend(recall(&name, half, None, &is_of));
        }
    }
    for ((half, seed), score) in by_seed {
        let other = minhash.by_seed.get(&(half, seed));
        let other = other.map(|score| score.share(score.wrong));
        let class = format!("false hits, seed {seed}");
        let target = Some(Target::AtMost(WRONG_TARGET));
        let row = score.row(set, &class, half, score.wrong, target);
        rows.push(row.beside(other));
    }
    rows.sort_by(|one, other| one.class.cmp(&other.class).then(one.half.cmp(&other.half)));
    Ok(rows)
}

/// The scores of a half's classes together.
fn sum(scores: &Scores, half: Half, is_of: &dyn Fn(Class) -> bool) -> Score {
    let mut sum = Score::default();
    for ((of, class), score) in scores {
        if *of == half && is_of(*class) {
            sum.add(*score);
        }
    }
    sum
}

impl Score {
    const fn add(&mut self, other: Self) {
        self.made += other.made;
        self.found += other.found;
        self.wrong += other.wrong;
    }

    fn share(self, part: usize) -> f64 {
        part as f64 / self.made as f64
    }

    fn row(self, set: &str, class: &str, half: Half, part: usize, target: Option<Target>) -> Row {
        Row {
            set: set.to_owned(),
            class: class.to_owned(),
            half: Some(half),
            items: self.made,
            figure: self.share(part),
            target,
            reference: None,
        }
    }
}
