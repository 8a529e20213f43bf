//! Functions that take a text and change or judge it: case, what stands at its ends, what it contains.
//!
//! In: a text, also with holes. Out: the changed text, in which a hole stays what it is only where the function cannot
//! change it; or an answer, where the literal parts decide it.

use crate::syntax::{Cause, Term, Value};

use super::call::{Call, Outcome, cause_of, unknown};
use super::parts::{Text, is_free_of};

const SMALL: &str = "abcdefghijklmnopqrstuvwxyz";
const CAPITALS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

pub(super) fn upper(call: &Call<'_>) -> Outcome {
    by_character(call, SMALL, |character| {
        single(character, character.to_uppercase())
    })
}

pub(super) fn lower(call: &Call<'_>) -> Outcome {
    by_character(call, CAPITALS, |character| match character {
        // Its mapping without a context.
        'İ' => Some('i'),
        _ => single(character, character.to_lowercase()),
    })
}

/// The other case of a character. One that becomes several stays as it is; among those of Greek with a letter below, some
/// have a mapping to one character, which is not known here.
fn single(character: char, mut mapped: impl Iterator<Item = char>) -> Option<char> {
    match (mapped.next(), mapped.next()) {
        (Some(one), None) => Some(one),
        _ if ('\u{1f80}'..='\u{1fff}').contains(&character) => None,
        _ => Some(character),
    }
}

fn by_character(call: &Call<'_>, changed: &str, change: impl Fn(char) -> Option<char>) -> Outcome {
    change_literals(call, 0, changed, |text| text.chars().map(&change).collect())
}

/// The text with its literal parts changed. A hole stays where it is free of the characters that may change; `change` gives
/// nothing for what it cannot do.
pub(super) fn change_literals(
    call: &Call<'_>,
    index: usize,
    changed: &str,
    change: impl Fn(&str) -> Option<String>,
) -> Outcome {
    let mut text = Text::new(call);
    for part in call.parts(index)? {
        match &part.term {
            Term::Scalar(scalar) => {
                let changed = change(&scalar.text).ok_or_else(|| call.not_evaluated())?;
                text.literal(&changed)?;
            }
            _ if is_free_of(&part, changed) => text.parts([part])?,
            _ => text.parts([unknown(cause_of(&part), part.span)])?,
        }
    }
    Ok(text.finish())
}

pub(super) fn title(call: &Call<'_>) -> Outcome {
    let text = call.text(0)?;
    let mut before = ' ';
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        let first = is_separator(before);
        before = character;
        match first {
            false => out.push(character),
            true if character < '\u{180}' => {
                out.extend(single(character, character.to_uppercase()))
            }
            // Further on, capitals at the start of a word may be others than capitals.
            true if character.is_alphabetic() => return Err(call.not_evaluated()),
            true => out.push(character),
        }
    }
    Ok(call.make_text(out))
}

fn is_separator(character: char) -> bool {
    match character.is_ascii() {
        true => !character.is_ascii_alphanumeric() && character != '_',
        false => character.is_whitespace(),
    }
}

pub(super) fn trim(call: &Call<'_>) -> Outcome {
    let set = call.text(1)?;
    if set.is_empty() {
        return call.argument(0).cloned();
    }
    trim_ends(call, &set, |character| set.contains(character))
}

pub(super) fn trimspace(call: &Call<'_>) -> Outcome {
    trim_ends(call, " ", char::is_whitespace)
}

fn trim_ends(call: &Call<'_>, set: &str, cut: impl Fn(char) -> bool) -> Outcome {
    let mut parts = call.parts(0)?;
    trim_end(&mut parts, set, |text| text.trim_end_matches(&cut));
    parts.reverse();
    trim_end(&mut parts, set, |text| text.trim_start_matches(&cut));
    parts.reverse();
    finished(call, parts)
}

/// Cuts from the last part, and from those before it as far as nothing is left of one.
fn trim_end(parts: &mut Vec<Value>, set: &str, cut: impl Fn(&str) -> &str) {
    while let Some(last) = parts.last_mut() {
        let Term::Scalar(scalar) = &mut last.term else {
            if !is_free_of(last, set) {
                *last = unknown(cause_of(last), last.span);
            }
            return;
        };
        let kept = cut(&scalar.text).to_owned();
        if !kept.is_empty() {
            scalar.text = kept;
            return;
        }
        parts.pop();
    }
}

fn finished(call: &Call<'_>, parts: Vec<Value>) -> Outcome {
    let mut text = Text::new(call);
    text.parts(parts)?;
    Ok(text.finish())
}

pub(super) fn chomp(call: &Call<'_>) -> Outcome {
    let mut parts = call.parts(0)?;
    trim_end(&mut parts, "\n", |text| text.trim_end_matches(['\r', '\n']));
    finished(call, parts)
}

/// The end of a text at which something may stand.
#[derive(Clone, Copy)]
enum End {
    Start,
    Stop,
}

pub(super) fn startswith(call: &Call<'_>) -> Outcome {
    Ok(call.make_bool(stands_at(call, End::Start)?))
}

pub(super) fn endswith(call: &Call<'_>) -> Outcome {
    Ok(call.make_bool(stands_at(call, End::Stop)?))
}

pub(super) fn trimprefix(call: &Call<'_>) -> Outcome {
    trim_word(call, End::Start)
}

pub(super) fn trimsuffix(call: &Call<'_>) -> Outcome {
    trim_word(call, End::Stop)
}

/// Whether the second argument stands at an end of the first, as far as the literal part there says.
fn stands_at(call: &Call<'_>, end: End) -> Result<bool, Cause> {
    let word = call.text(1)?;
    let parts = call.parts(0)?;
    let outer = match end {
        End::Start => parts.first(),
        End::Stop => parts.last(),
    };
    let Some(outer) = outer else {
        return Ok(word.is_empty());
    };
    let text = outer.as_text().unwrap_or_default();
    let (is_there, may_follow) = match end {
        End::Start => (text.starts_with(&*word), word.starts_with(text)),
        End::Stop => (text.ends_with(&*word), word.ends_with(text)),
    };
    if is_there {
        return Ok(true);
    }
    let hole = parts.iter().find(|part| part.as_text().is_none());
    match hole {
        Some(hole) if may_follow => Err(cause_of(hole)),
        _ => Ok(false),
    }
}

fn trim_word(call: &Call<'_>, end: End) -> Outcome {
    let length = match stands_at(call, end)? {
        true => call.text(1)?.len(),
        false => 0,
    };
    let mut parts = call.parts(0)?;
    let outer = match end {
        End::Start => parts.first_mut(),
        End::Stop => parts.last_mut(),
    };
    if let Some(Value {
        term: Term::Scalar(scalar),
        ..
    }) = outer
    {
        let kept = match end {
            End::Start => scalar.text.get(length..),
            End::Stop => scalar.text.get(..scalar.text.len() - length),
        };
        scalar.text = kept.unwrap_or_default().to_owned();
    }
    finished(call, parts)
}

pub(super) fn strcontains(call: &Call<'_>) -> Outcome {
    let word = call.text(1)?;
    let parts = call.parts(0)?;
    let contains = |part: &Value| part.as_text().is_some_and(|text| text.contains(&*word));
    if word.is_empty() || parts.iter().any(contains) {
        return Ok(call.make_bool(true));
    }
    match parts.iter().find(|part| part.as_text().is_none()) {
        Some(hole) => Err(cause_of(hole)),
        None => Ok(call.make_bool(false)),
    }
}
