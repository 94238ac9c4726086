//! Holds the rules of the house over the whole source tree.

use dateline_tests::{stack::parts::workspace, tidy};

#[test]
fn the_tree_keeps_the_rules_of_the_house() {
    let sources = tidy::tree(&workspace()).unwrap();
    assert!(sources.iter().any(|source| source.path == "tests/tidy.rs"));
    let mut report = String::new();
    for (name, rule) in tidy::RULES {
        let mut offences = rule(&sources);
        offences.sort();
        for offence in offences {
            report += &format!("{offence}  [{name}]\n");
        }
    }
    assert!(report.is_empty(), "\n{report}");
}
