//! Spreading against a naive oracle: every simple way from a labelled store, walked edge by edge.
//!
//! The oracle shares no code with the engine but the graph. The graphs are random templates without conditions, from a
//! generator that gives the same on every machine.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use phipath::graph::{
    DataClass, Edge, EdgeId, Graph, Layer, Leg, Level, Payload, Seeds, Sweep, Why,
};
use phipath::knowledge::{Element, Knowledge};
use phipath::model::ComponentId;
use phipath::{Analysis, Settings};

use crate::oracle::Random;
use crate::support::{DAY, analyse_text};

/// A template of stores, functions, queues and an API, joined at random.
fn template(random: &mut Random) -> String {
    let mut out = String::from("Resources:\n");
    let (stores, functions) = (2 + random.below(2), 2 + random.below(3));
    for store in 0..stores {
        let tag = if store == 0 {
            "\n    Properties: {Tags: [{Key: DataClassification, Value: PHI}]}"
        } else {
            ""
        };
        writeln!(out, "  S{store}:\n    Type: AWS::S3::Bucket{tag}").expect("text grows");
        writeln!(out, "  Q{store}:\n    Type: AWS::SQS::Queue").expect("text grows");
    }
    writeln!(
        out,
        "  Api:\n    Type: AWS::ApiGateway::RestApi\n    Properties: {{Name: api}}"
    )
    .expect("text grows");
    for function in 0..functions {
        let mut statements = String::new();
        for _ in 0..1 + random.below(3) {
            let (store, other) = (random.below(stores), random.below(functions));
            let statement = match random.below(7) {
                0 => format!("Action: s3:GetObject, Resource: !Sub \"${{S{store}.Arn}}/*\""),
                1 => format!("Action: s3:PutObject, Resource: !Sub \"${{S{store}.Arn}}/*\""),
                2 => "Action: s3:GetObject, Resource: \"*\"".to_owned(),
                3 => format!("Action: sqs:SendMessage, Resource: !GetAtt Q{store}.Arn"),
                4 => format!("Action: lambda:InvokeFunction, Resource: !GetAtt F{other}.Arn"),
                5 => "Action: bedrock:InvokeModel, Resource: \"*\"".to_owned(),
                _ => "Action: cloudwatch:PutMetricData, Resource: \"*\"".to_owned(),
            };
            write!(
                statements,
                "\n              - {{Effect: Allow, {statement}}}"
            )
            .expect("text grows");
        }
        write!(
            out,
            "  R{function}:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: {{Version: \"2012-10-17\", \
             Statement: [{{Effect: Allow, Principal: {{Service: lambda.amazonaws.com}}, Action: sts:AssumeRole}}]}}\n      \
             Policies:\n        - PolicyName: own\n          PolicyDocument:\n            Version: \"2012-10-17\"\n            \
             Statement:{statements}\n  F{function}:\n    Type: AWS::Lambda::Function\n    Properties: {{Role: !GetAtt R{function}.Arn, \
             Code: {{S3Bucket: artifacts, S3Key: a.zip}}}}\n"
        )
        .expect("text grows");
        if random.below(2) == 0 {
            writeln!(out, "  M{function}:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties: {{EventSourceArn: !GetAtt Q{}.Arn, FunctionName: !Ref F{function}}}", random.below(stores)).expect("text grows");
        }
        if random.below(2) == 0 {
            writeln!(out, "  A{function}:\n    Type: AWS::ApiGateway::Method\n    Properties: {{RestApiId: !Ref Api, ResourceId: !GetAtt Api.RootResourceId, HttpMethod: POST, AuthorizationType: AWS_IAM, Integration: {{Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: !Sub \"arn:aws:apigateway:${{AWS::Region}}:lambda:path/2015-03-31/functions/${{F{function}.Arn}}/invocations\"}}}}").expect("text grows");
        }
    }
    out
}

