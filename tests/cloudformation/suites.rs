//! The suites of another linter: what it holds for right is read without an error but for a few that are explained
//! (`tests/corpus/known.rs`), and of what it holds for wrong, that what is no syntax is listed by what it is about.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use phipath::source::{Encoding, Severity};
use phipath::{Input, Role, Settings, analyse};
use rayon::prelude::*;

use super::known::{NO_SYNTAX, SYNTAX};
use crate::support::{all_rules, corpus};

#[test]
fn what_is_no_template_is_an_error() {
    let Some(corpus) = corpus() else {
        println!("skipped: there is no folder with data of others");
        return;
    };
    let folder = corpus.join("cloudformation/cfn-lint-bad");
    let mut open = vec![folder.clone()];
    let mut paths: Vec<PathBuf> = Vec::new();
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).expect("a folder of the corpus") {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true => open.push(path),
                false => paths.push(path),
            }
        }
    }
    // Loaded before many ask for it: whoever waits for it inside of its own loading waits for ever.
    let rules = all_rules();
    let codes: BTreeMap<String, BTreeSet<&'static str>> = paths
        .par_iter()
        .map(|path| {
            let name = path.strip_prefix(&folder).expect("it is below");
            let name = name.to_string_lossy().into_owned();
            let input = Input {
                path: name.clone(),
                text: fs::read_to_string(path).expect("it can be read"),
                encoding: Encoding::Utf8,
                role: Role::Named,
            };
            let analysis = analyse(rules.clone(), vec![input], &Settings::default());
            let errors = analysis.diagnostics.iter();
            let errors = errors.filter(|one| one.severity == Severity::Error);
            // Each is read alone here: what it nests is not there.
            let errors = errors.filter(|one| one.code != "stack-not-read");
            (name, errors.map(|one| one.code).collect())
        })
        .collect();
    let found: BTreeMap<&str, Vec<&str>> = codes
        .iter()
        .filter(|(_, codes)| !codes.is_empty())
        .map(|(name, codes)| (name.as_str(), codes.iter().copied().collect()))
        .collect();
    let expected: BTreeMap<&str, Vec<&str>> = SYNTAX
        .iter()
        .map(|(name, codes)| (*name, codes.to_vec()))
        .collect();
    let listed: Vec<&str> = NO_SYNTAX
        .iter()
        .flat_map(|(_, names)| names.iter().copied())
        .collect();
    let silent: BTreeSet<&str> = codes.keys().map(String::as_str).collect();
    let silent: Vec<&str> = silent
        .into_iter()
        .filter(|name| !found.contains_key(name))
        .collect();
    let mut sorted = listed.clone();
    sorted.sort_unstable();
    println!("{} files, {} with an error", codes.len(), found.len());
    assert_eq!(found, expected);
    assert_eq!(silent, sorted);
}
