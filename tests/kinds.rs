//! Every kind on its examples: the facts of the components that they make.

mod applications;
mod flows;
mod shown;

use std::fmt::Write as _;

use phipath::Analysis;
use phipath::frontend::Format;
use phipath::knowledge;
use phipath::model::{Component, FactValue};
use phipath::source::Sources;
use phipath::vocabulary::Absence;

use crate::support::{all_rules, analyse_text, errors, settings_of};

fn fact(analysis: &Analysis, component: &Component, name: &str) -> String {
    if name == "kind" {
        return component.kind_name.clone();
    }
    let Some(id) = analysis.knowledge.vocabulary.id(name) else {
        return format!("no attribute `{name}`");
    };
    if name == "element" {
        return component.element.name().to_owned();
    }
    match component.facts.get(&id).map(|fact| &fact.value) {
        Some(FactValue::Known(literal)) => literal.to_string(),
        None if analysis.knowledge.vocabulary.attribute(id).absence == Absence::Unknown => {
            "unknown".to_owned()
        }
        Some(FactValue::Absent) | None => "absent".to_owned(),
        Some(FactValue::Unknown(_) | FactValue::Choice(_)) => "unknown".to_owned(),
    }
}

#[test]
fn every_kind_makes_its_examples() {
    let (all, diagnostics) = knowledge::examples(&mut Sources::default());
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let mut faults = String::new();
    for (id, examples) in all {
        for example in examples.into_iter().filter(|one| !one.facts.is_empty()) {
            let settings = settings_of(&example);
            let path = match example.format {
                Format::Terraform => "example.tf",
                _ => "example.yaml",
            };
            let analysis = analyse_text(path, &example.text, &settings);
            for error in errors(&analysis) {
                writeln!(
                    faults,
                    "{id}: {}: the template does not read: {error}",
                    example.name
                )
                .expect("text grows");
            }
            for (name, facts) in &example.facts {
                let Some(component) = analysis
                    .graph
                    .inner
                    .node_weights()
                    .find(|one| one.name == *name)
                else {
                    let names: Vec<&str> = analysis
                        .graph
                        .inner
                        .node_weights()
                        .map(|one| one.name.as_str())
                        .collect();
                    writeln!(
                        faults,
                        "{id}: {}: no component `{name}` among {names:?}",
                        example.name
                    )
                    .expect("text grows");
                    continue;
                };
                for (attribute, wanted) in facts {
                    let actual = fact(&analysis, component, attribute);
                    if actual != *wanted {
                        let what =
                            format!("`{attribute}` of {name} should be `{wanted}`, is `{actual}`");
                        writeln!(faults, "{id}: {}: {what}", example.name).expect("text grows");
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}

#[test]
fn the_catalog_loads() {
    let loaded = all_rules();
    assert!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics);
    assert!(!loaded.knowledge.rules.is_empty());
}
