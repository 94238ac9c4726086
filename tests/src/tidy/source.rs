//! The files of the repository, and what of a Rust file is code, text or test.

use std::{collections::BTreeSet, path::Path, process::Command};

use anyhow::Context;

/// A file of the repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Path from the top of the repository.
    pub path: String,
    /// Its text; empty for a file that is none.
    pub text: String,
}

/// Every file of a working tree but those that Git ignores.
///
/// # Errors
/// When the tree cannot be read.
pub fn tree(root: &Path) -> anyhow::Result<Vec<Source>> {
    let listed = Command::new("git")
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .current_dir(root)
        .output();
    let mut paths = BTreeSet::new();
    match listed {
        Ok(output) if output.status.success() => {
            let listing = String::from_utf8(output.stdout)?;
            paths.extend(listing.split_terminator('\0').map(str::to_owned));
        }
        // An unpacked archive has no Git.
        _ => walk(root, root, &mut paths)?,
    }
    let read = |path: String| match std::fs::read(root.join(&path)) {
        Ok(bytes) => Some(Source {
            path,
            text: String::from_utf8(bytes).unwrap_or_default(),
        }),
        // Listed, and deleted since.
        Err(_) => None,
    };
    Ok(paths.into_iter().filter_map(read).collect())
}

fn walk(root: &Path, folder: &Path, paths: &mut BTreeSet<String>) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let relative = path.strip_prefix(root)?;
        if relative.starts_with("target") || relative.starts_with(".git") {
            continue;
        }
        if path.is_dir() {
            walk(root, &path, paths)?;
        } else {
            let relative = relative.to_str().context("a path that is not UTF-8")?;
            paths.insert(relative.to_owned());
        }
    }
    Ok(())
}

impl Source {
    /// Whether it is Rust.
    pub fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// Its name without folders.
    pub fn file_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// The text without the items that only tests have. Lines keep their numbers: what is left out becomes empty.
    pub fn production(&self) -> String {
        let mut kept = String::with_capacity(self.text.len());
        let mut lines = self.text.lines();
        while let Some(line) = lines.next() {
            let indent = indent_of(line);
            if line.trim() == "#[cfg(test)]" {
                kept.push('\n');
                // Behind a blank line or an attribute the item itself begins; it ends at its own indentation.
                for line in lines.by_ref() {
                    kept.push('\n');
                    let at_its_level = indent_of(line) == indent && !line.trim().starts_with("#[");
                    if at_its_level && (line.ends_with(';') || line.ends_with('}')) {
                        break;
                    }
                }
            } else {
                kept.push_str(line);
                kept.push('\n');
            }
        }
        kept
    }
}

/// Paths of the Rust files that are only there for tests: the chapters, benches, and modules under `#[cfg(test)]`.
pub(super) fn test_files(sources: &[Source]) -> BTreeSet<&str> {
    let mut modules = BTreeSet::new();
    for source in sources.iter().filter(|source| source.is_rust()) {
        for module in test_modules(&source.text) {
            modules.insert(format!("{}/{module}", folder_of_modules(&source.path)));
        }
    }
    let is_test = |path: &str| {
        let (folder, _) = path.split_at(path.rfind('/').map_or(0, |at| at));
        let in_harness = path.starts_with("tests/src/") || path == "tests/under_test.rs";
        let stem = path.trim_end_matches(".rs");
        let is_or_is_in = |module: &String| {
            let rest = stem.strip_prefix(module.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        (path.starts_with("tests/") && !in_harness)
            || folder.split('/').any(|part| part == "benches")
            || modules.iter().any(is_or_is_in)
    };
    let rust = sources.iter().filter(|source| source.is_rust());
    rust.map(|source| source.path.as_str())
        .filter(|path| is_test(path))
        .collect()
}

fn test_modules(text: &str) -> Vec<&str> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    lines
        .windows(2)
        .filter(|pair| pair[0] == "#[cfg(test)]")
        .filter_map(|pair| pair[1].strip_suffix(';')?.rsplit_once("mod "))
        .map(|(_, module)| module)
        .collect()
}

/// Folder in which the modules of a file lie: `src/` for `src/lib.rs`, `src/foo` for `src/foo.rs`.
fn folder_of_modules(path: &str) -> &str {
    let stem = path.trim_end_matches(".rs");
    ["/lib", "/main"]
        .into_iter()
        .find_map(|root| stem.strip_suffix(root))
        .unwrap_or(stem)
}

fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// A string literal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Literal {
    /// Line on which it begins, from 1.
    pub(super) line: usize,
    /// Byte at which its opening quote stands, in the text and in the code.
    pub(super) start: usize,
    /// What is between the quotes, escapes as written.
    pub(super) text: String,
}

/// Rust source taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lexed {
    /// The source with comments and the insides of literals as spaces; lines and bytes keep their places.
    pub(super) code: String,
    /// The string literals, in order.
    pub(super) literals: Vec<Literal>,
}

