//! The example systems in Terraform beside the same ones in CloudFormation: what is the same must come out the same.
//!
//! `testdata/terraform/NAME` is `testdata/systems/NAME` in HCL. Components are paired by kind and by name, where a
//! logical id such as `NotesBucket` is the label `notes_bucket`; then components, flows and findings are compared as text.

mod json;
mod plan;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use phipath::check::Verdict;
use phipath::model::{FactValue, Presence};
use phipath::source::Encoding;
use phipath::{Analysis, Input, Settings, analyse};

use crate::support::{DAY, all_rules, compare, errors};

/// Where the systems are in a format.
fn folder(of: &str, name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("testdata")
        .join(of)
        .join(name)
}

/// The files below a folder whose names end so.
fn files(folder: &Path, endings: &[&str]) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).expect("the folder is there") {
            let path = entry.expect("it can be listed").path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let shown = path.strip_prefix(folder).expect("it is below");
            let shown = shown.to_string_lossy().into_owned();
            if endings.iter().any(|ending| shown.ends_with(ending)) {
                let text = fs::read_to_string(&path).expect("it can be read");
                out.push((shown, text));
            }
        }
    }
    out.sort();
    out
}

fn run(inputs: Vec<(String, String)>) -> Analysis {
    let input = |(path, text): (String, String)| Input {
        role: match path.contains('/') {
            true => phipath::Role::Found,
            false => phipath::Role::Named,
        },
        path,
        text,
        encoding: Encoding::Utf8,
    };
    let settings = Settings {
        as_of: Some(DAY),
        ..Settings::default()
    };
    let inputs = inputs.into_iter().map(input).collect();
    analyse(all_rules(), inputs, &settings)
}

/// A name without what differs between the formats.
fn plain(name: &str) -> String {
    let last = name.rsplit('.').next().unwrap_or(name);
    let last = last.split('[').next().unwrap_or(last);
    last.replace('_', "").to_lowercase()
}

/// The logical id that each address of the Terraform side stands for.
fn pairs(template: &Analysis, terraform: &Analysis) -> BTreeMap<String, String> {
    let declared = |analysis: &Analysis| -> Vec<(String, String)> {
        let components = analysis.graph.inner.node_weights();
        components
            .filter(|one| one.presence == Presence::Declared)
            .map(|one| (one.kind_name.clone(), one.name.clone()))
            .collect()
    };
    let ids: BTreeMap<(String, String), String> = declared(template)
        .into_iter()
        .map(|(kind, name)| ((kind, plain(&name)), name))
        .collect();
    let found = declared(terraform).into_iter().filter_map(|(kind, name)| {
        let id = ids.get(&(kind, plain(&name)))?;
        Some((name, id.clone()))
    });
    found.collect()
}

/// A text with logical ids for addresses, the longest first.
fn renamed(text: &str, names: &BTreeMap<String, String>) -> String {
    let mut all: Vec<(&String, &String)> = names.iter().collect();
    all.sort_by_key(|(address, _)| std::cmp::Reverse(address.len()));
    let mut text = text.to_owned();
    for (address, id) in all {
        text = text.replace(address.as_str(), id);
    }
    text.replace(".arn}", ".Arn}")
}

/// What an analysis says, line by line, without places.
fn told(analysis: &Analysis) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    let graph = &analysis.graph;
    let name_of = |id| &graph.component(id).name;
    for one in graph.inner.node_weights() {
        out.insert(format!(
            "component {} {} {}",
            one.kind_name,
            one.name,
            one.presence.name()
        ));
        for (attribute, fact) in &one.facts {
            let attribute = &analysis.knowledge.vocabulary.attribute(*attribute).name;
            let value = match &fact.value {
                FactValue::Known(literal) => literal.to_string(),
                FactValue::Absent => "absent".to_owned(),
                FactValue::Unknown(_) => "unknown".to_owned(),
                FactValue::Choice(_) => "a choice".to_owned(),
            };
            out.insert(format!("fact {} {attribute} = {value}", one.name));
        }
    }
    for edge in graph.inner.edge_weights() {
        let (from, to) = graph.ends(edge.id);
        let (layer, payload) = (edge.layer.name(), edge.payload.name());
        let basis = edge.reason.basis.name();
        out.insert(format!(
            "edge {layer} {} -> {} {payload} {basis} {}",
            name_of(from),
            name_of(to),
            edge.level
        ));
    }
    for finding in &analysis.outcome.findings {
        if finding.verdict == Verdict::NotApplicable {
            continue;
        }
        let rule = &analysis.knowledge.rules[usize::from(finding.rule.0)].id;
        let hops = finding.path.hops.iter();
        let hops: Vec<String> = hops
            .map(|hop| format!("{} -> {}", hop.from, hop.to))
            .collect();
        out.insert(format!(
            "finding {} {rule}: {} [{}]",
            finding.verdict.name(),
            finding.message,
            hops.join(", ")
        ));
    }
    out
}

/// The manifest of a system, with addresses in place of logical ids where it binds.
fn manifest(text: &str, names: &BTreeMap<String, String>) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let Some((before, after)) = line.split_once("binds: [") else {
            writeln!(out, "{line}").expect("text grows");
            continue;
        };
        let (bound, rest) = after.split_once(']').expect("the list ends in its line");
        let address = |id: &str| {
            let found = names.iter().find(|(_, own)| *own == id);
            found.map_or_else(|| id.to_owned(), |(address, _)| format!("{address:?}"))
        };
        let bound: Vec<String> = bound.split(',').map(|id| address(id.trim())).collect();
        writeln!(out, "{before}binds: [{}]{rest}", bound.join(", ")).expect("text grows");
    }
    out
}

