//! Functions of CloudFormation: which there are, and the ones that choose among values.
//!
//! In: a [`Call`]. Out: its value; unknown with a cause where this version or the template leaves it open, keeping the
//! references that went in, so that no link between resources is lost.

use crate::source::{Diagnostic, Span, closest_name};
use crate::syntax::{Cause, CauseKind, Guard, Node, Parameter, Scalar, Shape, Term, Value};

use super::print::print;
use super::scope::{Scope, unknown};
use super::value::{convert, convert_untagged};
use super::{cidr, condition, mapping, reference, sub, surroundings, text};

/// How the keys of loops begin.
pub(super) const LOOP: &str = "Fn::ForEach::";

/// Most references kept of a call that is not evaluated.
const MOST_REFERENCES: usize = 16;

/// Functions that may stand for a value.
const VALUE_FUNCTIONS: [&str; 17] = [
    "Ref",
    "Fn::Base64",
    "Fn::Cidr",
    "Fn::FindInMap",
    "Fn::ForEach",
    "Fn::GetAZs",
    "Fn::GetAtt",
    "Fn::GetStackOutput",
    "Fn::If",
    "Fn::ImportValue",
    "Fn::Join",
    "Fn::Length",
    "Fn::Select",
    "Fn::Split",
    "Fn::Sub",
    "Fn::ToJsonString",
    "Fn::Transform",
];

/// Functions of conditions and rules.
pub(super) const CONDITION_FUNCTIONS: [&str; 5] =
    ["Condition", "Fn::And", "Fn::Equals", "Fn::Not", "Fn::Or"];

/// How a function is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// `!Sub text`: the node of the argument bears the tag.
    Short,
    /// `Fn::Sub: text`.
    Long,
}

/// A function with its argument.
pub(super) struct Call<'t> {
    /// Its name in long form.
    pub(super) name: String,
    /// Where the name is written.
    pub(super) name_span: Span,
    pub(super) argument: Node<'t>,
    pub(super) form: Form,
    /// The whole call.
    pub(super) span: Span,
}

impl<'t> Call<'t> {
    /// The value of the whole argument.
    pub(super) fn value(&self, scope: &mut Scope<'t>) -> Value {
        match self.form {
            Form::Short => convert_untagged(self.argument, scope),
            Form::Long => convert(self.argument, scope),
        }
    }

    /// The arguments of a function that takes several; `None` where they are not written as a list.
    pub(super) fn arguments(&self) -> Option<Vec<Node<'t>>> {
        let is_list = self.argument.shape() == Shape::Sequence;
        let own_tag = self.form == Form::Short || self.argument.tag().is_none();
        (is_list && own_tag).then(|| self.argument.items().collect())
    }

    /// A value of this call.
    pub(super) fn make(&self, term: Term) -> Value {
        Value {
            term,
            span: self.span,
        }
    }

    /// An unknown value, with an error that says what the function takes.
    pub(super) fn malformed(&self, expected: &str, scope: &mut Scope<'t>) -> Value {
        let message = format!("`{}` takes {expected}", self.name);
        scope.error("malformed-function", self.argument.span(), message);
        unknown(CauseKind::Malformed, format!("`{}`", self.name), self.span)
    }

    /// What stands for this call where it cannot be evaluated: the cause, and the references among its inputs.
    pub(super) fn open(&self, cause: Cause, inputs: &[&Value]) -> Value {
        derived(cause, inputs, self.span)
    }
}

/// The value of a call.
pub(super) fn evaluate<'t>(call: &Call<'t>, scope: &mut Scope<'t>) -> Value {
    match call.name.as_str() {
        "Ref" => reference::evaluate_ref(call, scope),
        "Fn::GetAtt" => reference::evaluate_get_att(call, scope),
        "Fn::Sub" => sub::evaluate_sub(call, scope),
        "Fn::Join" => text::evaluate_join(call, scope),
        "Fn::Split" => text::evaluate_split(call, scope),
        "Fn::FindInMap" => mapping::evaluate_find_in_map(call, scope),
        "Fn::If" => evaluate_if(call, scope),
        "Fn::Select" => evaluate_select(call, scope),
        "Fn::Base64" => match text_argument(call, "a text", scope) {
            Ok(inner) => call.make(inner.term),
            Err(value) => value,
        },
        "Fn::ToJsonString" => {
            let inner = call.value(scope);
            match inner.term {
                Term::Scalar(_) => call.malformed("a mapping or a list", scope),
                term => call.make(term),
            }
        }
        "Fn::ImportValue" => match text_argument(call, "the name of an export", scope) {
            Ok(name) => surroundings::import(call, name, scope),
            Err(value) => value,
        },
        "Fn::GetStackOutput" => surroundings::stack_output(call, scope),
        "Fn::Length" => evaluate_length(call, scope),
        "Fn::Cidr" => cidr::evaluate_cidr(call, scope),
        // How many there are nobody knows before the deployment.
        "Fn::GetAZs" => {
            let region = call.value(scope);
            match region.term {
                Term::List(_) | Term::Map(_) | Term::Reference(_) => {
                    call.malformed("a Region, or an empty text", scope)
                }
                _ => call.open(Cause::new(CauseKind::Function, &call.name), &[&region]),
            }
        }
        "Fn::Transform" => evaluate_transform(call, scope),
        "Fn::ForEach" => call.malformed("a name behind it, as in `Fn::ForEach::Name`", scope),
        _ => unknown_function(call, scope),
    }
}

