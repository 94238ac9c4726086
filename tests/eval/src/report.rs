//! What was measured: tables for people, JSON for machines.

use std::{collections::BTreeMap, fmt::Write, fs, path::Path};

use anyhow::Context;
use comfy_table::{CellAlignment, Table, presets};
use serde::Serialize;

use crate::data::Half;

/// How many examples of one confusion are shown.
const EXAMPLES: usize = 3;
/// How many characters of an example are shown.
const EXAMPLE_CHARS: usize = 100;
/// How many confusions are shown; the JSON has them all.
const CONFUSIONS: usize = 12;

/// One figure of a set.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// The set, as the data's README names it.
    pub set: String,
    /// A language, country or kind of item; `all` for the whole.
    pub class: String,
    /// Half of the set; `None` for both.
    pub half: Option<Half>,
    /// How many items were counted.
    pub items: usize,
    /// What was measured, between 0 and 1 unless the section says else.
    pub figure: f64,
    /// What it shall be.
    pub target: Option<Target>,
    /// What the field's reference reaches on the same items in the same run.
    pub reference: Option<f64>,
}

impl Row {
    /// The same with the reference's figure.
    pub fn beside(self, reference: Option<f64>) -> Self {
        Self { reference, ..self }
    }
}

/// What a figure shall be.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// No less than this.
    AtLeast(f64),
    /// No more than this.
    AtMost(f64),
}

impl Target {
    fn is_met(self, figure: f64) -> bool {
        match self {
            Self::AtLeast(least) => figure >= least,
            Self::AtMost(most) => figure <= most,
        }
    }
}

/// A part of the report: figures, and what went wrong.
#[derive(Debug, Serialize)]
pub struct Section {
    title: String,
    /// What the figure is, and of which reference the last column speaks.
    explained: String,
    rows: Vec<Row>,
    confusions: Vec<Confusion>,
}

/// Items of one truth that were given one wrong answer.
#[derive(Debug, Clone, Serialize)]
struct Confusion {
    set: String,
    truth: String,
    answer: String,
    count: usize,
    examples: Vec<String>,
}

/// Counts what went wrong, and keeps the first examples.
#[derive(Debug, Default)]
pub struct Confusions(BTreeMap<(String, String, String), (usize, Vec<String>)>);

impl Confusions {
    /// Notes a wrong answer.
    pub fn note(&mut self, set: &str, truth: &str, answer: &str, example: &str) {
        let key = (set.to_owned(), truth.to_owned(), answer.to_owned());
        let (count, examples) = self.0.entry(key).or_default();
        *count += 1;
        if examples.len() < EXAMPLES {
            let mut short: String = example.chars().take(EXAMPLE_CHARS).collect();
            short = short.replace(['\n', '\r', '\t'], " ");
            examples.push(short);
        }
    }
}

impl Section {
    /// A section of these figures; the confusions are sorted, most frequent first.
    pub fn new(title: &str, explained: &str, rows: Vec<Row>, confusions: Confusions) -> Self {
        let mut confusions: Vec<_> = confusions
            .0
            .into_iter()
            .map(|((set, truth, answer), (count, examples))| Confusion {
                set,
                truth,
                answer,
                count,
                examples,
            })
            .collect();
        confusions.sort_by_key(|confusion| std::cmp::Reverse(confusion.count));
        Self {
            title: title.to_owned(),
            explained: explained.to_owned(),
            rows,
            confusions,
        }
    }

    /// The section as a person reads it.
    pub fn table(&self) -> String {
        let mut table = Table::new();
        table.load_style(presets::ASCII_MARKDOWN);
        table.set_header([
            "set",
            "class",
            "half",
            "items",
            "figure",
            "target",
            "",
            "reference",
        ]);
        for row in &self.rows {
            let half = match row.half {
                Some(Half::Tune) => "tune",
                Some(Half::Check) => "check",
                None => "both",
            };
            let (target, verdict) = match row.target {
                Some(target @ Target::AtLeast(least)) => {
                    (format!(">= {least}"), target.is_met(row.figure))
                }
                Some(target @ Target::AtMost(most)) => {
                    (format!("<= {most}"), target.is_met(row.figure))
                }
                None => (String::new(), true),
            };
            table.add_row([
                row.set.clone(),
                row.class.clone(),
                half.to_owned(),
                row.items.to_string(),
                format!("{:.4}", row.figure),
                target,
                if verdict { "" } else { "short" }.to_owned(),
                row.reference
                    .map_or_else(String::new, |figure| format!("{figure:.4}")),
            ]);
        }
        for column in [3, 4, 7] {
            if let Some(column) = table.column_mut(column) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        let mut text = format!("\n## {}\n\n{}\n\n{table}\n", self.title, self.explained);
        if !self.confusions.is_empty() {
            text += "\nwhat went wrong, most frequent first:\n";
        }
        for confusion in self.confusions.iter().take(CONFUSIONS) {
            let Confusion {
                set,
                truth,
                answer,
                count,
                ..
            } = confusion;
            let _ = writeln!(text, "  {count:5}  {set}: {truth} taken for {answer}");
            for example in &confusion.examples {
                let _ = writeln!(text, "           {example}");
            }
        }
        text
    }
}

/// All sections.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    sections: Vec<Section>,
}

impl Report {
    /// Takes a section in.
    pub fn push(&mut self, section: Section) {
        self.sections.push(section);
    }

    /// Writes it as JSON.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn write(&self, path: &Path) -> anyhow::Result<()> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
        }
        let json = serde_json::to_string_pretty(self)?;
        fs::write(path, json + "\n").with_context(|| format!("writing {}", path.display()))
    }
}
