//! Which part of a graph a question means.

use std::collections::{BTreeSet, VecDeque};

use phipath::graph::{
    DataClass, EdgeId, Extent, Layer, Payload, Selection, Step, Stop, Wanted, after, named, select,
    stop,
};
use phipath::model::ComponentId;
use phipath::{Analysis, Settings};

use crate::support::analyse_text;

use super::{flawed, whole};

fn system(text: &str) -> Analysis {
    let analysis = analyse_text("t.yaml", text, &Settings::default());
    assert!(
        analysis.diagnostics.is_empty(),
        "{:?}",
        analysis.diagnostics
    );
    analysis
}

fn flawed_system() -> Analysis {
    system(&std::fs::read_to_string(flawed().join("template.yaml")).expect("it can be read"))
}

fn id(analysis: &Analysis, name: &str) -> ComponentId {
    named(&analysis.graph, &analysis.model.deployments, name).expect("it is there")
}

fn part(analysis: &Analysis, wanted: &Wanted) -> Selection {
    select(&analysis.graph, &analysis.knowledge, wanted)
}

fn names(analysis: &Analysis, selection: &Selection) -> Vec<String> {
    let names = selection
        .components
        .iter()
        .map(|id| analysis.graph.component(*id).name.clone());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

fn ways(analysis: &Analysis, from: Option<&str>, to: Option<&str>) -> Wanted {
    Wanted {
        extent: Extent::Ways {
            from: from.map(|name| id(analysis, name)),
            to: to.map(|name| id(analysis, name)),
        },
        ..whole()
    }
}

/// Two callers of an API that writes a trace; one function behind it reads notes, the other gets only requests.
const API: &str = r#"
Resources:
  Notes: {Type: AWS::S3::Bucket, Properties: {Tags: [{Key: DataClassification, Value: PHI}]}}
  Apart: {Type: AWS::S3::Bucket}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]}
      Policies: [{PolicyName: p, PolicyDocument: {Statement: [{Effect: Allow, Action: "s3:GetObject", Resource: !Sub "${Notes.Arn}/*"}]}}]
  Reader: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Role.Arn, Runtime: python3.12, Handler: a.b, Code: {ZipFile: pass}}}
  OtherRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]}
  Other: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt OtherRole.Arn, Runtime: python3.12, Handler: a.b, Code: {ZipFile: pass}}}
  Topic: {Type: AWS::SNS::Topic, Properties: {Subscription: [{Protocol: lambda, Endpoint: !GetAtt Other.Arn}]}}
"#;

#[test]
fn all_of_it_leaves_out_what_only_supports() {
    let analysis = system(API);
    let selection = part(&analysis, &whole());
    let shown = names(&analysis, &selection);
    assert!(shown.contains(&"Apart".to_owned()), "{shown:?}");
    assert!(!shown.contains(&"Role".to_owned()), "{shown:?}");
    let layers = BTreeSet::from([Layer::RunsAs]);
    let with_roles = part(&analysis, &Wanted { layers, ..whole() });
    assert!(names(&analysis, &with_roles).contains(&"Role".to_owned()));
    let all_flows = analysis
        .graph
        .inner
        .edge_weights()
        .filter(|edge| edge.layer == Layer::Flows);
    assert_eq!(selection.edges.len(), all_flows.count());
}

#[test]
fn a_class_leaves_what_does_not_carry_it() {
    let analysis = system(API);
    let class = Some(DataClass::Phi);
    let selection = part(&analysis, &Wanted { class, ..whole() });
    let shown = names(&analysis, &selection);
    assert!(shown.contains(&"Reader".to_owned()), "{shown:?}");
    for absent in ["Apart", "Other", "Topic"] {
        assert!(!shown.contains(&absent.to_owned()), "{absent} in {shown:?}");
    }
}

#[test]
fn around_goes_in_both_directions_and_as_far_as_asked() {
    let analysis = flawed_system();
    let around = |name: &str, hops: usize| {
        let extent = Extent::Around(id(&analysis, name), hops);
        names(&analysis, &part(&analysis, &Wanted { extent, ..whole() }))
    };
    assert_eq!(around("Summariser", 0), ["Summariser"]);
    assert_eq!(
        around("AccessLogBucket", 1),
        ["AccessLogBucket", "NotesBucket"]
    );
    assert_eq!(
        around("AccessLogBucket", 2),
        ["AccessLogBucket", "NotesBucket", "Summariser"]
    );
    // A component that no data passes is shown where it was asked for.
    assert_eq!(around("RecordsKey", 3), ["RecordsKey"]);
    let extent = Extent::Around(id(&analysis, "RecordsKey"), 1);
    let layers = BTreeSet::from([Layer::Encrypts]);
    let with_keys = part(
        &analysis,
        &Wanted {
            extent,
            layers,
            ..whole()
        },
    );
    assert!(names(&analysis, &with_keys).contains(&"NotesBucket".to_owned()));
    let whole_system = around("Summariser", usize::MAX);
    assert!(
        whole_system.contains(&"ReviewApi".to_owned()),
        "{whole_system:?}"
    );
}

