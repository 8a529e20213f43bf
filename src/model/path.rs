//! Walking the property paths of kinds over values.

use std::collections::BTreeMap;

use crate::frontend::Format;
use crate::knowledge::{Path, Step};
use crate::policy;
use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Guard, Term, Value};

use super::Gap;

/// Depth to which an item that is found at any depth is kept: its own settings, and what those hold.
const ITEM_DEPTH: usize = 8;

/// A resource with its satellites, as paths see it.
pub(super) struct Subject<'v> {
    /// The properties of the resource.
    pub(super) properties: &'v Value,
    /// Type, properties and condition of each satellite.
    pub(super) satellites: Vec<(&'v str, &'v Value, Guard)>,
}

/// What a path leads to, with the condition under which it does.
pub(super) type Found = (Value, Guard);

impl<'v> Subject<'v> {
    /// A value that has no satellites, such as the item of a list.
    pub(super) fn alone(properties: &'v Value) -> Self {
        Self {
            properties,
            satellites: Vec::new(),
        }
    }
}

/// The paths that a mapping has for a format.
pub(super) fn paths_of(paths: &BTreeMap<Format, Vec<Path>>, format: Format) -> &[Path] {
    paths.get(&format).map_or(&[], Vec::as_slice)
}

/// What the first path that leads anywhere leads to; where that is under a condition only, the next path counts for the
/// rest. Lists are flattened.
pub(super) fn find(subject: &Subject<'_>, paths: &[Path]) -> Vec<Found> {
    first_of(subject, paths, |_| true)
}

/// The same for paths that name something: after an empty text, which names nothing, the next path counts too.
pub(super) fn find_names(subject: &Subject<'_>, paths: &[Path]) -> Vec<Found> {
    first_of(subject, paths, |value| !is_empty(value))
}

fn is_empty(value: &Value) -> bool {
    match &value.term {
        Term::Scalar(scalar) => scalar.text.is_empty(),
        Term::Parameter(parameter) => parameter.default.as_deref().is_some_and(is_empty),
        _ => false,
    }
}

fn first_of(subject: &Subject<'_>, paths: &[Path], counts: impl Fn(&Value) -> bool) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for path in paths {
        let counting = found.iter().filter(|(value, _)| counts(value));
        let covered = Guard::any(counting.map(|(_, when)| when.clone()));
        if covered.is_always() {
            break;
        }
        let rest = covered.negate();
        let further = find_one(subject, path).into_iter();
        let further = further.map(|(value, when)| (value, Guard::all([when, rest.clone()])));
        found.extend(further.filter(|(_, when)| when.can_hold()));
    }
    found
}

/// What is missing where no path leads to anything: what the first of them names, at the key of what stands nearest to it, in the
/// resource itself or in a satellite; at `body` where nothing of it is written.
pub(super) fn gap(subject: &Subject<'_>, paths: &[Path], body: Span) -> Gap {
    let (at, there) = nearest(subject, paths).unwrap_or((body, false));
    let first = paths.first().filter(|_| !there);
    Gap {
        at,
        property: first.map(|path| path.to_string().into()),
    }
}

/// The key of what stands nearest to what a path names, and whether that is it, in some worlds only.
fn nearest(subject: &Subject<'_>, paths: &[Path]) -> Option<(Span, bool)> {
    let own = paths.iter().find(|path| path.satellite.is_none());
    let (path, mut value, mut span) = match own {
        Some(path) => (path, subject.properties, None),
        None => paths.iter().find_map(|path| {
            let wanted = path.satellite.as_ref()?;
            let mut satellites = subject.satellites.iter();
            let (_, properties, _) = satellites.find(|(name, ..)| *name == wanted.as_str())?;
            Some((path, *properties, Some(properties.span)))
        })?,
    };
    let mut left = path.steps.len();
    for step in &path.steps {
        let Step::Name(name) = step else { break };
        let Some(entry) = value.items().first().and_then(|item| item.entry(name)) else {
            break;
        };
        (value, span) = (&entry.value, Some(entry.key_span));
        left -= 1;
    }
    let there = left == 0 && matches!(value.term, Term::Choice { .. });
    span.map(|span| (span, there))
}

