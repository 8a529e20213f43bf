//! From the value of a document to its statements.
//!
//! In: an object, or JSON text. Out: a [`Reading`]. Conditions of the template inside a document become guards of its
//! statements; what is not known becomes a cause, never an empty document.

use crate::source::{Diagnostic, closest_name};
use crate::syntax::{Cause, CauseKind, Entry, Guard, Term, Value};

use super::embedded::{Root, read_embedded};
use super::statement::read_statement;
use super::{Policy, Reading, Version, lint};

/// Different guards inside one statement that are told apart; each doubles it.
const MOST_GUARDS: usize = 4;

/// Deepest nesting of choices that is followed.
const DEEPEST: usize = 64;

const ELEMENTS: [&str; 3] = ["Version", "Id", "Statement"];

const VERSION: &str = "2012-10-17";

/// Reads a document. Warnings point into it.
pub fn read(value: &Value) -> (Reading, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let reading = read_document(value, &mut diagnostics, DEEPEST);
    (reading, diagnostics)
}

fn read_document(value: &Value, diagnostics: &mut Vec<Diagnostic>, depth: usize) -> Reading {
    if depth == 0 {
        return Reading::Opaque(Cause::new(CauseKind::Limit, "conditions around a policy"));
    }
    match &value.term {
        Term::Map(_) => Reading::Read(read_object(value, diagnostics)),
        Term::Scalar(_) | Term::Text(_) => match literal_or_cause(value) {
            Some(cause) => Reading::Opaque(cause),
            // In a state an empty text is a policy that there is not.
            None if value.as_text() == Some("") => Reading::Read(nothing(value)),
            None => match read_embedded(value, Root::Object, None) {
                Ok(object) => Reading::Read(read_object(&object, diagnostics)),
                Err(diagnostic) => {
                    diagnostics.push(diagnostic);
                    Reading::Opaque(Cause::new(CauseKind::Malformed, "the text of a policy"))
                }
            },
        },
        Term::Choice {
            when,
            then,
            otherwise,
        } => {
            let then = read_document(then, diagnostics, depth - 1);
            let otherwise = read_document(otherwise, diagnostics, depth - 1);
            combine(value, when, then, otherwise)
        }
        Term::Absent => Reading::Read(nothing(value)),
        _ => Reading::Opaque(cause_of(value)),
    }
}

/// A policy without statements.
fn nothing(value: &Value) -> Policy {
    Policy {
        statements: Vec::new(),
        opaque: Vec::new(),
        missing: Vec::new(),
        span: value.span,
    }
}

/// Why a text cannot be JSON at all: it is made of holes.
fn literal_or_cause(value: &Value) -> Option<Cause> {
    let Term::Text(parts) = &value.term else {
        return None;
    };
    let has_object = parts
        .iter()
        .any(|part| part.as_text().is_some_and(|text| text.contains('{')));
    if has_object {
        return None;
    }
    parts
        .iter()
        .find(|part| part.as_text().is_none())
        .map(cause_of)
}

/// Two documents of which one applies: the statements of both, each under its guard.
fn combine(value: &Value, when: &Guard, then: Reading, otherwise: Reading) -> Reading {
    if let (Reading::Opaque(cause), Reading::Opaque(_)) = (&then, &otherwise) {
        return Reading::Opaque(cause.clone());
    }
    let mut policy = Policy {
        statements: Vec::new(),
        opaque: Vec::new(),
        missing: Vec::new(),
        span: value.span,
    };
    for (guard, reading) in [(when.clone(), then), (when.clone().negate(), otherwise)] {
        match reading {
            Reading::Opaque(cause) => policy.miss(cause),
            Reading::Read(branch) => {
                policy.opaque.extend(branch.opaque);
                policy.missing.extend(branch.missing);
                for mut statement in branch.statements {
                    statement.when = Guard::all([guard.clone(), statement.when]);
                    policy.statements.push(statement);
                }
            }
        }
    }
    Reading::Read(policy)
}

