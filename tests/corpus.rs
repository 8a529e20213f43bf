//! The data of others, where it is at hand: no file of it, no beginning and no mutation of one may end in a panic, and
//! what is said to be wrong with a template must be wrong with it. `PHIPATH_FULL=1` tries everything, not a sample.

mod known;
pub(crate) mod mutation;
mod policies;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use phipath::graph::{Seeds, Sweep};
use phipath::report::terminal::Style;
use phipath::report::{Report, json, sarif, terminal};
use phipath::source::{Encoding, Place, Severity, decode};
use phipath::{Analysis, Input, Settings, analyse};
use rayon::prelude::*;

use crate::support::{all_rules, corpus, count};
use mutation::Random;

/// Files that are said to be data; the rest of the corpus is documents about it.
const EXTENSIONS: [&str; 7] = ["json", "jsonl", "template", "tf", "txt", "yaml", "yml"];

/// How much of the corpus a test takes: one file of so many.
fn every(sample: usize) -> usize {
    match std::env::var_os("PHIPATH_FULL") {
        Some(_) => 1,
        None => sample,
    }
}

/// All data files below a folder of the corpus, in a stable order; `None`, with a word about it, where there is none.
fn files(below: &str) -> Option<Vec<PathBuf>> {
    let Some(root) = corpus().map(|corpus| corpus.join(below)) else {
        println!("skipped: no corpus");
        return None;
    };
    let mut pending = vec![root];
    let mut files = Vec::new();
    while let Some(folder) = pending.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of the corpus") {
            let path = entry.expect("an entry").path();
            let extension = path.extension().and_then(|extension| extension.to_str());
            if path.is_dir() {
                pending.push(path);
            } else if extension.is_some_and(|one| EXTENSIONS.contains(&one)) {
                files.push(path);
            }
        }
    }
    files.sort();
    Some(files)
}

fn bytes(path: &Path) -> Vec<u8> {
    std::fs::read(path).expect("a file of the corpus")
}

/// The path of a file within its folder of the corpus.
fn name(path: &Path, below: &str) -> String {
    let root = corpus().expect("a corpus").join(below);
    let rest = path.strip_prefix(root).expect("a file below it");
    rest.to_string_lossy().replace('\\', "/")
}

fn analyse_as(path: &str, text: String, encoding: Encoding, sweep: Sweep) -> Analysis {
    let input = Input {
        path: path.to_owned(),
        text,
        encoding,
        role: phipath::Role::Named,
    };
    let settings = Settings {
        seeds: Seeds {
            sweep,
            ..Seeds::default()
        },
        ..Settings::default()
    };
    analyse(all_rules(), vec![input], &settings)
}

/// Renders an analysis in every format.
fn render(analysis: Analysis) {
    let report = Report {
        sources: &analysis.sources,
        rules: &analysis.knowledge.rules,
        controls: &analysis.knowledge.controls,
        outcome: analysis.outcome,
        diagnostics: analysis.diagnostics,
        coverage: analysis.coverage,
        as_of: "2026-01-01".to_owned(),
        exceptions: Vec::new(),
        reach: phipath::report::Reach::default(),
        baseline: None,
        catalog_date: analysis.knowledge.catalog_date.clone(),
    };
    let style = Style {
        limit: usize::MAX,
        ..Style::default()
    };
    terminal::render(&report, &style, &mut io::sink()).expect("a sink takes all");
    json::render(&report, &mut io::sink()).expect("a sink takes all");
    sarif::render(&report, &mut io::sink()).expect("a sink takes all");
}

/// Runs the whole pipeline on some bytes; whether it went through without a panic.
fn survives(path: &Path, bytes: Vec<u8>, sweep: Sweep) -> bool {
    let shown = path.file_name().expect("a file").to_string_lossy();
    let run = || {
        if let Ok((text, encoding)) = decode(bytes, &shown) {
            render(analyse_as(&shown, text, encoding, sweep));
        }
    };
    catch_unwind(AssertUnwindSafe(run)).is_ok()
}

