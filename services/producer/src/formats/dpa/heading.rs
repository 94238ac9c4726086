//! The dateline of an entry, which stands apart from its text: `Berlin (dpa) - `, `MADRID, 21 Nov. 2024 (Europa Press) -`.

use dateline_schemas::Dateline;

/// A dateline and who is credited in it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Heading {
    pub(super) text: Option<String>,
    pub(super) place: Option<String>,
    pub(super) date: Option<String>,
    /// Agencies as they stand in the last parentheses.
    pub(super) credits: Vec<String>,
}

/// What a dateline says.
pub(super) fn read(printed: &str) -> Heading {
    let bare = printed
        .trim()
        .trim_end_matches(['-', '–', '—', ':'])
        .trim_end();
    let (text, credits) = match bare
        .strip_suffix(')')
        .and_then(|bare| bare.rsplit_once('('))
    {
        Some((text, inside)) => (text.trim_end(), agencies(inside)),
        None => (bare, Vec::new()),
    };
    if text.is_empty() {
        return Heading {
            credits,
            ..Heading::default()
        };
    }
    let (place, date) = match text.split_once(',') {
        Some((place, date)) if date.contains(|letter: char| letter.is_ascii_digit()) => {
            (place.trim(), Some(date.trim()))
        }
        _ => (text, None),
    };
    Heading {
        text: Some(text.to_owned()),
        place: Some(place.to_owned()),
        date: date.map(str::to_owned),
        credits,
    }
}

impl Heading {
    /// As the contract has it.
    pub(super) fn dateline(self) -> Option<Dateline> {
        Some(Dateline {
            text: self.text?,
            place: self.place,
            date: self.date,
        })
    }
}

/// The agencies of a credit line, which slashes stand between.
pub(super) fn agencies(line: &str) -> Vec<String> {
    let parties = line.split('/').map(str::trim);
    parties
        .filter(|party| !party.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dateline_has_place_date_and_credits() {
        let cases: &[(&str, &str, &str, &str, &[&str])] = &[
            ("Berlin (dpa) - ", "Berlin", "Berlin", "", &["dpa"]),
            (
                "Tel Aviv/Beirut (dpa/AFP) –",
                "Tel Aviv/Beirut",
                "Tel Aviv/Beirut",
                "",
                &["dpa", "AFP"],
            ),
            (
                "MADRID, 21 Nov. 2024 (Europa Press) -",
                "MADRID, 21 Nov. 2024",
                "MADRID",
                "21 Nov. 2024",
                &["Europa Press"],
            ),
            (
                "Frankfurt (Oder) (dpa) - ",
                "Frankfurt (Oder)",
                "Frankfurt (Oder)",
                "",
                &["dpa"],
            ),
            (
                "Washington, D.C.",
                "Washington, D.C.",
                "Washington, D.C.",
                "",
                &[],
            ),
            ("(dpa) - ", "", "", "", &["dpa"]),
            (" - ", "", "", "", &[]),
        ];
        for (printed, text, place, date, credits) in cases {
            let heading = read(printed);
            let told = [&heading.text, &heading.place, &heading.date]
                .map(|part| part.clone().unwrap_or_default());
            assert_eq!(told, [*text, *place, *date], "{printed}");
            assert_eq!(heading.credits, *credits, "{printed}");
        }
    }
}
