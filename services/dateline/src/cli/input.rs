//! `--input FORMAT:GLOB|-`: where deliveries come from, in one word.

use std::{fmt, str::FromStr};

use dateline_producer::formats::Format;

use crate::config::SourceFormat;

/// An input: a format, or `sniff`, and a path, a pattern, or `-` for standard input. The format may be left out where
/// the rest has no colon in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputSpec {
    /// The format; sniffed unless given.
    pub format: SourceFormat,
    /// A path or a pattern; `None` is standard input.
    pub pattern: Option<String>,
}

/// A text that is no input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoInputSpec {
    /// What stands before the colon is no format.
    UnknownFormat(String),
    /// Nothing stands behind the colon.
    NoPattern,
}

impl std::error::Error for NoInputSpec {}

impl fmt::Display for NoInputSpec {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownFormat(format) => {
                let formats = Format::ALL.map(Format::name).join(", ");
                write!(
                    formatter,
                    "there is no format {format:?}; write FORMAT:PATTERN or FORMAT:-, where FORMAT is one of {formats}, \
                     or sniff"
                )
            }
            Self::NoPattern => formatter.write_str(
                "nothing stands behind the colon; write a path, a pattern, or - for standard input",
            ),
        }
    }
}

impl FromStr for InputSpec {
    type Err = NoInputSpec;

    fn from_str(text: &str) -> Result<Self, NoInputSpec> {
        let (format, place) = match text.split_once(':') {
            Some((format, place)) => {
                let known = format.parse();
                let unknown = |_| NoInputSpec::UnknownFormat(format.to_owned());
                (known.map_err(unknown)?, place)
            }
            None => (SourceFormat(None), text),
        };
        match place {
            "" => Err(NoInputSpec::NoPattern),
            "-" => Ok(Self {
                format,
                pattern: None,
            }),
            pattern => Ok(Self {
                format,
                pattern: Some(pattern.to_owned()),
            }),
        }
    }
}
