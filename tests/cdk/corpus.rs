//! Assemblies of others, where they are at hand: every stack gives a template, and every resource a construct.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use phipath::source::Severity;
use serde_json::Value as Json;

use super::analyse_files;
use crate::support::corpus;

/// The folders of assemblies.
fn assemblies(root: &Path) -> Vec<PathBuf> {
    let mut open = vec![root.to_owned()];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        if folder.join("manifest.json").is_file() {
            found.push(folder);
            continue;
        }
        let entries = fs::read_dir(&folder).expect("a folder");
        let entries = entries.map(|entry| entry.expect("an entry").path());
        open.extend(entries.filter(|path| path.is_dir()));
    }
    found.sort();
    found
}

fn json(text: &str) -> Json {
    serde_json::from_str(text).expect("JSON")
}

/// The construct paths of a tree, by another reading.
fn paths(node: &Json, out: &mut BTreeSet<String>) {
    out.insert(node["path"].as_str().expect("a path").to_owned());
    let children = node["children"].as_object();
    children
        .into_iter()
        .flatten()
        .for_each(|(_, child)| paths(child, out));
}

/// Reads one assembly; how many stacks and resources with constructs it has.
fn whole(folder: &Path) -> (usize, usize) {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut files: Vec<PathBuf> = entries.map(|one| one.expect("an entry").path()).collect();
    files.retain(|path| path.is_file());
    files.sort();
    let name = |path: &Path| {
        let name = path.file_name().expect("a name").to_str().expect("UTF-8");
        format!("cdk.out/{name}")
    };
    let texts: Vec<(String, String)> = files
        .iter()
        .map(|path| (name(path), fs::read_to_string(path).expect("a text")))
        .collect();
    let inputs: Vec<(&str, String)> = texts
        .iter()
        .map(|(path, text)| (path.as_str(), text.clone()))
        .collect();
    let analysis = analyse_files(&inputs, &phipath::Settings::default());
    let odd = analysis
        .diagnostics
        .iter()
        .filter(|one| one.severity == Severity::Error || one.code.starts_with("assembly"));
    assert_eq!(odd.count(), 0, "{}", folder.display());
    let text = |name: &str| {
        let name = format!("cdk.out/{name}");
        let (_, text) = texts
            .iter()
            .find(|(path, _)| *path == name)
            .expect("it is there");
        json(text)
    };
    let mut known = BTreeSet::new();
    paths(&text("tree.json")["tree"], &mut known);
    let manifest = text("manifest.json");
    let artifacts = manifest["artifacts"].as_object().expect("artifacts");
    let stacks = artifacts
        .values()
        .filter(|one| one["type"] == "aws:cloudformation:stack");
    let (mut templates, mut resources) = (BTreeSet::new(), 0);
    for stack in stacks {
        let file = stack["properties"]["templateFile"]
            .as_str()
            .expect("a text");
        let template = text(file);
        let all = template["Resources"].as_object();
        resources += all.map_or(0, serde_json::Map::len);
        templates.insert(format!("cdk.out/{file}"));
    }
    let read = analysis
        .model
        .deployments
        .iter()
        .map(|one| one.path.clone());
    assert_eq!(
        read.collect::<BTreeSet<_>>(),
        templates,
        "{}",
        folder.display()
    );
    let constructs = &analysis.model.constructs;
    assert_eq!(constructs.len(), resources, "{}", folder.display());
    for construct in constructs.values() {
        assert!(
            known.contains(&construct.path),
            "{}: {}",
            folder.display(),
            construct.path
        );
    }
    (templates.len(), resources)
}

#[test]
fn every_assembly_of_others_is_read_whole() {
    let Some(corpus) = corpus() else {
        println!("skipped: no corpus");
        return;
    };
    let found = assemblies(&corpus.join("cdk"));
    let counts: Vec<(usize, usize)> = found.iter().map(|folder| whole(folder)).collect();
    let stacks: usize = counts.iter().map(|(stacks, _)| stacks).sum();
    let resources: usize = counts.iter().map(|(_, resources)| resources).sum();
    println!(
        "{} assemblies, {stacks} stacks, {resources} resources",
        found.len()
    );
    assert!(found.len() >= 30 && stacks >= found.len() && resources > stacks);
}
