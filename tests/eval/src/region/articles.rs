//! Articles with gold place names: TR-News, LGL and GWN.

use std::collections::BTreeMap;

use dateline_enricher::annotate::region::Home;
use dateline_schemas::WireItem;

use crate::{
    data::{Data, Half},
    region::{gold::Gold, markup},
};

/// The articles of LGL once more, with what the outlet's other articles say about where it is at home.
const LGL_AT_HOME: &str = "LGL, homes known";

/// An article and its gold places.
#[derive(Clone)]
pub struct Article {
    /// The set.
    pub set: &'static str,
    /// The host that it is from, where the set says so.
    outlet: String,
    /// The country that its outlet is at home in, where that is configured.
    pub home: Option<Home>,
    /// The half that it belongs to.
    pub half: Half,
    /// Its text as an item.
    pub item: WireItem,
    /// Its gold places, in the set's order.
    pub places: Vec<GoldPlace>,
}

/// A name in an article's body and the country of the place.
#[derive(Clone)]
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

/// LGL's articles as if the operator had said where each outlet is at home: in the country of most gold places of its
/// other articles. An outlet with one article has no home.
pub fn at_home(articles: &[Article]) -> Vec<Article> {
    let local: Vec<&Article> = articles
        .iter()
        .filter(|article| article.set == "LGL")
        .collect();
    let mut by_outlet = BTreeMap::<&str, BTreeMap<&str, i64>>::new();
    for article in &local {
        let countries = by_outlet.entry(&article.outlet).or_default();
        for place in &article.places {
            *countries.entry(&place.country).or_default() += 1;
        }
    }
    let home_of = |article: &Article| {
        let mut others = by_outlet.get(&*article.outlet)?.clone();
        for place in &article.places {
            *others.entry(&place.country).or_default() -= 1;
        }
        let (country, count) = others.into_iter().max_by_key(|(_, count)| *count)?;
        Home::of(country).filter(|_| count > 0)
    };
    let known = local.into_iter().map(|article| Article {
        set: LGL_AT_HOME,
        home: home_of(article),
        ..article.clone()
    });
    known.collect()
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
        outlet: markup::element(article, "domain").trim().to_owned(),
        home: None,
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
