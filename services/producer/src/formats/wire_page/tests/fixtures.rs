//! Thirty-five pages of our own, invented news in seven languages, each with its snapshot.
//!
//! | page | what it exercises |
//! |---|---|
//! | `nl_01_lead_and_briefs` | the plain shape: lead, heading, briefs with glued ages |
//! | `nl_02_lead_without_headline` | a lead that begins with its dateline; no final newline |
//! | `nl_03_briefs_with_headlines` | headlines behind ages, and one behind a brief without age |
//! | `nl_04_crlf_and_blank_lines` | CRLF, blank lines between paragraphs |
//! | `nl_05_places` | 's-Gravenhage, accents, slashes, hyphens, four words, small letters |
//! | `nl_06_credits` | one to four credits, other separators, unknown agencies, codes |
//! | `nl_07_parentheses` | parentheses that are no credits, in all places |
//! | `nl_08_ages` | all age phrases, also within texts |
//! | `nl_09_furniture` | navigation, cross-headings and stray text are rejected and not glued |
//! | `nl_10_without_credits` | datelines without credits, labels and scores that are none |
//! | `en_01_lead_and_briefs` | the plain shape in English |
//! | `en_02_dates` | dates in datelines |
//! | `en_03_dashes` | all dashes, doubled and glued; no dash |
//! | `en_04_sections` | bare section headings, several headings |
//! | `en_05_qualifiers` | states behind commas and in parentheses |
//! | `en_06_credits_alone` | credits without a place |
//! | `en_07_long_lead` | paragraphs that begin like ages, headings and datelines |
//! | `en_08_glue` | ages glued to headlines, to datelines and to the ends of texts |
//! | `en_09_quotes` | headlines with quotes, questions and abbreviations |
//! | `en_10_repaired` | byte order mark, U+0000, no-break spaces |
//! | `de_01`, `fr_01`, `es_01`, `it_01`, `pt_01_lead_and_briefs` | the plain shape in five more languages |
//! | `de_02_ages_and_headings` | all kinds of ages and headings in German |
//! | `de_03_credits_and_labels` | credits between dashes, before the place and below the text; a label with an id |
//! | `fr_02`, `es_02`, `pt_02_dates_and_ages` | dates in datelines, a full stop before the dash, ages |
//! | `it_02_credits_first` | credits before the place, a place with a date alone |
//! | `fr_03`, `es_03`, `it_03`, `pt_03_labels` | labels with ids, corrections and updates in headlines, credits below |

use serde_json::Value;

use super::*;

/// What a page gives, short enough to be read: without nulls, and without what other tests hold (identity) or what is
/// the same for all items.
fn told(bytes: &[u8]) -> Value {
    let parsed = parse_delivery(Format::WirePage, &context(), bytes);
    let rejected = parsed.rejected.iter().map(|rejected| {
        serde_json::json!({"reason": format!("{:?}", rejected.reason), "message": rejected.message})
    });
    serde_json::json!({
        "items": parsed.items.iter().map(told_item).collect::<Vec<Value>>(),
        "rejected": rejected.collect::<Vec<Value>>(),
    })
}

fn told_item(item: &WireItem) -> Value {
    let Value::Object(mut fields) = serde_json::to_value(item).unwrap() else {
        panic!("an item is an object");
    };
    for key in [
        "uri",
        "content_hash",
        "source",
        "fetched_at",
        "received_at",
        "pub_status",
    ] {
        fields.remove(key);
    }
    let span = item.raw.span.unwrap();
    fields.insert(
        "raw".to_owned(),
        format!("{}..{}", span.start, span.end).into(),
    );
    if let Some(age) = &item.published {
        let (earliest, latest) = (
            age.earliest.map(|at| at.to_string()),
            age.latest.map(|at| at.to_string()),
        );
        let interval = format!(
            "{} to {}",
            earliest.unwrap_or_default(),
            latest.unwrap_or_default()
        );
        let how = format!("{:?}, {:?}", age.basis, age.precision);
        let told = format!(
            "{:?}: {interval} ({how})",
            age.text.as_deref().unwrap_or_default()
        );
        fields.insert("published".to_owned(), told.into());
    }
    let notes = item
        .provenance
        .iter()
        .filter(|note| !["uri", "pub_status"].contains(&note.field.as_str()));
    let notes = notes.map(|note| {
        format!(
            "{} {}: {}",
            note.field,
            note.method,
            note.note.as_deref().unwrap_or_default()
        )
    });
    fields.insert(
        "provenance".to_owned(),
        notes.collect::<Vec<String>>().into(),
    );
    if let Some(dateline) = &item.dateline {
        let date = dateline.date.iter().map(|date| format!(" on {date}"));
        let place = dateline.place.as_deref().unwrap_or_default();
        let told = format!("{}: {place}{}", dateline.text, date.collect::<String>());
        fields.insert("dateline".to_owned(), told.into());
    }
    fields.retain(|_, value| match value {
        Value::Null => false,
        Value::Array(values) => !values.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
        _ => true,
    });
    Value::Object(fields)
}

#[test]
fn the_pages_of_our_own_give_their_snapshots() {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(fixture_dir())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .filter(|path| path.file_stem().is_some_and(|name| name != "twin"))
        .collect();
    paths.sort();
    assert_eq!(paths.len(), 35);
    for path in paths {
        let bytes = std::fs::read(&path).unwrap();
        assert_eq!(
            crate::formats::sniff(&bytes),
            Some(Format::WirePage),
            "{}",
            path.display()
        );
        let name = path.file_stem().unwrap().to_str().unwrap();
        insta::with_settings!({
            snapshot_path => fixture_dir().join("snapshots"),
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, {
            insta::assert_json_snapshot!(name, told(&bytes));
        });
    }
}
