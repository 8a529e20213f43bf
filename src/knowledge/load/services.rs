//! Services and their actions, endpoints and hosts.
//!
//! In: the parsed files below `catalog/services/`. Out: the services of [`Knowledge`]. Which rules ask about them is not
//! known here.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::graph::Payload;
use crate::knowledge::{
    Action, ActionTarget, Endpoint, EndpointService, Knowledge, ModelCall, Service, ServiceId,
};
use crate::source::Diagnostic;
use crate::syntax::Node;
use crate::syntax::fields::{self, Fields, unknown_name};

use super::Parsed;
use super::names::{DIRECTIONS, Names, file_name, payload};
use super::{signs, terms};

const SERVICE_KEYS: [&str; 16] = [
    "service",
    "title",
    "operator",
    "eligibility",
    "infrastructure",
    "route",
    "features",
    "prefixes",
    "types",
    "kind",
    "endpoints",
    "hosts",
    "variables",
    "symbols",
    "secrets",
    "actions",
];
const ACTION_KEYS: [&str; 8] = [
    "names",
    "prefix",
    "direction",
    "payload",
    "target",
    "endpoint",
    "guardrail",
    "feature",
];

/// The files that name their service; the others are errors.
pub(super) fn named<'t>(
    files: impl Iterator<Item = &'t Parsed>,
    faults: &mut Vec<Diagnostic>,
) -> Vec<(&'t Parsed, Node<'t>)> {
    let named = files.filter_map(|parsed| {
        let root = parsed.root();
        if root.and_then(|root| root.get("service")?.text()).is_none() {
            parsed.tree.as_ref()?;
            let message = "a file of a service needs the key `service`";
            faults.push(Diagnostic::error(
                "missing-key",
                parsed.file.span(),
                message,
            ));
            return None;
        }
        Some((parsed, root?))
    });
    named.collect()
}