/// An unknown value made from inputs that may refer to resources.
pub(super) fn derived(cause: Cause, inputs: &[&Value], span: Span) -> Value {
    let mut references = Vec::new();
    let mut open = inputs.to_vec();
    while let Some(value) = open.pop() {
        match &value.term {
            Term::Reference(_) if references.len() < MOST_REFERENCES => {
                references.push(value.clone());
            }
            Term::List(items) | Term::Text(items) => open.extend(items.iter().rev()),
            Term::Map(entries) => open.extend(entries.iter().rev().map(|entry| &entry.value)),
            Term::Choice {
                then, otherwise, ..
            } => open.extend([&**otherwise, &**then]),
            _ => {}
        }
    }
    let unknown = Value {
        term: Term::Unknown(cause),
        span,
    };
    if references.is_empty() {
        return unknown;
    }
    references.insert(0, unknown);
    Value {
        term: Term::Text(references),
        span,
    }
}

/// The cause for which a value is open; a phrase of the function where it has none of its own.
pub(super) fn cause_of(value: &Value, function: &str) -> Cause {
    match &value.term {
        Term::Unknown(cause) => cause.clone(),
        Term::Parameter(parameter) => Cause::new(CauseKind::Parameter, &parameter.name),
        Term::Choice { when, .. } => Cause::new(CauseKind::Condition, when.to_string()),
        _ => Cause::new(CauseKind::Function, function),
    }
}

/// A choice that is taken at once where its guard is decided.
pub(super) fn choose(when: Guard, then: Value, otherwise: Value, span: Span) -> Value {
    match when {
        Guard::Always => then,
        Guard::Never => otherwise,
        when => {
            let (then, otherwise) = (Box::new(then), Box::new(otherwise));
            Value {
                term: Term::Choice {
                    when,
                    then,
                    otherwise,
                },
                span,
            }
        }
    }
}

fn evaluate_if<'t>(call: &Call<'t>, scope: &mut Scope<'t>) -> Value {
    let Some([condition, then, otherwise]) = call
        .arguments()
        .and_then(|list| <[Node<'t>; 3]>::try_from(list).ok())
    else {
        return call.malformed("a condition and two values", scope);
    };
    let Some(name) = scope.text_of(condition) else {
        return call.malformed("the name of a condition first", scope);
    };
    let when = condition::named(&name, condition.span(), scope);
    let then = convert(then, scope);
    let otherwise = convert(otherwise, scope);
    choose(when, then, otherwise, call.span)
}

fn evaluate_select<'t>(call: &Call<'t>, scope: &mut Scope<'t>) -> Value {
    let Some([index, list]) = call
        .arguments()
        .and_then(|list| <[Node<'t>; 2]>::try_from(list).ok())
    else {
        return call.malformed("an index and a list", scope);
    };
    let index = convert(index, scope);
    let list = convert(list, scope);
    let Some(position) = index.as_text() else {
        let cause = cause_of(&index, &call.name);
        return call.open(cause, &[&list]);
    };
    match position.trim().parse::<usize>() {
        Ok(position) => select(position, &list, call, scope),
        Err(_) => call.malformed("a whole number from 0 as index", scope),
    }
}

fn select<'t>(position: usize, list: &Value, call: &Call<'t>, scope: &mut Scope<'t>) -> Value {
    match &list.term {
        Term::List(items) => {
            let fixed = items
                .iter()
                .take(position + 1)
                .all(|item| !may_vanish(item));
            if !fixed {
                return call.open(Cause::new(CauseKind::Function, &call.name), &[list]);
            }
            let chosen = items
                .iter()
                .filter(|item| item.term != Term::Absent)
                .nth(position);
            match chosen {
                Some(item) => Value {
                    term: item.term.clone(),
                    span: call.span,
                },
                None => call.malformed("an index within its list", scope),
            }
        }
        Term::Choice {
            when,
            then,
            otherwise,
        } => {
            let then = select(position, then, call, scope);
            let otherwise = select(position, otherwise, call, scope);
            choose(when.clone(), then, otherwise, call.span)
        }
        Term::Parameter(Parameter {
            name,
            default,
            hidden,
            ..
        }) => {
            let default = match default.as_deref().map(|default| &default.term) {
                Some(Term::List(items)) => items.get(position).cloned().map(Box::new),
                _ => None,
            };
            call.make(Term::Parameter(Parameter {
                name: name.clone(),
                default,
                hidden: *hidden,
                ..Parameter::default()
            }))
        }
        Term::Scalar(_) | Term::Map(_) | Term::Null => {
            call.malformed("a list to select from", scope)
        }
        _ => call.open(cause_of(list, &call.name), &[list]),
    }
}

/// Whether an item of a list is there in some worlds only.
pub(super) fn may_vanish(value: &Value) -> bool {
    match &value.term {
        Term::Choice {
            then, otherwise, ..
        } => {
            let gone = |value: &Value| value.term == Term::Absent || may_vanish(value);
            gone(then) || gone(otherwise)
        }
        _ => false,
    }
}

fn evaluate_length<'t>(call: &Call<'t>, scope: &mut Scope<'t>) -> Value {
    let list = call.value(scope);
    length(&list, call, scope)
}