/// Takes Rust source apart as far as the rules need it.
pub(super) fn lex(text: &str) -> Lexed {
    let bytes = text.as_bytes();
    let mut code = bytes.to_vec();
    let mut literals = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let end = match bytes[at] {
            b'/' if bytes[at..].starts_with(b"//") => {
                let end = find(bytes, at, b"\n").unwrap_or(bytes.len());
                blank(&mut code, at, end);
                end
            }
            b'/' if bytes[at..].starts_with(b"/*") => {
                let end = find(bytes, at, b"*/").map_or(bytes.len(), |end| end + 2);
                blank(&mut code, at, end);
                end
            }
            b'r' if starts_raw_string(bytes, at) => {
                let open = at + 1 + hashes(bytes, at + 1);
                let mut close = vec![b'"'];
                close.resize(open - at, b'#');
                let end = find(bytes, open + 1, &close).unwrap_or(bytes.len());
                take(text, &mut code, &mut literals, open, end);
                end + close.len()
            }
            b'"' => {
                let end = end_of_string(bytes, at);
                take(text, &mut code, &mut literals, at, end);
                end + 1
            }
            b'\'' => end_of_char(bytes, at),
            _ => at + 1,
        };
        if bytes[at] == b'\'' {
            blank(&mut code, at + 1, end.saturating_sub(1));
        }
        at = end;
    }
    Lexed {
        code: String::from_utf8_lossy(&code).into_owned(),
        literals,
    }
}

fn take(text: &str, code: &mut [u8], literals: &mut Vec<Literal>, open: usize, close: usize) {
    literals.push(Literal {
        line: text[..open].matches('\n').count() + 1,
        start: open,
        text: text[open + 1..close.min(text.len())].to_owned(),
    });
    blank(code, open + 1, close);
}

fn blank(code: &mut [u8], from: usize, to: usize) {
    let to = to.min(code.len());
    for byte in code
        .iter_mut()
        .take(to)
        .skip(from)
        .filter(|byte| **byte != b'\n')
    {
        *byte = b' ';
    }
}

fn find(bytes: &[u8], from: usize, wanted: &[u8]) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let at = rest
        .windows(wanted.len())
        .position(|found| found == wanted)?;
    Some(from + at)
}

fn hashes(bytes: &[u8], from: usize) -> usize {
    bytes[from..]
        .iter()
        .take_while(|byte| **byte == b'#')
        .count()
}

fn starts_raw_string(bytes: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).map(|before| bytes[before]);
    let is_word =
        before.is_some_and(|byte| byte != b'b' && (byte.is_ascii_alphanumeric() || byte == b'_'));
    !is_word && bytes.get(at + 1 + hashes(bytes, at + 1)) == Some(&b'"')
}

fn end_of_string(bytes: &[u8], open: usize) -> usize {
    let mut at = open + 1;
    while at < bytes.len() && bytes[at] != b'"' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at.min(bytes.len())
}

/// One behind a character literal, or behind the tick of a lifetime.
fn end_of_char(bytes: &[u8], open: usize) -> usize {
    let from = match bytes.get(open + 1) {
        Some(b'\\') => open + 3,
        _ => open + 2,
    };
    // The longest are `'\u{10ffff}'` and a letter of four bytes; a lifetime has no second tick so near.
    let near = bytes.iter().enumerate().skip(from).take(9);
    let mut ticks = near.take_while(|(_, byte)| !matches!(byte, b' ' | b'\n' | b',' | b'>' | b')'));
    match ticks.find(|(_, byte)| **byte == b'\'') {
        Some((close, _)) => close + 1,
        None if bytes.get(open + 2) == Some(&b'\'') => open + 3,
        None => open + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_are_no_code() {
        let text = "a(); // b()\nc(\"d() \\\" e()\", r#\"f(\"g\")\"#, '\"', b'x'); /* h()\n */ i::<'a>(\"j\");\n";
        let lexed = lex(text);
        assert_eq!(lexed.code.len(), text.len());
        let squeezed: String = lexed.code.split_whitespace().collect();
        assert_eq!(squeezed, "a();c(\"\",r#\"\"#,'',b'');i::<'a>(\"\");");
        let literals: Vec<_> = lexed
            .literals
            .iter()
            .map(|it| (it.line, it.text.as_str()))
            .collect();
        assert_eq!(literals, [(2, "d() \\\" e()"), (2, "f(\"g\")"), (3, "j")]);
    }

    #[test]
    fn what_only_tests_have_is_not_production() {
        let text = "fn a() {}\n#[cfg(test)]\nuse b::{\n    c,\n};\nfn d() {}\n#[cfg(test)]\nmod tests {\n    fn e() {}\n}\n";
        let source = super::super::planted("x.rs", text);
        let production = source.production();
        assert_eq!(production.lines().count(), text.lines().count());
        assert_eq!(
            production.split_whitespace().collect::<Vec<_>>(),
            ["fn", "a()", "{}", "fn", "d()", "{}"]
        );
    }

    #[test]
    fn modules_under_cfg_test_are_test_files_with_all_below_them() {
        let sources = [
            super::super::planted("s/src/lib.rs", "#[cfg(test)]\nmod bundle;\nmod pump;\n"),
            super::super::planted("s/src/bundle.rs", ""),
            super::super::planted("s/src/pump.rs", "#[cfg(test)]\nmod tests;\n"),
            super::super::planted("s/src/pump/tests.rs", ""),
            super::super::planted("s/src/pump/tests/faulty.rs", ""),
            super::super::planted("s/src/pump/testsuite.rs", ""),
            super::super::planted("tests/chapters/main.rs", ""),
            super::super::planted("tests/src/http.rs", ""),
        ];
        let found: Vec<&str> = test_files(&sources).into_iter().collect();
        let expected = [
            "s/src/bundle.rs",
            "s/src/pump/tests.rs",
            "s/src/pump/tests/faulty.rs",
            "tests/chapters/main.rs",
        ];
        assert_eq!(found, expected);
    }
}
