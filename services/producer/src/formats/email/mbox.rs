//! mbox: messages one behind the other, each behind a line that begins with `From ` and ends with a date.

use std::ops::Range;

/// Longest line that begins a message, in bytes.
const MAX_LINE_BYTES: usize = 512;

/// Whether a message of an mbox begins here: `From sender Fri Mar 13 14:05:00 2026`.
pub(super) fn begins_message(bytes: &[u8]) -> bool {
    let Some(rest) = bytes.strip_prefix(b"From ") else {
        return false;
    };
    let window = rest.get(..MAX_LINE_BYTES).unwrap_or(rest);
    let line = window.split(|byte| *byte == b'\n').next();
    let Some(line) = line.and_then(|line| std::str::from_utf8(line).ok()) else {
        return false;
    };
    let has_time = line.split_whitespace().any(|word| {
        let digit = |at: usize| word.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
        word.as_bytes().get(2) == Some(&b':') && digit(0) && digit(1) && digit(3) && digit(4)
    });
    let is_year = |word: &str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    has_time && line.split_whitespace().any(is_year)
}

/// The messages of a delivery: those of an mbox without the lines that begin them, or the one that it is.
pub(super) fn messages(bytes: &[u8]) -> Vec<Range<usize>> {
    let start = bytes.len() - bytes.trim_ascii_start().len();
    if !begins_message(bytes.get(start..).unwrap_or_default()) {
        return std::iter::once(start..bytes.len()).collect();
    }
    let mut begins = vec![start];
    let after_blank: [&[u8]; 2] = [b"\n\nFrom ", b"\n\r\nFrom "];
    for pattern in after_blank {
        let found = memchr::memmem::find_iter(bytes, pattern)
            .map(|at| at + pattern.len() - "From ".len())
            .filter(|at| begins_message(bytes.get(*at..).unwrap_or_default()));
        begins.extend(found);
    }
    begins.sort_unstable();
    begins.dedup();
    let ends = begins.iter().skip(1).copied().chain([bytes.len()]);
    let messages = begins.iter().copied().zip(ends);
    messages
        .map(|(start, end)| {
            let line = memchr::memchr(b'\n', bytes.get(start..end).unwrap_or_default());
            line.map_or(end, |line| start + line + 1)..end
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_begin_behind_their_lines_alone() {
        let line = "From a@b Fri Mar 13 14:05:00 2026\n";
        let cases = [
            ("Subject: x\n\nFrom here on\n".to_owned(), 1),
            (format!("{line}Subject: 1\n\nOne\n\n{line}Subject: 2\n"), 2),
            (
                format!("{line}Subject: 1\n\nFrom here on\n\nFrom the sea\n"),
                1,
            ),
            (format!("\r\n{line}Subject: 1\r\n\r\nOne\r\n\r\n{line}"), 2),
            (
                format!("{line}Subject: 1\n\nOne\n{line}not behind a blank line"),
                1,
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(messages(text.as_bytes()).len(), expected, "{text}");
        }
    }
}
