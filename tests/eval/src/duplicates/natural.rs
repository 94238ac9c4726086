//! Natural items at their own dates: pairs that were labelled, and headlines that come back day after day.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    desk::{Desk, annotated},
    stream::natural_uri,
    text::Text,
};
use crate::{
    data::Half,
    report::{Confusions, Row, Target},
};

const SET: &str = "natural pairs";
const HEADLINES: &str = "natural templates";
/// A headline that came on so many days is that of a form.
const DAYS_MIN: usize = 4;
const DAY_SECONDS: i64 = 24 * 3_600;

/// What a pair is by its label.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Label {
    Same,
    Template,
}

/// Labelled pairs whose two items are there, by id.
fn labelled<'a>(table: &'a str, known: &BTreeSet<String>) -> Vec<(String, String, Label, &'a str)> {
    let pair = |line: &'a str| {
        let mut fields = line.split('\t');
        let one = format!("reuters {}", fields.next()?);
        let other = format!("reuters {}", fields.next()?);
        let label = match fields.next()? {
            "dup" => Label::Same,
            "template" => Label::Template,
            _ => return None,
        };
        (known.contains(&one) && known.contains(&other)).then_some((one, other, label, line))
    };
    table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(pair)
        .collect()
}

/// Feeds the items at their dates and judges pairs and templates.
pub fn measure(
    items: &[Text],
    table: &str,
    confusions: &mut Confusions,
) -> anyhow::Result<Vec<Row>> {
    let mut desk = Desk::new();
    let mut in_order: Vec<&Text> = items.iter().collect();
    in_order.sort_by_key(|item| item.seconds);
    let mut joined = BTreeMap::<&str, String>::new();
    for item in &in_order {
        let text = (item.headline.clone(), item.body.clone());
        let uri = natural_uri(item);
        let dedup = desk.feed(&annotated(
            uri,
            "reuters",
            item.language,
            item.seconds,
            text,
        ))?;
        if let Some(of) = dedup.of {
            joined.insert(&item.id, of);
        }
    }
    let known = items.iter().map(|item| item.id.clone()).collect();
    let mut rows = pairs(&desk, &labelled(table, &known), confusions);
    rows.extend(templates(&in_order, &joined, confusions));
    Ok(rows)
}

fn pairs(
    desk: &Desk,
    labelled: &[(String, String, Label, &str)],
    confusions: &mut Confusions,
) -> Vec<Row> {
    let uri = |id: &str| format!("urn:dateline:natural:{}", id.replace(' ', "-"));
    let (mut rows, mut counts) = (Vec::new(), BTreeMap::<(Half, bool, bool), usize>::new());
    for (one, other, label, line) in labelled {
        let is_one_story = desk.story_of(&uri(one)) == desk.story_of(&uri(other));
        let is_same = *label == Label::Same;
        let half = Half::of(one);
        *counts.entry((half, is_same, is_one_story)).or_default() += 1;
        if is_same != is_one_story && half == Half::Tune {
            let name = |same: bool| if same { "one story" } else { "two stories" };
            confusions.note(SET, name(is_same), name(is_one_story), line);
        }
    }
    for half in [Some(Half::Tune), Some(Half::Check), None] {
        let count = |same: bool, one: bool| {
            let of = |half: Half| counts.get(&(half, same, one)).copied().unwrap_or_default();
            half.map_or_else(|| Half::BOTH.into_iter().map(of).sum(), of)
        };
        let (right, wrong, missed) = (count(true, true), count(false, true), count(true, false));
        for (class, of) in [("precision", right + wrong), ("recall", right + missed)] {
            rows.push(Row {
                set: SET.to_owned(),
                class: class.to_owned(),
                half,
                items: of,
                figure: if of == 0 {
                    1.0
                } else {
                    right as f64 / of as f64
                },
                target: Some(Target::AtLeast(0.95)),
                reference: None,
            });
        }
    }
    rows
}

/// Items under a headline that came on many days, and how many of them joined an item of another day.
fn templates(
    in_order: &[&Text],
    joined: &BTreeMap<&str, String>,
    confusions: &mut Confusions,
) -> Vec<Row> {
    let day = |item: &Text| item.seconds / DAY_SECONDS;
    let mut days = BTreeMap::<&str, BTreeSet<i64>>::new();
    for item in in_order.iter().filter(|item| !item.headline.is_empty()) {
        days.entry(&item.headline).or_default().insert(day(item));
    }
    let by_uri: BTreeMap<String, &Text> = in_order
        .iter()
        .map(|item| (natural_uri(item), *item))
        .collect();
    let mut counts = BTreeMap::<Half, (usize, usize)>::new();
    let forms = |item: &&&Text| {
        days.get(&*item.headline)
            .is_some_and(|days| days.len() >= DAYS_MIN)
    };
    for item in in_order.iter().filter(forms) {
        let (items, wrong) = counts.entry(Half::of(&item.headline)).or_default();
        *items += 1;
        let other = joined.get(&*item.id).and_then(|of| by_uri.get(of));
        if let Some(other) = other.filter(|other| day(other) != day(item)) {
            *wrong += 1;
            if Half::of(&item.headline) == Half::Tune {
                let example = format!("{} {} {}: {}", item.id, other.id, item.headline, item.body);
                confusions.note(HEADLINES, "another day's", "the same story", &example);
            }
        }
    }
    let row = |(half, (items, wrong)): (Half, (usize, usize))| Row {
        set: HEADLINES.to_owned(),
        class: "joined another day's".to_owned(),
        half: Some(half),
        items,
        figure: wrong as f64 / items as f64,
        target: Some(Target::AtMost(0.02)),
        reference: None,
    };
    counts.into_iter().map(row).collect()
}
