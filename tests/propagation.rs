//! Where data classes get, how sure that is and why, on one small template per principle.
//!
//! `testdata/propagation/NAME.yaml` is the principle, `NAME.txt` what follows from it, component by component.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use phipath::graph::{DataClass, Graph, Level, Seeds, Sweep, Why};
use phipath::knowledge::Element;
use phipath::model::Component;
use phipath::syntax::Guard;
use phipath::{Analysis, Settings};

use crate::support::{analyse_text, compare, errors};

fn why(graph: &Graph, component: &Component, class: DataClass) -> String {
    match &graph.carried(component.id, class).why {
        Why::Nothing => "nothing brings it".to_owned(),
        Why::Starts(start) => start.text.clone(),
        Why::Over(edge) => {
            let (from, _) = graph.ends(*edge);
            let edge = graph.edge(*edge);
            format!(
                "{} from {}: {}",
                edge.payload.name(),
                graph.component(from).name,
                edge.reason.text
            )
        }
        Why::WroteTo(edge) => {
            format!(
                "source of what reached {}",
                graph.component(graph.ends(*edge).1).name
            )
        }
    }
}

fn listing(analysis: &Analysis) -> String {
    let graph = &analysis.graph;
    let mut out = String::new();
    for component in graph
        .inner
        .node_weights()
        .filter(|one| one.element != Element::Support)
    {
        for class in DataClass::ALL {
            let carried = graph.carried(component.id, class);
            if carried.level > Level::No || class == DataClass::Phi {
                let (name, level) = (&component.name, carried.level);
                let when = match &carried.when {
                    Guard::Always => String::new(),
                    when => format!(" when {when}"),
                };
                writeln!(
                    out,
                    "{name}  {} {level}{when}  {}",
                    class.name(),
                    why(graph, component, class)
                )
                .expect("text grows");
            }
        }
    }
    for finding in &analysis.outcome.findings {
        let rule = &analysis.knowledge.rules[usize::from(finding.rule.0)];
        if rule.topic.contains("logging") {
            let applies = if finding.if_it_applies {
                " if it applies"
            } else {
                ""
            };
            writeln!(
                out,
                "{}{applies}  {}  {}",
                finding.verdict.name(),
                rule.id,
                finding.subject
            )
            .expect("text grows");
        }
    }
    out
}

#[test]
fn classes_spread_as_designed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/propagation");
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("the folder is there")
        .filter_map(|entry| {
            entry
                .expect("it can be listed")
                .file_name()
                .into_string()
                .ok()?
                .strip_suffix(".yaml")
                .map(str::to_owned)
        })
        .collect();
    names.sort();
    assert!(names.len() >= 15, "{names:?}");
    for name in names {
        let path = format!("testdata/propagation/{name}");
        let text = fs::read_to_string(format!("{}/{path}.yaml", env!("CARGO_MANIFEST_DIR")))
            .expect("it can be read");
        let settings = Settings {
            seeds: Seeds {
                sweep: Sweep::None,
                ..Seeds::default()
            },
            ..Settings::default()
        };
        let analysis = analyse_text("template.yaml", &text, &settings);
        assert!(
            errors(&analysis).is_empty(),
            "{name}: {:?}",
            errors(&analysis)
        );
        compare(&format!("{path}.txt"), &listing(&analysis));
    }
}

#[test]
fn a_grant_on_a_store_of_phi_is_no_mark() {
    let template = r#"
Resources:
  Notes: {Type: AWS::S3::Bucket}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]}
      Policies: [{PolicyName: all, PolicyDocument: {Statement: [{Effect: Allow, Action: "healthlake:*", Resource: "*"}]}}]
  Worker: {Type: AWS::Lambda::Function, Properties: {Code: {ZipFile: pass}, Role: !GetAtt Role.Arn}}
"#;
    let assumed = |text: &str| {
        let analysis = analyse_text("template.yaml", text, &Settings::default());
        assert!(errors(&analysis).is_empty(), "{:?}", errors(&analysis));
        analysis.graph.spread.assumed
    };
    assert!(assumed(template));
    let store = "  Records: {Type: AWS::HealthLake::FHIRDatastore, Properties: {DatastoreTypeVersion: R4}}\n";
    assert!(!assumed(&format!("{template}{store}")));
}

#[test]
fn what_a_writer_was_sent_came_over_the_request() {
    let text = include_str!("../testdata/propagation/writer.yaml");
    let settings = Settings {
        seeds: Seeds {
            sweep: Sweep::None,
            ..Seeds::default()
        },
        ..Settings::default()
    };
    let graph = analyse_text("template.yaml", text, &settings).graph;
    let into_writer = graph.inner.edge_weights().filter(|edge| {
        let (from, to) = graph.ends(edge.id);
        let names = (&*graph.component(from).name, &*graph.component(to).name);
        names == ("WriteMethod", "Writer")
    });
    let levels: Vec<Level> = into_writer
        .map(|edge| graph.moved(edge.id, DataClass::Phi))
        .collect();
    assert_eq!(levels, [Level::Yes]);
}
