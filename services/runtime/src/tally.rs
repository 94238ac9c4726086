//! What a stage counts of what it found, beside the outcomes of its inputs: so many items in Dutch, so many from Peru.
//!
//! `decide` is pure and owns no metric: a decision names what is to be counted, and the pump counts it when the
//! decision's transaction has committed. Values of a family are a closed set, so that no input can make a new series.

/// Stands for every value that a family does not know.
const OTHER: &str = "other";

/// A metric of a stage: a counter with one label of its own, beside the stage's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TallyFamily {
    /// Name of the metric.
    pub name: &'static str,
    /// What it counts, as a sentence.
    pub help: &'static str,
    /// Name of the label.
    pub label: &'static str,
    /// Every value of the label, sorted, with [`OTHER`].
    values: Vec<&'static str>,
}

impl TallyFamily {
    /// A family of these values, and of `other` for all the rest.
    pub fn new(
        name: &'static str,
        help: &'static str,
        label: &'static str,
        values: impl IntoIterator<Item = &'static str>,
    ) -> Self {
        let mut values: Vec<&'static str> = values.into_iter().chain([OTHER]).collect();
        values.sort_unstable();
        values.dedup();
        Self {
            name,
            help,
            label,
            values,
        }
    }

    /// Every value of the label.
    pub fn values(&self) -> &[&'static str] {
        &self.values
    }

    /// Position of a value among [`values`](Self::values); that of `other` for one that is not among them.
    pub fn position(&self, value: &str) -> usize {
        let other = || self.values.binary_search(&OTHER);
        let found = self.values.binary_search(&value).or_else(|_| other());
        found.expect("every family has the value `other`")
    }
}

/// One more of a value of a family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// Index into `Stage::tally_families`.
    pub family: usize,
    /// The value's [`position`](TallyFamily::position).
    pub value: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_a_family_does_not_know_counts_as_other() {
        let family = TallyFamily::new("a_total", "Things.", "colour", ["red", "blue", "red"]);
        assert_eq!(family.values(), ["blue", "other", "red"]);
        let at = |value| family.values()[family.position(value)];
        assert_eq!(
            [at("red"), at("blue"), at("mauve"), at("")],
            ["red", "blue", "other", "other"]
        );
    }
}
