//! Typesetting codes within a text, and what is left of them where nothing is set: breaks, cells and blanks.
//!
//! The codes are those of the control sets that were registered for newspapers (ISO-IR 7 and 26), and of wire services.
//!
//! | code | name | in the text |
//! |---|---|---|
//! | BS | tab line indicator, at the head of a line | a row of a table |
//! | HT | formatting: the next position | at the head of a line an indentation, in a row the next cell |
//! | FF … VT | start and end of an instruction to the device | nothing, nor what stands between |
//! | SO, SI | upper and lower rail | nothing: emphasis |
//! | DC1–DC4 | fonts | nothing |
//! | DLE | space band | a blank |
//! | CAN | kill word | takes the word before it back |
//! | FS | super shift, for the next character | nothing |
//! | GS, RS | quad center, quad right | the end of an element, as `=` and `>` are |
//! | US | justify; in a row, as newer rules have it, a column break | a blank, or the next cell |
//! | U+2000–U+200A, U+202F, U+3000 | quads; em, en, thin and other fixed spaces | a blank; at the head of a line an indentation |

use std::borrow::Cow;

/// Between two cells of a row.
const NEXT_CELL: &str = " | ";

/// Longest instruction to a device, in bytes; a start without an end behind it is a stray code.
const MAX_INSTRUCTION_BYTES: usize = 256;

/// Whether the lines of a text are rows of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Setting {
    Text,
    Tabular,
}

/// The text without its codes.
pub(super) fn resolved(text: &str, setting: Setting) -> Cow<'_, str> {
    if setting == Setting::Text && !text.contains(is_code) {
        return Cow::Borrowed(text);
    }
    let mut copy = Copy {
        text: String::with_capacity(text.len()),
        line: 0,
        setting,
        is_row: setting == Setting::Tabular,
    };
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        rest = rest.get(letter.len_utf8()..).unwrap_or_default();
        if letter == '\u{c}' {
            rest = behind_instruction(rest);
        } else {
            copy.take(letter, rest);
        }
    }
    Cow::Owned(copy.text)
}

fn is_code(letter: char) -> bool {
    let is_control = letter.is_control() && !matches!(letter, '\t' | '\n' | '\r');
    is_control || is_fixed_space(letter)
}

fn is_fixed_space(letter: char) -> bool {
    matches!(letter, '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{3000}')
}

fn behind_instruction(text: &str) -> &str {
    let near = text
        .get(..text.floor_char_boundary(MAX_INSTRUCTION_BYTES))
        .unwrap_or_default();
    let line = near.split(['\n', '\r']).next().unwrap_or_default();
    let end = line.find('\u{b}').map_or(0, |at| at + 1);
    text.get(end..).unwrap_or_default()
}

/// What has been read so far.
struct Copy {
    text: String,
    /// Where its last line begins.
    line: usize,
    setting: Setting,
    is_row: bool,
}

impl Copy {
    fn take(&mut self, letter: char, rest: &str) {
        match letter {
            '\n' | '\r' => self.break_line(letter),
            '\u{8}' if self.is_at_head() => {
                self.is_row = true;
                self.text.push('\t');
            }
            '\t' | '\u{1f}' if self.is_row && !self.is_at_head() => {
                self.text
                    .truncate(self.text.trim_end_matches([' ', '\t']).len());
                self.text.push_str(NEXT_CELL);
            }
            '\t' => self.text.push('\t'),
            '\u{10}' | '\u{1f}' => self.text.push(' '),
            '\u{18}' => self.kill_word(),
            '\u{1d}' | '\u{1e}' => {
                self.text.push('<');
                if !rest.starts_with(['\n', '\r']) {
                    self.break_line('\n');
                }
            }
            _ if is_fixed_space(letter) => {
                let blank = if self.is_at_head() { '\t' } else { ' ' };
                self.text.push(blank);
            }
            _ if letter.is_control() => {}
            _ => self.text.push(letter),
        }
    }

    fn break_line(&mut self, letter: char) {
        self.text.push(letter);
        self.line = self.text.len();
        self.is_row = self.setting == Setting::Tabular;
    }

    fn is_at_head(&self) -> bool {
        let line = self.text.get(self.line..).unwrap_or_default();
        line.trim().is_empty()
    }

    /// Back to and with the last blank, or to the beginning of the line.
    fn kill_word(&mut self) {
        let line = self.text.get(self.line..).unwrap_or_default();
        let kept = line.rfind([' ', '\t']).unwrap_or(0);
        self.text.truncate(self.line + kept);
    }
}
