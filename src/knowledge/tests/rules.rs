//! One thing wrong with a rule at a time, and what is said about it.

use insta::assert_snapshot;

use super::*;

const RULE: &str = "rules/exposure/open-store.yaml";

#[test]
fn misspelt_attribute_in_a_predicate() {
    assert_snapshot!(check(RULE, "!component.open", "!component.opne"), @r#"rules/exposure/open-store.yaml:10:22 unknown-attribute unknown attribute `opne` | did you mean `open`?"#);
}

#[test]
fn wrong_type_in_a_predicate() {
    assert_snapshot!(check(RULE, "component.days != null", "component.days == 'x'"), @r#"rules/exposure/open-store.yaml:9:8 absence-unchecked `component.days` may be absent, which is not tested here | write `component.days != null && …` or `component.days == null || …`"#);
}

#[test]
fn variable_out_of_scope() {
    assert_snapshot!(check(RULE, "component.days != null", "source.open"), @r#"rules/exposure/open-store.yaml:9:8 unknown-variable `source` is no variable of this subject | this subject has `component`"#);
}

#[test]
fn unknown_control() {
    assert_snapshot!(check(RULE, "made/1(a)", "made/1(b)"), @r#"rules/exposure/open-store.yaml:5:12 unknown-name unknown control `made/1(b)` | did you mean `made/1(a)`?"#);
}

#[test]
fn id_is_not_the_file_name() {
    assert_snapshot!(check(RULE, "id: open-store", "id: open-shop"), @r#"rules/exposure/open-store.yaml:1:5 name-mismatch `open-shop` is not the name of its file, `open-store` | rename one of them"#);
}

#[test]
fn unknown_key() {
    assert_snapshot!(check(RULE, "since:", "sicne:"), @r#"
rules/exposure/open-store.yaml:6:1 unknown-key `sicne` is not a key of a rule | did you mean `since`?
rules/exposure/open-store.yaml:1:1 missing-key a rule needs the key `since`
"#);
}

#[test]
fn wrong_sort_of_value() {
    assert_snapshot!(check(RULE, "title: A store is open", "title: [A, store]"), @r#"rules/exposure/open-store.yaml:2:8 wrong-type expected a text, found a list"#);
}

#[test]
fn severity_out_of_set() {
    assert_snapshot!(check(RULE, "severity: high", "severity: hihg"), @r#"rules/exposure/open-store.yaml:3:11 unknown-name unknown severity `hihg` | did you mean `high`?"#);
}

#[test]
fn confidence_has_no_critical() {
    assert_snapshot!(check(RULE, "confidence: medium", "confidence: critical"), @r#"rules/exposure/open-store.yaml:4:13 unknown-name unknown confidence `critical` | expected one of `high`, `medium`, `low`"#);
}

#[test]
fn hole_of_an_unknown_attribute() {
    assert_snapshot!(check(RULE, "{component.name}", "{component.nmae}"), @r#"rules/exposure/open-store.yaml:11:12 unknown-name unknown attribute `nmae` | did you mean `name`?"#);
}

#[test]
fn hole_out_of_scope() {
    assert_snapshot!(check(RULE, "{component.name}", "{source.name}"), @r#"rules/exposure/open-store.yaml:11:12 unknown-name unknown variable `source` | expected `component`"#);
}

#[test]
fn hole_without_an_end() {
    assert_snapshot!(check(RULE, "{component.name} is", "{component.name is"), @r#"rules/exposure/open-store.yaml:11:10 open-hole a `{` of this text has no `}`"#);
}

#[test]
fn label_of_an_unknown_attribute() {
    assert_snapshot!(check(RULE, "component.open: opened", "component.opened: opened"), @r#"rules/exposure/open-store.yaml:13:3 unknown-name unknown attribute `opened` | did you mean `open`?"#);
}

#[test]
fn key_of_another_subject() {
    assert_snapshot!(check(RULE, "why:", "barrier: flow.open\nwhy:"), @r#"rules/exposure/open-store.yaml:14:1 unknown-key `barrier` does not belong to this subject | it has `where`, `require`"#);
}

#[test]
fn alias_that_is_an_id() {
    assert_snapshot!(check(RULE, "public-store", "open-store"), @r#"rules/exposure/open-store.yaml:1:5 duplicate-name alias `open-store` is also a name of `open-store`"#);
}

#[test]
fn text_that_is_no_yaml() {
    assert_snapshot!(check(RULE, "controls: [made/1(a)]", "controls: [made/1(a)"), @r#"rules/exposure/open-store.yaml:6:6 yaml-syntax illegal placement of ':' indicator | check indentation, quotes and brackets at this place and just before it"#);
}

#[test]
fn user_sound() {
    assert_snapshot!(check_user("title", "title"), @r#"rules: open-store, open-way"#);
}

#[test]
fn user_missing_example() {
    assert_snapshot!(check_user("expect: undecided", "expect: not_applicable"), @r#"
mine/exposure/open-way.yaml:1:5 missing-example (warning) the rule has no example that is undecided | add one, or say why there is none under `never_undecided`
rules: open-store, open-way
"#);
}

#[test]
fn user_missing_example_with_a_reason() {
    let from = "  - {name: c, expect: undecided, cloudformation: \"{}\"}\n";
    let to = "never_undecided: it is always known\n";
    assert_snapshot!(check_user(from, to), @"rules: open-store, open-way");
}

#[test]
fn user_verdict_of_an_example() {
    assert_snapshot!(check_user("expect: satisfied", "expect: ok"), @r#"
mine/exposure/open-way.yaml:14:23 unknown-name unknown verdict `ok` | expected one of `violated`, `satisfied`, `undecided`, `not_applicable`
mine/exposure/open-way.yaml:1:5 missing-example (warning) the rule has no example that is satisfied
rules: open-store
"#);
}

#[test]
fn user_example_without_a_text() {
    assert_snapshot!(check_user(", cloudformation: \"{}\"}\n  - {name: b", "}\n  - {name: b"), @r#"
mine/exposure/open-way.yaml:13:6 missing-key an example needs a text under `cloudformation` or `terraform` or `manifest`
mine/exposure/open-way.yaml:1:5 missing-example (warning) the rule has no example that is violated
rules: open-store
"#);
}

#[test]
fn user_faulty_rule_is_left_out() {
    assert_snapshot!(check_user("manager == 'customer'", "manager == 'us'"), @r#"
mine/exposure/open-way.yaml:8:28 unknown-value `us` is no value of `manager` | its values are `aws`, `customer`
rules: open-store
"#);
}

#[test]
fn user_id_of_a_rule_of_the_tool() {
    assert_snapshot!(check_user("id: open-way", "id: open-store"), @r#"
mine/exposure/open-way.yaml:1:5 name-mismatch `open-store` is not the name of its file, `open-way` | rename one of them
mine/exposure/open-way.yaml:1:5 duplicate-name rule `open-store` is defined twice
rules: open-store
"#);
}

#[test]
fn user_empty_subject() {
    assert_snapshot!(check_user("subject: flow", "subject:"), @r#"
mine/exposure/open-way.yaml:1:1 missing-key a rule needs the key `subject`
rules: open-store
"#);
}

#[test]
fn unknown_pack() {
    let request = Request {
        packs: vec!["bsae".to_owned()],
        ..Request::default()
    };
    let (_, sources, faults) = load_tiny(&[], &request);
    assert_snapshot!(render(&sources, &faults), @r#"run unknown-name unknown pack `bsae` | did you mean `base`?"#);
}

#[test]
fn topic_that_is_none() {
    let file = UserFile {
        path: "mine/open-way.yaml".to_owned(),
        text: tiny::USER_RULE.to_owned(),
    };
    let request = Request {
        packs: vec!["base".to_owned()],
        user_rules: vec![file],
    };
    let (_, sources, faults) = load_tiny(&[], &request);
    assert_snapshot!(render(&sources, &faults), @r#"mine/open-way.yaml:1:5 unknown-name the folder of the rule, `mine`, is not a topic | expected one of `business-associates`, `model-boundary`, `residency`, `encryption-at-rest`, `key-management`, `transmission-security`, `private-networking`, `exposure`, `phi-logging`, `guardrails`, `de-identification`, `audit-controls`, `least-privilege`, `secrets`, `contingency`, `design`, `configuration`"#);
}
