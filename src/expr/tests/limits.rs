//! No text makes it panic, overflow the stack or take long.

use super::{BOTH, Facts, Truth, compiled, faults, place, vocabulary};
use crate::expr::compile;

#[test]
fn depth_is_limited() {
    let nested = |depth: usize| format!("{}true{}", "(".repeat(depth), ")".repeat(depth));
    assert_eq!(faults(&nested(63), &BOTH), "fine");
    insta::assert_snapshot!(faults(&nested(64), &BOTH), @"64..68 expected at most 64 levels of nesting | split the rule, or drop parentheses");
    for text in [
        "!".repeat(10_000) + "true",
        "(".repeat(10_000),
        "[".repeat(10_000),
        "true ? (".repeat(2_000),
        "true ? true : ".repeat(1_000) + "true",
        "size(".repeat(3_000),
        "'a'".to_owned() + &".size()".repeat(2_000),
    ] {
        assert!(
            faults(&text, &BOTH).contains("levels of nesting"),
            "{}",
            &text[..20]
        );
    }
}

#[test]
fn long_chains_are_not_deep() {
    let chain = vec!["component.flag"; 900].join(" || ");
    assert_eq!(compiled(&chain).evaluate(&Facts::default()), Truth::Unknown);
    assert_eq!(compiled(&chain).reads().len(), 1);
    insta::assert_snapshot!(faults(&vec!["true"; 4_000].join(" && "), &BOTH), @"0..31996 expected at most 16384 bytes, found 31996 | split the rule");
}

#[test]
fn quantifiers_are_limited() {
    let text =
        "component.ports.exists(a, component.ports.exists(b, component.ports.exists(c, c == b)))";
    insta::assert_snapshot!(faults(text, &BOTH), @"68..74 expected at most 2 quantifiers in each other | split the rule");
}

/// Joins pieces of the language at random: all must end in a predicate or in faults within the text.
#[test]
fn no_text_panics() {
    const PIECES: [&str; 34] = [
        "component",
        ".",
        "flag",
        "(",
        ")",
        "[",
        "]",
        "'",
        "\"",
        "\\",
        "\\u00e9",
        "ü",
        "&&",
        "||",
        "!",
        "==",
        "<",
        "in",
        "?",
        ":",
        ",",
        "-",
        "9",
        "99999999999999999999",
        "null",
        "true",
        " ",
        "\n",
        "exists",
        "size",
        "x",
        "component.flag",
        "component.ports",
        "carries(component, 'phi')",
    ];
    let (vocabulary, mut state, mut fine) = (vocabulary(), 7_u64, 0);
    for _ in 0..20_000 {
        let mut text = String::new();
        for _ in 0..9 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            text.push_str(PIECES[(state >> 33) as usize % PIECES.len()]);
        }
        let at = place(&text);
        match compile(&text, at, &BOTH, &vocabulary) {
            Ok(_) => fine += 1,
            Err(faults) => assert!(
                !faults.is_empty() && faults.iter().all(|fault| fault.help.is_some()),
                "{text}"
            ),
        }
    }
    assert!(fine < 20_000);
}