/// The differences between a system in CloudFormation and in another format.
fn differences(name: &str, inputs: &dyn Fn() -> Vec<(String, String)>) -> String {
    let mut of_template = files(&folder("systems", name), &["template.yaml"]);
    let manifests = files(&folder("systems", name), &[".architecture.yaml"]);
    let bare = run(inputs());
    let mut out = String::new();
    for error in errors(&bare) {
        writeln!(out, "{name}: {error}").expect("text grows");
    }
    let names = pairs(&run(of_template.clone()), &bare);
    of_template.extend(manifests.clone());
    let template = run(of_template);
    let mut of_terraform = inputs();
    let bound = manifests.into_iter();
    of_terraform.extend(bound.map(|(path, text)| (path, manifest(&text, &names))));
    let terraform = run(of_terraform);
    let expected = told(&template);
    let actual: BTreeSet<String> = told(&terraform)
        .iter()
        .map(|line| renamed(line, &names))
        .collect();
    let lines = |mark: &str, lines: Vec<&String>, out: &mut String| {
        for line in lines {
            writeln!(out, "{name}: {mark} {line}").expect("text grows");
        }
    };
    lines(
        "only in CloudFormation:",
        expected.difference(&actual).collect(),
        &mut out,
    );
    lines(
        "only in Terraform:",
        actual.difference(&expected).collect(),
        &mut out,
    );
    out
}

/// The systems that exist in Terraform.
fn systems() -> Vec<String> {
    let entries = fs::read_dir(folder("terraform", "")).expect("the folder is there");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("it can be listed"))
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| std::env::var("PHIPATH_SYSTEM").is_ok_and(|wanted| wanted != *name) != true)
        .collect();
    names.sort();
    names
}

/// The files of a system in HCL.
fn hcl(name: &str) -> Vec<(String, String)> {
    files(&folder("terraform", name), &[".tf", ".tfvars"])
}

/// The files of a system in the JSON form.
fn in_json(name: &str) -> Vec<(String, String)> {
    files(&folder("terraform-json", name), &[".tf.json", ".tfvars"])
}

/// The plan of a system.
fn planned(name: &str) -> Vec<(String, String)> {
    files(&folder("terraform-plans", name), &[".json"])
}

fn all_differences(inputs: &dyn Fn(&str) -> Vec<(String, String)>) -> String {
    systems()
        .iter()
        .map(|name| differences(name, &|| inputs(name)))
        .collect()
}

#[test]
fn hcl_says_what_templates_say() {
    compare("testdata/terraform/differences.txt", &all_differences(&hcl));
}

#[test]
fn the_other_forms_are_those_of_the_hcl() {
    for name in systems() {
        let files = hcl(&name);
        let mut folders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".tf")) {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            folders.entry(folder).or_default().push(text);
        }
        for (folder, texts) in folders {
            let path = Path::new("testdata/terraform-json")
                .join(&name)
                .join(folder)
                .join("main.tf.json");
            compare(&path.to_string_lossy(), &json::of_files(&texts));
        }
        for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".tfvars")) {
            compare(&format!("testdata/terraform-json/{name}/{path}"), text);
        }
        compare(
            &format!("testdata/terraform-plans/{name}/plan.json"),
            &plan::of_files(&files),
        );
    }
}

#[test]
fn the_json_form_says_what_hcl_says() {
    let (of_hcl, of_json) = (all_differences(&hcl), all_differences(&in_json));
    let lines = |text: &str| -> BTreeSet<String> { text.lines().map(str::to_owned).collect() };
    let (of_hcl, of_json) = (lines(&of_hcl), lines(&of_json));
    let differ: Vec<&String> = of_hcl.symmetric_difference(&of_json).take(20).collect();
    assert!(differ.is_empty(), "{differ:#?}");
}

#[test]
fn a_plan_with_its_sources_says_what_the_sources_say() {
    let both = |name: &str| {
        let mut all = hcl(name);
        all.extend(planned(name));
        all
    };
    compare(
        "testdata/terraform-plans/differences-with-sources.txt",
        &all_differences(&both),
    );
}

/// A plan alone knows less: what was violated or held may be open, and nothing else may change.
#[test]
fn a_plan_alone_only_leaves_more_open() {
    let mut faults = String::new();
    for name in systems() {
        let mut of_template = files(&folder("systems", &name), &["template.yaml"]);
        let manifests = files(&folder("systems", &name), &[".architecture.yaml"]);
        let names = pairs(&run(of_template.clone()), &run(planned(&name)));
        of_template.extend(manifests.clone());
        let mut alone = planned(&name);
        let bound = manifests.into_iter();
        alone.extend(bound.map(|(path, text)| (path, manifest(&text, &names))));
        let (template, plan) = (run(of_template), run(alone));
        let verdicts = |analysis: &Analysis| -> BTreeMap<(String, String), Verdict> {
            let findings = analysis.outcome.findings.iter();
            let each = findings.map(|one| {
                let rule = &analysis.knowledge.rules[usize::from(one.rule.0)].id;
                (
                    (rule.to_string(), renamed(&one.subject, &names)),
                    one.verdict,
                )
            });
            each.collect()
        };
        let (expected, actual) = (verdicts(&template), verdicts(&plan));
        for (key, verdict) in &actual {
            let known = expected.get(key);
            let fine = *verdict == Verdict::Undecided
                || known.is_some_and(|known| known == verdict)
                || *verdict == Verdict::NotApplicable;
            if !fine {
                let known = known.map_or("nothing", |known| known.name());
                writeln!(
                    faults,
                    "{name}: {key:?} is {} alone, {known} in CloudFormation",
                    verdict.name()
                )
                .expect("text grows");
            }
        }
    }
    compare("testdata/terraform-plans/differences-alone.txt", &faults);
}
