//! The table of label rules and our counterparts.
//!
//! In: the text of `benches/labels.yaml`. Out: [`Row`]s, or what is wrong with the table. Whether the labels and the
//! rules exist is not known here.

use std::sync::Arc;

use phipath::source::{Encoding, FileId, Severity, SourceFile};
use phipath::syntax::{Limits, Node, Shape, parse};

/// Why a label rule has no counterpart, with what a report says of it.
pub(crate) const CLASSES: [(&str, &str); 8] = [
    ("disagree", "asks for what we hold wrong or needless"),
    ("identity", "users, groups and how they sign in: later"),
    ("inventory", "lists what is there, no defect"),
    ("later", "comes with another breadth of rules"),
    ("network", "ports, routes, subnets, firewalls: later"),
    ("no-phi", "no PHI can be there"),
    ("operations", "cost, availability, upkeep; not data"),
    ("unreadable", "the template does not say it"),
];

/// A label rule, and what we have for it.
#[derive(Debug)]
pub(crate) struct Row {
    /// The suite of the label rule.
    pub(crate) suite: String,
    /// Its name.
    pub(crate) rule: String,
    /// Our rules; empty for a label rule without counterpart.
    pub(crate) ours: Vec<String>,
    /// Why there is none: a name of [`CLASSES`], and a sentence.
    pub(crate) none: Option<(String, String)>,
    /// Where the two differ.
    pub(crate) note: Option<String>,
}

impl Row {
    /// Suite and name of the label rule.
    pub(crate) fn key(&self) -> (&str, &str) {
        (&self.suite, &self.rule)
    }

    /// Our rules, or why there is none.
    pub(crate) fn counterpart(&self) -> String {
        match &self.none {
            Some((class, reason)) => format!("none, {class}: {reason}"),
            None => self.ours.join(" + "),
        }
    }
}

/// The rows of the table, in their order.
///
/// # Errors
///
/// What is wrong with it, a line each.
pub(crate) fn read(text: &str) -> Result<Vec<Row>, Vec<String>> {
    items("benches/labels.yaml", text, row)
}

/// What the items of a list say, each read by itself.
///
/// # Errors
///
/// What is wrong with them, a line each.
pub(crate) fn items<T>(
    name: &str,
    text: &str,
    read: impl Fn(Node<'_>) -> Result<T, String>,
) -> Result<Vec<T>, Vec<String>> {
    let file = SourceFile::new(FileId(0), name.to_owned(), text.to_owned(), Encoding::Utf8);
    let (tree, said) = parse(&Arc::new(file), &Limits::default());
    let mut faults: Vec<String> = said
        .iter()
        .filter(|one| one.severity == Severity::Error)
        .map(|one| one.message.clone())
        .collect();
    let mut all = Vec::new();
    for item in tree.root().into_iter().flat_map(|root| root.items()) {
        match read(item) {
            Ok(one) => all.push(one),
            Err(fault) => {
                let line = tree.file().position(item.span().start).line;
                faults.push(format!("line {line}: {fault}"));
            }
        }
    }
    match faults.is_empty() {
        true => Ok(all),
        false => Err(faults),
    }
}

fn row(item: Node<'_>) -> Result<Row, String> {
    const KEYS: [&str; 6] = ["suite", "rule", "ours", "class", "reason", "note"];
    let unknown = item.entries().find_map(|(key, _)| {
        let key = key.text().unwrap_or_default();
        (!KEYS.contains(&&*key)).then_some(key)
    });
    if let Some(key) = unknown {
        return Err(format!("unknown key `{key}`"));
    }
    let text = |key: &str| Some(item.get(key)?.text()?.into_owned());
    let need = |key: &str| text(key).ok_or_else(|| format!("`{key}` is missing"));
    let named = ours(item)?;
    let none = match named.is_empty() {
        true => Some((need("class")?, need("reason")?)),
        false if text("class").or(text("reason")).is_some() => {
            return Err("a counterpart and a reason why there is none".to_owned());
        }
        false => None,
    };
    let known = |class: &str| CLASSES.iter().any(|(name, _)| *name == class);
    match &none {
        Some((class, _)) if !known(class) => Err(format!("unknown class `{class}`")),
        Some(_) if text("note").is_some() => Err("a note on a counterpart that is none".to_owned()),
        _ => Ok(Row {
            suite: need("suite")?,
            rule: need("rule")?,
            ours: named,
            none,
            note: text("note"),
        }),
    }
}

/// Our rules of a row: one, several, or `none`.
fn ours(item: Node<'_>) -> Result<Vec<String>, String> {
    let node = item.get("ours").ok_or("`ours` is missing")?;
    let named: Vec<String> = match node.shape() {
        Shape::Sequence => node
            .items()
            .filter_map(|one| Some(one.text()?.into_owned()))
            .collect(),
        _ => node
            .text()
            .into_iter()
            .map(|one| one.into_owned())
            .collect(),
    };
    match (named.as_slice(), node.shape()) {
        ([one], Shape::Scalar) if one == "none" => Ok(Vec::new()),
        ([], _) => Err("`ours` names no rule; write `none` and a reason".to_owned()),
        _ => Ok(named),
    }
}
