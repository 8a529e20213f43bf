//! The frontend on small configurations: what they come to, printed.

mod faults;
mod folders;
mod values;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::{Folders, Language, parse, part_of};
use crate::Role;
use crate::frontend::Template;
use crate::source::{Diagnostic, Encoding, Sources};
use crate::syntax::{Guard, Symbol, Term, Value};

/// What some files come to: their templates and what there is to say.
pub(super) fn read(
    files: &[(&str, &str)],
    given: &[(&str, &str)],
) -> (Vec<Template>, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    let mut folders = Folders::default();
    let mut diagnostics = Vec::new();
    for (path, text) in files {
        let file = sources.add((*path).to_owned(), (*text).to_owned(), Encoding::Utf8);
        let part = part_of(path, false).and_then(|part| parse(&file, part, &mut diagnostics));
        folders.add(&file, Role::Found, part);
    }
    let given = given
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let deployed = folders.read(&language(), &given.collect::<BTreeMap<_, _>>());
    diagnostics.extend(deployed.diagnostics);
    (deployed.templates, diagnostics)
}

/// A language of made-up types.
fn language() -> Language {
    let names = |names: &[&str]| -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    };
    Language {
        source: None,
        kept: BTreeMap::from([(
            "made_lookup".to_owned(),
            vec!["made_kept".to_owned(), "name".to_owned()],
        )]),
        symbols: BTreeMap::from([("made_account.id".to_owned(), Symbol::Account)]),
        policy_documents: names(&["made_document"]),
        identities: BTreeMap::from([("made_store".to_owned(), names(&["id", "arn", "name"]))]),
    }
}

/// The resources of the only template, one a line: name, when it exists, properties.
pub(super) fn resources(files: &[(&str, &str)], given: &[(&str, &str)]) -> String {
    let (templates, diagnostics) = read(files, given);
    assert_eq!(templates.len(), 1, "{diagnostics:?}");
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    printed(&templates[0])
}

/// The same of one file.
pub(super) fn one(text: &str) -> String {
    resources(&[("main.tf", text)], &[])
}

pub(super) fn printed(template: &Template) -> String {
    let mut out = String::new();
    for resource in &template.resources {
        write!(out, "{}", resource.name).expect("text grows");
        if resource.when != Guard::Always {
            write!(out, " if {}", resource.when).expect("text grows");
        }
        writeln!(out, " {}", show(&resource.properties)).expect("text grows");
    }
    out
}

/// A value in short.
pub(super) fn show(value: &Value) -> String {
    let all = |items: &[Value]| -> Vec<String> { items.iter().map(show).collect() };
    match &value.term {
        Term::Null => "null".to_owned(),
        Term::Absent => "absent".to_owned(),
        Term::Scalar(scalar) if scalar.plain => scalar.text.clone(),
        Term::Scalar(scalar) => format!("{:?}", scalar.text),
        Term::List(items) => format!("[{}]", all(items).join(", ")),
        Term::Map(entries) => {
            let each = entries
                .iter()
                .map(|one| format!("{}: {}", one.key, show(&one.value)));
            format!("{{{}}}", each.collect::<Vec<_>>().join(", "))
        }
        Term::Reference(reference) => match &reference.attribute {
            Some(attribute) => format!("<{}.{attribute}>", reference.to),
            None => format!("<{}>", reference.to),
        },
        Term::Parameter(parameter) => match &parameter.default {
            Some(default) => format!("{}={}", parameter.name, show(default)),
            None => format!("{}=?", parameter.name),
        },
        Term::Symbol(symbol) => format!("{symbol:?}"),
        Term::Text(parts) => all(parts).join("+"),
        Term::Choice {
            when,
            then,
            otherwise,
        } => format!("({when} ? {} : {})", show(then), show(otherwise)),
        Term::Unknown(cause) => format!("unknown({})", cause.subject),
    }
}

/// The codes of what there is to say.
pub(super) fn said(files: &[(&str, &str)]) -> Vec<&'static str> {
    let (_, diagnostics) = read(files, &[]);
    diagnostics.iter().map(|one| one.code).collect()
}
