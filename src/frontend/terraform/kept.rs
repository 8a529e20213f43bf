//! Data sources that read what a resource keeps under a name: the resource itself, where the configuration declares it.
//!
//! In: a data source whose type the [`Language`](super::Language) knows as one that reads by name. Out: a reference to the
//! resource that keeps something under that name, or the name, for others to look for. What is kept is not known here.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Guard, Reference, Term, Value};

use super::evaluate::choice;
use super::expression::Step;
use super::instances::Form;
use super::program::{Frame, ModuleId, Program, at, unknown, used_at};

/// Resources that keep something, by its name: address and condition; none where several do.
pub(super) type Kept = Rc<BTreeMap<String, Option<(String, Guard)>>>;

impl Program<'_> {
    /// What an attribute of a data source is that reads by name; `None` where nobody in the configuration keeps it.
    pub(super) fn of_kept(
        &mut self,
        (module, key, attribute): (ModuleId, &str, &str),
        cause: &Cause,
        span: Span,
    ) -> Option<Value> {
        let (data_type, _) = key.split_once('.')?;
        let names = self.language.kept.get(data_type)?.clone();
        let [type_name, property, ..] = names.as_slice() else {
            return None;
        };
        let block = self.module(module).configuration.data.get(key)?;
        // Which of several is meant, the key alone does not say.
        let expansion = self.expand(block, &mut Frame::of(module));
        let [instance] = expansion.instances.as_slice() else {
            return None;
        };
        if expansion.form != Form::Single {
            return None;
        }
        let mut frame = instance.frame(&Frame::of(module));
        let written = block.body.attribute(property)?;
        let name = self.evaluate(&written.value, &mut frame);
        let found = match &name.term {
            Term::Reference(reference) => self.keeps(reference, type_name)?,
            _ => {
                let name = name.as_text()?.to_owned();
                match self.keeper(type_name, property, &name) {
                    Some(found) => found?,
                    None => {
                        self.asked.insert(cause.clone(), name);
                        return None;
                    }
                }
            }
        };
        let (to, when) = found;
        let resource = at(
            Term::Reference(Reference {
                to,
                attribute: None,
            }),
            span,
        );
        let step = [Step::Attribute(attribute.to_owned())];
        let value = self.steps(resource, &step, span, &mut Frame::of(module));
        let value = used_at(value, span);
        if when == Guard::Always {
            return Some(value);
        }
        let otherwise = unknown(CauseKind::Condition, when.to_string(), span);
        Some(choice(when, value, otherwise, span))
    }

    /// The resource that a reference to the name of one means.
    fn keeps(&self, reference: &Reference, type_name: &str) -> Option<(String, Guard)> {
        let (_, key, _) = self.addresses.get(&reference.to)?;
        let own = key.split('.').next() == Some(type_name);
        own.then(|| (reference.to.clone(), Guard::Always))
    }

    /// The resource of the modules read so far that keeps something under a name. The inner value is `None` where there are
    /// several, the outer one where there is none.
    fn keeper(
        &mut self,
        type_name: &str,
        property: &str,
        name: &str,
    ) -> Option<Option<(String, Guard)>> {
        let mut found = None;
        for module in 0..self.modules.len() {
            let own = self.kept_in(ModuleId(module), type_name, property);
            if let Some(one) = own.get(name) {
                match found {
                    None => found = Some(one.clone()),
                    Some(_) => return Some(None),
                }
            }
        }
        found
    }

    /// What the resources of a type keep in a module.
    fn kept_in(&mut self, module: ModuleId, type_name: &str, property: &str) -> Kept {
        let memo = (module, type_name.to_owned());
        if let Some(known) = self.kept.get(&memo) {
            return Rc::clone(known);
        }
        // Names that depend on what is looked up are not found by it.
        self.kept.insert(memo.clone(), Kept::default());
        let configuration = self.module(module).configuration;
        let outer = self.module(module).when.clone();
        let mut all: BTreeMap<String, Option<(String, Guard)>> = BTreeMap::new();
        for (key, block) in &configuration.resources {
            if block.label(0) != Some(type_name) {
                continue;
            }
            let Some(written) = block.body.attribute(property) else {
                continue;
            };
            let Some(expansion) = self.resource_instances(module, key) else {
                continue;
            };
            let base = self.address(module, key);
            for instance in &expansion.instances {
                let mut frame = instance.frame(&Frame::of(module));
                let name = self.evaluate(&written.value, &mut frame);
                let Some(name) = name.as_text() else { continue };
                let when = Guard::all([outer.clone(), instance.when.clone()]);
                let one = Some((format!("{base}{}", instance.suffix), when));
                all.entry(name.to_owned())
                    .and_modify(|known| *known = None)
                    .or_insert(one);
            }
        }
        let all: Kept = Rc::new(all);
        self.kept.insert(memo, Rc::clone(&all));
        all
    }
}
