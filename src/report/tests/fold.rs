//! Tests of folding: nothing of what is counted or found is lost, and what is named stays as it is.

use std::collections::BTreeSet;

use crate::graph::Level;
use crate::model::ComponentId;
use crate::report::Report;
use crate::report::graph::{Fold, Line, Node, Picture, Place, fold};

use super::graph::picture;
use super::sample::Sample;

/// A flow that possibly moves PHI.
fn line<'r>(source: usize, target: usize, payload: &'static str) -> Line<'r> {
    Line {
        key: format!("{source} {target} {payload}"),
        source,
        target,
        layer: "flows",
        payload,
        basis: "configured",
        level: "possible",
        leg: "transfer",
        reason: "because",
        spans: &[],
        doubt: None,
        when: None,
        moves: [("phi", "possible")].into(),
        moved: Level::Possible,
        design: None,
        barrier: None,
        marks: Default::default(),
        summed: None,
    }
}

/// Six components: two services in one deployment, one of another, and a host that both name.
fn estate<'r>(report: &'r Report<'r>) -> Picture<'r> {
    let mut estate = picture(report, "x");
    let plain = estate.nodes[0].clone();
    let node = |index: u32, name, deployment, service| Node {
        id: ComponentId(index),
        name,
        deployment,
        service_title: service,
        kind: "kind",
        group: None,
        level: Level::No,
        marks: Default::default(),
        when: None,
        ..plain.clone()
    };
    let outside = |index, deployment| Node {
        outside: true,
        presence: "external",
        operator: Some("somebody"),
        ..node(index, "host", deployment, None)
    };
    estate.nodes = vec![
        node(0, "notes", "a.yaml", Some("store")),
        node(1, "drafts", "a.yaml", Some("store")),
        node(2, "writer", "a.yaml", Some("function")),
        node(3, "reader", "b.yaml", Some("function")),
        outside(4, "a.yaml"),
        outside(5, "b.yaml"),
    ];
    estate.nodes[1].level = Level::Yes;
    estate.edges = vec![
        line(0, 2, "content"),
        line(2, 1, "content"),
        line(2, 4, "content"),
        line(2, 4, "notice"),
        line(3, 5, "content"),
        line(1, 3, "content"),
    ];
    estate.edges[1].marks.violated = vec!["inner"];
    estate.edges[2].marks.violated = vec!["outer"];
    estate.edges[2].when = Some("IsProd".to_owned());
    estate.edges[3].when = Some("IsTest".to_owned());
    estate.edges[3].level = "yes";
    estate.edges[3].moved = Level::Yes;
    estate.edges[3].moves = [("phi", "yes")].into();
    estate
}

