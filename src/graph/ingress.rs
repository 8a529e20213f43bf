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
fn groups(builder: &Builder<'_>, id: ComponentId) -> Vec<(Answer, Guard, Span)> {
    let node = NodeIndex::new(id.0 as usize);
    let edges = builder
        .graph
        .inner
        .edges_directed(node, Direction::Incoming);
    let containers = edges.filter(|edge| edge.weight().layer == Layer::Contains);
    let answers = containers.filter_map(|edge| {
        let group = ComponentId(edge.source().index() as u32);
        let (answer, span) = answer(builder, group)?;
        let when = edge.weight().when.clone();
        Some((answer, when, span))
    });
    answers.collect()
}

/// What a container says; `None` for one that is no security group.
fn answer(builder: &Builder<'_>, group: ComponentId) -> Option<(Answer, Span)> {
    let component = builder.graph.component(group);
    let word = builder.words.ingress_cidrs?;
    let kind = builder.knowledge.kind(component.kind?);
    let is_group = kind
        .attributes
        .iter()
        .any(|mapping| mapping.attribute == word);
    if !is_group {
        return None;
    }
    if component.presence == Presence::Unread {
        let cause = Cause::new(CauseKind::NotRead, crate::syntax::quoted(&component.name));
        return Some((Answer::Unknown(cause), component.span));
    }
    let fact = component.facts.get(&word)?;
    let span = fact.origin.span().unwrap_or(component.span);
    let answer = match &fact.value {
        FactValue::Known(Literal::List(ranges)) => {
            match ranges.iter().any(|range| EVERYWHERE.contains(&&**range)) {
                true => Answer::Open,
                false => Answer::Closed,
            }
        }
        FactValue::Unknown(cause) => Answer::Unknown(cause.clone()),
        FactValue::Choice(_) => {
            let text = format!("the ranges that {} lets in", component.name);
            Answer::Unknown(Cause::new(CauseKind::Condition, text))
        }
        _ => Answer::Closed,
    };
    Some((answer, span))
}

fn fact(builder: &Builder<'_>, id: ComponentId, groups: &[(Answer, Guard, Span)]) -> Fact {
    let known = |truth| FactValue::Known(Literal::Boolean(truth));
    let open = groups
        .iter()
        .filter(|(answer, ..)| matches!(answer, Answer::Open));
    let when = Guard::any(open.clone().map(|(_, when, _)| when.clone()));
    let exists = &builder.graph.component(id).when;
    let span = open.map(|(.., span)| *span).next();
    let unsure = groups.iter().find_map(|(answer, _, span)| match answer {
        Answer::Unknown(cause) => Some((cause.clone(), *span)),
        _ => None,
    });
    let (value, span) = match (span, unsure) {
        (Some(span), _) if when == Guard::Always || when == *exists => (known(true), span),
        (_, Some((cause, span))) => (FactValue::Unknown(cause), span),
        (Some(span), None) => {
            let choice = vec![(when, known(true)), (Guard::Always, known(false))];
            (FactValue::Choice(choice), span)
        }
        (None, None) => (known(false), groups[0].2),
    };
    Fact {
        value,
        origin: Origin::Derived(vec![span]),
        assumes: Vec::new(),
    }
}
