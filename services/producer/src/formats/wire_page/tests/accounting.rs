//! Every byte of a page is in an item, in a rejected segment, or in an age or heading; whatever was done to the page.

use super::{
    super::{age, generate, heading},
    *,
};

/// Spans are disjoint, and what stands between them is furniture.
fn check(page: &str) {
    let parsed = parse_delivery(Format::WirePage, &context(), page.as_bytes());
    // Records of items that a notice names stand where the notice stands.
    let own = parsed.items.iter().filter(|item| item.caused_by.is_none());
    let items = own.map(|item| {
        let span = item.raw.span.unwrap();
        usize::try_from(span.start).unwrap()..usize::try_from(span.end).unwrap()
    });
    let rejected = parsed.rejected.iter().map(|rejected| rejected.span.clone());
    let mut spans: Vec<Range<usize>> = items.chain(rejected).collect();
    spans.sort_by_key(|span| (span.start, span.end));
    spans.push(page.len()..page.len());
    let mut at = 0;
    for span in spans {
        assert!(
            at <= span.start,
            "{span:?} overlaps what ends at {at} in\n{page}"
        );
        let between = page.get(at..span.start).unwrap();
        for line in between.split(['\n', '\r']).map(str::trim) {
            assert!(is_furniture(line), "{line:?} is lost from\n{page}");
        }
        at = span.end;
    }
}

/// Without U+0000, which no reader of a page sees, wherever it stands.
fn is_furniture(line: &str) -> bool {
    let visible = line.replace('\0', "");
    let mut line = visible.trim_matches(segments::is_blank);
    while let Some((_, rest)) = age::leading(line) {
        line = rest.trim_start_matches(segments::is_blank);
    }
    line.is_empty() || heading::parse(line).is_some()
}

/// Cuts a page into pieces at character boundaries and puts them together in another order, with something in between.
fn shuffled(
    page: &str,
    cuts: &[(prop::sample::Index, prop::sample::Index)],
    between: &str,
) -> String {
    let mut page = page.to_owned();
    for (from, to) in cuts {
        let places: Vec<usize> = page.char_indices().map(|(at, _)| at).collect();
        let (from, to) = (*from.get(&places), *to.get(&places));
        let piece = page.get(from.min(to)..from.max(to)).unwrap().to_owned();
        page.replace_range(from.min(to)..from.max(to), between);
        page.push_str(&piece);
    }
    page
}

#[test]
fn generated_pages_are_accounted_for_byte_by_byte() {
    (0..500).for_each(|seed| check(&generate::page(seed).text));
}

proptest! {
    #[test]
    fn mutated_pages_are_accounted_for_byte_by_byte(
        seed: u64,
        cuts in prop::collection::vec(any::<(prop::sample::Index, prop::sample::Index)>(), 1..5),
        between in "(\n|\r|\0| |\\(|geleden|\u{a0}|PARIJS|x\n){0,3}",
    ) {
        check(&shuffled(&generate::page(seed).text, &cuts, &between));
    }

    #[test]
    fn any_order_of_known_lines_is_accounted_for(lines in prop::collection::vec(line(), 1..25)) {
        check(&lines.concat());
    }
}

fn line() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "\n",
        "\n\n",
        "PARIJS (ANP) - De brug is open.\n",
        "PARIJS (ANP) -\n",
        "LONDON - The bridge over the canal has been opened today.\n",
        "(Reuters) - The bridge is open.\n",
        "De brug ging om vier uur dicht.\n",
        "Brug gaat open\n",
        "Brug gaat open?\n",
        "39 minuten geleden",
        "1 uur geleden\n",
        "gisteren\n",
        "Meer uit Buitenland\n",
        "Sport\n",
        "N i e u w bericht, vervangt: ANP-1203-045\n",
        "KORREKTUR\n",
        "- Reuters\n",
        "(dpa/AFP)\n",
        "(ANSA) - ROMA, 13 MAR - Il ponte apre.\n",
        "vor 5 Minuten",
        "il y a 2 heures\n",
        "Economie:\n",
        "Dat was het. 2 uur geleden\n",
        "\u{feff}",
        "\0",
    ])
}
