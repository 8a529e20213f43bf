//! What the residency policy of a design says of where its components are, and of where calls of models may be served.
//!
//! How far a call may go is a fact of the flow by then; the Region of a component is what the design or the code states.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use petgraph::graph::{EdgeIndex, NodeIndex};

use crate::knowledge::{Element, Knowledge};
use crate::model::design::Residency;
use crate::model::{Component, ComponentId, Fact, FactValue, Model};
use crate::source::Span;
use crate::syntax::{Cause, CauseKind};
use crate::vocabulary::{AttributeId, Literal};

use super::super::{EdgeId, Graph, Layer, Words};
use super::Bound;

/// A policy with the beginnings of the names of all Regions that it lets data be in.
struct Policy<'m> {
    residency: &'m Residency,
    knowledge: &'m Knowledge,
    beginnings: Vec<&'m str>,
    span: Span,
}

/// Notes on the components of a design, and on calls of models from them, whether its residency policy lets them.
pub(in super::super) fn reside(
    graph: &mut Graph,
    model: &Model,
    knowledge: &Knowledge,
    bound: &Bound,
    words: &Words,
) {
    let Some(word) = words.residency_allowed else {
        return;
    };
    let mut policies: BTreeMap<ComponentId, Policy<'_>> = BTreeMap::new();
    for (design, parts) in model.designs.iter().zip(&bound.parts) {
        let Some(residency) = &design.residency else {
            continue;
        };
        let ids: BTreeSet<ComponentId> = parts.iter().flatten().copied().collect();
        for id in ids {
            let span = residency.span.unwrap_or(design.span);
            let policy = || Policy::of(residency, knowledge, span);
            policies.entry(id).or_insert_with(policy);
        }
    }
    for (id, policy) in &policies {
        let component = graph.component(*id);
        // People are where they are.
        let person = component.element == Element::ExternalEntity
            && component.service == knowledge.conventions.own_service;
        if person || component.element == Element::Support {
            continue;
        }
        let fact = policy.component(component, words.region);
        let component = &mut graph.inner[NodeIndex::new(id.0 as usize)];
        component.facts.entry(word).or_insert(fact);
    }
    for index in 0..graph.inner.edge_count() {
        let id = EdgeId(index as u32);
        let (source, target) = graph.ends(id);
        let Some(policy) = policies.get(&source).or(policies.get(&target)) else {
            continue;
        };
        if graph.edge(id).layer != Layer::Flows {
            continue;
        }
        if let Some(fact) = policy.flow(graph, id, words) {
            let edge = &mut graph.inner[EdgeIndex::new(index)];
            edge.facts.entry(word).or_insert(fact);
        }
    }
}

impl<'m> Policy<'m> {
    fn of(residency: &'m Residency, knowledge: &'m Knowledge, span: Span) -> Self {
        let known = &knowledge.conventions.geographies;
        let geographies = residency.geographies.iter();
        let listed = geographies.filter_map(|name| known.get(name)).flatten();
        Self {
            residency,
            knowledge,
            beginnings: listed.map(String::as_str).collect(),
            span,
        }
    }

    /// Whether a component may be where it is.
    fn component(&self, component: &Component, region: Option<AttributeId>) -> Fact {
        let stated = region.and_then(|word| component.facts.get(&word));
        let (value, span) = match stated.map(|fact| (&fact.value, &fact.origin)) {
            Some((FactValue::Known(Literal::Text(region)), origin)) => {
                (self.region(region), origin.span())
            }
            Some((FactValue::Unknown(cause), origin)) => {
                (FactValue::Unknown(cause.clone()), origin.span())
            }
            _ => {
                let text = format!("the design leaves the Region of {} open", component.name);
                let cause = Cause::new(CauseKind::LeftOpen, text);
                (FactValue::Unknown(cause), Some(component.span))
            }
        };
        self.fact(value, span)
    }

    /// Whether data may be in a Region, or in the geography that stands in its place. A name that belongs to no geography may
    /// be in one all the same.
    fn region(&self, region: &str) -> FactValue {
        let geographies = &self.knowledge.conventions.geographies;
        if let Some((name, beginnings)) = geographies.get_key_value(region) {
            let allowed = self.geography(name, beginnings);
            return FactValue::Known(Literal::Boolean(allowed));
        }
        let allowed = self.residency.regions.iter().any(|known| known == region)
            || self
                .beginnings
                .iter()
                .any(|known| region.starts_with(known));
        let mut all = geographies.values().flatten();
        let placed = all.any(|known| region.starts_with(known.as_str()));
        if !allowed && !placed && !self.residency.geographies.is_empty() {
            let text = format!("in which geography `{region}` is");
            return FactValue::Unknown(Cause::new(CauseKind::Catalog, text));
        }
        FactValue::Known(Literal::Boolean(allowed))
    }

    /// Whether a call of a model may be served where it may; `None` where the flow is no such call.
    fn flow(&self, graph: &Graph, id: EdgeId, words: &Words) -> Option<Fact> {
        let facts = &graph.edge(id).facts;
        let reach = facts.get(&words.model_geography?)?;
        let profiles = words.model_profiles.and_then(|word| facts.get(&word));
        let known = |truth: bool| FactValue::Known(Literal::Boolean(truth));
        let value = match &reach.value {
            FactValue::Absent => return None,
            FactValue::Known(Literal::Text(reach)) => match &**reach {
                "region" => known(true),
                "global" => known(false),
                _ => self.profiles(profiles.map(|fact| &fact.value)),
            },
            FactValue::Unknown(cause) => FactValue::Unknown(cause.clone()),
            _ => FactValue::Unknown(Cause::new(
                CauseKind::Condition,
                "how far from its Region a call of a model may be served".to_owned(),
            )),
        };
        Some(self.fact(value, reach.origin.span()))
    }

    /// Whether each geography that a call names by a profile is let.
    fn profiles(&self, named: Option<&FactValue>) -> FactValue {
        let geographies = &self.knowledge.conventions.geographies;
        let unknown = || {
            let text = "through which geographies a call of a model may go".to_owned();
            FactValue::Unknown(Cause::new(CauseKind::Catalog, text))
        };
        let Some(FactValue::Known(Literal::List(named))) = named else {
            return unknown();
        };
        let leading = |name: &Arc<str>| {
            let name = name.rsplit('/').next().unwrap_or_default();
            let word = name.split('.').next().unwrap_or_default();
            geographies.get_key_value(word)
        };
        let named: Vec<_> = named.iter().filter_map(leading).collect();
        if named.is_empty() {
            return unknown();
        }
        let lets = |(name, beginnings): &(&String, &Vec<String>)| self.geography(name, beginnings);
        FactValue::Known(Literal::Boolean(named.iter().all(lets)))
    }

    /// Whether data may be anywhere in a geography: it is named, or all of it lies within what is named.
    fn geography(&self, name: &String, beginnings: &[String]) -> bool {
        let within = |one: &String| {
            let regions = self.residency.regions.iter().map(String::as_str);
            let mut all = self.beginnings.iter().copied().chain(regions);
            all.any(|known| one.starts_with(known))
        };
        self.residency.geographies.contains(name) || beginnings.iter().all(within)
    }

    fn fact(&self, value: FactValue, span: Option<Span>) -> Fact {
        Fact::derived_from(value, span.into_iter().chain([self.span]).collect())
    }
}
