//! Exceptions in comments: at the end of a line, or on a line of their own above it.
//!
//! In: a file. Out: the exceptions in its comments, each with the line that it is about. What looks like a comment inside of
//! a text is none.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::frontend::{cdk, terraform};
use crate::source::{Diagnostic, SourceFile, Span};
use crate::syntax::{self, Limits};

use super::read::finish;
use super::words::{self, MARK};
use super::{Covers, Exception, Line, hcl};

/// The exceptions in the comments of a file; `wholes` are the resources of the run, each as a whole.
pub(super) fn read(
    file: &Arc<SourceFile>,
    wholes: impl Iterator<Item = Span>,
    faults: &mut Vec<Diagnostic>,
) -> Vec<Exception> {
    if !file.text().contains(MARK) {
        return Vec::new();
    }
    let mut starts: BTreeMap<u32, Vec<Span>> = BTreeMap::new();
    for whole in wholes.filter(|whole| whole.file == file.id) {
        let line = file.position(whole.start).line;
        starts.entry(line).or_default().push(whole);
    }
    let mut found = Vec::new();
    // Comments above each other mean the same line, which is looked for once.
    let (mut above, mut meant) = (1, 1);
    for (at, text) in comments(file) {
        let (draft, span) = match words::read(file.id, at, text) {
            None => continue,
            Some(Err(fault)) => {
                faults.push(fault);
                continue;
            }
            Some(Ok(said)) => said,
        };
        let own = file.position(at as u32).line;
        if !(above..meant).contains(&own) {
            (above, meant) = (own, line_meant(file, own));
        }
        let covers = Covers::Place(Line {
            file: file.id,
            line: meant,
            resources: starts.get(&meant).cloned().unwrap_or_default(),
        });
        found.extend(finish(draft, &covers, span, faults));
    }
    found
}

/// Marks with which a comment begins.
const BEGINNINGS: [&str; 3] = ["#", "//", "/*"];

/// The comments that are for this tool: where what they say begins, and what that is.
fn comments(file: &Arc<SourceFile>) -> Vec<(usize, &str)> {
    let text = file.text();
    let mut marked = memchr::memmem::find_iter(text.as_bytes(), MARK.as_bytes())
        .filter_map(|at| beginning(text, at).map(|begin| (begin, at)))
        .peekable();
    if marked.peek().is_none() {
        return Vec::new();
    }
    let is_terraform = terraform::part_of(&file.path, false).is_some();
    let real: Box<dyn Fn(usize) -> bool> = if is_terraform {
        let real = hcl::comments(text);
        Box::new(move |begin| real.binary_search(&begin).is_ok())
    } else if cdk::is_code(&file.path) {
        // The languages of apps are not read: where a line of code is that made something, a comment is one.
        Box::new(|_| true)
    } else {
        let texts = texts(file);
        Box::new(move |begin| text.as_bytes()[begin] == b'#' && !texts.has(begin as u32))
    };
    let mut found = Vec::new();
    let mut end = 0;
    for (begin, at) in marked {
        // What stands in a comment begins none.
        if begin >= end && real(begin) {
            let said = end_of(text, at);
            end = at + said.len();
            found.push((at, said));
        }
    }
    found
}

/// Where the comment begins whose first word stands at an offset.
fn beginning(text: &str, at: usize) -> Option<usize> {
    let before = text[..at].trim_end_matches([' ', '\t']);
    let mark = BEGINNINGS.into_iter().find(|mark| before.ends_with(mark))?;
    let begin = before.len() - mark.len();
    // In YAML, what touches a `#` is no comment; elsewhere nobody writes it so.
    let apart = begin == 0 || text[..begin].ends_with([' ', '\t', '\n', '\r']);
    apart.then_some(begin)
}

/// What a comment says from an offset on: the rest of its line, without an end mark.
fn end_of(text: &str, at: usize) -> &str {
    let rest = &text[at..];
    let line = rest.split(['\n', '\r']).next().unwrap_or(rest);
    line.split("*/").next().unwrap_or(line).trim_end()
}

/// The line that a comment is about: its own, or the next one where it has one for itself.
fn line_meant(file: &SourceFile, own: u32) -> u32 {
    let is_comment = |line: u32| {
        let text = file.text()[file.line_range(line)].trim_start();
        BEGINNINGS.into_iter().any(|mark| text.starts_with(mark))
    };
    let last = file.position(u32::MAX).line;
    let mut line = own;
    while line <= last && is_comment(line) {
        line += 1;
    }
    line
}

/// The scalars of a file, in which nothing is a comment.
struct Texts(Vec<(u32, u32)>);

impl Texts {
    fn has(&self, offset: u32) -> bool {
        let before = self.0.partition_point(|(start, _)| *start <= offset);
        self.0[..before]
            .last()
            .is_some_and(|(_, end)| offset < *end)
    }
}

fn texts(file: &Arc<SourceFile>) -> Texts {
    let (tree, _) = syntax::parse(file, &Limits::default());
    let spans = tree.scalars().map(|span| (span.start, span.end));
    let mut texts: Vec<(u32, u32)> = spans.collect();
    texts.sort_unstable();
    Texts(texts)
}
