//! Attributes that a component takes from another one that it names, such as settings that stand in a group of parameters.
//!
//! In: a graph whose settings are joined. Out: facts of the other component, on the one that names it. What the attributes mean
//! is not known here.

use std::collections::BTreeMap;
use std::sync::Arc;

use petgraph::graph::NodeIndex;

use crate::model::{ComponentId, End, Fact, FactValue, Origin};
use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Guard};
use crate::vocabulary::AttributeId;

use super::builder::Builder;
use super::resolve::{Named, resolve};

/// What a relation leads to.
struct Target {
    named: Named,
    when: Guard,
    span: Span,
}

/// Adds the facts that components take from others; one that takes from another that takes itself gets what that one got.
pub(super) fn take(builder: &mut Builder<'_>) {
    let targets = targets(builder);
    // A chain is a member, its cluster and the parameters of that: two rounds see it through.
    for _ in 0..2 {
        let mut facts: Vec<(ComponentId, AttributeId, Fact)> = Vec::new();
        for component in builder.graph.inner.node_weights() {
            let Some(kind) = component.kind.map(|kind| builder.knowledge.kind(kind)) else {
                continue;
            };
            for mapping in kind.attributes.iter().filter(|one| !one.through.is_empty()) {
                let led = mapping
                    .through
                    .iter()
                    .find_map(|relation| targets.get(&(component.id, Arc::clone(relation))));
                let own = component.facts.get(&mapping.attribute);
                if let Some(fact) = led.map(|led| taken(builder, led, mapping.attribute, own)) {
                    facts.push((component.id, mapping.attribute, fact));
                }
            }
        }
        for (id, attribute, fact) in facts {
            let component = &mut builder.graph.inner[NodeIndex::new(id.0 as usize)];
            component.facts.insert(attribute, fact);
        }
    }
}

/// What the relations lead to that attributes are taken through.
fn targets(builder: &Builder<'_>) -> BTreeMap<(ComponentId, Arc<str>), Vec<Target>> {
    let mut targets: BTreeMap<(ComponentId, Arc<str>), Vec<Target>> = BTreeMap::new();
    for link in &builder.model.links {
        let (End::Component(id), End::Named(value, kinds)) = (&link.from, &link.to) else {
            continue;
        };
        let component = builder.graph.component(*id);
        let Some(kind) = component.kind.map(|kind| builder.knowledge.kind(kind)) else {
            continue;
        };
        let mut through = kind.attributes.iter().flat_map(|one| &one.through);
        let Some(name) = through.find(|name| ***name == link.name) else {
            continue;
        };
        for meaning in resolve(builder, value, component.deployment, kinds) {
            targets
                .entry((*id, Arc::clone(name)))
                .or_default()
                .push(Target {
                    named: meaning.named,
                    when: Guard::all([link.when.clone(), meaning.when]),
                    span: link.span,
                });
        }
    }
    targets
}

/// The fact that a component takes; where a relation leads somewhere under a condition only, its own counts for the rest.
fn taken(
    builder: &Builder<'_>,
    targets: &[Target],
    attribute: AttributeId,
    own: Option<&Fact>,
) -> Fact {
    let mut worlds: Vec<(Guard, FactValue)> = Vec::new();
    let (mut spans, mut assumes) = (Vec::new(), Vec::new());
    for target in targets {
        let fact = match &target.named {
            Named::Component(id) => builder.graph.component(*id).facts.get(&attribute),
            Named::NotRead(..) => None,
        };
        let value = match (fact, &target.named) {
            (Some(fact), _) => {
                spans.extend(fact.origin.span());
                assumes.extend(fact.assumes.iter().cloned());
                fact.value.clone()
            }
            (None, Named::NotRead(_, cause)) => FactValue::Unknown(cause.clone()),
            (None, Named::Component(id)) => {
                let name = &builder.graph.component(*id).name;
                let named = crate::syntax::quoted(name);
                FactValue::Unknown(Cause::new(CauseKind::NotRead, named))
            }
        };
        spans.push(target.span);
        worlds.push((target.when.clone(), value));
    }
    let always = worlds.iter().position(|(when, _)| when.is_always());
    let value = match (always, own) {
        (Some(0), _) => worlds.swap_remove(0).1,
        (None, Some(own)) => {
            worlds.push((Guard::Always, own.value.clone()));
            FactValue::Choice(worlds)
        }
        _ => FactValue::Choice(worlds),
    };
    Fact {
        value,
        origin: Origin::Derived(spans),
        assumes,
    }
}
