//! `format` and `formatlist`.
//!
//! In: a format and values. Out: the text, with a hole where a value is not known and goes in as it is; lists of such
//! texts. How numbers are written is known in `verb`.

use crate::syntax::{Cause, Term, Value};

use super::call::{
    Call, Literal, Outcome, cause_of, is_null, is_open_item, is_text, literal, unknown,
};
use super::parts::{LONGEST, Text, joined};
use super::pieces::clusters;
use super::print;
use super::verb::{Piece, Verb, pieces};

pub(super) fn format(call: &Call<'_>) -> Outcome {
    let template = call.text(0)?;
    let values: Vec<&Value> = call.arguments.iter().skip(1).collect();
    apply(call, &template, &values)
}

fn apply(call: &Call<'_>, template: &str, values: &[&Value]) -> Outcome {
    let mut text = Text::new(call);
    let mut next = 0;
    let mut used = 0;
    for piece in pieces(template).ok_or_else(|| call.wrong())? {
        match piece {
            Piece::Literal(literal) => text.literal(literal)?,
            Piece::Verb(verb) => {
                let at = verb.argument.unwrap_or(next);
                let value = values.get(at).ok_or_else(|| call.wrong())?;
                text.parts(formatted(call, &verb, value)?)?;
                next = at + 1;
                used = used.max(next);
            }
        }
    }
    // A value that no verb takes is an error.
    match used < values.len() {
        true => Err(call.wrong()),
        false => Ok(text.finish()),
    }
}

/// What a verb makes of a value.
fn formatted(call: &Call<'_>, verb: &Verb, value: &Value) -> Result<Vec<Value>, Cause> {
    if verb.width.unwrap_or(0).max(verb.precision.unwrap_or(0)) > LONGEST {
        return Err(call.too_large());
    }
    if is_null(value) && verb.letter != 'v' {
        return Err(call.wrong());
    }
    let parts = match verb.letter {
        'v' => as_it_is(call, verb, value)?,
        't' => return truth(call, value),
        's' => cut(call, verb, call.parts_of(value)?)?,
        'q' => quoted(call, verb, value)?,
        'b' | 'd' | 'o' | 'x' | 'X' | 'e' | 'E' | 'f' | 'g' | 'G' => {
            return number(call, verb, value);
        }
        _ => return Err(call.wrong()),
    };
    padded(call, verb, parts)
}

/// A text or a number as people write it, anything else as JSON.
fn as_it_is(call: &Call<'_>, verb: &Verb, value: &Value) -> Result<Vec<Value>, Cause> {
    match (literal(value), verb.sharp) {
        (Some(Literal::Number(number)), false) => {
            Ok(vec![call.make_text(super::verb::general(&number))])
        }
        _ if is_text(value) && !verb.sharp => call.parts_of(value),
        // A parameter may be of any type.
        (None, _) if matches!(value.term, Term::Parameter(_) | Term::Choice { .. }) => {
            Ok(vec![unknown(cause_of(value), value.span)])
        }
        _ => Ok(vec![print::json(call, value)?]),
    }
}

fn truth(call: &Call<'_>, value: &Value) -> Result<Vec<Value>, Cause> {
    match literal(value) {
        None if !matches!(value.term, Term::List(_) | Term::Map(_)) => Ok(vec![value.clone()]),
        _ => Ok(vec![call.make_text(call.bool_of(value)?.to_string())]),
    }
}

fn number(call: &Call<'_>, verb: &Verb, value: &Value) -> Result<Vec<Value>, Cause> {
    let is_hole = literal(value).is_none() && !matches!(value.term, Term::List(_) | Term::Map(_));
    if is_hole {
        let is_bare = verb.letter == 'd' && verb.is_plain();
        return Ok(vec![match is_bare {
            true => value.clone(),
            false => unknown(cause_of(value), value.span),
        }]);
    }
    let text = verb.number(&call.number_of(value)?);
    text.map(|text| vec![call.make_text(text)])
        .ok_or_else(|| call.wrong())
}

