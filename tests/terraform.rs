//! The example systems in Terraform beside the same ones in CloudFormation: what is the same must come out the same.
//!
//! `testdata/terraform/NAME` is `testdata/systems/NAME` in HCL. Components are paired by kind and by name, where a
//! logical id such as `NotesBucket` is the label `notes_bucket`; then components, flows and findings are compared as text.

mod corpus;
mod json;
mod names;
mod plan;
mod stacks;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};

use phipath::check::Verdict;
use phipath::model::{FactValue, Presence};
use phipath::source::{Encoding, Sources};
use phipath::{Analysis, Input, Settings, analyse, frontend, model};

use names::{loose, plain, renamed};

use crate::support::{DAY, all_rules, compare, errors, rules_but_of_house};

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

fn input((path, text): (String, String)) -> Input {
    Input {
        role: match path.contains('/') {
            true => phipath::Role::Found,
            false => phipath::Role::Named,
        },
        path,
        text,
        encoding: Encoding::Utf8,
    }
}

fn run(inputs: Vec<(String, String)>) -> Analysis {
    let settings = Settings {
        as_of: Some(DAY),
        ..Settings::default()
    };
    let inputs = inputs.into_iter().map(input).collect();
    analyse(rules_but_of_house(), inputs, &settings)
}

/// What is declared, by kind and name.
type Declared = Vec<(String, String)>;

/// What files declare, without a look at what comes of it.
fn declared(inputs: Vec<(String, String)>) -> Declared {
    let knowledge = all_rules().knowledge;
    let mut sources = Sources::default();
    let language = model::language(&knowledge);
    let inputs = inputs.into_iter().map(input).collect();
    let read = frontend::read(inputs, &mut sources, &Default::default(), &language);
    let (model, _) = model::lower(&read.documents, &sources, &knowledge);
    let components = model.components.iter();
    components
        .filter(|one| one.presence == Presence::Declared)
        .map(|one| (one.kind_name.clone(), one.name.clone()))
        .collect()
}

/// What a system says in CloudFormation.
struct Said {
    declared: Declared,
    lines: BTreeSet<String>,
    verdicts: BTreeMap<(String, String), Verdict>,
}

/// What a system says in CloudFormation, found out once for all tests.
fn said_by_template(name: &str) -> Arc<Said> {
    static ALL: OnceLock<Mutex<BTreeMap<String, Arc<Said>>>> = OnceLock::new();
    let all = ALL.get_or_init(Mutex::default);
    if let Some(said) = all.lock().expect("no test panics with it").get(name) {
        return Arc::clone(said);
    }
    let mut inputs = files(&folder("systems", name), &["template.yaml"]);
    let declared = declared(inputs.clone());
    inputs.extend(files(&folder("systems", name), &[".architecture.yaml"]));
    let whole = run(inputs);
    let said = Arc::new(Said {
        declared,
        lines: told(&whole),
        verdicts: verdicts(&whole, &BTreeMap::new()),
    });
    let mut all = all.lock().expect("no test panics with it");
    all.insert(name.to_owned(), Arc::clone(&said));
    said
}

/// The gravest verdict of each rule on each subject.
fn verdicts(
    analysis: &Analysis,
    names: &BTreeMap<String, String>,
) -> BTreeMap<(String, String), Verdict> {
    let mut out = BTreeMap::new();
    for one in &analysis.outcome.findings {
        let rule = &analysis.knowledge.rules[usize::from(one.rule.0)].id;
        let key = (rule.to_string(), loose(&renamed(&one.subject, names)));
        let worst = out.entry(key).or_insert(one.verdict);
        *worst = one.verdict.min(*worst);
    }
    out
}

/// The logical id that each address of the Terraform side stands for.
fn pairs(template: &Declared, terraform: Vec<(String, String)>) -> BTreeMap<String, String> {
    let ids: BTreeMap<(&str, String), &str> = template
        .iter()
        .map(|(kind, name)| ((kind.as_str(), plain(name)), name.as_str()))
        .collect();
    let found = declared(terraform).into_iter().filter_map(|(kind, name)| {
        let id = ids.get(&(kind.as_str(), plain(&name)))?;
        Some((name, (*id).to_owned()))
    });
    found.collect()
}

