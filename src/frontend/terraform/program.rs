//! A root module with all that it calls, while it is evaluated.
//!
//! In: the configurations of the folders. Out: [`Program`], which knows the instances of modules and resources, remembers
//! what variables and locals come to, and keeps to a budget. What expressions mean is next door.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use crate::source::{Diagnostic, FileId, SourceFile, Span};
use crate::syntax::{Cause, CauseKind, Guard, Term, Value};

use super::Language;
use super::configuration::Configuration;
use super::expression::Block;
use super::instances::Expansion;
use super::kept::Kept;
use super::module::Instances;

/// Steps that an evaluation may take, beside one for each byte of its files.
const STEPS: usize = 2_000_000;

/// Nesting of evaluations: expressions within names that they use, within names.
const DEEPEST: usize = 160;

/// Instances of modules and resources together.
const MOST_INSTANCES: usize = 200_000;

/// Index of an instance of a module; the root module is the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct ModuleId(pub(super) usize);

/// An instance of a module.
pub(super) struct Module<'c> {
    pub(super) configuration: &'c Configuration,
    /// Its address, such as `module.store["notes"]`; empty for the root.
    pub(super) address: String,
    /// Who calls it.
    pub(super) caller: Option<Caller<'c>>,
    /// When it exists.
    pub(super) when: Guard,
}

/// The call of a module.
pub(super) struct Caller<'c> {
    pub(super) block: &'c Block,
    pub(super) frame: Frame,
}

/// What the names in an expression mean, beside those of its module.
#[derive(Clone)]
pub(super) struct Frame {
    pub(super) module: ModuleId,
    /// `each.key` and `each.value`.
    pub(super) each: Option<Rc<(Value, Value)>>,
    /// `count.index`.
    pub(super) index: Option<Value>,
    /// Names of `for` expressions and `dynamic` blocks, innermost last.
    pub(super) names: Vec<(String, Value)>,
}

impl Frame {
    pub(super) fn of(module: ModuleId) -> Self {
        Self {
            module,
            each: None,
            index: None,
            names: Vec::new(),
        }
    }
}

/// What a name comes to; `None` while that is being found out.
pub(super) type Memo<T> = HashMap<(ModuleId, String), Option<T>>;

/// A root module with all that it calls.
pub(super) struct Program<'c> {
    pub(super) folders: &'c BTreeMap<String, Configuration>,
    pub(super) files: &'c BTreeMap<String, Arc<SourceFile>>,
    pub(super) language: &'c Language,
    /// Values that a person gave to variables of the root module.
    pub(super) given: &'c BTreeMap<String, String>,
    pub(super) modules: Vec<Module<'c>>,
    pub(super) variables: Memo<Value>,
    pub(super) locals: Memo<Value>,
    pub(super) documents: Memo<Value>,
    /// What resources of a type keep, by module and type.
    pub(super) kept: BTreeMap<(ModuleId, String), Kept>,
    /// Names under which data sources read what nobody in the configuration keeps, by what is not known for that.
    pub(super) asked: BTreeMap<Cause, String>,
    pub(super) called: Memo<Instances>,
    pub(super) expansions: Memo<Rc<Expansion>>,
    /// The instance of a resource that an address means: module, `type.name`, place in its expansion.
    pub(super) addresses: BTreeMap<String, (ModuleId, String, usize)>,
    /// Attributes of resources that are being evaluated.
    pub(super) open: BTreeSet<(String, String)>,
    /// Files that functions read.
    pub(super) taken: BTreeSet<FileId>,
    pub(super) diagnostics: Vec<Diagnostic>,
    depth: usize,
    steps: usize,
    instances: usize,
    said: BTreeSet<&'static str>,
}

