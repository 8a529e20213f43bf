//! Agreements: which operators process what, and whether an agreement that is in force covers it.
//!
//! In: the agreements of the designs and a day. Out: facts on components and on the flows to them, and the operators of the
//! run as subjects of rules. Whether PHI gets there is not asked here.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use petgraph::graph::{EdgeIndex, NodeIndex};

use crate::model::design::Agreement;
use crate::model::{Component, ComponentId, Fact, FactValue, Facts, Model, Origin, Presence};
use crate::source::Span;
use crate::syntax::{Cause, CauseKind};
use crate::vocabulary::{AttributeId, Literal};

use super::builder::Builder;
use super::{Edge, EdgeId, Layer, grants};

/// Index of an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OperatorId(pub u32);

/// Who processes data, with what it runs in the graph.
#[derive(Clone, Debug)]
pub struct Operator {
    /// Its index.
    pub id: OperatorId,
    /// Its name.
    pub name: String,
    /// What it runs.
    pub components: Vec<ComponentId>,
    /// What rules can ask of it.
    pub facts: Facts,
    /// Where the first component is named.
    pub span: Span,
}

/// Whether something is covered, and why.
#[derive(Clone)]
struct Covered {
    value: FactValue,
    status: Option<&'static str>,
    span: Option<Span>,
}

/// What all steps need.
struct Scene<'m> {
    agreements: Vec<&'m Agreement>,
    as_of: Option<Date>,
}

/// Says of every component whether an agreement covers it, and lists the operators.
pub(super) fn settle(builder: &mut Builder<'_>, as_of: Option<Date>) {
    let scene = Scene::new(builder.model, as_of);
    let mut operators: BTreeMap<String, Vec<ComponentId>> = BTreeMap::new();
    for index in 0..builder.graph.inner.node_count() {
        let id = ComponentId(index as u32);
        let Some(name) = operator(builder, id) else {
            continue;
        };
        operators.entry(name.clone()).or_default().push(id);
        let with = scene.with(&name);
        let covered = component(builder, id, &name, &with, as_of);
        let facts = facts(builder, id, !with.is_empty(), &covered);
        let component = &mut builder.graph.inner[NodeIndex::new(index)];
        component.facts.extend(facts);
    }
    for (name, components) in operators {
        add(builder, &scene, name, components);
    }
}

impl<'m> Scene<'m> {
    fn new(model: &'m Model, as_of: Option<Date>) -> Self {
        let designs = model.designs.iter();
        Self {
            agreements: designs.flat_map(|one| &one.agreements).collect(),
            as_of,
        }
    }

    /// The agreements with an operator.
    fn with(&self, operator: &str) -> Vec<&'m Agreement> {
        let all = self.agreements.iter().copied();
        all.filter(|one| one.with.text == operator).collect()
    }
}

/// Who operates a component, where that is somebody else whose name is known.
fn operator(builder: &Builder<'_>, id: ComponentId) -> Option<String> {
    let component = builder.graph.component(id);
    if component.presence == Presence::Unread {
        return None;
    }
    let stated = builder
        .words
        .operator
        .and_then(|word| component.facts.get(&word));
    let service = component.service.map(|id| builder.knowledge.service(id));
    let name = match stated.map(|fact| &fact.value) {
        Some(FactValue::Known(Literal::Text(text))) => text.to_string(),
        Some(_) => return None,
        None => service?.known_operator()?.to_owned(),
    };
    let own = builder.knowledge.conventions.own_service;
    let own = own.map(|own| &builder.knowledge.service(own).operator);
    (own.is_none_or(|own| **own != *name)).then_some(name)
}

/// Whether an operator publishes which of its services an agreement covers.
fn has_list(builder: &Builder<'_>, operator: &str) -> bool {
    let mut services = builder.knowledge.services.iter();
    services.any(|one| *one.operator == *operator && &*one.eligibility.status == "eligible")
}

