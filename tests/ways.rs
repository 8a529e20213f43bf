//! The way of every flow of small networks: `testdata/networks/CASE/ways.txt` says what each must be, and why.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use phipath::Analysis;
use phipath::graph::{Edge, Layer, Leg};
use phipath::model::FactValue;

use crate::support::{analyse_text, compare, errors, settings_on_day};

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