/// A text cut to the precision; zero does not cut.
fn cut(call: &Call<'_>, verb: &Verb, parts: Vec<Value>) -> Result<Vec<Value>, Cause> {
    let Some(most) = verb.precision.filter(|most| *most > 0) else {
        return Ok(parts);
    };
    let whole = joined(parts, call.span);
    let Some(text) = whole.as_text() else {
        return Ok(vec![unknown(cause_of(&whole), whole.span)]);
    };
    let clusters = clusters(text).ok_or_else(|| call.not_evaluated())?;
    let kept: String = clusters.into_iter().take(most).collect();
    Ok(vec![call.make_text(kept)])
}

fn quoted(call: &Call<'_>, verb: &Verb, value: &Value) -> Result<Vec<Value>, Cause> {
    let text = joined(cut(call, verb, call.parts_of(value)?)?, call.span);
    // A value that is not known is a text all the same.
    let text = match text.term {
        Term::Scalar(_) | Term::Text(_) => text,
        _ => call.make(Term::Text(vec![text])),
    };
    Ok(vec![print::json(call, &text)?])
}

fn padded(call: &Call<'_>, verb: &Verb, parts: Vec<Value>) -> Result<Vec<Value>, Cause> {
    let whole = joined(parts, call.span);
    let Some(width) = verb.width else {
        return Ok(super::parts::opened(whole));
    };
    let Some(text) = whole.as_text() else {
        return Ok(vec![unknown(cause_of(&whole), whole.span)]);
    };
    let length = clusters(text).ok_or_else(|| call.not_evaluated())?.len();
    let filler = if verb.zero { "0" } else { " " }.repeat(width.saturating_sub(length));
    Ok(vec![call.make_text(match verb.minus {
        true => format!("{text}{filler}"),
        false => format!("{filler}{text}"),
    })])
}

pub(super) fn formatlist(call: &Call<'_>) -> Outcome {
    let template = call.text(0)?;
    let values = &call.arguments[1..];
    let lists: Vec<&[Value]> = values
        .iter()
        .filter_map(|value| match &value.term {
            Term::List(items) => Some(items.as_slice()),
            _ => None,
        })
        .collect();
    if let Some(open) = values
        .iter()
        .find(|value| may_be_list(value, lists.is_empty()))
    {
        return Ok(call.make_list(vec![unknown(cause_of(open), open.span)]));
    }
    let open = lists
        .iter()
        .filter_map(|list| list.iter().position(is_open_item))
        .min();
    let lengths: Vec<usize> = lists.iter().map(|list| list.len()).collect();
    let is_even = lengths.windows(2).all(|pair| pair[0] == pair[1]);
    if open.is_none() && !is_even {
        return Err(call.wrong());
    }
    let count = open.or(lengths.first().copied()).unwrap_or(1);
    let mut results = Vec::new();
    let mut length = 0;
    for index in 0..count {
        let at = |value: &'_ Value| -> Option<Value> {
            match &value.term {
                Term::List(items) => items.get(index).cloned(),
                _ => Some(value.clone()),
            }
        };
        let row: Option<Vec<Value>> = values.iter().map(at).collect();
        let row = row.ok_or_else(|| call.wrong())?;
        let result = apply(call, &template, &row.iter().collect::<Vec<_>>())?;
        length += result.as_text().map_or(1, str::len);
        if length > LONGEST {
            return Err(call.too_large());
        }
        results.push(result);
    }
    let rest = open.and_then(|at| {
        lists
            .iter()
            .find_map(|list| list.get(at).filter(|item| is_open_item(item)))
    });
    results.extend(rest.cloned());
    Ok(call.make_list(results))
}

/// Whether an argument may be a list although it is none here. What a resource gives is taken for a text where another
/// argument is a list.
fn may_be_list(value: &Value, alone: bool) -> bool {
    match value.term {
        Term::Unknown(_) | Term::Parameter(_) | Term::Choice { .. } => true,
        Term::Reference(_) => alone,
        _ => false,
    }
}