fn component(
    builder: &Builder<'_>,
    id: ComponentId,
    operator: &str,
    with: &[&Agreement],
    as_of: Option<Date>,
) -> Covered {
    let component = builder.graph.component(id);
    if with.is_empty() {
        let service = component.service.map(|id| builder.knowledge.service(id));
        let eligible = service.is_some_and(|service| {
            *service.operator == *operator && &*service.eligibility.status == "eligible"
        });
        return match eligible {
            true => Covered {
                value: FactValue::Unknown(Cause::new(CauseKind::Agreement, operator)),
                status: None,
                span: None,
            },
            false => refused("none", None),
        };
    }
    let each = with
        .iter()
        .map(|one| by_one(builder, component, one, as_of));
    let mut each: Vec<Covered> = each.collect();
    // The one that covers counts, then what is not known, then the first that does not.
    each.sort_by_key(|covered| match covered.value {
        FactValue::Known(Literal::Boolean(true)) => 0,
        FactValue::Unknown(_) => 1,
        _ => 2,
    });
    each.swap_remove(0)
}

fn refused(status: &'static str, span: Option<Span>) -> Covered {
    Covered {
        value: FactValue::Known(Literal::Boolean(false)),
        status: Some(status),
        span,
    }
}

/// Whether an agreement is in force: `Err` says why not, or that it is not known.
fn in_force(agreement: &Agreement, as_of: Option<Date>) -> Result<(), Covered> {
    let Some(today) = as_of else {
        return Err(Covered {
            value: FactValue::Unknown(Cause::new(CauseKind::Attestation, "the run has no day")),
            status: None,
            span: Some(agreement.span),
        });
    };
    if today < agreement.effective.date {
        return Err(refused("not_yet", Some(agreement.effective.span)));
    }
    match agreement.expires.filter(|end| end.date <= today) {
        Some(end) => Err(refused("expired", Some(end.span))),
        None => Ok(()),
    }
}

fn by_one(
    builder: &Builder<'_>,
    component: &Component,
    agreement: &Agreement,
    as_of: Option<Date>,
) -> Covered {
    if let Err(why) = in_force(agreement, as_of) {
        return why;
    }
    let span = Some(agreement.span);
    let service = component.service;
    if service.is_some_and(|service| agreement.excludes.contains(&service)) {
        return refused("excluded", span);
    }
    let unknown = |text: String| Covered {
        value: FactValue::Unknown(Cause::new(CauseKind::Unstated, text)),
        status: None,
        span,
    };
    if let Some(covered) = by_service(builder, component, agreement) {
        return covered;
    }
    for (limits, word, what) in [
        (&agreement.accounts, builder.words.account, "account"),
        (&agreement.workspaces, builder.words.workspace, "workspace"),
    ] {
        let stated = word.and_then(|word| component.facts.get(&word));
        match stated.map(|fact| &fact.value) {
            _ if limits.is_empty() => {}
            Some(FactValue::Known(literal)) if limits.contains(&literal.to_string()) => {}
            Some(FactValue::Known(_)) => return refused("other_account", span),
            _ => return unknown(format!("the {what} of {}", component.name)),
        }
    }
    Covered {
        value: FactValue::Known(Literal::Boolean(true)),
        status: Some("covers"),
        span,
    }
}

/// What the services of an agreement say against covering a component, or that they leave it open.
fn by_service(
    builder: &Builder<'_>,
    component: &Component,
    agreement: &Agreement,
) -> Option<Covered> {
    let span = Some(agreement.span);
    let service = component.service?;
    let known = builder.knowledge.service(service);
    // An operator that only the manifest names has no list.
    let listed = *known.operator == *agreement.with.text;
    let status = &*known.eligibility.status;
    match &agreement.services {
        Some(services) if !services.contains(&service) => Some(refused("other_service", span)),
        Some(_) if listed && status == "not_eligible" => Some(refused("excluded", span)),
        Some(_) => None,
        None if !listed || status == "eligible" => None,
        None if status == "unclear" && !has_list(builder, &agreement.with.text) => None,
        None if status == "unclear" => {
            let text = format!("whether the agreement covers {}", known.title);
            Some(Covered {
                value: FactValue::Unknown(Cause::new(CauseKind::Catalog, text)),
                status: None,
                span,
            })
        }
        None => Some(refused("other_service", span)),
    }
}

fn facts(builder: &Builder<'_>, id: ComponentId, declared: bool, covered: &Covered) -> Facts {
    let at = covered.span.unwrap_or(builder.graph.component(id).span);
    let fact = |value: FactValue| Fact::derived(value, at);
    let words = &builder.words;
    let status = covered
        .status
        .map(|status| FactValue::Known(Literal::Text(status.into())));
    let all: [(Option<AttributeId>, Option<FactValue>); 3] = [
        (
            words.agreement_declared,
            Some(FactValue::Known(Literal::Boolean(declared))),
        ),
        (words.agreement_covers, Some(covered.value.clone())),
        (
            words.agreement_status,
            status.or(Some(covered.value.clone())),
        ),
    ];
    let set = all
        .into_iter()
        .filter_map(|(word, value)| Some((word?, fact(value?))));
    set.collect()
}

