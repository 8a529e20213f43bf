//! A few lines of a file, cropped and clean, with marks in them.
//!
//! In: a file and places in it. Out: [`Excerpt`]s small enough to be drawn, which still know the line and column of
//! every mark in the file. How they are drawn is not known here.

use std::borrow::Cow;
use std::ops::Range;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use crate::source::{SourceFile, Span};

use super::clean;

/// What stands where a line is cut.
const CUT: &str = "…";

/// A place to be marked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark<'a> {
    /// The place.
    pub(super) span: Span,
    /// What is to be seen there; may be empty.
    pub(super) text: &'a str,
    /// Whether the place is the one that matters.
    pub(super) weight: Weight,
}

/// How much a mark matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    /// What is reported.
    Primary,
    /// What belongs to it.
    Secondary,
}

/// A mark within the first line of its span.
#[derive(Clone, Copy, Debug)]
struct Spot<'a> {
    mark: Mark<'a>,
    /// 1-based.
    line: u32,
    /// Column in bytes, 1-based, as given to people.
    column: u32,
    /// Byte range within the line.
    start: usize,
    end: usize,
}

/// A mark with its range in the text of an excerpt.
#[derive(Clone, Debug)]
pub(super) struct Marked<'a> {
    /// What is marked.
    pub(super) mark: Mark<'a>,
    /// Line in the file, 1-based.
    pub(super) line: u32,
    /// Column in bytes in the file, 1-based.
    pub(super) column: u32,
    /// Offset in the text of the excerpt.
    pub(super) offset: usize,
    /// Length in bytes.
    pub(super) length: usize,
    /// Characters that stand before it on its line.
    pub(super) indent: usize,
}

/// Lines of a file that follow each other, cropped, clean, each ended by a line break.
#[derive(Debug)]
pub(super) struct Excerpt<'a> {
    path: String,
    first_line: u32,
    text: String,
    /// What is marked, by place.
    pub(super) marks: Vec<Marked<'a>>,
}

/// The excerpts that show marks of one file, with this many lines around each and lines of about `room` bytes. The one
/// with the primary mark is first, the others are ordered by place.
pub(super) fn excerpts<'a>(
    file: &SourceFile,
    marks: &[Mark<'a>],
    context: u32,
    room: usize,
) -> Vec<Excerpt<'a>> {
    let context = match file.has_secrets() {
        true => 0,
        false => context,
    };
    let mut spots: Vec<Spot<'a>> = marks.iter().map(|mark| spot(file, *mark)).collect();
    spots.sort_by_key(|spot| (spot.line, spot.start));
    let mut clusters: Vec<Vec<Spot<'a>>> = Vec::new();
    for spot in spots {
        match clusters.last_mut() {
            Some(cluster) if belongs(cluster, &spot, context, room) => cluster.push(spot),
            _ => clusters.push(vec![spot]),
        }
    }
    clusters.sort_by_key(|cluster| {
        !cluster
            .iter()
            .any(|spot| spot.mark.weight == Weight::Primary)
    });
    clusters
        .iter()
        .map(|cluster| excerpt(file, cluster, context, room))
        .collect()
}

/// Whether a spot can be shown together with those before it.
fn belongs(cluster: &[Spot<'_>], spot: &Spot<'_>, context: u32, room: usize) -> bool {
    let Some(last) = cluster.last() else {
        return false;
    };
    let near = spot.line - last.line <= 2 * context + 1;
    let first_of_line = cluster.iter().find(|other| other.line == spot.line);
    near && first_of_line.is_none_or(|first| spot.end - first.start <= room / 2)
}

fn spot<'a>(file: &SourceFile, mark: Mark<'a>) -> Spot<'a> {
    let at = file.position(mark.span.start);
    let range = file.line_range(at.line);
    let line = &file.text()[range.clone()];
    let within = |offset: usize| offset.saturating_sub(range.start).min(line.len());
    let start = line.floor_char_boundary(within(mark.span.start as usize));
    let end = line
        .ceil_char_boundary(within(mark.span.end as usize))
        .max(start);
    Spot {
        mark,
        line: at.line,
        column: at.column,
        start,
        end,
    }
}

