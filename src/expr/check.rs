//! The types of a predicate, and its compilation on the way.
//!
//! In: its tree, and the names in scope. Out: the test it compiles to with everything it reads, or all its faults.
//! What a scope answers is not known here.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::code::{self, Test};
use super::guard::{present_if_false, present_if_true};
use super::names::{Key, Names};
use super::tree::{Extent, Fault, Form, Name, Node, Relation};
use super::typed::{Typed, words};
use super::{Function, Variable};
use crate::vocabulary::{Absence, Attribute, Literal, Type};

/// The code of every fault of types.
pub(super) const TYPES: &str = "predicate-types";

/// What a check gathers.
pub(super) struct Checker<'v> {
    /// What names stand for.
    pub(super) names: Names<'v>,
    /// What is wrong.
    pub(super) faults: Vec<Fault>,
    /// The attributes that are read, with repetitions.
    pub(super) reads: Vec<(Key, Extent)>,
    /// The calls of functions.
    pub(super) calls: Vec<(Function, Variable, Arc<str>, Extent)>,
}

/// What holds around a node.
#[derive(Clone, Default)]
pub(super) struct Surroundings<'v> {
    /// The items of the quantifiers around, outermost first, with the attribute whose list they are from.
    pub(super) items: Vec<(String, Option<&'v Attribute>)>,
    /// The attributes that are there wherever the node matters.
    present: BTreeSet<Key>,
}

impl<'v> Checker<'v> {
    /// Notes a fault; for use as the value of what has it.
    pub(super) fn fault<T>(&mut self, fault: Fault) -> Option<T> {
        self.faults.push(fault);
        None
    }

    /// A node that must be a boolean.
    pub(super) fn test(&mut self, node: &Node, around: &Surroundings<'v>) -> Option<Test> {
        let typed = self.typed(node, Type::Boolean, "here", around)?;
        Some(typed.code.test())
    }

