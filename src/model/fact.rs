//! From what a path leads to, to a fact: the typed readers of the vocabulary.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::knowledge::{AttributeMapping, Kind};
use crate::policy;
use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Guard, Parameter, Term, Value};
use crate::vocabulary::{Attribute, Literal, Reader, Type, Vocabulary};

use super::path::{Found, cause_of};
use super::{Fact, FactValue, Facts, Gap, Origin, credential, render};

/// The fact of an attribute from what its paths lead to; `missing` is where it would stand.
pub(super) fn read(
    attribute: &Attribute,
    mapping: &AttributeMapping,
    found: &[Found],
    missing: &Gap,
) -> Fact {
    if let Some(constant) = &mapping.constant {
        return Fact {
            value: FactValue::Known(constant.clone()),
            origin: Origin::Derived(vec![missing.at]),
            assumes: Vec::new(),
        };
    }
    if let Some(there) = mapping.present {
        return presence(found, there, missing);
    }
    let otherwise = absent(attribute, mapping, missing);
    if found.is_empty() {
        return otherwise;
    }
    match attribute.reader {
        Reader::List | Reader::Tags => list(attribute.reader, &mapping.values, found),
        Reader::Credential => credential::read(found),
        _ => scalar(attribute, mapping, found, otherwise),
    }
}

/// The facts of a component of a kind that no resource declares: constants, defaults, and what absence means.
pub fn unwritten(kind: &Kind, vocabulary: &Vocabulary, at: Span) -> Facts {
    let readable = |mapping: &&AttributeMapping| {
        !matches!(
            vocabulary.attribute(mapping.attribute).predicate_type(),
            Type::Opaque
        )
    };
    let facts = kind.attributes.iter().filter(readable);
    facts
        .map(|mapping| {
            (
                mapping.attribute,
                read(
                    vocabulary.attribute(mapping.attribute),
                    mapping,
                    &[],
                    &at.into(),
                ),
            )
        })
        .collect()
}

/// The fact where nothing is written.
pub(super) fn absent(attribute: &Attribute, mapping: &AttributeMapping, missing: &Gap) -> Fact {
    use crate::vocabulary::Absence;
    let default = |literal: &Literal, citation: &Arc<str>| Fact {
        value: FactValue::Known(literal.clone()),
        origin: Origin::Default {
            gap: missing.clone(),
            citation: citation.to_string(),
        },
        assumes: Vec::new(),
    };
    if let Some((literal, citation)) = &mapping.default {
        return default(literal, citation);
    }
    let value = match &attribute.absence {
        Absence::Value(literal, citation) => return default(literal, citation),
        Absence::Meaningful => FactValue::Absent,
        Absence::Unknown => {
            let text = match missing.property.as_deref() {
                Some(property) => format!("`{property}`"),
                None => attribute.question("the component"),
            };
            FactValue::Unknown(Cause::new(CauseKind::Unstated, text))
        }
    };
    Fact {
        value,
        origin: Origin::Missing(missing.clone()),
        assumes: Vec::new(),
    }
}

/// Whether something is written, with what is so where it `there` is; an empty text names nothing.
fn presence(found: &[Found], there: bool, missing: &Gap) -> Fact {
    let known = |written: bool| FactValue::Known(Literal::Boolean(written == there));
    let mut assumes = Vec::new();
    let found = found.iter().filter(|one| !is_empty(one, &mut assumes));
    let found: Vec<&Found> = found.collect();
    let Some((first, _)) = found.first() else {
        return Fact {
            value: known(false),
            origin: Origin::Missing(missing.clone()),
            assumes,
        };
    };
    let when = Guard::any(found.iter().map(|(_, when)| when.clone()));
    let unknown = found.iter().find_map(|(value, _)| match &value.term {
        // What it says is not known, but something is written.
        Term::Unknown(cause) if says_something(cause) => None,
        Term::Unknown(cause) => Some(cause.clone()),
        _ => None,
    });
    let value = match (unknown, when) {
        (Some(cause), _) => FactValue::Unknown(cause),
        (None, Guard::Always) => known(true),
        (None, when) => FactValue::Choice(vec![(when, known(true)), (Guard::Always, known(false))]),
    };
    Fact {
        value,
        origin: Origin::Declared(first.span),
        assumes,
    }
}

/// Whether a value is an empty text, which names nothing; that a parameter is so by its default is noted. Under a condition a
/// parameter is not empty: that is what the condition is for.
pub(super) fn is_empty((value, when): &Found, assumes: &mut Vec<String>) -> bool {
    match &value.term {
        Term::Parameter(Parameter {
            name,
            default: Some(default),
            ..
        }) if default.as_text() == Some("") && when.is_always() => {
            if !assumes.contains(name) {
                assumes.push(name.clone());
            }
            true
        }
        _ => value.as_text() == Some(""),
    }
}

