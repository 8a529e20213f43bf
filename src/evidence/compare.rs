//! What is different between two pieces of evidence.
//!
//! In: an earlier and a later [`Evidence`]. Out: [`Differences`]. Which of them is true is not asked here.

use std::collections::{BTreeMap, BTreeSet};

use crate::report::evidence::{
    ControlChange, Differences, Evidence, Finding, InputChange, Item, Options, Scope, Summary,
};

/// What is different in a later piece of evidence.
pub fn difference(before: &Evidence, after: &Evidence) -> Differences {
    let (old, new) = (open(before), open(after));
    let (old_flows, new_flows) = (flows(before), flows(after));
    Differences {
        inputs: inputs(before, after),
        means: means(before, after),
        controls: controls(before, after),
        new_findings: only(&new, &old),
        gone_findings: only(&old, &new),
        new_flows: only(&new_flows, &old_flows),
        gone_flows: only(&old_flows, &new_flows),
        other: other(before, after),
    }
}

/// Whether two pieces of evidence say the same of the system, whatever they rest on.
pub fn same_result(found: &Differences) -> bool {
    let result = Differences {
        inputs: Vec::new(),
        means: Vec::new(),
        ..found.clone()
    };
    result == Differences::default()
}

fn inputs(before: &Evidence, after: &Evidence) -> Vec<InputChange> {
    let hashes = |evidence: &Evidence| -> BTreeMap<String, String> {
        let inputs = evidence.scope.inputs.iter();
        inputs
            .map(|one| (one.path.clone(), one.sha256.clone()))
            .collect()
    };
    let (old, new) = (hashes(before), hashes(after));
    let paths: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let change = |path: &String| InputChange {
        path: path.clone(),
        before: old.get(path).cloned().unwrap_or_default(),
        after: new.get(path).cloned().unwrap_or_default(),
    };
    let changes = paths.into_iter().map(change);
    changes.filter(|one| one.before != one.after).collect()
}

fn means(before: &Evidence, after: &Evidence) -> Vec<String> {
    let mut means = Vec::new();
    let (old, new) = (&before.tool, &after.tool);
    if old.version != new.version {
        means.push(format!(
            "phipath {} instead of {}",
            new.version, old.version
        ));
    } else if old != new {
        means.push(format!("another build of phipath {}", new.version));
    }
    let (old, new) = (&before.knowledge, &after.knowledge);
    if old.catalog_sha256 != new.catalog_sha256 {
        means.push(match old.catalog_date == new.catalog_date {
            true => format!("another catalog, of {} too", new.catalog_date),
            false => format!(
                "the catalog of {} instead of {}",
                new.catalog_date, old.catalog_date
            ),
        });
    }
    let names: BTreeSet<&str> = [old, new]
        .into_iter()
        .flat_map(|one| one.packs.iter().map(|pack| pack.name.as_str()))
        .collect();
    for name in names {
        let of = |known: &crate::report::evidence::Known| {
            let pack = known.packs.iter().find(|pack| pack.name == name);
            pack.map(|pack| pack.sha256.clone())
        };
        match (of(old), of(new)) {
            (None, _) => means.push(format!("the pack `{name}` too")),
            (_, None) => means.push(format!("no pack `{name}` any more")),
            (old, new) if old != new => means.push(format!("other rules in the pack `{name}`")),
            _ => {}
        }
    }
    let (old, new) = (&before.options, &after.options);
    match (&old.commit, &new.commit) {
        (old, new) if old == new => {}
        (_, Some(new)) => means.push(format!("files of the commit {new}")),
        (_, None) => means.push("files of a commit that nobody names".to_owned()),
    }
    let but_commit = |options: &Options| Options {
        commit: None,
        ..options.clone()
    };
    if but_commit(old) != but_commit(new) {
        means.push("other options".to_owned());
    }
    means
}

