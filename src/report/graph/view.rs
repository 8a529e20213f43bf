//! A picture of a part of the graph.
//!
//! In: the graph, which part of it, and the verdicts of a run. Out: a [`Picture`], in which everything is text, span or
//! index. How it is drawn is not known here.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::check::{Finding, Target, Verdict, origin};
use crate::graph::{
    DataClass, Edge, EdgeId, Graph, Layer, Level, Selection, Why, Words, address, compared, keys,
    zone,
};
use crate::knowledge::Knowledge;
use crate::model::{Component, ComponentId, Presence};
use crate::syntax::Guard;

use super::arrow::arrows;
use super::{Carrying, Line, Marks, Material, Node, Picture, frame};

/// The picture of a part of the graph in which a class is highlighted; `caption` says which part it is.
pub fn picture<'run>(
    material: Material<'run>,
    selection: &Selection,
    class: DataClass,
    caption: Vec<String>,
) -> Picture<'run> {
    let graph = material.graph;
    let known = Known::of(material);
    let drawn = selection.components.iter();
    let mut nodes: Vec<Node<'run>> = drawn
        .map(|id| node(material, &known, graph.component(*id), class))
        .collect();
    let groups = frame::groups(&mut nodes, |node| Some(frame::place(node)));
    let places: BTreeMap<ComponentId, usize> =
        selection.components.iter().copied().zip(0..).collect();
    let mut seen = BTreeMap::new();
    let edges: Vec<Line<'run>> = selection
        .edges
        .iter()
        .map(|id| {
            let (source, target) = graph.ends(*id);
            let ends = (places[&source], places[&target]);
            line(graph, &known, graph.edge(*id), ends, class, &mut seen)
        })
        .collect();
    let mut notes = caption;
    notes.extend(counts(graph, selection));
    notes.extend(hidden(material, selection));
    notes.extend(unknown(material));
    Picture {
        report: material.report,
        class,
        arrows: arrows(&edges),
        groups,
        nodes,
        edges,
        notes,
    }
}

/// What is looked up for every component and edge.
struct Known<'run> {
    words: Words,
    keys: Vec<String>,
    components: BTreeMap<ComponentId, Marks<'run>>,
    edges: BTreeMap<EdgeId, Marks<'run>>,
}

impl<'run> Known<'run> {
    fn of(material: Material<'run>) -> Self {
        let mut known = Self {
            words: Words::of(&material.knowledge.vocabulary),
            keys: keys(material.graph, material.deployments),
            components: BTreeMap::new(),
            edges: BTreeMap::new(),
        };
        for finding in &material.outcome().findings {
            let Some(rule) = material.report.rule(finding) else {
                continue;
            };
            let mut said = Marks::default();
            match finding.verdict {
                Verdict::Violated => said.violated.push(&*rule.id),
                Verdict::Undecided => said.undecided.push(&*rule.id),
                Verdict::Satisfied | Verdict::NotApplicable => continue,
            }
            if finding.verdict == Verdict::Violated && finding.waiver.is_some() {
                said.excepted.push(&*rule.id);
            }
            let mark = |marks: &mut Marks<'run>| marks.join(&said);
            if let Target::Component(id) = finding.target {
                mark(known.components.entry(id).or_default());
            }
            for flow in &finding.flows {
                mark(known.edges.entry(*flow).or_default());
            }
        }
        known
    }
}

/// Whether a component belongs to somebody else than the deployment that names it.
fn is_outside(component: &Component, knowledge: &Knowledge) -> bool {
    let is_a_service = || {
        let service = component.service.map(|id| knowledge.service(id));
        service.is_some_and(|service| service.kind == component.kind)
    };
    match component.presence {
        Presence::Declared => false,
        Presence::External => true,
        Presence::Implied => is_a_service(),
        // A resource of a type without a kind is declared; what is only named has no names of its own.
        Presence::Unread => component.names.is_empty(),
    }
}

fn operator<'run>(component: &Component, knowledge: &'run Knowledge) -> Option<&'run str> {
    knowledge.service(component.service?).known_operator()
}

fn node<'run>(
    material: Material<'run>,
    known: &Known<'run>,
    component: &'run Component,
    class: DataClass,
) -> Node<'run> {
    let (graph, id) = (material.graph, component.id);
    let service = component.service.map(|id| material.knowledge.service(id));
    Node {
        id,
        key: known.keys[id.0 as usize].clone(),
        name: &component.name,
        kind: &component.kind_name,
        element: component.element.name(),
        presence: component.presence.name(),
        operator: operator(component, material.knowledge),
        service: service.map(|service| &*service.name),
        service_title: service.map(|service| &*service.title),
        deployment: &material.deployments[component.deployment.0 as usize].path,
        outside: is_outside(component, material.knowledge),
        zone: zone(component, &known.words),
        address: address(component, material.deployments),
        span: component.span,
        when: condition(&component.when),
        group: None,
        repeated: false,
        classes: DataClass::ALL
            .into_iter()
            .filter_map(|class| carrying(graph, id, class))
            .collect(),
        level: graph.carried(id, class).level,
        marks: known.components.get(&id).cloned().unwrap_or_default(),
        folded: None,
    }
}