/// What data that came over an edge may leave by, in the words of the documentation.
fn goes_on(graph: &Graph, knowledge: &Knowledge, came: &Edge, goes: &Edge) -> bool {
    let here = graph.component(graph.ends(came.id).1);
    let answers_own = match goes.leg {
        Leg::Response(request) => request == came.id,
        _ => true,
    };
    let shared = here.kind.is_some_and(|kind| knowledge.kind(kind).per_call);
    let is_response = |edge: &Edge| matches!(edge.leg, Leg::Response(_));
    let copy = goes.leg == Leg::Transfer
        && graph.component(graph.ends(goes.id).1).element == Element::DataStore;
    match here.element {
        _ if shared => answers_own,
        Element::Relay => copy || is_response(came) == is_response(goes),
        _ => true,
    }
}

/// How sure an edge moves PHI that certainly stands at its start.
fn cap(edge: &Edge) -> Level {
    let barrier = edge.barrier.as_ref().map_or(Level::Yes, |one| one.leaves);
    if let Some(stated) = edge.stated {
        if stated.is_open() && !stated.has(DataClass::Phi) {
            return edge.level.min(barrier).min(Level::Possible);
        }
        return match (
            stated.has(DataClass::Phi),
            stated.has(DataClass::Deidentified),
        ) {
            (true, _) => edge.level.min(barrier),
            // That identifiers are gone is a claim, and one that a barrier known to leave some refutes.
            (false, true) if edge.barrier.is_some() => edge.level.min(barrier),
            (false, true) => edge.level.min(Level::Possible),
            (false, false) => Level::No,
        };
    }
    let level = of_payload(edge);
    level.min(barrier)
}

fn of_payload(edge: &Edge) -> Level {
    match edge.payload {
        Payload::Content => edge.level,
        Payload::Notice => edge.level.min(Level::Possible),
        _ => Level::No,
    }
}

/// Walks every simple way from a component, and keeps the best level at each component that it comes to.
fn walk(
    graph: &Graph,
    knowledge: &Knowledge,
    way: &mut Vec<EdgeId>,
    level: Level,
    best: &mut BTreeMap<ComponentId, Level>,
) {
    let came = graph.edge(*way.last().expect("a way has an edge"));
    let here = graph.ends(came.id).1;
    let known = best.entry(here).or_default();
    *known = level.max(*known);
    for goes in flows_from(graph, here) {
        let next = level.min(cap(goes));
        if next > Level::No && !way.contains(&goes.id) && goes_on(graph, knowledge, came, goes) {
            way.push(goes.id);
            walk(graph, knowledge, way, next, best);
            way.pop();
        }
    }
}

fn flows_from(graph: &Graph, id: ComponentId) -> Vec<&Edge> {
    let edges = graph.inner.edge_weights();
    edges
        .filter(|edge| edge.layer == Layer::Flows && graph.ends(edge.id).0 == id)
        .collect()
}

/// The levels by the oracle, from everywhere that PHI starts by the engine's account.
fn oracle(analysis: &Analysis) -> BTreeMap<ComponentId, Level> {
    let (graph, knowledge) = (&analysis.graph, &analysis.knowledge);
    let mut best = BTreeMap::new();
    for ((id, class), start) in &graph.spread.starts {
        if *class != DataClass::Phi {
            continue;
        }
        let known = best.entry(*id).or_default();
        *known = start.level.max(*known);
        let passed_on = matches!(start.why, Why::WroteTo(_));
        if passed_on && graph.component(*id).element == Element::Relay {
            continue;
        }
        for edge in flows_from(graph, *id) {
            let level = start.level.min(cap(edge));
            if level > Level::No {
                walk(graph, knowledge, &mut vec![edge.id], level, &mut best);
            }
        }
    }
    // What a design says that a flow carries starts there, whatever its source holds, and whatever barrier stands there.
    for edge in graph.inner.edge_weights() {
        let level = match edge.stated {
            Some(stated) if stated.has(DataClass::Phi) => edge.level,
            Some(stated) if stated.is_open() => cap(edge).min(Level::Possible),
            _ => continue,
        };
        if level > Level::No {
            walk(graph, knowledge, &mut vec![edge.id], level, &mut best);
        }
    }
    best
}