fn read_object(value: &Value, diagnostics: &mut Vec<Diagnostic>) -> Policy {
    let mut policy = Policy {
        statements: Vec::new(),
        opaque: Vec::new(),
        missing: Vec::new(),
        span: value.span,
    };
    check_names(value.entries(), &ELEMENTS, "policies", diagnostics);
    if let Some(version) = value.get("Version")
        && let Some(text) = version.as_text()
        && text != VERSION
    {
        let message =
            format!("policy version `{text}` is not the current one; its variables are plain text");
        diagnostics.push(
            Diagnostic::warning("old-policy-version", version.span, message)
                .help(format!("write `{VERSION}`")),
        );
    }
    match value.get("Statement") {
        Some(statements) => {
            read_statements(statements, Guard::Always, &mut policy, diagnostics, DEEPEST);
            let version = version_of(value);
            for statement in &mut policy.statements {
                statement.version = version;
            }
            lint::check(&policy, diagnostics);
            if value.get("Version").is_none() {
                lint::check_version(&policy, VERSION, diagnostics);
            }
        }
        None => {
            let message = "policy has no `Statement`";
            diagnostics.push(Diagnostic::warning("missing-element", value.span, message));
            policy.miss(Cause::new(CauseKind::Malformed, "`Statement`"));
        }
    }
    policy
}

impl Policy {
    /// Notes why statements are missing.
    pub(super) fn miss(&mut self, cause: Cause) {
        self.opaque.push(cause.clone());
        self.missing.push(cause);
    }
}

fn version_of(document: &Value) -> Version {
    let version = document
        .get("Version")
        .filter(|version| version.term != Term::Absent);
    match version.map(Value::as_text) {
        None => Version::Old,
        Some(Some(VERSION)) => Version::Current,
        Some(Some(_)) => Version::Old,
        Some(None) => Version::Unknown,
    }
}

fn read_statements(
    value: &Value,
    when: Guard,
    policy: &mut Policy,
    diagnostics: &mut Vec<Diagnostic>,
    depth: usize,
) {
    if depth == 0 {
        policy.miss(Cause::new(CauseKind::Limit, "the depth of a policy"));
        return;
    }
    match &value.term {
        Term::List(items) => {
            for item in items {
                read_statements(item, when.clone(), policy, diagnostics, depth - 1);
            }
        }
        Term::Choice {
            when: choice,
            then,
            otherwise,
        } => {
            let guard = Guard::all([when.clone(), choice.clone()]);
            read_statements(then, guard, policy, diagnostics, depth - 1);
            let guard = Guard::all([when, choice.clone().negate()]);
            read_statements(otherwise, guard, policy, diagnostics, depth - 1);
        }
        Term::Map(_) => expand(value, when, MOST_GUARDS, policy, diagnostics),
        Term::Absent => {}
        Term::Scalar(_) | Term::Null => {
            let message = "expected a statement: a mapping with `Effect` and `Action`";
            diagnostics.push(Diagnostic::warning(
                "malformed-statement",
                value.span,
                message,
            ));
            policy.miss(Cause::new(CauseKind::Malformed, "`Statement`"));
        }
        _ => policy.miss(cause_of(value)),
    }
}

/// Reads a statement once for each way in which the choices inside it can be decided.
fn expand(
    statement: &Value,
    when: Guard,
    guards: usize,
    policy: &mut Policy,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some(guard) = first_guard(statement, DEEPEST) else {
        return read_statement(statement, when, policy, diagnostics);
    };
    let guard = guard.clone();
    if guards == 0 {
        policy.miss(Cause::new(CauseKind::Condition, guard.to_string()));
        return;
    }
    for (truth, decided) in [
        (Truth::Holds, guard.clone()),
        (Truth::Fails, guard.clone().negate()),
    ] {
        let when = Guard::all([when.clone(), decided]);
        let statement = decide(statement, &guard, truth, DEEPEST);
        let known = diagnostics.len();
        expand(&statement, when, guards - 1, policy, diagnostics);
        // Both readings of one place say the same.
        for index in (known..diagnostics.len()).rev() {
            if diagnostics[..index].contains(&diagnostics[index]) {
                diagnostics.remove(index);
            }
        }
    }
}

