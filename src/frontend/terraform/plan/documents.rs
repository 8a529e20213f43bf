//! Policy documents that data sources make of blocks, and that are read only when the plan is carried out.
//!
//! In: the changes of such data sources. Out: the documents as far as the plan knows them: what a text is joined of is known,
//! and not how. Each document is made once, when something refers to it.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::frontend::terraform::address::Address;
use crate::frontend::terraform::document::policy;
use crate::source::{SourceFile, Span};
use crate::syntax::{Cursor, Limits, Term, Value};

use super::mark::Mark;
use super::merge::{Joining, Merge, Piece};
use super::references::Place;
use super::resource::written;

/// Documents within documents.
const DEEPEST: usize = 8;

/// The data sources of a plan that are read later.
pub(super) struct Documents<'t> {
    file: &'t Arc<SourceFile>,
    limits: &'t Limits,
    /// Where their changes are, by address.
    at: HashMap<String, u32>,
    made: RefCell<HashMap<String, Option<Value>>>,
    level: Cell<usize>,
    /// Parts of values that may still be handed out.
    left: Cell<usize>,
    /// Places of sensitive values.
    pub(super) secrets: RefCell<Vec<Span>>,
}

impl<'t> Documents<'t> {
    /// Those at some places.
    pub(super) fn of(
        file: &'t Arc<SourceFile>,
        limits: &'t Limits,
        at: HashMap<String, u32>,
    ) -> Self {
        Self {
            file,
            limits,
            at,
            made: RefCell::default(),
            level: Cell::new(0),
            left: Cell::new(file.text().len()),
            secrets: RefCell::default(),
        }
    }

    /// Whether a data source is read later.
    pub(super) fn is_later(&self, address: &str) -> bool {
        self.at.contains_key(address)
    }
}

impl Merge<'_, '_> {
    /// The document that a data source makes; `None` where it is none, or more than can be read.
    pub(super) fn document(&self, address: &str) -> Option<Term> {
        let documents = self.documents?;
        let type_name = Address::of(address)?.type_name;
        if !self.language.policy_documents.contains(type_name) {
            return None;
        }
        let known = documents.made.borrow().get(address).cloned();
        let made = match known {
            Some(made) => made?,
            None if documents.level.get() == DEEPEST => return None,
            None => {
                // One that refers to itself finds nothing here.
                let mut all = documents.made.borrow_mut();
                all.insert(address.to_owned(), None);
                drop(all);
                documents.level.set(documents.level.get() + 1);
                let made = self.make(address);
                documents.level.set(documents.level.get() - 1);
                documents
                    .made
                    .borrow_mut()
                    .insert(address.to_owned(), made.clone());
                made?
            }
        };
        let left = documents.left.get().checked_sub(size(&made))?;
        documents.left.set(left);
        Some(made.term)
    }

    fn make(&self, address: &str) -> Option<Value> {
        let documents = self.documents?;
        let mut cursor = Cursor::new(documents.file, documents.limits);
        cursor.seek(*documents.at.get(address)?);
        let (tree, _) = cursor.tree().ok()?;
        let change = tree.root()?.get("change")?;
        let after = change.get("after")?;
        let parts = Address::of(address)?;
        let configuration = self.follow.configuration;
        let (block, expressions) = written(configuration, &parts);
        let mut secrets = Vec::new();
        let mut merge = Merge {
            place: Place {
                module: parts.module,
                key: parts.key,
                for_each: block.and_then(|block| block.for_each),
                keyed: false,
            },
            name: address.to_owned(),
            hidden: BTreeSet::new(),
            secrets: &mut secrets,
            depth: 0,
            joining: Joining::Unsure,
            ..*self
        };
        let piece = Piece {
            unknown: Mark::of(change.get("after_unknown")),
            sensitive: Mark::of(change.get("after_sensitive")),
            written: expressions.written(),
        };
        let properties = merge.properties(after, &piece);
        documents.secrets.borrow_mut().append(&mut secrets);
        Some(policy(&properties))
    }
}

/// How many parts a value has.
fn size(value: &Value) -> usize {
    1 + match &value.term {
        Term::List(items) | Term::Text(items) => items.iter().map(size).sum(),
        Term::Map(entries) => entries.iter().map(|entry| size(&entry.value)).sum(),
        _ => 0,
    }
}
