//! Whether the internet reaches a component, by which route and at which ports.
//!
//! In: a graph whose settings, grants and networks are joined. Out: facts on components. Who may sign in, and what policies
//! allow, is judged elsewhere: here a component is reached where a packet or request of anybody gets to it.

mod direct;
mod through;

use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

use crate::knowledge::Element;
use crate::model::{ComponentId, Fact, FactValue, Origin, Presence};
use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Guard};
use crate::vocabulary::{AttributeId, Literal};

use super::Layer;
use super::builder::Builder;
use super::firewall::{Ports, groups_around, is_group, of_group, openings, seen_from};
use super::network::Answer;

use direct::Direct;

/// A fact that is to be added.
type Found = (ComponentId, Option<AttributeId>, Fact);

/// Adds the facts to all components.
pub(super) fn describe(builder: &mut Builder<'_>) {
    let mut facts: Vec<Found> = Vec::new();
    let ids = (0..builder.graph.inner.node_count()).map(|index| ComponentId(index as u32));
    let direct: Vec<Option<Direct>> = ids.map(|id| around(builder, id, &mut facts)).collect();
    let reached = reached(builder, &direct);
    let routes = through::find(builder, &direct);
    for (index, (routes, own)) in routes.iter().zip(reached).enumerate() {
        let behind = routes
            .iter()
            .map(|(name, answer)| (name.as_str(), answer.clone()));
        let own = own.map(|answer| ("address", answer));
        by_route(
            builder,
            ComponentId(index as u32),
            own,
            behind.collect(),
            &mut facts,
        );
    }
    for (id, word, fact) in facts {
        if let Some(word) = word {
            let component = &mut builder.graph.inner[NodeIndex::new(id.0 as usize)];
            component.facts.insert(word, fact);
        }
    }
}

/// Adds what the surroundings of a component say, and gives what is known of its own address.
fn around(builder: &Builder<'_>, id: ComponentId, facts: &mut Vec<Found>) -> Option<Direct> {
    let words = builder.words;
    let component = builder.graph.component(id);
    let (exists, body) = (&component.when, component.body);
    if let Some(open) = empty_group(builder, id) {
        facts.push((id, words.open_without_members, ports(&open, exists, body)));
    }
    let mut add = |word, answer: &Answer| facts.push((id, word, answer.fact(exists, body)));
    if let Some(answer) = open_group(builder, id) {
        add(words.open_ingress, &answer);
    }
    if let Some((public, assigns)) = direct::surroundings(builder, id) {
        add(words.in_public_subnet, &public);
        add(words.in_assigning_subnet, &assigns);
    }
    if let Some(answer) = direct::default_group(builder, id) {
        add(words.in_default_group, &answer);
    }
    let found = takes_part(builder, id).then(|| direct::find(builder, id))??;
    add(words.public_address, &found.address);
    // A design has no network of its own, in which somebody could be reached or not.
    let deployment = &builder.model.deployments[component.deployment.0 as usize];
    if deployment.is_design() {
        return None;
    }
    let at = |group: &str| found.at_any(&sensitive(builder, group));
    add(words.exposed_administration, &at("administration"));
    add(words.exposed_database, &at("database"));
    facts.push((id, words.internet_ports, ports(&found.ports, exists, body)));
    Some(found)
}

/// Adds by which routes a component is reached.
fn by_route(
    builder: &Builder<'_>,
    id: ComponentId,
    own: Option<(&str, Answer)>,
    behind: Vec<(&str, Answer)>,
    facts: &mut Vec<Found>,
) {
    let component = builder.graph.component(id);
    let (exists, body) = (&component.when, component.body);
    let words = builder.words;
    if let Some((_, answer)) = &own {
        facts.push((id, words.exposed_directly, answer.fact(exists, body)));
    }
    let all: Vec<(&str, Answer)> = own.into_iter().chain(behind).collect();
    if !all.is_empty() {
        let any = Answer::one_of(all.iter().map(|(_, answer)| answer.clone()));
        facts.push((id, words.exposed, any.fact(exists, body)));
        facts.push((id, words.exposure_routes, by_name(&all, exists, body)));
    }
}

/// Whether the internet reaches each component at an address: its own, or for a store that of something in it, such as the
/// member of a cluster.
fn reached(builder: &Builder<'_>, direct: &[Option<Direct>]) -> Vec<Option<Answer>> {
    let own = |index: usize| direct[index].as_ref().map(Direct::reached);
    let each = (0..direct.len()).map(|index| {
        let component = builder.graph.component(ComponentId(index as u32));
        if component.element != Element::DataStore {
            return own(index);
        }
        let edges = builder.graph.inner.edges(NodeIndex::new(index));
        let inner = edges.filter(|edge| edge.weight().layer == Layer::Contains);
        let inner = inner.filter_map(|edge| own(edge.target().index()));
        let all: Vec<Answer> = own(index).into_iter().chain(inner).collect();
        (!all.is_empty()).then(|| Answer::one_of(all))
    });
    each.collect()
}

