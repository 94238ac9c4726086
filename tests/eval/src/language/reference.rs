//! lingua beside ours, where the program is built with the references.

/// The subtags that lingua answers; `None` in a build without it.
#[cfg(not(feature = "references"))]
pub fn answers<'a>(_texts: impl Iterator<Item = &'a str>) -> Option<Vec<String>> {
    None
}

/// The subtags that lingua answers; `None` in a build without it.
#[cfg(feature = "references")]
pub fn answers<'a>(texts: impl Iterator<Item = &'a str>) -> Option<Vec<String>> {
    use std::{sync::LazyLock, thread};

    use dateline_enricher::annotate::language::LANGUAGES;
    use lingua::{IsoCode639_1, LanguageDetector, LanguageDetectorBuilder};

    static DETECTOR: LazyLock<LanguageDetector> = LazyLock::new(|| {
        let codes: Vec<IsoCode639_1> = LANGUAGES
            .iter()
            .filter_map(|tag| tag.parse().ok())
            .collect();
        LanguageDetectorBuilder::from_iso_codes_639_1(&codes).build()
    });
    let texts: Vec<&str> = texts.collect();
    let answer = |text: &&str| {
        let language = DETECTOR.detect_language_of(*text);
        language.map_or_else(String::new, |language| {
            language.iso_code_639_1().to_string()
        })
    };
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let answers = thread::scope(|scope| {
        let parts = texts.chunks(texts.len().div_ceil(workers).max(1));
        let parts: Vec<_> = parts
            .map(|part| scope.spawn(move || part.iter().map(answer).collect::<Vec<_>>()))
            .collect();
        let joined = parts.into_iter().map(|part| {
            part.join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        });
        joined.flatten().collect()
    });
    Some(answers)
}
