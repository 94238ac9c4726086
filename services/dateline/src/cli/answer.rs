//! What the command line answers by itself: help, the version, and what is wrong with it.

use std::fmt::Write as _;

use clap::error::ErrorKind;
use dateline_runtime::exit::Exit;

use crate::Streams;

/// Prints the answer: help and version are data, everything else is a message.
pub fn tell(answer: &clap::Error, streams: &mut Streams<'_>) -> Exit {
    let is_data = matches!(
        answer.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    );
    let stream = if is_data {
        &mut streams.output
    } else {
        &mut streams.messages
    };
    // Whoever closed the stream does not want to hear.
    let _ = write!(stream, "{answer}");
    if is_data { Exit::Done } else { Exit::Usage }
}

/// The table of exit codes at the end of the help.
pub fn exit_codes() -> String {
    let mut text = "Exit codes:\n".to_owned();
    for exit in Exit::ALL {
        let code = match exit {
            Exit::Signal(_) => "128+".to_owned(),
            exit => exit.code().to_string(),
        };
        let _ = writeln!(text, "  {code:<5} {}", exit.meaning());
    }
    text += "\nEvery key of the configuration can be set by a file, by DATELINE_SECTION__KEY and by --set;\n\
             `dateline config show --default` explains them all.";
    text
}
