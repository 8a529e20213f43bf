//! Facts that a design states of what the templates declare: added where the code is silent, and noted where it is not.

use std::sync::Arc;

use petgraph::graph::NodeIndex;

use crate::model::design::Part;
use crate::model::{Component, ComponentId, Fact, FactValue, Facts, Origin};
use crate::vocabulary::{AttributeId, Literal};

use super::super::builder::Builder;
use super::{Bound, compare::is_log, flows::ends, parts::give};

/// Adds the facts of the designs to the components that they bind.
pub(in super::super) fn state(builder: &mut Builder<'_>, bound: &Bound) {
    let model = builder.model;
    for (&id, &owner) in &bound.owners {
        let part = &model.designs[owner.0].parts[owner.1];
        let stated = &part.facts;
        // What is said of a function is not said of the log that it shares the part with; where both are, is.
        let log = is_log(builder.graph.component(id), &builder.words);
        // Nor is it said of what only comes along.
        let comes_along = bound.inner.contains_key(&id);
        let means = !comes_along && (!log || ends(builder, bound, owner).contains(&id));
        let other = match means {
            true => contradictions(builder, id, part, bound.of(owner)),
            false => None,
        };
        let words = builder.words;
        let component = &mut builder.graph.inner[NodeIndex::new(id.0 as usize)];
        for (attribute, fact) in stated {
            if is_open(component, *attribute) && (means || words.is_place(*attribute)) {
                component.facts.insert(*attribute, fact.clone());
            }
        }
        if let (Some(word), Some(fact)) = (builder.words.contradictions, other) {
            give(builder, id, Facts::from([(word, fact)]));
        }
    }
    mark_bound(builder, bound);
}

/// Whether the code says nothing of an attribute.
fn is_open(component: &Component, attribute: AttributeId) -> bool {
    let fact = component.facts.get(&attribute).map(|fact| &fact.value);
    matches!(fact, None | Some(FactValue::Unknown(_)))
}

/// The attributes of which the design says something else than the code; the places of both. Of several resources that are
/// one part, such as a function and its log, the kind of the part is that of one.
fn contradictions(
    builder: &Builder<'_>,
    id: ComponentId,
    part: &Part,
    siblings: &[ComponentId],
) -> Option<Fact> {
    let component = builder.graph.component(id);
    let vocabulary = &builder.knowledge.vocabulary;
    let (mut names, mut spans) = (Vec::new(), Vec::new());
    let kinds = siblings.iter();
    let mut kinds = kinds.map(|one| builder.graph.component(*one).kind);
    let has_kind = kinds.any(|kind| kind == part.kind);
    let other_kind = component.kind.is_some() && !has_kind;
    let beside = has_kind && component.kind != part.kind;
    let of_kind = part.kind.filter(|_| beside);
    let of_kind = of_kind.map(|kind| &builder.knowledge.kind(kind).attributes);
    if let (true, Some(span), Some(word)) = (other_kind, part.kind_span, builder.words.kind) {
        names.push(Arc::clone(&vocabulary.attribute(word).name));
        spans.extend([span, component.span]);
    }
    for (attribute, fact) in &part.facts {
        let Some(own) = component.facts.get(attribute) else {
            continue;
        };
        // What the kind of the part has is said of that resource first, and not of what the service does to those beside it.
        let mut known = of_kind.into_iter().flatten();
        let of_another = known.any(|mapping| mapping.attribute == *attribute);
        let nobody_wrote_it = matches!(own.origin, Origin::Default { .. } | Origin::Missing(_));
        if nobody_wrote_it && (of_another || part.by_default.contains(attribute)) {
            continue;
        }
        let differs = match (&own.value, &fact.value) {
            (FactValue::Known(own), FactValue::Known(said)) => !same(own, said),
            (FactValue::Absent, FactValue::Known(_)) => true,
            _ => false,
        };
        if differs {
            names.push(Arc::clone(&vocabulary.attribute(*attribute).name));
            spans.extend(fact.origin.span());
            spans.extend(own.origin.span());
        }
    }
    (!names.is_empty()).then(|| Fact::derived_from(FactValue::Known(Literal::List(names)), spans))
}

fn same(one: &Literal, other: &Literal) -> bool {
    match (one, other) {
        (Literal::List(one), Literal::List(other)) => {
            let sorted = |list: &[Arc<str>]| {
                let mut list = list.to_vec();
                list.sort();
                list
            };
            sorted(one) == sorted(other)
        }
        (one, other) => one == other,
    }
}

/// Notes, in the deployments that a design speaks of, which components it has.
fn mark_bound(builder: &mut Builder<'_>, bound: &Bound) {
    let Some(word) = builder.words.bound else {
        return;
    };
    let covered: Vec<_> = bound.covers.iter().flatten().copied().collect();
    for component in &builder.model.components {
        if !covered.contains(&component.deployment) {
            continue;
        }
        let owner = bound.owners.get(&component.id);
        let span = match owner {
            Some((design, part)) => builder.model.designs[*design].parts[*part].span,
            None => component.span,
        };
        let fact = Fact::derived(FactValue::Known(Literal::Boolean(owner.is_some())), span);
        give(builder, component.id, Facts::from([(word, fact)]));
    }
}
