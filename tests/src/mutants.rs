//! Mutants: faults planted into the source of the pump, to show that the tests that guard it bite.
//!
//! A mutant is a real change of the source. It is made in a copy of the tree, built by Cargo, and the tests that are
//! named for it have to fail there, while they pass in the copy as it was. What does not compile is no catch.

mod copy;
mod seed;
mod table;

use std::time::{Duration, Instant};

use anyhow::{Context, bail};

pub use copy::SourceCopy;
pub use table::MUTANTS;

use crate::stack::kafka;

/// One planted fault.
#[derive(Debug, Clone, Copy)]
pub struct Mutant {
    /// What it does wrong.
    pub name: &'static str,
    /// Path of the source file from the top of the repository.
    pub path: &'static str,
    /// What stands there once, as it is formatted.
    pub original: &'static str,
    /// What stands there in the mutant.
    pub replacement: &'static str,
    /// The program of the tests that have to catch it.
    pub program: TestProgram,
    /// Their names, each of which has to fail.
    pub caught_by: &'static [&'static str],
}

/// A program of tests that is built against the mutant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TestProgram {
    /// The runtime's own tests.
    Runtime,
    /// The conformance suite, for what real Kafka alone can tell.
    Conformance,
}

/// What became of one mutant, or of the source as it is.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The mutant's name; none for the source as it is.
    pub mutant: Option<&'static str>,
    /// How long Cargo took to build it.
    pub built_in: Duration,
    /// How long its tests took.
    pub tested_in: Duration,
}

impl Mutant {
    /// The file with the fault in it.
    ///
    /// # Errors
    /// When the source no longer has the place exactly once.
    pub fn plant(&self, source: &str) -> anyhow::Result<String> {
        match source.matches(self.original).count() {
            1 => Ok(source.replacen(self.original, self.replacement, 1)),
            found => bail!(
                "the mutant no longer fits the source: `{}` wants this once in {}, where it stands {found} times:\n{}",
                self.name,
                self.path,
                self.original
            ),
        }
    }
}

/// Plants every mutant of a program in turn; each of the tests that are named for it has to fail, and to pass without it.
///
/// # Errors
/// A mutant that does not fit, does not compile or is not caught; a test that fails without any mutant.
pub fn hunt(copy: &SourceCopy, program: TestProgram) -> anyhow::Result<Vec<Finding>> {
    let brokers = match program {
        TestProgram::Runtime => None,
        TestProgram::Conformance => Some(kafka::brokers()?),
    };
    let brokers = brokers.as_deref();
    let mutants: Vec<&Mutant> = MUTANTS.iter().filter(|it| it.program == program).collect();
    let mut names: Vec<&str> = mutants
        .iter()
        .flat_map(|it| it.caught_by)
        .copied()
        .collect();
    names.sort_unstable();
    names.dedup();
    let as_it_is = try_one(copy, program, brokers, &names, Expected::Passes);
    let mut findings = vec![as_it_is.context("without any mutant")?];
    for mutant in mutants {
        let source = copy.read(mutant.path)?;
        copy.write(mutant.path, &mutant.plant(&source)?)?;
        let tried = try_one(copy, program, brokers, mutant.caught_by, Expected::Fails);
        copy.write(mutant.path, &source)?;
        findings.push(Finding {
            mutant: Some(mutant.name),
            ..tried.with_context(|| format!("the mutant `{}`", mutant.name))?
        });
    }
    Ok(findings)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    Passes,
    Fails,
}

fn try_one(
    copy: &SourceCopy,
    program: TestProgram,
    brokers: Option<&str>,
    names: &[&str],
    expected: Expected,
) -> anyhow::Result<Finding> {
    let start = Instant::now();
    let tests = copy.build(program)?;
    let built_in = start.elapsed();
    for name in names {
        let output = copy.run(&tests, name, brokers)?;
        match (outcome_of(name, &output)?, expected) {
            (Outcome::Passed, Expected::Passes) | (Outcome::Failed, Expected::Fails) => {}
            (Outcome::Failed, Expected::Passes) => bail!("{name} fails:\n{output}"),
            (Outcome::Passed, Expected::Fails) => bail!("{name} did not catch it"),
        }
    }
    Ok(Finding {
        mutant: None,
        built_in,
        tested_in: start.elapsed() - built_in,
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Passed,
    Failed,
}

/// What the test program says of the one test that it was asked to run.
fn outcome_of(name: &str, output: &str) -> anyhow::Result<Outcome> {
    let said = |what: &str| {
        let line = format!("test {name} ... {what}");
        output.lines().any(|found| found == line)
    };
    match (said("ok"), said("FAILED")) {
        (true, false) => Ok(Outcome::Passed),
        (false, true) => Ok(Outcome::Failed),
        _ => bail!("there is no test {name}, or it did not come to its end:\n{output}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stack::parts::workspace;

    const PLANTED: Mutant = Mutant {
        name: "planted",
        path: "a.rs",
        original: "commit()?;",
        replacement: "",
        program: TestProgram::Runtime,
        caught_by: &[],
    };

    #[test]
    fn every_mutant_fits_the_source() {
        for mutant in MUTANTS {
            let source = std::fs::read_to_string(workspace().join(mutant.path)).unwrap();
            let planted = mutant.plant(&source).unwrap();
            assert!(planted != source && !mutant.caught_by.is_empty());
        }
    }

    #[test]
    fn a_mutant_that_no_longer_fits_is_told() {
        assert_eq!(PLANTED.plant("begin()?; commit()?;").unwrap(), "begin()?; ");
        for source in ["begin()?;", "commit()?; commit()?;"] {
            let error = PLANTED.plant(source).unwrap_err().to_string();
            assert!(
                error.contains("no longer fits the source: `planted`"),
                "{error}"
            );
        }
    }

    #[test]
    fn a_test_that_passes_catches_nothing() {
        let output = "running 1 test\ntest a::b ... ok\n\ntest result: ok. 1 passed";
        assert_eq!(outcome_of("a::b", output).unwrap(), Outcome::Passed);
    }

    #[test]
    fn a_test_that_fails_catches() {
        let output = "running 1 test\ntest a::b ... FAILED\n\nfailures:\n";
        assert_eq!(outcome_of("a::b", output).unwrap(), Outcome::Failed);
    }

    #[test]
    fn a_test_that_is_not_there_or_breaks_off_is_no_catch() {
        for output in ["running 0 tests\n", "running 1 test\ntest a::b has been ru"] {
            assert!(outcome_of("a::b", output).is_err());
        }
    }
}