fn length<'t>(list: &Value, call: &Call<'t>, scope: &mut Scope<'t>) -> Value {
    match &list.term {
        Term::List(items) if !items.iter().any(may_vanish) => {
            let count = items
                .iter()
                .filter(|item| item.term != Term::Absent)
                .count();
            call.make(Term::Scalar(Scalar {
                text: count.to_string(),
                plain: true,
            }))
        }
        Term::Choice {
            when,
            then,
            otherwise,
        } => {
            let (then, otherwise) = (length(then, call, scope), length(otherwise, call, scope));
            choose(when.clone(), then, otherwise, call.span)
        }
        Term::Parameter(parameter) if parameter.default.is_some() => {
            let default = parameter.default.as_deref();
            let default = default.map(|default| Box::new(length(default, call, scope)));
            call.make(Term::Parameter(Parameter {
                name: parameter.name.clone(),
                default,
                hidden: parameter.hidden,
                ..Parameter::default()
            }))
        }
        Term::Scalar(_) | Term::Map(_) | Term::Null => call.malformed("a list to count", scope),
        _ => call.open(cause_of(list, &call.name), &[list]),
    }
}

/// The argument of a function that takes a text; the value that stands for the call where it is a list or mapping.
fn text_argument<'t>(
    call: &Call<'t>,
    expected: &str,
    scope: &mut Scope<'t>,
) -> Result<Value, Value> {
    let value = call.value(scope);
    match value.term {
        Term::List(_) | Term::Map(_) | Term::Null => Err(call.malformed(expected, scope)),
        _ => Ok(value),
    }
}

fn evaluate_transform<'t>(call: &Call<'t>, scope: &mut Scope<'t>) -> Value {
    let argument = call.value(scope);
    let name = argument
        .get("Name")
        .map_or_else(|| call.name.clone(), print);
    let message = format!("transform `{name}` is not applied; what it creates is not checked");
    scope.warning("transform-not-applied", call.name_span, message);
    call.open(Cause::new(CauseKind::Transform, name), &[&argument])
}

fn unknown_function<'t>(call: &Call<'t>, scope: &mut Scope<'t>) -> Value {
    let name = &call.name;
    if CONDITION_FUNCTIONS.contains(&name.as_str()) {
        let message = format!("`{name}` is allowed only in `Conditions`");
        scope.diagnostics.push(
            Diagnostic::error("misplaced-function", call.name_span, message)
                .help("name the condition there and choose by `Fn::If` here"),
        );
    } else {
        let message = format!("`{name}` is not a function of CloudFormation");
        let mut diagnostic = Diagnostic::error("unknown-function", call.name_span, message);
        diagnostic.help =
            closest_name(name, VALUE_FUNCTIONS).map(|known| format!("did you mean `{known}`?"));
        scope.diagnostics.push(diagnostic);
    }
    let argument = call.value(scope);
    call.open(Cause::new(CauseKind::Function, name), &[&argument])
}
