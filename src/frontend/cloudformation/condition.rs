//! Conditions as guards over the comparisons that the template leaves open.
//!
//! In: the section `Conditions` and names of conditions. Out: guards. Defaults of parameters decide nothing here, only
//! given values do: a condition on a default holds in some deployments and not in others.

use crate::source::{Diagnostic, Span, closest_name};
use crate::syntax::{Guard, Node, Shape, Term, Value};

use super::function::{CONDITION_FUNCTIONS, Call, Form};
use super::loops::{self, Sort, Unrolled};
use super::print::print_name;
use super::scope::{ConditionState, Scope, check_name};
use super::value::{call, convert};

/// Most nodes of one guard; a larger one becomes a single atom, so that walking guards stays cheap.
const LARGEST_GUARD: usize = 512;

/// Collects the conditions of the section, so that they can be named.
pub(super) fn collect<'t>(section: Option<Node<'t>>, scope: &mut Scope<'t>) -> Vec<Unrolled<'t>> {
    let Some(section) = section else {
        return Vec::new();
    };
    let entries = loops::entries(section, Sort::Conditions, scope);
    scope.open_conditions = entries.open.is_some();
    for one in &entries.list {
        if !one.is_made && !one.name.starts_with("Fn::") {
            check_name(&one.name, "condition", one.key.span(), scope);
        }
        if one.name.starts_with("Fn::") {
            let message = format!(
                "`{}` is not evaluated; the conditions it creates are open",
                one.name
            );
            scope.warning("not-evaluated", one.key.span(), message);
            scope.open_conditions = true;
            continue;
        }
        let state = ConditionState::Written(one.node, one.bindings.clone());
        scope.conditions.insert(one.name.clone(), state);
    }
    entries.list
}

/// Reads what was collected. Conditions that are one comparison come first: they name it.
pub(super) fn read_conditions<'t>(written: &[Unrolled<'t>], scope: &mut Scope<'t>) {
    let is_comparison =
        |one: &&Unrolled<'t>| call(one.node).is_some_and(|call| call.name == "Fn::Equals");
    let (comparisons, others): (Vec<_>, Vec<_>) = written.iter().partition(is_comparison);
    for one in comparisons.into_iter().chain(others) {
        if scope.conditions.contains_key(&one.name) {
            named(&one.name, one.key.span(), scope);
        }
    }
}

/// The guard of a named condition.
pub(super) fn named(name: &str, span: Span, scope: &mut Scope<'_>) -> Guard {
    let Some(state) = scope.conditions.get_mut(name) else {
        if scope.open_conditions {
            return scope.opaque_atom(name, name);
        }
        let message = format!("the template defines no condition `{name}`");
        let known = scope.conditions.keys().map(String::as_str);
        let closest = closest_name(name, known).map(|name| format!("did you mean `{name}`?"));
        let mut diagnostic = Diagnostic::error("unknown-condition", span, message);
        diagnostic.help = closest;
        scope.diagnostics.push(diagnostic);
        return scope.opaque_atom(name, name);
    };
    let (node, bindings) = match state {
        ConditionState::Known(guard) => return guard.clone(),
        ConditionState::Pending => {
            let message = format!("condition `{name}` refers to itself");
            scope.diagnostics.push(
                Diagnostic::error("condition-cycle", span, message).help(
                    "let it depend on parameters, or on conditions that do not lead back to it",
                ),
            );
            return scope.opaque_atom(name, name);
        }
        ConditionState::Written(node, bindings) => (*node, bindings.clone()),
    };
    *state = ConditionState::Pending;
    let guard = scope.within(&bindings, |scope| evaluate(node, name, Some(name), scope));
    scope
        .conditions
        .insert(name.to_owned(), ConditionState::Known(guard.clone()));
    guard
}

/// The guard of a formula. `owner` is the condition it belongs to, `name` the same where the formula is all of it.
fn evaluate<'t>(node: Node<'t>, owner: &str, name: Option<&str>, scope: &mut Scope<'t>) -> Guard {
    let place = format!("{owner} at {}", node.span().start);
    if !scope.pay(node.span()) || !scope.enter(node.span()) {
        return scope.opaque_atom(&place, owner);
    }
    let guard = match condition_call(node) {
        Some(call) => evaluate_call(&call, owner, name, scope),
        None => None,
    };
    scope.depth -= 1;
    match guard {
        Some(guard) if size(&guard, LARGEST_GUARD) < LARGEST_GUARD => guard,
        Some(_) => {
            let message = format!("condition `{owner}` is too large to be followed");
            scope.warning("condition-too-large", node.span(), message);
            scope.opaque_atom(&place, owner)
        }
        None => {
            let expected = CONDITION_FUNCTIONS
                .map(|name| format!("`{name}`"))
                .join(", ");
            let message = format!(
                "condition `{owner}` is not read: expected one of {expected} with its arguments"
            );
            scope.error("malformed-condition", node.span(), message);
            scope.opaque_atom(&place, owner)
        }
    }
}

/// The function of a formula; unlike in values, a mapping with the key `Condition` is one.
fn condition_call<'t>(node: Node<'t>) -> Option<Call<'t>> {
    if let Some(call) = call(node) {
        return Some(call);
    }
    let mut entries = node.entries();
    let (key, argument) = entries.next()?;
    if entries.next().is_some() || key.text()? != "Condition" {
        return None;
    }
    let name = "Condition".to_owned();
    Some(Call {
        name,
        name_span: key.span(),
        argument,
        form: Form::Long,
        span: node.span(),
    })
}

