//! Articles with gold place names: TR-News, LGL and GWN.

use dateline_schemas::WireItem;

use crate::{
    data::{Data, Half},
    region::{gold::Gold, markup},
};

/// An article and its gold places.
pub struct Article {
    /// The set.
    pub set: &'static str,
    /// The half that it belongs to.
    pub half: Half,
    /// Its text as an item.
    pub item: WireItem,
    /// Its gold places, in the set's order.
    pub places: Vec<GoldPlace>,
}

/// A name in an article's body and the country of the place.
pub struct GoldPlace {
    /// The name as written.
    pub name: String,
    /// First byte in the body.
    pub start: usize,
    /// One past the last byte in the body.
    pub end: usize,
    /// ISO 3166-1 alpha-2.
    pub country: String,
}

/// All articles of the sets that are there.
pub fn read(data: &Data, gold: &Gold) -> anyhow::Result<Vec<Article>> {
    let mut articles = Vec::new();
    for (set, file) in [
        ("TR-News", "region/TR-News.xml"),
        ("LGL", "region/lgl.xml"),
        ("GWN", "region/GWN.xml"),
    ] {
        let Some(text) = data.text(file)? else {
            continue;
        };
        for (number, article) in markup::elements(&text, "article").into_iter().enumerate() {
            articles.push(read_article(set, number, article, gold));
        }
    }
    Ok(articles)
}

fn read_article(set: &'static str, number: usize, article: &str, gold: &Gold) -> Article {
    let body = markup::plain(markup::element(article, "text"));
    let offsets: Vec<usize> = body
        .char_indices()
        .map(|(offset, _)| offset)
        .chain([body.len()])
        .collect();
    let toponyms = markup::elements(markup::element(article, "toponyms"), "toponym");
    let places = toponyms
        .into_iter()
        .filter_map(|toponym| {
            let said: usize = markup::element(toponym, "start").trim().parse().ok()?;
            let said = offsets.get(said).or(offsets.last()).copied()?;
            let name = ["phrase", "extractedName"]
                .map(|element| markup::plain(markup::element(toponym, element)))
                .concat();
            let start = nearest(&body, &name, said)?;
            Some(GoldPlace {
                start,
                end: start + name.len(),
                name,
                country: country_of(toponym, gold)?,
            })
        })
        .collect();
    Article {
        set,
        half: Half::of(&format!("{set} {number}")),
        item: WireItem {
            headline: Some(markup::plain(markup::element(article, "title").trim())),
            body: Some(body),
            ..WireItem::default()
        },
        places,
    }
}

/// Where the name stands nearest to where the set says: some of its offsets are off by a few characters.
fn nearest(body: &str, name: &str, said: usize) -> Option<usize> {
    let places = body.match_indices(name).map(|(start, _)| start);
    places.min_by_key(|start| start.abs_diff(said))
}

/// GeoNames' ids of the continents: their points lie in some country, which says nothing.
const CONTINENTS: std::ops::RangeInclusive<u64> = 6_255_146..=6_255_152;

/// GWN's streets and buildings without a GeoNames id are in no gazetteer and are left out, as are continents.
fn country_of(toponym: &str, gold: &Gold) -> Option<String> {
    if toponym.contains("<gaztag") {
        return gold.of_gaztag(toponym);
    }
    let id = markup::element(toponym, "geonamesID").trim();
    if CONTINENTS.contains(&id.parse().ok()?) {
        return None;
    }
    let degrees = |name| markup::element(toponym, name).trim().parse::<f64>().ok();
    gold.of_id(id)
        .or_else(|| gold.of_point(degrees("latitude")?, degrees("longitude")?))
}