#[test]
fn ways_from_one_component_to_another() {
    let analysis = flawed_system();
    let between = |from, to| names(&analysis, &part(&analysis, &ways(&analysis, from, to)));
    assert_eq!(
        between(Some("NotesBucket"), Some("Claude Platform on AWS")),
        ["Claude Platform on AWS", "NotesBucket", "Summariser"]
    );
    // What goes to a service and comes back is on the way too.
    assert_eq!(
        between(Some("NotesBucket"), Some("DraftsTable")),
        [
            "Claude Platform on AWS",
            "DraftsTable",
            "NotesBucket",
            "Summariser"
        ]
    );
    assert_eq!(
        between(Some("NotesBucket"), Some("AccessLogBucket")),
        ["AccessLogBucket", "NotesBucket"]
    );
    assert_eq!(
        between(None, Some("AccessLogBucket")),
        ["AccessLogBucket", "NotesBucket"]
    );
    // No flow leads back: both ends are shown, and nothing between them.
    let back = part(
        &analysis,
        &ways(&analysis, Some("AccessLogBucket"), Some("NotesBucket")),
    );
    assert_eq!(names(&analysis, &back), ["AccessLogBucket", "NotesBucket"]);
    assert!(back.edges.is_empty());
    let onward = between(Some("DraftsTable"), None);
    assert!(
        onward.contains(&"ReviewApi".to_owned()) && !onward.contains(&"NotesBucket".to_owned())
    );
}

/// The flows that data can come to from a step on, going as it goes; not beyond an end, nor over what is closed.
fn reach(
    analysis: &Analysis,
    first: Vec<EdgeId>,
    end: Option<ComponentId>,
    closed: impl Fn(EdgeId) -> bool,
) -> BTreeSet<EdgeId> {
    let graph = &analysis.graph;
    let mut reached = BTreeSet::new();
    let mut queue: VecDeque<EdgeId> = first.into();
    while let Some(edge) = queue.pop_front() {
        let payload = graph.edge(edge).payload;
        if payload == Payload::None || !reached.insert(edge) {
            continue;
        }
        if Some(graph.ends(edge).1) == end || payload == Payload::Secret {
            continue;
        }
        let next = after(graph, &analysis.knowledge, Step::Over(edge)).into_iter();
        queue.extend(next.filter(|next| !closed(*next)));
    }
    reached
}

/// A flow is on a way if data comes to it from the start, and from it to the end. Here each flow is asked by itself.
#[test]
fn ways_are_what_their_definition_says() {
    let sound = flawed().join("../documentation-summariser/template.yaml");
    let sound = system(&std::fs::read_to_string(sound).expect("it can be read"));
    for analysis in [flawed_system(), sound, system(API)] {
        let graph = &analysis.graph;
        let ids: Vec<ComponentId> = graph.inner.node_weights().map(|one| one.id).collect();
        let flows = || {
            let flows = graph.inner.edge_weights();
            flows
                .filter(|edge| edge.layer == Layer::Flows)
                .map(|edge| edge.id)
        };
        let mut found = 0;
        for from in &ids {
            let first = after(graph, &analysis.knowledge, Step::At(*from));
            for to in &ids {
                let forth = reach(&analysis, first.clone(), Some(*to), |_| false);
                let on_a_way = |edge: &EdgeId| {
                    let from_it = reach(&analysis, vec![*edge], Some(*to), |next| {
                        graph.ends(next).0 == *from
                    });
                    forth.contains(edge) && from_it.iter().any(|last| graph.ends(*last).1 == *to)
                };
                let expected: BTreeSet<EdgeId> = flows().filter(on_a_way).collect();
                let extent = Extent::Ways {
                    from: Some(*from),
                    to: Some(*to),
                };
                let selection = part(&analysis, &Wanted { extent, ..whole() });
                assert_eq!(selection.edges, expected, "{from:?} to {to:?}");
                found += expected.len();
            }
        }
        assert!(found > 0);
    }
}

#[test]
fn what_keeps_a_class_from_a_flow() {
    let analysis = flawed_system();
    let graph = &analysis.graph;
    let stops = |from: &str, to: &str| {
        let ends = (id(&analysis, from), id(&analysis, to));
        let edges = graph.inner.edge_weights().map(|edge| edge.id);
        let between = edges.filter(|edge| graph.ends(*edge) == ends);
        between
            .map(|edge| stop(graph, edge, DataClass::Phi))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        stops("NotesBucket", "AccessLogBucket"),
        [Some(Stop::Payload)]
    );
    assert_eq!(stops("NotesBucket", "Summariser"), [None]);
    // The API passes on requests, and what it has of PHI came with answers.
    assert!(stops("ReviewApi", "ReviewApiGet").contains(&Some(Stop::Passing)));
    let api = system(API);
    let into_other =
        api.graph.inner.edge_weights().find(|edge| {
            edge.layer == Layer::Flows && api.graph.ends(edge.id).1 == id(&api, "Other")
        });
    let into_other = into_other.expect("the topic sends").id;
    assert_eq!(
        stop(&api.graph, into_other, DataClass::Phi),
        Some(Stop::Source)
    );
}
