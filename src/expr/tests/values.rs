//! What predicates come to over values that are known, absent, unknown or malformed.

use super::{Facts, Function, Truth, boolean, compiled, integer, list, text};
use crate::expr::Reading;

#[track_caller]
fn check(predicate: &str, facts: &Facts, expected: Truth) {
    assert_eq!(compiled(predicate).evaluate(facts), expected, "{predicate}");
}

fn known() -> Facts {
    Facts::default()
        .with("flag", boolean(Truth::True))
        .with("count", integer(-3))
        .with("days.kept", integer(30))
        .with("name", text("größe\t'x'"))
        .with("key.manager", text("customer"))
        .with("ports", list(&["http:80", "http:443"]))
        .with("groups", list(&[]))
}

#[test]
fn known_values() {
    for predicate in [
        "component.count == -3 && component.count < 0 && component.count <= -3 && 0 > component.count",
        "component.count >= -9223372036854775808 && component.count != 9223372036854775807",
        r#"component.name == "gr\u00f6ße\t'x'" && component.name.size() == 9 && size(component.name) == 9"#,
        r"component.name.startsWith('grö') && component.name.endsWith('\'x\'') && component.name.contains('ße')",
        "component.key.manager in ['customer', 'provider'] && !(component.key.manager in [])",
        "'http:80' in component.ports && component.ports == ['http:80', 'http:443'] && size(component.ports) == 2",
        "component.ports.exists(port, port.endsWith(':443')) && component.ports.all(p, p.startsWith('http'))",
        "component.ports.exists(a, component.ports.all(b, b == a || a != b))",
        "component.groups != null && !component.groups.exists(g, true) && component.groups.all(g, false)",
        "(component.flag ? component.count : 7) == -3",
        "component.flag == (component.count < 0)",
    ] {
        check(predicate, &known(), Truth::True);
    }
}

#[test]
fn precedence() {
    let facts = known();
    check("true || false && false", &facts, Truth::True);
    check("(true || false) && false", &facts, Truth::False);
    check("!false == true", &facts, Truth::True);
    check(
        "!(false == false) || (1 < 2) == true ? true : false",
        &facts,
        Truth::True,
    );
}

#[test]
fn absent_values() {
    let facts = Facts::default()
        .with("days.kept", Reading::Absent)
        .with("note", Reading::Absent);
    check("component.days.kept == null", &facts, Truth::True);
    check("null != component.days.kept", &facts, Truth::False);
    check(
        "component.days.kept != null && component.days.kept > 3",
        &facts,
        Truth::False,
    );
    check(
        "component.days.kept == null || component.days.kept > 3",
        &facts,
        Truth::True,
    );
    check(
        "component.note != null && component.note == 'x'",
        &facts,
        Truth::False,
    );
    check(
        "component.note == null ? true : component.note.contains('x')",
        &facts,
        Truth::True,
    );
}

#[test]
fn unknown_values() {
    let facts = Facts::default().with("count", integer(3));
    for predicate in [
        "component.name == 'x'",
        "component.name != 'x'",
        "component.name in ['x']",
        "'x' in component.ports",
        "component.ports.size() > 2",
        "component.ports.exists(port, true)",
        "component.days.kept == null",
        "component.days.kept != null && component.days.kept > 3",
        "component.name.startsWith('')",
        "carries(component, 'phi')",
        "component.flag ? component.count == 3 : component.count == 4",
    ] {
        check(predicate, &facts, Truth::Unknown);
    }
    check(
        "component.flag ? component.count == 3 : component.count < 4",
        &facts,
        Truth::True,
    );
    check("(component.flag ? 'a' : 'a') == 'a'", &facts, Truth::True);
    check(
        "component.flag || component.count == 3",
        &facts,
        Truth::True,
    );
    check(
        "component.flag && component.count == 4",
        &facts,
        Truth::False,
    );
}

#[test]
fn malformed_facts_are_unknown() {
    let facts = Facts::default()
        .with("flag", integer(1))
        .with("count", text("3"))
        .with("name", integer(3))
        .with("ports", text("80"));
    for predicate in [
        "component.flag",
        "component.flag == true",
        "component.count == 3",
        "component.count < 3",
        "component.name == 'x'",
        "component.name.contains('x')",
        "'80' in component.ports",
        "component.ports.all(port, false)",
    ] {
        check(predicate, &facts, Truth::Unknown);
    }
    check("size(component.name) == 1", &facts, Truth::Unknown);
}

#[test]
fn functions_are_asked() {
    let mut facts = Facts::default();
    facts
        .answers
        .insert((Function::Carries, "phi".to_owned()), Truth::True);
    facts
        .answers
        .insert((Function::Protects, "phi".to_owned()), Truth::False);
    check(
        "carries(source, 'phi') && !protects(component, \"phi\")",
        &facts,
        Truth::True,
    );
}
