//! The places of a finding, each with what is to be seen there.
//!
//! In: a draft and the judge of its subject. Out: labels, the most telling first. Whether the rule is broken is not decided here.

use crate::expr::{Read, Reading, Scope, Variable};
use crate::model::{ComponentId, Origin, Presence};
use crate::source::Span;
use crate::syntax::quoted;
use crate::vocabulary::AttributeId;

use super::blame::{is_at_fault, item_at_fault};
use super::finding::{Draft, fill, most_certain, variable};
use super::judge::{About, Judge};
use super::run::Run;
use super::{Label, Target, Verdict};

/// The places of a finding: those the rule names, else those of what it requires, and the subject itself.
pub(super) fn labels(run: &Run<'_>, judge: &Judge<'_, '_>, draft: &Draft<'_>) -> Vec<Label> {
    let mut labels = named(run, judge, draft);
    let reads = draft.predicates.first().map_or(&[][..], |one| one.reads());
    let telling = |read: &&Read| {
        let fact = judge.fact(read.variable, read.attribute);
        fact.is_some() && !judge.is_silent(read.variable, read.attribute)
    };
    if labels.is_empty()
        && let Some(read) = reads.iter().find(telling).or(reads.first())
    {
        let name = &run.knowledge.vocabulary.attribute(read.attribute).name;
        let property = unwritten(judge, (read.variable, read.attribute));
        let text = match judge.attribute(read.variable, read.attribute) {
            Reading::Absent if let Some(property) = property => {
                format!("{} is not set", quoted(property))
            }
            Reading::Known(literal) => format!("`{name}` is {literal}"),
            Reading::Absent => format!("`{name}` is not set"),
            Reading::Unknown | Reading::OneOf(_) => format!("`{name}` is not known"),
        };
        labels.extend(place(judge, read.variable, read.attribute).map(|span| Label { span, text }));
    }
    for (span, text) in own_places(run, draft) {
        if !labels.iter().any(|label| label.span == span) {
            labels.push(Label { span, text });
        }
    }
    labels
}

/// The places that the rule names.
fn named(run: &Run<'_>, judge: &Judge<'_, '_>, draft: &Draft<'_>) -> Vec<Label> {
    let rule = &run.knowledge.rules[usize::from(draft.rule.0)];
    let mut labels: Vec<Label> = Vec::new();
    // What a rule says at a place is what is wrong there.
    let own: &[(String, String)] = match draft.verdict {
        Verdict::Satisfied => &[],
        _ => &rule.labels,
    };
    let blamed = |dotted: &str| {
        let require = draft.predicates.first()?;
        is_at_fault(judge, require, variable(run, dotted)?)
    };
    let blamed: Vec<Option<bool>> = own.iter().map(|(dotted, _)| blamed(dotted)).collect();
    let one_is = blamed.contains(&Some(true));
    // Where a component says nothing of an attribute, its place shows only if there is no better one.
    let mut silent = None;
    for ((dotted, text), blamed) in own.iter().zip(blamed) {
        if one_is && blamed == Some(false) {
            continue;
        }
        let read = variable(run, dotted);
        let span = match read {
            Some((variable, attribute)) => {
                let require = draft.predicates.first();
                let item = require.and_then(|one| item_at_fault(judge, one, (variable, attribute)));
                item.or_else(|| place(judge, variable, attribute))
            }
            None => own_places(run, draft).first().map(|(span, _)| *span),
        };
        let Some(span) = span else { continue };
        let mut text = fill(judge, run, draft, text);
        if draft.verdict == Verdict::Undecided {
            text.insert_str(0, "to be decided: ");
        }
        if let Some(property) = read.and_then(|read| unwritten(judge, read)) {
            text.push_str(&format!(" ({} is not set)", quoted(property)));
        }
        let others = read.and_then(|(variable, attribute)| judge.origin(variable, attribute));
        let others = others.map_or(&[][..], Origin::others).iter();
        let others: Vec<Label> = others
            .map(|span| Label {
                span: *span,
                text: text.clone(),
            })
            .collect();
        let label = Label { span, text };
        match read.is_some_and(|(variable, attribute)| judge.is_silent(variable, attribute)) {
            true => silent = silent.or(Some(label)),
            false => labels.push(label),
        }
        labels.extend(others);
    }
    if labels.is_empty() {
        labels.extend(silent);
    }
    labels
}

/// The property that would say what an attribute is, where nobody wrote it.
fn unwritten<'g>(
    judge: &Judge<'_, 'g>,
    (variable, attribute): (Variable, AttributeId),
) -> Option<&'g str> {
    let gap = judge.origin(variable, attribute)?.gap()?;
    gap.property.as_deref()
}

/// Where an attribute is written, or would be.
fn place(judge: &Judge<'_, '_>, variable: Variable, attribute: AttributeId) -> Option<Span> {
    let origin = judge.origin(variable, attribute);
    match (origin, judge.about) {
        // Where no agreement says anything, there is no place that does.
        (Some(origin), About::Operator(id))
            if origin.span() == Some(judge.run.graph.operator(id).span) =>
        {
            None
        }
        (Some(origin), _) => origin.span(),
        (None, About::Flow(id)) if variable == Variable::Flow => {
            judge.run.graph.edge(id).reason.spans.first().copied()
        }
        (None, About::Statement(id)) if variable == Variable::Statement => {
            Some(judge.run.graph.statement(id).span)
        }
        (None, About::Flow(id)) => {
            let component = judge.component(variable)?;
            // What nobody declares is shown where this flow names it, and not where another one did first.
            let named = judge.run.graph.edge(id).reason.spans.first();
            let elsewhere = component.presence != Presence::Declared && !judge.is_design(component);
            let named = named.filter(|_| elsewhere);
            Some(named.copied().unwrap_or(component.span))
        }
        (None, _) => {
            let component = judge.component(variable)?;
            // No place in the files says what somebody else sets.
            let is_set_elsewhere =
                judge.is_of_others(component) && judge.intrinsic(component, attribute).is_none();
            (!is_set_elsewhere).then_some(component.span)
        }
    }
}

fn own_places(run: &Run<'_>, draft: &Draft<'_>) -> Vec<(Span, String)> {
    let component = |id: ComponentId| {
        let component = run.graph.component(id);
        let named = match component.presence {
            Presence::Declared => "declared",
            _ => "named",
        };
        (
            component.span,
            format!("{} is {named} here", component.name),
        )
    };
    match (draft.target, draft.about) {
        (Target::Component(id), _) => vec![component(id)],
        (Target::Flow(id), _) => {
            let edge = run.graph.edge(id);
            vec![
                (edge.reason.spans[0], edge.reason.text.clone()),
                component(run.graph.ends(id).0),
            ]
        }
        (Target::Statement(id), _) => {
            let statement = run.graph.statement(id);
            vec![
                (statement.span, "in this statement".to_owned()),
                component(statement.component),
            ]
        }
        (Target::Path(from, _), About::Flow(last)) => {
            let edge = run.graph.edge(last);
            vec![
                (edge.reason.spans[0], edge.reason.text.clone()),
                component(from),
            ]
        }
        (Target::Operator(id), _) => vec![component(most_certain(run, id))],
        (_, About::Component(id)) => vec![component(id)],
        (_, About::Flow(id)) => vec![component(run.graph.ends(id).0)],
        (_, About::Statement(id)) => vec![component(run.graph.statement(id).component)],
        (_, About::Operator(id)) => vec![component(most_certain(run, id))],
    }
}