fn folded(by: Fold, open: &[u32], check: impl Fn(&Picture<'_>)) {
    let sample = Sample::new();
    let report = sample.report();
    let open: BTreeSet<ComponentId> = open.iter().map(|id| ComponentId(*id)).collect();
    let whole = estate(&report);
    let folded = fold(&whole, by, &open);
    let stands_for = |node: &Node<'_>| node.folded.as_ref().map_or(1, |folded| folded.components);
    assert_eq!(
        folded.nodes.iter().map(stands_for).sum::<usize>(),
        whole.nodes.len()
    );
    let inside = folded.nodes.iter().filter_map(|node| node.folded.as_ref());
    let inside: usize = inside.map(|folded| folded.inside).sum();
    let edges = folded.edges.iter();
    let edges: usize = edges
        .map(|edge| edge.summed.as_ref().map_or(1, |sum| sum.edges))
        .sum();
    assert_eq!(edges + inside, whole.edges.len());
    check(&folded);
}

fn names<'p>(picture: &'p Picture<'_>) -> Vec<&'p str> {
    picture.nodes.iter().map(|node| node.name).collect()
}

#[test]
fn a_deployment_is_one_node_and_so_is_what_is_outside() {
    folded(Fold::Deployment, &[], |picture| {
        assert_eq!(names(picture), ["a.yaml", "reader", "host"]);
        let deployment = &picture.nodes[0];
        assert_eq!((deployment.level, deployment.kind), (Level::Yes, "kind"));
        assert_eq!(deployment.marks.violated, ["inner"], "of an edge inside");
        let folded = deployment.folded.as_ref().expect("it is folded");
        assert_eq!(
            (folded.components, folded.carriers, folded.inside),
            (3, 1, 2)
        );
        assert_eq!(deployment.group, None);
        let host = &picture.nodes[2];
        assert_eq!(
            host.folded.as_ref().map(|folded| folded.by),
            Some("outside")
        );
        let places: Vec<&Place> = picture.groups.iter().map(|group| &group.place).collect();
        assert_eq!(
            places,
            [
                &Place::Deployment("b.yaml".to_owned()),
                &Place::Outside(Some("somebody".to_owned()))
            ]
        );
    });
}

#[test]
fn of_several_edges_the_worst_and_the_surest_counts() {
    folded(Fold::Deployment, &[], |picture| {
        let sum = picture
            .edges
            .iter()
            .find(|edge| (edge.source, edge.target) == (0, 2));
        let sum = sum.expect("it is there");
        assert_eq!((sum.level, sum.moved), ("yes", Level::Yes));
        assert_eq!(sum.moves["phi"], "yes");
        assert_eq!(sum.when.as_deref(), Some("IsProd or IsTest"));
        assert_eq!(sum.marks.violated, ["outer"]);
        let summed = sum.summed.as_ref().expect("it is a sum");
        assert_eq!(
            (
                summed.edges,
                summed.payloads["content"],
                summed.payloads["notice"]
            ),
            (2, 1, 1)
        );
        assert_eq!(picture.arrows.len(), 3);
    });
}

#[test]
fn what_is_named_stays_with_all_that_would_be_one_with_it() {
    folded(Fold::Deployment, &[1], |picture| {
        assert_eq!(
            names(picture),
            ["notes", "drafts", "writer", "reader", "host"]
        );
        let drawn = picture.edges.iter().filter(|edge| edge.summed.is_none());
        assert_eq!(drawn.count(), 3);
    });
    folded(Fold::Service, &[], |picture| {
        assert_eq!(names(picture), ["store", "writer", "reader", "host"]);
        assert_eq!(
            picture.nodes[0].folded.as_ref().map(|folded| folded.by),
            Some("service")
        );
    });
}

#[test]
fn zones_fold_and_what_is_in_none_folds_by_deployment() {
    let sample = Sample::new();
    let report = sample.report();
    let mut whole = estate(&report);
    for index in [2, 3] {
        whole.nodes[index].zone = Some(("ward", None));
    }
    let folded = fold(&whole, Fold::Zone, &BTreeSet::new());
    assert_eq!(names(&folded), ["a.yaml", "ward", "host"]);
    assert!(
        folded
            .notes
            .iter()
            .any(|note| note == "folded by zone: 3 nodes stand for 6 components")
    );
    let all = (0..6).map(ComponentId).collect();
    let open = fold(&whole, Fold::Zone, &all);
    assert_eq!(open.nodes.len(), 6);
    let nothing = "no two components";
    assert!(open.notes.iter().any(|note| note.contains(nothing)));
}

#[test]
fn an_exception_counts_only_where_it_covers_all() {
    let sample = Sample::new();
    let report = sample.report();
    let mut whole = estate(&report);
    whole.edges[2].marks.excepted = vec!["outer"];
    let marks = |whole: &Picture<'_>| {
        let folded = fold(whole, Fold::Deployment, &BTreeSet::new());
        let sum = folded
            .edges
            .iter()
            .find(|edge| (edge.source, edge.target) == (0, 2));
        let marks = &sum.expect("it is there").marks;
        (marks.breaks(), marks.excepted.len())
    };
    assert_eq!(marks(&whole), (false, 1));
    whole.edges[3].marks.violated = vec!["outer"];
    assert_eq!(marks(&whole), (true, 0));
}
