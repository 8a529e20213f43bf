//! What there is to say of one component: what it carries and how that got there, what leaves it, which rules speak of it.
//!
//! In: a graph with the verdicts of a run, and a component. Out: an [`Explanation`]. How it is laid out is not known here.

use crate::check::{self, Arrival, Finding, Target};
use crate::graph::{DataClass, EdgeId, Level, Stop, stop, touching};
use crate::model::ComponentId;

use super::graph::{Arrow, Line, Material, Node, Picture, arrows, picture};

/// What there is to say of a component.
#[derive(Debug)]
pub struct Explanation<'run> {
    /// The component with all flows in and out of it.
    pub picture: Picture<'run>,
    /// The component, by index.
    pub node: usize,
    /// The classes that are spoken of.
    pub classes: Vec<Explained>,
    /// Flows into it, by index.
    pub incoming: Vec<usize>,
    /// Flows out of it, by index.
    pub outgoing: Vec<usize>,
    /// What rules say of it and of its flows: the gravest verdict first, then the gravest rule.
    pub findings: Vec<&'run Finding>,
}

/// What there is to say of a class at a component.
#[derive(Debug)]
pub struct Explained {
    /// How it came there.
    pub arrival: Arrival,
    /// Where it did not: for each flow in, by index, what keeps the class from it.
    pub stops: Vec<(usize, Stop)>,
}

/// Explains a component: one class, or PHI and every other class that it carries.
pub fn explain<'run>(
    material: Material<'run>,
    id: ComponentId,
    class: Option<DataClass>,
) -> Explanation<'run> {
    let graph = material.graph;
    let selection = touching(graph, id);
    let edges: Vec<EdgeId> = selection.edges.iter().copied().collect();
    let shown = class.unwrap_or(DataClass::Phi);
    let ends = |end: fn(&(ComponentId, ComponentId)) -> ComponentId| -> Vec<usize> {
        let of = |(_, edge): &(usize, &EdgeId)| end(&graph.ends(**edge)) == id;
        edges
            .iter()
            .enumerate()
            .filter(of)
            .map(|(index, _)| index)
            .collect()
    };
    let (incoming, outgoing) = (ends(|(_, target)| *target), ends(|(source, _)| *source));
    let arrivals = check::arrivals(graph, material.knowledge, material.deployments, id);
    let wanted = |arrival: &Arrival| match class {
        Some(class) => arrival.class == class,
        None => arrival.class == DataClass::Phi || arrival.level > Level::No,
    };
    let explained = |arrival: Arrival| {
        let stops = incoming.iter().filter_map(|index| {
            let stop = stop(graph, edges[*index], arrival.class)?;
            Some((*index, stop))
        });
        let stops = match arrival.level {
            Level::No => stops.collect(),
            _ => Vec::new(),
        };
        Explained { arrival, stops }
    };
    let node = selection.components.iter().position(|one| *one == id);
    Explanation {
        node: node.unwrap_or_default(),
        classes: arrivals.into_iter().filter(wanted).map(explained).collect(),
        findings: findings(material, id, &edges),
        picture: picture(material, &selection, shown, Vec::new()),
        incoming,
        outgoing,
    }
}

/// The findings about a component, about its flows, and about paths that start or end there.
fn findings<'run>(
    material: Material<'run>,
    id: ComponentId,
    edges: &[EdgeId],
) -> Vec<&'run Finding> {
    let about = |finding: &&Finding| match finding.target {
        Target::Component(subject) => subject == id,
        Target::Path(from, to) if from == id || to == id => true,
        Target::Path(..) | Target::Flow(_) => finding
            .flows
            .iter()
            .any(|flow| edges.binary_search(flow).is_ok()),
        Target::Statement(subject) => {
            let statement = material.graph.statement(subject);
            let mut reaches = statement.reaches.iter();
            statement.component == id || reaches.any(|reach| reach.component == id)
        }
        Target::Operator(subject) => {
            let operator = material.graph.operator(subject);
            operator.components.contains(&id)
        }
        Target::Run => false,
    };
    let report = material.report;
    let mut found: Vec<&Finding> = report.outcome.findings.iter().filter(about).collect();
    let severity = |finding: &Finding| report.rule(finding).map(|rule| rule.severity);
    found.sort_by_key(|finding| (finding.verdict, std::cmp::Reverse(severity(finding))));
    found
}

impl<'run> Explanation<'run> {
    /// The component.
    pub fn component(&self) -> &Node<'run> {
        &self.picture.nodes[self.node]
    }

    /// The flows in, those that say the same as one.
    pub fn arrows_in(&self) -> Vec<&Arrow<'run>> {
        let into = |arrow: &&Arrow<'run>| arrow.target == self.node;
        self.picture.arrows.iter().filter(into).collect()
    }

    /// The flows out, those that say the same as one.
    pub fn arrows_out(&self) -> Vec<&Arrow<'run>> {
        let out = |arrow: &&Arrow<'run>| arrow.source == self.node;
        self.picture.arrows.iter().filter(out).collect()
    }

    /// The flows that do not bring a class, those that say the same as one, each with what keeps the class from it.
    pub fn stopped(&self, explained: &Explained) -> Vec<(Arrow<'run>, Stop)> {
        let mut stopped = Vec::new();
        for kind in [
            Stop::Barrier,
            Stop::Stated,
            Stop::Payload,
            Stop::Source,
            Stop::Passing,
            Stop::Unread,
        ] {
            let of_kind = explained.stops.iter().filter(|(_, stop)| *stop == kind);
            let lines: Vec<&Line<'run>> = of_kind
                .map(|(index, _)| &self.picture.edges[*index])
                .collect();
            stopped.extend(arrows(lines).into_iter().map(|arrow| (arrow, kind)));
        }
        stopped
    }
}