/// Says of each flow which of the features that it uses no agreement covers. Only once flows have what designs state of them.
pub(super) fn judge_features(builder: &mut Builder<'_>, as_of: Option<Date>) {
    let scene = Scene::new(builder.model, as_of);
    let words = builder.words;
    let (Some(used), Some(uncovered)) = (words.features, words.features_uncovered) else {
        return;
    };
    for index in 0..builder.graph.inner.edge_count() {
        let edge = builder.graph.edge(EdgeId(index as u32));
        let Some(names) = edge.facts.get(&used).filter(|_| edge.layer == Layer::Flows) else {
            continue;
        };
        let value = match &names.value {
            FactValue::Known(Literal::List(names)) => left_out(builder, &scene, edge, names),
            other => other.clone(),
        };
        let fact = Fact {
            value,
            origin: match names.origin.span() {
                Some(span) => Origin::Derived(vec![span]),
                None => Origin::Derived(edge.reason.spans.clone()),
            },
            assumes: Vec::new(),
        };
        builder.graph.inner[EdgeIndex::new(index)]
            .facts
            .insert(uncovered, fact);
    }
}

/// Which of some features of a flow no agreement covers: those that one names are covered, those that one excludes are not,
/// and of the rest the operator's list decides.
fn left_out(
    builder: &Builder<'_>,
    scene: &Scene<'_>,
    edge: &Edge,
    names: &[Arc<str>],
) -> FactValue {
    let target = builder.graph.ends(edge.id).1;
    let with = operator(builder, target).map_or_else(Vec::new, |name| scene.with(&name));
    let force = with.iter().filter(|one| in_force(one, scene.as_of).is_ok());
    let named = |list: fn(&Agreement) -> &[String], name: &Arc<str>| {
        force
            .clone()
            .any(|one| list(one).iter().any(|known| **known == **name))
    };
    let excluded = names
        .iter()
        .filter(|name| named(|one| &one.excluded_features, name));
    let mut out: Vec<Arc<str>> = excluded.cloned().collect();
    let open: Vec<Arc<str>> = names
        .iter()
        .filter(|name| !named(|one| &one.features, name) && !out.contains(name))
        .cloned()
        .collect();
    let service = builder.graph.component(target).service;
    let by_list = match service.filter(|_| !open.is_empty()) {
        Some(service) => grants::left_out(builder.knowledge.service(service), &open),
        None => FactValue::Known(Literal::List(Vec::new())),
    };
    match by_list {
        FactValue::Known(Literal::List(more)) => {
            out.extend(more);
            FactValue::Known(Literal::List(out))
        }
        unknown if out.is_empty() => unknown,
        _ => FactValue::Known(Literal::List(out)),
    }
}

fn add(builder: &mut Builder<'_>, scene: &Scene<'_>, name: String, components: Vec<ComponentId>) {
    let span = builder.graph.component(components[0]).span;
    let with = scene.with(&name);
    let each = with.iter().map(|one| in_force(one, scene.as_of));
    let each: Vec<Result<(), Covered>> = each.collect();
    let known = |truth| FactValue::Known(Literal::Boolean(truth));
    let (value, at) = match each.iter().position(Result::is_ok) {
        Some(index) => (known(true), with[index].span),
        None => match each.into_iter().find_map(Result::err) {
            Some(covered) => (covered.value, covered.span.unwrap_or(span)),
            None if has_list(builder, &name) => {
                let cause = Cause::new(CauseKind::Agreement, &name);
                (FactValue::Unknown(cause), span)
            }
            None => (known(false), span),
        },
    };
    let fact = |value: FactValue| Fact::derived(value, at);
    let text = FactValue::Known(Literal::Text(name.as_str().into()));
    let mut facts = Facts::new();
    facts.extend(
        builder
            .words
            .agreement_in_force
            .map(|word| (word, fact(value))),
    );
    facts.extend(builder.words.name.map(|word| (word, fact(text))));
    let id = OperatorId(builder.graph.operators.len() as u32);
    builder.graph.operators.push(Operator {
        id,
        name,
        components,
        facts,
        span,
    });
}
