//! A manifest as a whole.

use crate::frontend::Format;
use crate::frontend::manifest::{Manifest, Written, keys};
use crate::graph::DataClass;
use crate::knowledge::Knowledge;
use crate::source::{Diagnostic, Span};
use crate::syntax::fields::unknown_name;

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
    model.deployments.push(Deployment {
        id: deployment,
        file: manifest.file,
        path: path.to_owned(),
        format: Format::Manifest,
        facts: super::super::Facts::new(),
    });
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
    let texts = |list: &[Written]| list.iter().map(|one| one.text.clone()).collect();
    let residency = manifest.residency.as_ref().map(|residency| Residency {
        regions: texts(&residency.regions),
        geographies: texts(&residency.geographies),
        span: residency.span,
    });
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
    let entries = policy.iter().filter_map(|entry| {
        let class = match entry.class.text == keys::ANY_CLASS {
            true => None,
            false => Some(lowering.class(&entry.class)?),
        };
        Some(Routing {
            class,
            routes: entry.routes.iter().map(|one| one.text.clone()).collect(),
            span: whole(&entry.class, &entry.routes),
        })
    });
    Some(entries.collect())
}

fn whole(first: &Written, rest: &[Written]) -> Span {
    rest.last()
        .map_or(first.span, |last| first.span.to(last.span))
}
