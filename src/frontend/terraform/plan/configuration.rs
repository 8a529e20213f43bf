//! What a plan says of the configuration that it was made of: where the expressions of each block are.
//!
//! In: the section `configuration`. Out: places by module and name, and trees of single expressions on demand: there are as
//! many as the resources have, and few of them are asked for.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use crate::frontend::terraform::address::{MODULE, joined};
use crate::source::{SourceFile, Span};
use crate::syntax::{Cursor, Limits, Tree};

use super::faults::Faults;
use super::survey::{DEEPEST_MODULE, Stop};

/// Nodes of trees that are kept at hand.
const KEPT_NODES: usize = 200_000;

/// Trees that are kept at hand.
const KEPT_TREES: usize = 1_000;

/// Nodes of trees that may be looked at beyond one for each byte of the file: a few blocks have many instances.
const SPARE_NODES: usize = 1_000_000;

/// The configuration of a plan.
pub(super) struct Configuration<'t> {
    file: &'t Arc<SourceFile>,
    limits: &'t Limits,
    /// By the path of the module, without keys.
    modules: HashMap<String, Module<'t>>,
    trees: RefCell<Trees>,
    left: Cell<usize>,
}

#[derive(Default)]
struct Trees {
    by_place: HashMap<u32, Rc<Tree>>,
    nodes: usize,
}

/// A module. Places are offsets in the file.
#[derive(Default)]
pub(super) struct Module<'t> {
    /// Its resources and data sources, by address in the module without a key.
    pub(super) blocks: HashMap<Cow<'t, str>, Block>,
    /// The modules that it calls, by name.
    pub(super) calls: HashMap<Cow<'t, str>, Call<'t>>,
    /// The expressions of its outputs, by name.
    pub(super) outputs: HashMap<Cow<'t, str>, u32>,
    /// The variables that have a default other than null.
    pub(super) set: HashSet<Cow<'t, str>>,
    /// The variables whose values are sensitive.
    pub(super) sensitive: HashSet<Cow<'t, str>>,
}

/// A resource or data source.
#[derive(Clone, Copy, Default)]
pub(super) struct Block {
    /// Where its expressions are; none are written where there are none.
    pub(super) expressions: Option<u32>,
    /// Where the expression of its instances is.
    pub(super) for_each: Option<u32>,
}

/// A call of a module.
#[derive(Default)]
pub(super) struct Call<'t> {
    /// The expressions of the variables that it sets, by name.
    pub(super) expressions: HashMap<Cow<'t, str>, u32>,
    /// Where the expression of its instances is.
    pub(super) for_each: Option<u32>,
}

impl<'t> Configuration<'t> {
    /// Walks the section at a place, if there is one.
    pub(super) fn of(
        file: &'t Arc<SourceFile>,
        section: Option<Span>,
        limits: &'t Limits,
        faults: &mut Faults,
    ) -> Self {
        let mut configuration = Self {
            file,
            limits,
            modules: HashMap::new(),
            trees: RefCell::default(),
            left: Cell::new(file.text().len().saturating_add(SPARE_NODES)),
        };
        let Some(section) = section else {
            return configuration;
        };
        let mut cursor = Cursor::new(file, limits);
        cursor.seek(section.start);
        let walked = cursor.entries(|cursor, key| match &*key.text {
            "root_module" => configuration.walk(cursor, String::new(), DEEPEST_MODULE, faults),
            _ => cursor.skip().map(drop),
        });
        // The whole text was walked before, so that this does not come.
        if let Err(stop) = walked {
            faults.push(*stop);
        }
        configuration
    }

