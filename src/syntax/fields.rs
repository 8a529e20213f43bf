//! Reading of the tool's own YAML files: mappings whose keys are known beforehand.
//!
//! In: a [`Node`]. Out: its fields, and a [`Diagnostic`] with a span for whatever is missing, unknown or of the wrong
//! sort. Which files there are, and what their names mean, is not known here.

use std::borrow::Cow;

use crate::source::{Diagnostic, Span, closest_name};

use super::{Node, Shape};

/// More names than this are not listed in a message.
const MOST_LISTED: usize = 20;

/// A mapping whose keys are known beforehand.
#[derive(Debug)]
pub struct Fields<'t> {
    what: &'static str,
    span: Span,
    list: Vec<Field<'t>>,
}

/// One entry of a mapping.
#[derive(Clone, Debug)]
pub struct Field<'t> {
    /// The key.
    pub name: Cow<'t, str>,
    /// Where the key is written.
    pub at: Span,
    /// The value; never null in what [`Fields::get`] gives.
    pub value: Node<'t>,
}

impl<'t> Fields<'t> {
    /// The fields of a mapping; `what` names it in messages, with its article. Keys that are not `expected` are errors
    /// and left out; another sort of node is an error and gives `None`.
    pub fn of(
        node: Node<'t>,
        what: &'static str,
        expected: &[&str],
        faults: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        let mut list = entries(node, what, faults)?;
        let span = list.first().map_or(node.span(), |field| field.at);
        list.retain(|field| {
            let known = expected.contains(&&*field.name);
            if !known {
                let message = format!("`{}` is not a key of {what}", field.name);
                let help = suggestion(&field.name, expected.iter().copied());
                let fault = Diagnostic::error("unknown-key", field.at, message);
                faults.push(match help.is_empty() {
                    true => fault,
                    false => fault.help(help),
                });
            }
            known
        });
        Some(Self { what, span, list })
    }

    /// Where the mapping starts: its first key.
    pub fn span(&self) -> Span {
        self.span
    }

    /// All fields with a key that is expected, in the order of the text.
    pub fn iter(&self) -> impl Iterator<Item = &Field<'t>> {
        self.list.iter()
    }

    /// A field that is there and not null.
    pub fn field(&self, name: &str) -> Option<&Field<'t>> {
        self.list
            .iter()
            .find(|field| field.name == name && field.value.shape() != Shape::Null)
    }

    /// The value of a field that is there and not null.
    pub fn get(&self, name: &str) -> Option<Node<'t>> {
        self.field(name).map(|field| field.value)
    }

    /// The value of a field; an error where it is missing.
    pub fn need(&self, name: &str, faults: &mut Vec<Diagnostic>) -> Option<Node<'t>> {
        let value = self.get(name);
        if value.is_none() {
            let message = format!("{} needs the key `{name}`", self.what);
            faults.push(Diagnostic::error("missing-key", self.span, message));
        }
        value
    }

    /// The text of a field; an error where it is missing or no text.
    pub fn need_text(&self, name: &str, faults: &mut Vec<Diagnostic>) -> Option<Cow<'t, str>> {
        let value = self.need(name, faults)?;
        text(value, faults)
    }

    /// The text of a field, empty where it is missing; an error where it is no text.
    pub fn text(&self, name: &str, faults: &mut Vec<Diagnostic>) -> Cow<'t, str> {
        self.get(name)
            .and_then(|value| text(value, faults))
            .unwrap_or_default()
    }

    /// The texts of a field, one or a list, each with its node; none where it is missing.
    pub fn texts(&self, name: &str, faults: &mut Vec<Diagnostic>) -> Vec<(Cow<'t, str>, Node<'t>)> {
        self.get(name)
            .map(|value| texts(value, faults))
            .unwrap_or_default()
    }

    /// The items of a field that is a list; none where it is missing, an error where it is no list.
    pub fn items(&self, name: &str, faults: &mut Vec<Diagnostic>) -> Vec<Node<'t>> {
        self.get(name)
            .map(|value| items(value, faults))
            .unwrap_or_default()
    }

    /// The entries of a field that is a mapping; none where it is missing, an error where it is no mapping.
    pub fn entries(&self, name: &str, what: &str, faults: &mut Vec<Diagnostic>) -> Vec<Field<'t>> {
        self.get(name)
            .and_then(|value| entries(value, what, faults))
            .unwrap_or_default()
    }

    /// Which of some names a field has; an error where it has none of them, `None` where it is missing.
    pub fn choice<T: Copy>(
        &self,
        name: &str,
        choices: &[(&str, T)],
        faults: &mut Vec<Diagnostic>,
    ) -> Option<T> {
        choice(self.get(name)?, name, choices, faults)
    }

    /// Whether a field is `true`; false where it is missing, an error where it is no boolean.
    pub fn is_set(&self, name: &str, faults: &mut Vec<Diagnostic>) -> bool {
        self.get(name)
            .and_then(|value| boolean(value, faults))
            .unwrap_or(false)
    }
}

