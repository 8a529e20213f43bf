//! What is the same in two runs: by what tells it from others, else by its address where only the name of its file changed.
//!
//! In: identities of two runs, with the files that each read. Out: pairs of indices, each at most once. What the identities
//! are of is not known here.

use std::collections::{BTreeMap, BTreeSet};

/// What stands between the ends of an address.
const ARROW: &str = " → ";
/// What stands between path and name in an address.
const HASH: char = '#';

/// What makes something the same in another run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Identity<'r> {
    /// What tells it from others as long as its file keeps its name.
    pub(super) exact: &'r str,
    /// What may not differ, such as the verdict.
    pub(super) sort: &'r str,
    /// What may not differ either where its file has another name, such as the rule.
    pub(super) named: &'r str,
    /// Its address, from which the paths of files are known.
    pub(super) address: &'r str,
}

/// Pairs of what is the same before and now.
pub(super) fn pair(
    (before, files_before): (&[Identity<'_>], &BTreeSet<String>),
    (now, files_now): (&[Identity<'_>], &BTreeSet<String>),
) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let mut exact: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (index, one) in before.iter().enumerate().rev() {
        exact.entry((one.exact, one.sort)).or_default().push(index);
    }
    let mut left = Vec::new();
    for (index, one) in now.iter().enumerate() {
        let same = exact.get_mut(&(one.exact, one.sort));
        match same.and_then(Vec::pop) {
            Some(known) => pairs.push((known, index)),
            None => left.push(index),
        }
    }
    let mut moved: BTreeMap<(&str, &str, String), Vec<usize>> = BTreeMap::new();
    let mut open: Vec<usize> = exact.into_values().flatten().collect();
    open.sort_unstable();
    for index in open {
        let one = &before[index];
        let key = (one.named, one.sort, bare(one.address));
        moved.entry(key).or_default().push(index);
    }
    for index in left {
        let one = &now[index];
        let Some(same) = moved.get_mut(&(one.named, one.sort, bare(one.address))) else {
            continue;
        };
        let renamed = |old: &str| {
            let mut ends = paths(old).zip(paths(one.address));
            let is_new_name = |(old, new): (&str, &str)| {
                old == new || (!has(files_now, old) && !has(files_before, new))
            };
            ends.all(is_new_name)
        };
        if let Some(at) = same.iter().position(|old| renamed(before[*old].address)) {
            pairs.push((same.remove(at), index));
        }
    }
    pairs
}

/// An address without the paths of files.
fn bare(address: &str) -> String {
    let ends = address.split(ARROW);
    let names = ends.map(|end| end.split_once(HASH).map_or(end, |(_, name)| name));
    names.collect::<Vec<_>>().join(ARROW)
}

/// The paths of files in an address, an empty one for an end without.
fn paths(address: &str) -> impl Iterator<Item = &str> {
    let ends = address.split(ARROW);
    ends.map(|end| {
        let path = end.split_once(HASH).map_or("", |(path, _)| path);
        // A template that is several stacks is one file.
        path.split_once(" (").map_or(path, |(file, _)| file)
    })
}

/// Whether a path is one of some files, or the folder of one.
fn has(files: &BTreeSet<String>, path: &str) -> bool {
    let folder = format!("{path}/");
    let below = || files.range(folder.clone()..).next();
    path.is_empty()
        || path == "."
        || files.contains(path)
        || below().is_some_and(|file| file.starts_with(&folder))
}
