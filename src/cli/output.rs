//! Writing to standard output and error.

use std::io;

use crate::source::{Diagnostic, Place, Sources};

use super::Failure;

/// The result of writing to standard output: a closed pipe ends it, and is no fault.
pub(super) fn finished(result: io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::new(format!(
            "standard output cannot be written: {error}"
        ))),
        _ => Ok(()),
    }
}

/// A text without characters that a terminal would act upon.
pub(super) fn clean(text: &str) -> String {
    crate::report::clean(text)
}

/// A message with its place in front.
pub(super) fn located(diagnostic: &Diagnostic, sources: &Sources) -> String {
    match &diagnostic.place {
        Place::Span(span) => {
            let file = sources.get(span.file);
            let position = file.position(span.start);
            format!(
                "{}:{}:{}: {}",
                file.path, position.line, position.column, diagnostic.message
            )
        }
        Place::Path(path) => format!("{path}: {}", diagnostic.message),
        Place::Run => diagnostic.message.clone(),
    }
}
