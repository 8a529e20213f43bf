//! `jsondecode` and `yamldecode`.
//!
//! In: a text, also with holes. Out: the value it stands for, each part with its own place in the text where that can be
//! told. A list or mapping in place of a text is one that was encoded: it is its own result.

use crate::source::Severity;
use crate::syntax::{
    Budget, Cause, CauseKind, DUPLICATE_KEY, Entry, Joined, Limits, Node, Scalar, Shape, Term,
    Value,
};

use super::call::{Call, Outcome, cause_of, unknown};
use super::number::{NoNumber, Number};

/// Deepest nesting that is read.
const DEEPEST: usize = 64;

/// Most values of one document.
const MOST: usize = 100_000;

/// A text that is decoded.
struct Reader<'c> {
    call: &'c Call<'c>,
    joined: Joined<'c>,
    plain: fn(&Call<'_>, &str) -> Result<Plain, Cause>,
}

/// What a text without quotes stands for.
enum Plain {
    Null,
    /// A number or a truth value, as Terraform writes it.
    Scalar(String),
    Text(String),
}

pub(super) fn jsondecode(call: &Call<'_>) -> Outcome {
    let value = call.argument(0)?;
    if let Some(text) = value.as_text()
        && let Err(fault) = serde_json::from_str::<serde::de::IgnoredAny>(text)
    {
        let is_too_deep = fault.to_string().starts_with("recursion limit");
        return Err(match is_too_deep {
            true => call.too_large(),
            false => call.wrong(),
        });
    }
    decode(call, value, json_plain)
}

pub(super) fn yamldecode(call: &Call<'_>) -> Outcome {
    let value = call.argument(0)?;
    // Tags of YAML itself change what a value is; the tree does not show them.
    let has_tags = |part: &Value| part.as_text().is_some_and(|text| text.contains("!!"));
    let parts = match &value.term {
        Term::Text(parts) => parts.as_slice(),
        _ => std::slice::from_ref(value),
    };
    if parts.iter().any(has_tags) {
        return Err(call.not_evaluated());
    }
    decode(call, value, yaml_plain)
}

fn decode(
    call: &Call<'_>,
    value: &Value,
    plain: fn(&Call<'_>, &str) -> Result<Plain, Cause>,
) -> Outcome {
    match &value.term {
        Term::List(_) | Term::Map(_) => return Ok(value.clone()),
        Term::Scalar(_) | Term::Text(_) => {}
        Term::Null | Term::Absent => return Err(call.wrong()),
        _ => return Err(cause_of(value)),
    }
    let joined = Joined::of(value).ok_or_else(|| call.not_evaluated())?;
    let limits = Limits::default();
    let (tree, diagnostics) = joined.parse(&limits);
    let is_error = |severity: &Severity| *severity == Severity::Error;
    if diagnostics.iter().any(|one| is_error(&one.severity)) {
        return Err(match joined.holes().first() {
            // A hole may be what mends it.
            Some(hole) => cause_of(hole),
            None => call.wrong(),
        });
    }
    // Here the first of two wins, in Terraform the last.
    if diagnostics.iter().any(|one| one.code == DUPLICATE_KEY) {
        return Err(call.not_evaluated());
    }
    let mut roots = tree.documents();
    let (Some(root), None) = (roots.next(), roots.next()) else {
        return Err(call.wrong());
    };
    if joined.text().trim().is_empty() {
        return Err(call.wrong());
    }
    let mut budget = Budget::new(MOST);
    let reader = Reader {
        call,
        joined,
        plain,
    };
    reader.value(root, &mut budget, DEEPEST)
}

impl Reader<'_> {
    fn value(&self, node: Node<'_>, budget: &mut Budget, depth: usize) -> Outcome {
        if depth == 0 || !budget.tick() {
            return Err(self.call.too_large());
        }
        if node.tag().is_some() {
            return Err(self.call.wrong());
        }
        let span = self.joined.place(node.span());
        let term = match node.shape() {
            Shape::Null => Term::Null,
            Shape::Scalar => {
                let text = node.text().unwrap_or_default();
                let value = match node.is_plain() && !Joined::has_hole(&text) {
                    true => return self.plain_value(&text, span),
                    false => self.joined.scalar(&text, false, span),
                };
                return Ok(value);
            }
            Shape::Sequence => {
                let items = node.items().map(|item| self.value(item, budget, depth - 1));
                Term::List(items.collect::<Result<_, _>>()?)
            }
            Shape::Mapping => {
                let mut entries = Vec::new();
                for (key, value) in node.entries() {
                    let value = self.value(value, budget, depth - 1)?;
                    entries.push(Entry {
                        key: self.key(key)?,
                        key_span: self.joined.place(key.span()),
                        value,
                    });
                }
                Term::Map(entries)
            }
        };
        Ok(Value { term, span })
    }

    fn plain_value(&self, text: &str, span: crate::source::Span) -> Outcome {
        let term = match (self.plain)(self.call, text) {
            Ok(Plain::Null) => Term::Null,
            Ok(Plain::Text(text)) => return Ok(Value::text(text, span)),
            Ok(Plain::Scalar(text)) => Term::Scalar(Scalar { text, plain: true }),
            // It is no fault of the others that this one is not read.
            Err(cause) if cause.kind == CauseKind::Function => return Ok(unknown(cause, span)),
            Err(cause) => return Err(cause),
        };
        Ok(Value { term, span })
    }

    fn key(&self, key: Node<'_>) -> Result<String, Cause> {
        let Some(text) = key.text() else {
            return Err(self.call.not_evaluated());
        };
        if Joined::has_hole(&text) {
            let holes = self.joined.holes();
            return Err(holes
                .first()
                .map_or_else(|| self.call.not_evaluated(), |hole| cause_of(hole)));
        }
        if !key.is_plain() {
            return Ok(text.into_owned());
        }
        match (self.plain)(self.call, &text)? {
            Plain::Scalar(text) | Plain::Text(text) => Ok(text),
            Plain::Null => Err(self.call.not_evaluated()),
        }
    }
}