/// The text of a scalar; an error where the node is none.
pub fn text<'t>(node: Node<'t>, faults: &mut Vec<Diagnostic>) -> Option<Cow<'t, str>> {
    let text = node.text();
    if text.is_none() {
        faults.push(wrong_shape(node, "a text"));
    }
    text
}

/// The texts of a list, or the one text of a scalar, each with its node.
pub fn texts<'t>(node: Node<'t>, faults: &mut Vec<Diagnostic>) -> Vec<(Cow<'t, str>, Node<'t>)> {
    match node.shape() {
        Shape::Sequence => node
            .items()
            .filter_map(|item| Some((text(item, faults)?, item)))
            .collect(),
        Shape::Scalar => text(node, faults)
            .map(|text| (text, node))
            .into_iter()
            .collect(),
        Shape::Null => Vec::new(),
        Shape::Mapping => {
            faults.push(wrong_shape(node, "a list of texts"));
            Vec::new()
        }
    }
}

/// The items of a list; an error where the node is neither a list nor null.
pub fn items<'t>(node: Node<'t>, faults: &mut Vec<Diagnostic>) -> Vec<Node<'t>> {
    match node.shape() {
        Shape::Sequence => node.items().collect(),
        Shape::Null => Vec::new(),
        Shape::Scalar | Shape::Mapping => {
            faults.push(wrong_shape(node, "a list"));
            Vec::new()
        }
    }
}

/// The entries of a mapping with any keys; an error where the node is none.
pub fn entries<'t>(
    node: Node<'t>,
    what: &str,
    faults: &mut Vec<Diagnostic>,
) -> Option<Vec<Field<'t>>> {
    if node.shape() != Shape::Mapping {
        faults.push(wrong_shape(node, &format!("{what}, a mapping")));
        return None;
    }
    let list = node.entries().filter_map(|(key, value)| {
        let Some(name) = key.text() else {
            faults.push(wrong_shape(key, "a text as key"));
            return None;
        };
        Some(Field {
            name,
            at: key.span(),
            value,
        })
    });
    Some(list.collect())
}

/// `true` or `false`, without quotes; an error otherwise.
pub fn boolean(node: Node<'_>, faults: &mut Vec<Diagnostic>) -> Option<bool> {
    match node.text().as_deref() {
        Some("true") if node.is_plain() => Some(true),
        Some("false") if node.is_plain() => Some(false),
        _ => {
            faults.push(wrong_shape(node, "`true` or `false`"));
            None
        }
    }
}

/// Which of some names a text is; `what` names the sort in messages.
pub fn choice<T: Copy>(
    node: Node<'_>,
    what: &str,
    choices: &[(&str, T)],
    faults: &mut Vec<Diagnostic>,
) -> Option<T> {
    let name = text(node, faults)?;
    let found = choices.iter().find(|(candidate, _)| *candidate == name);
    if found.is_none() {
        faults.push(unknown_name(
            what,
            &name,
            node.span(),
            choices.iter().map(|(candidate, _)| *candidate),
        ));
    }
    found.map(|(_, value)| *value)
}

/// An error about a name that is none of the candidates.
pub fn unknown_name<'a>(
    what: &str,
    name: &str,
    at: Span,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    let diagnostic = Diagnostic::error("unknown-name", at, format!("unknown {what} `{name}`"));
    match suggestion(name, candidates) {
        help if help.is_empty() => diagnostic,
        help => diagnostic.help(help),
    }
}

/// Advice about a name that is none of the candidates: the nearest one, or all where they are few; else empty.
fn suggestion<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    let candidates: Vec<&str> = candidates.into_iter().collect();
    if let Some(nearest) = closest_name(name, candidates.iter().copied()) {
        return format!("did you mean `{nearest}`?");
    }
    if candidates.is_empty() || candidates.len() > MOST_LISTED {
        return String::new();
    }
    if let [only] = candidates.as_slice() {
        return format!("expected `{only}`");
    }
    let listed: Vec<_> = candidates
        .iter()
        .map(|candidate| format!("`{candidate}`"))
        .collect();
    format!("expected one of {}", listed.join(", "))
}

/// An error about a node that is not of the sort that was expected.
pub fn wrong_shape(node: Node<'_>, expected: &str) -> Diagnostic {
    let found = match node.shape() {
        Shape::Null => "nothing".to_owned(),
        Shape::Scalar => node.text().map_or("a text".to_owned(), |text| {
            format!("`{}`", first_words(&text))
        }),
        Shape::Sequence => "a list".to_owned(),
        Shape::Mapping => "a mapping".to_owned(),
    };
    Diagnostic::error(
        "wrong-type",
        node.span(),
        format!("expected {expected}, found {found}"),
    )
}

fn first_words(text: &str) -> String {
    let line = text.lines().next().unwrap_or("");
    let mut short: String = line.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
