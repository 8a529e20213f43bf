//! Writing to standard output and error.

use std::io::{self, IsTerminal};

use crate::report::terminal::{Color, Style};
use crate::source::{Diagnostic, Place, Sources};

use super::Failure;
use super::args::When;

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
    match place(&diagnostic.place, sources) {
        place if place.is_empty() => diagnostic.message.clone(),
        place => format!("{place}: {}", diagnostic.message),
    }
}

/// A place as `file:line:column`, or the path alone; empty for the run as a whole.
pub(super) fn place(place: &Place, sources: &Sources) -> String {
    match place {
        Place::Span(span) => {
            let file = sources.get(span.file);
            let position = file.position(span.start);
            format!("{}:{}:{}", file.path, position.line, position.column)
        }
        Place::Path(path) => path.clone(),
        Place::Run => String::new(),
    }
}

/// How text for people is shown on standard output.
pub(super) fn style(color: When) -> Style {
    let terminal = io::stdout().is_terminal();
    let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let color = match color {
        When::Always => Color::Always,
        When::Auto if terminal && !unwanted => Color::Always,
        When::Auto | When::Never => Color::Never,
    };
    let columns = terminal_size::terminal_size()
        .filter(|_| terminal)
        .map(|(width, _)| width.0.min(140));
    let plain = Style::default();
    Style {
        color,
        width: columns.unwrap_or(plain.width),
        ..plain
    }
}
