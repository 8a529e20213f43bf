//! Variables: what they are set to, and the type that they take.
//!
//! In: the block of a variable, who calls the module, and what a person gave. Out: a value; of the root module's variables
//! that nobody set a parameter.

use crate::source::Span;
use crate::syntax::{CauseKind, Entry, OffsetMap, Parameter, Term, Value};

use super::expression::{Attribute, Block, Expression, Key, Node};
use super::native::{Places, expression_of};
use super::program::{Frame, ModuleId, Program, at, entry, unknown, used_at};

/// Nesting of types.
const DEEPEST: usize = 24;

impl Program<'_> {
    /// What a variable of a module is set to.
    pub(super) fn variable(&mut self, module: ModuleId, name: &str, span: Span) -> Value {
        let configuration = self.module(module).configuration;
        let Some(block) = configuration.variables.get(name) else {
            return unknown(CauseKind::Dangling, format!("var.{name}"), span);
        };
        let key = (module, name.to_owned());
        match self.variables.get(&key) {
            Some(Some(value)) => return used_at(value.clone(), span),
            Some(None) => {
                self.warn(
                    "cycle",
                    block.head(),
                    format!("`var.{name}` is defined by itself"),
                );
                return unknown(
                    CauseKind::Malformed,
                    format!("var.{name}, which is defined by itself"),
                    span,
                );
            }
            None => {}
        }
        self.variables.insert(key.clone(), None);
        let value = match &self.module(module).caller {
            None => self.of_root(name, block),
            Some(caller) => {
                let argument = caller.block.body.attribute(name);
                let (mut frame, argument) = (caller.frame.clone(), argument.cloned());
                self.of_call(argument, &mut frame, block)
            }
        };
        self.variables.insert(key, Some(value.clone()));
        used_at(value, span)
    }

    fn of_root(&mut self, name: &str, block: &Block) -> Value {
        let span = block.head();
        if let Some(text) = self.given.get(name) {
            let value = self.given_value(text, block, span);
            return self.typed(value, block);
        }
        let root = self.modules[0].configuration;
        let mut frame = Frame::of(ModuleId(0));
        if let Some(expression) = root.values.get(name) {
            let value = self.evaluate(expression, &mut frame);
            return self.typed(value, block);
        }
        let default = self.default(block).map(|value| self.typed(value, block));
        at(
            Term::Parameter(Parameter {
                name: name.to_owned(),
                default: default.map(Box::new),
                hidden: is_set(block, "sensitive") || is_set(block, "ephemeral"),
                ..Parameter::default()
            }),
            span,
        )
    }

    /// The value of a text that a person gave: of a variable that is no text, an expression.
    fn given_value(&mut self, text: &str, block: &Block, span: Span) -> Value {
        let kind = block.body.attribute("type").map(|kind| &kind.value.node);
        let is_text = match kind {
            None => true,
            Some(Node::Variable(name)) => name == "string",
            Some(_) => false,
        };
        if is_text {
            return Value::text(text, span);
        }
        let places = Places::new(span.file, OffsetMap::identity(span.start), span);
        match expression_of(text, &places) {
            Ok(expression) => {
                let value = self.evaluate(&expression, &mut Frame::of(ModuleId(0)));
                shown_at(value, span)
            }
            Err(_) => Value::text(text, span),
        }
    }

    fn of_call(&mut self, argument: Option<Attribute>, frame: &mut Frame, block: &Block) -> Value {
        let nullable = !block
            .body
            .attribute("nullable")
            .is_some_and(|one| matches!(one.value.node, Node::Boolean(false)));
        let given = argument.map(|argument| self.evaluate(&argument.value, frame));
        let given = given.filter(|value| nullable || value.term != Term::Null);
        match given.or_else(|| self.default(block)) {
            Some(value) => self.typed(value, block),
            None => unknown(
                CauseKind::Malformed,
                format!(
                    "variable `{}`, which the call of the module does not set,",
                    block.label(0).unwrap_or_default()
                ),
                block.head(),
            ),
        }
    }

    fn default(&mut self, block: &Block) -> Option<Value> {
        let default = block.body.attribute("default")?;
        Some(self.evaluate(&default.value, &mut Frame::of(ModuleId(0))))
    }

    /// A value as the type of the variable takes it.
    fn typed(&mut self, value: Value, block: &Block) -> Value {
        match block.body.attribute("type") {
            Some(kind) => self.as_type(value, &kind.value, DEEPEST),
            None => value,
        }
    }

    fn as_type(&mut self, value: Value, kind: &Expression, depth: usize) -> Value {
        if depth == 0 {
            return value;
        }
        let span = value.span;
        match value.term {
            Term::Choice {
                when,
                then,
                otherwise,
            } => {
                let then = self.as_type(*then, kind, depth - 1);
                let otherwise = self.as_type(*otherwise, kind, depth - 1);
                return super::evaluate::choice(when, then, otherwise, span);
            }
            Term::Parameter(parameter) => {
                let default = parameter.default;
                let default = default.map(|one| Box::new(self.as_type(*one, kind, depth - 1)));
                return at(
                    Term::Parameter(Parameter {
                        default,
                        ..parameter
                    }),
                    span,
                );
            }
            _ => {}
        }
        match &kind.node {
            Node::Variable(name) => as_primitive(value, name),
            Node::Call(call) => {
                let inner = call.arguments.first();
                match (call.name.as_str(), inner) {
                    ("list" | "set", Some(inner)) => {
                        self.as_list(value, inner, call.name == "set", depth)
                    }
                    ("map", Some(inner)) => self.each_entry(value, depth, |_| Some(inner)),
                    (
                        "object",
                        Some(Expression {
                            node: Node::Object(attributes),
                            ..
                        }),
                    ) => self.as_object(value, attributes, depth),
                    ("optional", Some(inner)) => self.as_type(value, inner, depth - 1),
                    _ => value,
                }
            }
            _ => value,
        }
    }

    fn as_list(&mut self, value: Value, kind: &Expression, is_set: bool, depth: usize) -> Value {
        let Term::List(items) = value.term else {
            return value;
        };
        let each = items.into_iter();
        let mut items: Vec<Value> = each
            .map(|item| self.as_type(item, kind, depth - 1))
            .collect();
        if is_set && items.iter().all(|item| item.as_text().is_some()) {
            items.sort_by(|one, other| one.as_text().cmp(&other.as_text()));
            items.dedup_by(|one, other| one.as_text() == other.as_text());
        }
        at(Term::List(items), value.span)
    }

    fn each_entry<'k>(
        &mut self,
        value: Value,
        depth: usize,
        kind: impl Fn(&str) -> Option<&'k Expression>,
    ) -> Value {
        let Term::Map(entries) = value.term else {
            return value;
        };
        let each = entries.into_iter();
        let entries = each.map(|one| match kind(&one.key) {
            Some(kind) => Entry {
                value: self.as_type(one.value, kind, depth - 1),
                ..one
            },
            None => one,
        });
        at(Term::Map(entries.collect()), value.span)
    }

    /// An object: what is optional and left out has its default.
    fn as_object(&mut self, value: Value, kinds: &[(Key, Expression)], depth: usize) -> Value {
        let kind_of = |name: &str| {
            kinds.iter().find_map(|(key, kind)| match key {
                Key::Name(own, _) if own == name => Some(kind),
                _ => None,
            })
        };
        let mut value = self.each_entry(value, depth, kind_of);
        let span = value.span;
        let Term::Map(entries) = &mut value.term else {
            return value;
        };
        for (key, kind) in kinds {
            let (Key::Name(name, _), Node::Call(call)) = (key, &kind.node) else {
                continue;
            };
            let there = entries.iter().position(|one| one.key == *name);
            let missing = there.is_none_or(|place| entries[place].value.term == Term::Null);
            if call.name != "optional" || !missing {
                continue;
            }
            let default = match (call.arguments.get(1), call.arguments.first()) {
                (Some(default), Some(inner)) => {
                    let value = self.evaluate(default, &mut Frame::of(ModuleId(0)));
                    self.as_type(value, inner, depth - 1)
                }
                _ => at(Term::Null, span),
            };
            match there {
                Some(place) => entries[place].value = default,
                None => entries.push(entry(name, span, default)),
            }
        }
        value
    }
}

/// Whether a switch of a block is on.
pub(super) fn is_set(block: &Block, name: &str) -> bool {
    let attribute = block.body.attribute(name);
    attribute.is_some_and(|one| matches!(one.value.node, Node::Boolean(true)))
}

/// A text, number or truth value as the type takes it.
fn as_primitive(mut value: Value, kind: &str) -> Value {
    if let Term::Scalar(scalar) = &mut value.term {
        match kind {
            "string" => scalar.plain = false,
            "number" => scalar.plain = scalar.text.parse::<f64>().is_ok(),
            "bool" => scalar.plain = matches!(scalar.text.as_str(), "true" | "false"),
            _ => {}
        }
    }
    value
}

/// A value with all its parts at one place.
fn shown_at(mut value: Value, span: Span) -> Value {
    let mut open = vec![&mut value];
    while let Some(value) = open.pop() {
        value.span = span;
        match &mut value.term {
            Term::List(items) | Term::Text(items) => open.extend(items),
            Term::Map(entries) => {
                for one in entries {
                    one.key_span = span;
                    open.push(&mut one.value);
                }
            }
            Term::Choice {
                then, otherwise, ..
            } => open.extend([&mut **then, &mut **otherwise]),
            _ => {}
        }
    }
    value
}
