//! Policy variables: `${aws:username}`, `${key, 'default'}`, and `${*}` for a `*` that is meant as such.
//!
//! In: a text as a policy writes it. Out: a [`Template`], which a context fills. Which keys there are is not known here.

use crate::syntax::{Cause, CauseKind};

use super::Version;
use super::context::{Context, Known, unknown_key};
use super::text::{PatternText, literal};

/// A text in which variables stand.
#[derive(Clone, Debug)]
pub(super) struct Template {
    parts: Vec<Part>,
    exact: bool,
    /// Why it is not exact.
    cause: Option<Cause>,
    /// The text of a template without variables.
    fixed: Option<PatternText>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// A pattern.
    Text(String),
    /// The value of a key.
    Variable {
        key: String,
        default: Option<String>,
    },
    /// Something that stands where a variable would and is none.
    Malformed(String),
}

/// A template filled from a context.
#[derive(Clone, Debug)]
pub(super) enum Filled {
    /// A text; the cause says why it is not exact.
    Text(PatternText, Option<Cause>),
    /// A variable has no value: the text matches nothing.
    Void,
}

impl Template {
    /// The template of a text. In documents before 2012-10-17 variables are plain text.
    pub(super) fn new(text: PatternText, version: Version, cause: Option<Cause>) -> Self {
        let exact = text.exact;
        if !text.text.contains("${") || version == Version::Old {
            return Self::fixed(text, cause);
        }
        if version == Version::Unknown {
            let cause = cause.or_else(|| Some(version_cause()));
            return Self::fixed(PatternText::partial(open(&text.text)), cause);
        }
        let parts = split(&text.text, exact);
        if let [Part::Text(text)] = parts.as_slice() {
            let text = text.clone();
            return Self::fixed(PatternText { text, exact }, cause);
        }
        Self {
            parts,
            exact,
            cause,
            fixed: None,
        }
    }

    fn fixed(text: PatternText, cause: Option<Cause>) -> Self {
        Self {
            parts: Vec::new(),
            exact: text.exact,
            cause,
            fixed: Some(text),
        }
    }

    /// The text of a template without variables.
    pub(super) fn as_fixed(&self) -> Option<&PatternText> {
        self.fixed.as_ref()
    }

    /// Why it is not exact, before anything is filled in.
    pub(super) fn cause(&self) -> Option<&Cause> {
        self.cause.as_ref()
    }

    /// A variable that has no value and no default, or may have none: what becomes of a statement with one the
    /// documentation leaves open.
    pub(super) fn void(&self, context: &Context) -> Option<Cause> {
        self.parts.iter().find_map(|part| match part {
            Part::Variable { key, default: None } => match context.get(key) {
                Known::Absent => Some(unknown_key(key)),
                Known::Unknown(cause) => Some(cause),
                Known::Values(_) | Known::Present(_) => None,
            },
            _ => None,
        })
    }

    /// The text with the values of a context.
    pub(super) fn fill(&self, context: &Context) -> Filled {
        if let Some(text) = &self.fixed {
            return Filled::Text(text.clone(), self.cause.clone());
        }
        let (mut text, mut exact, mut cause) = (String::new(), self.exact, self.cause.clone());
        for part in &self.parts {
            let (key, default) = match part {
                Part::Text(part) => {
                    text.push_str(part);
                    continue;
                }
                Part::Variable { key, default } => (key, default),
                Part::Malformed(written) => {
                    (text, exact) = (text + "*", false);
                    cause = cause.or_else(|| Some(Cause::new(CauseKind::Malformed, written)));
                    continue;
                }
            };
            let mut unsure = |reason: Cause| {
                text.push('*');
                exact = false;
                cause = cause.take().or(Some(reason));
            };
            match (context.get(key), default) {
                (Known::Values(values), _) => match values.as_slice() {
                    [value] if value.exact => text.push_str(&value.text),
                    // A variable has one value; what a key with several gives is not documented.
                    _ => unsure(unknown_key(key)),
                },
                (Known::Absent, Some(default)) => text.push_str(&literal(default)),
                (Known::Absent, None) => return Filled::Void,
                (Known::Present(reason) | Known::Unknown(reason), _) => unsure(reason),
            }
        }
        Filled::Text(PatternText { text, exact }, cause)
    }
}

fn version_cause() -> Cause {
    Cause::new(CauseKind::Malformed, "`Version`")
}

/// A text in which everything that may be a variable is a hole.
fn open(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        out.push_str(&rest[..at]);
        out.push('*');
        rest = match rest[at..].find('}') {
            Some(end) => &rest[at + end + 1..],
            None => "",
        };
    }
    out + rest
}

/// The parts of a text. In one that is not exact a `*` may be a hole, also between braces.
pub(super) fn split(text: &str, exact: bool) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        plain.push_str(&rest[..at]);
        let Some(end) = rest[at..].find('}') else {
            // Not closed: it stays as it is.
            break;
        };
        let inner = &rest[at + 2..at + end];
        rest = &rest[at + end + 1..];
        match variable(inner, exact) {
            Part::Text(text) => plain.push_str(&text),
            part => {
                if !plain.is_empty() {
                    parts.push(Part::Text(std::mem::take(&mut plain)));
                }
                parts.push(part);
            }
        }
    }
    plain.push_str(rest);
    if !plain.is_empty() || parts.is_empty() {
        parts.push(Part::Text(plain));
    }
    parts
}

/// What stands between the braces of a variable.
fn variable(inner: &str, exact: bool) -> Part {
    match inner {
        "*" | "?" if exact => return Part::Text(literal(inner)),
        "$" => return Part::Text("$".to_owned()),
        _ => {}
    }
    let (key, default) = match inner.split_once(',') {
        Some((key, default)) => (key.trim(), Some(default.trim())),
        None => (inner.trim(), None),
    };
    let malformed = || Part::Malformed(format!("`${{{inner}}}`"));
    // A hole within a name, or no name at all.
    if key.is_empty() || key.contains(['*', '?', '{', '$']) {
        return malformed();
    }
    let default = match default.map(unquoted) {
        Some(None) => return malformed(),
        Some(Some(default)) if !exact && default.contains('*') => return malformed(),
        Some(default) => default.map(str::to_owned),
        None => None,
    };
    Part::Variable {
        key: key.to_ascii_lowercase(),
        default,
    }
}

fn unquoted(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('\'')?;
    inner.strip_suffix('\'')
}
