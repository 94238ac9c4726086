//! The stories on wire pages. What a page prints has no id, so that nothing can name it; a line above a text names what came
//! in another format, here JSON Lines, by the id that its source gave it.

use dateline_producer::formats::Format;

use super::{Ending, Story};

/// The first wire is an item with an id and neither version nor time, as such sources send it; the second a page.
fn told(id: &str, headline: &str, line: &str) -> Vec<String> {
    let item = serde_json::json!({"uri": id, "headline": headline});
    let page =
        format!("{line}\nRATHEN (ANP) - Over {id}: er is nader bericht van de burgemeester.\n");
    vec![format!("{item}\n"), page]
}

pub(super) fn stories() -> Vec<Story> {
    let story = |name, wires, ends: &[_]| Story::new(name, Format::WirePage, wires, ends);
    vec![
        story(
            "killed",
            told(
                "ANP-130326-011",
                "Burgemeester weg",
                "Gelieve te vernietigen: ANP-130326-011",
            ),
            &[(0, Ending::Killed), (1, Ending::Newest)],
        ),
        story(
            "withheld",
            told(
                "ANP-130326-012",
                "Begroting uitgelekt",
                "Gelieve niet te gebruiken: ANP-130326-012",
            ),
            &[(0, Ending::NotPublic), (1, Ending::Newest)],
        ),
        story(
            "replaced",
            told(
                "ANP-130326-013",
                "Veerboot zinkt",
                "N i e u w bericht, vervangt: ANP-130326-013",
            ),
            &[(0, Ending::Killed), (1, Ending::Newest)],
        ),
    ]
}
