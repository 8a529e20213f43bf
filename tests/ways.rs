//! The way of every flow of small networks: `testdata/networks/CASE/ways.txt` says what each must be, and why.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use phipath::graph::{Edge, Layer, Leg};
use phipath::model::FactValue;
use phipath::source::Encoding;
use phipath::{Analysis, Input, analyse};

use crate::support::{all_rules, analyse_text, compare, errors, settings_on_day};

/// A fact of a flow, in words.
fn fact(analysis: &Analysis, edge: &Edge, name: &str) -> Option<String> {
    let word = analysis
        .knowledge
        .vocabulary
        .id(name)
        .expect("an attribute");
    edge.facts.get(&word).map(|fact| say(&fact.value))
}

fn say(value: &FactValue) -> String {
    match value {
        FactValue::Known(literal) => literal.to_string(),
        FactValue::Absent => "absent".to_owned(),
        FactValue::Unknown(cause) => format!("unknown ({cause})"),
        FactValue::Choice(worlds) => {
            let worlds = worlds
                .iter()
                .map(|(when, value)| format!("{} if {when}", say(value)));
            worlds.collect::<Vec<_>>().join(", else ")
        }
    }
}

fn describe(analysis: &Analysis) -> String {
    let mut out = String::new();
    let graph = &analysis.graph;
    for edge in graph.inner.edge_weights() {
        let flows = edge.layer == Layer::Flows && !matches!(edge.leg, Leg::Response(_));
        let Some(way) = fact(analysis, edge, "way").filter(|_| flows) else {
            continue;
        };
        let (from, to) = graph.ends(edge.id);
        let (from, to) = (&graph.component(from).name, &graph.component(to).name);
        writeln!(out, "{from} -> {to}: {way}").expect("text grows");
        for name in ["private", "way.reason"] {
            if let Some(text) = fact(analysis, edge, name) {
                writeln!(out, "    {name}: {text}").expect("text grows");
            }
        }
    }
    out
}

#[test]
fn every_flow_goes_its_way() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/networks");
    let mut cases: Vec<_> = fs::read_dir(&root)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            path.join("ways.txt").exists() || std::env::var_os("PHIPATH_BLESS").is_some()
        })
        .collect();
    cases.sort();
    assert!(cases.len() > 20, "the cases are found");
    for case in cases {
        let text = fs::read_to_string(case.join("template.yaml")).expect("a template");
        let analysis = analyse_text("template.yaml", &text, &settings_on_day());
        assert_eq!(
            errors(&analysis),
            Vec::<String>::new(),
            "{}",
            case.display()
        );
        let file = case.join("ways.txt");
        compare(&file.to_string_lossy(), &describe(&analysis));
    }
}

/// A manifest that says that the call of the model stays on private links.
const CLAIM: &str = "
architecture: claim
components:
  worker: {kind: aws.lambda.function, binds: [Worker]}
  model: {service: bedrock, region: us-east-1}
flows:
  - {from: worker, to: model, carries: [phi], private: true}
";

#[test]
fn a_manifest_does_not_contradict_what_the_network_decides() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/networks");
    for (case, wanted) in [("private-dns-off", "false"), ("no-endpoint", "true")] {
        let template = fs::read_to_string(folder.join(case).join("template.yaml"));
        let input = |path: &str, text: String| Input {
            path: path.to_owned(),
            text,
            encoding: Encoding::Utf8,
            role: phipath::Role::Named,
        };
        let inputs = vec![
            input("template.yaml", template.expect("a template")),
            input("claim.architecture.yaml", CLAIM.to_owned()),
        ];
        let analysis = analyse(all_rules(), inputs, &settings_on_day());
        assert_eq!(errors(&analysis), Vec::<String>::new(), "{case}");
        let graph = &analysis.graph;
        let call = graph.inner.edge_weights().find(|edge| {
            let (from, _) = graph.ends(edge.id);
            graph.component(from).name == "Worker" && edge.leg == Leg::Request
        });
        let private = fact(&analysis, call.expect("a call"), "private");
        assert_eq!(private.as_deref(), Some(wanted), "{case}");
    }
}