/// What all paths lead to.
pub(super) fn find_all(subject: &Subject<'_>, paths: &[Path]) -> Vec<Found> {
    paths
        .iter()
        .flat_map(|path| find_one(subject, path))
        .collect()
}

fn find_one(subject: &Subject<'_>, path: &Path) -> Vec<Found> {
    let mut found = Vec::new();
    match &path.satellite {
        None => walk(subject.properties, &path.steps, &Guard::Always, &mut found),
        Some(wanted) => {
            for (_, properties, when) in subject
                .satellites
                .iter()
                .filter(|(name, ..)| *name == wanted.as_str())
            {
                walk(properties, &path.steps, when, &mut found);
            }
        }
    }
    found
}

/// Adds what the steps lead to from a value. A value that cannot be walked into is itself added, as unknown.
pub(super) fn walk(value: &Value, steps: &[Step], when: &Guard, found: &mut Vec<Found>) {
    walk_from(value, None, steps, when, found);
}

/// The same for the value of a property.
fn walk_from(
    value: &Value,
    property: Option<&str>,
    steps: &[Step],
    when: &Guard,
    found: &mut Vec<Found>,
) {
    match (&value.term, steps.split_first()) {
        (
            Term::Choice {
                when: condition,
                then,
                otherwise,
            },
            _,
        ) => {
            let holds = Guard::all([when.clone(), condition.clone()]);
            let fails = Guard::all([when.clone(), condition.clone().negate()]);
            if holds != Guard::Never {
                walk_from(then, property, steps, &holds, found);
            }
            if fails != Guard::Never {
                walk_from(otherwise, property, steps, &fails, found);
            }
        }
        (Term::Absent | Term::Null, _) => {}
        (Term::List(items), _) => {
            for item in items {
                walk_from(item, property, steps, when, found);
            }
        }
        (_, None) => found.push((value.clone(), when.clone())),
        (_, Some((Step::Below, rest))) => below(value, rest, when, found),
        (Term::Map(_), Some((Step::Name(name), rest))) => {
            if let Some(inner) = value.get(name) {
                walk_from(inner, Some(name), rest, when, found);
            }
        }
        (Term::Map(entries), Some((Step::Values, rest))) => {
            entries
                .iter()
                .for_each(|entry| walk_from(&entry.value, Some(&entry.key), rest, when, found));
        }
        (Term::Map(_), Some((Step::Json, rest))) => walk_from(value, property, rest, when, found),
        (Term::Scalar(_) | Term::Text(_), Some((Step::Json, rest))) => {
            match policy::json_text(value) {
                Some(inner) => walk_from(&inner, property, rest, when, found),
                None => found.push((
                    unknown(
                        value,
                        Cause::new(CauseKind::Malformed, "a text that should be JSON"),
                    ),
                    when.clone(),
                )),
            }
        }
        (_, Some(_)) => found.push((closed(value, property), when.clone())),
    }
}

/// The value of a property that steps lead into, and that cannot be walked into.
fn closed(value: &Value, property: Option<&str>) -> Value {
    let cause = cause_of(value);
    match property.filter(|_| cause.kind == CauseKind::Malformed) {
        Some(name) => unknown(value, Cause::new(cause.kind, format!("`{name}`"))),
        None => unknown(value, cause),
    }
}

/// A value down to a depth. Copies of mappings within mappings would be as many times larger as they are deep.
fn shallow(value: &Value, depth: usize) -> Value {
    match &value.term {
        Term::List(_) | Term::Map(_) | Term::Choice { .. } if depth == 0 => Value {
            term: Term::Unknown(Cause::new(CauseKind::Limit, "the depth of an item")),
            span: value.span,
        },
        _ => value.map(|one| shallow(one, depth - 1)),
    }
}

