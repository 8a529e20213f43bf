//! First pass: the relations that settings make, from component to component.

use std::collections::BTreeMap;

use petgraph::graph::NodeIndex;

use crate::knowledge::{Endpoint, KindId, PayloadChoice, ServiceId};
use crate::model::{ComponentId, DeploymentId, End, Fact, FactValue, Link, Presence};
use crate::syntax::{Cause, CauseKind, Guard};
use crate::vocabulary::Literal;

use super::builder::{Builder, configured};
use super::elsewhere::perhaps;
use super::hosts::{service_at, service_called};
use super::resolve::{NAMELESS, Named, resolve};
use super::{Layer, Leg, Level, Payload};

/// Joins every link of the model.
pub(super) fn join(builder: &mut Builder<'_>) {
    let model = builder.model;
    let mut said = Said::default();
    for link in &model.links {
        let deployment = link.deployment;
        let sources = ends(builder, &link.from, deployment, link);
        let targets = ends(builder, &link.to, deployment, link);
        for (from, from_when) in &sources {
            for (to, to_when) in &targets {
                let when = Guard::all([link.when.clone(), from_when.clone(), to_when.clone()]);
                said.hear(link, *from, *to, &when);
                join_pair(builder, link, *from, *to, when);
            }
        }
        if link.layer == Layer::Flows {
            join_perhaps(builder, link, &sources, &targets);
        }
    }
    for (link, to, when) in said.of_wholes() {
        mark(builder, &link, to, &when);
    }
}

