//! The report for a person: tables that fit the terminal.

use std::{
    env,
    io::{self, Write},
};

use comfy_table::{CellAlignment, Table, presets::NOTHING};

use super::report::{ItemRow, Report};

/// Narrowest and widest table: below it nothing of a text would be left, beyond it lines are hard to follow.
const WIDTHS: (usize, usize) = (80, 140);

/// Width where there is no terminal: that of the help.
const WIDTH_OF_A_PIPE: usize = 100;

/// Most regions that a row names.
const REGIONS_SHOWN: usize = 3;

/// Most numbers of items that a row names.
const NUMBERS_SHOWN: usize = 3;

/// From this width on there is room for two blanks between columns.
const ROOMY: usize = 100;

/// Which column of the items is cut to what is left of the width.
const TEXT_COLUMN: usize = 1;

/// Width of the terminal on standard output.
pub fn width() -> usize {
    let terminal = terminal_size::terminal_size();
    let width = terminal.map_or(WIDTH_OF_A_PIPE, |(width, _)| usize::from(width.0));
    width.clamp(WIDTHS.0, WIDTHS.1)
}

/// Prints the report.
///
/// # Errors
/// A stream that is closed.
pub fn print(report: &Report, width: usize, output: &mut dyn Write) -> io::Result<()> {
    writeln!(
        output,
        "What came in, and what became of it\n\n{}",
        steps(report, width).trim_fmt()
    )?;
    writeln!(
        output,
        "\nThe items at the end\n\n{}",
        items(&report.items, width).trim_fmt()
    )?;
    writeln!(output, "\n{LEGEND}")?;
    writeln!(output, "\nWhat was put aside, with its bytes\n")?;
    for letter in &report.quarantined {
        let head = format!(
            "{} ({}, {} bytes): ",
            letter.source, letter.reason, letter.bytes
        );
        let message = letter.message.replace(report.folder.path(), "…");
        writeln!(output, "{}", wrapped(&(head + &message), width))?;
    }
    writeln!(output, "\nThe ledger\n")?;
    report.account.print(output)?;
    writeln!(
        output,
        "\n{} items in {} revisions, a line each: {}",
        report.items.len(),
        report.revisions,
        report.folder.results()
    )?;
    writeln!(output, "\nWhat to try next\n")?;
    for (what, command) in next(report) {
        writeln!(output, "  {what}\n    {command}")?;
    }
    Ok(())
}

const LEGEND: &str = "filed: where from; about: which regions; items of one story tell the same thing;\n\
                      relation: to which item; revision: how many there were, and the last one's change;\n\
                      (in parentheses): an item that has no text any more";

fn gap(width: usize) -> u16 {
    if width < ROOMY { 1 } else { 2 }
}

fn table(header: &[&str], width: usize) -> Table {
    let mut table = Table::new();
    table.load_style(NOTHING).set_header(header.iter().copied());
    for column in table.column_iter_mut() {
        column.set_padding((0, gap(width)));
    }
    table
}

