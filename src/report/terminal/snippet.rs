//! Drawn snippets: source lines in a frame, with arrows to what matters.
//!
//! In: places with texts. Out: lines of text. No drawing library ever sees a file: it is handed an
//! [`Excerpt`](super::excerpt::Excerpt), which is small and clean. What a place means is not known here.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeStyles,
};

use crate::source::{Sources, Span};

use super::excerpt::{Excerpt, Mark, Weight, excerpts};
use super::{Color, Style, clean, wrap};

/// Places that one message marks; the rest is counted.
const MOST_MARKS: usize = 12;

/// How snippets are drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame<'s> {
    /// Colours and width.
    pub(super) style: &'s Style,
    /// Lines shown around a marked one.
    pub(super) context: u32,
    /// Columns left free before the frame.
    pub(super) indent: usize,
}

/// Snippets for marks, a frame per group of near ones, the files in the order in which the marks name them.
pub(super) fn snippets(sources: &Sources, marks: &[Mark<'_>], frame: Frame<'_>) -> String {
    let mut drawn = String::new();
    let shown = &marks[..marks.len().min(MOST_MARKS)];
    let mut files: Vec<_> = Vec::new();
    for mark in shown {
        if !files.contains(&mark.span.file) {
            files.push(mark.span.file);
        }
    }
    for file in files {
        let of_file: Vec<Mark<'_>> = shown
            .iter()
            .filter(|mark| mark.span.file == file)
            .copied()
            .collect();
        for excerpt in excerpts(sources.get(file), &of_file, frame.context, room(frame)) {
            drawn.push_str(&draw(sources, &excerpt, frame));
        }
    }
    if marks.len() > shown.len() {
        drawn.push_str(&format!(
            "{}… and {} more places\n",
            " ".repeat(frame.indent),
            marks.len() - shown.len()
        ));
    }
    drawn
}

/// `path:line:column` of a span, clean.
pub(super) fn location(sources: &Sources, span: Span) -> String {
    let file = sources.get(span.file);
    let at = file.position(span.start);
    format!("{}:{}:{}", clean::plain(&file.path), at.line, at.column)
}

/// Bytes of a source line that fit beside the line numbers.
fn room(frame: Frame<'_>) -> usize {
    usize::from(frame.style.width)
        .saturating_sub(frame.indent + 12)
        .clamp(40, 100)
}

fn draw(sources: &Sources, excerpt: &Excerpt<'_>, frame: Frame<'_>) -> String {
    let labels = labels(excerpt, frame);
    let rendered = catch_unwind(AssertUnwindSafe(|| {
        graphical(excerpt, labels, frame.style.color)
    }));
    let indent = " ".repeat(frame.indent);
    match rendered {
        Ok(Ok(text)) => text
            .lines()
            .map(|line| format!("{indent}{}\n", line.trim_end()))
            .collect(),
        // The drawing library failed: the places are still told.
        _ => excerpt
            .marks
            .iter()
            .map(|marked| plain_line(sources, &marked.mark, &indent))
            .collect(),
    }
}

fn plain_line(sources: &Sources, mark: &Mark<'_>, indent: &str) -> String {
    format!(
        "{indent}{}: {}\n",
        location(sources, mark.span),
        wrap::wrap(mark.text, usize::MAX).join(" ")
    )
}

fn labels(excerpt: &Excerpt<'_>, frame: Frame<'_>) -> Vec<LabeledSpan> {
    let width = usize::from(frame.style.width);
    let label = |marked: &super::excerpt::Marked<'_>| {
        let before = frame.indent + 12 + marked.indent + marked.length / 2;
        let lines = wrap::wrap(marked.mark.text, width.saturating_sub(before).max(32));
        let text = (!lines.is_empty()).then(|| lines.join("\n"));
        match marked.mark.weight {
            Weight::Primary => {
                LabeledSpan::new_primary_with_span(text, (marked.offset, marked.length))
            }
            Weight::Secondary => LabeledSpan::new_with_span(text, (marked.offset, marked.length)),
        }
    };
    excerpt.marks.iter().map(label).collect()
}

fn graphical(
    excerpt: &Excerpt<'_>,
    labels: Vec<LabeledSpan>,
    color: Color,
) -> Result<String, fmt::Error> {
    let handler = GraphicalReportHandler::new_themed(theme(excerpt, color))
        .with_links(false)
        .without_syntax_highlighting()
        .with_context_lines(1)
        .with_wrap_lines(false);
    let mut text = String::new();
    handler.render_report(&mut text, &Snippet { excerpt, labels })?;
    // The first line is for a message, which the caller has written.
    Ok(text
        .split_once('\n')
        .map_or(String::new(), |(_, rest)| rest.to_owned()))
}

fn theme(excerpt: &Excerpt<'_>, color: Color) -> GraphicalTheme {
    match color {
        Color::Never => GraphicalTheme::unicode_nocolor(),
        Color::Always => {
            let mut theme = GraphicalTheme::unicode();
            let ThemeStyles { error, help, .. } = theme.styles.clone();
            let style = |weight| {
                if weight == Weight::Primary {
                    error.bold()
                } else {
                    help
                }
            };
            theme.styles.highlights = excerpt
                .marks
                .iter()
                .map(|marked| style(marked.mark.weight))
                .collect();
            theme
        }
    }
}

/// What the drawing library sees.
struct Snippet<'e> {
    excerpt: &'e Excerpt<'e>,
    labels: Vec<LabeledSpan>,
}

impl Diagnostic for Snippet<'_> {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.excerpt)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

impl fmt::Display for Snippet<'_> {
    fn fmt(&self, _out: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl fmt::Debug for Snippet<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Snippet")
    }
}

impl std::error::Error for Snippet<'_> {}
