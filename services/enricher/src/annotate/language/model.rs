//! The model: scripts decide most languages, and n-grams those that share one.

use std::sync::LazyLock;

use super::{
    gram,
    groups::{self, Group, NARROW, WIDE},
    letters::Letters,
    script::Script,
    table::{BLOCK, ROWS_AT_ONCE, Table},
};

/// Characters of the version at the head of the file: a line of the cache, so that no row lies in two.
pub const VERSION_BYTES: usize = 64;

#[repr(align(64))]
struct Aligned<Bytes: ?Sized>(Bytes);

static FILE: &Aligned<[u8]> = &Aligned(*include_bytes!("../../../data/language.bin"));

/// The file that the trainer made.
pub static BYTES: &[u8] = &FILE.0;

/// A table, by how wide its rows are.
enum AnyTable {
    Wide(Table<'static, { WIDE / BLOCK }>),
    Narrow(Table<'static, { NARROW / BLOCK }>),
}

/// The model's tables, of all groups; read at the first use.
static TABLES: LazyLock<Vec<AnyTable>> = LazyLock::new(|| {
    let mut rest = BYTES.get(VERSION_BYTES..).unwrap_or_default();
    let tables = groups::ALL.iter().map(|group| {
        let split = match group.lanes {
            WIDE => Table::split(rest, group.sets)
                .map(|(table, behind)| (AnyTable::Wide(table), behind)),
            _ => Table::split(rest, group.sets)
                .map(|(table, behind)| (AnyTable::Narrow(table), behind)),
        };
        let (table, behind) = split.expect("the file was made for these groups; a test reads it");
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

/// What the n-grams of a text say for each language of a group, in natural logarithms × [`SCALE`](super::table::SCALE).
#[derive(Debug, Clone, Copy, Default)]
pub struct Scores {
    /// For each lane.
    pub lanes: [i32; WIDE],
    /// How many letters and ends of words they rest on.
    pub symbols: usize,
}

impl Scores {
    /// Scores of these symbols.
    pub fn of(group: usize, symbols: &[u16]) -> Self {
        let lanes = match &TABLES[group] {
            AnyTable::Wide(table) => sum(table, symbols),
            AnyTable::Narrow(table) => sum(table, symbols),
        };
        Self {
            lanes,
            symbols: symbols.len() - 1,
        }
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
}

/// Sums the rows of all n-grams and words.
fn sum<const BLOCKS: usize>(table: &Table<'_, BLOCKS>, symbols: &[u16]) -> [i32; WIDE] {
    let mut sums = [[0; BLOCK]; BLOCKS];
    let (mut places, mut found) = ([0; ROWS_AT_ONCE], 0);
    for last in 1..symbols.len() {
        gram::for_each_at(symbols, last, &mut |key| {
            take(table.place(key), &mut places, &mut found)
        });
        if found > ROWS_AT_ONCE - gram::LONGEST {
            table.add(&places[..found], &mut sums);
            found = 0;
        }
    }
    gram::for_each_word(symbols, &mut |key| {
        take(table.place(key), &mut places, &mut found);
        if found == ROWS_AT_ONCE {
            table.add(&places, &mut sums);
            found = 0;
        }
    });
    table.add(&places[..found], &mut sums);
    let mut lanes = [0; WIDE];
    for (lane, sum) in lanes.iter_mut().zip(sums.as_flattened()) {
        *lane = *sum;
    }
    lanes
}

/// Keeps a place where there is a row. What has none is written over by the next: a branch would be guessed wrong too
/// often.
#[inline]
fn take((place, is_there): (u32, bool), places: &mut [u32; ROWS_AT_ONCE], found: &mut usize) {
    places[*found % ROWS_AT_ONCE] = place;
    *found += usize::from(is_there);
}