/// Tries variants of files, and fails with the names of those that end in a panic.
fn try_all(
    files: &[PathBuf],
    variants: impl Fn(&Path, &mut dyn FnMut(String, Vec<u8>)) + Sync,
) -> usize {
    let tried: Vec<(usize, Vec<String>)> = files
        .par_iter()
        .map(|path| {
            let (mut runs, mut panics) = (0, Vec::new());
            variants(path, &mut |variant, bytes| {
                runs += 1;
                let sweep = [Sweep::All, Sweep::Labels][runs % 2];
                if !survives(path, bytes, sweep) {
                    panics.push(format!("{} {variant}", path.display()));
                }
            });
            (runs, panics)
        })
        .collect();
    let panics: Vec<&String> = tried.iter().flat_map(|(_, panics)| panics).collect();
    assert!(panics.is_empty(), "{} panics: {panics:#?}", panics.len());
    tried.iter().map(|(runs, _)| runs).sum()
}

#[test]
fn no_file_panics() {
    let Some(files) = files("") else { return };
    let files: Vec<PathBuf> = files.into_iter().step_by(every(17)).collect();
    let runs = try_all(&files, |path, run| run("as it is".to_owned(), bytes(path)));
    println!("whole files: {runs}");
    assert!(runs > 150, "{runs}");
}

#[test]
fn no_beginning_panics() {
    let Some(files) = files("") else { return };
    let files: Vec<PathBuf> = files.into_iter().step_by(every(400)).collect();
    let runs = try_all(&files, |path, run| {
        let bytes = bytes(path);
        let mut random = Random::of(&path.to_string_lossy());
        for _ in 0..20 {
            let end = random.below(bytes.len() + 1);
            run(format!("cut at {end}"), bytes[..end].to_vec());
        }
    });
    println!("beginnings: {runs}");
    assert!(runs > 150, "{runs}");
}

#[test]
fn no_beginning_at_all_panics() {
    let Some(files) = files("cloudformation") else {
        return;
    };
    let small = |path: &PathBuf| bytes(path).len() < 8 * 1024 / every(26);
    let files: Vec<PathBuf> = files.into_iter().filter(small).collect();
    let step = files.len() / 10;
    let files: Vec<PathBuf> = files.into_iter().step_by(step).take(10).collect();
    let runs = try_all(&files, |path, run| {
        let bytes = bytes(path);
        for end in 0..=bytes.len() {
            run(format!("cut at {end}"), bytes[..end].to_vec());
        }
    });
    println!("all beginnings of {} files: {runs}", files.len());
    assert!(runs > 1_000, "{runs}");
}

#[test]
fn no_mutation_panics() {
    let Some(files) = files("cloudformation") else {
        return;
    };
    let files: Vec<PathBuf> = files.into_iter().step_by(every(29)).collect();
    let runs = try_all(&files, |path, run| {
        let Ok((text, _)) = decode(bytes(path), "") else {
            return;
        };
        let mut random = Random::of(&path.to_string_lossy());
        for round in 0..40 / every(8) {
            for (what, mutate) in mutation::ALL {
                let mutated = mutate(&text, &mut random);
                run(format!("{what}, round {round}"), mutated.into_bytes());
            }
        }
    });
    println!("mutations: {runs}");
    assert!(runs > 150, "{runs}");
}

#[test]
fn no_policy_panics() {
    let Some(root) = corpus() else {
        println!("skipped: no corpus");
        return;
    };
    let text = std::fs::read_to_string(root.join("iam/aws-managed-policies.jsonl"));
    let text = text.expect("the policies");
    let lines: Vec<&str> = text.lines().step_by(every(10)).collect();
    let panics: Vec<&&str> = lines
        .par_iter()
        .filter(|line| {
            let template = format!(
                r#"{{"Resources": {{
                    "Role": {{"Type": "AWS::IAM::Role", "Properties": {{"Policies": [{{"PolicyName": "p", "PolicyDocument": {{}}}}], "ManagedPolicyArns": [{{"Ref": "P"}}]}}}},
                    "F": {{"Type": "AWS::Lambda::Function", "Properties": {{"Role": {{"Fn::GetAtt": ["Role", "Arn"]}}}}}},
                    "B": {{"Type": "AWS::S3::Bucket"}},
                    "P": {{"Type": "AWS::IAM::ManagedPolicy", "Properties": {{"PolicyDocument": [{line}]}}}},
                    "Q": {{"Type": "AWS::IAM::ManagedPolicy", "Properties": {{"PolicyDocument": {}}}}}}}}}"#,
                document(line)
            );
            !survives(Path::new("policy.json"), template.into_bytes(), Sweep::All)
        })
        .collect();
    println!("policies: {}", lines.len());
    assert!(panics.is_empty(), "{panics:#?}");
    assert!(lines.len() > 150, "{}", lines.len());
}