/// Adds what the steps lead to from every mapping in a value. What may become a mapping yet is added as unknown.
fn below(value: &Value, steps: &[Step], when: &Guard, found: &mut Vec<Found>) {
    let is_open = matches!(value.term, Term::List(_) | Term::Map(_));
    if !is_open && !matches!(value.term, Term::Choice { .. }) {
        found.push((unknown(value, cause_of(value)), when.clone()));
        return;
    }
    let mut open = vec![(value, when.clone())];
    while let Some((value, when)) = open.pop() {
        match &value.term {
            Term::Choice {
                when: condition,
                then,
                otherwise,
            } => {
                let holds = Guard::all([when.clone(), condition.clone()]);
                let fails = Guard::all([when, condition.clone().negate()]);
                let both = [(&**otherwise, fails), (&**then, holds)].into_iter();
                open.extend(both.filter(|(_, when)| *when != Guard::Never));
            }
            Term::List(items) => open.extend(items.iter().rev().map(|one| (one, when.clone()))),
            Term::Map(entries) => {
                match steps {
                    [] => found.push((shallow(value, ITEM_DEPTH), when.clone())),
                    _ => walk(value, steps, &when, found),
                }
                let inner = entries.iter().rev();
                open.extend(inner.map(|entry| (&entry.value, when.clone())));
            }
            Term::Unknown(cause)
                if matches!(cause.kind, CauseKind::Transform | CauseKind::Limit) =>
            {
                found.push((value.clone(), when));
            }
            _ => {}
        }
    }
}

fn unknown(value: &Value, cause: Cause) -> Value {
    Value {
        term: Term::Unknown(cause),
        span: value.span,
    }
}

/// Why a value that is not a literal is not known.
pub(super) fn cause_of(value: &Value) -> Cause {
    match &value.term {
        Term::Unknown(cause) => cause.clone(),
        Term::Parameter(parameter) => Cause::new(CauseKind::Parameter, &parameter.name),
        Term::Reference(reference) => {
            let name = match &reference.attribute {
                Some(attribute) => format!("{}.{attribute}", reference.to),
                None => reference.to.clone(),
            };
            Cause::new(
                CauseKind::Unstated,
                format!("the value of `{name}` before deployment"),
            )
        }
        Term::Text(parts) => parts
            .iter()
            .find(|part| !matches!(part.term, Term::Scalar(_)))
            .map_or_else(|| Cause::new(CauseKind::Malformed, "a text"), cause_of),
        Term::Symbol(_) => Cause::new(CauseKind::Unstated, "a value that the deployment decides"),
        _ => Cause::new(CauseKind::Malformed, "a property"),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::source::FileId;
    use crate::syntax::Atom;
    use crate::syntax::Entry;

    const AT: Span = Span {
        file: FileId(0),
        start: 0,
        end: 0,
    };

    fn path(name: &str) -> Path {
        Path {
            satellite: None,
            steps: vec![Step::Name(name.to_owned())],
        }
    }

    fn found(first: Value) -> Vec<(Option<String>, Guard)> {
        let entry = |key: &str, value: Value| Entry {
            key: key.to_owned(),
            key_span: AT,
            value,
        };
        let properties = Value {
            term: Term::Map(vec![
                entry("First", first),
                entry("Second", Value::text("second", AT)),
            ]),
            span: AT,
        };
        let found = find(
            &Subject::alone(&properties),
            &[path("First"), path("Second")],
        );
        let texts = found
            .into_iter()
            .map(|(value, when)| (value.as_text().map(str::to_owned), when));
        texts.collect()
    }

    #[test]
    fn a_later_path_counts_where_the_earlier_ones_lead_nowhere() {
        let condition = Guard::Atom(Arc::new(Atom {
            scope: FileId(0),
            name: "IsProd".into(),
            left: "Stage".into(),
            right: "prod".into(),
        }));
        let choice = |otherwise: Value| Value {
            term: Term::Choice {
                when: condition.clone(),
                then: Box::new(Value::text("first", AT)),
                otherwise: Box::new(otherwise),
            },
            span: AT,
        };
        let absent = Value {
            term: Term::Absent,
            span: AT,
        };
        let is = |text: &str, when: Guard| (Some(text.to_owned()), when);
        assert_eq!(
            found(Value::text("first", AT)),
            [is("first", Guard::Always)]
        );
        assert_eq!(found(absent.clone()), [is("second", Guard::Always)]);
        assert_eq!(
            found(choice(absent)),
            [
                is("first", condition.clone()),
                is("second", condition.clone().negate())
            ]
        );
        assert_eq!(
            found(choice(Value::text("other", AT))),
            [
                is("first", condition.clone()),
                is("other", condition.negate())
            ]
        );
    }
}
