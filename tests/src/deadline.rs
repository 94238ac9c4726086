//! Waiting for a condition, with a deadline: what tests do instead of sleeping.

use std::time::{Duration, Instant};

use anyhow::bail;

/// How often a condition is looked at. Short against everything that is waited for, long against the look itself.
const LOOK_EVERY: Duration = Duration::from_millis(25);

/// Looks until `look` gives a value.
///
/// # Errors
/// When `within` has passed; the message names `what` was waited for. An error of `look` ends the waiting at once.
pub fn wait_for<T>(
    what: &str,
    within: Duration,
    mut look: impl FnMut() -> anyhow::Result<Option<T>>,
) -> anyhow::Result<T> {
    let start = Instant::now();
    loop {
        if let Some(value) = look()? {
            return Ok(value);
        }
        if start.elapsed() >= within {
            bail!("waited {within:?} in vain for {what}");
        }
        std::thread::sleep(LOOK_EVERY);
    }
}

/// Looks until `holds` is true.
///
/// # Errors
/// As `wait_for`.
pub fn wait_until(
    what: &str,
    within: Duration,
    mut holds: impl FnMut() -> bool,
) -> anyhow::Result<()> {
    wait_for(what, within, || Ok(holds().then_some(())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_that_comes_true_ends_the_waiting() {
        let mut looks = 0;
        let seen = wait_for("the third look", Duration::from_secs(5), || {
            looks += 1;
            Ok((looks == 3).then_some(looks))
        });
        assert_eq!(seen.unwrap(), 3);
    }

    #[test]
    fn a_condition_that_never_comes_true_is_named_in_the_error() {
        let error = wait_until("rain in the desert", Duration::ZERO, || false).unwrap_err();
        assert!(error.to_string().contains("rain in the desert"), "{error}");
    }
}
