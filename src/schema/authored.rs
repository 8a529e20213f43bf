//! JSON Schemas of rules, packs, and files of controls.
//!
//! In: the keys that the reader takes, and the names that the catalog knows. Out: JSON Schemas. Every key of the reader has an
//! entry here; a test finds one that has none. How files are read is not known here.

use serde_json::{Value, json};

use crate::graph::DataClass;
use crate::knowledge::{Knowledge, keys};

use super::{choice, document_of, of_keys, one_or_more, text};

const LEVELS: [&str; 4] = ["critical", "high", "medium", "low"];
const SUBJECTS: [&str; 6] = [
    "component",
    "flow",
    "statement",
    "operator",
    "path",
    "exception",
];

/// The schema of a rule.
pub fn rule(knowledge: &Knowledge) -> Value {
    let needed = [
        "id",
        "title",
        "severity",
        "confidence",
        "since",
        "subject",
        "message",
        "why",
        "fix",
    ];
    let mut schema = of_keys(&keys::RULE, &needed, &|key| rule_key(key, knowledge));
    let path = json!({"properties": {"subject": {"const": "path"}}});
    schema.insert("if".to_owned(), path);
    schema.insert(
        "then".to_owned(),
        json!({"required": ["class", "from", "to"]}),
    );
    let exception = json!({"properties": {"subject": {"const": "exception"}}});
    schema.insert(
        "else".to_owned(),
        json!({"if": exception, "else": {"required": ["where", "require"]}}),
    );
    document_of(
        "phipath rule",
        "What must hold, with examples that show it.",
        schema,
    )
}

fn rule_key(key: &str, knowledge: &Knowledge) -> Option<(Value, &'static str)> {
    let classes = DataClass::ALL.map(DataClass::name);
    Some(match key {
        "id" => (name(), "Names the defect; equals the file name."),
        "title" => (text(), "One line: what is wrong."),
        "severity" => (
            choice(LEVELS),
            "How bad it is. What is policy and not law is `medium` at most.",
        ),
        "confidence" => (choice(&LEVELS[1..]), "How sure a finding is."),
        "controls" => (
            one_or_more(choice(knowledge.controls.keys())),
            "Controls that ask for it.",
        ),
        "basis" => (
            choice(["required", "addressable", "policy"]),
            "What it rests on: a standard or required specification of the law, an addressable one, or policy; policy without it.",
        ),
        "since" => (text(), "First version with the rule."),
        "status" => (
            choice(["preview", "stable", "deprecated"]),
            "How settled it is.",
        ),
        "aliases" => (one_or_more(text()), "Former ids."),
        "subject" => (choice(SUBJECTS), "What the rule speaks of."),
        "where" => (text(), "Predicate: which subjects."),
        "require" => (text(), "Predicate: what must hold of each."),
        "class" => (choice(classes), "Paths: the data class that travels."),
        "from" => (
            text(),
            "Paths: predicate over `component`, where they start.",
        ),
        "to" => (
            text(),
            "Paths: predicate over `component`, where they must not arrive.",
        ),
        "barrier" => (
            text(),
            "Paths: predicate over `flow`, `source`, `target` that closes one.",
        ),
        "message" => (
            text(),
            "One sentence with holes such as `{component.name}`.",
        ),
        "labels" => (
            by_name(text()),
            "Texts for places, by the attribute that the rule reads.",
        ),
        "why" => (text(), "What can happen, and who asks for it."),
        "fix" => (text(), "What to write."),
        "references" => (one_or_more(text()), "Documents with an address."),
        "false_positives" => (text(), "When a finding can be wrong."),
        "examples" => (
            json!({"type": "array", "items": example()}),
            "Tests and documentation in one.",
        ),
        "never_undecided" => (text(), "Why there is no undecided example."),
        _ => return None,
    })
}

/// The schema of an example of a rule or a kind.
pub(super) fn example() -> Value {
    let mut schema = of_keys(&keys::EXAMPLE, &["name", "expect"], &example_key);
    let one = ["cloudformation", "terraform", "manifest"].map(|key| json!({"required": [key]}));
    schema.insert("anyOf".to_owned(), one.to_vec().into());
    Value::Object(schema)
}

