//! Every kind shows itself: an example in each language in which something declares it, with each of its types.
//!
//! In: the catalog. What the examples make is tested beside this.

use std::collections::{BTreeMap, BTreeSet};

use phipath::frontend::Format;
use phipath::knowledge::{self, Example, Knowledge};
use phipath::source::Sources;

use crate::support::all_rules;

/// The languages that declare resources.
const LANGUAGES: [Format; 2] = [Format::CloudFormation, Format::Terraform];

/// Whether a text names a type as a word of its own.
fn names(text: &str, type_name: &str) -> bool {
    let word = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == ':';
    text.match_indices(type_name).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + type_name.len()..].chars().next();
        !before.is_some_and(word) && !after.is_some_and(word)
    })
}

/// What no example shows: kinds without one in a language of theirs, and types that none names.
fn hidden(knowledge: &Knowledge, examples: &[(String, Vec<Example>)]) -> BTreeSet<String> {
    let by_kind: BTreeMap<&str, &[Example]> = examples
        .iter()
        .map(|(id, all)| (id.as_str(), all.as_slice()))
        .collect();
    let mut missing = BTreeSet::new();
    for kind in &knowledge.kinds {
        let own = by_kind.get(&*kind.name).copied().unwrap_or_default();
        for format in LANGUAGES {
            let Some(source) = kind.sources.get(&format) else {
                continue;
            };
            let texts: Vec<&str> = own
                .iter()
                .filter(|one| one.format == format)
                .map(|one| one.text.as_str())
                .collect();
            let any = |name: &String| texts.iter().any(|text| names(text, name));
            if !source.types.iter().any(any) {
                missing.insert(format!("{} in {}", kind.name, format.name()));
            }
        }
    }
    missing
}

fn loaded_examples() -> Vec<(String, Vec<Example>)> {
    let (examples, faults) = knowledge::examples(&mut Sources::default());
    assert!(faults.is_empty(), "{faults:?}");
    examples
}

#[test]
fn every_kind_has_an_example_in_each_language_that_declares_it() {
    let knowledge = all_rules().knowledge;
    let missing = hidden(&knowledge, &loaded_examples());
    assert_eq!(missing, BTreeSet::new());
}

#[test]
fn a_kind_without_an_example_is_seen() {
    let knowledge = all_rules().knowledge;
    let mut examples = loaded_examples();
    let bucket = examples
        .iter_mut()
        .find(|(id, _)| id == "aws.s3.bucket")
        .expect("there is one");
    bucket.1.retain(|one| one.format != Format::Terraform);
    let missing = hidden(&knowledge, &examples);
    let expected = BTreeSet::from(["aws.s3.bucket in terraform".to_owned()]);
    assert_eq!(missing, expected);
}