/// Fails where the engine and the oracle differ; how many components carry PHI.
fn assert_agrees(analysis: &Analysis, about: &str) -> usize {
    let expected = oracle(analysis);
    let components = analysis.graph.inner.node_weights();
    let carries = components.filter(|component| {
        let level = analysis.graph.carried(component.id, DataClass::Phi).level;
        let wanted = expected.get(&component.id).copied().unwrap_or_default();
        assert_eq!(level, wanted, "{}, {about}", component.name);
        level > Level::No
    });
    carries.count()
}

fn kind_of(number: usize) -> &'static str {
    [
        "aws.s3.bucket",
        "aws.lambda.function",
        "aws.apigateway.rest-api",
        "external.host",
    ][number]
}

/// A manifest of stores and functions, joined at random, with barriers.
fn manifest(random: &mut Random) -> String {
    let mut out = String::from("architecture: random\ncomponents:\n");
    let count = 3 + random.below(4);
    for one in 0..count {
        let stores = ["", ", stores: [phi]", ", stores: [unclassified]", ""][random.below(4)];
        let kind = random.below(4);
        // A relay keeps nothing.
        let (kind, stores) = (kind_of(kind), if kind < 2 { stores } else { "" });
        writeln!(out, "  c{one}: {{kind: {kind}{stores}}}").expect("text grows");
    }
    out.push_str("flows:\n");
    for _ in 0..3 + random.below(5) {
        let (from, to) = (random.below(count), random.below(count));
        let classes = [
            "phi",
            "deidentified",
            "metadata",
            "unclassified",
            "phi, deidentified",
        ];
        let carries = classes[random.below(5)];
        let exchange = ["transfer", "call"][random.below(2)];
        writeln!(
            out,
            "  - {{from: c{from}, to: c{to}, carries: [{carries}], exchange: {exchange}}}"
        )
        .expect("text grows");
    }
    out.push_str("barriers:\n");
    for _ in 0..random.below(3) {
        let (at, on) = (
            random.below(count),
            ["request", "response"][random.below(2)],
        );
        let attested = [
            "",
            ", attested: {by: office, on: 2026-01-01, evidence: register}",
        ][random.below(2)];
        let identifiers = ["all", "[names]"][random.below(2)];
        writeln!(
            out,
            "  - {{at: c{at}, does: tokenisation, on: {on}, identifiers: {identifiers}{attested}}}"
        )
        .expect("text grows");
    }
    out
}

#[test]
fn spreading_over_designs_agrees_with_walking_every_way() {
    let mut carriers = 0;
    for seed in 0..400 {
        let text = manifest(&mut Random(seed));
        let settings = Settings {
            seeds: Seeds {
                sweep: Sweep::None,
                ..Seeds::default()
            },
            as_of: Some(DAY),
            ..Settings::default()
        };
        let analysis = analyse_text("d.architecture.yaml", &text, &settings);
        carriers += assert_agrees(&analysis, &format!("seed {seed}:\n{text}"));
    }
    assert!(carriers > 500, "{carriers} carriers");
}

#[test]
fn spreading_agrees_with_walking_every_way() {
    let mut carriers = 0;
    for seed in 0..300 {
        let text = template(&mut Random(seed));
        let settings = Settings {
            seeds: Seeds {
                sweep: Sweep::None,
                ..Seeds::default()
            },
            ..Settings::default()
        };
        let analysis = analyse_text("template.yaml", &text, &settings);
        if analysis.graph.inner.edge_count() > 45 {
            continue;
        }
        carriers += assert_agrees(&analysis, &format!("seed {seed}:\n{text}"));
    }
    assert!(carriers > 500, "{carriers} carriers");
}
