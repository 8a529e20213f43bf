//! Who imports whom, and who may.
//!
//! In: the code of a file and its place among the modules. Out: the names it takes from other modules, and the table of
//! what is allowed. How code is read is not known here.

use super::code::{Code, name_at};

/// What each module may import: whole modules, or single names of them.
const ALLOWED: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("syntax", &["source"]),
    ("frontend", &["source", "syntax", "Input", "Role"]),
    ("exceptions", &["source", "syntax", "frontend"]),
    (
        "config",
        &["source", "syntax", "frontend::manifest", "exceptions"],
    ),
    ("policy", &["source", "syntax"]),
    ("vocabulary", &["source", "syntax"]),
    ("expr", &["source", "vocabulary"]),
    (
        "knowledge",
        &[
            "source",
            "syntax",
            "vocabulary",
            "expr",
            "policy",
            "frontend::Format",
            "graph::DataClass",
            "graph::Layer",
            "graph::Level",
            "graph::Payload",
        ],
    ),
    (
        "import",
        &[
            "source",
            "syntax",
            "knowledge",
            "vocabulary",
            "frontend::manifest",
            "graph::DataClass",
        ],
    ),
    (
        "model",
        &[
            "source",
            "syntax",
            "frontend",
            "policy",
            "knowledge",
            "vocabulary",
            "config::Placement",
            "graph::DataClass",
            "graph::Layer",
            "graph::Payload",
        ],
    ),
    (
        "graph",
        &[
            "source",
            "syntax",
            "model",
            "policy",
            "knowledge",
            "vocabulary",
        ],
    ),
    (
        "check",
        &[
            "source",
            "exceptions",
            "syntax",
            "graph",
            "expr",
            "knowledge",
            "model",
            "vocabulary",
        ],
    ),
    ("compare", &["check"]),
    (
        "report",
        &[
            "check",
            "compare",
            "exceptions",
            "trial",
            "graph",
            "knowledge",
            "source",
            "model",
            "syntax",
            "vocabulary",
        ],
    ),
    (
        "evidence",
        &[
            "source",
            "syntax",
            "check",
            "graph",
            "knowledge",
            "model",
            "exceptions",
            "report::clean",
            "report::Report",
            "report::evidence",
            "report::graph",
        ],
    ),
    (
        "schema",
        &[
            "config",
            "frontend::manifest",
            "knowledge",
            "vocabulary",
            "graph::DataClass",
            "graph::Layer",
            "graph::Payload",
        ],
    ),
    (
        "init",
        &[
            "source",
            "graph",
            "knowledge",
            "model",
            "vocabulary",
            "frontend::manifest",
            "import::one_line",
            "import::scalar",
            "import::slug",
            "analyse",
            "Analysis",
            "Input",
            "Loaded",
            "Settings",
        ],
    ),
    (
        "trial",
        &[
            "source",
            "syntax",
            "check",
            "knowledge",
            "frontend",
            "graph::Seeds",
            "graph::Sweep",
            "analyse",
            "Analysis",
            "Input",
            "Loaded",
            "Role",
            "Settings",
        ],
    ),
];

/// Modules that may import everything: the pipeline itself, and the command line.
const FREE: &[&str] = &["lib", "main", "cli"];

/// What a file imports although its module may not: line and name.
pub(crate) fn forbidden(path: &[&str], code: &Code) -> Vec<(usize, String)> {
    let module = path[0];
    if FREE.contains(&module) {
        return Vec::new();
    }
    let Some((_, allowed)) = ALLOWED.iter().find(|(name, _)| *name == module) else {
        return vec![(1, format!("`{module}` is missing in the table of imports"))];
    };
    let may = |name: &str| {
        let first = name.split("::").next().unwrap_or(name);
        first == module || allowed.contains(&first) || allowed.contains(&name)
    };
    let mut found = imports(path, code);
    found.retain(|(_, name)| !may(name));
    found
}

/// Every name of the crate that a file mentions: `module`, or `module::name`.
fn imports(path: &[&str], code: &Code) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let roots = code.places("crate::").into_iter().map(|at| at + 7);
    for at in roots.chain(beyond_the_module(path, code)) {
        for first in members(&code.bare[at..]) {
            let line = code.line(at);
            let after = first.rest.strip_prefix("::").map_or_else(Vec::new, members);
            if after.is_empty() {
                found.push((line, first.name.clone()));
            }
            let seconds = after
                .iter()
                .map(|second| format!("{}::{}", first.name, second.name));
            found.extend(seconds.map(|name| (line, name)));
        }
    }
    found
}

/// Where chains of `super::` that lead up to the root of the crate end.
fn beyond_the_module(path: &[&str], code: &Code) -> Vec<usize> {
    let mut ends = Vec::new();
    for at in code.places("super::") {
        if code.bare[..at].ends_with("super::") {
            continue;
        }
        let rest = code.bare[at..].trim_start_matches("super::");
        let end = code.bare.len() - rest.len();
        if (end - at) / 7 >= path.len() {
            ends.push(end);
        }
    }
    ends
}

/// A name in an import, and the text after it.
struct Member<'c> {
    name: String,
    rest: &'c str,
}

/// The names at the start of a text: one, or those of a group in braces.
fn members(text: &str) -> Vec<Member<'_>> {
    let Some(group) = text.strip_prefix('{') else {
        let name = name_at(text);
        let rest = &text[name.len()..];
        return vec![Member { name, rest }];
    };
    let mut members = Vec::new();
    let mut depth = 0;
    let mut start = 0;
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                let item = group[start..at].trim_start();
                let name = name_at(item);
                let rest = &item[name.len()..];
                if !name.is_empty() {
                    members.push(Member { name, rest });
                }
                start = at + 1;
                if character == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    members
}

#[test]
fn imports_are_seen() {
    let text = "use crate::source::Span;\nuse crate::{Input, graph::{Layer, Graph}};\n\
                fn f(x: crate::model::Model) {}\nuse super::super::check::Finding;\nuse super::near;\n";
    let found = |path: &[&str]| {
        let found = forbidden(path, &Code::of(text)).into_iter();
        found
            .map(|(line, name)| format!("{line} {name}"))
            .collect::<Vec<_>>()
    };
    let beyond = [
        "2 Input",
        "2 graph::Graph",
        "3 model::Model",
        "4 check::Finding",
    ];
    assert_eq!(found(&["knowledge", "kind"]), beyond);
    assert_eq!(found(&["graph", "words"]), ["2 Input", "4 check::Finding"]);
    assert_eq!(found(&["knowledge", "load", "names"]), beyond[..3]);
    assert_eq!(found(&["cli", "args"]), [""; 0]);
    assert_eq!(found(&["model"])[2..], ["4 check::Finding", "5 near"]);
}
