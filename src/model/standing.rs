//! Policy documents that stand alone: those that say what their holder may do become components, the others are set aside.

use crate::frontend::Format;
use crate::frontend::policies::{Policies, PolicyDocument, Stated};
use crate::knowledge::{Element, KindId, Knowledge};
use crate::policy::{self, Policy};
use crate::source::Diagnostic;
use crate::syntax::{Cause, Guard};
use crate::vocabulary::Reader;

use super::sort::{Sort, likely_sort};
use super::{
    AttachedPolicy, Component, ComponentId, Deployment, DeploymentId, Facts, Model, Presence,
    StandingPolicy,
};

/// Adds the deployment and the documents of a file to the model.
pub(super) fn lower(
    policies: &Policies,
    path: &str,
    knowledge: &Knowledge,
    model: &mut Model,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let deployment = DeploymentId(model.deployments.len() as u32);
    model.deployments.push(Deployment::new(
        deployment,
        policies.file,
        path.to_owned(),
        Format::Policy,
    ));
    for document in &policies.documents {
        let (reading, said) = policy::read(&document.value);
        diagnostics.extend(said);
        let policy = match reading {
            policy::Reading::Read(policy) => Ok(policy),
            policy::Reading::Opaque(cause) => Err(cause),
        };
        let sort = match (document.stated, &policy) {
            (Stated::Identity, _) => Sort::Identity,
            (Stated::Trust, _) => Sort::Trust,
            (Stated::Nothing, Ok(policy)) => likely_sort(policy, path),
            (Stated::Nothing, Err(_)) => Sort::Unclear,
        };
        let kind = knowledge.conventions.policy_document;
        let component = kind
            .filter(|_| sort == Sort::Identity)
            .map(|kind| hold(document, &policy, deployment, kind, knowledge, model));
        model.standing.push(StandingPolicy {
            name: document.name.clone(),
            deployment,
            sort,
            policy,
            component,
            span: document.span,
        });
    }
}

/// Adds the component that holds a document.
fn hold(
    document: &PolicyDocument,
    policy: &Result<Policy, Cause>,
    deployment: DeploymentId,
    kind: KindId,
    knowledge: &Knowledge,
    model: &mut Model,
) -> ComponentId {
    let id = ComponentId(model.components.len() as u32);
    let known = knowledge.kind(kind);
    model.components.push(Component {
        in_part: false,
        id,
        name: document.name.clone(),
        kind: Some(kind),
        kind_name: known.name.to_string(),
        element: known.element.unwrap_or(Element::Support),
        service: Some(known.service),
        deployment,
        presence: Presence::Declared,
        when: Guard::Always,
        names: vec![document.name.clone()],
        facts: Facts::new(),
        marks: Vec::new(),
        cause: None,
        span: document.span,
        body: document.value.span,
    });
    let attributes = known.attributes.iter();
    let mut attributes = attributes.map(|mapping| mapping.attribute);
    let reads_policies =
        |attribute: &_| knowledge.vocabulary.attribute(*attribute).reader == Reader::Policy;
    if let Some(attribute) = attributes.find(reads_policies) {
        model.policies.push(AttachedPolicy {
            component: id,
            attribute,
            policy: policy.clone(),
            when: Guard::Always,
            span: document.value.span,
        });
    }
    id
}
