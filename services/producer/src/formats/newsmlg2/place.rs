//! Places: where an item was filed, and what is printed at the head of its text. What it is about are its subjects.

use dateline_schemas::Located;

use super::draft::Draft;
use crate::formats::{
    nitf::dateline::{self, Head},
    xml::Element,
};

/// Takes where the item was filed; a second place is kept beside it.
pub(super) fn set_located<'d, 'a>(draft: &mut Draft<'_, 'd, 'a>, element: Element<'d, 'a>) {
    if draft.wire_item.located.is_some() {
        return draft.extend(element);
    }
    let code = draft.code(element);
    let name = draft.name(element);
    for broader in element.all("broader") {
        let code = draft.code(broader).map(|code| code.qcode());
        let told = match (draft.name(broader), code) {
            (Some(name), Some(code)) => format!("{name} ({code})"),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => continue,
        };
        draft.extend_by("located.broader", &told);
    }
    let (scheme, code) = code.map_or((None, None), |code| (code.scheme, Some(code.code)));
    if name.is_some() || code.is_some() {
        draft.wire_item.located = Some(Located {
            name,
            scheme: scheme.map(vocabulary),
            code,
        });
    }
}

/// The contract's own name of a scheme of places, where it has one.
fn vocabulary(scheme: String) -> String {
    match scheme.as_str() {
        "iso3166-1a2" | "iso3166-1a3" => "iso3166-1".to_owned(),
        "geonameshttps" => "geonames".to_owned(),
        _ => scheme,
    }
}

/// The head of a text as the metadata print it: `MOSCOW, Monday (Reuters) -` is a place, a day and credits.
pub(super) fn dateline(printed: &str) -> Head {
    // In Spanish a full stop stands between credits and dash.
    let bare =
        printed.trim_end_matches(|letter: char| letter.is_whitespace() || "-–—".contains(letter));
    let bare = bare.strip_suffix('.').filter(|bare| bare.ends_with(')'));
    let mut head = dateline::read(bare.unwrap_or(printed));
    if let Some(read) = &mut head.dateline
        && read.date.is_none()
        && let Some((place, day)) = read.text.rsplit_once(',')
        && DAYS.contains(&day.trim().to_lowercase().as_str())
    {
        read.date = Some(day.trim().to_owned());
        read.place = Some(place.trim().to_owned());
    }
    head
}

/// Days of the week in the languages that print them in datelines.
const DAYS: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonntag",
    "lunes",
    "martes",
    "miércoles",
    "jueves",
    "viernes",
    "sábado",
    "domingo",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dateline_is_taken_apart() {
        let cases = [
            (
                "MOSCOW, Monday (Reuters)",
                "MOSCOW, Monday",
                "MOSCOW",
                Some("Monday"),
                Some("Reuters"),
            ),
            (
                "TROY, N.C., Jan. 3, 2026 (AP) —",
                "TROY, N.C., Jan. 3, 2026",
                "TROY, N.C.",
                Some("Jan. 3, 2026"),
                Some("AP"),
            ),
            ("Wien", "Wien", "Wien", None, None),
            ("Berlin (dpa) - ", "Berlin", "Berlin", None, Some("dpa")),
            (
                "Madrid, 3 mar (EFE).-",
                "Madrid, 3 mar",
                "Madrid",
                Some("3 mar"),
                Some("EFE"),
            ),
            (
                "Paris, mercredi",
                "Paris, mercredi",
                "Paris",
                Some("mercredi"),
                None,
            ),
        ];
        for (printed, text, place, date, credits) in cases {
            let head = dateline(printed);
            let read = head.dateline.unwrap();
            assert_eq!(read.text, text, "{printed}");
            assert_eq!(read.place.as_deref(), Some(place), "{printed}");
            assert_eq!(read.date.as_deref(), date, "{printed}");
            assert_eq!(head.credit_line.as_deref(), credits, "{printed}");
        }
        assert_eq!(dateline("(Reuters) -").dateline, None);
    }
}