fn excerpt<'a>(file: &SourceFile, cluster: &[Spot<'a>], context: u32, room: usize) -> Excerpt<'a> {
    let first = cluster
        .first()
        .map_or(1, |spot| spot.line.saturating_sub(context).max(1));
    let last_of_file = file.position(u32::MAX).line;
    let last = cluster.last().map_or(1, |spot| {
        spot.line.saturating_add(context).min(last_of_file)
    });
    let mut text = String::new();
    let mut marks = Vec::new();
    for number in first..=last {
        let spots: Vec<&Spot<'a>> = cluster.iter().filter(|spot| spot.line == number).collect();
        let (line, bounds) = shown(file, number, &spots);
        let first_spot = spots.first().map_or(0, |spot| spot.start);
        let window = window(&line, bounds, first_spot, room);
        let before = text.len();
        if window.start > 0 {
            text.push_str(CUT);
        }
        let shift = text.len();
        text.push_str(&clean::source_line(&line[window.clone()]));
        for spot in spots {
            let start = spot.start.clamp(window.start, window.end);
            let offset = shift + start - window.start;
            let length = spot.end.clamp(start, window.end) - start;
            let indent = text[before..offset].chars().count();
            marks.push(Marked {
                mark: spot.mark,
                line: spot.line,
                column: spot.column,
                offset,
                length,
                indent,
            });
        }
        if window.end < line.len() {
            text.push_str(CUT);
        }
        text.push('\n');
    }
    Excerpt {
        path: clean::plain(&file.path),
        first_line: first,
        text,
        marks,
    }
}

/// A line as it may be shown, as long as it is, and the part of it that has anything to show.
fn shown<'f>(
    file: &'f SourceFile,
    number: u32,
    spots: &[&Spot<'_>],
) -> (Cow<'f, str>, Range<usize>) {
    let range = file.line_range(number);
    let line = &file.text()[range.clone()];
    if !file.has_secrets() {
        return (Cow::Borrowed(line), 0..line.len());
    }
    // Only what is marked, with the keys that it stands under.
    let (mut text, mut from) = (String::new(), line.len());
    for spot in spots {
        let start = key_before(line, spot.start).max(text.len());
        from = from.min(start);
        text.push_str(&" ".repeat(start - text.len()));
        let end = spot.end.max(start);
        let place = |offset: usize| (range.start + offset) as u32;
        let span = Span::new(file.id, place(start), place(end));
        text.push_str(&file.shown(span));
    }
    let end = text.len();
    text.push_str(&" ".repeat(line.len().saturating_sub(end)));
    (Cow::Owned(text), from.min(end)..end)
}

/// Where the key begins that stands before a value on its line; the value itself where there is none.
fn key_before(line: &str, start: usize) -> usize {
    let key = || {
        let before = line.get(..start)?.trim_end().strip_suffix(':')?;
        before.trim_end().strip_suffix('"')?.rfind('"')
    };
    key().unwrap_or(start)
}

/// What is shown of the part of a line that has anything to show: all of it, or `room` bytes with the byte at `start` in the
/// first quarter.
fn window(line: &str, bounds: Range<usize>, start: usize, room: usize) -> Range<usize> {
    if bounds.len() <= room {
        return bounds;
    }
    let from = start.saturating_sub(room / 4).min(bounds.end - room);
    let from = line.floor_char_boundary(from.max(bounds.start));
    from..line.floor_char_boundary(from + room)
}

impl SourceCode for Excerpt<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        _lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let count = self.text.matches('\n').count();
        let whole = SourceSpan::from((0, self.text.len()));
        // Without lines around it the span is only asked for its name, line and column; else for text, of which all is shown.
        let asked = self
            .marks
            .iter()
            .find(|marked| lines_before == 0 && marked.offset == span.offset());
        let (line, column) = match asked {
            Some(marked) => (marked.line as usize - 1, marked.column as usize - 1),
            None => (self.first_line as usize - 1, 0),
        };
        let data = self.text.as_bytes();
        Ok(Box::new(MietteSpanContents::new_named(
            self.path.clone(),
            data,
            whole,
            line,
            column,
            count,
        )))
    }
}
