//! Expressions as values.
//!
//! In: an [`Expression`] and what its names mean. Out: a [`Value`]: a literal where the configuration decides it, else a
//! reference, a text with holes, a choice, or unknown with a cause.

use std::rc::Rc;

use crate::source::Span;
use crate::syntax::{CauseKind, Entry, Guard, Term, Value};

use super::expression::{Call, Expression, For, Key, Node, Part, Repeat};
use super::functions;
use super::program::{Frame, Program, at, entry, plain, unknown, used_at};

impl Program<'_> {
    /// What an expression comes to.
    pub(super) fn evaluate(&mut self, expression: &Expression, frame: &mut Frame) -> Value {
        let span = expression.span;
        self.guarded(span, |program| program.node(&expression.node, span, frame))
    }

    fn node(&mut self, node: &Node, span: Span, frame: &mut Frame) -> Value {
        match node {
            Node::Null => at(Term::Null, span),
            Node::Boolean(truth) => plain(truth.to_string(), span),
            Node::Number(text) => plain(text, span),
            Node::Text(text) => Value::text(text, span),
            Node::Template(parts) => self.template(parts, span, frame),
            Node::Tuple(items) => {
                let items = items
                    .iter()
                    .map(|item| self.evaluate(item, frame))
                    .collect();
                at(Term::List(items), span)
            }
            Node::Object(entries) => self.object(entries, span, frame),
            Node::Variable(name) => self.access(name, &[], span, frame),
            Node::Access(base, steps) => match &base.node {
                Node::Variable(name) => self.access(name, steps, span, frame),
                _ => {
                    let base = self.evaluate(base, frame);
                    let value = self.steps(base, steps, span, frame);
                    used_at(value, span)
                }
            },
            Node::Call(call) => self.call(call, span, frame),
            Node::Conditional(one) => {
                let condition = self.evaluate(&one.condition, frame);
                match self.guard(&condition, one.condition.span, frame.module) {
                    Guard::Always => self.evaluate(&one.then, frame),
                    Guard::Never => self.evaluate(&one.otherwise, frame),
                    when => {
                        let then = self.evaluate(&one.then, frame);
                        let otherwise = self.evaluate(&one.otherwise, frame);
                        choice(when, then, otherwise, span)
                    }
                }
            }
            Node::Not(inner) => {
                let value = self.evaluate(inner, frame);
                let when = self.guard(&value, inner.span, frame.module).negate();
                truth(when, span)
            }
            Node::Negative(inner) => {
                let value = self.evaluate(inner, frame);
                self.lift(vec![value], span, &mut |_, values| {
                    super::operators::negative(&values[0], span)
                })
            }
            Node::Binary(operator, sides) => {
                self.binary(*operator, &sides.0, &sides.1, span, frame)
            }
            Node::For(one) => self.for_expression(one, span, frame),
        }
    }

    fn object(&mut self, entries: &[(Key, Expression)], span: Span, frame: &mut Frame) -> Value {
        let mut out: Vec<Entry> = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            let (name, key_span) = match key {
                Key::Name(name, key_span) => (name.clone(), *key_span),
                Key::Computed(expression) => {
                    let key = self.evaluate(expression, frame);
                    match key_text(&key) {
                        Ok(text) => (text, expression.span),
                        Err(cause) => return at(Term::Unknown(cause), span),
                    }
                }
            };
            let value = self.evaluate(value, frame);
            match out.iter_mut().find(|one| one.key == name) {
                Some(seen) => seen.value = value,
                None => out.push(entry(name, key_span, value)),
            }
        }
        at(Term::Map(out), span)
    }

    /// A text with interpolations. One that is nothing but an interpolation is what that comes to.
    pub(super) fn template(&mut self, parts: &[Part], span: Span, frame: &mut Frame) -> Value {
        match parts {
            [Part::Value(only)] => {
                let value = self.evaluate(only, frame);
                return used_at(value, span);
            }
            [Part::Literal(text, at)] => return Value::text(text, *at),
            _ => {}
        }
        let values = self.part_values(parts, frame);
        self.joined(values, span)
    }

    /// Texts as one: choices in them become a choice of texts.
    pub(super) fn joined(&mut self, values: Vec<Value>, span: Span) -> Value {
        self.lift_choices(values, span, &mut |_, values| {
            super::text::text(values, span)
        })
    }

    fn part_values(&mut self, parts: &[Part], frame: &mut Frame) -> Vec<Value> {
        let mut out = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Part::Literal(text, at) => out.push(Value::text(text, *at)),
                Part::Value(expression) => out.push(self.evaluate(expression, frame)),
                Part::If(one) => {
                    let condition = self.evaluate(&one.condition, frame);
                    let place = one.condition.span;
                    match self.guard(&condition, place, frame.module) {
                        Guard::Always => out.extend(self.part_values(&one.then, frame)),
                        Guard::Never => out.extend(self.part_values(&one.otherwise, frame)),
                        when => {
                            let then = self.part_values(&one.then, frame);
                            let then = self.joined(then, place);
                            let otherwise = self.part_values(&one.otherwise, frame);
                            let otherwise = self.joined(otherwise, place);
                            out.push(choice(when, then, otherwise, place));
                        }
                    }
                }
                Part::For(one) => self.repeated(one, frame, &mut out),
            }
        }
        out
    }

    fn repeated(&mut self, one: &Repeat, frame: &mut Frame, out: &mut Vec<Value>) {
        let span = one.collection.span;
        let collection = self.evaluate(&one.collection, frame);
        match items_of(&settled(collection)) {
            Ok(items) => {
                for (key, value) in items {
                    let names = [
                        one.key.clone().map(|name| (name, key)),
                        Some((one.value.clone(), value)),
                    ];
                    let more = self.with_names(names, frame, |program, frame| {
                        let values = program.part_values(&one.body, frame);
                        program.joined(values, span)
                    });
                    out.push(more);
                }
            }
            Err(cause) => out.push(at(Term::Unknown(cause), span)),
        }
    }

    fn with_names<T>(
        &mut self,
        names: [Option<(String, Value)>; 2],
        frame: &mut Frame,
        read: impl FnOnce(&mut Self, &mut Frame) -> T,
    ) -> T {
        let before = frame.names.len();
        frame.names.extend(names.into_iter().flatten());
        let out = read(self, frame);
        frame.names.truncate(before);
        out
    }

    fn for_expression(&mut self, one: &For, span: Span, frame: &mut Frame) -> Value {
        let collection = self.evaluate(&one.collection, frame);
        let mut frame = frame.clone();
        self.lift(vec![collection], span, &mut |program, values| {
            program.for_over(one, &values[0], span, &mut frame)
        })
    }

    fn for_over(&mut self, one: &For, collection: &Value, span: Span, frame: &mut Frame) -> Value {
        let items = match items_of(collection) {
            Ok(items) => items,
            Err(cause) => return at(Term::Unknown(cause), span),
        };
        let (mut list, mut map): (Vec<Value>, Vec<Entry>) = (Vec::new(), Vec::new());
        for (key, value) in items {
            let Some((key, value)) = self.for_item(one, key, value, frame) else {
                continue;
            };
            let Some(key) = key else {
                list.push(value);
                continue;
            };
            match key_text(&key) {
                Ok(text) => collect(&mut map, &text, key.span, value, one.grouped),
                Err(cause) => return at(Term::Unknown(cause), span),
            }
        }
        match one.result_key {
            None => at(Term::List(list), span),
            Some(_) => {
                map.sort_by(|one, other| one.key.cmp(&other.key));
                at(Term::Map(map), span)
            }
        }
    }

    /// What a `for` expression makes of one item, with its key where it makes an object; `None` where a condition leaves it out.
    fn for_item(
        &mut self,
        one: &For,
        key: Value,
        value: Value,
        frame: &mut Frame,
    ) -> Option<(Option<Value>, Value)> {
        let (value, there) = conditional_item(value);
        let names = [
            one.key.clone().map(|name| (name, key)),
            Some((one.value.clone(), value)),
        ];
        self.with_names(names, frame, |program, frame| {
            let when = match &one.condition {
                None => Guard::Always,
                Some(condition) => {
                    let value = program.evaluate(condition, frame);
                    program.guard(&value, condition.span, frame.module)
                }
            };
            let when = Guard::all([there, when]);
            if when == Guard::Never {
                return None;
            }
            let key = one.result_key.as_ref();
            let key = key.map(|key| program.evaluate(key, frame));
            let value = program.evaluate(&one.result, frame);
            Some((key, under(when, value)))
        })
    }

    fn call(&mut self, call: &Call, span: Span, frame: &mut Frame) -> Value {
        if let Some(value) = self.special(call, span, frame) {
            return value;
        }
        let mut arguments: Vec<Value> = Vec::with_capacity(call.arguments.len());
        for argument in &call.arguments {
            arguments.push(self.evaluate(argument, frame));
        }
        let spread = call.spread;
        self.lift(arguments, span, &mut |program, mut arguments| {
            if spread {
                match arguments.pop().map(|last| last.term) {
                    Some(Term::List(items)) => arguments.extend(items),
                    Some(other) => {
                        let cause = super::text::cause_of(&at(other, span));
                        return at(Term::Unknown(cause), span);
                    }
                    None => {}
                }
            }
            let cost = arguments.iter().map(super::text::size).sum();
            if !program.pay(cost, span) {
                return unknown(CauseKind::Limit, "the size of the configuration", span);
            }
            functions::call(&call.name, &arguments, span)
                .unwrap_or_else(|| unknown(CauseKind::Function, &call.name, span))
        })
    }
}

