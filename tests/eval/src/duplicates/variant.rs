//! What becomes of a text on its way from desk to desk: variants whose source is known.

use super::{
    random::Random,
    text::{Text, sentences},
};

/// A way in which a variant is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Other case in the headline, other quotes, another dateline and sign-off.
    Exact,
    /// The first three quarters of the sentences.
    Cut75,
    /// The first half.
    Cut50,
    /// The first third.
    Cut33,
    /// The first two sentences.
    Lead2,
    /// The whole, with as much of another text behind it.
    Append,
    /// One sentence out, a foreign one in, two figures changed.
    LightEdit,
    /// Two foreign sentences for the lead, a third of the rest dropped, two more at the end, four figures changed.
    Rewrite,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Exact,
        Self::Cut75,
        Self::Cut50,
        Self::Cut33,
        Self::Lead2,
        Self::Append,
        Self::LightEdit,
        Self::Rewrite,
    ];

    /// What tables call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Cut75 => "cut75",
            Self::Cut50 => "cut50",
            Self::Cut33 => "cut33",
            Self::Lead2 => "lead2",
            Self::Append => "append",
            Self::LightEdit => "rev_light",
            Self::Rewrite => "rev_heavy",
        }
    }

    /// Share of its variants that shall be found.
    pub const fn recall_target(self) -> f64 {
        match self {
            Self::Rewrite => 0.90,
            _ => 0.99,
        }
    }
}

/// Of which text a variant has more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mostly {
    /// Of its source.
    Own,
    /// Of another text: a reader of the body alone would rather call it that one's.
    Foreign,
}

impl Mostly {
    /// What tables call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Own => "its own text",
            Self::Foreign => "another text",
        }
    }
}

/// A text that was made of another.
#[derive(Debug)]
pub struct Variant {
    /// Its headline.
    pub headline: String,
    /// Its body.
    pub body: String,
    /// Of which text it has more.
    pub mostly: Mostly,
}

/// A variant of `own`, with sentences of `foreign` where the kind takes some.
pub fn make(kind: Kind, random: &mut Random, own: &Text, foreign: &Text) -> Variant {
    let (sentences_own, other) = (sentences(&own.body), sentences(&foreign.body));
    let cut = |share: f64| {
        let count = (sentences_own.len() as f64 * share).round() as usize;
        sentences_own[..count.clamp(2, sentences_own.len())].join(own.space())
    };
    let mut headline = own.headline.clone();
    let mut foreign_bytes = 0;
    let body = match kind {
        Kind::Exact => {
            headline = headline.to_lowercase();
            let body = own.body.replace('"', "'");
            format!("CITY, Nov 23 (Agency) - {body} (c) Agency")
        }
        Kind::Cut75 => cut(0.75),
        Kind::Cut50 => cut(0.5),
        Kind::Cut33 => cut(0.33),
        Kind::Lead2 => cut(0.0),
        Kind::Append => {
            let added = other[..sentences_own.len().clamp(2, other.len())].join(own.space());
            foreign_bytes = added.len();
            [&own.body, &*added].join(own.space())
        }
        Kind::LightEdit => {
            let mut left = sentences_own;
            left.remove(1 + random.below(left.len() - 1));
            let at = 1 + random.below(left.len());
            let added = other[random.below(other.len())];
            foreign_bytes = added.len();
            left.insert(at, added);
            change_figures(random, &left.join(own.space()), 2)
        }
        Kind::Rewrite => {
            let (lead, end) = (&other[..2], &other[other.len() - 2..]);
            foreign_bytes = lead.iter().chain(end).map(|added| added.len()).sum();
            let mut left = lead.to_vec();
            left.extend(sentences_own[1..].iter().filter(|_| random.happens(0.65)));
            left.extend(end);
            change_figures(random, &left.join(own.space()), 4)
        }
    };
    let mostly = if foreign_bytes * 2 > body.len() {
        Mostly::Foreign
    } else {
        Mostly::Own
    };
    Variant {
        headline,
        body,
        mostly,
    }
}

/// Adds a little to so many of the numbers.
fn change_figures(random: &mut Random, body: &str, count: usize) -> String {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (at, _) in body
        .char_indices()
        .filter(|(_, letter)| letter.is_ascii_digit())
    {
        match runs.last_mut() {
            Some((_, end)) if *end == at => *end = at + 1,
            _ => runs.push((at, at + 1)),
        }
    }
    let mut chosen: Vec<(usize, usize)> =
        random.sample(&runs, count).into_iter().copied().collect();
    chosen.sort_unstable();
    let mut changed = body.to_owned();
    for (from, to) in chosen.into_iter().rev() {
        let number: u64 = body[from..to].parse().unwrap_or_default();
        let other = number.saturating_add(1 + random.below(9) as u64);
        changed.replace_range(from..to, &other.to_string());
    }
    changed
}