/// Reads all services; their ids are the places of their files.
pub(super) fn read(
    knowledge: &mut Knowledge,
    files: &[(&Parsed, Node<'_>)],
    names: Names<'_>,
    faults: &mut Vec<Diagnostic>,
) {
    for (index, (parsed, root)) in files.iter().enumerate() {
        let Some(fields) = Fields::of(*root, "a service", &SERVICE_KEYS, faults) else {
            continue;
        };
        let service = service(&fields, parsed, names, faults);
        if service.eligibility.citation.date > knowledge.catalog_date {
            knowledge
                .catalog_date
                .clone_from(&service.eligibility.citation.date);
        }
        let id = ServiceId(index as u16);
        for (prefix, node) in fields.texts("prefixes", faults) {
            if let Some(other) = knowledge.by_prefix.insert(prefix.clone().into_owned(), id) {
                let other = knowledge
                    .services
                    .get(usize::from(other.0))
                    .map_or("this", |other| &other.name);
                let message = format!("prefix `{prefix}` is also one of service `{other}`");
                faults.push(Diagnostic::error("duplicate-name", node.span(), message));
            }
        }
        knowledge.services.push(service);
    }
}

fn service(
    fields: &Fields<'_>,
    parsed: &Parsed,
    names: Names<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Service {
    let name = file_name(fields, "service", parsed, faults).unwrap_or_default();
    let endpoints = endpoints(fields, faults);
    let mut service = Service {
        name: Arc::from(name),
        title: fields
            .need_text("title", faults)
            .unwrap_or_default()
            .into_owned(),
        operator: Arc::from(fields.need_text("operator", faults).unwrap_or_default()),
        eligibility: terms::eligibility(fields, names, faults),
        infrastructure: terms::infrastructure(fields, names, faults),
        route: terms::route(fields, faults),
        features: terms::features(fields, names, faults),
        kind: fields.get("kind").and_then(|node| names.kind(node, faults)),
        types: super::catalog::owned(fields.texts("types", faults)),
        actions: BTreeMap::new(),
        hosts: signs::read(fields, "hosts", &endpoints, names, faults),
        variables: signs::read(fields, "variables", &endpoints, names, faults),
        symbols: signs::read(fields, "symbols", &endpoints, names, faults),
        secrets: signs::read(fields, "secrets", &endpoints, names, faults),
        endpoints,
    };
    let prefixes: Vec<_> = fields
        .texts("prefixes", faults)
        .into_iter()
        .map(|(prefix, _)| prefix)
        .collect();
    for node in fields.items("actions", faults) {
        actions(&mut service, node, &prefixes, names, faults);
    }
    service
}

fn endpoints(fields: &Fields<'_>, faults: &mut Vec<Diagnostic>) -> Vec<EndpointService> {
    let items = fields.items("endpoints", faults);
    let read = items.into_iter().filter_map(|node| {
        let fields = Fields::of(
            node,
            "an endpoint",
            &["family", "service_name", "type"],
            faults,
        )?;
        let family = fields.need_text("family", faults);
        let service_name = fields.need_text("service_name", faults);
        fields.need("type", faults);
        let gateway = fields.choice("type", &[("interface", false), ("gateway", true)], faults)?;
        Some(EndpointService {
            family: Arc::from(family?),
            service_name: service_name?.into_owned(),
            gateway,
        })
    });
    read.collect()
}

/// The endpoint family that a node names, of those that the service has.
pub(super) fn family(
    node: Node<'_>,
    endpoints: &[EndpointService],
    faults: &mut Vec<Diagnostic>,
) -> Option<Arc<str>> {
    let name = fields::text(node, faults)?;
    let found = endpoints.iter().find(|endpoint| *endpoint.family == *name);
    if found.is_none() {
        let families = endpoints.iter().map(|endpoint| &*endpoint.family);
        faults.push(unknown_name(
            "endpoint family",
            &name,
            node.span(),
            families,
        ));
    }
    found.map(|endpoint| Arc::clone(&endpoint.family))
}

/// Adds a group of actions that do the same.
fn actions(
    service: &mut Service,
    node: Node<'_>,
    prefixes: &[std::borrow::Cow<'_, str>],
    names: Names<'_>,
    faults: &mut Vec<Diagnostic>,
) {
    let Some(fields) = Fields::of(node, "a group of actions", &ACTION_KEYS, faults) else {
        return;
    };
    let prefix = match fields
        .get("prefix")
        .and_then(|node| Some((node, fields::text(node, faults)?)))
    {
        Some((node, prefix)) => {
            if !prefixes.contains(&prefix) {
                faults.push(unknown_name(
                    "prefix",
                    &prefix,
                    node.span(),
                    prefixes.iter().map(|prefix| &**prefix),
                ));
            }
            prefix
        }
        None => prefixes.first().cloned().unwrap_or_default(),
    };
    let Some(template) = action(&fields, service, names, faults) else {
        return;
    };
    fields.need("names", faults);
    for (name, node) in fields.texts("names", faults) {
        let key = format!("{prefix}:{name}").to_ascii_lowercase();
        let action = Action {
            name: format!("{prefix}:{name}"),
            ..template.clone()
        };
        if service.actions.insert(key, action).is_some() {
            let message = format!("action `{name}` is listed twice");
            faults.push(Diagnostic::error("duplicate-name", node.span(), message));
        }
    }
}

fn action(
    fields: &Fields<'_>,
    service: &Service,
    names: Names<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Option<Action> {
    let directions: Vec<(&str, Option<Endpoint>)> = DIRECTIONS
        .into_iter()
        .map(|(name, direction)| (name, Some(direction)))
        .chain([("none", None)])
        .collect();
    let direction = fields.need("direction", faults);
    let direction =
        direction.and_then(|node| fields::choice(node, "direction", &directions, faults));
    let carried = match (fields.get("payload"), direction) {
        (None, Some(None)) => Some(Payload::None),
        _ => fields
            .need("payload", faults)
            .and_then(|node| payload(node, faults)),
    };
    let target = fields.need("target", faults)?;
    let target = if target.text().as_deref() == Some("service") {
        ActionTarget::Service
    } else {
        let kinds = fields::texts(target, faults)
            .into_iter()
            .map(|(_, node)| names.kind(node, faults));
        ActionTarget::Kinds(kinds.collect::<Option<_>>()?)
    };
    let endpoint = fields
        .get("endpoint")
        .and_then(|node| family(node, &service.endpoints, faults));
    let model_call = fields.get("guardrail").and_then(|node| {
        let key = fields::text(node, faults)?;
        Some(match &*key {
            "none" => ModelCall::Unbound,
            key => ModelCall::Bound(Arc::from(key)),
        })
    });
    let feature = fields.get("feature").and_then(|node| {
        let name = fields::text(node, faults)?;
        let found = service.features.get_key_value(&*name);
        if found.is_none() {
            let features = service.features.keys().map(|name| &**name);
            faults.push(unknown_name("feature", &name, node.span(), features));
        }
        found.map(|(name, _)| Arc::clone(name))
    });
    Some(Action {
        name: String::new(),
        direction: direction?,
        payload: carried?,
        target,
        endpoint,
        model_call,
        feature,
    })
}
