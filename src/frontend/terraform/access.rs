//! What names stand for, and the steps from a value to what lies in it.
//!
//! In: a name with steps. Out: a value. An attribute that only the deployment gives is a reference.

use std::rc::Rc;

use crate::source::{Span, way};
use crate::syntax::{Cause, CauseKind, Parameter, Reference, Term, Value};

use super::evaluate::{conditional_item, key_text, under};
use super::expression::Step;
use super::instances::{Expansion, Form};
use super::lift::assumed;
use super::program::{Frame, ModuleId, Program, at, entry, unknown, used_at};
use super::text::cause_of;

impl<'c> Program<'c> {
    /// What a name with steps comes to.
    pub(super) fn access(
        &mut self,
        name: &str,
        steps: &[Step],
        span: Span,
        frame: &mut Frame,
    ) -> Value {
        let local = frame.names.iter().rev().find(|(own, _)| own == name);
        if let Some((_, value)) = local {
            let value = value.clone();
            let value = self.steps(value, steps, span, frame);
            return used_at(value, span);
        }
        let attribute = |at: usize| match steps.get(at) {
            Some(Step::Attribute(name)) => Some(name.as_str()),
            _ => None,
        };
        let module = frame.module;
        let (value, taken) = match (name, attribute(0), attribute(1)) {
            ("var", Some(one), _) => (self.variable(module, one, span), 1),
            ("local", Some(one), _) => (self.local(module, one, span), 1),
            ("each", Some(one), _) => (each_value(frame, one, span), 1),
            ("count", Some("index"), _) => {
                let none = || unknown(CauseKind::Dangling, "count.index", span);
                (frame.index.clone().unwrap_or_else(none), 1)
            }
            ("path", Some(one), _) => (self.path(module, one, span), 1),
            ("terraform" | "tofu", Some(one), _) => {
                (self.parameter(&format!("terraform.{one}"), span), 1)
            }
            ("module", Some(one), _) => return self.of_module(one, steps, span, frame),
            ("data", Some(kind), Some(one)) => {
                return self.of_data(&format!("{kind}.{one}"), steps, span, frame);
            }
            ("self", ..) => (
                unknown(CauseKind::Unstated, "the value of `self`", span),
                steps.len(),
            ),
            (kind, Some(one), _) => (self.resources(module, &format!("{kind}.{one}"), span), 1),
            _ => (unknown(CauseKind::Dangling, name, span), steps.len()),
        };
        let value = self.steps(value, &steps[taken..], span, frame);
        used_at(value, span)
    }

    /// A value that a person can set under this name, else not known.
    fn parameter(&self, name: &str, span: Span) -> Value {
        match self.given.get(name) {
            Some(text) => Value::text(text, span),
            None => at(
                Term::Parameter(Parameter {
                    name: name.to_owned(),
                    default: None,
                    hidden: false,
                }),
                span,
            ),
        }
    }

    fn local(&mut self, module: ModuleId, name: &str, span: Span) -> Value {
        let configuration = self.module(module).configuration;
        let Some(expression) = configuration.locals.get(name) else {
            return unknown(CauseKind::Dangling, format!("local.{name}"), span);
        };
        let key = (module, name.to_owned());
        match self.locals.get(&key) {
            Some(Some(value)) => return value.clone(),
            Some(None) => {
                let message = format!("`local.{name}` is defined by itself");
                self.warn("cycle", expression.span, message);
                return unknown(
                    CauseKind::Malformed,
                    format!("local.{name}, which is defined by itself"),
                    span,
                );
            }
            None => {}
        }
        self.locals.insert(key.clone(), None);
        let value = self.evaluate(expression, &mut Frame::of(module));
        self.locals.insert(key, Some(value.clone()));
        value
    }

    fn path(&self, module: ModuleId, name: &str, span: Span) -> Value {
        match name {
            "module" => {
                let folder = |id: ModuleId| self.module(id).configuration.folder.as_str();
                Value::text(way(folder(ModuleId(0)), folder(module)), span)
            }
            "root" | "cwd" => Value::text(".", span),
            _ => unknown(CauseKind::Dangling, format!("path.{name}"), span),
        }
    }

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