fn align_right(table: &mut Table, columns: &[usize]) {
    for index in columns {
        if let Some(column) = table.column_mut(*index) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}

fn steps(report: &Report, width: usize) -> Table {
    let mut table = table(&["step", "deliveries", "items", "outcomes"], width);
    for played in &report.steps {
        let outcomes = played.outcomes.iter();
        let outcomes: Vec<String> = outcomes
            .map(|(outcome, count)| format!("{count} {outcome}"))
            .collect();
        table.add_row([
            played.step.to_owned(),
            played.deliveries.to_string(),
            played.items.to_string(),
            outcomes.join(", "),
        ]);
    }
    align_right(&mut table, &[1, 2]);
    table
}

fn items(rows: &[ItemRow], width: usize) -> Table {
    let header = [
        "#", "item", "lang", "filed", "about", "story", "relation", "revision",
    ];
    let mut table = table(&header, width);
    let gap = usize::from(gap(width));
    let cells: Vec<[String; 8]> = rows.iter().map(cells_of).collect();
    let widest = |column: usize| {
        let cells = cells.iter().map(|cells| cells[column].chars().count());
        cells.chain([header[column].len()]).max().unwrap_or(0)
    };
    let others: usize = (0..header.len())
        .filter(|column| *column != TEXT_COLUMN)
        .map(|column| widest(column) + gap)
        .sum();
    let left = width.saturating_sub(others);
    for mut row in cells {
        row[TEXT_COLUMN] = cut(&row[TEXT_COLUMN], left);
        table.add_row(row);
    }
    align_right(&mut table, &[0, 5]);
    table
}

fn cells_of(row: &ItemRow) -> [String; 8] {
    let number = |number: Option<usize>| number.map_or_else(String::new, |it| it.to_string());
    let language = match (&row.language, row.confidence) {
        (Some(language), Some(confidence)) => format!("{language} {confidence:.2}"),
        _ => String::new(),
    };
    let relation = match row.of {
        // An earlier revision of its own.
        Some(of) if of == row.number => row.relation.to_owned(),
        Some(of) => format!("{} {of}", row.relation),
        None if !row.contained_in.is_empty() => {
            format!("text is in {}", first(&row.contained_in, NUMBERS_SHOWN))
        }
        None => row.relation.to_owned(),
    };
    let change = row.changes.last().copied().unwrap_or_default();
    let text = row.text.clone().unwrap_or_else(|| without_text(row));
    [
        row.number.to_string(),
        text.replace('\n', " "),
        language,
        first(&row.filed, REGIONS_SHOWN),
        first(&row.about, REGIONS_SHOWN),
        number(row.story),
        relation,
        format!("{} {change}", row.revision),
    ]
}

/// The first of a list, with an ellipsis if there are more.
fn first(list: &[impl ToString], count: usize) -> String {
    let mut shown: Vec<String> = list.iter().take(count).map(ToString::to_string).collect();
    if list.len() > count {
        shown.push("…".to_owned());
    }
    shown.join(" ")
}

/// What names an item that has no text any more: the end of its uri.
fn without_text(row: &ItemRow) -> String {
    let name = row.uri.rsplit(['/', ':']).next().unwrap_or_default();
    format!("({name})")
}

/// The text in so many columns; what is cut off is told by an ellipsis.
fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let kept: String = text.chars().take(width.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// The text in lines of so many columns, all but the first indented.
fn wrapped(text: &str, width: usize) -> String {
    let (mut lines, mut column) = (String::from("  "), 2);
    for word in text.split(' ') {
        let length = word.chars().count();
        if column > 4 && column + 1 + length > width {
            lines += "\n    ";
            column = 4;
        } else if column > 4 || lines.len() > 2 {
            lines.push(' ');
            column += 1;
        }
        lines += word;
        column += length;
    }
    lines
}

fn next(report: &Report) -> [(&'static str, String); 4] {
    let folder = &report.folder;
    let program = program();
    let page = quoted(&folder.wire("pages/01-nl-buitenland.txt"));
    let configuration = quoted(&folder.configuration());
    [
        (
            "the items of one page, without a pipeline",
            format!("{program} parse {page}"),
        ),
        (
            "the whole pipeline on a page or a folder of your own",
            format!("{program} run --in-memory --input {page} --sink jsonl:-"),
        ),
        (
            "the demo's pipeline, until Ctrl-C: put more wires into its folders and see them come out",
            format!("{program} run --in-memory --config {configuration} --sink jsonl:-"),
        ),
        (
            "every key of the configuration, explained",
            format!("{program} config show --default"),
        ),
    ]
}

/// How this program was called, so that the commands can be copied.
fn program() -> String {
    let called = env::args().next();
    let called = called.filter(|called| called.contains('/'));
    quoted(called.as_deref().unwrap_or("dateline"))
}

/// The text as one word of a shell.
fn quoted(text: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "/._-+:,@%".contains(letter);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_to_its_columns() {
        for (text, width, expected) in [
            ("Zürich", 6, "Zürich"),
            ("Zürich", 5, "Züri…"),
            ("a b c", 3, "a…"),
        ] {
            assert_eq!(cut(text, width), expected);
        }
    }

    #[test]
    fn a_long_message_is_wrapped_and_indented() {
        let lines = wrapped("one two three four", 12);
        assert_eq!(lines, "  one two\n    three\n    four");
    }

    #[test]
    fn items_fit_every_terminal() {
        let row = ItemRow {
            number: 16,
            text: Some("Überall".repeat(40)),
            language: Some("de".to_owned()),
            confidence: Some(0.987),
            filed: vec!["AT".to_owned()],
            about: ["PL", "LT", "UA", "RU"].map(str::to_owned).to_vec(),
            story: Some(14),
            relation: "near_duplicate",
            of: Some(14),
            revision: 2,
            changes: vec!["new", "corrected"],
            ..ItemRow::default()
        };
        for width in [WIDTHS.0, ROOMY, 120, WIDTHS.1] {
            let table = items(std::slice::from_ref(&row), width).trim_fmt();
            let widest = table.lines().map(|line| line.chars().count()).max();
            assert_eq!(widest, Some(width), "{table}");
            assert!(
                table.contains('…') && table.contains("2 corrected"),
                "{table}"
            );
        }
    }

    #[test]
    fn a_path_is_one_word_of_a_shell() {
        assert_eq!(quoted("/tmp/demo-1"), "/tmp/demo-1");
        assert_eq!(quoted("/tmp/it's new"), r"'/tmp/it'\''s new'");
    }
}
