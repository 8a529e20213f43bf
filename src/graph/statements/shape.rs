//! The facts of a statement: what it names, and how much that covers.

use std::sync::Arc;

use crate::knowledge::Actions;
use crate::model::{Fact, FactValue, Facts, Origin, render};
use crate::policy::{Effect, PrincipalSort, Resources, Statement};
use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Guard, Term, Value};
use crate::vocabulary::{AttributeId, Literal};

use super::super::Words;
use super::super::builder::Builder;
use super::super::resolve::branches;
use super::Found;
use super::accounts::accounts;
use super::breadth::{self, Breadth};

/// What rules can ask of a statement.
pub(super) fn facts(builder: &Builder<'_>, found: &Found<'_>) -> Facts {
    let (words, statement) = (&builder.words, found.statement);
    let mut shape = Shape {
        facts: Facts::new(),
        attached_at: found.attached_at,
    };
    let effect = match statement.effect {
        Effect::Allow => "allow",
        Effect::Deny => "deny",
    };
    shape.set(words.effect, text(effect), statement.span);
    shape.set(words.policy_sort, sort(builder, found), statement.span);
    let provided = truth(found.attached_at.is_some());
    shape.set(words.policy_provided, provided, statement.span);
    actions(&mut shape, words, statement);
    let patterns = &statement.actions.patterns;
    let span = patterns.first().map_or(statement.span, |one| one.span);
    shape.set(
        words.actions_resource_level,
        resource_level(&builder.knowledge.actions, statement),
        span,
    );
    resources(&mut shape, words, statement);
    principals(&mut shape, words, statement);
    if let Some((value, span)) = accounts(builder, found) {
        shape.set(words.principals_accounts, value, span);
    }
    let keys = statement.conditions.iter().map(|one| Arc::from(&*one.key));
    let keys = known(Literal::List(keys.collect()));
    let first = statement.conditions.first();
    let span = first.map_or(statement.span, |one| one.span);
    shape.set(words.conditions, keys, span);
    shape.facts
}

/// Facts in the making.
struct Shape {
    facts: Facts,
    /// Where to point, if the text of the statement is not in the files read.
    attached_at: Option<Span>,
}

impl Shape {
    fn set(&mut self, word: Option<AttributeId>, value: FactValue, span: Span) {
        let Some(word) = word else { return };
        let origin = Origin::Derived(vec![self.attached_at.unwrap_or(span)]);
        let assumes = Vec::new();
        self.facts.insert(
            word,
            Fact {
                value,
                origin,
                assumes,
            },
        );
    }
}

fn actions(shape: &mut Shape, words: &Words, statement: &Statement) {
    let patterns = &statement.actions.patterns;
    let span = patterns.first().map_or(statement.span, |one| one.span);
    let texts = patterns.iter().map(|one| Arc::from(&*one.text)).collect();
    let breadths = patterns.iter().map(|one| breadth::of_action(&one.text));
    let whole = breadths.max().unwrap_or(Breadth::Named);
    let all = patterns.iter().map(|one| (one.span, &*one.text));
    let texts = known(Literal::List(texts));
    if !statement.actions.inverted {
        let meant = match &statement.actions.unknown {
            Some(cause) => FactValue::Unknown(cause.clone()),
            None => texts.clone(),
        };
        shape.set(words.action_patterns, meant, span);
    }
    shape.set(words.actions, texts, span);
    shape.set(
        words.actions_breadth,
        text(whole.name()),
        broadest(all, breadth::of_action, span),
    );
    shape.set(
        words.actions_inverted,
        truth(statement.actions.inverted),
        span,
    );
}

/// Whether an action of a statement can be limited to resources. A list of actions does not have all of them: of one that
/// it lacks nothing is known.
fn resource_level(known_actions: &Actions, statement: &Statement) -> FactValue {
    if statement.actions.inverted {
        return truth(true);
    }
    let mut unsure = statement.actions.unknown.clone();
    for pattern in &statement.actions.patterns {
        if breadth::of_action(&pattern.text) == Breadth::All {
            return truth(true);
        }
        let mut meant = known_actions.matching(&pattern.text).peekable();
        if !pattern.exact || meant.peek().is_none() {
            let text = format!("whether `{}` can be limited to resources", pattern.text);
            unsure = unsure.or(Some(Cause::new(CauseKind::Unstated, text)));
        } else if meant.any(|(_, action)| !action.resource_types.is_empty()) {
            return truth(true);
        }
    }
    unsure.map_or(truth(false), FactValue::Unknown)
}

fn resources(shape: &mut Shape, words: &Words, statement: &Statement) {
    let inverted = statement.resources.as_ref().is_some_and(|one| one.inverted);
    shape.set(words.resources_inverted, truth(inverted), statement.span);
    let Some(resources) = &statement.resources else {
        return;
    };
    let first = resources.values.first();
    let span = first.map_or(statement.span, |one| one.span);
    shape.set(words.resources, list(resources.values.iter()), span);
    shape.set(
        words.resources_breadth,
        resources_breadth(resources),
        widest(resources, span),
    );
}

