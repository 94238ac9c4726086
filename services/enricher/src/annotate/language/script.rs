//! The script of a text, by its letters' Unicode blocks.

/// Letters of a script: ISO 15924 code, first and last code point of a block.
const BLOCKS: [(&str, char, char); 30] = [
    ("Latn", 'A', 'Z'),
    ("Latn", 'a', 'z'),
    ("Latn", '\u{aa}', '\u{24f}'),
    ("Latn", '\u{1e00}', '\u{1eff}'),
    ("Grek", '\u{370}', '\u{3ff}'),
    ("Grek", '\u{1f00}', '\u{1fff}'),
    ("Cyrl", '\u{400}', '\u{52f}'),
    ("Armn", '\u{531}', '\u{58f}'),
    ("Hebr", '\u{591}', '\u{5ff}'),
    ("Arab", '\u{600}', '\u{6ff}'),
    ("Arab", '\u{750}', '\u{77f}'),
    ("Arab", '\u{8a0}', '\u{8ff}'),
    ("Arab", '\u{fb50}', '\u{fdff}'),
    ("Arab", '\u{fe70}', '\u{fefe}'),
    ("Deva", '\u{900}', '\u{97f}'),
    ("Beng", '\u{980}', '\u{9ff}'),
    ("Guru", '\u{a00}', '\u{a7f}'),
    ("Gujr", '\u{a80}', '\u{aff}'),
    ("Taml", '\u{b80}', '\u{bff}'),
    ("Telu", '\u{c00}', '\u{c7f}'),
    ("Knda", '\u{c80}', '\u{cff}'),
    ("Mlym", '\u{d00}', '\u{d7f}'),
    ("Thai", '\u{e00}', '\u{e7f}'),
    ("Geor", '\u{10a0}', '\u{10ff}'),
    ("Ethi", '\u{1200}', '\u{137f}'),
    ("Jpan", '\u{3041}', '\u{30ff}'),
    ("Hani", '\u{3400}', '\u{4dbf}'),
    ("Hani", '\u{4e00}', '\u{9fff}'),
    ("Kore", '\u{1100}', '\u{11ff}'),
    ("Kore", '\u{ac00}', '\u{d7a3}'),
];

/// ISO 15924 code of the script that most letters are in; `None` for a text without letters. `Zyyy` where no known
/// block has them. Han with any kana is Japanese.
pub fn main_script(text: &str) -> Option<&'static str> {
    let mut counts = [0_usize; BLOCKS.len()];
    let mut unknown = 0_usize;
    for letter in text.chars().filter(|c| c.is_alphabetic()) {
        let block = BLOCKS
            .iter()
            .position(|(_, first, last)| (*first..=*last).contains(&letter));
        match block {
            Some(block) => counts[block] += 1,
            None => unknown += 1,
        }
    }
    let letters_in = |script: &str| -> usize {
        let blocks = BLOCKS.iter().zip(counts);
        blocks
            .filter(|((code, ..), _)| *code == script)
            .map(|(_, count)| count)
            .sum()
    };
    let mut main = (unknown > 0).then_some(("Zyyy", unknown));
    for (script, ..) in BLOCKS {
        let mut letters = letters_in(script);
        if script == "Jpan" && letters > 0 {
            letters += letters_in("Hani");
        }
        if letters > main.map_or(0, |(_, most)| most) {
            main = Some((script, letters));
        }
    }
    main.map(|(script, _)| script)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_main_script_is_the_one_of_most_letters() {
        let table = [
            ("", None),
            ("12:30 – 4 € !?", None),
            ("Één stem", Some("Latn")),
            ("Kyiv: Київ чекає на відповідь", Some("Cyrl")),
            ("القاهرة تستضيف قمة", Some("Arab")),
            ("Αθήνα", Some("Grek")),
            ("東京", Some("Hani")),
            ("東京で会議", Some("Jpan")),
            ("서울", Some("Kore")),
            ("กรุงเทพ", Some("Thai")),
            ("ᚠᚢᚦ", Some("Zyyy")),
        ];
        for (text, script) in table {
            assert_eq!(main_script(text), script, "{text:?}");
        }
    }
}
