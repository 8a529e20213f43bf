//! The steps from a value to what lies in it.
//!
//! In: a value and steps. Out: a value. An attribute that only the deployment gives is a reference.

use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Parameter, Reference, Term, Value};

use super::evaluate::{conditional_item, key_text, under};
use super::expression::Step;
use super::lift::assumed;
use super::program::{Frame, Program, at, unknown};
use super::text::cause_of;

impl Program<'_> {
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
            Term::List(items) => self.item(items, name, span),
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

    /// An item of a list by its number, or what lies in its only item by a name.
    fn item(&mut self, mut items: Vec<Value>, name: &str, span: Span) -> Value {
        if let Ok(place) = name.parse::<usize>() {
            return match place < items.len() {
                true => conditional_item(items.swap_remove(place)).0,
                false => unknown(
                    CauseKind::Malformed,
                    format!("item {name} of a shorter list"),
                    span,
                ),
            };
        }
        // A mapping that is known in part.
        let open = |item: &Value| matches!(item.term, Term::Unknown(_));
        if let Some(place) = items.iter().position(open) {
            return at(items.swap_remove(place).term, span);
        }
        match items.len() {
            // Blocks of a kind of which there is one are a list, and are read without a number here and there.
            1 => self.step(items.remove(0), name, span),
            _ => unknown(CauseKind::Malformed, format!("`{name}` of a list"), span),
        }
    }

    fn of_reference(&mut self, reference: Reference, name: &str, span: Span) -> Value {
        let is_number = name.parse::<usize>().is_ok();
        match &reference.attribute {
            // An instance of a resource of which nobody knows how many there are.
            None if is_number => at(Term::Reference(reference), span),
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
