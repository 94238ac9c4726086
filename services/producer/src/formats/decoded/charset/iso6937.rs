//! ISO/IEC 6937 (1994 and 2001): Latin letters of Europe, an accent as a byte of its own in front of its letter.
//!
//! Source of the table: ITU-T T.51, which has the same set. Letter and accent are joined to one character (NFC).

use std::borrow::Cow;

use unicode_normalization::char::compose;

use crate::formats::decoded::offsets::Offsets;

/// First byte of `LETTERS`.
const FIRST_LETTER: u8 = 0xA0;

/// Characters of 0xA0 to 0xFF; `\0` where none is defined, which accents are, too.
const LETTERS: [char; 96] = [
    '\u{A0}', '¡', '¢', '£', '$', '¥', '#', '§', '¤', '‘', '“', '«', '←', '↑', '→', '↓', //
    '°', '±', '²', '³', '×', 'µ', '¶', '·', '÷', '’', '”', '»', '¼', '½', '¾', '¿', //
    '\0', '\0', '\0', '\0', '\0', '\0', '\0', '\0', '\0', '\0', '\0', '\0', '\0', '\0', '\0',
    '\0', //
    '―', '¹', '®', '©', '™', '♪', '¬', '¦', '\0', '\0', '\0', '\0', '⅛', '⅜', '⅝', '⅞', //
    'Ω', 'Æ', 'Đ', 'ª', 'Ħ', '\0', 'Ĳ', 'Ŀ', 'Ł', 'Ø', 'Œ', 'º', 'Þ', 'Ŧ', 'Ŋ', 'ŉ', //
    'ĸ', 'æ', 'đ', 'ð', 'ħ', 'ı', 'ĳ', 'ŀ', 'ł', 'ø', 'œ', 'ß', 'þ', 'ŧ', 'ŋ', '\u{AD}',
];

/// The accent that a byte is, as it stands alone and as it combines.
const fn accent(byte: u8) -> Option<(char, char)> {
    Some(match byte {
        0xC1 => ('`', '\u{300}'),
        0xC2 => ('´', '\u{301}'),
        0xC3 => ('^', '\u{302}'),
        0xC4 => ('~', '\u{303}'),
        0xC5 => ('¯', '\u{304}'),
        0xC6 => ('˘', '\u{306}'),
        0xC7 => ('˙', '\u{307}'),
        0xC8 => ('¨', '\u{308}'),
        0xCA => ('˚', '\u{30A}'),
        0xCB => ('¸', '\u{327}'),
        0xCD => ('˝', '\u{30B}'),
        0xCE => ('˛', '\u{328}'),
        0xCF => ('ˇ', '\u{30C}'),
        _ => return None,
    })
}

/// The text and where its bytes stood behind `mark`; else the offset of the first byte that is no text.
pub(super) fn decode(bytes: &[u8], mark: usize) -> Result<(Cow<'static, str>, Offsets), usize> {
    let mut text = String::with_capacity(bytes.len());
    let mut offsets = Offsets::shifted(mark);
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let length = match (accent(*byte), bytes.get(at + 1)) {
            _ if byte.is_ascii() => {
                text.push(char::from(*byte));
                at += 1;
                continue;
            }
            (Some((alone, _)), Some(b' ')) => {
                text.push(alone);
                2
            }
            (Some((_, combining)), Some(letter)) if letter.is_ascii_alphabetic() => {
                match compose(char::from(*letter), combining) {
                    Some(composed) => text.push(composed),
                    None => text.extend([char::from(*letter), combining]),
                }
                2
            }
            _ => {
                let letter = byte
                    .checked_sub(FIRST_LETTER)
                    .and_then(|i| LETTERS.get(usize::from(i)));
                text.push(*letter.filter(|letter| **letter != '\0').ok_or(at)?);
                1
            }
        };
        at += length;
        offsets.begin_run(text.len(), mark + at);
    }
    Ok((Cow::Owned(text), offsets))
}
