//! The table of ages, and what only looks like one.

use dateline_schemas::PublishedPrecision;

use super::*;

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

#[test]
fn an_age_is_the_interval_that_it_says() {
    use PublishedPrecision::{Day, Hour, Minute, Second, Unknown};
    let cases = [
        ("45 minuten geleden", 46 * MINUTE, 45 * MINUTE, Minute),
        ("1 minuut geleden", 2 * MINUTE, MINUTE, Minute),
        ("30 seconden geleden", 31 * SECOND, 30 * SECOND, Second),
        ("1 uur geleden", 2 * HOUR, HOUR, Hour),
        ("2 UUR GELEDEN", 3 * HOUR, 2 * HOUR, Hour),
        ("één uur geleden", 2 * HOUR, HOUR, Hour),
        ("2 dagen geleden", 3 * DAY, 2 * DAY, Day),
        ("2 weken geleden", 21 * DAY, 14 * DAY, Unknown),
        ("1 maand geleden", 62 * DAY, 28 * DAY, Unknown),
        ("zojuist", MINUTE, 0, Minute),
        ("Gisteren", 2 * DAY, 0, Day),
        ("eergisteren", 3 * DAY, DAY, Day),
        ("2 hours ago", 3 * HOUR, 2 * HOUR, Hour),
        ("an hour ago", 2 * HOUR, HOUR, Hour),
        ("A minute ago", 2 * MINUTE, MINUTE, Minute),
        ("5 mins ago", 6 * MINUTE, 5 * MINUTE, Minute),
        ("2h ago", 3 * HOUR, 2 * HOUR, Hour),
        ("half an hour ago", 31 * MINUTE, 30 * MINUTE, Minute),
        ("just now", MINUTE, 0, Minute),
        ("yesterday", 2 * DAY, 0, Day),
        ("0 minutes ago", MINUTE, 0, Minute),
        ("3\u{a0}hours\u{a0}ago", 4 * HOUR, 3 * HOUR, Hour),
        ("vor 5 Minuten", 6 * MINUTE, 5 * MINUTE, Minute),
        ("Vor einer Stunde", 2 * HOUR, HOUR, Hour),
        ("vor 2 Std.", 3 * HOUR, 2 * HOUR, Hour),
        ("vor einem Tag", 2 * DAY, DAY, Day),
        ("vor einer halben Stunde", 31 * MINUTE, 30 * MINUTE, Minute),
        ("gerade eben", MINUTE, 0, Minute),
        ("Gestern", 2 * DAY, 0, Day),
        ("vorgestern", 3 * DAY, DAY, Day),
        ("il y a 2 heures", 3 * HOUR, 2 * HOUR, Hour),
        ("Il y a 5 min", 6 * MINUTE, 5 * MINUTE, Minute),
        ("il y a une heure", 2 * HOUR, HOUR, Hour),
        ("il y a trois semaines", 28 * DAY, 21 * DAY, Unknown),
        ("à l'instant", MINUTE, 0, Minute),
        ("À l’instant", MINUTE, 0, Minute),
        ("hier", 2 * DAY, 0, Day),
        ("avant-hier", 3 * DAY, DAY, Day),
        ("hace 10 minutos", 11 * MINUTE, 10 * MINUTE, Minute),
        ("Hace una hora", 2 * HOUR, HOUR, Hour),
        ("hace 3 días", 4 * DAY, 3 * DAY, Day),
        ("ayer", 2 * DAY, 0, Day),
        ("anteayer", 3 * DAY, DAY, Day),
        ("5 minuti fa", 6 * MINUTE, 5 * MINUTE, Minute),
        ("un'ora fa", 2 * HOUR, HOUR, Hour),
        ("Un’ora fa", 2 * HOUR, HOUR, Hour),
        ("due giorni fa", 3 * DAY, 2 * DAY, Day),
        ("mezz'ora fa", 31 * MINUTE, 30 * MINUTE, Minute),
        ("ieri", 2 * DAY, 0, Day),
        ("há 2 horas", 3 * HOUR, 2 * HOUR, Hour),
        ("Há uma hora", 2 * HOUR, HOUR, Hour),
        ("2 horas atrás", 3 * HOUR, 2 * HOUR, Hour),
        ("agora mesmo", MINUTE, 0, Minute),
        ("ontem", 2 * DAY, 0, Day),
        ("anteontem", 3 * DAY, DAY, Day),
    ];
    let fetched_at = Timestamp::from_millis(1_000 * DAY);
    for (text, most_ms, least_ms, precision) in cases {
        let age = whole(text).unwrap_or_else(|| panic!("{text} is an age"));
        let expected = PublishedInterval {
            earliest: Some(fetched_at.plus_millis(-most_ms)),
            latest: Some(fetched_at.plus_millis(-least_ms)),
            precision,
            basis: PublishedBasis::Relative,
            text: Some(text.to_owned()),
        };
        assert_eq!(published(&age, Some(fetched_at)), expected, "{text}");
    }
}

#[test]
fn without_a_fetch_time_or_a_count_only_the_text_is_known() {
    let fetched_at = Some(Timestamp::from_millis(0));
    for (text, fetched_at) in [
        ("45 minuten geleden", None),
        ("a few minutes ago", fetched_at),
    ] {
        let published = published(&whole(text).unwrap(), fetched_at);
        assert_eq!(published.basis, PublishedBasis::None);
        assert_eq!((published.earliest, published.latest), (None, None));
        assert_eq!(published.text.as_deref(), Some(text));
    }
}

#[test]
fn what_only_looks_like_an_age_is_none() {
    let texts = [
        "2 uur",
        "uur geleden",
        "geleden",
        "12345 minuten geleden",
        "2 uur geleden.",
        "gisterenavond",
        "yesterdays",
        "agonie",
        "2 hours agonised",
        "twee geleden",
        "2.5 uur geleden",
        "",
        "YESTERDAYS",
        "5 Minuten",
        "vor Minuten",
        "vor 5 Minuten.",
        "vor einer Stundewar",
        "il y a heures",
        "2 heures",
        "hace horas",
        "5 minuti",
        "un ora",
        "há horas",
        "hieraus",
        "ayeres",
    ];
    for text in texts {
        assert_eq!(whole(text), None, "{text}");
    }
}

#[test]
fn what_is_glued_to_an_age_stays_whole() {
    let cases = [
        (
            "45 minuten geledenSANTA CRUZ (ANP)",
            "45 minuten geleden",
            "SANTA CRUZ (ANP)",
        ),
        ("2 hours ago's-Gravenhage", "2 hours ago", "'s-Gravenhage"),
        ("gisterenÅRHUS", "gisteren", "ÅRHUS"),
        (
            "1 uur geleden2 uur geleden",
            "1 uur geleden",
            "2 uur geleden",
        ),
        ("1 minute agoPARIS", "1 minute ago", "PARIS"),
        ("vor 2 StundenWIEN (dpa)", "vor 2 Stunden", "WIEN (dpa)"),
        ("il y a 5 minPARIS", "il y a 5 min", "PARIS"),
        ("un'ora faROMA", "un'ora fa", "ROMA"),
        ("há 2 horasLisboa", "há 2 horas", "Lisboa"),
        ("ayerMADRID", "ayer", "MADRID"),
    ];
    for (text, expected, rest) in cases {
        let (age, found) = leading(text).unwrap();
        assert_eq!((age.text, found), (expected, rest), "{text}");
    }
    assert_eq!(leading("YESTERDAYS NEWS"), None);
    assert_eq!(leading("TODAY'S NEWS"), None);
    assert_eq!(leading("HIERARCHIE"), None);
}