    fn of_module(&mut self, name: &str, steps: &[Step], span: Span, frame: &mut Frame) -> Value {
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

    /// Goes the steps from a value.
    pub(super) fn steps(
        &mut self,
        value: Value,
        steps: &[Step],
        span: Span,
        frame: &mut Frame,
    ) -> Value {
        let Some((first, rest)) = steps.split_first() else {
            return value;
        };
        match first {
            Step::Attribute(name) => {
                let value = self.step(value, name, span);
                self.steps(value, rest, span, frame)
            }
            Step::Index(index) => {
                let index = self.evaluate(index, frame);
                let value = self.lift(vec![index], span, &mut |program, index| match key_text(
                    &index[0],
                ) {
                    Ok(name) => program.step(value.clone(), &name, span),
                    Err(cause) => program.any_step(&value, cause, span),
                });
                self.steps(value, rest, span, frame)
            }
            Step::Each => self.for_each_item(value, rest, &[], span, frame),
            Step::Attributes => {
                let own = rest
                    .iter()
                    .take_while(|step| matches!(step, Step::Attribute(..)))
                    .count();
                let (own, rest) = rest.split_at(own);
                self.for_each_item(value, own, rest, span, frame)
            }
        }
    }

    /// What lies in a value under a name or number that is not known.
    fn any_step(&mut self, value: &Value, cause: Cause, span: Span) -> Value {
        match &value.term {
            Term::Reference(_) => value.clone(),
            _ => at(Term::Unknown(cause), span),
        }
    }

    fn for_each_item(
        &mut self,
        value: Value,
        own: &[Step],
        rest: &[Step],
        span: Span,
        frame: &mut Frame,
    ) -> Value {
        let items = match value.term {
            Term::Null | Term::Absent => Vec::new(),
            Term::List(items) => items,
            // All instances of what nobody can count, or a list that only the deployment gives.
            Term::Reference(_) | Term::Unknown(_) | Term::Parameter(_) => {
                let value = self.steps(value, own, span, frame);
                return self.steps(value, rest, span, frame);
            }
            Term::Choice {
                when,
                then,
                otherwise,
            } => {
                let then = self.for_each_item(*then, own, rest, span, frame);
                let otherwise = self.for_each_item(*otherwise, own, rest, span, frame);
                return super::evaluate::choice(when, then, otherwise, span);
            }
            term => vec![at(term, value.span)],
        };
        let mut all = Vec::with_capacity(items.len());
        for item in items {
            let (item, when) = conditional_item(item);
            let value = self.steps(item, own, span, frame);
            all.push(under(when, value));
        }
        self.steps(at(Term::List(all), span), rest, span, frame)
    }

    /// What lies in a value under a name or number.
    pub(super) fn step(&mut self, value: Value, name: &str, span: Span) -> Value {
        match value.term {
            Term::Map(entries) => match entries.into_iter().find(|entry| entry.key == name) {
                Some(entry) => conditional_item(entry.value).0,
                None => unknown(
                    CauseKind::Malformed,
                    format!("`{name}` of a value that has none"),
                    span,
                ),
            },
            Term::List(mut items) => match name.parse::<usize>() {
                Ok(place) if place < items.len() => conditional_item(items.swap_remove(place)).0,
                Ok(_) => unknown(
                    CauseKind::Malformed,
                    format!("item {name} of a shorter list"),
                    span,
                ),
                // Blocks of a kind of which there is one are a list, and are read without a number here and there.
                Err(_) if items.len() == 1 => self.step(items.remove(0), name, span),
                Err(_) => unknown(CauseKind::Malformed, format!("`{name}` of a list"), span),
            },
            Term::Reference(reference) => self.of_reference(reference, name, span),
            Term::Parameter(parameter) => {
                let inner = format!("{}.{name}", parameter.name);
                match parameter.default {
                    Some(default) => {
                        let value = self.step(*default, name, span);
                        assumed(value, &inner, parameter.hidden, span)
                    }
                    None => at(
                        Term::Parameter(Parameter {
                            name: inner,
                            ..parameter
                        }),
                        span,
                    ),
                }
            }
            Term::Choice {
                when,
                then,
                otherwise,
            } => {
                let then = self.step(*then, name, span);
                let otherwise = self.step(*otherwise, name, span);
                super::evaluate::choice(when, then, otherwise, span)
            }
            Term::Unknown(cause) => at(Term::Unknown(cause), span),
            Term::Absent => at(Term::Absent, span),
            Term::Null => unknown(CauseKind::Malformed, format!("`{name}` of null"), span),
            term => {
                let cause = cause_of(&at(term, value.span));
                at(Term::Unknown(cause), span)
            }
        }
    }

    fn of_reference(&mut self, reference: Reference, name: &str, span: Span) -> Value {
        let is_number = name.parse::<usize>().is_ok();
        match &reference.attribute {
            // An instance of a resource of which nobody knows how many there are.
            None if is_number
                || reference.to.ends_with("[*]") && !self.addresses.contains_key(&reference.to) =>
            {
                at(Term::Reference(reference), span)
            }
            None => self.resource_attribute(&reference.to, name, span),
            Some(_) if is_number => at(Term::Reference(reference), span),
            Some(outer) => {
                let attribute = Some(format!("{outer}.{name}"));
                at(
                    Term::Reference(Reference {
                        attribute,
                        ..reference
                    }),
                    span,
                )
            }
        }
    }

    /// An attribute of an instance of a resource: what the configuration says, else what the deployment will give.
    fn resource_attribute(&mut self, address: &str, name: &str, span: Span) -> Value {
        let reference = |attribute: Option<&str>| {
            at(
                Term::Reference(Reference {
                    to: address.to_owned(),
                    attribute: attribute.map(str::to_owned),
                }),
                span,
            )
        };
        let Some((module, key, place)) = self.addresses.get(address).cloned() else {
            return reference(Some(name));
        };
        let block = self.module(module).configuration.resource(&key);
        let Some(block) = block else {
            return reference(Some(name));
        };
        let kind = block.label(0).unwrap_or_default();
        let identities = self.language.identities.get(kind);
        if identities.is_some_and(|names| names.contains(name)) || name == "id" {
            return reference(name.ends_with("arn").then_some(name));
        }
        let open = (address.to_owned(), name.to_owned());
        if self.open.contains(&open) {
            let message = format!("`{address}.{name}` is defined by itself");
            self.warn("cycle", block.head(), message);
            return reference(Some(name));
        }
        let Some(expansion) = self.resource_instances(module, &key) else {
            return reference(Some(name));
        };
        let Some(instance) = expansion.instances.get(place) else {
            return reference(Some(name));
        };
        let mut frame = instance.frame(&Frame::of(module));
        self.open.insert(open.clone());
        let value = match block.body.attribute(name) {
            Some(attribute) => self.evaluate(&attribute.value, &mut frame),
            None => self.nested(&block.body, name, &mut frame, block.head()),
        };
        self.open.remove(&open);
        match value.term {
            Term::Null | Term::Absent => reference(Some(name)),
            _ => value,
        }
    }

    /// The nested blocks of a kind, as a list; absent where there are none.
    fn nested(
        &mut self,
        body: &super::expression::Body,
        name: &str,
        frame: &mut Frame,
        span: Span,
    ) -> Value {
        let properties = self.properties_of(body, frame, span);
        let found = properties.get(name).cloned();
        found.unwrap_or_else(|| at(Term::Absent, span))
    }
}

fn each_value(frame: &Frame, name: &str, span: Span) -> Value {
    let named = |pair: &(Value, Value)| match name {
        "key" => Some(pair.0.clone()),
        "value" => Some(pair.1.clone()),
        _ => None,
    };
    let found = frame.each.as_deref().and_then(named);
    found.unwrap_or_else(|| unknown(CauseKind::Dangling, format!("each.{name}"), span))
}
