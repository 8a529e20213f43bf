//! Hostile templates end in a diagnostic, soon.

use std::fmt::Write;

use super::check;

fn template(properties: &str) -> String {
    format!("Resources:\n  R:\n    Type: Made::Up::Type\n    Properties:\n      {properties}\n")
}

fn ends_with(shown: &str, code: &str) -> bool {
    shown.lines().any(|line| line.contains(code))
}

#[test]
fn aliases_that_multiply() {
    let mut text = "A0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let item = format!("*a{}", level - 1);
        let _ = writeln!(text, "A{level}: &a{level} [{}]", [item.as_str(); 10].join(", "));
    }
    text.push_str(&template("P: *a11"));
    assert!(ends_with(&check(&text), "error[template-too-large]"));
}

#[test]
fn nesting_that_is_too_deep() {
    let text = template(&format!("P: {}{}", "[".repeat(200), "]".repeat(200)));
    assert!(ends_with(&check(&text), "error[too-deep]"));
    let calls = "{\"Fn::Join\": [\"\", [".repeat(80);
    let text = template(&format!("P: {calls}{}", "]]}".repeat(80)));
    assert!(ends_with(&check(&text), "error[too-deep]"));
    let choices = "{\"Fn::If\": [C, a, ".repeat(120);
    let text = template(&format!("P: {choices}b{}", "]}".repeat(120)));
    assert!(ends_with(&check(&text), "error[too-deep]"));
}

#[test]
fn conditions_that_multiply() {
    let mut text = "Conditions:\n  C0: !Equals [!Ref AWS::Region, a]\n".to_owned();
    for level in 1..200 {
        let last = level - 1;
        let _ = writeln!(
            text,
            "  C{level}: !And [!Or [!Condition C{last}, !Equals [!Ref AWS::StackName, a{level}]], !Or [!Condition C{last}, !Equals [!Ref AWS::AccountId, b{level}]]]"
        );
    }
    text.push_str("Resources:\n  R: {Type: Made::Up::Type, Condition: C199}\n");
    assert!(ends_with(&check(&text), "warning[condition-too-large]"));
}

#[test]
fn a_long_chain_of_conditions_backwards() {
    let mut text = "Conditions:\n".to_owned();
    for level in 0..2_000 {
        let _ = writeln!(text, "  C{level}: !Not [!Condition C{}]", level + 1);
    }
    text.push_str("  C2000: !Equals [!Ref AWS::Region, a]\n");
    text.push_str("Resources:\n  R: {Type: Made::Up::Type, Condition: C0}\n");
    assert!(ends_with(&check(&text), "error[too-deep]"));
}

#[test]
fn a_large_value_used_often() {
    let large = "x".repeat(100_000);
    let text = format!(
        "Parameters:\n  Large: {{Type: String, Default: {large}}}\n{}",
        template(&format!("P: !Sub '{}'", "${Large}".repeat(20_000)))
    );
    assert!(ends_with(&check(&text), "error[template-too-large]"));
}

#[test]
fn joins_with_many_items_that_may_be_absent() {
    let item = "!If [C, a, !Ref AWS::NoValue]";
    let items = [item; 40].join(", ");
    let text = format!(
        "Conditions: {{C: !Equals [!Ref AWS::Region, a]}}\n{}",
        template(&format!("P: !Join [',', [{items}]]"))
    );
    assert!(check(&text).contains("unknown Limit conditions in one text"));
}