/// What an analysis says, line by line, without places.
pub(crate) fn told(analysis: &Analysis) -> BTreeSet<String> {
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

/// The inputs with the manifest of a system, which names what they declare.
fn with_manifest(
    name: &str,
    inputs: Vec<(String, String)>,
    names: &BTreeMap<String, String>,
) -> Analysis {
    let mut all = inputs;
    let manifests = files(&folder("systems", name), &[".architecture.yaml"]);
    let bound = manifests.into_iter();
    all.extend(bound.map(|(path, text)| (path, manifest(&text, names))));
    run(all)
}

/// The differences between a system in CloudFormation and in another format.
fn differences(name: &str, inputs: Vec<(String, String)>) -> String {
    let said = said_by_template(name);
    let names = pairs(&said.declared, inputs.clone());
    let terraform = with_manifest(name, inputs, &names);
    let mut out = String::new();
    for error in errors(&terraform) {
        writeln!(out, "{name}: {error}").expect("text grows");
    }
    let spelt = |lines: &BTreeSet<String>| -> BTreeSet<String> {
        // A security group that states no egress lets everything out in CloudFormation and nothing in Terraform: what it
        // states differs for good.
        let all = lines
            .iter()
            .filter(|line| !line.contains("network.egress_stated"));
        all.map(|line| loose(&renamed(line, &names))).collect()
    };
    let (expected, actual) = (spelt(&said.lines), spelt(&told(&terraform)));
    for line in expected.difference(&actual) {
        writeln!(out, "{name}: only in CloudFormation: {line}").expect("text grows");
    }
    for line in actual.difference(&expected) {
        writeln!(out, "{name}: only in Terraform: {line}").expect("text grows");
    }
    out
}

/// The systems that exist in Terraform.
fn systems() -> Vec<String> {
    let entries = fs::read_dir(folder("terraform", "")).expect("the folder is there");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("it can be listed"))
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
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
    let each = systems().into_iter();
    each.map(|name| differences(&name, inputs(&name))).collect()
}

/// The differences of the systems in HCL, found out once.
fn of_hcl() -> &'static str {
    static ALL: OnceLock<String> = OnceLock::new();
    ALL.get_or_init(|| all_differences(&hcl))
}

#[test]
fn hcl_says_what_templates_say() {
    compare("testdata/terraform/differences.txt", of_hcl());
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
    let of_json = all_differences(&in_json);
    let lines = |text: &str| -> BTreeSet<String> { text.lines().map(str::to_owned).collect() };
    let (of_hcl, of_json) = (lines(of_hcl()), lines(&of_json));
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

/// A plan alone knows less: what was violated or held may be open. Where the text of a policy is not known, data may go to
/// more places, so there may be more that holds. What a design calls by a name of its own, and code by that of a service, is
/// found under the first where no policy shows the call. Nothing else may change.
#[test]
fn a_plan_alone_only_leaves_more_open() {
    let mut faults = String::new();
    for name in systems() {
        let said = said_by_template(&name);
        let names = pairs(&said.declared, planned(&name));
        let plan = with_manifest(&name, planned(&name), &names);
        let actual = verdicts(&plan, &names);
        for (key, &verdict) in &actual {
            let known = said.verdicts.get(key);
            let moved = || {
                let mut own = said.verdicts.iter();
                own.any(|(other, verdict)| {
                    *verdict == Verdict::Violated && other.0 == key.0 && !actual.contains_key(other)
                })
            };
            let fine = match verdict {
                Verdict::Undecided | Verdict::NotApplicable => true,
                Verdict::Satisfied => known.is_none_or(|known| *known == verdict),
                Verdict::Violated => known == Some(&verdict) || known.is_none() && moved(),
            };
            if !fine {
                let known = known.map_or("nothing", |known| known.name());
                let verdict = verdict.name();
                writeln!(
                    faults,
                    "{name}: {key:?} is {verdict} alone, {known} in CloudFormation"
                )
                .expect("text grows");
            }
        }
    }
    assert!(faults.is_empty(), "{faults}");
}
