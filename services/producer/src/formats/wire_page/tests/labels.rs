//! Labels: the line above a dateline, or the head of a text, that says what an item is to another.

use super::*;

struct Told {
    headlines: Vec<Option<String>>,
    bodies: Vec<Option<String>>,
    signals: Vec<Vec<(String, String)>>,
    ednotes: Vec<Option<String>>,
}

fn told(items: &[WireItem]) -> Told {
    let signals = |item: &WireItem| {
        let told = item.signals.iter();
        told.map(|found| (found.signal.clone(), found.evidence.clone().unwrap()))
            .collect()
    };
    Told {
        headlines: items.iter().map(|item| item.headline.clone()).collect(),
        bodies: items.iter().map(|item| item.body.clone()).collect(),
        signals: items.iter().map(signals).collect(),
        ednotes: items.iter().map(|item| item.ednote.clone()).collect(),
    }
}

const LABEL: &str = "N i e u w bericht, vervangt: ANP-120326-045";

#[test]
fn a_label_stands_above_a_dateline_or_above_its_headline() {
    let pages = [
        format!("{LABEL}\nPARIJS (ANP) - Open."),
        format!("{LABEL}\nBrug gaat open\nPARIJS (ANP) - Open."),
        format!("Brug gaat open\n{LABEL}\nPARIJS (ANP) - Open."),
        format!("BRUGGE (ANP) - Eerste.\nNog een alinea.\n{LABEL}\nPARIJS (ANP) - Open."),
        format!("BRUGGE (ANP) - Eerste.\n{LABEL}\nBrug gaat open\nPARIJS (ANP) - Open."),
    ];
    for page in pages {
        let parsed = parse_delivery(Format::WirePage, &context(), page.as_bytes());
        assert_eq!(parsed.rejected, [], "{page}");
        let at = parsed.items.len() - 2;
        let told = told(&parsed.items);
        let headline = page.contains("gaat open").then_some("Brug gaat open");
        assert_eq!(told.headlines[at].as_deref(), headline, "{page}");
        assert_eq!(told.bodies[at].as_deref(), Some("Open."), "{page}");
        assert_eq!(told.ednotes[at].as_deref(), Some(LABEL), "{page}");
        let evidence = "N i e u w bericht, vervangt".to_owned();
        assert_eq!(
            told.signals[at],
            [("update".to_owned(), evidence)],
            "{page}"
        );
        let (item, record) = (&parsed.items[at], &parsed.items[at + 1]);
        assert_eq!(item.replaces, ["urn:dateline:desk:ANP-120326-045"]);
        assert_eq!(record.uri, "urn:dateline:desk:ANP-120326-045");
        assert_eq!(record.caused_by.as_ref(), Some(&item.uri));
        assert_eq!(record.pub_status, PubStatus::Canceled);
        assert_eq!(
            (record.body.as_ref(), at),
            (None, usize::from(page.contains("BRUGGE")))
        );
    }
}

#[test]
fn the_head_of_a_text_is_read_and_stays_in_the_text() {
    let page = format!("PARIJS (ANP) - {LABEL}\nDe brug is open.");
    let found = items(&page);
    let told = told(&found);
    assert_eq!(told.bodies[0], Some(format!("{LABEL}\nDe brug is open.")));
    assert_eq!(told.ednotes[0], None);
    assert_eq!(found[0].replaces, [found[1].uri.as_str()]);
    assert_eq!(told.signals[0].len(), 1);
}

#[test]
fn a_label_without_an_id_is_a_signal_alone() {
    for label in [
        "N i e u w  b e r i c h t :",
        "KORREKTUR",
        "(Wiederholung)",
        "UPDATE 2",
    ] {
        let found = items(&format!("{label}\nBrug gaat open\nPARIJS (ANP) - Open."));
        let told = told(&found);
        assert_eq!(found.len(), 1, "{label}");
        assert_eq!(
            told.headlines[0].as_deref(),
            Some("Brug gaat open"),
            "{label}"
        );
        assert_eq!(told.ednotes[0].as_deref(), Some(label), "{label}");
        assert_eq!(told.signals[0].len(), 1, "{label}");
    }
}

#[test]
fn what_only_looks_like_a_label_stays_where_it_is() {
    let cases = [
        ("UPDATE: Brug open", Some("UPDATE: Brug open")),
        (
            "Airbus vervangt A340 door A350",
            Some("Airbus vervangt A340 door A350"),
        ),
        ("Update", Some("Update")),
    ];
    for (line, headline) in cases {
        let found = items(&format!("{line}\nPARIJS (ANP) - Open."));
        assert_eq!(found.len(), 1, "{line}");
        assert_eq!(found[0].headline.as_deref(), headline, "{line}");
        assert_eq!(found[0].ednote, None, "{line}");
    }
    let within = "PARIJS (ANP) - Eerste.\nKORREKTUR\nTweede.";
    assert_eq!(
        items(within)[0].body.as_deref(),
        Some("Eerste.\nKORREKTUR\nTweede.")
    );
}

#[test]
fn credits_below_a_text_are_its_own_where_it_has_none() {
    let text = "PARIJS - De brug over de vaart is weer open voor iedereen.";
    let cases = [
        (format!("{text}\n(Reuters/dpa)"), vec!["Reuters", "dpa"], 1),
        (format!("{text}\n- Reuters"), vec!["Reuters"], 1),
        (format!("{text}\n– AFP"), vec!["AFP"], 1),
        (format!("{text}\n(Reuters en Piet)"), vec![], 2),
        ("PARIJS (ANP) - Open.\n- Reuters".to_owned(), vec!["ANP"], 2),
    ];
    for (page, credits, paragraphs) in cases {
        let found = items(&page);
        assert_eq!(found[0].credits, credits, "{page}");
        assert_eq!(
            found[0].body.as_ref().unwrap().lines().count(),
            paragraphs,
            "{page}"
        );
    }
}