/// How a guard is decided.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Truth {
    Holds,
    Fails,
}

/// The guard of the first choice among elements and their items; texts keep theirs, as holes.
fn first_guard(value: &Value, depth: usize) -> Option<&Guard> {
    if depth == 0 {
        return None;
    }
    match &value.term {
        Term::Choice { when, .. } => Some(when),
        Term::List(items) => items.iter().find_map(|item| first_guard(item, depth - 1)),
        Term::Map(entries) => entries
            .iter()
            .find_map(|entry| first_guard(&entry.value, depth - 1)),
        _ => None,
    }
}

/// The value where the choices of one guard are decided and what is absent is gone.
fn decide(value: &Value, guard: &Guard, truth: Truth, depth: usize) -> Value {
    if depth == 0 {
        return value.clone();
    }
    let inner = |value: &Value| decide(value, guard, truth, depth - 1);
    let is_present = |value: &Value| value.term != Term::Absent;
    let term = match &value.term {
        Term::Choice {
            when,
            then,
            otherwise,
        } if when == guard => {
            return inner(if truth == Truth::Holds {
                then
            } else {
                otherwise
            });
        }
        Term::List(items) => Term::List(items.iter().map(inner).filter(is_present).collect()),
        Term::Map(entries) => {
            let entries = entries.iter().map(|entry| Entry {
                value: inner(&entry.value),
                ..entry.clone()
            });
            Term::Map(entries.filter(|entry| is_present(&entry.value)).collect())
        }
        other => other.clone(),
    };
    Value {
        term,
        span: value.span,
    }
}

/// Warns of names that are not in the list.
pub(super) fn check_names(
    entries: &[Entry],
    known: &[&str],
    what: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> usize {
    let unknown = entries
        .iter()
        .filter(|entry| !known.contains(&entry.key.as_str()));
    let before = diagnostics.len();
    for entry in unknown {
        let message = format!(
            "`{}` is not an element of {what} and is not read",
            entry.key
        );
        let mut diagnostic = Diagnostic::warning("unknown-element", entry.key_span, message);
        diagnostic.help = closest_name(&entry.key, known.iter().copied())
            .map(|name| format!("did you mean `{name}`?"));
        diagnostics.push(diagnostic);
    }
    diagnostics.len() - before
}

/// Whether a text has no holes; a symbol of the deployment is none.
pub(super) fn is_complete(value: &Value) -> bool {
    fn within(value: &Value, depth: usize) -> bool {
        match &value.term {
            Term::Scalar(_) | Term::Symbol(_) | Term::Absent => true,
            Term::Text(parts) => depth > 0 && parts.iter().all(|part| within(part, depth - 1)),
            _ => false,
        }
    }
    within(value, DEEPEST - 1)
}

/// Why a value is not known.
pub(super) fn cause_of(value: &Value) -> Cause {
    match &value.term {
        Term::Unknown(cause) => cause.clone(),
        Term::Parameter(parameter) => Cause::new(CauseKind::Parameter, &parameter.name),
        Term::Choice { when, .. } => Cause::new(CauseKind::Condition, when.to_string()),
        Term::Text(parts) => match parts.iter().find(|part| part.as_text().is_none()) {
            Some(hole) if !matches!(hole.term, Term::Text(_)) => cause_of(hole),
            _ => Cause::new(CauseKind::Malformed, "a text of a policy"),
        },
        Term::Reference(reference) => Cause::new(CauseKind::OpaquePolicy, &reference.to),
        Term::Symbol(_) => Cause::new(CauseKind::Unstated, "the account or Region of the template"),
        _ => Cause::new(CauseKind::Malformed, "a part of a policy"),
    }
}
