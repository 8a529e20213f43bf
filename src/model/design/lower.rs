//! A manifest as a whole.

use std::collections::BTreeSet;

use crate::frontend::Format;
use crate::frontend::manifest::{Manifest, Written, keys};
use crate::graph::DataClass;
use crate::knowledge::Knowledge;
use crate::source::{Diagnostic, Span};
use crate::syntax::fields::unknown_name;
use crate::vocabulary::Literal;

use super::super::{Deployment, DeploymentId, Model};
use super::{Design, Residency, Routing, agreements, flows, parts};

/// What every step of lowering one manifest needs.
pub(super) struct Lowering<'k, 'f> {
    pub(super) manifest: &'k Manifest,
    pub(super) knowledge: &'k Knowledge,
    pub(super) faults: &'f mut Vec<Diagnostic>,
}

impl Lowering<'_, '_> {
    /// Notes a name that nobody knows.
    pub(super) fn unknown<'a>(
        &mut self,
        what: &str,
        name: &Written,
        known: impl IntoIterator<Item = &'a str>,
    ) {
        self.faults
            .push(unknown_name(what, &name.text, name.span, known));
    }

    /// The class of a name.
    pub(super) fn class(&mut self, name: &Written) -> Option<DataClass> {
        let class = DataClass::named(&name.text);
        if class.is_none() {
            let known = DataClass::ALL.map(DataClass::name);
            self.unknown(
                "data class",
                name,
                known.into_iter().chain([keys::UNCLASSIFIED]),
            );
        }
        class
    }
}

/// Adds the deployment and the design of a manifest to the model.
pub(in crate::model) fn lower(
    manifest: &Manifest,
    path: &str,
    knowledge: &Knowledge,
    model: &mut Model,
    faults: &mut Vec<Diagnostic>,
) {
    let deployment = DeploymentId(model.deployments.len() as u32);
    model.deployments.push(Deployment::new(
        deployment,
        manifest.file,
        path.to_owned(),
        Format::Manifest,
    ));
    let mut lowering = Lowering {
        manifest,
        knowledge,
        faults,
    };
    let parts = parts::lower(&mut lowering);
    let (flows, barriers) = (
        flows::flows(&mut lowering, &parts),
        flows::barriers(&mut lowering, &parts),
    );
    let agreements = agreements::lower(&mut lowering, &parts);
    let routing = routing(&mut lowering);
    let residency = residency(&mut lowering);
    model.designs.push(Design {
        deployment,
        name: manifest.name.text.clone(),
        span: manifest.name.span,
        parts,
        flows,
        barriers,
        agreements,
        routing,
        residency,
    });
}

fn routing(lowering: &mut Lowering<'_, '_>) -> Option<Vec<Routing>> {
    let policy = lowering.manifest.routing.as_ref()?;
    let known = routes(lowering.knowledge);
    let entries = policy.iter().filter_map(|entry| {
        let class = match entry.class.text == keys::ANY_CLASS {
            true => None,
            false => Some(lowering.class(&entry.class)?),
        };
        for route in &entry.routes {
            if !known.contains(&*route.text) {
                lowering.unknown("route", route, known.iter().copied());
            }
        }
        Some(Routing {
            class,
            routes: entry.routes.iter().map(|one| one.text.clone()).collect(),
            span: whole(&entry.class, &entry.routes),
        })
    });
    Some(entries.collect())
}

fn residency(lowering: &mut Lowering<'_, '_>) -> Option<Residency> {
    let policy = lowering.manifest.residency.as_ref()?;
    let known = &lowering.knowledge.conventions.geographies;
    for name in &policy.geographies {
        if !known.contains_key(&name.text) {
            lowering.unknown("geography", name, known.keys().map(String::as_str));
        }
    }
    let texts = |list: &[Written]| list.iter().map(|one| one.text.clone()).collect();
    Some(Residency {
        regions: texts(&policy.regions),
        geographies: texts(&policy.geographies),
        span: policy.span,
    })
}

/// The routes to a model that services or kinds are.
fn routes(knowledge: &Knowledge) -> BTreeSet<&str> {
    let services = knowledge.services.iter();
    let of_services = services.filter_map(|service| service.route.as_deref());
    let word = knowledge.vocabulary.id("route");
    let mappings = knowledge.kinds.iter().flat_map(|kind| &kind.attributes);
    let of_kinds = mappings
        .filter(|mapping| Some(mapping.attribute) == word)
        .filter_map(|mapping| match &mapping.constant {
            Some(Literal::Text(route)) => Some(&**route),
            _ => None,
        });
    of_services.chain(of_kinds).collect()
}

fn whole(first: &Written, rest: &[Written]) -> Span {
    rest.last()
        .map_or(first.span, |last| first.span.to(last.span))
}
