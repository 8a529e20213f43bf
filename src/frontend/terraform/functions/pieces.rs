//! Functions that take texts apart and put them together: `join`, `split`, `replace`, `substr` and alike.
//!
//! In: texts, also with holes. Out: texts and lists of texts. A hole in which a separator may stand ends what is known of
//! the pieces: the rest is one open item.

use crate::syntax::{Cause, Term, Value};

use super::call::{Call, Outcome, cause_of, is_open_item, unknown};
use super::parts::{Text, is_free_of, joined};
use super::pattern;
use super::text::change_literals;

/// Most pieces of one text.
const MOST: usize = 100_000;

pub(super) fn join(call: &Call<'_>) -> Outcome {
    let separator = call.parts(0)?;
    let lists = call.lists(1)?;
    let mut text = Text::new(call);
    let mut before: Option<&Value> = None;
    for item in lists.into_iter().flatten() {
        // An open item may be none: then its separators are not there either.
        let is_sure = |before: &Value| !is_open_item(before) && !is_open_item(item);
        if before.is_some_and(is_sure) {
            text.parts(separator.iter().cloned())?;
        }
        text.parts(call.parts_of(item)?)?;
        before = Some(item);
    }
    Ok(text.finish())
}

pub(super) fn split(call: &Call<'_>) -> Outcome {
    let separator = call.text(0)?;
    let mut items: Vec<Value> = Vec::new();
    let mut current: Vec<Value> = Vec::new();
    for part in call.parts(1)? {
        let Term::Scalar(scalar) = &part.term else {
            if is_free_of(&part, &separator) {
                current.push(part);
                continue;
            }
            items.push(unknown(cause_of(&part), part.span));
            return Ok(call.make_list(items));
        };
        for (index, piece) in pieces(&scalar.text, &separator).enumerate() {
            if index > 0 {
                items.push(joined(std::mem::take(&mut current), call.span));
            }
            if items.len() > MOST {
                return Err(call.too_large());
            }
            if !piece.is_empty() {
                current.push(call.make_text(piece));
            }
        }
    }
    let is_nothing = separator.is_empty() && current.is_empty();
    if !is_nothing {
        items.push(joined(current, call.span));
    }
    Ok(call.make_list(items))
}

/// The pieces between separators; the characters where the separator is empty.
fn pieces<'t>(text: &'t str, separator: &'t str) -> Box<dyn Iterator<Item = &'t str> + 't> {
    match separator.is_empty() {
        true => {
            let ends = text.char_indices();
            Box::new(ends.map(|(at, character)| &text[at..at + character.len_utf8()]))
        }
        false => Box::new(text.split(separator)),
    }
}

pub(super) fn replace(call: &Call<'_>) -> Outcome {
    let word = call.text(1)?;
    if word.len() > 1 && word.starts_with('/') && word.ends_with('/') {
        return pattern::replace(call, &word[1..word.len() - 1]);
    }
    let replacement = call.parts(2)?;
    let parts = call.parts(0)?;
    if word.is_empty() && parts.iter().any(|part| part.as_text().is_none()) {
        return Err(cause_of(call.argument(0)?));
    }
    let mut text = Text::new(call);
    for (index, part) in parts.iter().enumerate() {
        let Term::Scalar(scalar) = &part.term else {
            match is_free_of(part, &word) {
                true => text.parts([part.clone()])?,
                false => text.parts([unknown(cause_of(part), part.span)])?,
            }
            continue;
        };
        let open = |at: Option<usize>| {
            let neighbour = at.and_then(|at| parts.get(at));
            neighbour.filter(|part| !is_free_of(part, &word))
        };
        if let Some(hole) =
            open(index.checked_sub(1)).filter(|_| begins_inside(&scalar.text, &word))
        {
            return Err(cause_of(hole));
        }
        if let Some(hole) = open(Some(index + 1)).filter(|_| ends_inside(&scalar.text, &word)) {
            return Err(cause_of(hole));
        }
        for (index, piece) in scalar.text.split(&*word).enumerate() {
            // The standard library finds the empty word at the same places as Terraform, ends included.
            if index > 0 {
                text.parts(replacement.iter().cloned())?;
            }
            text.literal(piece)?;
        }
    }
    Ok(text.finish())
}

