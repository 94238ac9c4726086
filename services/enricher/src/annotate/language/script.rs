//! Scripts, by the Unicode blocks of letters.

/// A script (ISO 15924).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Script(u8);

/// Code of each script; the first is that of letters in no block below.
const CODES: [&str; 22] = [
    "Zyyy", "Latn", "Cyrl", "Arab", "Grek", "Armn", "Hebr", "Deva", "Beng", "Guru", "Gujr", "Taml",
    "Telu", "Knda", "Mlym", "Thai", "Geor", "Ethi", "Jpan", "Hani", "Kore", "Khmr",
];

/// Code, first and last code point of a block; blocks begin and end at sixteens.
const BLOCKS: [(Script, u32, u32); 32] = [
    (Script::LATIN, 0x40, 0x7f),
    (Script::LATIN, 0xa0, 0x2af),
    (Script::LATIN, 0x1e00, 0x1eff),
    (Script(4), 0x370, 0x3ff),
    (Script(4), 0x1f00, 0x1fff),
    (Script::CYRILLIC, 0x400, 0x52f),
    (Script(5), 0x530, 0x58f),
    (Script(6), 0x590, 0x5ff),
    (Script::ARABIC, 0x600, 0x6ff),
    (Script::ARABIC, 0x750, 0x77f),
    (Script::ARABIC, 0x8a0, 0x8ff),
    (Script::ARABIC, 0xfb50, 0xfdff),
    (Script::ARABIC, 0xfe70, 0xfeff),
    (Script(7), 0x900, 0x97f),
    (Script(8), 0x980, 0x9ff),
    (Script(9), 0xa00, 0xa7f),
    (Script(10), 0xa80, 0xaff),
    (Script(11), 0xb80, 0xbff),
    (Script(12), 0xc00, 0xc7f),
    (Script(13), 0xc80, 0xcff),
    (Script(14), 0xd00, 0xd7f),
    (Script(15), 0xe00, 0xe7f),
    (Script(16), 0x10a0, 0x10ff),
    (Script(16), 0x1c90, 0x1cbf),
    (Script(17), 0x1200, 0x137f),
    (Script::KANA, 0x3040, 0x30ff),
    (Script::HAN, 0x3400, 0x4dbf),
    (Script::HAN, 0x4e00, 0x9fff),
    (Script::HAN, 0xf900, 0xfaff),
    (Script(20), 0x1100, 0x11ff),
    (Script(20), 0xac00, 0xd7af),
    (Script(21), 0x1780, 0x17ff),
];

/// The script of sixteen code points each, up to U+FFFF.
static SIXTEENS: [u8; 0x1000] = sixteens();

const fn sixteens() -> [u8; 0x1000] {
    let mut table = [0; 0x1000];
    let mut block = 0;
    while block < BLOCKS.len() {
        let (script, first, last) = BLOCKS[block];
        let mut sixteen = first >> 4;
        while sixteen <= last >> 4 {
            table[sixteen as usize] = script.0;
            sixteen += 1;
        }
        block += 1;
    }
    table
}

impl Script {
    /// How many there are.
    pub const COUNT: usize = CODES.len();
    /// Latin.
    pub const LATIN: Self = Self(1);
    /// Cyrillic.
    pub const CYRILLIC: Self = Self(2);
    /// Arabic.
    pub const ARABIC: Self = Self(3);
    /// Hiragana and katakana: Japanese, whose texts have Han beside it.
    pub const KANA: Self = Self(18);
    /// Han without kana.
    pub const HAN: Self = Self(19);

    /// The script of a letter by its UTF-16 unit.
    #[inline]
    pub fn of(letter: u16) -> Self {
        Self(SIXTEENS[usize::from(letter >> 4)])
    }

    /// ISO 15924 code: `Jpan` for kana, `Kore` for hangul, `Zyyy` for what is not listed.
    pub fn code(self) -> &'static str {
        CODES[usize::from(self.0)]
    }

    /// Index of the script among all.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// The script that most letters are in, by the count of each; `None` where there are none. Han with any kana is
    /// Japanese.
    pub fn of_most(counts: &[u16; Self::COUNT]) -> Option<Self> {
        let letters_in = |script: usize| match (Self(script as u8), counts[script]) {
            (Self::KANA, kana) if kana > 0 => kana + counts[Self::HAN.index()],
            (_, count) => count,
        };
        let most = (0..Self::COUNT)
            .rev()
            .max_by_key(|script| letters_in(*script))?;
        (letters_in(most) > 0).then_some(Self(most as u8))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_main_script_is_the_one_of_most_letters() {
        let table = [
            ("", None),
            ("Één stem", Some("Latn")),
            ("Kyiv: Київ чекає на відповідь", Some("Cyrl")),
            ("القاهرة تستضيف قمة", Some("Arab")),
            ("Αθήνα", Some("Grek")),
            ("東京", Some("Hani")),
            ("東京で会議", Some("Jpan")),
            ("서울", Some("Kore")),
            ("กรุงเทพ", Some("Thai")),
            ("თბილისი", Some("Geor")),
            ("ᚠᚢᚦ", Some("Zyyy")),
        ];
        for (text, code) in table {
            let mut counts = [0; Script::COUNT];
            for letter in text.chars().filter(|c| c.is_alphabetic()) {
                counts[Script::of(letter as u16).index()] += 1;
            }
            assert_eq!(Script::of_most(&counts).map(Script::code), code, "{text:?}");
        }
    }

    #[test]
    fn blocks_are_whole_sixteens() {
        for (script, first, last) in BLOCKS {
            assert_eq!((first % 16, last % 16), (0, 15), "{}", script.code());
        }
    }
}
