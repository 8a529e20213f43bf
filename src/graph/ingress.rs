//! Whether the security groups around a component let the whole internet in.
//!
//! In: a graph whose settings are joined. Out: a fact on each component that stands in a security group. Routes, ports and
//! network access control lists are not known here: an open group in a private subnet is open all the same.

use petgraph::Direction;
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

use crate::model::{ComponentId, Fact, FactValue, Origin, Presence};
use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Guard};
use crate::vocabulary::Literal;

use super::Layer;
use super::builder::Builder;

/// The ranges that mean every address.
const EVERYWHERE: [&str; 2] = ["0.0.0.0/0", "::/0"];

/// What one security group says.
enum Answer {
    Open,
    Closed,
    Unknown(Cause),
}

/// A security group around a component.
struct Group {
    answer: Answer,
    /// Parameters whose defaults the answer rests on.
    assumes: Vec<String>,
    when: Guard,
    span: Span,
}

/// Adds the fact to every component that a security group contains.
pub(super) fn find_open_groups(builder: &mut Builder<'_>) {
    let Some(word) = builder.words.open_ingress else {
        return;
    };
    for index in 0..builder.graph.inner.node_count() {
        let id = ComponentId(index as u32);
        let groups = groups(builder, id);
        if groups.is_empty() {
            continue;
        }
        let fact = fact(builder, id, &groups);
        builder.graph.inner[NodeIndex::new(index)]
            .facts
            .insert(word, fact);
    }
}

/// The containers of a component that let traffic in or could: those that state ranges, and those that were not read.
fn groups(builder: &Builder<'_>, id: ComponentId) -> Vec<Group> {
    let node = NodeIndex::new(id.0 as usize);
    let edges = builder
        .graph
        .inner
        .edges_directed(node, Direction::Incoming);
    let containers = edges.filter(|edge| edge.weight().layer == Layer::Contains);
    let answers = containers.filter_map(|edge| {
        let group = ComponentId(edge.source().index() as u32);
        group_says(builder, group, edge.weight().when.clone())
    });
    answers.collect()
}

/// What a container says; `None` for one that is no security group.
fn group_says(builder: &Builder<'_>, group: ComponentId, when: Guard) -> Option<Group> {
    let component = builder.graph.component(group);
    let word = builder.words.ingress_cidrs?;
    let kind = builder.knowledge.kind(component.kind?);
    let mut mappings = kind.attributes.iter();
    if !mappings.any(|mapping| mapping.attribute == word) {
        return None;
    }
    let says = |answer: Answer, span: Span, assumes: &[String]| {
        Some(Group {
            answer,
            assumes: assumes.to_vec(),
            when: when.clone(),
            span,
        })
    };
    if component.presence == Presence::Unread {
        let named = Cause::new(CauseKind::NotRead, crate::syntax::quoted(&component.name));
        let cause = component.cause.clone().unwrap_or(named);
        return says(Answer::Unknown(cause), component.span, &[]);
    }
    let fact = component.facts.get(&word)?;
    let span = fact.origin.span().unwrap_or(component.span);
    match &fact.value {
        FactValue::Known(Literal::List(ranges)) => {
            let open = ranges
                .iter()
                .position(|range| EVERYWHERE.contains(&&**range));
            match open {
                Some(index) => says(Answer::Open, item(&fact.origin, index, span), &fact.assumes),
                None => says(Answer::Closed, span, &[]),
            }
        }
        FactValue::Unknown(cause) => says(Answer::Unknown(cause.clone()), span, &[]),
        FactValue::Choice(_) => {
            let text = format!("the ranges that {} lets in", component.name);
            let cause = Cause::new(CauseKind::Condition, text);
            says(Answer::Unknown(cause), span, &[])
        }
        _ => says(Answer::Closed, span, &[]),
    }
}

/// Where an item of a list is written.
fn item(origin: &Origin, index: usize, otherwise: Span) -> Span {
    match origin {
        Origin::Derived(spans) => spans.get(index).copied().unwrap_or(otherwise),
        _ => otherwise,
    }
}

fn fact(builder: &Builder<'_>, id: ComponentId, groups: &[Group]) -> Fact {
    let known = |truth| FactValue::Known(Literal::Boolean(truth));
    let open = groups
        .iter()
        .filter(|group| matches!(group.answer, Answer::Open));
    let when = Guard::any(open.clone().map(|group| group.when.clone()));
    let exists = &builder.graph.component(id).when;
    // What rests on no default says most.
    let first = open.min_by_key(|group| group.assumes.len());
    let unsure = groups.iter().find_map(|group| match &group.answer {
        Answer::Unknown(cause) => Some((cause.clone(), group.span)),
        _ => None,
    });
    let assumes = first.map_or_else(Vec::new, |group| group.assumes.clone());
    let (value, span) = match (first, unsure) {
        (Some(group), _) if when == Guard::Always || when == *exists => (known(true), group.span),
        (_, Some((cause, span))) => (FactValue::Unknown(cause), span),
        (Some(group), None) => {
            let choice = vec![(when, known(true)), (Guard::Always, known(false))];
            (FactValue::Choice(choice), group.span)
        }
        (None, None) => (known(false), groups[0].span),
    };
    Fact {
        value,
        origin: Origin::Derived(vec![span]),
        assumes,
    }
}