/// Whether a value that is not known for a cause is there for certain.
fn says_something(cause: &Cause) -> bool {
    matches!(
        cause.kind,
        CauseKind::Sensitive
            | CauseKind::SensitiveLiteral
            | CauseKind::Dangling
            | CauseKind::Import
            | CauseKind::DynamicReference
    )
}

fn list(reader: Reader, words: &BTreeMap<String, String>, found: &[Found]) -> Fact {
    // The places of the items, in their order.
    let origin = match found {
        [(only, _)] => Origin::Declared(only.span),
        _ => Origin::Derived(found.iter().map(|(value, _)| value.span).collect()),
    };
    let mut texts: Vec<Arc<str>> = Vec::new();
    let mut guards: Vec<Guard> = Vec::new();
    let mut assumes = Vec::new();
    // In a world in which nothing is written the absence would count, and not an empty list.
    let in_all_worlds = Guard::any(found.iter().map(|(_, when)| when.clone())).is_always();
    for (value, when) in found {
        let item = match reader {
            Reader::Tags => tags(value, &mut texts),
            _ => literal_text(value, &mut assumes)
                .map(|text| texts.push(words.get(&text).unwrap_or(&text).as_str().into())),
        };
        let unsure = match (item, when) {
            (Err(cause), _) => Some(cause),
            (Ok(()), Guard::Always) => None,
            (Ok(()), _) if in_all_worlds && texts.len() == guards.len() + 1 => None,
            (Ok(()), when) => Some(Cause::new(CauseKind::Condition, when.to_string())),
        };
        guards.push(when.clone());
        if let Some(cause) = unsure {
            return Fact {
                value: FactValue::Unknown(cause),
                origin,
                assumes,
            };
        }
    }
    let value = match guards.iter().all(|when| *when == Guard::Always) {
        true => FactValue::Known(Literal::List(texts)),
        false => by_world(texts.into_iter().zip(guards).collect()),
    };
    Fact {
        value,
        origin,
        assumes,
    }
}

/// The list that each combination of conditions makes; unknown where there are too many.
fn by_world(items: Vec<(Arc<str>, Guard)>) -> FactValue {
    super::items::by_world(items).unwrap_or_else(FactValue::Unknown)
}

/// Adds `key=value` for each tag of a `Key`/`Value` pair or of a mapping.
fn tags(value: &Value, texts: &mut Vec<Arc<str>>) -> Result<(), Cause> {
    let Term::Map(entries) = &value.term else {
        return Err(match cause_of(value) {
            cause if cause.kind == CauseKind::Malformed => Cause::new(cause.kind, "a tag"),
            cause => cause,
        });
    };
    match (value.get("Key"), value.get("Value")) {
        (Some(key), Some(value)) => texts.push(tag(&tag_text(key)?, value)?.into()),
        _ => {
            for entry in entries {
                texts.push(tag(&entry.key, &entry.value)?.into());
            }
        }
    }
    Ok(())
}

fn tag(key: &str, value: &Value) -> Result<String, Cause> {
    // A tag whose value is a name made at deployment is no label; its key still counts as written.
    Ok(format!("{key}={}", tag_text(value).unwrap_or_default()))
}

fn tag_text(value: &Value) -> Result<String, Cause> {
    literal_text(value, &mut Vec::new())
}

fn scalar(
    attribute: &Attribute,
    mapping: &AttributeMapping,
    found: &[Found],
    otherwise: Fact,
) -> Fact {
    let mut assumes = Vec::new();
    let mut by_guard: BTreeMap<Guard, (FactValue, Origin)> = BTreeMap::new();
    let mut spans = Vec::new();
    for (value, when) in found {
        let read = literal(attribute, mapping, value, &mut assumes)
            .map_or_else(FactValue::Unknown, FactValue::Known);
        spans.push(value.span);
        match by_guard.get(when) {
            Some((first, _)) if !same(first, &read) => {
                let conflict = Cause::new(CauseKind::Conflict, format!("`{}`", attribute.name));
                return Fact {
                    value: FactValue::Unknown(conflict),
                    origin: Origin::Derived(spans),
                    assumes,
                };
            }
            Some(_) => {}
            None => {
                let place = Origin::Declared(value.span);
                by_guard.insert(when.clone(), (read, place));
            }
        }
    }
    let last = by_guard.remove(&Guard::Always);
    let last = last.unwrap_or((otherwise.value, otherwise.origin));
    let (value, origin) = match by_guard.is_empty() {
        true => last,
        false => choice(by_guard, last),
    };
    Fact {
        value,
        origin,
        assumes,
    }
}