fn principals(shape: &mut Shape, words: &Words, statement: &Statement) {
    let Some(principals) = &statement.principals else {
        return;
    };
    let first = principals.list.first();
    let span = first.map_or(statement.span, |one| one.value.span);
    let all = principals.list.iter().map(|one| match one.sort {
        PrincipalSort::Anyone => known(Literal::Text("*".into())),
        _ => whom(&one.value),
    });
    shape.set(words.principals, joined(all), span);
    shape.set(words.principals_inverted, truth(principals.inverted), span);
    let sorts = [
        (words.principals_services, PrincipalSort::Service),
        (words.principals_federated, PrincipalSort::Federated),
    ];
    for (word, sort) in sorts {
        let named = principals.list.iter().filter(|one| one.sort == sort);
        let Some(first) = named.clone().next() else {
            continue;
        };
        let named = joined(named.map(|one| whom(&one.value)));
        shape.set(word, named, first.value.span);
    }
}

fn known(literal: Literal) -> FactValue {
    FactValue::Known(literal)
}

fn text(text: &str) -> FactValue {
    known(Literal::Text(text.into()))
}

fn truth(truth: bool) -> FactValue {
    known(Literal::Boolean(truth))
}

/// The sort of policy, by the attribute for which it was read.
fn sort(builder: &Builder<'_>, found: &Found<'_>) -> FactValue {
    let name = &builder.knowledge.vocabulary.attribute(found.attribute).name;
    text(name.rsplit('.').next().unwrap_or(name))
}

/// The place of the pattern that covers most.
fn broadest<'t>(
    patterns: impl Iterator<Item = (Span, &'t str)>,
    of: impl Fn(&str) -> Breadth,
    otherwise: Span,
) -> Span {
    patterns
        .max_by_key(|(span, text)| (of(text), std::cmp::Reverse(span.start)))
        .map_or(otherwise, |(span, _)| span)
}

fn widest(resources: &Resources, otherwise: Span) -> Span {
    let rendered: Vec<(Span, String)> = resources
        .values
        .iter()
        .filter_map(|value| Some((value.span, render(value)?)))
        .collect();
    let patterns = rendered.iter().map(|(span, text)| (*span, text.as_str()));
    broadest(patterns, breadth::of_resource, otherwise)
}

fn resources_breadth(resources: &Resources) -> FactValue {
    let mut most = Breadth::Named;
    let mut unsure = None;
    for value in &resources.values {
        for (branch, when) in branches(value) {
            // A parameter that stands alone can be a name or a wildcard, unless what it allows leaves that out.
            let open = matches!(&branch.term, Term::Parameter(one) if !one.is_specific);
            let rendered = render(branch).filter(|_| !open);
            let breadth = rendered.map(|text| breadth::of_resource(&text));
            match (breadth, when) {
                (Some(Breadth::Named), _) => {}
                (Some(breadth), Guard::Always) => most = most.max(breadth),
                (Some(_), when) => {
                    unsure = Some(Cause::new(CauseKind::Condition, when.to_string()));
                }
                (None, _) => unsure = Some(cause(branch)),
            }
        }
    }
    match unsure {
        Some(cause) if most == Breadth::Named => FactValue::Unknown(cause),
        _ => text(most.name()),
    }
}

fn cause(value: &Value) -> Cause {
    match &value.term {
        Term::Unknown(cause) => cause.clone(),
        Term::Parameter(parameter) => Cause::new(CauseKind::Parameter, &parameter.name),
        _ => Cause::new(CauseKind::Unstated, "a resource of a statement"),
    }
}

/// Whom a principal names: of a parameter that stands alone nothing is known.
fn whom(value: &Value) -> FactValue {
    let branches = branches(value);
    let mut open = branches.iter().map(|(branch, _)| branch);
    match open.find(|branch| matches!(branch.term, Term::Parameter(_))) {
        Some(branch) => FactValue::Unknown(cause(branch)),
        None => list([value]),
    }
}

/// The texts of values; unknown where one of them is not known in any form.
fn list<'v>(values: impl IntoIterator<Item = &'v Value>) -> FactValue {
    let mut texts = Vec::new();
    for value in values {
        for (branch, _) in branches(value) {
            match render(branch) {
                Some(text) => texts.push(Arc::from(text)),
                None => return FactValue::Unknown(cause(branch)),
            }
        }
    }
    known(Literal::List(texts))
}

fn joined(parts: impl Iterator<Item = FactValue>) -> FactValue {
    let mut texts: Vec<Arc<str>> = Vec::new();
    for part in parts {
        match part {
            FactValue::Known(Literal::List(more)) => texts.extend(more),
            FactValue::Known(Literal::Text(one)) => texts.push(one),
            other => return other,
        }
    }
    known(Literal::List(texts))
}
