//! The words of an exception in a comment: `phipath: ignore[rule] until=2027-01-31 owner=team reason="why"`.
//!
//! In: the text of a comment, without its marks. Out: a draft, or an error at what cannot be read.

use crate::frontend::manifest::Written;
use crate::source::{Diagnostic, FileId, Span, closest_name};

use super::read::Draft;
use super::{REFUSED, keys};

/// How a comment for this tool begins.
pub(super) const MARK: &str = "phipath:";
/// What it says then.
const IGNORE: &str = "ignore";

/// The text of a comment and where it stands.
#[derive(Clone, Copy)]
struct Comment<'t> {
    file: FileId,
    start: usize,
    text: &'t str,
}

impl Comment<'_> {
    fn span(&self, from: usize, to: usize) -> Span {
        let at = |offset: usize| (self.start + offset) as u32;
        Span::new(self.file, at(from), at(to))
    }

    fn refused(&self, from: usize, to: usize, message: impl Into<String>) -> Diagnostic {
        let help = "write `phipath: ignore[rule-id] until=2027-01-31 owner=team reason=\"why\"`";
        Diagnostic::error(REFUSED, self.span(from, to.max(from + 1)), message).help(help)
    }
}

/// What a comment says that begins at an offset of its file: a draft and its place, or why it is none; `None` where it is
/// not for this tool.
pub(super) fn read(
    file: FileId,
    start: usize,
    text: &str,
) -> Option<Result<(Draft, Span), Diagnostic>> {
    let after = text.strip_prefix(MARK)?;
    let said = after.trim_start();
    let rest = said.strip_prefix(IGNORE)?;
    let comment = Comment { file, start, text };
    let at = text.len() - rest.len();
    let draft = draft(&comment, at);
    Some(draft.map(|draft| (draft, comment.span(0, text.len()))))
}

fn draft(comment: &Comment<'_>, from: usize) -> Result<Draft, Diagnostic> {
    let rest = &comment.text[from..];
    let listed = rest.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let Some((list, _)) = listed else {
        let message = "expected the rules in brackets";
        return Err(comment.refused(0, comment.text.len(), message));
    };
    let mut draft = Draft {
        rules: rules(comment, from + 1, list),
        ..Draft::default()
    };
    let mut at = from + list.len() + 2;
    while let Some((key, value, next)) = pair(comment, at)? {
        let Some(slot) = draft.slot(key) else {
            let fault = comment.refused(at, next, format!("`{key}` is not a word of an exception"));
            return Err(match closest_name(key, keys::IN_METADATA) {
                Some(near) => fault.help(format!("did you mean `{near}`?")),
                None => fault,
            });
        };
        if slot.replace(value).is_some() {
            return Err(comment.refused(at, next, format!("`{key}` is said twice")));
        }
        at = next;
    }
    Ok(draft)
}

fn rules(comment: &Comment<'_>, from: usize, list: &str) -> Vec<Written> {
    let mut at = from;
    let mut rules = Vec::new();
    for part in list.split(',') {
        let name = part.trim();
        let start = at + (part.len() - part.trim_start().len());
        if !name.is_empty() {
            rules.push(Written {
                text: name.to_owned(),
                span: comment.span(start, start + name.len()),
            });
        }
        at += part.len() + 1;
    }
    rules
}

/// The next `key=value` from an offset on, and where it ends; `None` at the end.
fn pair<'t>(
    comment: &Comment<'t>,
    from: usize,
) -> Result<Option<(&'t str, Written, usize)>, Diagnostic> {
    let text = comment.text;
    let rest = text[from..].trim_start_matches([' ', '\t', ',']);
    let start = text.len() - rest.len();
    if rest.is_empty() {
        return Ok(None);
    }
    let word_end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    let Some((key, value)) = rest.split_once('=').filter(|(key, _)| key.len() < word_end) else {
        let message = format!(
            "expected a word such as `owner=team`, found `{}`",
            &rest[..word_end]
        );
        return Err(comment.refused(start, start + word_end, message));
    };
    let value_at = start + key.len() + 1;
    let (from, to, next) = match value.strip_prefix('"') {
        Some(quoted) => match quoted.find('"') {
            Some(length) => (value_at + 1, value_at + 1 + length, value_at + length + 2),
            None => {
                let message = format!("the text of `{key}` has no end: a `\"` is missing");
                return Err(comment.refused(value_at, text.len(), message));
            }
        },
        None => {
            let length = value.find(char::is_whitespace).unwrap_or(value.len());
            (value_at, value_at + length, value_at + length)
        }
    };
    let written = Written {
        text: text[from..to].to_owned(),
        span: comment.span(from, to),
    };
    Ok(Some((key, written, next)))
}