/// A value and its place, by condition.
fn choice(
    by_guard: BTreeMap<Guard, (FactValue, Origin)>,
    last: (FactValue, Origin),
) -> (FactValue, Origin) {
    let all = by_guard.into_iter().chain([(Guard::Always, last)]);
    let (values, origins) = all
        .map(|(when, (value, origin))| ((when.clone(), value), (when, origin)))
        .unzip();
    (FactValue::Choice(values), Origin::Choice(origins))
}

fn same(one: &FactValue, other: &FactValue) -> bool {
    matches!((one, other), (FactValue::Known(one), FactValue::Known(other)) if one == other)
}

fn literal(
    attribute: &Attribute,
    mapping: &AttributeMapping,
    value: &Value,
    assumes: &mut Vec<String>,
) -> Result<Literal, Cause> {
    if attribute.reader == Reader::EventPattern {
        // A pattern may be written as text.
        let parsed = policy::json_text(value);
        let pattern = parsed.as_ref().unwrap_or(value);
        return mapped(attribute, mapping, event_origin(pattern)?);
    }
    let text = literal_text(value, assumes)?;
    // Of several properties one may name what decides, such as a snapshot.
    let named = mapping.paths.values().any(|paths| paths.len() > 1);
    let malformed = || match named {
        true => Cause::new(CauseKind::NotRead, crate::syntax::quoted(&text)),
        false => Cause::new(CauseKind::Malformed, format!("`{}`", attribute.name)),
    };
    match attribute.reader {
        Reader::Boolean => boolean(mapping.values.get(&text).unwrap_or(&text))
            .map(Literal::Boolean)
            .ok_or_else(malformed),
        Reader::Integer => {
            let text = mapping.values.get(&text).unwrap_or(&text);
            text.parse().map(Literal::Integer).map_err(|_| malformed())
        }
        _ => mapped(attribute, mapping, &text),
    }
}

fn mapped(attribute: &Attribute, mapping: &AttributeMapping, text: &str) -> Result<Literal, Cause> {
    let text = mapping.values.get(text).map_or(text, String::as_str);
    let closed =
        attribute.values.is_empty() || attribute.values.iter().any(|value| &**value == text);
    if closed || attribute.reader == Reader::EventPattern {
        return Ok(Literal::Text(text.into()));
    }
    Err(Cause::new(
        CauseKind::Malformed,
        format!("`{}` (`{text}`)", attribute.name),
    ))
}

/// A word of the catalog as a value of an attribute.
pub(super) fn word(attribute: &Attribute, word: &str) -> Option<Literal> {
    match attribute.reader {
        Reader::Boolean => boolean(word).map(Literal::Boolean),
        _ => Some(Literal::Text(word.into())),
    }
}

/// The words that CloudFormation takes for booleans, in YAML 1.1 too.
fn boolean(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Some(true),
        "false" | "no" | "off" | "0" => Some(false),
        _ => None,
    }
}

/// The literal text of a value; a parameter with a default gives the default and is noted.
pub fn literal_text(value: &Value, assumes: &mut Vec<String>) -> Result<String, Cause> {
    match &value.term {
        Term::Scalar(scalar) => Ok(scalar.text.clone()),
        Term::Parameter(parameter) => match &parameter.default {
            Some(default) => {
                if !assumes.contains(&parameter.name) {
                    assumes.push(parameter.name.clone());
                }
                literal_text(default, assumes)
            }
            None => Err(cause_of(value)),
        },
        Term::Symbol(_) => render(value).ok_or_else(|| cause_of(value)),
        Term::Text(parts) => parts
            .iter()
            .map(|part| literal_text(part, assumes))
            .collect(),
        _ => Err(cause_of(value)),
    }
}

/// Who can match an event pattern: `service` where every source it names is a service of the cloud, else `custom`.
fn event_origin(value: &Value) -> Result<&'static str, Cause> {
    let Term::Map(_) = &value.term else {
        return Err(cause_of(value));
    };
    let Some(sources) = value.get("source") else {
        return Ok("custom");
    };
    let reserved = |item: &Value| {
        item.as_text()
            .is_some_and(|text| text.starts_with("aws.") && !text.starts_with("aws.partner/"))
    };
    Ok(if sources.items().iter().all(reserved) {
        "service"
    } else {
        "custom"
    })
}