fn example_key(key: &str) -> Option<(Value, &'static str)> {
    let verdicts = ["violated", "satisfied", "undecided", "not_applicable"];
    Some(match key {
        "name" => (text(), "What it shows."),
        "expect" => (
            json!({"anyOf": [choice(verdicts), facts()]}),
            "The verdict of the rule; for a kind, facts by component.",
        ),
        "at" => (
            one_or_more(text()),
            "Addresses at which a finding must point.",
        ),
        "settings" => (settings(), "What the run is told besides."),
        "cloudformation" => (text(), "A template."),
        "terraform" => (text(), "The text of a `.tf` file."),
        "manifest" => (text(), "A manifest, beside the template or alone."),
        _ => return None,
    })
}

fn facts() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {"components": by_name(by_name(one_or_more(text())))}
    })
}

fn settings() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "phi": choice(["all", "none"]),
            "values": by_name(text()),
            "as_of": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
        }
    })
}

/// The schema of a pack.
pub fn pack(knowledge: &Knowledge) -> Value {
    let schema = of_keys(&keys::PACK, &["pack", "title"], &|key| {
        pack_key(key, knowledge)
    });
    document_of(
        "phipath pack",
        "Which rules run, at which severity and where.",
        schema,
    )
}

fn pack_key(key: &str, knowledge: &Knowledge) -> Option<(Value, &'static str)> {
    let known = |names: Vec<&str>| json!({"anyOf": [choice(names), name()]});
    let rules = known(knowledge.rules.iter().map(|rule| &*rule.id).collect());
    let packs = known(knowledge.packs.keys().map(String::as_str).collect());
    Some(match key {
        "pack" => (name(), "Its name; equals the file name."),
        "title" => (text(), "One line."),
        "rules" => (
            one_or_more(rules.clone()),
            "Ids of rules, the tool's and your own.",
        ),
        "extends" => (one_or_more(packs), "Packs whose rules it has too."),
        "severity" => (
            by_name(choice(LEVELS)),
            "Severities by rule, in the place of the rule's own.",
        ),
        "never_except" => (
            one_or_more(rules),
            "Rules of which a run with the pack takes no exception.",
        ),
        "scope" => (
            by_name(text()),
            "Predicates by rule: the rule speaks only of what fulfils them, besides its own `where`.",
        ),
        _ => return None,
    })
}

/// The schema of a file of controls.
pub fn controls() -> Value {
    let control = of_keys(
        &keys::CONTROL,
        &["title", "level", "automation", "cite"],
        &control_key,
    );
    let control = by_name(Value::Object(control));
    let schema = of_keys(
        &keys::FRAMEWORK,
        &["framework", "title", "controls"],
        &|key| {
            Some(match key {
                "framework" => (text(), "Its name; equals the file name."),
                "title" => (text(), "Its full name."),
                "law" => (
                    json!({"type": "boolean"}),
                    "Whether it is the law of which `basis` of rules speaks.",
                ),
                "controls" => (control.clone(), "Controls by id."),
                _ => return None,
            })
        },
    );
    document_of(
        "phipath controls",
        "The controls of a framework, in own words.",
        schema,
    )
}

fn control_key(key: &str) -> Option<(Value, &'static str)> {
    Some(match key {
        "title" => (text(), "What it asks, in own words."),
        "level" => (
            choice(["required", "addressable", "standard", "policy"]),
            "How binding it is; `policy` for what no law asks.",
        ),
        "automation" => (
            choice(["automated", "partial", "manual"]),
            "How much of it rules can judge.",
        ),
        "about" => (
            one_or_more(text()),
            "Kinds and services of which alone a rule speaks for it; without it all count that its rules judge.",
        ),
        "seen_in" => (
            choice(["files", "manifest", "attestation"]),
            "What can show it.",
        ),
        "note" => (
            text(),
            "What no file can show, or what a person must attest.",
        ),
        "no_rule" => (
            text(),
            "Why no rule asks for it although files could show it.",
        ),
        "cite" => (text(), "A citation of the catalog."),
        _ => return None,
    })
}

fn name() -> Value {
    json!({"type": "string", "pattern": "^[a-z][a-z0-9-]*$"})
}

/// A mapping of any names to values of one sort.
pub(super) fn by_name(value: Value) -> Value {
    json!({"type": "object", "additionalProperties": value})
}
