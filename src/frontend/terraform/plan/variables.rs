//! What the variables of the root module were set to when a plan was made.
//!
//! In: the section `variables` of a plan, and which of them its configuration calls sensitive. Out: their values; those of
//! sensitive ones are not read.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use crate::source::{SourceFile, Span};
use crate::syntax::{Cursor, Entry, Limits, Node, Scalar, Shape, Term, Value};

use super::configuration::Configuration;

/// Deepest nesting that is read of a value.
const DEEPEST: usize = 32;

/// The variables of the root module.
#[derive(Debug, Default)]
pub(super) struct Variables {
    /// Values that are not sensitive.
    pub(super) values: BTreeMap<String, Value>,
    /// Those that are null.
    pub(super) nulls: HashSet<String>,
}

/// The variables in a section, if there is one.
pub(super) fn read(
    file: &Arc<SourceFile>,
    section: Option<Span>,
    configuration: &Configuration<'_>,
    limits: &Limits,
) -> Variables {
    let mut variables = Variables::default();
    let Some(section) = section else {
        return variables;
    };
    let root = configuration.module("");
    let is_sensitive = |name: &str| root.is_none_or(|root| root.sensitive.contains(name));
    let mut cursor = Cursor::new(file, limits);
    cursor.seek(section.start);
    // A section that is not of the form expected has no variables.
    let _ = cursor.entries(|cursor, name| {
        let mut has_value = false;
        cursor.entries(|cursor, key| {
            if key.text != "value" || cursor.peek() == Some(b'n') {
                return cursor.skip().map(drop);
            }
            has_value = true;
            if is_sensitive(&name.text) {
                return cursor.skip().map(drop);
            }
            let (tree, _) = cursor.tree()?;
            let value = tree.root().and_then(|root| literal(root, DEEPEST));
            let entry = value.map(|value| (name.text.clone().into_owned(), value));
            variables.values.extend(entry);
            Ok(())
        })?;
        if !has_value {
            variables.nulls.insert(name.text.clone().into_owned());
        }
        Ok(())
    });
    variables
}

/// A value as it is written; `None` where it is nested too deep.
fn literal(node: Node<'_>, levels: usize) -> Option<Value> {
    let levels = levels.checked_sub(1)?;
    let term = match node.shape() {
        Shape::Null => Term::Null,
        Shape::Scalar => Term::Scalar(Scalar {
            text: node.text()?.into_owned(),
            plain: node.is_plain(),
        }),
        Shape::Sequence => {
            let items = node.items().map(|item| literal(item, levels));
            Term::List(items.collect::<Option<_>>()?)
        }
        Shape::Mapping => {
            let entries = node.entries().map(|(key, value)| {
                Some(Entry {
                    key: key.text()?.into_owned(),
                    key_span: key.span(),
                    value: literal(value, levels)?,
                })
            });
            Term::Map(entries.collect::<Option<_>>()?)
        }
    };
    Some(Value {
        term,
        span: node.span(),
    })
}
