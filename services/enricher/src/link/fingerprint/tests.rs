//! Fingerprints: frozen by goldens, and what survives cuts and edits.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn item(headline: &str, body: &str) -> WireItem {
    WireItem {
        headline: (!headline.is_empty()).then(|| headline.to_owned()),
        body: (!body.is_empty()).then(|| body.to_owned()),
        ..WireItem::default()
    }
}

fn of_body(body: &str, tag: &str) -> Fingerprints {
    fingerprint(&item("", body), tag)
}

/// Share of `part`'s fingerprints that `whole` has too.
fn containment(part: &Fingerprints, whole: &Fingerprints) -> f64 {
    let whole: BTreeSet<_> = whole.shingles.iter().collect();
    let shared = part
        .shingles
        .iter()
        .filter(|shingle| whole.contains(shingle))
        .count();
    shared as f64 / part.shingles.len() as f64
}

const DUTCH: &str = "AMSTERDAM (ANP) - Een lek in een waterleiding heeft dinsdagochtend twee straten in het centrum \
    blank gezet. Volgens het waterbedrijf brak een buis uit 1931 om 06.40 uur. Ongeveer 350 huishoudens zaten \
    enkele uren zonder water. De brandweer pompte zeven kelders leeg. Een monteur raakte licht gewond aan zijn hand.";
const CHINESE: &str = "新华社海口３月３日电（记者张三）台风在周二凌晨登陆沿海城市，约一千二百名居民被转移到学校和体育馆。\
    气象部门预计大雨将持续到周四，铁路部门取消了十七趟列车。";

#[test]
fn the_fingerprints_are_those_that_older_records_were_made_with() {
    let dutch = fingerprint(&item("Lek zet straten blank", DUTCH), "nl");
    let chinese = fingerprint(&item("台风登陆沿海城市", CHINESE), "zh-Hans");
    insta::assert_json_snapshot!([dutch, chinese]);
}

#[test]
fn a_copy_in_other_dress_has_the_same_body_hash() {
    let (_, bare) = DUTCH.split_once(" - ").expect("the text has a dateline");
    let original = of_body(DUTCH, "nl");
    for copy in [
        bare.to_owned(),
        bare.to_uppercase(),
        bare.replace(' ', "\n"),
        format!("Utrecht, 3 mei (ANP/RTR) — {bare} (c) ANP 2026"),
        format!("{bare}\n(Bewerkt door een redacteur)\nANP"),
    ] {
        assert_eq!(of_body(&copy, "nl").body_hash, original.body_hash, "{copy}");
    }
    assert_ne!(
        of_body(&bare.replace("350", "360"), "nl").body_hash,
        original.body_hash
    );
}

#[test]
fn what_is_not_there_has_no_hash() {
    assert_eq!(of_body("", "nl"), Fingerprints::default());
    assert_eq!(of_body(" — …\n", "nl"), Fingerprints::default());
    let short = fingerprint(&item("Weer", "Droog weer"), "nl");
    assert_eq!(
        (short.headline_hash, short.token_count, short.shingles.len()),
        (None, 2, 0)
    );
    assert!(short.body_hash.is_some());
}

#[test]
fn cuts_and_light_edits_keep_most_fingerprints() {
    let (_, bare) = DUTCH.split_once(" - ").expect("the text has a dateline");
    let whole = of_body(bare, "nl");
    let words: Vec<&str> = bare.split(' ').collect();
    for share in [75, 50, 33] {
        let cut = of_body(&words[..words.len() * share / 100].join(" "), "nl");
        assert!(containment(&cut, &whole) >= 0.9, "cut to {share} %");
    }
    let edited = of_body(&bare.replace("350", "400").replace("zeven", "acht"), "nl");
    assert!(containment(&edited, &whole) >= 0.7);
    let characters: Vec<char> = CHINESE.chars().collect();
    let chinese_cut: String = characters[..characters.len() / 2].iter().collect();
    assert!(containment(&of_body(&chinese_cut, "zh"), &of_body(CHINESE, "zh")) >= 0.9);
}

#[test]
fn text_of_unknown_language_in_a_script_without_spaces_is_taken_by_characters() {
    assert_eq!(of_body(CHINESE, "und"), of_body(CHINESE, "zh"));
    assert_eq!(of_body(DUTCH, "und"), of_body(DUTCH, "nl"));
}

#[test]
fn numbers_are_compared_whatever_their_separators() {
    let english = of_body("A total of 1,250.5 tonnes in 2026, up from 900", "en");
    let german = of_body("Zusammen 1.250,5 Tonnen im Jahr 2026 nach 900", "de");
    assert_eq!(english.numbers, german.numbers);
    assert_eq!(english.numbers.len(), 3);
}

#[test]
fn a_very_long_text_has_a_bounded_number_of_fingerprints() {
    let long: Vec<String> = (0..20_000).map(|word| format!("woord{word}")).collect();
    let prints = of_body(&long.join(" "), "nl");
    assert_eq!(
        (prints.shingles.len(), prints.token_count),
        (SHINGLES.most, 20_000)
    );
}

proptest! {
    #[test]
    fn any_text_has_distinct_fingerprints_of_32_bits(body in any::<String>(), tag in "(nl|zh|th|und|)") {
        let prints = of_body(&body, &tag);
        let distinct: BTreeSet<_> = prints.shingles.iter().collect();
        prop_assert_eq!(distinct.len(), prints.shingles.len());
        prop_assert!(prints.shingles.iter().chain(&prints.numbers).all(|hash| u32::try_from(*hash).is_ok()));
    }

    #[test]
    fn a_text_in_normal_form_has_the_tokens_of_the_text(text in any::<String>(), tag in "(nl|zh|th|und|)") {
        let normal = normalise(&text);
        let parted_by = PartedBy::of(&tag, &normal, "");
        let tokens = parted_by.token_hashes(&normal);
        prop_assert_eq!(parted_by.token_hashes(&normalise(&normal)), tokens.clone());
        let again = shingles(&tokens, parted_by.shingle_tokens());
        prop_assert!(again.len() <= SHINGLES.most.min(tokens.len().max(1)));
        prop_assert!(numbers(&normal).len() <= NUMBERS.most);
    }

    #[test]
    fn stripping_any_text_ends(text in "\\PC{0,200}", tail in "[ \n]?(\\([^)]{0,30}\\)|© ?[a-z]{0,9}|Reuters|ANP)?") {
        let mut stripped = format!("{text}{tail}");
        for _ in 0..stripped.len() + 1 {
            let further = strip(&stripped).to_owned();
            prop_assert!(further.len() <= stripped.len());
            if further == stripped {
                break;
            }
            stripped = further;
        }
        prop_assert_eq!(strip(&stripped), stripped.as_str());
    }

    #[test]
    fn six_words_in_a_row_share_a_fingerprint(
        shared in prop::collection::vec("[a-z]{2,9}", 6..20),
        before in prop::collection::vec("[a-z]{2,9}", 0..20),
        after in prop::collection::vec("[a-z]{2,9}", 0..20),
    ) {
        let alone = of_body(&shared.join(" "), "nl");
        let within = of_body(&[before, shared, after].concat().join(" "), "nl");
        prop_assert!(containment(&alone, &within) > 0.0);
    }
}

#[test]
fn no_digit_begins_with_a_byte_that_tells_of_none() {
    for letter in (0..=0x10_ffff).filter_map(char::from_u32) {
        if letter.is_numeric() {
            let first = letter.encode_utf8(&mut [0; 4]).as_bytes()[0];
            assert!(may_begin_digit(first), "{letter:?}");
        }
    }
}