/// What relations say of components that are parts of others: a version is a part of its function.
#[derive(Default)]
struct Said<'m> {
    of: Vec<(&'m Link, ComponentId, Guard)>,
    /// By the part: the relation, the whole, and when it is one.
    parts: BTreeMap<ComponentId, Vec<(&'m Link, ComponentId, Guard)>>,
}

impl<'m> Said<'m> {
    fn hear(&mut self, link: &'m Link, from: ComponentId, to: ComponentId, when: &Guard) {
        if link.marks.is_some() {
            self.of.push((link, to, when.clone()));
        }
        if link.part {
            let wholes = self.parts.entry(from).or_default();
            wholes.push((link, to, when.clone()));
        }
    }

    /// What was said of a part, said of the whole.
    fn of_wholes(&self) -> impl Iterator<Item = (Link, ComponentId, Guard)> {
        self.of.iter().flat_map(|(link, part, when)| {
            let wholes = self.parts.get(part).into_iter().flatten();
            wholes.map(move |(joined, whole, in_it)| {
                let mut link = (*link).clone();
                link.doubt = link.doubt.or(joined.doubt.clone());
                (link, *whole, Guard::all([when.clone(), in_it.clone()]))
            })
        })
    }
}

/// Flows between what ends perhaps mean. Only flows are drawn so: that something may be private, or has a key, proves
/// nothing.
fn join_perhaps(
    builder: &mut Builder<'_>,
    link: &Link,
    sources: &[(ComponentId, Guard)],
    targets: &[(ComponentId, Guard)],
) {
    let at = |end: &End| match end {
        End::Named(value, kinds) => perhaps(builder, value, link.deployment, kinds),
        _ => Vec::new(),
    };
    let (from, to) = (at(&link.from), at(&link.to));
    let certain = |ends: &[(ComponentId, Guard)]| -> Vec<(ComponentId, Guard, Option<Cause>)> {
        let ends = ends.iter();
        ends.map(|(id, when)| (*id, when.clone(), None)).collect()
    };
    let doubtful = |ends: Vec<(ComponentId, Guard, Cause)>| {
        let ends = ends.into_iter();
        ends.map(|(id, when, doubt)| (id, when, Some(doubt)))
    };
    let mut pairs = Vec::new();
    for (to, to_when, doubt) in doubtful(to) {
        for (from, from_when, _) in certain(sources) {
            pairs.push((from, to, [from_when, to_when.clone()], doubt.clone()));
        }
    }
    for (from, from_when, doubt) in doubtful(from) {
        for (to, to_when, _) in certain(targets) {
            pairs.push((from, to, [from_when.clone(), to_when], doubt.clone()));
        }
    }
    for (from, to, [from_when, to_when], doubt) in pairs {
        let when = Guard::all([link.when.clone(), from_when, to_when]);
        let mut link = link.clone();
        link.doubt = link.doubt.or(doubt);
        join_pair(builder, &link, from, to, when);
    }
}

fn ends(
    builder: &mut Builder<'_>,
    end: &End,
    deployment: DeploymentId,
    link: &Link,
) -> Vec<(ComponentId, Guard)> {
    match end {
        End::Component(id) => vec![(*id, Guard::Always)],
        End::Implied(kind, names) => vec![(
            builder.implied(deployment, *kind, names, link.span),
            Guard::Always,
        )],
        End::Service(service) => {
            vec![(
                builder.service(deployment, *service, link.span),
                Guard::Always,
            )]
        }
        End::Named(value, kinds) => {
            let kind = match kinds.as_slice() {
                [kind] => Some(*kind),
                _ => None,
            };
            let meanings = resolve(builder, value, deployment, kinds);
            let components = meanings.into_iter().filter_map(|meaning| {
                let id = match meaning.named {
                    Named::Component(id) => id,
                    // An empty text names nothing.
                    Named::NotRead(name, _) if name.is_empty() => return None,
                    Named::NotRead(name, cause) => match service_named(builder, &name) {
                        // A web address can be that of a service which the catalog knows.
                        Some(service) => builder.service(deployment, service, value.span),
                        None => {
                            let name = match name == NAMELESS {
                                true => in_words(builder, link),
                                false => name,
                            };
                            let id = builder.unread(deployment, &name, kind, value.span);
                            place_in_service(builder, id, kinds);
                            builder.explain(id, cause);
                            id
                        }
                    },
                };
                Some((id, meaning.when))
            });
            components.collect()
        }
    }
}

/// Notes that a component which is not read is of one of some kinds: of their service, where they have one.
fn place_in_service(builder: &mut Builder<'_>, id: ComponentId, kinds: &[KindId]) {
    let mut services = kinds
        .iter()
        .map(|kind| builder.knowledge.kind(*kind).service);
    let first = services.next();
    let component = &mut builder.graph.inner[NodeIndex::new(id.0 as usize)];
    if component.presence == Presence::Unread && services.all(|one| Some(one) == first) {
        component.service = component.service.or(first);
    }
}

/// The service that a text names by a web address or by an ARN that calls it.
fn service_named(builder: &Builder<'_>, text: &str) -> Option<ServiceId> {
    let at = service_at(builder.knowledge, text).map(|(service, _)| service);
    at.or_else(|| service_called(builder.knowledge, text))
}

/// What a link leads to, where the value that says so cannot be written down.
fn in_words(builder: &Builder<'_>, link: &Link) -> String {
    let relation = link.name.replace('_', " ");
    match &link.from {
        End::Component(id) => format!(
            "what {relation} of {} names",
            builder.graph.component(*id).name
        ),
        _ => format!("what {relation} names"),
    }
}

fn join_pair(
    builder: &mut Builder<'_>,
    link: &Link,
    from: ComponentId,
    to: ComponentId,
    when: Guard,
) {
    // The end at which data starts says what moves; where it does not, the end that states the relation.
    let ends = if link.direction == Endpoint::In {
        [to, from]
    } else {
        [from, to]
    };
    let (payload, payload_doubt) = payload(builder, &link.payload, ends);
    mark(builder, link, to, &when);
    builder.refer(from, to, link.span, &when);
    builder.refer(to, from, link.span, &when);
    let subject = builder.graph.component(from).name.clone();
    let mut relation = configured(
        payload,
        format!("{} of {subject}", link.name.replace('_', " ")),
        link.span,
    );
    relation.when = when;
    relation.doubt = link.doubt.clone().or(payload_doubt);
    relation.level = if relation.doubt.is_some() {
        Level::Possible
    } else {
        Level::Yes
    };
    relation.facts = link.facts.clone();
    match (link.layer, link.direction) {
        (Layer::Flows, direction) => builder.flow(from, to, direction, &relation),
        (layer, Endpoint::In) => {
            builder.edge(layer, to, from, Leg::Transfer, &relation);
        }
        (layer, _) => {
            builder.edge(layer, from, to, Leg::Transfer, &relation);
        }
    }
}

/// Adds what a relation says of a component. Where several say it of one target, what is certain counts, or all worlds together.
fn mark(builder: &mut Builder<'_>, link: &Link, to: ComponentId, when: &Guard) {
    let Some((attribute, value)) = &link.marks else {
        return;
    };
    let said = match &link.doubt {
        Some(doubt) => FactValue::Unknown(doubt.clone()),
        None => FactValue::Known(value.clone()),
    };
    let facts = &mut builder.graph.inner[NodeIndex::new(to.0 as usize)].facts;
    let certain = |fact: &Fact| matches!(fact.value, FactValue::Known(_));
    let before = facts.get(attribute).map(|fact| fact.value.clone());
    let value = match before {
        Some(_) if facts.get(attribute).is_some_and(certain) => return,
        None if when.is_always() => said,
        before => {
            let rest = before.unwrap_or(FactValue::Absent);
            FactValue::Choice(vec![(when.clone(), said), (Guard::Always, rest)])
        }
    };
    facts.insert(*attribute, Fact::derived_from(value, vec![link.span]));
}

/// What moves, and the doubt about it.
fn payload(
    builder: &Builder<'_>,
    choice: &PayloadChoice,
    ends: [ComponentId; 2],
) -> (Payload, Option<Cause>) {
    let (attribute, otherwise) = match choice {
        PayloadChoice::Fixed(payload) => return (*payload, None),
        PayloadChoice::Attribute {
            attribute,
            otherwise,
        } => (attribute, *otherwise),
    };
    let says = |id: &ComponentId| builder.graph.component(*id).facts.contains_key(attribute);
    let component = builder
        .graph
        .component(ends.into_iter().find(says).unwrap_or(ends[0]));
    let name = || {
        builder
            .knowledge
            .vocabulary
            .attribute(*attribute)
            .name
            .to_string()
    };
    match component.facts.get(attribute).map(|fact| &fact.value) {
        None | Some(FactValue::Absent) => (otherwise, None),
        Some(FactValue::Known(Literal::Text(text))) => match Payload::named(text) {
            Some(payload) => (payload, None),
            None => (
                otherwise,
                Some(Cause::new(
                    CauseKind::Malformed,
                    format!("`{}` of {}", name(), component.name),
                )),
            ),
        },
        Some(FactValue::Unknown(cause)) => (Payload::Content, Some(cause.clone())),
        Some(_) => (
            Payload::Content,
            Some(Cause::new(
                CauseKind::Condition,
                format!("{} of {}", name(), component.name),
            )),
        ),
    }
}
