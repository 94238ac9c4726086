//! Words that put a place behind them: "in Pineville", "near Moyale", "uit Assen".

use crate::annotate::region::{
    languages::Languages,
    tokens::{Case, Gap, Tokens},
};

/// Prepositions that are said of places more than of people or firms, folded, of languages that give capitals to names
/// alone: in German every noun has one ("aus Holz").
const LOCATIVES: [&[u8]; 19] = [
    b"in",
    b"near",
    b"outside",
    b"downtown",
    b"nearby",
    b"nabij",
    b"bij",
    b"uit",
    b"en",
    b"em",
    b"cerca",
    b"pres",
    b"a",
    b"w",
    b"we",
    b"pod",
    "в".as_bytes(),
    "во".as_bytes(),
    "у".as_bytes(),
];

/// Words that follow a place's name in the names of its public bodies: "Cowley Police", "Huntsville High School".
const LOCAL_BODIES: [&[u8]; 17] = [
    b"police",
    b"fire",
    b"high",
    b"public",
    b"elementary",
    b"middle",
    b"mayor",
    b"city",
    b"town",
    b"county",
    b"township",
    b"superior",
    b"sheriff",
    b"hospital",
    b"council",
    b"school",
    b"schools",
];

/// Small words that follow a place's name: "Meadow Grove man", "Decatur city officials".
const LOCAL_PEOPLE: [&[u8]; 13] = [
    b"police",
    b"residents",
    b"resident",
    b"man",
    b"woman",
    b"city",
    b"hospital",
    b"hospitals",
    b"schools",
    b"firefighters",
    b"councillors",
    b"mayor",
    b"native",
];

/// Whether something is put into a place by the words around these: "in Pineville", "Pineville Police", and, at the head
/// of a text or line, "PINEVILLE -- Two men".
pub fn is_placed(tokens: &Tokens, languages: Languages, first: usize, last: usize) -> bool {
    let words = tokens.list();
    if languages.capitalises_nouns()
        || tokens.capitals_say_nothing()
        || !matches!(words[first].case, Case::Capital | Case::Upper)
    {
        return false;
    }
    let before = first.checked_sub(1).map(|before| &words[before]);
    let behind_locative = words[first].gap == Gap::Space
        && before.is_some_and(|before| {
            before.case == Case::Lower && LOCATIVES.contains(&tokens.folded(before))
        });
    let opens = words[first].sentence_start
        && words[first..=last]
            .iter()
            .all(|word| word.case == Case::Upper)
        && words
            .get(last + 1)
            .is_some_and(|next| next.gap == Gap::Break && next.case != Case::Upper);
    let has_people = is_before(tokens, last, Case::Lower, &LOCAL_PEOPLE);
    behind_locative || opens || heads_local_body(tokens, last) || has_people
}

/// Whether the word behind the one at `last` makes it the name of a public body there.
pub fn heads_local_body(tokens: &Tokens, last: usize) -> bool {
    is_before(tokens, last, Case::Capital, &LOCAL_BODIES)
}

/// Whether the word at `last` stands before one of these, written so.
fn is_before(tokens: &Tokens, last: usize, case: Case, words: &[&[u8]]) -> bool {
    tokens.list().get(last + 1).is_some_and(|behind| {
        behind.gap == Gap::Space && behind.case == case && words.contains(&tokens.folded(behind))
    })
}
