//! Modules that modules call.
//!
//! In: the `module` blocks of a configuration. Out: instances of the modules whose folders were read, and what their outputs
//! come to. What a registry or another place holds is not read, and is said to be.

use std::rc::Rc;

use crate::source::{Span, joined};
use crate::syntax::{CauseKind, Guard, Term, Value};

use super::configuration::Configuration;
use super::expression::{Block, Node};
use super::program::{Caller, Frame, Module, ModuleId, Program, unknown, used_at};

/// Modules within modules.
const DEEPEST: usize = 32;

/// Instances of a module, each with its key.
pub(super) type Instances = Rc<Vec<(ModuleId, Option<Value>)>>;

impl<'c> Program<'c> {
    /// The instances of a module that another one calls; `None` where its folder was not read.
    pub(super) fn module_instances(&mut self, module: ModuleId, name: &str) -> Option<Instances> {
        let configuration = self.module(module).configuration;
        let block = configuration.modules.get(name)?;
        let folder = local_folder(&configuration.folder, block)?;
        let called = self.folders.get(&folder)?;
        let memo = (module, name.to_owned());
        match self.called.get(&memo) {
            Some(Some(instances)) => return Some(Rc::clone(instances)),
            Some(None) => {
                let message = format!("how many there are of `module.{name}` depends on itself");
                self.warn("cycle", block.head(), message);
                return None;
            }
            None => {}
        }
        if self.calls_itself(module, called, block) {
            return None;
        }
        self.called.insert(memo.clone(), None);
        let mut frame = Frame::of(module);
        let expansion = self.expand(block, &mut frame);
        let base = self.address(module, &format!("module.{name}"));
        let outer = self.module(module).when.clone();
        let mut instances = Vec::new();
        for instance in &expansion.instances {
            if !self.may_instantiate(block.head()) {
                break;
            }
            let id = ModuleId(self.modules.len());
            self.modules.push(Module {
                configuration: called,
                address: format!("{base}{}", instance.suffix),
                caller: Some(Caller {
                    block,
                    frame: instance.frame(&frame),
                }),
                when: Guard::all([outer.clone(), instance.when.clone()]),
            });
            instances.push((id, instance.key.clone()));
        }
        let instances = Rc::new(instances);
        self.called.insert(memo, Some(Rc::clone(&instances)));
        Some(instances)
    }

    /// Whether a call leads to a module that is being called already.
    fn calls_itself(&mut self, module: ModuleId, called: &Configuration, block: &Block) -> bool {
        let (mut id, mut depth) = (module, 0);
        loop {
            let one = self.module(id);
            if std::ptr::eq(one.configuration, called) {
                let message = "this module calls itself; the call is not followed";
                let fault = crate::source::Diagnostic::error("module-cycle", block.head(), message);
                self.diagnostics.push(fault);
                return true;
            }
            let Some(caller) = &one.caller else { break };
            (id, depth) = (caller.frame.module, depth + 1);
        }
        if depth >= DEEPEST {
            let message =
                format!("more than {DEEPEST} modules within each other; the call is not followed");
            self.diagnostics.push(crate::source::Diagnostic::error(
                "too-deep",
                block.head(),
                message,
            ));
        }
        depth >= DEEPEST
    }

    /// What an output of a module comes to.
    pub(super) fn output(&mut self, module: ModuleId, name: &str, span: Span) -> Value {
        let configuration = self.module(module).configuration;
        let found = configuration.outputs.iter().find(|(own, _)| own == name);
        let value = found.and_then(|(_, block)| block.body.attribute("value"));
        let Some(value) = value else {
            let name = self.address(module, name);
            return unknown(CauseKind::Dangling, name, span);
        };
        let value = self.evaluate(&value.value, &mut Frame::of(module));
        match value.term {
            // What has parts keeps their places; one thing is shown where it is used.
            Term::Map(_) | Term::List(_) => value,
            _ => used_at(value, span),
        }
    }
}

/// The source of a module, as written.
pub(super) fn source_of(block: &Block) -> Option<&str> {
    match &block.body.attribute("source")?.value.node {
        Node::Text(text) => Some(text),
        _ => None,
    }
}

/// The folder of a module that lies in a folder nearby; `None` where its source is somewhere else.
pub(super) fn local_folder(folder: &str, block: &Block) -> Option<String> {
    let source = source_of(block)?;
    let is_local =
        source.starts_with("./") || source.starts_with("../") || matches!(source, "." | "..");
    is_local.then(|| joined(folder, source))
}