fn condition(guard: &Guard) -> Option<String> {
    (*guard != Guard::Always).then(|| guard.to_string())
}

fn carrying(graph: &Graph, id: ComponentId, class: DataClass) -> Option<Carrying> {
    let carried = graph.carried(id, class);
    if carried.level == Level::No {
        return None;
    }
    let (reason, span) = match (&carried.why, origin(graph, &carried.why)) {
        (_, Some(start)) => (start.text, Some(start.span)),
        (Why::Over(edge), None) => {
            let (edge, source) = (graph.edge(*edge), graph.ends(*edge).0);
            let source = &graph.component(source).name;
            let text = format!("comes from {source}: {}", edge.reason.text);
            (text, edge.reason.spans.first().copied())
        }
        _ => (String::new(), None),
    };
    Some(Carrying {
        class: class.name(),
        level: carried.level.name(),
        reason,
        span,
    })
}

fn line<'run>(
    graph: &'run Graph,
    known: &Known<'run>,
    edge: &'run Edge,
    (source, target): (usize, usize),
    class: DataClass,
    seen: &mut BTreeMap<String, usize>,
) -> Line<'run> {
    let moves = DataClass::ALL.into_iter().filter_map(|class| {
        let level = graph.moved(edge.id, class);
        (level > Level::No).then(|| (class.name(), level.name()))
    });
    Line {
        key: edge_key(graph, known, edge, seen),
        source,
        target,
        layer: edge.layer.name(),
        payload: edge.payload.name(),
        basis: edge.reason.basis.name(),
        level: edge.level.name(),
        leg: edge.leg.name(),
        reason: &edge.reason.text,
        spans: &edge.reason.spans,
        doubt: edge.doubt.as_ref(),
        when: condition(&edge.when),
        moves: moves.collect(),
        moved: graph.moved(edge.id, class),
        design: compared(edge, &known.words),
        barrier: edge.barrier.as_ref().map(|barrier| barrier.leaves),
        marks: known.edges.get(&edge.id).cloned().unwrap_or_default(),
        summed: None,
    }
}

/// A hash of what an edge says. Edges that say the same are told apart by number.
fn edge_key(
    graph: &Graph,
    known: &Known<'_>,
    edge: &Edge,
    seen: &mut BTreeMap<String, usize>,
) -> String {
    let (source, target) = graph.ends(edge.id);
    let mut hash = Sha256::new();
    for part in [
        &*known.keys[source.0 as usize],
        &known.keys[target.0 as usize],
        edge.layer.name(),
        edge.payload.name(),
        edge.leg.name(),
        &edge.reason.text,
    ] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let hash = hash.finalize();
    let key: String = hash
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let times = seen.entry(key.clone()).or_default();
    *times += 1;
    match *times {
        1 => format!("e_{key}"),
        many => format!("e_{key}_{many}"),
    }
}

/// How much of the graph is shown.
fn counts(graph: &Graph, selection: &Selection) -> Option<String> {
    let is_flow = |id: &&EdgeId| graph.edge(**id).layer == Layer::Flows;
    let shown = selection.edges.iter().filter(is_flow).count();
    let flows = graph.inner.edge_weights();
    let flows = flows.filter(|edge| edge.layer == Layer::Flows).count();
    let (components, all) = (selection.components.len(), graph.inner.node_count());
    (components < all || shown < flows)
        .then(|| format!("{components} of {all} components, {shown} of {flows} flows"))
}

/// How many verdicts are of what is not shown: on a key or a guardrail, on another part of the graph.
fn hidden(material: Material<'_>, selection: &Selection) -> Option<String> {
    let is_hidden = |finding: &&Finding| match finding.target {
        Target::Component(id) => !selection.components.contains(&id),
        Target::Flow(_) | Target::Path(..) => !finding
            .flows
            .iter()
            .any(|flow| selection.edges.contains(flow)),
        Target::Statement(_) | Target::Operator(_) | Target::Run => true,
    };
    let findings = &material.outcome().findings;
    let count = |verdict: Verdict| {
        let of_verdict = findings.iter().filter(|finding| finding.verdict == verdict);
        of_verdict.filter(is_hidden).count()
    };
    let (violated, undecided) = (count(Verdict::Violated), count(Verdict::Undecided));
    (violated + undecided > 0).then(|| {
        format!(
            "not shown, on what is not in the picture: {violated} violated, {undecided} undecided"
        )
    })
}

/// What the run does not know, and so the picture does not show.
fn unknown(material: Material<'_>) -> Vec<String> {
    let coverage = &material.report.coverage;
    let mut notes: Vec<String> = coverage
        .assumptions
        .iter()
        .map(|text| format!("assumed: {text}"))
        .collect();
    let errors = material.report.diagnostics.iter();
    let errors = errors.filter(|one| one.severity == crate::source::Severity::Error);
    let unread = [
        (errors.count(), "inputs not read as expected"),
        (coverage.unmapped.len(), "resource types without a kind"),
        (coverage.unresolved, "references that no file read resolves"),
        (coverage.opaque_policies, "policies whose text was not read"),
    ];
    let unread: Vec<String> = unread
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{what}: {count}"))
        .collect();
    if !unread.is_empty() {
        notes.push(format!("not known: {}", unread.join("; ")));
    }
    notes
}