/// Whether a text starts in the middle of a word that may have begun before.
fn begins_inside(text: &str, word: &str) -> bool {
    let mut ends = word.char_indices().skip(1).map(|(at, _)| &word[at..]);
    ends.any(|end| text.starts_with(end) || end.starts_with(text))
}

/// Whether a text ends in the middle of a word that may go on.
fn ends_inside(text: &str, word: &str) -> bool {
    let mut starts = word.char_indices().skip(1).map(|(at, _)| &word[..at]);
    starts.any(|start| text.ends_with(start) || start.ends_with(text))
}

pub(super) fn indent(call: &Call<'_>) -> Outcome {
    let spaces = call.count(0)?;
    if spaces > super::parts::LONGEST {
        return Err(call.too_large());
    }
    let line = format!("\n{}", " ".repeat(spaces));
    let text = call.argument(1)?.as_text().unwrap_or_default();
    if text.matches('\n').count().saturating_mul(line.len()) > super::parts::LONGEST {
        return Err(call.too_large());
    }
    change_literals(call, 1, "\n", |text| Some(text.replace('\n', &line)))
}

pub(super) fn strrev(call: &Call<'_>) -> Outcome {
    let text = call.text(0)?;
    let mut clusters = clusters(&text).ok_or_else(|| call.not_evaluated())?;
    clusters.reverse();
    Ok(call.make_text(clusters.concat()))
}

pub(super) fn substr(call: &Call<'_>) -> Outcome {
    let (offset, length) = (call.integer(1)?, call.integer(2)?);
    let parts = call.parts(0)?;
    let first = parts.first().and_then(Value::as_text).unwrap_or_default();
    let known = clusters(first).ok_or_else(|| call.not_evaluated())?;
    let count = known.len() as i64;
    if let Some(hole) = parts.iter().find(|part| part.as_text().is_none()) {
        let is_within = offset >= 0 && length >= 0 && offset.saturating_add(length) <= count;
        if !is_within {
            return Err(cause_of(hole));
        }
    }
    let start = match offset {
        0.. => offset.min(count),
        _ => (offset.saturating_add(count)).max(0),
    };
    // From the end, a length of zero means the rest, as a negative one does.
    let is_rest = length < 0 || length == 0 && offset < 0;
    let end = match is_rest {
        true => count,
        false => start.saturating_add(length).min(count),
    };
    Ok(call.make_text(known[start as usize..end as usize].concat()))
}

/// What people take for the characters of a text, as far as that is told without tables: `None` where characters may
/// combine.
pub(super) fn clusters(text: &str) -> Option<Vec<&str>> {
    let mut clusters = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if !stands_alone(first) {
            return None;
        }
        let length = if rest.starts_with("\r\n") {
            2
        } else {
            first.len_utf8()
        };
        let (cluster, after) = rest.split_at(length);
        clusters.push(cluster);
        rest = after;
    }
    Some(clusters)
}

/// Scripts and signs whose characters never combine: up to Latin, Greek, Cyrillic, dashes and quotes, Chinese.
fn stands_alone(character: char) -> bool {
    matches!(
        character,
        '\0'..='\u{2ff}'
            | '\u{370}'..='\u{482}'
            | '\u{48a}'..='\u{52f}'
            | '\u{2010}'..='\u{2027}'
            | '\u{4e00}'..='\u{9fff}'
    )
}

/// The length of a text in characters.
pub(super) fn text_length(call: &Call<'_>, value: &Value) -> Result<usize, Cause> {
    let text = call.text_of(value)?;
    clusters(&text)
        .map(|all| all.len())
        .ok_or_else(|| call.not_evaluated())
}
