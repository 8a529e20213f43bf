//! The published templates that exist in YAML and in JSON: both say the same, but for places.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use phipath::source::Encoding;
use phipath::{Input, Loaded, Role, Settings, analyse};
use rayon::prelude::*;

use super::known::{PREPROCESSOR, TWINS};
use crate::support::{DAY, all_rules, corpus};
use crate::terraform::told;

/// The templates below a folder, by their path without extension.
fn by_stem(folder: &Path) -> BTreeMap<PathBuf, Vec<PathBuf>> {
    let mut out: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).expect("a folder of the corpus") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                out.entry(path.with_extension("")).or_default().push(path);
            }
        }
    }
    out
}

/// What a template says, without places.
fn said(path: &Path, rules: &Loaded) -> BTreeSet<String> {
    let input = Input {
        path: "template".to_owned(),
        text: fs::read_to_string(path).expect("it can be read"),
        encoding: Encoding::Utf8,
        role: Role::Named,
    };
    let settings = Settings {
        as_of: Some(DAY),
        ..Settings::default()
    };
    let analysis = analyse(rules.clone(), vec![input], &settings);
    let mut lines = told(&analysis);
    let said = analysis.diagnostics.iter();
    lines.extend(said.map(|one| format!("said {}: {}", one.code, one.message)));
    lines
}

#[test]
fn templates_in_yaml_and_json_say_the_same() {
    let Some(corpus) = corpus() else {
        println!("skipped: there is no folder with data of others");
        return;
    };
    let folder = corpus.join("cloudformation/aws-cloudformation-templates");
    let has = |paths: &[PathBuf], endings: &[&str]| {
        let found = paths.iter().find(|path| {
            let ending = path.extension().and_then(|one| one.to_str());
            ending.is_some_and(|one| endings.contains(&one))
        });
        found.cloned()
    };
    let twins = by_stem(&folder).into_iter().filter_map(|(stem, paths)| {
        let name = stem
            .strip_prefix(&folder)
            .ok()?
            .to_string_lossy()
            .into_owned();
        Some((
            name,
            has(&paths, &["yaml", "yml"])?,
            has(&paths, &["json"])?,
        ))
    });
    let twins: Vec<(String, PathBuf, PathBuf)> = twins.collect();
    // Loaded before many ask for it: whoever waits for it inside of its own loading waits for ever.
    let rules = all_rules();
    let different: Vec<(String, Vec<String>)> = twins
        .par_iter()
        .filter_map(|(name, yaml, json)| {
            let (one, other) = (said(yaml, &rules), said(json, &rules));
            let mut lines: Vec<String> = one.symmetric_difference(&other).cloned().collect();
            // What is said of a function of the preprocessor, its other form has no more.
            let text = fs::read_to_string(yaml).expect("it can be read");
            lines.retain(|line| !(line.starts_with("said ") && text.contains(PREPROCESSOR)));
            (!lines.is_empty()).then(|| (name.clone(), lines))
        })
        .collect();
    println!("{} pairs, {} differ", twins.len(), different.len());
    assert!(twins.len() >= 136, "{}", twins.len());
    let known: Vec<&str> = TWINS.iter().map(|(name, _)| *name).collect();
    let names: Vec<&str> = different.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, known, "{different:#?}");
    assert!(known.len() <= 10);
}
