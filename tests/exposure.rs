//! Whether the internet reaches components, by which route and at which ports, on one small network per principle.
//!
//! `testdata/exposure/NAME.yaml` is the network, `NAME.txt` what follows from it, component by component.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use phipath::knowledge::Element;
use phipath::model::{Component, FactValue};
use phipath::vocabulary::Literal;
use phipath::{Analysis, Settings};

use crate::support::{analyse_text, compare, errors};

/// What is listed of each component, in this order.
const FACTS: [(&str, &str); 6] = [
    ("address", "exposure.public_address"),
    ("direct", "exposure.direct"),
    ("ports", "exposure.internet_ports"),
    ("administration", "exposure.administration"),
    ("internet", "exposure.internet"),
    ("routes", "exposure.routes"),
];

fn shown(value: &FactValue) -> String {
    match value {
        FactValue::Known(Literal::Boolean(truth)) => if *truth { "yes" } else { "no" }.to_owned(),
        FactValue::Known(Literal::List(texts)) => format!("[{}]", texts.join(" ")),
        FactValue::Known(other) => other.to_string(),
        FactValue::Absent => "absent".to_owned(),
        FactValue::Unknown(cause) => format!("unknown ({cause})"),
        FactValue::Choice(worlds) => {
            let worlds = worlds.iter();
            let each: Vec<String> = worlds
                .map(|(when, value)| format!("{} when {when}", shown(value)))
                .collect();
            each.join(", ")
        }
    }
}

fn line(analysis: &Analysis, component: &Component) -> Option<String> {
    let mut out = String::new();
    for (name, attribute) in FACTS {
        let id = analysis.knowledge.vocabulary.id(attribute)?;
        let Some(fact) = component.facts.get(&id) else {
            continue;
        };
        write!(out, "  {name}: {}", shown(&fact.value)).expect("text grows");
        if !fact.assumes.is_empty() {
            write!(out, " (assumes {})", fact.assumes.join(", ")).expect("text grows");
        }
    }
    (!out.is_empty()).then(|| format!("{}{out}\n", component.name))
}

#[test]
fn the_internet_reaches_what_it_should() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/exposure");
    let entries = fs::read_dir(&folder).expect("the folder is committed");
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".yaml").map(str::to_owned))
        .collect();
    names.sort();
    assert!(names.len() > 7, "{names:?}");
    for name in names {
        let path = format!("testdata/exposure/{name}.yaml");
        let text = fs::read_to_string(folder.join(format!("{name}.yaml"))).expect("it is there");
        let analysis = analyse_text(&path, &text, &Settings::default());
        assert_eq!(errors(&analysis), [""; 0], "{name}");
        let components = analysis.graph.inner.node_weights();
        let listed: String = components
            .filter(|one| one.element != Element::Support)
            .filter_map(|one| line(&analysis, one))
            .collect();
        compare(&format!("testdata/exposure/{name}.txt"), &listed);
    }
}
