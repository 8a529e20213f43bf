//! Patterns against the texts that they stand for, counted out over a small alphabet.

use crate::policy::pattern::{includes, intersects, matches, matches_action, pattern_of};
use crate::source::{FileId, Span};
use crate::syntax::{Parameter, Symbol, Term, Value};

/// All texts over an alphabet up to a length.
fn texts(alphabet: &[char], longest: usize) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut last = all.clone();
    for _ in 0..longest {
        last = last
            .iter()
            .flat_map(|text| alphabet.iter().map(move |letter| format!("{text}{letter}")))
            .collect();
        all.extend(last.iter().cloned());
    }
    all
}

/// The plainest matcher there can be.
fn oracle(pattern: &[char], text: &[char]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some(('*', rest)) => (0..=text.len()).any(|at| oracle(rest, &text[at..])),
        Some((letter, rest)) => match text.split_first() {
            Some((first, more)) => (letter == first || *letter == '?') && oracle(rest, more),
            None => false,
        },
    }
}

fn letters(text: &str) -> Vec<char> {
    text.chars().collect()
}

#[test]
fn matching_agrees_with_the_oracle() {
    for pattern in texts(&['a', 'b', '*', '?'], 4) {
        for text in texts(&['a', 'b', 'c'], 5) {
            let expected = oracle(&letters(&pattern), &letters(&text));
            assert_eq!(matches(&pattern, &text), expected, "{pattern} {text}");
        }
    }
}

#[test]
fn intersection_and_inclusion_agree_with_all_texts() {
    let patterns = texts(&['a', 'b', '*', '?'], 4);
    // Long enough for two patterns of four letters, with a letter that neither mentions.
    let texts = texts(&['a', 'b', 'c'], 6);
    let words = texts.len().div_ceil(64);
    let languages: Vec<Vec<u64>> = patterns
        .iter()
        .map(|pattern| {
            let mut bits = vec![0; words];
            for (index, text) in texts
                .iter()
                .enumerate()
                .filter(|(_, text)| matches(pattern, text))
            {
                debug_assert!(!text.contains('*'));
                bits[index / 64] |= 1 << (index % 64);
            }
            bits
        })
        .collect();
    for (left, left_language) in patterns.iter().zip(&languages) {
        for (right, right_language) in patterns.iter().zip(&languages) {
            let mut pairs = left_language.iter().zip(right_language);
            let shared = pairs.clone().any(|(left, right)| left & right != 0);
            assert_eq!(intersects(left, right), shared, "{left} and {right}");
            let included = pairs.all(|(left, right)| right & !left == 0);
            assert_eq!(includes(left, right), included, "{left} includes {right}");
        }
    }
}

#[test]
fn inclusion_with_question_marks() {
    assert!(includes("??*", "*ab"));
    assert!(includes("*?b", "c*b"));
    assert!(includes("a*", "a?*b"));
    assert!(!includes("*?", "*"));
    assert!(!includes("?*a", "*a"));
    assert!(includes("*:thing/*", "one:thing/two*"));
}

#[test]
fn actions_have_no_case() {
    assert!(matches_action("Made:GET*", "made:GetThing"));
    assert!(!matches("Made:GET*", "made:GetThing"));
    assert!(!matches_action("made:Get?", "made:Get"));
}

#[test]
fn hostile_patterns_end_soon() {
    let pattern = "*a".repeat(64);
    assert!(!matches(&pattern, &"ab".repeat(31)));
    assert!(!matches(&format!("{pattern}c"), &"a".repeat(4096)));
    let long = "*a".repeat(1024);
    assert!(!intersects(&long, &"*b".repeat(1024)));
    assert!(intersects(&long, &format!("{}*", "*b".repeat(1023))));
    assert!(!includes(&"?*a".repeat(600), &"*b?".repeat(600)));
    // Beyond the cap: shared unless beginnings or endings differ, included only if equal.
    let longer = "x".repeat(3000);
    assert!(intersects(&longer, &format!("{longer}x")));
    assert!(!intersects(&longer, &format!("{longer}y")));
    assert!(!intersects(&longer, &format!("y{longer}")));
    assert!(!includes("x*", &longer) && includes("*", &longer) && includes(&longer, &longer));
}

#[test]
fn values_as_patterns() {
    let span = Span::new(FileId(0), 0, 0);
    let value = |term| Value { term, span };
    let text = |parts| value(Term::Text(parts));
    let account = || value(Term::Symbol(Symbol::Account));
    let key = Parameter {
        name: "Key".into(),
        default: None,
        hidden: false,
        ..Parameter::default()
    };
    let hole = || value(Term::Parameter(key.clone()));
    let arn = |part| {
        pattern_of(&text(vec![
            Value::text("arn:", span),
            part,
            Value::text("/x", span),
        ]))
    };
    assert_eq!(arn(hole()).as_deref(), Some("arn:*/x"));
    assert_eq!(arn(text(vec![hole(), hole()])).as_deref(), Some("arn:*/x"));
    assert_eq!(arn(account()), arn(account()));
    assert_ne!(arn(account()), arn(value(Term::Symbol(Symbol::Region))));
    let with_account = arn(account()).unwrap();
    assert!(matches("arn:*/x", &with_account));
    assert!(!intersects("arn:111122223333/x", &with_account));
    assert_eq!(pattern_of(&hole()), None);
}
