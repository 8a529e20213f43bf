//! Functions with regular expressions.
//!
//! In: a pattern as Terraform reads it, and a text that is known as a whole. Out: what matches. The pattern is written anew
//! for the crate that matches, whose language differs in details: see `dialect`.

use regex::{Captures, Regex, RegexBuilder};

use crate::syntax::{Cause, Entry, Term, Value};

use super::call::{Call, Outcome};
use super::dialect;
use super::parts::Text;

/// Most matches of one call.
const MOST: usize = 100_000;

/// Bytes of a compiled pattern, and of a text that is searched: together they bound the time.
const LARGEST: usize = 1 << 18;

pub(super) fn regex(call: &Call<'_>) -> Outcome {
    let text = call.text(1)?;
    let regex = compiled(call, &call.text(0)?, &text)?;
    let captures = regex.captures(&text).ok_or_else(|| call.wrong())?;
    found(call, &regex, &captures)
}

pub(super) fn regexall(call: &Call<'_>) -> Outcome {
    let text = call.text(1)?;
    let regex = compiled(call, &call.text(0)?, &text)?;
    let mut all = Vec::new();
    for captures in regex.captures_iter(&text) {
        if all.len() >= MOST {
            return Err(call.too_large());
        }
        all.push(found(call, &regex, &captures)?);
    }
    Ok(call.make_list(all))
}

/// `replace` with a pattern.
pub(super) fn replace(call: &Call<'_>, pattern: &str) -> Outcome {
    let (text, replacement) = (call.text(0)?, call.text(2)?);
    let regex = compiled(call, pattern, &text)?;
    let mut out = Text::new(call);
    let mut end = 0;
    for captures in regex.captures_iter(&text) {
        let Some(whole) = captures.get(0) else {
            continue;
        };
        let mut expanded = String::new();
        captures.expand(&replacement, &mut expanded);
        out.literal(&text[end..whole.start()])?;
        out.literal(&expanded)?;
        end = whole.end();
    }
    out.literal(&text[end..])?;
    Ok(out.finish())
}

fn compiled(call: &Call<'_>, pattern: &str, text: &str) -> Result<Regex, Cause> {
    if text.len() > LARGEST {
        return Err(call.too_large());
    }
    let rewritten = match dialect::rewritten(pattern) {
        Ok(rewritten) => rewritten,
        Err(dialect::Fault::Wrong) => return Err(call.wrong()),
        Err(dialect::Fault::Unknown) => return Err(call.not_evaluated()),
    };
    if rewritten.needs_ascii && !text.is_ascii() {
        return Err(call.not_evaluated());
    }
    // What the crate does not take may be a pattern in Terraform all the same.
    let built = RegexBuilder::new(&rewritten.pattern)
        .size_limit(LARGEST)
        .build();
    built.map_err(|_| call.not_evaluated())
}

/// The match, its groups, or its groups by name.
fn found(call: &Call<'_>, regex: &Regex, captures: &Captures<'_>) -> Outcome {
    let group = |index: usize| match captures.get(index) {
        Some(group) => call.make_text(group.as_str()),
        None => call.make(Term::Null),
    };
    let names: Vec<Option<&str>> = regex.capture_names().skip(1).collect();
    let named = names.iter().flatten().count();
    if names.is_empty() {
        return Ok(group(0));
    }
    if named == 0 {
        let groups: Vec<Value> = (1..=names.len()).map(group).collect();
        return Ok(call.make_list(groups));
    }
    if named < names.len() {
        return Err(call.wrong());
    }
    let entries = names
        .iter()
        .flatten()
        .enumerate()
        .map(|(index, name)| Entry {
            key: (*name).to_owned(),
            key_span: call.span,
            value: group(index + 1),
        });
    Ok(call.make(Term::Map(entries.collect())))
}
