//! Regions: places in articles, datelines, countries of whole texts.

mod articles;
mod focus;
mod gold;
mod markup;
mod nationalities;
mod reuters;
mod tally;
mod toponyms;

use dateline_enricher::annotate::region::RegionAnnotator;

use crate::{data::Data, report::Section};
use gold::Gold;

/// Measures this part on every set that is there.
pub fn measure(data: &Data) -> anyhow::Result<Vec<Section>> {
    let annotator = RegionAnnotator::new();
    let wires = reuters::read(data)?;
    let mut sections = vec![nationalities::measure(annotator)];
    if !wires.is_empty() {
        sections.push(reuters::datelines(annotator, &wires));
        sections.push(reuters::country_sets(annotator, &wires));
    }
    let Some(gold) = Gold::read(data)? else {
        return Ok(sections);
    };
    let mut articles = articles::read(data, &gold)?;
    if !articles.is_empty() {
        sections.push(toponyms::given(annotator, &articles));
        articles.extend(articles::at_home(&articles));
        sections.push(toponyms::in_text(annotator, &articles));
        sections.push(focus::measure(annotator, &articles));
    }
    Ok(sections)
}
