//! What a first manifest proposes.
//!
//! In: an analysis. Out: a [`Proposal`] of components, flows, agreements and barriers, each with its reason. How it is
//! written is not known here.

use std::collections::{BTreeMap, BTreeSet};

use crate::Analysis;
use crate::frontend::manifest::keys::{ELEMENTS, UNCLASSIFIED};
use crate::graph::{DataClass, Layer, Level, Ways, Words};
use crate::knowledge::{Element, Knowledge};
use crate::model::{ComponentId, FactValue};
use crate::vocabulary::Literal;

use super::{flows, parts};

/// Everything that a first manifest says.
#[derive(Debug, Default)]
pub(super) struct Proposal {
    /// Whether it comes from templates.
    pub(super) from_code: bool,
    pub(super) parts: Vec<Part>,
    pub(super) flows: Vec<Flow>,
    pub(super) operators: Vec<Operator>,
    pub(super) barriers: Vec<Barrier>,
}

/// A component.
#[derive(Debug, Default)]
pub(super) struct Part {
    pub(super) name: String,
    /// The key that says what it is, with its value; `None` where only what it binds is known.
    pub(super) role: Option<(&'static str, String)>,
    pub(super) binds: Option<String>,
    /// Data classes that it holds; none where it keeps no data.
    pub(super) stores: Vec<&'static str>,
    /// Why; empty where nothing is proposed.
    pub(super) because: String,
}

/// A flow.
#[derive(Debug, Default)]
pub(super) struct Flow {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) carries: Vec<&'static str>,
    /// What comes back, where that is something else.
    pub(super) answers: Option<Vec<&'static str>>,
    pub(super) call: bool,
    pub(super) because: String,
}

/// Who runs something that data gets to.
#[derive(Debug)]
pub(super) struct Operator {
    pub(super) name: String,
    /// Services, by what the operator's list says of them.
    pub(super) services: BTreeMap<&'static str, BTreeSet<String>>,
    /// Whether PHI can get to any of them.
    pub(super) phi: Level,
    /// The day of the list.
    pub(super) list: String,
}

/// Where something may remove identifiers.
#[derive(Debug)]
pub(super) struct Barrier {
    pub(super) at: String,
    pub(super) because: String,
}

/// What the templates of an analysis have.
pub(super) fn from_code(analysis: &Analysis) -> Proposal {
    let (graph, knowledge) = (&analysis.graph, &analysis.knowledge);
    let ways = Ways::of(graph, knowledge, DataClass::Phi, Level::Yes);
    let (mut parts, places) = parts::of(analysis, &ways);
    let mut flows = flows::of(analysis, &parts, &places, &ways);
    let barriers = barriers(analysis, &parts, &places);
    people(analysis, &mut parts, &places, &mut flows);
    Proposal {
        from_code: true,
        operators: operators(analysis),
        barriers,
        parts,
        flows,
    }
}

/// A system of which nothing is known.
pub(super) fn blank(knowledge: &Knowledge) -> Proposal {
    let part = |name: &str, element: usize, because: &str| Part {
        name: name.to_owned(),
        role: Some(("element", ELEMENTS[element].to_owned())),
        because: because.to_owned(),
        ..Part::default()
    };
    let flow = |from: &str, to: &str, call| Flow {
        from: from.to_owned(),
        to: to.to_owned(),
        carries: vec![UNCLASSIFIED],
        call,
        ..Flow::default()
    };
    let person = person(knowledge);
    Proposal {
        parts: vec![
            Part {
                name: "user".to_owned(),
                role: Some(person),
                because: "somebody uses it".to_owned(),
                ..Part::default()
            },
            part("app", 1, "something works on the data"),
            Part {
                stores: vec![UNCLASSIFIED],
                ..part("records", 3, "something keeps them")
            },
        ],
        flows: vec![flow("user", "app", true), flow("app", "records", false)],
        ..Proposal::default()
    }
}