    /// A node that must have this type.
    pub(super) fn typed(
        &mut self,
        node: &Node,
        kind: Type,
        place: &str,
        around: &Surroundings<'v>,
    ) -> Option<Typed<'v>> {
        let typed = self.value(node, around)?;
        if typed.kind == kind {
            return Some(typed);
        }
        let message = format!(
            "expected {} {place}, found {}",
            words(kind),
            words(typed.kind)
        );
        let fault = Fault::new(TYPES, node.extent, message);
        self.fault(match (kind, typed.kind) {
            (Type::Boolean, Type::List) => fault
                .help("ask about its items with `exists`, `all` or `in`, or compare its `size()`"),
            (Type::Boolean, _) => fault.help("compare it with a value"),
            (Type::Integer, Type::Text) => {
                fault.help("texts have no order: list those that count with `in [...]`")
            }
            (Type::Text, Type::List) => {
                fault.help("the items of a list are found with `in` or `exists`")
            }
            _ => fault.help(format!("only {} fits here", words(kind))),
        })
    }

    /// A node of any type.
    pub(super) fn value(&mut self, node: &Node, around: &Surroundings<'v>) -> Option<Typed<'v>> {
        match &node.form {
            Form::Null => {
                let fault = Fault::new(TYPES, node.extent, "expected a value, found `null`");
                self.fault(
                    fault.help("`null` can only be compared with an attribute, by `==` or `!=`"),
                )
            }
            Form::Boolean(value) => Some(Typed::value(
                Type::Boolean,
                code::constant(Literal::Boolean(*value)),
            )),
            Form::Integer(value) => Some(Typed::value(
                Type::Integer,
                code::constant(Literal::Integer(*value)),
            )),
            Form::Text(text) => Some(Typed::value(
                Type::Text,
                code::constant(Literal::Text(Arc::clone(text))),
            )),
            Form::List(items) => self.list(items),
            Form::Path(path) => self.path(path, node.extent, around),
            Form::Call {
                receiver: Some(receiver),
                name,
                arguments,
            } => self.method(receiver, name, arguments, around),
            Form::Call {
                receiver: None,
                name,
                arguments,
            } => self.function(name, arguments, node.extent, around),
            Form::Not(inner) => Some(Typed::boolean(code::not(self.test(inner, around)?))),
            Form::And(parts) => {
                let mut inside = around.clone();
                inside.present.extend(present_if_true(node, self.names));
                Some(Typed::boolean(code::conjunction(
                    self.tests(parts, &inside)?,
                )))
            }
            Form::Or(parts) => {
                let mut inside = around.clone();
                inside.present.extend(present_if_false(node, self.names));
                Some(Typed::boolean(code::disjunction(
                    self.tests(parts, &inside)?,
                )))
            }
            Form::Relation(relation, sides) => self.relation(*relation, sides, around),
            Form::Choice(parts) => self.choice(parts, around),
        }
    }

    fn tests(&mut self, parts: &[Node], around: &Surroundings<'v>) -> Option<Vec<Test>> {
        // All parts are checked before the first fault ends it, so that one load shows all faults.
        let tests: Vec<Option<Test>> = parts.iter().map(|part| self.test(part, around)).collect();
        tests.into_iter().collect()
    }

    fn list(&mut self, items: &[Node]) -> Option<Typed<'v>> {
        let mut texts = Vec::new();
        for item in items {
            match &item.form {
                Form::Text(text) => texts.push(Arc::clone(text)),
                _ => {
                    let fault =
                        Fault::new(TYPES, item.extent, "expected a quoted text in this list");
                    return self.fault(fault.help("lists hold quoted texts only: `['a', 'b']`"));
                }
            }
        }
        Some(Typed::value(
            Type::List,
            code::constant(Literal::List(texts)),
        ))
    }

    fn path(
        &mut self,
        path: &[Name],
        extent: Extent,
        around: &Surroundings<'v>,
    ) -> Option<Typed<'v>> {
        let first = path.first()?;
        if let Some(level) = around
            .items
            .iter()
            .position(|(name, _)| *name == first.text)
        {
            if path.len() > 1 {
                let fault = Fault::new(
                    TYPES,
                    extent,
                    format!("`{}` is a text: it has no attributes", first.text),
                );
                return self.fault(fault.help("the items of a list are texts"));
            }
            let of = around.items.get(level).and_then(|(_, of)| *of);
            return Some(Typed {
                of,
                ..Typed::value(Type::Text, code::item(level))
            });
        }
        let (key, attribute) = self.read(path, extent)?;
        if attribute.absence == Absence::Meaningful && !around.present.contains(&key) {
            let read = format!("{}.{}", key.0.name(), attribute.name);
            let fault = Fault::new(
                "absence-unchecked",
                extent,
                format!("`{read}` may be absent, which is not tested here"),
            );
            return self.fault(fault.help(format!(
                "write `{read} != null && …` or `{read} == null || …`"
            )));
        }
        let typed = Typed::value(attribute.predicate_type(), code::attribute(key.0, key.1));
        Some(Typed {
            of: Some(attribute),
            ..typed
        })
    }

    /// Resolves and notes a read.
    fn read(&mut self, path: &[Name], extent: Extent) -> Option<(Key, &'v Attribute)> {
        let key = match self.names.attribute(path) {
            Ok(key) => key,
            Err(fault) => return self.fault(fault),
        };
        let attribute = self.names.vocabulary.attribute(key.1);
        if attribute.predicate_type() == Type::Opaque {
            let message = format!(
                "`{}` has no value that a predicate can read",
                attribute.name
            );
            return self.fault(
                Fault::new("opaque-attribute", extent, message)
                    .help("only the graph is built from it"),
            );
        }
        self.reads.push((key, extent));
        Some((key, attribute))
    }

    fn relation(
        &mut self,
        relation: Relation,
        sides: &[Node; 2],
        around: &Surroundings<'v>,
    ) -> Option<Typed<'v>> {
        let [left, right] = sides;
        match relation {
            Relation::Equal | Relation::Different => match (&left.form, &right.form) {
                (Form::Null, _) => self.absent(relation, right),
                (_, Form::Null) => self.absent(relation, left),
                _ => self.equal(relation, sides, around),
            },
            Relation::In => {
                let item = self.typed(left, Type::Text, "to the left of `in`", around);
                let list = self.typed(right, Type::List, "to the right of `in`", around);
                self.related(relation, [(left, item?), (right, list?)])
            }
            Relation::Less | Relation::AtMost | Relation::Greater | Relation::AtLeast => {
                let smaller = self.typed(left, Type::Integer, "in this comparison", around);
                let larger = self.typed(right, Type::Integer, "in this comparison", around);
                self.related(relation, [(left, smaller?), (right, larger?)])
            }
        }
    }

    fn equal(
        &mut self,
        relation: Relation,
        sides: &[Node; 2],
        around: &Surroundings<'v>,
    ) -> Option<Typed<'v>> {
        let [left, right] = sides;
        let (one, other) = (self.value(left, around), self.value(right, around));
        let (one, other) = (one?, other?);
        if one.kind != other.kind {
            let message = format!("{} is compared with {}", words(one.kind), words(other.kind));
            let fault = Fault::new(TYPES, left.extent.to(right.extent), message);
            return self.fault(match (one.kind, other.kind) {
                (Type::List, Type::Text) | (Type::Text, Type::List) => {
                    fault.help("whether a list has an item is asked with `in`")
                }
                _ => fault.help("both sides of a comparison have the same type"),
            });
        }
        self.related(relation, [(left, one), (right, other)])
    }

    fn related(&mut self, relation: Relation, sides: [(&Node, Typed<'v>); 2]) -> Option<Typed<'v>> {
        let [(left, one), (right, other)] = sides;
        let fits = self.fits(one.of, right) & self.fits(other.of, left);
        let test = code::related(relation, one.code.operand(), other.code.operand());
        fits.then(|| Typed::boolean(test))
    }

    /// Whether the texts written in `node` are among the values of the attribute that they are compared with.
    pub(super) fn fits(&mut self, of: Option<&Attribute>, node: &Node) -> bool {
        let Some(attribute) = of.filter(|attribute| !attribute.values.is_empty()) else {
            return true;
        };
        match &node.form {
            Form::Text(text) if !attribute.values.contains(text) => {
                let values: Vec<&str> = attribute.values.iter().map(|value| &**value).collect();
                let message = format!("`{text}` is no value of `{}`", attribute.name);
                let fault = Fault::new("unknown-value", node.extent, message);
                self.faults.push(fault.help(super::names::propose(
                    text,
                    &values,
                    "its values are",
                )));
                false
            }
            Form::List(items) => items
                .iter()
                .fold(true, |fits, item| self.fits(of, item) & fits),
            _ => true,
        }
    }

    /// A comparison with `null`.
    fn absent(&mut self, relation: Relation, node: &Node) -> Option<Typed<'v>> {
        let Form::Path(path) = &node.form else {
            let fault = Fault::new(
                "never-absent",
                node.extent,
                "only an attribute can be compared with `null`",
            );
            return self.fault(fault.help("everything else has a value"));
        };
        let (key, attribute) = self.read(path, node.extent)?;
        let help = match &attribute.absence {
            Absence::Meaningful => {
                let test = code::absent(code::attribute(key.0, key.1));
                return Some(Typed::boolean(if relation == Relation::Equal {
                    test
                } else {
                    code::not(test)
                }));
            }
            Absence::Unknown => "where nothing states it, what is read is unknown".to_owned(),
            Absence::Value(value, _) => format!("where nothing states it, it counts as `{value}`"),
        };
        let message = format!("`{}` is never absent", attribute.name);
        self.fault(Fault::new("never-absent", node.extent, message).help(help))
    }

    fn choice(&mut self, parts: &[Node; 3], around: &Surroundings<'v>) -> Option<Typed<'v>> {
        let [condition, then, otherwise] = parts;
        let test = self.test(condition, around);
        let mut inside = around.clone();
        inside
            .present
            .extend(present_if_true(condition, self.names));
        let one = self.value(then, &inside);
        let mut inside = around.clone();
        inside
            .present
            .extend(present_if_false(condition, self.names));
        let other = self.value(otherwise, &inside);
        let (test, one, other) = (test?, one?, other?);
        if one.kind != other.kind {
            let message = format!(
                "a choice between {} and {}",
                words(one.kind),
                words(other.kind)
            );
            let fault = Fault::new(TYPES, then.extent.to(otherwise.extent), message);
            return self.fault(fault.help("both sides of `:` have the same type"));
        }
        Some(Typed::value(
            one.kind,
            code::choice(test, one.code.operand(), other.code.operand()),
        ))
    }
}
