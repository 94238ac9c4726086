//! Character sets: what is read as what, with which note, and where its bytes stood.

use proptest::prelude::*;

use super::*;

fn context(charset: Option<&str>) -> DeliveryContext {
    DeliveryContext {
        charset: charset.map(str::to_owned),
        ..DeliveryContext::default()
    }
}

#[test]
fn each_character_set_is_read_as_what_it_is() {
    let cases: &[(&str, &[u8], &str)] = &[
        ("utf-8", "Zürich".as_bytes(), "Zürich"),
        ("latin1", b"Z\xfcrich", "Zürich"),
        ("ISO-8859-15", b"\xa4 5", "€ 5"),
        ("windows-1252", b"\x80 5 \x96 ja", "€ 5 – ja"),
        ("windows-1251", b"\xcc\xee\xf1\xea\xe2\xe0", "Москва"),
        ("cp437", b"Z\x81rich \x9b", "Zürich ¢"),
        ("IBM850", b"S\xc6o", "São"),
        (
            "iso-6937",
            b"Z\xc8urich, \xcfCesk\xc2a, \xf1, \xc8 ",
            "Zürich, Česká, æ, ¨",
        ),
        ("shift_jis", b"\x93\x8c\x8b\x9e", "東京"),
        ("gb18030", b"\xb1\xb1\xbe\xa9", "北京"),
        ("iso-2022-jp", b"\x1b$BEl5~\x1b(B ok", "東京 ok"),
    ];
    for (charset, bytes, expected) in cases {
        let decoded = Decoded::decode(&context(Some(charset)), bytes).unwrap();
        assert_eq!(decoded.text(), *expected, "{charset}");
        assert_eq!(decoded.notes(0..1, true), [], "{charset}");
    }
}

#[test]
fn what_is_read_in_spite_of_its_declaration_is_noted() {
    let within = |bytes, declared, configured| {
        let context = context(configured);
        let decoded = Decoded::declared(&context, bytes, declared, Undeclared::Windows1252);
        decoded.map(|decoded| {
            let notes = decoded.notes(0..1, true).into_iter();
            let notes: Vec<_> = notes.filter_map(|note| note.note).collect();
            format!("{} | {}", decoded.text(), notes.join(", "))
        })
    };
    let cases: [(&[u8], _, _, &str); 6] = [
        (
            "Café".as_bytes(),
            Some("ISO-8859-1"),
            None,
            "Café | declared as ISO-8859-1, is UTF-8 and was read as that",
        ),
        (
            b"Caf\xe9",
            Some("UTF-8"),
            None,
            "Café | declared as UTF-8, is none and was read as windows-1252",
        ),
        (
            b"Caf\xe9",
            None,
            None,
            "Café | no character set declared and no UTF-8: read as windows-1252",
        ),
        (
            b"\xcc\xee",
            Some("utf-8"),
            Some("windows-1251"),
            "Мо | declared as utf-8, is none and was read as windows-1251",
        ),
        (
            b"\xff\xfeC\0a\0",
            None,
            None,
            "Ca | byte order mark at the head of the delivery removed",
        ),
        (b"Caf\xe9", Some("latin1"), Some("cp437"), "Café | "),
    ];
    for (bytes, declared, configured, expected) in cases {
        assert_eq!(within(bytes, declared, configured).unwrap(), expected);
    }
    // A fault in UTF-8 is no other set, and what Windows-1252 does not define is no text in it.
    for bytes in [b"\xc3\xa9 Caf\xe9".as_slice(), b"Caf\xe9 \x81"] {
        let refused = within(bytes, None, None).unwrap_err();
        assert_eq!(refused.reason, Reason::InvalidEncoding);
        assert!(
            refused.message.contains("is not UTF-8 there"),
            "{}",
            refused.message
        );
    }
}

#[test]
fn an_undefined_byte_is_refused_with_its_place() {
    let cases: &[(&str, &[u8], &str)] = &[
        (
            "windows-1252",
            b"a\n\x81",
            "byte 2 (line 2) is 0x81, which is not windows-1252",
        ),
        (
            "shift_jis",
            b"ab\x93",
            "byte 2 (line 1) is 0x93, which is not Shift_JIS",
        ),
        (
            "iso-6937",
            b"ab\xc0",
            "byte 2 (line 1) is 0xC0, which is not ISO 6937",
        ),
    ];
    for (charset, bytes, expected) in cases {
        let refused = Decoded::decode(&context(Some(charset)), bytes).unwrap_err();
        assert!(refused.message.starts_with(expected), "{}", refused.message);
    }
    let refused = Decoded::decode(&context(Some("klingon")), b"x").unwrap_err();
    assert!(
        refused.message.contains("\"klingon\""),
        "{}",
        refused.message
    );
}

proptest! {
    #[test]
    fn a_letter_is_found_where_it_stood(words in "[a-zéüßñ \n\0]{0,40}", mark: bool) {
        for charset in ["latin1", "cp437", "utf-8", "iso-6937", "utf-16le"] {
            let charset: Charset = charset.parse().unwrap();
            let letters: Vec<char> = words.chars().collect();
            let mut bytes = if mark { b"#".to_vec() } else { Vec::new() };
            let start = bytes.len();
            let mut starts = Vec::new();
            for letter in &letters {
                starts.push(bytes.len());
                bytes.extend(encoded(charset, *letter));
            }
            let decoded = Decoded::read(charset, &bytes, start).unwrap();
            let kept = letters.iter().zip(&starts).filter(|(letter, _)| **letter != '\0');
            let mut at = 0;
            for (letter, expected) in kept {
                let end = at + letter.len_utf8();
                let span = decoded.span(at..end);
                prop_assert_eq!(span.start, *expected);
                prop_assert_eq!(bytes[span].to_vec(), encoded(charset, *letter));
                at = end;
            }
        }
    }
}

fn encoded(charset: Charset, letter: char) -> Vec<u8> {
    match charset.name().as_str() {
        "windows-1252" => encoding_rs::WINDOWS_1252
            .encode(letter.encode_utf8(&mut [0; 4]))
            .0
            .into_owned(),
        "UTF-8" => letter.to_string().into_bytes(),
        "UTF-16LE" => letter
            .encode_utf16(&mut [0; 2])
            .iter()
            .flat_map(|unit| unit.to_le_bytes())
            .collect(),
        "CP437" => match letter {
            'é' => vec![0x82],
            'ü' => vec![0x81],
            'ß' => vec![0xE1],
            'ñ' => vec![0xA4],
            plain => vec![plain as u8],
        },
        _ => match letter {
            'é' => vec![0xC2, b'e'],
            'ü' => vec![0xC8, b'u'],
            'ß' => vec![0xFB],
            'ñ' => vec![0xC4, b'n'],
            plain => vec![plain as u8],
        },
    }
}
