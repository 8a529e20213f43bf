//! Hashes over what the tool knows, so that somebody can tell later whether it knew the same.
//!
//! In: the files that the binary brings along, and those of a user. Out: SHA-256 in hex. What the files mean is not known here.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::load::{DEFAULT_PACK, EVERY_RULE, stem};
use super::{Choice, Knowledge, Request, embedded};

/// A pack that was asked for, with a hash over it and its rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackDigest {
    /// Its name.
    pub name: String,
    /// One line; empty for the choice of every rule.
    pub title: String,
    /// How many rules it has.
    pub rules: usize,
    /// The hash.
    pub sha256: String,
}

/// The hash over all files of the catalog that the binary brings along.
pub fn catalog_digest() -> String {
    let lean = embedded::LEAN.iter().copied();
    let policies = embedded::POLICIES
        .iter()
        .map(|(path, text, _)| (*path, *text));
    let rest = [embedded::ACTIONS, embedded::CROSSWALK];
    let rest = rest.into_iter().flatten().copied();
    let all = lean.chain(rest).chain(policies);
    let mut files: Vec<(&str, &str)> = all.filter(|(path, _)| !is_rule(path)).collect();
    files.sort_unstable();
    let mut hash = Sha256::new();
    for (path, text) in files {
        add(&mut hash, path);
        add(&mut hash, text);
    }
    hex(hash)
}

/// The packs of a request, each with its hash; those that are not there are left out.
pub fn pack_digests(knowledge: &Knowledge, request: &Request) -> Vec<PackDigest> {
    let built_in = embedded::LEAN.iter().filter(|(path, _)| is_rule(path));
    let mut texts: BTreeMap<&str, &str> =
        built_in.map(|(path, text)| (stem(path), *text)).collect();
    let own = request.user_rules.iter();
    texts.extend(own.map(|file| (stem(&file.path), file.text.as_str())));
    let default = [DEFAULT_PACK.to_owned()];
    let names = match request.packs.is_empty() {
        true => &default[..],
        false => &request.packs,
    };
    let digest = |name: &String| {
        let (title, rules) = match knowledge.packs.get(name) {
            Some(pack) => (pack.title.clone(), pack.rules.clone()),
            None if name == EVERY_RULE => {
                let all = embedded::LEAN.iter().filter(|(path, _)| is_rule(path));
                let all = all.filter(|(path, _)| !path.starts_with(PACKS));
                let all = all.map(|(path, _)| (stem(path).to_owned(), Choice::default()));
                (String::new(), all.collect())
            }
            None => return None,
        };
        Some(PackDigest {
            name: name.clone(),
            title,
            rules: rules.len(),
            sha256: pack_digest(name, &rules, &texts),
        })
    };
    names.iter().filter_map(digest).collect()
}

/// Where the packs are.
const PACKS: &str = "rules/packs/";

fn is_rule(path: &str) -> bool {
    path.starts_with("rules/")
}

fn pack_digest(
    name: &str,
    rules: &BTreeMap<String, Choice>,
    texts: &BTreeMap<&str, &str>,
) -> String {
    let mut hash = Sha256::new();
    add(&mut hash, name);
    for (rule, choice) in rules {
        add(&mut hash, rule);
        add(&mut hash, &format!("{:?}", choice.severity));
        for scope in &choice.scopes {
            add(&mut hash, &scope.text);
        }
        add(&mut hash, texts.get(rule.as_str()).unwrap_or(&""));
    }
    hex(hash)
}

/// Adds a text so that no two lists of texts are the same bytes.
fn add(hash: &mut Sha256, text: &str) {
    hash.update((text.len() as u64).to_be_bytes());
    hash.update(text.as_bytes());
}

fn hex(hash: Sha256) -> String {
    let digits = hash.finalize();
    digits.iter().map(|byte| format!("{byte:02x}")).collect()
}
