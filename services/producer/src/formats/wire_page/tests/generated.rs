//! Generated pages: what the generator put in is what the grammar gets out.

use dateline_schemas::Timestamp;

use super::{
    super::generate::{self, ExpectedItem},
    *,
};

fn read_back(item: &WireItem) -> ExpectedItem {
    let dateline = item.dateline.clone().unwrap();
    let published = item.published.as_ref();
    ExpectedItem {
        headline: item.headline.clone(),
        dateline: dateline.text,
        place: dateline.place.unwrap(),
        date: dateline.date,
        credit_line: item.credit_line.clone(),
        credits: item.credits.clone(),
        body: item.body.clone().unwrap(),
        section: item.section.clone(),
        representation: item.representation,
        age: published.and_then(|published| published.text.clone()),
        published: published.map(|age| (age.earliest.unwrap(), age.latest.unwrap())),
    }
}

fn check(seed: u64) {
    let page = generate::page(seed);
    let context = DeliveryContext {
        fetched_at: Some(page.fetched_at),
        received_at: Timestamp::from_millis(0),
        ..context()
    };
    let parsed = parse_delivery(Format::WirePage, &context, page.text.as_bytes());
    assert_eq!(parsed.rejected, [], "seed {seed}\n{}", page.text);
    for (i, (item, expected)) in parsed.items.iter().zip(&page.items).enumerate() {
        assert_eq!(&read_back(item), expected, "item {i} of seed {seed}");
    }
    assert_eq!(parsed.items.len(), page.items.len(), "seed {seed}");
}

#[test]
fn the_first_thousands_of_generated_pages_are_read_exactly() {
    (0..4_000).for_each(check);
}

proptest! {
    #[test]
    fn any_generated_page_is_read_exactly(seed: u64) {
        check(seed);
    }
}

#[test]
fn generated_pages_have_all_the_shapes_they_are_there_for() {
    let pages: Vec<generate::GeneratedPage> = (0..2_000).map(generate::page).collect();
    let any_page = |has: &dyn Fn(&str) -> bool| pages.iter().any(|page| has(&page.text));
    let any_item =
        |has: &dyn Fn(&ExpectedItem) -> bool| pages.iter().flat_map(|page| &page.items).any(has);
    assert!(any_page(&|text| text.contains("geledenMÁLAGA")));
    assert!(any_page(&|text| text.contains("ago's-Gravenhage")));
    for age in [
        " MinutenPARIJS",
        "il y a 1 heure",
        "hace media hora",
        " giorni faLONDON",
        "há 1 hora",
        " horas atrás",
    ] {
        assert!(any_page(&|text| text.contains(age)), "{age}");
    }
    for heading in [
        "Mehr aus Ausland",
        "Plus de Monde",
        "Más de Economía",
        "Altro da Esteri",
        "Mais de Mundo",
    ] {
        assert!(any_page(&|text| text.contains(heading)), "{heading}");
    }
    assert!(any_page(&|text| text.contains("\r\n")));
    assert!(any_page(&|text| text.contains("\n\n")));
    assert!(any_page(&|text| text.ends_with("ago")));
    assert!(any_item(&|item| item.credits.len() == 3));
    assert!(any_item(&|item| item.credits.is_empty()));
    assert!(any_item(
        &|item| item.date.is_some() && item.headline.is_some()
    ));
    assert!(any_item(
        &|item| item.age.is_none() && item.representation == Representation::Partial
    ));
}

#[test]
fn a_seed_gives_the_same_page_every_time() {
    assert_eq!(generate::page(7), generate::page(7));
    assert_ne!(generate::page(7).text, generate::page(8).text);
}
