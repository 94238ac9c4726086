//! Places: where an item was filed, and what is printed at the head of its text. What it is about are its subjects.

use dateline_schemas::{Dateline, Located};

use super::draft::Draft;
use crate::formats::xml::Element;

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

/// What stands at the head of the text as its metadata print it, perhaps with the credits behind it.
pub(super) struct Printed<'t> {
    pub(super) dateline: Option<Dateline>,
    pub(super) credits: Option<&'t str>,
}

/// `MOSCOW, Monday (Reuters) -` is a place, a date and credits.
pub(super) fn dateline(printed: &str) -> Printed<'_> {
    let is_dash = |letter: char| letter.is_whitespace() || "-–—".contains(letter);
    let bare = printed.trim().trim_end_matches(is_dash);
    // In Spanish a full stop stands between credits and dash.
    let bare = bare
        .strip_suffix('.')
        .filter(|bare| bare.ends_with(')'))
        .unwrap_or(bare);
    let credited = bare
        .strip_suffix(')')
        .and_then(|bare| bare.rsplit_once('('));
    let (text, credits) = match credited {
        Some((text, credits)) => (text.trim_end_matches(is_dash), Some(credits.trim())),
        None => (bare, None),
    };
    let commas = text.match_indices(',').map(|(at, _)| at);
    let date = commas
        .filter_map(|at| Some((text.get(..at)?, text.get(at + 1..)?)))
        .find(|(_, behind)| is_date(behind));
    let dateline = (!text.is_empty()).then(|| Dateline {
        text: text.to_owned(),
        place: Some(date.map_or(text, |(place, _)| place).trim().to_owned()),
        date: date.map(|(_, date)| date.trim().to_owned()),
    });
    Printed { dateline, credits }
}

/// What begins a date behind a place: a number somewhere, or the name of a day.
fn is_date(text: &str) -> bool {
    let head = text.split(',').next().unwrap_or_default().trim();
    let is_day = DAYS.iter().any(|day| head.eq_ignore_ascii_case(day));
    is_day || head.contains(|letter: char| letter.is_ascii_digit())
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
                ("MOSCOW, Monday", "MOSCOW", Some("Monday")),
                Some("Reuters"),
            ),
            (
                "TROY, N.C., Jan. 3, 2026 (AP) —",
                (
                    "TROY, N.C., Jan. 3, 2026",
                    "TROY, N.C.",
                    Some("Jan. 3, 2026"),
                ),
                Some("AP"),
            ),
            ("Wien", ("Wien", "Wien", None), None),
            ("Berlin (dpa) - ", ("Berlin", "Berlin", None), Some("dpa")),
            (
                "Madrid, 3 mar (EFE).-",
                ("Madrid, 3 mar", "Madrid", Some("3 mar")),
                Some("EFE"),
            ),
        ];
        for (printed, (text, place, date), credits) in cases {
            let read = dateline(printed);
            let dateline = read.dateline.unwrap();
            assert_eq!(
                (
                    dateline.text.as_str(),
                    dateline.place.as_deref(),
                    dateline.date.as_deref(),
                    read.credits
                ),
                (text, Some(place), date, credits),
                "{printed}"
            );
        }
        assert_eq!(dateline("(Reuters) -").dateline, None);
    }
}