impl<'c> Program<'c> {
    pub(super) fn new(
        root: &'c Configuration,
        folders: &'c BTreeMap<String, Configuration>,
        files: &'c BTreeMap<String, Arc<SourceFile>>,
        language: &'c Language,
        given: &'c BTreeMap<String, String>,
    ) -> Self {
        let bytes: usize = files.values().map(|file| file.text().len()).sum();
        Self {
            folders,
            files,
            language,
            given,
            modules: vec![Module {
                configuration: root,
                address: String::new(),
                caller: None,
                when: Guard::Always,
            }],
            variables: HashMap::new(),
            locals: HashMap::new(),
            documents: HashMap::new(),
            kept: BTreeMap::new(),
            asked: BTreeMap::new(),
            called: HashMap::new(),
            expansions: HashMap::new(),
            addresses: BTreeMap::new(),
            open: BTreeSet::new(),
            taken: BTreeSet::new(),
            diagnostics: Vec::new(),
            depth: 0,
            steps: STEPS + bytes,
            instances: 0,
            said: BTreeSet::new(),
        }
    }

    pub(super) fn module(&self, id: ModuleId) -> &Module<'c> {
        &self.modules[id.0]
    }

    /// The address of something in a module.
    pub(super) fn address(&self, module: ModuleId, name: &str) -> String {
        match self.module(module).address.as_str() {
            "" => name.to_owned(),
            address => format!("{address}.{name}"),
        }
    }

    /// Reads one level deeper, within depth and budget.
    pub(super) fn guarded(&mut self, span: Span, read: impl FnOnce(&mut Self) -> Value) -> Value {
        if self.steps == 0 {
            self.say_once(
                "template-too-large",
                span,
                "evaluating the configuration takes too many steps",
            );
            return unknown(CauseKind::Limit, "the size of the configuration", span);
        }
        if self.depth >= DEEPEST {
            self.say_once(
                "too-deep",
                span,
                "names and expressions are nested too deep",
            );
            return unknown(CauseKind::Limit, "the depth of the configuration", span);
        }
        self.steps -= 1;
        self.depth += 1;
        let value = read(self);
        self.depth -= 1;
        value
    }

    /// Pays for so much; false, with a diagnostic the first time, where the budget is spent.
    pub(super) fn pay(&mut self, cost: usize, span: Span) -> bool {
        match self.steps.checked_sub(cost) {
            Some(left) => {
                self.steps = left;
                true
            }
            None => {
                self.steps = 0;
                self.say_once(
                    "template-too-large",
                    span,
                    "evaluating the configuration takes too many steps",
                );
                false
            }
        }
    }

    /// Whether one more instance of a module or resource may be made.
    pub(super) fn may_instantiate(&mut self, span: Span) -> bool {
        self.instances += 1;
        if self.instances <= MOST_INSTANCES {
            return true;
        }
        let text = format!(
            "more than {MOST_INSTANCES} instances of modules and resources; the rest is not read"
        );
        self.say_once("template-too-large", span, &text);
        false
    }

    fn say_once(&mut self, code: &'static str, span: Span, message: &str) {
        if self.said.insert(code) {
            self.diagnostics.push(
                Diagnostic::error(code, span, message)
                    .help("the rest of the configuration counts as not known"),
            );
        }
    }

    pub(super) fn warn(&mut self, code: &'static str, span: Span, message: impl Into<String>) {
        self.diagnostics
            .push(Diagnostic::warning(code, span, message));
    }

    /// The first file of the root module: what conditions belong to.
    pub(super) fn scope(&self) -> FileId {
        self.modules[0].configuration.file.unwrap_or(FileId(0))
    }
}

/// A value that is not known.
pub(super) fn unknown(kind: CauseKind, subject: impl Into<String>, span: Span) -> Value {
    Value {
        term: Term::Unknown(Cause::new(kind, subject)),
        span,
    }
}

/// A truth value, a number, or another text without quotes.
pub(super) fn plain(text: impl Into<String>, span: Span) -> Value {
    Value {
        term: Term::Scalar(crate::syntax::Scalar {
            text: text.into(),
            plain: true,
        }),
        span,
    }
}

/// A value of a term at a place.
pub(super) fn at(term: Term, span: Span) -> Value {
    Value { term, span }
}

/// A mapping of named values.
pub(super) fn entry(key: impl Into<String>, key_span: Span, value: Value) -> crate::syntax::Entry {
    crate::syntax::Entry {
        key: key.into(),
        key_span,
        value,
    }
}

/// A value as it is used at a place: what is one thing is shown there, what has parts keeps their places.
pub(super) fn used_at(mut value: Value, span: Span) -> Value {
    value.span = span;
    value
}
