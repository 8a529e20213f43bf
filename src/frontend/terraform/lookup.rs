//! The instances of resources and modules that a name means, all together.
//!
//! In: the name of a resource or module. Out: a reference, an output, or a list or mapping of them.

use std::rc::Rc;

use crate::source::Span;
use crate::syntax::{CauseKind, Reference, Term, Value};

use super::evaluate::{conditional_item, key_text, under};
use super::expression::Step;
use super::instances::{Expansion, Form};
use super::program::{Frame, ModuleId, Program, at, entry, unknown, used_at};

impl Program<'_> {
    /// All instances of a resource: one, a list, or a mapping by key.
    pub(super) fn resources(&mut self, module: ModuleId, key: &str, span: Span) -> Value {
        let Some(expansion) = self.resource_instances(module, key) else {
            let address = self.address(module, key);
            return unknown(CauseKind::Dangling, address, span);
        };
        let address = self.address(module, key);
        self.collected(&expansion, span, &mut |_, place| {
            let to = format!("{address}{}", expansion.instances[place].suffix);
            at(
                Term::Reference(Reference {
                    to,
                    attribute: None,
                }),
                span,
            )
        })
    }

    /// What the instances of a block are, all together.
    fn collected(
        &mut self,
        expansion: &Expansion,
        span: Span,
        one: &mut dyn FnMut(&mut Self, usize) -> Value,
    ) -> Value {
        let mut all = Vec::new();
        for (place, instance) in expansion.instances.iter().enumerate() {
            let value = one(self, place);
            all.push((instance, under(instance.when.clone(), value)));
        }
        match expansion.form {
            Form::Single | Form::Open => {
                let first = all.into_iter().next();
                first.map_or_else(
                    || at(Term::Null, span),
                    |(_, value)| conditional_item(value).0,
                )
            }
            Form::Count => at(
                Term::List(all.into_iter().map(|(_, value)| value).collect()),
                span,
            ),
            Form::ForEach => {
                let entries = all.into_iter().filter_map(|(instance, value)| {
                    let key = key_text(instance.key.as_ref()?).ok()?;
                    Some(entry(key, span, value))
                });
                at(Term::Map(entries.collect()), span)
            }
        }
    }

    /// The instances of a resource of a module; `None` where there is no such resource.
    pub(super) fn resource_instances(
        &mut self,
        module: ModuleId,
        key: &str,
    ) -> Option<Rc<Expansion>> {
        let configuration = self.module(module).configuration;
        let block = configuration.resource(key)?;
        let memo = (module, key.to_owned());
        match self.expansions.get(&memo) {
            Some(Some(expansion)) => return Some(Rc::clone(expansion)),
            Some(None) => {
                let message = format!("how many there are of `{key}` depends on itself");
                self.warn("cycle", block.head(), message);
                return None;
            }
            None => {}
        }
        self.expansions.insert(memo.clone(), None);
        let mut expansion = self.expand(block, &mut Frame::of(module));
        let mut kept = 0;
        while kept < expansion.instances.len() && self.may_instantiate(block.head()) {
            kept += 1;
        }
        expansion.instances.truncate(kept);
        let base = self.address(module, key);
        for (place, instance) in expansion.instances.iter().enumerate() {
            let address = format!("{base}{}", instance.suffix);
            self.addresses
                .insert(address, (module, key.to_owned(), place));
        }
        let expansion = Rc::new(expansion);
        self.expansions.insert(memo, Some(Rc::clone(&expansion)));
        Some(expansion)
    }

    pub(super) fn of_module(
        &mut self,
        name: &str,
        steps: &[Step],
        span: Span,
        frame: &mut Frame,
    ) -> Value {
        let Some(instances) = self.module_instances(frame.module, name) else {
            let to = self.address(frame.module, &format!("module.{name}"));
            let known = self
                .module(frame.module)
                .configuration
                .modules
                .contains_key(name);
            let whole = match known {
                true => at(
                    Term::Reference(Reference {
                        to,
                        attribute: None,
                    }),
                    span,
                ),
                false => unknown(CauseKind::Dangling, to, span),
            };
            let value = self.steps(whole, &steps[1..], span, frame);
            return used_at(value, span);
        };
        // The usual case, an output of one instance, is looked up alone: others may depend on this one.
        if let ([(id, None)], Some(Step::Attribute(output))) = (instances.as_slice(), steps.get(1))
        {
            let value = self.output(*id, output, span);
            let value = self.steps(value, &steps[2..], span, frame);
            return used_at(value, span);
        }
        if let (Some(Step::Index(index)), Some(Step::Attribute(output))) =
            (steps.get(1), steps.get(2))
        {
            let wanted = self.evaluate(index, frame);
            let found = instances.iter().find(|(_, key)| {
                let own = key.as_ref().and_then(|key| key_text(key).ok());
                own.is_some() && own == key_text(&wanted).ok()
            });
            if let Some((id, _)) = found {
                let value = self.output(*id, output, span);
                let value = self.steps(value, &steps[3..], span, frame);
                return used_at(value, span);
            }
        }
        let whole = self.modules_whole(&instances, span);
        let value = self.steps(whole, &steps[1..], span, frame);
        used_at(value, span)
    }

    /// The outputs of all instances of a module.
    fn modules_whole(&mut self, instances: &[(ModuleId, Option<Value>)], span: Span) -> Value {
        let mut all = Vec::new();
        for (id, key) in instances {
            let configuration = self.module(*id).configuration;
            let mut outputs = Vec::new();
            for (name, block) in &configuration.outputs {
                let value = self.output(*id, name, span);
                outputs.push(entry(name, block.head(), value));
            }
            let value = at(Term::Map(outputs), span);
            all.push((key.clone(), under(self.module(*id).when.clone(), value)));
        }
        let is_number = |key: &Option<Value>| {
            key.as_ref()
                .is_some_and(|key| matches!(&key.term, Term::Scalar(scalar) if scalar.plain))
        };
        match all.first() {
            Some((None, _)) => all.remove(0).1,
            Some((key, _)) if is_number(key) => at(
                Term::List(all.into_iter().map(|(_, value)| value).collect()),
                span,
            ),
            _ => {
                let entries = all
                    .into_iter()
                    .filter_map(|(key, value)| Some(entry(key_text(&key?).ok()?, span, value)));
                at(Term::Map(entries.collect()), span)
            }
        }
    }
}