fn controls(before: &Evidence, after: &Evidence) -> Vec<ControlChange> {
    let results = |evidence: &Evidence| -> BTreeMap<String, (String, String)> {
        let controls = evidence.controls.iter();
        let result = |one: &crate::report::evidence::ControlResult| {
            let named = (one.title.clone(), one.result.name().to_owned());
            (one.id.clone(), named)
        };
        controls.map(result).collect()
    };
    let (old, new) = (results(before), results(after));
    let ids: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let change = |id: &String| {
        let (old, new) = (old.get(id), new.get(id));
        let result = |one: Option<&(String, String)>| one.map(|(_, result)| result.clone());
        ControlChange {
            id: id.clone(),
            title: new
                .or(old)
                .map(|(title, _)| title.clone())
                .unwrap_or_default(),
            before: result(old).unwrap_or_default(),
            after: result(new).unwrap_or_default(),
        }
    };
    let changes = ids.into_iter().map(change);
    changes.filter(|one| one.before != one.after).collect()
}

/// What is not held, by id and whether it is waived, in words.
fn open(evidence: &Evidence) -> BTreeMap<String, String> {
    let words = |one: &Finding| {
        let waived = match one.waived {
            Some(_) => ", accepted for a time",
            None => "",
        };
        let key = format!("{} {}{waived}", one.id, one.verdict);
        let text = format!("{} ({}{waived}): {}", one.rule, one.verdict, one.message);
        (key, text)
    };
    evidence.findings.iter().map(words).collect()
}

/// Movements of PHI by their ends and how sure they are, in words.
fn flows(evidence: &Evidence) -> BTreeMap<String, String> {
    let named: BTreeMap<&str, &Item> = evidence
        .inventory
        .iter()
        .map(|item| (item.key.as_str(), item))
        .collect();
    let name = |key: &str| {
        named
            .get(key)
            .map_or(key, |item| item.name.as_str())
            .to_owned()
    };
    let words = |one: &crate::report::evidence::Movement| {
        let possible = match one.level.as_str() {
            "possible" => " (possible)",
            _ => "",
        };
        let (from, to) = (name(&one.from), name(&one.to));
        let text = format!("{from} → {to}, {}{possible}", one.payload);
        (format!("{} {} {text}", one.from, one.to), text)
    };
    evidence.flows.iter().map(words).collect()
}

/// The words of what is in one and not in the other.
fn only(one: &BTreeMap<String, String>, other: &BTreeMap<String, String>) -> Vec<String> {
    let own = one.iter().filter(|(key, _)| !other.contains_key(*key));
    own.map(|(_, text)| text.clone()).collect()
}

/// Parts of the result that are different beside what has a list of its own.
fn other(before: &Evidence, after: &Evidence) -> Vec<String> {
    // What is in a folder and is no infrastructure bears on nothing.
    let scope = |evidence: &Evidence| Scope {
        inputs: Vec::new(),
        not_recognised: Vec::new(),
        ..evidence.scope.clone()
    };
    let counts = |evidence: &Evidence| Summary {
        flows: 0,
        ..evidence.summary.clone()
    };
    let parts = [
        ("what was not read", scope(before) == scope(after)),
        (
            "the components with PHI",
            before.inventory == after.inventory,
        ),
        (
            "places and reasons of movements",
            before.flows == after.flows,
        ),
        ("what rules held for", before.rules == after.rules),
        (
            "places and texts of findings",
            before.findings == after.findings,
        ),
        ("texts of controls", before.controls == after.controls),
        ("exceptions", before.exceptions == after.exceptions),
        ("others that PHI gets to", before.vendors == after.vendors),
        ("agreements", before.agreements == after.agreements),
        ("attestations", before.attestations == after.attestations),
        ("days on which something ends", before.ends == after.ends),
        ("names of systems", before.systems == after.systems),
        ("counts", counts(before) == counts(after)),
    ];
    let different = parts.into_iter().filter(|(_, same)| !same);
    different.map(|(name, _)| name.to_owned()).collect()
}
