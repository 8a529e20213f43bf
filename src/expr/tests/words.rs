//! Predicates in words.

use super::{Variable, compile, compiled, place, vocabulary};

#[test]
fn what_is_asked_for_is_told() {
    for (text, words) in [
        ("component.flag", "`flag` is true"),
        ("!component.flag", "`flag` is false"),
        ("!!component.flag", "`flag` is true"),
        ("component.count >= 30", "`count` is at least `30`"),
        (
            "component.days.kept != null && component.days.kept >= 30",
            "`days.kept` is at least `30`",
        ),
        ("component.note != null", "`note` is set"),
        (
            "component.note != null && component.flag",
            "`note` is set and `flag` is true",
        ),
        (
            "source.name in ['a', 'b'] || component.note == null",
            "`name` of the source is one of `a`, `b` or `note` is not set",
        ),
        (
            "component.flag && (component.name == 'a' || !(component.name in ['b']))",
            "`flag` is true and (`name` is `a` or `name` is none of `b`)",
        ),
        (
            "!carries(component, 'phi')",
            "the component does not carry `phi`",
        ),
        (
            "component.ports.exists(one,\n  one == '22')",
            "`component.ports.exists(one, one == '22')`",
        ),
        (
            "component.flag ? true : false",
            "`component.flag ? true : false`",
        ),
    ] {
        let predicate = compile(
            text,
            place(text),
            &[Variable::Component, Variable::Source],
            &vocabulary(),
        );
        match predicate {
            Ok(predicate) => assert_eq!(predicate.words(), words, "{text}"),
            Err(faults) => panic!("{text}: {faults:?}"),
        }
    }
    let both = compiled("component.flag").and(&compiled("component.note == null"));
    assert_eq!(both.words(), "`flag` is true and `note` is not set");
}