fn evaluate_call<'t>(
    call: &Call<'t>,
    owner: &str,
    name: Option<&str>,
    scope: &mut Scope<'t>,
) -> Option<Guard> {
    if call.name == "Condition" {
        let argument = call.argument;
        let name = scope
            .text_of(argument)
            .filter(|_| argument.shape() == Shape::Scalar)?;
        return Some(named(&name, argument.span(), scope));
    }
    let arguments = call.arguments()?;
    match (call.name.as_str(), arguments.as_slice()) {
        ("Fn::Equals", [left, right]) => {
            let left = convert(*left, scope);
            let right = convert(*right, scope);
            for side in [&left, &right] {
                check_side(side, owner, scope);
            }
            Some(compare(&left, &right, owner, name, scope))
        }
        ("Fn::Not", [inner]) => Some(evaluate(*inner, owner, None, scope).negate()),
        ("Fn::And", [_, ..]) => {
            let guards = arguments
                .iter()
                .map(|node| evaluate(*node, owner, None, scope));
            Some(Guard::all(guards.collect::<Vec<_>>()))
        }
        ("Fn::Or", [_, ..]) => {
            let guards = arguments
                .iter()
                .map(|node| evaluate(*node, owner, None, scope));
            Some(Guard::any(guards.collect::<Vec<_>>()))
        }
        _ => None,
    }
}

/// Says of a side of a comparison that only a deployment makes it known.
fn check_side(side: &Value, owner: &str, scope: &mut Scope<'_>) {
    let mut open = vec![side];
    while let Some(value) = open.pop() {
        match &value.term {
            Term::Reference(reference) => {
                let message = format!("condition `{owner}` depends on resource `{}`", reference.to);
                let error = Diagnostic::error("misplaced-function", value.span, message);
                let help = "conditions are decided before anything is made: compare parameters";
                scope.diagnostics.push(error.help(help));
                return;
            }
            Term::Text(parts) => open.extend(parts),
            _ => {}
        }
    }
}

/// When two values are equal.
fn compare(
    left: &Value,
    right: &Value,
    owner: &str,
    name: Option<&str>,
    scope: &mut Scope<'_>,
) -> Guard {
    if !scope.pay(left.span) {
        return scope.opaque_atom(owner, owner);
    }
    match (&left.term, &right.term) {
        (
            Term::Choice {
                when,
                then,
                otherwise,
            },
            _,
        ) => {
            let then = compare(then, right, owner, None, scope);
            let otherwise = compare(otherwise, right, owner, None, scope);
            Guard::any([
                Guard::all([when.clone(), then]),
                Guard::all([when.clone().negate(), otherwise]),
            ])
        }
        (_, Term::Choice { .. }) => compare(right, left, owner, name, scope),
        (Term::Scalar(left), Term::Scalar(right)) => decided(left.text == right.text),
        (Term::Scalar(_), _) => compare(right, left, owner, name, scope),
        (_, Term::Scalar(literal)) if literal.text.is_empty() && has_text(left) => Guard::Never,
        (_, Term::Scalar(literal)) => compare_literal(left, &literal.text, owner, name, scope),
        (Term::Parameter(left), Term::Parameter(right)) if left.name == right.name => Guard::Always,
        (Term::Symbol(left), Term::Symbol(right)) if left == right => Guard::Always,
        _ => compare_open(left, right, owner, name, scope),
    }
}

/// Whether a value has text for certain: what a resource of another stack is called is never empty.
fn has_text(value: &Value) -> bool {
    match &value.term {
        Term::Scalar(scalar) => !scalar.text.is_empty(),
        Term::Reference(_) => true,
        Term::Text(parts) => parts.iter().any(has_text),
        _ => false,
    }
}

/// When an open value is a literal.
fn compare_literal(
    left: &Value,
    literal: &str,
    owner: &str,
    name: Option<&str>,
    scope: &mut Scope<'_>,
) -> Guard {
    let subject = print_name(left);
    if subject.contains('…') {
        let place = format!("{owner} at {}", left.span.start);
        return scope.opaque_atom(&place, owner);
    }
    if let Term::Parameter(parameter) = &left.term
        && let Some(declared) = scope.parameters.get(&parameter.name)
        && let Some(allowed) = &declared.allowed
        && !declared.is_list
    {
        if !allowed.iter().any(|value| value == literal) {
            return Guard::Never;
        }
        if allowed.len() == 1 {
            return Guard::Always;
        }
    }
    scope.atom(&subject, literal, name)
}

/// When two open values are the same. The pair is what is compared: it says nothing about either one's text.
fn compare_open(
    left: &Value,
    right: &Value,
    owner: &str,
    name: Option<&str>,
    scope: &mut Scope<'_>,
) -> Guard {
    let mut sides = [print_name(left), print_name(right)];
    sides.sort();
    let pair = sides.join(" == ");
    if pair.contains('…') {
        let place = format!("{owner} at {}", left.span.start);
        return scope.opaque_atom(&place, owner);
    }
    scope.atom(&pair, "true", Some(name.unwrap_or(&pair)))
}

fn decided(truth: bool) -> Guard {
    if truth { Guard::Always } else { Guard::Never }
}

/// Nodes of a guard, counted up to a limit.
fn size(guard: &Guard, limit: usize) -> usize {
    let mut count = 0;
    let mut open = vec![guard];
    while let Some(guard) = open.pop() {
        count += 1;
        if count >= limit {
            return limit;
        }
        match guard {
            Guard::Always | Guard::Never | Guard::Atom(_) => {}
            Guard::Not(inner) => open.push(inner),
            Guard::And(inner) | Guard::Or(inner) => open.extend(inner.iter()),
        }
    }
    count
}
