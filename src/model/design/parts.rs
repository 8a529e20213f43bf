//! Components of a manifest.

use std::collections::{BTreeMap, BTreeSet};

use crate::frontend::manifest::{Part as Written, Written as Text, keys};
use crate::knowledge::{Element, KindId, ServiceId};
use crate::model::{Fact, FactValue, Facts, Origin};
use crate::source::Diagnostic;
use crate::vocabulary::Literal;

use super::Part;
use super::facts::{self, add};
use super::lower::Lowering;
use super::near::{unknown_kind, unknown_service};

/// The components, in the order of the file.
pub(super) fn lower(lowering: &mut Lowering<'_, '_>) -> Vec<Part> {
    let manifest = lowering.manifest;
    let mut zones: BTreeMap<&str, Facts> = BTreeMap::new();
    for zone in &manifest.zones {
        let stated = facts::read(lowering, &zone.facts);
        zones.insert(&zone.name.text, stated);
    }
    let mut shared = facts::read(lowering, &manifest.facts);
    workload(lowering, &mut shared);
    let defaults = facts::read(lowering, &manifest.defaults);
    let parts = manifest.components.iter();
    parts
        .map(|part| one(lowering, part, &zones, &shared, &defaults))
        .collect()
}

fn one(
    lowering: &mut Lowering<'_, '_>,
    written: &Written,
    zones: &BTreeMap<&str, Facts>,
    shared: &Facts,
    defaults: &Facts,
) -> Part {
    let knowledge = lowering.knowledge;
    let (kind, service) = kind_and_service(lowering, written);
    let mut stated = facts::read(lowering, &written.facts);
    if let Some(zone) = &written.zone {
        match zones.get(&*zone.text) {
            Some(of_zone) => add(&mut stated, of_zone),
            None => lowering.unknown("zone", zone, zones.keys().copied()),
        }
        text(lowering, &mut stated, "zone", &zone.text, zone.span);
    }
    run_by(lowering, &mut stated, written, service, kind);
    add(&mut stated, shared);
    let known = kind.map(|kind| knowledge.kind(kind));
    let mut by_default = BTreeSet::new();
    for (attribute, fact) in defaults {
        let knows = known.is_some_and(|kind| {
            let mut mappings = kind.attributes.iter();
            mappings.any(|mapping| mapping.attribute == *attribute && mapping.constant.is_none())
        });
        let meant = knows || (known.is_none() && !written.binds.is_empty());
        if meant && !stated.contains_key(attribute) {
            stated.insert(*attribute, fact.clone());
            by_default.insert(*attribute);
        }
    }
    let is_open = |name: &&Text| name.text == keys::UNCLASSIFIED;
    let stores = written.stores.iter().filter(|name| !is_open(name));
    let stores = stores.filter_map(|name| Some((lowering.class(name)?, name.span)));
    Part {
        name: written.name.text.clone(),
        span: written.name.span,
        stores: stores.collect(),
        unclassified: written.stores.iter().find(is_open).map(|name| name.span),
        kind,
        kind_span: written.kind.as_ref().map(|kind| kind.span),
        service,
        element: written.element.as_ref().and_then(|one| element(&one.text)),
        facts: stated,
        by_default,
        binds: written.binds.clone(),
    }
}

/// States who runs a component, unless the catalog knows somebody else.
fn run_by(
    lowering: &mut Lowering<'_, '_>,
    stated: &mut Facts,
    written: &Written,
    service: Option<ServiceId>,
    kind: Option<KindId>,
) {
    let knowledge = lowering.knowledge;
    let Some(operator) = &written.operator else {
        return;
    };
    let name = operator_name(lowering, &operator.text);
    let known = service.or(kind.map(|kind| knowledge.kind(kind).service));
    let known = known.and_then(|service| knowledge.service(service).known_operator());
    let own = knowledge.conventions.own_service;
    let own = own.is_some_and(|own| known == Some(&*knowledge.service(own).operator));
    if let Some(known) = known.filter(|known| *known != name && !own) {
        lowering
            .faults
            .push(other_operator(&written.name.text, operator, known));
    } else {
        text(lowering, stated, "operator", &name, operator.span);
    }
}

/// What a component is: its own kind, or that of its service.
fn kind_and_service(
    lowering: &mut Lowering<'_, '_>,
    written: &Written,
) -> (Option<KindId>, Option<ServiceId>) {
    let knowledge = lowering.knowledge;
    let service = written.service.as_ref().and_then(|name| {
        let found = knowledge.by_service.get(&*name.text).copied();
        if found.is_none() {
            lowering.faults.push(unknown_service(name, knowledge));
        }
        found
    });
    let kind = written.kind.as_ref().and_then(|name| {
        let found = knowledge.kind_named(&name.text);
        if found.is_none() {
            lowering.faults.push(unknown_kind(name, knowledge));
        }
        found
    });
    let of_service = service.and_then(|service| knowledge.service(service).kind);
    (kind.or(of_service), service)
}

/// The name of an operator as the catalog writes it.
pub(super) fn operator_name(lowering: &Lowering<'_, '_>, name: &str) -> String {
    let known = lowering.knowledge.services.iter();
    let known = known
        .map(|service| &*service.operator)
        .find(|known| known.eq_ignore_ascii_case(name));
    known.unwrap_or(name).to_owned()
}

fn element(name: &str) -> Option<Element> {
    let all = [
        Element::ExternalEntity,
        Element::Process,
        Element::Relay,
        Element::DataStore,
    ];
    let named = keys::ELEMENTS.iter().zip(all);
    named
        .into_iter()
        .find(|(known, _)| **known == name)
        .map(|(_, element)| element)
}

/// States a text.
fn text(
    lowering: &Lowering<'_, '_>,
    facts: &mut Facts,
    attribute: &str,
    value: &str,
    span: crate::source::Span,
) {
    if let Some(id) = lowering.knowledge.vocabulary.id(attribute) {
        let fact = Fact {
            value: FactValue::Known(Literal::Text(value.into())),
            origin: Origin::Declared(span),
            assumes: Vec::new(),
        };
        facts.insert(id, fact);
    }
}

/// The profile of the work, with what it demands.
fn workload(lowering: &mut Lowering<'_, '_>, shared: &mut Facts) {
    let Some(name) = &lowering.manifest.workload else {
        return;
    };
    let Some(workload) = lowering.knowledge.workloads.get(&name.text) else {
        let known = lowering.knowledge.workloads.keys();
        return lowering.unknown("workload", name, known.map(String::as_str));
    };
    text(lowering, shared, "workload", &name.text, name.span);
    if let Some(id) = lowering.knowledge.vocabulary.id("workload.demands") {
        let demands = workload.demands.iter().map(|one| one.as_str().into());
        let fact = Fact {
            value: FactValue::Known(Literal::List(demands.collect())),
            origin: Origin::Declared(name.span),
            assumes: Vec::new(),
        };
        shared.insert(id, fact);
    }
}

/// An error about an operator that the catalog knows better: who runs a service, no manifest decides.
fn other_operator(part: &str, stated: &Text, known: &str) -> Diagnostic {
    let message = format!("`{part}` is operated by {known}, not by `{}`", stated.text);
    let fault = Diagnostic::error("other-operator", stated.span, message);
    fault.help("take `operator` out, or choose the kind or service that is meant")
}