/// Adds an entry to an object; where entries are grouped, to the list under its key.
fn collect(map: &mut Vec<Entry>, key: &str, key_span: Span, value: Value, grouped: bool) {
    let span = value.span;
    match map.iter_mut().find(|entry| entry.key == key) {
        Some(seen) if grouped => {
            if let Term::List(all) = &mut seen.value.term {
                all.push(value);
            }
        }
        Some(seen) => seen.value = value,
        None if grouped => map.push(entry(key, key_span, at(Term::List(vec![value]), span))),
        None => map.push(entry(key, key_span, value)),
    }
}

/// One of two values.
pub(super) fn choice(when: Guard, then: Value, otherwise: Value, span: Span) -> Value {
    if then.term == otherwise.term {
        return used_at(then, span);
    }
    let term = Term::Choice {
        when,
        then: Box::new(then),
        otherwise: Box::new(otherwise),
    };
    at(term, span)
}

/// A value that is there under a condition only.
pub(super) fn under(when: Guard, value: Value) -> Value {
    let span = value.span;
    match when {
        Guard::Always => value,
        when => choice(when, value, at(Term::Absent, span), span),
    }
}

/// The value of a condition.
pub(super) fn truth(when: Guard, span: Span) -> Value {
    match when {
        Guard::Always => plain("true", span),
        Guard::Never => plain("false", span),
        when => choice(when, plain("true", span), plain("false", span), span),
    }
}

