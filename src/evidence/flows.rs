//! Where PHI is, and how it moves.
//!
//! In: the graph of a run with its verdicts. Out: [`Item`]s and [`Movement`]s, in the order of the graph. How they are drawn is
//! not known here.

use std::collections::BTreeSet;

use crate::graph::{DataClass, Extent, Wanted, select};
use crate::knowledge::Knowledge;
use crate::report::clean;
use crate::report::evidence::{Evidence, Item, Movement};
use crate::report::graph::{Arrow, Marks, Node, Picture, picture};
use crate::source::Span;

use super::{Material, at};

/// What the organisation itself is called where a component names who runs it.
pub(super) const OWN: &str = "the organisation itself";

/// The components that carry PHI or stand at an end of a movement of it, and the movements.
pub(super) fn inventory(material: &Material<'_>) -> (Vec<Item>, Vec<Movement>) {
    let wanted = Wanted {
        extent: Extent::Whole,
        layers: BTreeSet::new(),
        class: Some(DataClass::Phi),
    };
    let selection = select(material.graph, material.knowledge, &wanted);
    let drawn = crate::report::graph::Material {
        report: material.report,
        graph: material.graph,
        knowledge: material.knowledge,
        deployments: &material.model.deployments,
    };
    let picture = picture(drawn, &selection, DataClass::Phi, Vec::new());
    let items = picture.nodes.iter().map(|node| item(material, node));
    let arrows = picture.arrows.iter();
    let flows = arrows.map(|arrow| movement(material, &picture, arrow));
    (items.collect(), flows.collect())
}

fn item(material: &Material<'_>, node: &Node<'_>) -> Item {
    let sources = material.report.sources;
    let phi = DataClass::Phi.name();
    let carried = node.classes.iter().find(|one| one.class == phi);
    let why = carried.map(|one| clean(&one.reason));
    let why_place = carried.and_then(|one| one.span);
    Item {
        key: node.key.clone(),
        name: clean(node.name),
        kind: clean(node.kind),
        element: node.element.to_owned(),
        address: clean(&node.address),
        operator: operator(node, material.knowledge),
        place: at(sources, node.span),
        level: node.level.name().to_owned(),
        why: why.unwrap_or_default(),
        why_place: why_place.map(|span| at(sources, span)).unwrap_or_default(),
        violated: names(&node.marks, |marks| &marks.violated),
        undecided: names(&node.marks, |marks| &marks.undecided),
    }
}

/// Who runs a component, in words; nothing where that is not known.
fn operator(node: &Node<'_>, knowledge: &Knowledge) -> String {
    let own = knowledge.conventions.own_service;
    let own = own.map(|own| &*knowledge.service(own).operator);
    match node.operator {
        Some(name) if own == Some(name) => OWN.to_owned(),
        Some(name) => clean(name),
        None => String::new(),
    }
}

fn movement(material: &Material<'_>, picture: &Picture<'_>, arrow: &Arrow<'_>) -> Movement {
    let bases = arrow.bases.iter().map(|basis| (*basis).to_owned());
    let reasons = arrow.reasons.iter().map(|reason| clean(reason));
    Movement {
        from: picture.nodes[arrow.source].key.clone(),
        to: picture.nodes[arrow.target].key.clone(),
        level: arrow.moved.name().to_owned(),
        payload: arrow.payload.to_owned(),
        bases: bases.collect(),
        reasons: reasons.collect(),
        place: first_place(picture, arrow)
            .map(|span| at(material.report.sources, span))
            .unwrap_or_default(),
        design: arrow.design.unwrap_or_default().to_owned(),
        violated: names(&arrow.marks, |marks| &marks.violated),
        undecided: names(&arrow.marks, |marks| &marks.undecided),
    }
}

/// Where the first edge of an arrow is written.
fn first_place(picture: &Picture<'_>, arrow: &Arrow<'_>) -> Option<Span> {
    let mut edges = picture.edges.iter().filter(|edge| {
        let ends = (edge.source, edge.target) == (arrow.source, arrow.target);
        ends && edge.payload == arrow.payload && edge.design == arrow.design
    });
    edges.find_map(|edge| edge.spans.first().copied())
}

fn names<'m, 'run>(
    marks: &'m Marks<'run>,
    of: impl Fn(&'m Marks<'run>) -> &'m Vec<&'run str>,
) -> Vec<String> {
    of(marks).iter().map(|rule| clean(rule)).collect()
}

/// Who else PHI gets to, or may get to.
pub(super) fn others(evidence: &Evidence) -> Vec<String> {
    let operators = evidence.inventory.iter().filter(|item| item.level != "no");
    let named: BTreeSet<String> = operators.map(|item| item.operator.clone()).collect();
    let is_other = |name: &String| !name.is_empty() && name != OWN;
    named.into_iter().filter(is_other).collect()
}