/// Whether a component is one that data passes through and that somebody declares.
fn takes_part(builder: &Builder<'_>, id: ComponentId) -> bool {
    let component = builder.graph.component(id);
    component.presence == Presence::Declared
        && !matches!(
            component.element,
            Element::Support | Element::ExternalEntity
        )
}

/// Whether a security group around a component lets every address in, at some port.
fn open_group(builder: &Builder<'_>, id: ComponentId) -> Option<Answer> {
    let groups = groups_around(builder, id);
    let first = groups.first()?.0;
    if is_group(builder, id) {
        return None;
    }
    let answers = openings(builder, id).into_iter().map(|one| one.answer);
    let answer = Answer::one_of(answers);
    Some(answer.shown_else_at(seen_from(builder, id, first)))
}

/// The ports of a group of conventions.
fn sensitive(builder: &Builder<'_>, group: &str) -> Vec<u16> {
    let all = &builder.knowledge.conventions.sensitive_ports;
    let texts = all.get(group).into_iter().flatten();
    texts.filter_map(|text| text.parse().ok()).collect()
}

/// The ports at which a security group lets every address in, where nothing that was read stands in it. What does stand in it
/// is judged by what the internet reaches.
fn empty_group(builder: &Builder<'_>, id: ComponentId) -> Option<Vec<(Ports, Answer)>> {
    let component = builder.graph.component(id);
    if component.presence != Presence::Declared || !is_group(builder, id) {
        return None;
    }
    let mut edges = builder.graph.inner.edges(NodeIndex::new(id.0 as usize));
    if edges.any(|edge| edge.weight().layer == Layer::Contains) {
        return None;
    }
    let open = of_group(builder, id, &Guard::Always).into_iter();
    Some(open.map(|one| (one.ports, one.answer)).collect())
}

/// Ports that are open, as a list; where conditions or unknowns decide, it is not known.
fn ports(found: &[(Ports, Answer)], exists: &Guard, body: Span) -> Fact {
    let mut names = std::collections::BTreeSet::new();
    let (mut spans, mut assumes) = (Vec::new(), Vec::new());
    let mut unsure: Option<Cause> = None;
    for (ports, answer) in found {
        if answer.is_sure(exists) {
            names.insert(*ports);
            spans.extend(&answer.spans);
            assumes.extend(answer.assumes.iter().cloned());
        } else if !answer.is_refuted(exists) {
            unsure = unsure.or(Some(answer.why()));
        }
    }
    spans.truncate(6);
    assumes.sort();
    assumes.dedup();
    let texts = names.into_iter().map(|ports| ports.name().into());
    Fact {
        value: match unsure {
            Some(cause) => FactValue::Unknown(cause),
            None => FactValue::Known(Literal::List(texts.collect())),
        },
        origin: match spans.is_empty() {
            true => Origin::Missing(body.into()),
            false => Origin::Derived(spans),
        },
        assumes,
    }
}

/// The names of the routes that are there; where conditions or unknowns decide, the list is not known.
fn by_name(all: &[(&str, Answer)], exists: &Guard, body: Span) -> Fact {
    let open = all
        .iter()
        .find(|(_, answer)| !answer.is_sure(exists) && !answer.is_refuted(exists));
    let sure = all.iter().filter(|(_, answer)| answer.is_sure(exists));
    let mut names: Vec<std::sync::Arc<str>> =
        sure.clone().map(|(name, _)| (*name).into()).collect();
    names.sort();
    names.dedup();
    let spans: Vec<Span> = sure
        .filter_map(|(_, answer)| answer.spans.first().copied())
        .collect();
    let value = match open {
        Some((_, answer)) if answer.cause.is_some() => FactValue::Unknown(answer.why()),
        Some((_, answer)) => {
            FactValue::Unknown(Cause::new(CauseKind::Condition, answer.yes.to_string()))
        }
        None => FactValue::Known(Literal::List(names)),
    };
    Fact {
        value,
        origin: match spans.is_empty() {
            true => Origin::Missing(body.into()),
            false => Origin::Derived(spans),
        },
        assumes: all
            .iter()
            .flat_map(|(_, answer)| answer.assumes.clone())
            .collect(),
    }
}
