//! Words of the catalog in Rust strings.
//!
//! In: a string literal and the names that the tool knows. Out: what in the string belongs into a data file. Where the
//! string stands is not known here.

use phipath::knowledge::{self, Request};
use phipath::source::Sources;

/// The names that the catalog and the rules know, as far as none of them is an ordinary word.
pub(crate) fn known_names() -> Vec<String> {
    let request = Request {
        packs: vec!["all".to_owned()],
        user_rules: Vec::new(),
    };
    let (knowledge, _) = knowledge::load(&mut Sources::default(), &request);
    let kinds = knowledge.by_kind.keys().map(ToString::to_string);
    let services = knowledge.by_service.keys().map(ToString::to_string);
    let rules = knowledge.rules.iter().map(|rule| rule.id.to_string());
    let controls = knowledge.controls.keys().cloned();
    let policies = knowledge.managed_policies.names().map(str::to_owned);
    let all = kinds
        .chain(services)
        .chain(rules)
        .chain(controls)
        .chain(policies);
    let telling = |name: &String| {
        name.contains(['.', '-', '/']) || name.bytes().filter(u8::is_ascii_uppercase).count() > 2
    };
    all.filter(telling).collect()
}

/// What in a string literal is a name of the catalog.
pub(crate) fn catalog_words(literal: &str, known: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    found.extend(resource_types(literal));
    found.extend(after_prefix(literal, "aws_"));
    if literal.contains("amazonaws.com") {
        found.push("amazonaws.com".to_owned());
    }
    found.extend(actions(literal));
    found.extend(
        known
            .iter()
            .filter(|name| stands_in(literal, name))
            .cloned(),
    );
    found
}

/// Names such as `Made::Up::Type` under the name of the provider.
fn resource_types(literal: &str) -> Vec<String> {
    let starts = literal.match_indices("AWS::").map(|(at, _)| at);
    let whole = |at: usize| {
        let text = &literal[at..];
        let end =
            text.find(|character: char| !character.is_ascii_alphanumeric() && character != ':');
        text[..end.unwrap_or(text.len())].to_owned()
    };
    let names = starts.map(whole);
    names
        .filter(|name| name.split("::").filter(|part| !part.is_empty()).count() > 2)
        .collect()
}

/// Names that begin with a prefix and go on in lower case.
fn after_prefix(literal: &str, prefix: &str) -> Vec<String> {
    let names =
        literal.split(|character: char| !character.is_ascii_alphanumeric() && character != '_');
    let goes_on = |name: &&str| {
        let rest = name.strip_prefix(prefix);
        rest.is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_lowercase()))
    };
    names.filter(goes_on).map(str::to_owned).collect()
}

/// Names such as `prefix:Action`.
fn actions(literal: &str) -> Vec<String> {
    let is_part =
        |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | ':' | '_');
    let words = literal.split(|character: char| !is_part(character));
    let is_action = |word: &&str| {
        let Some((prefix, action)) = word.split_once(':') else {
            return false;
        };
        let lower = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        !prefix.is_empty()
            && prefix.bytes().all(lower)
            && action.len() > 1
            && action.starts_with(|first: char| first.is_ascii_uppercase())
            && action.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    words.filter(is_action).map(str::to_owned).collect()
}

/// Whether a name stands in a text on its own, not as a part of a longer one.
fn stands_in(text: &str, name: &str) -> bool {
    let is_part =
        |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.');
    text.match_indices(name).any(|(at, _)| {
        !text[..at].ends_with(is_part) && !text[at + name.len()..].starts_with(is_part)
    })
}

#[test]
fn words_of_the_catalog_are_seen() {
    let known = ["aws.made.up".to_owned(), "made-up-rule".to_owned()];
    let words = |literal: &str| catalog_words(literal, &known);
    assert_eq!(words("an AWS::Made::Up type"), ["AWS::Made::Up"]);
    assert_eq!(words("AWS::Region, AWS::Made-2016-10-31"), [""; 0]);
    assert_eq!(words("aws_made_up or awsmade"), ["aws_made_up"]);
    assert_eq!(words("allows made:GetUp, not made:*"), ["made:GetUp"]);
    assert_eq!(words("{path}:{line}: Error: Bad"), [""; 0]);
    assert_eq!(words("host.amazonaws.com"), ["amazonaws.com"]);
    assert_eq!(words("aws.made.up breaks made-up-rule"), known);
    assert_eq!(words("not-made-up-rule"), [""; 0]);
    assert!(known_names().len() > 100, "the catalog is loaded");
}