fn json_plain(call: &Call<'_>, text: &str) -> Result<Plain, Cause> {
    match text {
        "true" | "false" => Ok(Plain::Scalar(text.to_owned())),
        "null" => Ok(Plain::Null),
        _ => number(call, text),
    }
}

fn number(call: &Call<'_>, text: &str) -> Result<Plain, Cause> {
    Ok(Plain::Scalar(
        call.computed(Number::parse(text))?.to_string(),
    ))
}

/// Texts of YAML that are truth values, in three forms each.
const TRUE: &[&str] = &["true", "y", "yes", "on"];
const FALSE: &[&str] = &["false", "n", "no", "off"];

fn yaml_plain(call: &Call<'_>, text: &str) -> Result<Plain, Cause> {
    let lower = text.to_ascii_lowercase();
    let capital = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    };
    let is_word = text == lower || text == lower.to_ascii_uppercase() || text == capital(&lower);
    match lower.as_str() {
        "" | "~" => return Ok(Plain::Null),
        "null" if is_word => return Ok(Plain::Null),
        word if is_word && TRUE.contains(&word) => return Ok(Plain::Scalar("true".to_owned())),
        word if is_word && FALSE.contains(&word) => return Ok(Plain::Scalar("false".to_owned())),
        ".inf" | "-.inf" | "+.inf" | ".nan" => return Err(call.wrong()),
        _ => {}
    }
    for (prefix, radix) in [("0x", 16), ("0o", 8)] {
        let Some(digits) = text.strip_prefix(prefix) else {
            continue;
        };
        return Ok(
            match num_bigint::BigUint::parse_bytes(digits.as_bytes(), radix) {
                Some(value) if digits.chars().all(|digit| digit.is_digit(radix)) => {
                    Plain::Scalar(value.to_string())
                }
                _ => Plain::Text(text.to_owned()),
            },
        );
    }
    match Number::parse(text) {
        Ok(number) => Ok(Plain::Scalar(number.to_string())),
        Err(NoNumber::TooLarge) => Err(call.too_large()),
        Err(NoNumber::Wrong) => date(call, text),
    }
}

/// A date without a time gets one. A time is written anew, which is not done here.
fn date(call: &Call<'_>, text: &str) -> Result<Plain, Cause> {
    let parts: Vec<&str> = text.splitn(3, '-').collect();
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let [year, month, rest] = parts.as_slice() else {
        return Ok(Plain::Text(text.to_owned()));
    };
    let starts = year.len() == 4 && is_number(year) && month.len() <= 2 && is_number(month);
    if !starts || !rest.starts_with(|first: char| first.is_ascii_digit()) {
        return Ok(Plain::Text(text.to_owned()));
    }
    let small = |part: &str| part.parse::<i8>().ok().filter(|_| is_number(part));
    let civil = match (year.parse::<i16>(), small(month), small(rest)) {
        (Ok(year), Some(month), Some(day)) => jiff::civil::Date::new(year, month, day).ok(),
        _ => None,
    };
    match civil {
        Some(date) => Ok(Plain::Text(format!("{date}T00:00:00Z"))),
        None => Err(call.not_evaluated()),
    }
}