/// The value of the key `document` of a line.
fn document(line: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(line).expect("a line of JSON");
    value["document"].to_string()
}

/// The errors of each template, as `code` by file and line.
fn errors_below(folder: &str) -> Option<BTreeMap<String, Vec<(&'static str, u32)>>> {
    let mut errors = BTreeMap::new();
    for path in files(folder)? {
        let (text, encoding) = decode(bytes(&path), "").expect("a text");
        let input = Input {
            path: name(&path, folder),
            text,
            encoding,
            role: phipath::Role::Found,
        };
        let analysis = analyse(all_rules(), vec![input], &Settings::default());
        for said in &analysis.diagnostics {
            // Each is read alone here: what it nests is not there.
            if said.severity < Severity::Error || said.code == "stack-not-read" {
                continue;
            }
            let Place::Span(span) = said.place else {
                panic!("an error without a place: {said:?}")
            };
            let line = analysis.sources.get(span.file).position(span.start).line;
            let of_file: &mut Vec<_> = errors.entry(name(&path, folder)).or_default();
            of_file.push((said.code, line));
        }
    }
    Some(errors)
}

/// Whether a code says that a text could not be parsed.
fn is_parse_error(code: &str) -> bool {
    let codes = [
        "alias-limit",
        "depth-limit",
        "expansion-limit",
        "json-syntax",
        "recursive-alias",
        "unknown-alias",
        "yaml-syntax",
    ];
    codes.contains(&code)
}

#[test]
fn parse_errors_are_those_of_other_parsers() {
    let Some(errors) = errors_below("cloudformation") else {
        return;
    };
    let ours: BTreeSet<&str> = errors
        .iter()
        .filter(|(_, errors)| errors.iter().any(|(code, _)| is_parse_error(code)))
        .map(|(name, _)| name.as_str())
        .collect();
    let theirs: BTreeSet<&str> = known::REFUSED.iter().map(|(name, _)| *name).collect();
    assert_eq!(ours, theirs);
}

#[test]
fn errors_in_templates_that_are_right_are_explained() {
    let Some(errors) = errors_below("cloudformation/cfn-lint-good") else {
        return;
    };
    let found: Vec<(&str, &str, u32)> = errors
        .iter()
        .flat_map(|(name, errors)| {
            errors
                .iter()
                .map(move |(code, line)| (&**name, *code, *line))
        })
        .collect();
    assert_eq!(found, known::EXPLAINED);
}

#[test]
fn errors_in_published_templates_are_counted() {
    let folder = "cloudformation/aws-cloudformation-templates";
    let Some(errors) = errors_below(folder) else {
        return;
    };
    let mut counts = BTreeMap::new();
    let mut unexplained = Vec::new();
    for (name, errors) in &errors {
        let path = corpus().expect("a corpus").join(folder).join(name);
        let text = std::fs::read_to_string(path).expect("a template");
        if !text.contains(known::PREPROCESSOR) && !known::MODULES.contains(&&**name) {
            unexplained.push((name, errors));
        }
        for (code, _) in errors {
            count(&mut counts, *code);
        }
    }
    println!("{counts:#?}");
    assert!(unexplained.is_empty(), "{unexplained:#?}");
    let counts: Vec<(&str, usize)> = counts
        .iter()
        .map(|(code, count)| (&**code, *count))
        .collect();
    assert_eq!(counts, known::COUNTS);
}
