//! What other templates of a run give to one: parameters of a nested stack, exports, outputs of its own nested stacks.
//!
//! In: a name as the template writes it. Out: the value that stands for it, written where it is used. Which template gives
//! it, and whether that is certain, is not known here.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::{Diagnostic, Span, closest_name};
use crate::syntax::{Cause, CauseKind, Term, Value};

use super::function::Call;
use super::print::print;
use super::scope::{Scope, unknown};

/// How an attribute begins that is an output of a nested stack.
const OUTPUTS: &str = "Outputs.";

/// What a template gets from others. Without any it stands alone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Surroundings {
    /// Whether a parent decides its parameters; then the values of the run are not its own.
    pub nested: bool,
    /// What the parent hands down, by parameter.
    pub parameters: BTreeMap<String, Value>,
    /// Parameters to which the configuration gives values for this stack alone.
    pub given: BTreeSet<String>,
    /// What imports stand for, by the name as it is printed.
    pub imports: BTreeMap<String, Value>,
    /// Outputs of nested stacks, by resource.
    pub outputs: BTreeMap<String, BTreeMap<String, Value>>,
    /// What the template itself keeps in the parameter store, by name.
    pub stored: BTreeMap<String, Value>,
    /// The name of the stack, where it is known.
    pub stack: Option<String>,
    /// What tells this stack from others of the same template, where there are several.
    pub instance: Option<String>,
}

/// What a template asks others for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wanted {
    /// Names of exports, and mappings that name an output of a stack, by their printed form.
    pub imports: BTreeMap<String, Value>,
    /// Names under which values of parameters are stored, by parameter.
    pub stored: BTreeMap<String, String>,
    /// Its parameters, and whether each has a default.
    pub parameters: BTreeMap<String, bool>,
}

/// The value of an `Fn::ImportValue`.
pub(super) fn import<'t>(call: &Call<'t>, name: Value, scope: &mut Scope<'t>) -> Value {
    let printed = print(&name);
    given(call, printed, name, scope)
}

/// The value of an `Fn::GetStackOutput`.
pub(super) fn stack_output<'t>(call: &Call<'t>, scope: &mut Scope<'t>) -> Value {
    let output = call.value(scope);
    let names = ["StackName", "OutputName"].map(|key| output.get(key).map(print));
    let [Some(stack), Some(name)] = names else {
        return call.malformed("a mapping with `StackName` and `OutputName`", scope);
    };
    given(call, format!("{stack}.{name}"), output, scope)
}

fn given<'t>(call: &Call<'t>, printed: String, name: Value, scope: &mut Scope<'t>) -> Value {
    let value = match scope.surroundings.imports.get(&printed).cloned() {
        Some(value) => foreign(&value, call.span, scope),
        None => call.open(Cause::new(CauseKind::Import, &*printed), &[&name]),
    };
    scope.wanted.imports.insert(printed, name);
    value
}

/// The output of a nested stack that an attribute of its resource is; `None` for any other attribute, and where the nested
/// template is not known.
pub(super) fn output(
    resource: &str,
    attribute: Option<&str>,
    span: Span,
    scope: &mut Scope<'_>,
) -> Option<Value> {
    let name = attribute?.strip_prefix(OUTPUTS)?;
    let outputs = scope.surroundings.outputs.get(resource)?;
    if let Some(value) = outputs.get(name).cloned() {
        return Some(foreign(&value, span, scope));
    }
    let message = format!("the template of stack `{resource}` has no output `{name}`");
    let known = outputs.keys().map(String::as_str);
    let closest = closest_name(name, known).map(|name| format!("did you mean `{name}`?"));
    let mut diagnostic = Diagnostic::error("unknown-output", span, message);
    diagnostic.help = closest;
    scope.diagnostics.push(diagnostic);
    Some(unknown(
        CauseKind::Dangling,
        format!("{resource}.Outputs.{name}"),
        span,
    ))
}

/// How a dynamic reference to the parameter store begins.
pub const STORED: &str = "{{resolve:ssm:";

/// What the template keeps under the name that a dynamic reference has. One that names a version may be older.
pub(super) fn kept_under(subject: &str, span: Span, scope: &mut Scope<'_>) -> Option<Value> {
    let name = subject.strip_prefix(STORED)?.strip_suffix("}}")?;
    kept(name, span, scope)
}

/// What the template keeps under a name.
pub(super) fn kept(name: &str, span: Span, scope: &mut Scope<'_>) -> Option<Value> {
    let value = scope.surroundings.stored.get(name).cloned()?;
    Some(foreign(&value, span, scope))
}

/// A value of another template, written where it is used and paid for by its size.
pub(super) fn foreign(value: &Value, span: Span, scope: &mut Scope<'_>) -> Value {
    let mut copy = scope.copy(value, span);
    place(&mut copy, span);
    copy
}

/// Gives a value and all its parts one place.
fn place(value: &mut Value, span: Span) {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        value.span = span;
        match &mut value.term {
            Term::List(items) | Term::Text(items) => open.extend(items),
            Term::Map(entries) => {
                for entry in entries {
                    entry.key_span = span;
                    open.push(&mut entry.value);
                }
            }
            Term::Choice {
                then, otherwise, ..
            } => open.extend([&mut **then, &mut **otherwise]),
            Term::Parameter(parameter) => open.extend(parameter.default.as_deref_mut()),
            _ => {}
        }
    }
}