/// What a person is in a manifest.
fn person(knowledge: &Knowledge) -> (&'static str, String) {
    let kind = knowledge.conventions.person;
    match kind.map(|kind| knowledge.kind(kind).name.to_string()) {
        Some(kind) => ("kind", kind),
        None => ("element", ELEMENTS[0].to_owned()),
    }
}

/// Adds a person in front of what nothing in the templates calls.
fn people(
    analysis: &Analysis,
    parts: &mut Vec<Part>,
    places: &BTreeMap<ComponentId, usize>,
    flows: &mut Vec<Flow>,
) {
    let fronts: BTreeSet<usize> = parts::fronts(analysis)
        .iter()
        .filter_map(|id| places.get(id).copied())
        .collect();
    if fronts.is_empty() {
        return;
    }
    let taken = |name: &str| parts.iter().any(|part| part.name == name);
    let mut names = std::iter::once("user".to_owned()).chain((2..).map(|n| format!("user-{n}")));
    let name = names.find(|name| !taken(name)).unwrap_or_default();
    let of_people = fronts.iter().map(|front| Flow {
        from: name.clone(),
        to: parts[*front].name.clone(),
        carries: vec![UNCLASSIFIED],
        answers: None,
        call: true,
        because: "it is a front, and nothing in the templates calls it".to_owned(),
    });
    let mut first: Vec<Flow> = of_people.collect();
    first.append(flows);
    *flows = first;
    let user = Part {
        name,
        role: Some(person(&analysis.knowledge)),
        because: "there is a front: say who that is, or take it out".to_owned(),
        ..Part::default()
    };
    parts.insert(0, user);
}

fn operators(analysis: &Analysis) -> Vec<Operator> {
    let (graph, knowledge) = (&analysis.graph, &analysis.knowledge);
    let named = graph.operators.iter().map(|operator| {
        let mut services: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::new();
        let mut phi = Level::No;
        let mut list = String::new();
        for id in &operator.components {
            let Some(service) = graph.component(*id).service else {
                continue;
            };
            let level = graph.carried(*id, DataClass::Phi).level;
            if graph.component(*id).element == Element::Support {
                continue;
            }
            phi = phi.max(level);
            let service = knowledge.service(service);
            let sort = match &*service.eligibility.status {
                "eligible" => "on its list",
                "not_eligible" => "said not to be covered",
                "unclear" => "of which its list says nothing clear",
                _ => "not on its list",
            };
            list = list.max(service.eligibility.citation.date.clone());
            services
                .entry(sort)
                .or_default()
                .insert(service.title.clone());
        }
        Operator {
            name: operator.name.clone(),
            services,
            phi,
            list,
        }
    });
    named.filter(|one| !one.services.is_empty()).collect()
}

/// The components behind which identifiers may be gone: what they call finds them.
fn barriers(
    analysis: &Analysis,
    parts: &[Part],
    places: &BTreeMap<ComponentId, usize>,
) -> Vec<Barrier> {
    let graph = &analysis.graph;
    let words = Words::of(&analysis.knowledge.vocabulary);
    let mut found: BTreeMap<ComponentId, String> = BTreeMap::new();
    for edge in graph.inner.edge_weights() {
        let fact = words.barrier.and_then(|word| edge.facts.get(&word));
        let seen = matches!(fact.map(|fact| &fact.value), Some(FactValue::Known(Literal::Text(text))) if &**text == "seen");
        if edge.layer != Layer::Flows || !seen {
            continue;
        }
        let doubt = edge.barrier.as_ref().and_then(|one| one.doubt.as_ref());
        let because = doubt.map(ToString::to_string).unwrap_or_default();
        found.entry(graph.ends(edge.id).0).or_insert(because);
    }
    let each = found.into_iter().filter_map(|(id, because)| {
        let at = parts[*places.get(&id)?].name.clone();
        Some(Barrier { at, because })
    });
    each.collect()
}
