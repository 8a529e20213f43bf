//! What matters of the properties: what roles may do, what reads from where, and who may call.

use std::collections::BTreeSet;

use phipath::syntax::{Term, Value as Ours};
use serde_json::Value as Theirs;

use super::{json, pairs, stable, template, transform};

/// All texts below a key of our values, in small letters.
fn ours_below(value: &Ours, key: &str, inside: bool, found: &mut BTreeSet<String>) {
    match &value.term {
        Term::Scalar(scalar) if inside => {
            found.insert(scalar.text.to_lowercase());
        }
        Term::Text(parts) if inside => {
            let literals = parts.iter().filter_map(Ours::as_text);
            found.extend(literals.map(str::to_lowercase));
        }
        Term::List(items) => items
            .iter()
            .for_each(|one| ours_below(one, key, inside, found)),
        Term::Map(entries) => entries
            .iter()
            .for_each(|one| ours_below(&one.value, key, inside || one.key == key, found)),
        Term::Choice {
            then, otherwise, ..
        } => {
            ours_below(then, key, inside, found);
            ours_below(otherwise, key, inside, found);
        }
        _ => {}
    }
}

/// The same of their values; a function counts with its texts.
fn theirs_below(value: &Theirs, key: &str, inside: bool, found: &mut BTreeSet<String>) {
    match value {
        Theirs::String(text) if inside => {
            found.extend(pieces(text).map(str::to_lowercase));
        }
        Theirs::Array(items) => items
            .iter()
            .for_each(|one| theirs_below(one, key, inside, found)),
        // The first part of a choice is the name of a condition.
        Theirs::Object(entries) if entries.contains_key("Fn::If") => {
            let list = entries["Fn::If"].as_array().expect("a list");
            let choices = list.iter().skip(1);
            choices.for_each(|one| theirs_below(one, key, inside, found));
        }
        Theirs::Object(entries) => entries
            .iter()
            .filter(|(name, _)| *name != "Ref" && *name != "Fn::GetAtt")
            .for_each(|(name, one)| theirs_below(one, key, inside || name == key, found)),
        _ => {}
    }
}

/// What stands between the holes of a text.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split("${").enumerate();
    parts.filter_map(|(index, part)| {
        let rest = match part.split_once('}') {
            Some((_, rest)) if index > 0 => rest,
            _ => part,
        };
        (!rest.is_empty()).then_some(rest)
    })
}

/// The names of policies that ARNs end in.
fn names(texts: &BTreeSet<String>) -> BTreeSet<String> {
    let names = texts.iter().filter_map(|text| text.rsplit('/').next());
    let names = names.filter(|name| name.len() > 2 && !name.contains([':', '$']));
    names.map(str::to_owned).collect()
}

/// The resources that our values refer to.
fn ours_named(value: &Ours, found: &mut BTreeSet<String>) {
    match &value.term {
        Term::Reference(one) => {
            found.insert(stable(&one.to));
        }
        Term::List(items) | Term::Text(items) => {
            items.iter().for_each(|one| ours_named(one, found));
        }
        Term::Map(entries) => entries.iter().for_each(|one| ours_named(&one.value, found)),
        Term::Choice {
            then, otherwise, ..
        } => {
            ours_named(then, found);
            ours_named(otherwise, found);
        }
        _ => {}
    }
}

fn theirs_named(value: &Theirs, known: &BTreeSet<String>, found: &mut BTreeSet<String>) {
    match value {
        Theirs::Array(items) => items.iter().for_each(|one| theirs_named(one, known, found)),
        Theirs::Object(entries) => {
            for (name, one) in entries {
                let first = |text: &str| text.split('.').next().unwrap_or(text).to_owned();
                let named: Vec<String> = match name.as_str() {
                    // An API that an event names without a function.
                    "__ApiId__" => one.as_str().map(str::to_owned).into_iter().collect(),
                    "Ref" => one.as_str().map(first).into_iter().collect(),
                    "Fn::GetAtt" => {
                        let item = one.as_array().and_then(|list| list.first());
                        let text = item.unwrap_or(one).as_str();
                        text.map(first).into_iter().collect()
                    }
                    "Fn::Sub" => {
                        let item = one.as_array().and_then(|list| list.first());
                        let text = item.unwrap_or(one).as_str().unwrap_or_default();
                        let holes = text.split("${").skip(1);
                        holes
                            .filter_map(|rest| Some(first(rest.split_once('}')?.0)))
                            .collect()
                    }
                    _ => Vec::new(),
                };
                let named = named.iter().filter(|name| known.contains(*name));
                found.extend(named.map(|name| stable(name)));
                theirs_named(one, known, found);
            }
        }
        _ => {}
    }
}

/// What a comparison looks at, of ours and of theirs.
fn looked_at(
    kind: &str,
    ours: &Ours,
    theirs: &Theirs,
    known: &BTreeSet<String>,
) -> [Vec<BTreeSet<String>>; 2] {
    let below = |key: &str| {
        let (mut one, mut other) = (BTreeSet::new(), BTreeSet::new());
        ours_below(ours, key, false, &mut one);
        theirs_below(theirs, key, false, &mut other);
        (one, other)
    };
    let at = |key: &str| {
        let (mut one, mut other) = (BTreeSet::new(), BTreeSet::new());
        if let Some(value) = ours.get(key) {
            ours_named(value, &mut one);
        }
        theirs_named(&theirs[key], known, &mut other);
        (one, other)
    };
    let pairs = match kind {
        "AWS::IAM::Role" => {
            let (one, other) = below("ManagedPolicyArns");
            vec![
                below("Action"),
                (names(&one), names(&other)),
                below("Service"),
            ]
        }
        "AWS::Lambda::EventSourceMapping" => vec![at("EventSourceArn"), at("FunctionName")],
        "AWS::Lambda::Permission" => vec![below("Principal"), at("FunctionName"), at("SourceArn")],
        "AWS::IAM::ManagedPolicy" => vec![below("Action"), at("Roles")],
        "AWS::SQS::QueuePolicy" | "AWS::SNS::TopicPolicy" => {
            vec![below("Action"), at("Queues"), at("Topics")]
        }
        "AWS::Lambda::Function" => vec![
            below("Handler"),
            below("Layers"),
            below("Variables"),
            at("Role"),
            at("DeadLetterConfig"),
        ],
        _ => Vec::new(),
    };
    let (one, other) = pairs.into_iter().unzip();
    [one, other]
}

#[test]
fn roles_and_permissions_say_the_same() {
    let Some(pairs) = pairs() else { return };
    let (mut total, mut differing) = (0, Vec::new());
    for (stem, input, output) in pairs {
        if stem.starts_with("error_") {
            continue;
        }
        let transformed = transform(&stem, template(&input));
        let output = json(&output);
        let theirs = output["Resources"].as_object().expect("resources");
        let known: BTreeSet<String> = theirs.keys().cloned().collect();
        for (name, one) in theirs {
            let kind = one["Type"].as_str().unwrap_or_default();
            let mut ours = transformed.resources.iter();
            let Some(ours) = ours.find(|our| stable(&our.name) == stable(name)) else {
                continue;
            };
            let [our, their] = looked_at(kind, &ours.properties, &one["Properties"], &known);
            if our.is_empty() {
                continue;
            }
            total += 1;
            if our != their {
                println!("{stem}: {name}:\n  {our:?}\n  {their:?}");
                differing.push(format!("{stem}: {name}"));
            }
        }
    }
    println!(
        "{} of {total} resources say something else",
        differing.len()
    );
    assert!(total > 1_000, "{total}");
    assert_eq!(differing, super::known::SAYING_ELSE);
}
