//! What a bench is asked for.

/// The arguments without those that cargo adds, `--bench` among them.
pub fn words() -> impl Iterator<Item = String> {
    std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with('-'))
}
