//! Files of packs, controls and the crosswalk with one thing wrong at a time, and files of a user that are no rules at all.

use insta::assert_snapshot;

use super::*;
use crate::knowledge::load::crosswalk_in;

/// What is wrong with a pack of a user that says this.
fn pack(text: &str) -> String {
    let file = UserFile {
        path: "mine/wide.yaml".to_owned(),
        text: format!("pack: wide\n{text}"),
    };
    let request = Request {
        packs: vec!["wide".to_owned()],
        user_rules: vec![file],
    };
    let (_, sources, faults) = load_tiny(&[], &request);
    render(&sources, &faults)
}

#[test]
fn packs() {
    let base = "title: Wide\n";
    let faults = [
        "rules: [open-store]\n".to_owned(),
        format!("{base}rules: [open-stoer]\n"),
        format!("{base}rules: [open-store, open-store]\n"),
        format!("{base}rules: {{open-store: low}}\n"),
        format!("{base}rlues: [open-store]\n"),
        format!("{base}extends: [bsae]\n"),
        format!("{base}severity: {{open-store: hgih}}\n"),
        format!("{base}severity: [open-store]\n"),
        format!("{base}scope: {{open-store: [a]}}\n"),
        format!("{base}rules: [\n"),
    ];
    let seen: String = faults.iter().map(|text| pack(text)).collect();
    assert_snapshot!(seen, @r#"
mine/wide.yaml:1:1 missing-key a pack needs the key `title`
mine/wide.yaml:3:9 unknown-name unknown rule `open-stoer` | did you mean `open-store`?
mine/wide.yaml:3:21 duplicate-name rule `open-store` is listed twice
mine/wide.yaml:3:8 wrong-type expected a list of texts, found a mapping
mine/wide.yaml:3:1 unknown-key `rlues` is not a key of a pack | did you mean `rules`?
mine/wide.yaml:3:11 unknown-name unknown pack `bsae` | did you mean `base`?
mine/wide.yaml:3:24 unknown-name unknown severity `hgih` | did you mean `high`?
mine/wide.yaml:3:11 wrong-type expected severities by rule, a mapping, found a list
mine/wide.yaml:3:21 wrong-type expected a text, found a list
mine/wide.yaml:3:8 yaml-syntax unclosed bracket '[' | check indentation, quotes and brackets at this place and just before it
run unknown-name unknown pack `wide` | expected one of `base`, `all`
"#);
}

#[test]
fn packs_of_one_name_and_in_a_circle() {
    let file = |path: &str, name: &str, extends: &str| UserFile {
        path: path.to_owned(),
        text: format!("pack: {name}\ntitle: One\nextends: [{extends}]\n"),
    };
    let request = Request {
        packs: vec!["one".to_owned()],
        user_rules: vec![
            file("mine/one.yaml", "one", "two"),
            file("mine/two.yaml", "two", "base, one"),
            file("mine/base.yaml", "base", ""),
        ],
    };
    let (knowledge, sources, faults) = load_tiny(&[], &request);
    assert_snapshot!(render(&sources, &faults), @r#"
mine/base.yaml:1:1 duplicate-name pack `base` is defined twice
mine/one.yaml:3:11 circular-pack pack `one` extends itself, by way of `two` | take it out of `extends` here or there
mine/two.yaml:3:17 circular-pack pack `two` extends itself, by way of `one` | take it out of `extends` here or there
"#);
    assert_eq!(knowledge.rules.len(), 1, "what can be read is used");
}

/// What is wrong with files of a user, and the ids of the rules that are left.
fn user(files: &[(&str, &str)]) -> String {
    let files = files.iter().map(|(path, text)| UserFile {
        path: (*path).to_owned(),
        text: (*text).to_owned(),
    });
    let request = Request {
        packs: vec!["base".to_owned()],
        user_rules: files.collect(),
    };
    let (knowledge, sources, faults) = load_tiny(&[], &request);
    let ids: Vec<&str> = knowledge.rules.iter().map(|rule| &*rule.id).collect();
    format!("{}rules: {}\n", render(&sources, &faults), ids.join(", "))
}

#[test]
fn a_broken_rule_does_not_stop_the_others() {
    let sound = ("mine/exposure/open-way.yaml", tiny::USER_RULE);
    let texts = [
        "",
        "# nothing\n",
        "just a text\n",
        "[a, list]\n",
        "id: [\n",
        "{\"id\": \"broken\"\n",
        "\u{0}\u{1}",
        "template: x\nResources: {}\n",
    ];
    let seen: String = texts
        .iter()
        .map(|text| user(&[("mine/exposure/broken.yaml", text), sound]))
        .collect();
    assert_snapshot!(seen, @r#"
mine/exposure/broken.yaml:1:1 missing-key the file of a rule is empty | a rule starts with `id`, a pack with `pack`; `phipath rules new` writes a rule to start from
rules: open-store, open-way
mine/exposure/broken.yaml:1:1 missing-key the file of a rule is empty | a rule starts with `id`, a pack with `pack`; `phipath rules new` writes a rule to start from
rules: open-store, open-way
mine/exposure/broken.yaml:1:1 wrong-type expected a rule, a mapping, found `just a text`
rules: open-store, open-way
mine/exposure/broken.yaml:1:1 wrong-type expected a rule, a mapping, found a list
rules: open-store, open-way
mine/exposure/broken.yaml:1:5 yaml-syntax unclosed bracket '[' | check indentation, quotes and brackets at this place and just before it
rules: open-store, open-way
mine/exposure/broken.yaml:1:1 yaml-syntax unclosed bracket '{' | check indentation, quotes and brackets at this place and just before it
rules: open-store, open-way
mine/exposure/broken.yaml:1:1 yaml-syntax unexpected character: `\u{0}' | check indentation, quotes and brackets at this place and just before it
rules: open-store, open-way
mine/exposure/broken.yaml:1:1 missing-key this is no rule: it has none of the keys of one | a rule starts with `id`, a pack with `pack`; `phipath rules new` writes a rule to start from
rules: open-store, open-way
"#);
}

#[test]
fn two_rules_of_one_id() {
    let one = ("mine/exposure/open-way.yaml", tiny::USER_RULE);
    let other = ("mine/secrets/open-way.yaml", tiny::USER_RULE);
    assert_snapshot!(user(&[one, other]), @r#"
mine/secrets/open-way.yaml:1:5 duplicate-name rule `open-way` is defined twice
rules: open-store, open-way
"#);
}

#[test]
fn controls() {
    const PATH: &str = "catalog/controls/made.yaml";
    let faults = [
        ("framework: made", "framework: maid"),
        ("title: Made-up framework\n", ""),
        ("title: Keep it closed, ", ""),
        ("level: required", "level: requierd"),
        ("automation: partial", "automation: half"),
        ("note: ask", "nte: ask"),
        ("cite: old", "cite: older"),
        (", cite: old", ""),
        ("\"1(a)\": {", "\"1(a)\": [{"),
    ];
    let seen: String = faults
        .iter()
        .map(|(from, to)| {
            let lines = check(PATH, from, to);
            // A control that cannot be read is unknown to the rule that cites it.
            let own = lines.lines().filter(|line| line.starts_with(PATH));
            own.map(|line| format!("{line}\n")).collect::<String>()
        })
        .collect();
    assert_snapshot!(seen, @r#"
catalog/controls/made.yaml:1:12 name-mismatch `maid` is not the name of its file, `made` | rename one of them
catalog/controls/made.yaml:1:1 missing-key a framework needs the key `title`
catalog/controls/made.yaml:4:12 missing-key a control needs the key `title`
catalog/controls/made.yaml:4:42 unknown-name unknown level `requierd` | did you mean `required`?
catalog/controls/made.yaml:4:64 unknown-name unknown automation `half` | expected one of `automated`, `partial`, `manual`
catalog/controls/made.yaml:4:73 unknown-key `nte` is not a key of a control | did you mean `note`?
catalog/controls/made.yaml:4:90 unknown-name unknown citation `older` | expected one of `new`, `old`
catalog/controls/made.yaml:4:12 missing-key a control needs the key `cite`
catalog/controls/made.yaml:4:11 yaml-syntax unclosed bracket '[' | check indentation, quotes and brackets at this place and just before it
"#);
}

/// What is wrong with a file of the crosswalk.
fn crosswalk(text: &str) -> String {
    let request = Request::default();
    let (knowledge, mut sources, _) = load_tiny(&[], &request);
    let text = format!("crosswalk: walk\ntopics:\n  one:\n{text}");
    let files = [("catalog/crosswalk/walk.yaml", text.as_str())];
    let (_, faults) = crosswalk_in(&mut sources, &files, &knowledge);
    render(&sources, &faults)
}

#[test]
fn crosswalks() {
    let to = "    to: [{strength: published, cite: old, controls: [made/1(a)]}]\n";
    assert_eq!(crosswalk(&format!("    from: [made/1(a)]\n{to}")), "");
    let faults = [
        to.to_owned(),
        format!("    from: [made/1(b)]\n{to}"),
        "    from: [made/1(a)]\n    to: [{strength: sure, cite: old, controls: [made/1(a)]}]\n"
            .to_owned(),
        "    from: [made/1(a)]\n    to: [{strength: agreed, cite: odl, controls: [made/1(a)]}]\n"
            .to_owned(),
        "    from: [made/1(a)]\n    to: [{strength: agreed, cite: old}]\n".to_owned(),
        format!("    form: [made/1(a)]\n{to}"),
        format!("    from: [made/1(a), made/1(a)]\n{to}"),
    ];
    let seen: String = faults.iter().map(|text| crosswalk(text)).collect();
    assert_snapshot!(seen, @r#"
catalog/crosswalk/walk.yaml:4:5 missing-key a topic needs the key `from`
catalog/crosswalk/walk.yaml:4:12 unknown-name unknown control `made/1(b)` | did you mean `made/1(a)`?
catalog/crosswalk/walk.yaml:5:21 unknown-name unknown strength `sure` | expected one of `agreed`, `published`, `unverified`
catalog/crosswalk/walk.yaml:5:35 unknown-name unknown citation `odl` | did you mean `old`?
catalog/crosswalk/walk.yaml:5:11 missing-key a mapping needs the key `controls`
catalog/crosswalk/walk.yaml:4:5 unknown-key `form` is not a key of a topic | did you mean `from`?
catalog/crosswalk/walk.yaml:4:5 missing-key a topic needs the key `from`
catalog/crosswalk/walk.yaml:4:23 duplicate-name control `made/1(a)` is listed twice
"#);
}
