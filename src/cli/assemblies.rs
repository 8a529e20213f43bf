//! The files that assemblies of the AWS CDK name: their templates and what is said of them, and the code that made them.
//!
//! In: the files of a run. Out: the same with those that belong to them, inside the root. What they say is not known here.

use std::collections::BTreeSet;
use std::path::Path;

use crate::frontend::cdk;
use crate::source::{self, Candidate};
use crate::{Input, Role};

use super::inputs::Files;

/// Files of code that are taken for one app.
const MOST_CODE: usize = 1000;

/// Adds the files that assemblies name, and those that these name.
pub(super) fn complete(root: &Path, is_left_out: impl Fn(&str) -> bool, files: &mut Files) {
    let is_manifest = |input: &&Input| cdk::is_manifest(&input.path, &input.text);
    let manifests = files.inputs.iter().filter(is_manifest);
    let mut open: Vec<String> = manifests.map(|input| input.path.clone()).collect();
    let any = !open.is_empty();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    while let Some(path) = open.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let input = files.inputs.iter().find(|input| input.path == path);
        let named = input.map_or_else(Vec::new, |input| cdk::needed(&path, &input.text));
        for way in named {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let shown = source::joined(folder, &way);
            if is_left_out(&shown) {
                files.left_out.insert(shown);
                continue;
            }
            open.extend(take(&path, &way, Role::Found, root, files));
        }
    }
    if any {
        code(root, files);
    }
}

/// Adds the code of the apps, as far as it lies inside the root.
fn code(root: &Path, files: &mut Files) {
    for (manifest, traced) in cdk::traced(&files.inputs) {
        let Some(from) = candidate(&manifest, files) else {
            continue;
        };
        // The app lies around the folder of its assembly.
        let way = |path: &str| format!("../{path}");
        let exists = |path: &str| !source::beside(&from, &way(path), root).is_empty();
        let home = cdk::home(&traced, exists).unwrap_or_default();
        for file in traced.iter().take(MOST_CODE) {
            let path = way(&cdk::from_home(&home, file));
            take(&manifest, &path, Role::Beside, root, files);
        }
    }
}

fn candidate(path: &str, files: &Files) -> Option<Candidate> {
    let place = files.places.get(path)?;
    Some(Candidate {
        path: place.clone(),
        shown: path.to_owned(),
        named: false,
    })
}

/// Adds the file that another one names, unless it is there. What cannot be read stays unread, and is said to be missing
/// where it is needed.
fn take(from: &str, way: &str, role: Role, root: &Path, files: &mut Files) -> Option<String> {
    let from = candidate(from, files)?;
    let found = source::beside(&from, way, root).into_iter().next()?;
    if files.places.contains_key(&found.shown) {
        return Some(found.shown).filter(|_| role == Role::Found && way.ends_with(".json"));
    }
    let (text, encoding) = source::read(&found.path, &found.shown).ok()?;
    files.places.insert(found.shown.clone(), found.path);
    files.inputs.push(Input {
        path: found.shown.clone(),
        text,
        encoding,
        role,
    });
    Some(found.shown)
}
