//! Character sets: those of the WHATWG encoding standard, the code pages of DOS, and ISO 6937 of the older wires.

mod iso6937;

use std::{borrow::Cow, fmt, str::FromStr};

use encoding_rs::{DecoderResult, Encoding};

use super::offsets::Offsets;

/// A character set that deliveries come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Charset(Kind);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Whatwg(&'static Encoding),
    CodePage(u16),
    Iso6937,
}

/// A name that is no character set's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no character set that is read: it is a name of the WHATWG encoding standard (utf-8, iso-8859-1, \
     windows-1252, shift_jis, gb18030 …), cp437, cp850 or another code page, or iso-6937"
)]
pub struct UnknownCharset(pub String);

impl Charset {
    pub(super) const UTF_8: Self = Self(Kind::Whatwg(encoding_rs::UTF_8));
    pub(super) const WINDOWS_1252: Self = Self(Kind::Whatwg(encoding_rs::WINDOWS_1252));

    /// Its name.
    pub fn name(self) -> String {
        match self.0 {
            Kind::Whatwg(encoding) => encoding.name().to_owned(),
            Kind::CodePage(number) => format!("CP{number}"),
            Kind::Iso6937 => "ISO 6937".to_owned(),
        }
    }

    /// The character set that a byte order mark shows, and the mark's length.
    pub(super) fn of_mark(bytes: &[u8]) -> Option<(Self, usize)> {
        let (encoding, length) = Encoding::for_bom(bytes)?;
        Some((Self(Kind::Whatwg(encoding)), length))
    }

    /// The text and where its bytes stood behind `mark`; else the offset of the first byte that is no text.
    pub(super) fn decode(
        self,
        bytes: &[u8],
        mark: usize,
    ) -> Result<(Cow<'_, str>, Offsets), usize> {
        match self.0 {
            Kind::Whatwg(encoding) if encoding == encoding_rs::UTF_8 => {
                let text = std::str::from_utf8(bytes).map_err(|error| error.valid_up_to())?;
                Ok((Cow::Borrowed(text), Offsets::shifted(mark)))
            }
            Kind::Whatwg(encoding) => whatwg(encoding, bytes, mark),
            Kind::CodePage(number) => code_page(number, bytes, mark),
            Kind::Iso6937 => iso6937::decode(bytes, mark),
        }
    }
}

impl FromStr for Charset {
    type Err = UnknownCharset;

    fn from_str(name: &str) -> Result<Self, UnknownCharset> {
        let lower: String = name
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|letter| letter.to_ascii_lowercase())
            .collect();
        if matches!(lower.as_str(), "iso6937" | "iso69372" | "isoir142") {
            return Ok(Self(Kind::Iso6937));
        }
        if let Some(encoding) = Encoding::for_label(name.trim().as_bytes()) {
            return Ok(Self(Kind::Whatwg(encoding)));
        }
        let digits = lower.strip_prefix("cp").or(lower.strip_prefix("ibm"));
        let number = digits.and_then(|digits| digits.parse().ok());
        number
            .filter(|number| oem_cp::code_table::DECODING_TABLE_CP_MAP.contains_key(number))
            .map(|number| Self(Kind::CodePage(number)))
            .ok_or_else(|| UnknownCharset(name.trim().to_owned()))
    }
}

impl fmt::Display for Charset {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.name())
    }
}

/// Letters are decoded one by one where they are no ASCII, so that each is known by its place.
fn whatwg(
    encoding: &'static Encoding,
    bytes: &[u8],
    mark: usize,
) -> Result<(Cow<'static, str>, Offsets), usize> {
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 4);
    let mut offsets = Offsets::shifted(mark);
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut at = 0;
    while at < bytes.len() {
        let rest = bytes.get(at..).unwrap_or_default();
        let plain = Encoding::ascii_valid_up_to(rest);
        if plain > 0 && encoding.is_ascii_compatible() {
            let ascii = rest.get(..plain).unwrap_or_default();
            text.push_str(std::str::from_utf8(ascii).unwrap_or_default());
            at += plain;
            continue;
        }
        let before = text.len();
        let mut length = 1;
        loop {
            let letter = rest.get(..length).ok_or(at)?;
            let is_last = at + length == bytes.len();
            let part = letter.get(length - 1..).unwrap_or_default();
            text.reserve(LARGEST_LETTER_BYTES);
            let (result, _) =
                decoder.decode_to_string_without_replacement(part, &mut text, is_last);
            if matches!(result, DecoderResult::Malformed(..)) || is_control(&text, before) {
                return Err(at);
            }
            if text.len() > before || is_last {
                break;
            }
            length += 1;
        }
        at += length;
        offsets.begin_run(text.len(), mark + at);
    }
    Ok((Cow::Owned(text), offsets))
}

/// No letter and no error that a decoder keeps back is longer.
const LARGEST_LETTER_BYTES: usize = 16;

/// What the encoding standard makes of bytes that an 8-bit set does not define.
fn is_control(text: &str, from: usize) -> bool {
    let mut letters = text.get(from..).unwrap_or_default().chars();
    letters.any(|letter| ('\u{80}'..='\u{9F}').contains(&letter) && letter != '\u{85}')
}

fn code_page(
    number: u16,
    bytes: &[u8],
    mark: usize,
) -> Result<(Cow<'static, str>, Offsets), usize> {
    let table = oem_cp::code_table::DECODING_TABLE_CP_MAP.get(&number);
    let letter_of = |byte: u8| table?.decode_char_checked(byte);
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 4);
    let mut offsets = Offsets::shifted(mark);
    for (i, byte) in bytes.iter().enumerate() {
        if byte.is_ascii() {
            text.push(char::from(*byte));
        } else {
            text.push(letter_of(*byte).ok_or(i)?);
            offsets.begin_run(text.len(), mark + i + 1);
        }
    }
    Ok((Cow::Owned(text), offsets))
}