    /// A module by its path without keys.
    pub(super) fn module(&self, path: &str) -> Option<&Module<'t>> {
        self.modules.get(path)
    }

    /// Whether anything is said of the configuration.
    pub(super) fn is_empty(&self) -> bool {
        self.modules.is_empty()
    }

    /// Whether trees were asked for more often than there is work for.
    pub(super) fn is_exhausted(&self) -> bool {
        self.left.get() == 0
    }

    /// The tree of the value at a place; `None` where there was too much to look at.
    pub(super) fn tree(&self, at: u32) -> Option<Rc<Tree>> {
        let mut trees = self.trees.borrow_mut();
        let tree = match trees.by_place.get(&at) {
            Some(tree) => Rc::clone(tree),
            None => {
                let mut cursor = Cursor::new(self.file, self.limits);
                cursor.seek(at);
                let (tree, _) = cursor.tree().ok()?;
                let nodes = trees.nodes.saturating_add(tree.node_count());
                if nodes > KEPT_NODES || trees.by_place.len() == KEPT_TREES {
                    *trees = Trees::default();
                }
                trees.nodes += tree.node_count();
                let tree = Rc::new(tree);
                trees.by_place.insert(at, Rc::clone(&tree));
                tree
            }
        };
        let left = self.left.get().saturating_sub(tree.node_count());
        self.left.set(left);
        (left > 0).then_some(tree)
    }

    fn walk(
        &mut self,
        cursor: &mut Cursor<'t>,
        path: String,
        levels: usize,
        faults: &mut Faults,
    ) -> Result<(), Stop> {
        let Some(levels) = levels.checked_sub(1) else {
            let span = cursor.skip()?;
            faults.error(
                "depth-limit",
                span,
                "modules nested this deeply are not read",
            );
            return Ok(());
        };
        let mut module = Module::default();
        cursor.entries(|cursor, key| match &*key.text {
            "resources" => cursor.items(|cursor| block(cursor, &mut module)).map(drop),
            "outputs" => outputs(cursor, &mut module),
            "variables" => variables(cursor, &mut module),
            "module_calls" => {
                let called = cursor.entries(|cursor, name| {
                    let called = joined(&path, &format!("{MODULE}.{}", name.text));
                    let call = self.call(cursor, called, levels, faults)?;
                    module.calls.insert(name.text, call);
                    Ok(())
                });
                called.map(drop)
            }
            _ => cursor.skip().map(drop),
        })?;
        self.modules.insert(path, module);
        Ok(())
    }

    fn call(
        &mut self,
        cursor: &mut Cursor<'t>,
        path: String,
        levels: usize,
        faults: &mut Faults,
    ) -> Result<Call<'t>, Stop> {
        let mut call = Call::default();
        cursor.entries(|cursor, key| match &*key.text {
            "expressions" => {
                let expressions = cursor.entries(|cursor, name| {
                    let at = cursor.skip()?.start;
                    call.expressions.insert(name.text, at);
                    Ok(())
                });
                expressions.map(drop)
            }
            "for_each_expression" => {
                call.for_each = Some(cursor.skip()?.start);
                Ok(())
            }
            "module" => self.walk(cursor, path.clone(), levels, faults),
            _ => cursor.skip().map(drop),
        })?;
        Ok(call)
    }
}

fn block<'t>(cursor: &mut Cursor<'t>, module: &mut Module<'t>) -> Result<(), Stop> {
    let (mut address, mut block) = (None, Block::default());
    cursor.entries(|cursor, key| {
        match &*key.text {
            "address" => address = cursor.string()?,
            "expressions" => block.expressions = Some(cursor.skip()?.start),
            "for_each_expression" => block.for_each = Some(cursor.skip()?.start),
            _ => drop(cursor.skip()?),
        }
        Ok(())
    })?;
    if let Some(address) = address {
        module.blocks.insert(address.text, block);
    }
    Ok(())
}

fn outputs<'t>(cursor: &mut Cursor<'t>, module: &mut Module<'t>) -> Result<(), Stop> {
    let all = cursor.entries(|cursor, name| {
        let output = cursor.entries(|cursor, key| {
            let at = cursor.skip()?.start;
            if key.text == "expression" {
                module.outputs.insert(name.text.clone(), at);
            }
            Ok(())
        });
        output.map(drop)
    });
    all.map(drop)
}

fn variables<'t>(cursor: &mut Cursor<'t>, module: &mut Module<'t>) -> Result<(), Stop> {
    let all = cursor.entries(|cursor, name| {
        let variable = cursor.entries(|cursor, key| {
            let (is_null, is_true) = (cursor.peek() == Some(b'n'), cursor.peek() == Some(b't'));
            cursor.skip()?;
            match &*key.text {
                "default" if !is_null => drop(module.set.insert(name.text.clone())),
                "sensitive" | "ephemeral" if is_true => {
                    module.sensitive.insert(name.text.clone());
                }
                _ => {}
            }
            Ok(())
        });
        variable.map(drop)
    });
    all.map(drop)
}
