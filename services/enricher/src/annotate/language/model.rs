//! The model: scripts decide most languages, and n-grams those that share one.

use std::sync::LazyLock;

use super::{
    gram,
    groups::{self, Group},
    letters::Letters,
    script::Script,
    table::Table,
};

/// Languages of a group at most: one register's worth of weights.
const LANES: usize = 32;
/// Rows that are summed in 16 bits: 32,767 / 127.
const ROWS_IN_16_BITS: usize = 256;
/// Characters of the version at the head of the file.
pub const VERSION_BYTES: usize = 32;

/// The file that the trainer made.
pub static BYTES: &[u8] = include_bytes!("../../../data/language.bin");

/// The model's tables, of all groups; read at the first use.
static TABLES: LazyLock<Vec<Table<'static>>> = LazyLock::new(|| {
    let mut rest = BYTES.get(VERSION_BYTES..).unwrap_or_default();
    let tables = groups::ALL.iter().map(|group| {
        let (table, behind) = Table::split(rest, group.sets as usize, group.languages.len())
            .expect("the file was made for these groups; a test reads it");
        rest = behind;
        table
    });
    tables.collect()
});

/// Languages that their script alone tells.
const BY_SCRIPT: [(&str, &str); 10] = [
    ("Grek", "el"),
    ("Armn", "hy"),
    ("Hebr", "he"),
    ("Deva", "hi"),
    ("Beng", "bn"),
    ("Thai", "th"),
    ("Geor", "ka"),
    ("Kore", "ko"),
    ("Jpan", "ja"),
    ("Hani", "zh"),
];

/// Name, version and digest of the model's data.
pub fn version() -> &'static str {
    let head = BYTES.get(..VERSION_BYTES).unwrap_or_default();
    std::str::from_utf8(head).unwrap_or_default().trim_end()
}

/// Reads what is read once.
pub fn warm_up() {
    LazyLock::force(&TABLES);
    Letters::new().push_word("ä");
}

/// What says which languages a text may be in.
#[derive(Debug, Clone, Copy)]
pub enum Candidates {
    /// The script leaves this one.
    ByScript(&'static str),
    /// Languages that share the script, which is that of this group.
    Group(usize),
}

/// The languages of a script; `None` where the model knows none.
pub fn candidates(script: Script) -> Option<Candidates> {
    let code = script.code();
    let group = groups::ALL.iter().position(|group| group.script == code);
    let by_script = BY_SCRIPT.iter().find(|(script, _)| *script == code);
    group
        .map(Candidates::Group)
        .or(by_script.map(|(_, tag)| Candidates::ByScript(tag)))
}

/// The group of this index.
pub fn group(index: usize) -> &'static Group {
    &groups::ALL[index]
}

/// What the n-grams of a text say for each language of a group, in natural logarithms × [`gram::SCALE`].
#[derive(Debug, Clone, Copy, Default)]
pub struct Scores {
    /// For each lane.
    pub lanes: [i32; LANES],
    /// How many letters and ends of words they rest on.
    pub symbols: usize,
}

impl Scores {
    /// Scores of these symbols.
    pub fn of(group: usize, symbols: &[u16]) -> Self {
        let mut scores = Self {
            symbols: symbols.len() - 1,
            ..Self::default()
        };
        let table = &TABLES[group];
        let mut sum = Sum::default();
        let mut add = |key| match table.row(key) {
            Some(weights) => {
                sum.add(weights);
                if sum.rows == ROWS_IN_16_BITS {
                    scores.take(&mut sum);
                }
                true
            }
            None => false,
        };
        gram::for_each(symbols, &mut add);
        gram::for_each_word(symbols, |key| {
            add(key);
        });
        scores.take(&mut sum);
        scores
    }

    /// Of two texts together.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        for (lane, more) in self.lanes.iter_mut().zip(other.lanes) {
            *lane += more;
        }
        self.symbols += other.symbols;
        self
    }

    fn take(&mut self, sum: &mut Sum) {
        for (lane, more) in self.lanes.iter_mut().zip(sum.lanes) {
            *lane += i32::from(more);
        }
        *sum = Sum::default();
    }
}

#[derive(Default)]
struct Sum {
    lanes: [i16; LANES],
    rows: usize,
}

impl Sum {
    #[inline]
    fn add(&mut self, weights: &[u8]) {
        for (lane, weight) in self.lanes.iter_mut().zip(weights) {
            *lane += i16::from(weight.cast_signed());
        }
        self.rows += 1;
    }
}
