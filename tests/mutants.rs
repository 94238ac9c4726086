//! Shows that the tests of the pump bite: each of nine planted faults is caught by the tests that are named for it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "all of it is tests"
)]

use dateline_tests::mutants::{SourceCopy, TestProgram, hunt};

#[test]
fn each_mutant_is_caught_by_the_tests_that_are_named_for_it() {
    let copy = SourceCopy::make().unwrap();
    for program in [TestProgram::Runtime, TestProgram::Conformance] {
        let findings = hunt(&copy, program).unwrap_or_else(|error| panic!("{error:#}"));
        for finding in findings {
            let name = finding.mutant.unwrap_or("the source as it is");
            let (built, tested) = (finding.built_in, finding.tested_in);
            eprintln!("{program:?}: {name}: built in {built:.1?}, tested in {tested:.1?}");
        }
    }
}