/// An item that may not be there: what it is, and when it is.
pub(super) fn conditional_item(item: Value) -> (Value, Guard) {
    match item.term {
        Term::Choice {
            when,
            then,
            otherwise,
        } if otherwise.term == Term::Absent => (*then, when),
        term => (at(term, item.span), Guard::Always),
    }
}

/// A value with the defaults of parameters in their place, where something has to be gone through.
pub(super) fn settled(value: Value) -> Value {
    match value.term {
        Term::Parameter(parameter) => match parameter.default {
            Some(default) => settled(*default),
            None => at(Term::Parameter(parameter), value.span),
        },
        term => at(term, value.span),
    }
}

/// The items of a list or mapping with their keys, in the order in which Terraform goes through them.
pub(super) fn items_of(value: &Value) -> Result<Vec<(Value, Value)>, crate::syntax::Cause> {
    match &value.term {
        Term::List(items) => Ok(items
            .iter()
            .enumerate()
            .map(|(index, item)| (plain(index.to_string(), item.span), item.clone()))
            .collect()),
        Term::Map(entries) => {
            let mut entries: Vec<&Entry> = entries.iter().collect();
            entries.sort_by(|one, other| one.key.cmp(&other.key));
            let pair = |one: &Entry| (Value::text(&one.key, one.key_span), one.value.clone());
            Ok(entries.into_iter().map(pair).collect())
        }
        _ => Err(super::text::cause_of(value)),
    }
}

/// The text of a key.
pub(super) fn key_text(key: &Value) -> Result<String, crate::syntax::Cause> {
    match &key.term {
        Term::Scalar(scalar) => Ok(scalar.text.clone()),
        Term::Parameter(parameter) => match &parameter.default {
            Some(default) => key_text(default),
            None => Err(super::text::cause_of(key)),
        },
        // A name that only the deployment gives still tells one entry from another.
        Term::Reference(_) | Term::Text(_) => {
            crate::frontend::terraform::text::shown(key).ok_or_else(|| super::text::cause_of(key))
        }
        _ => Err(super::text::cause_of(key)),
    }
}

/// The pair that `each` stands for.
pub(super) fn each(key: Value, value: Value) -> Option<Rc<(Value, Value)>> {
    Some(Rc::new((key, value)))
}
