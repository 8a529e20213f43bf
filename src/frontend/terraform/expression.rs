//! Expressions as a tree: the same for HCL and for its JSON form.
//!
//! In: what the readers next door parsed. Out: [`Expression`]s with the places where they are written. What they come to is
//! not known here.

use crate::source::Span;

/// An expression and where it is written.
#[derive(Clone, Debug)]
pub(super) struct Expression {
    pub(super) node: Node,
    pub(super) span: Span,
}

/// What an expression is.
#[derive(Clone, Debug)]
pub(super) enum Node {
    Null,
    Boolean(bool),
    /// In the notation of Terraform's own conversion to text.
    Number(String),
    Text(String),
    Template(Vec<Part>),
    Tuple(Vec<Expression>),
    Object(Vec<(Key, Expression)>),
    Variable(String),
    Access(Box<Expression>, Vec<Step>),
    Call(Call),
    Conditional(Box<Conditional>),
    Not(Box<Expression>),
    Negative(Box<Expression>),
    Binary(Operator, Box<(Expression, Expression)>),
    For(Box<For>),
}

/// A part of a template.
#[derive(Clone, Debug)]
pub(super) enum Part {
    Literal(String, Span),
    Value(Expression),
    If(Box<Choice>),
    For(Box<Repeat>),
}

/// `%{ if … }` in a template.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub(super) condition: Expression,
    pub(super) then: Vec<Part>,
    pub(super) otherwise: Vec<Part>,
}

/// `%{ for … }` in a template.
#[derive(Clone, Debug)]
pub(super) struct Repeat {
    pub(super) key: Option<String>,
    pub(super) value: String,
    pub(super) collection: Expression,
    pub(super) body: Vec<Part>,
}

/// The key of an entry of an object.
#[derive(Clone, Debug)]
pub(super) enum Key {
    Name(String, Span),
    Computed(Expression),
}

/// One step from a value to what lies in it.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Attribute(String),
    Index(Expression),
    /// `.*`: only attributes after it are taken of each item.
    Attributes,
    /// `[*]`: all that follows is taken of each item.
    Each,
}

/// The call of a function.
#[derive(Clone, Debug)]
pub(super) struct Call {
    /// Its name; of a provider's function with the namespaces.
    pub(super) name: String,
    pub(super) arguments: Vec<Expression>,
    /// Whether the last argument is a list of further ones (`...`).
    pub(super) spread: bool,
}

/// `condition ? then : otherwise`.
#[derive(Clone, Debug)]
pub(super) struct Conditional {
    pub(super) condition: Expression,
    pub(super) then: Expression,
    pub(super) otherwise: Expression,
}

/// A `for` expression.
#[derive(Clone, Debug)]
pub(super) struct For {
    pub(super) key: Option<String>,
    pub(super) value: String,
    pub(super) collection: Expression,
    /// The key of an entry, where an object is made.
    pub(super) result_key: Option<Expression>,
    pub(super) result: Expression,
    pub(super) condition: Option<Expression>,
    /// Whether entries of one key are collected in a list.
    pub(super) grouped: bool,
}

/// An operator between two expressions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Plus,
    Minus,
    Times,
    Divided,
    Remainder,
    And,
    Or,
}

/// The body of a file or block.
#[derive(Clone, Debug, Default)]
pub(super) struct Body {
    pub(super) attributes: Vec<Attribute>,
    pub(super) blocks: Vec<Block>,
}

/// An attribute of a body.
#[derive(Clone, Debug)]
pub(super) struct Attribute {
    pub(super) name: String,
    pub(super) name_span: Span,
    pub(super) value: Expression,
}

/// A block of a body.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub(super) kind: String,
    pub(super) kind_span: Span,
    pub(super) labels: Vec<(String, Span)>,
    pub(super) body: Body,
    /// Where all of it is written.
    pub(super) span: Span,
}

impl Body {
    /// The attribute of this name.
    pub(super) fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|one| one.name == name)
    }

    /// The blocks of this kind.
    pub(super) fn blocks_of<'b>(&'b self, kind: &'b str) -> impl Iterator<Item = &'b Block> {
        self.blocks.iter().filter(move |block| block.kind == kind)
    }
}

impl Block {
    /// The text of a label, by its 0-based place.
    pub(super) fn label(&self, at: usize) -> Option<&str> {
        self.labels.get(at).map(|(text, _)| text.as_str())
    }

    /// Where its head is written: its kind and labels.
    pub(super) fn head(&self) -> Span {
        let last = self.labels.last().map(|(_, span)| *span);
        last.map_or(self.kind_span, |last| self.kind_span.to(last))
    }
}

/// Shows each expression that is a direct part of another one.
pub(super) fn children(expression: &Expression, show: &mut dyn FnMut(&Expression)) {
    match &expression.node {
        Node::Null | Node::Boolean(_) | Node::Number(_) | Node::Text(_) | Node::Variable(_) => {}
        Node::Template(parts) => in_parts(parts, show),
        Node::Tuple(items) => items.iter().for_each(show),
        Node::Object(entries) => {
            for (key, value) in entries {
                if let Key::Computed(key) = key {
                    show(key);
                }
                show(value);
            }
        }
        Node::Access(base, steps) => {
            show(base);
            for step in steps {
                if let Step::Index(index) = step {
                    show(index);
                }
            }
        }
        Node::Call(call) => call.arguments.iter().for_each(show),
        Node::Conditional(one) => [&one.condition, &one.then, &one.otherwise]
            .into_iter()
            .for_each(show),
        Node::Not(inner) | Node::Negative(inner) => show(inner),
        Node::Binary(_, sides) => [&sides.0, &sides.1].into_iter().for_each(show),
        Node::For(one) => {
            let optional = [&one.result_key, &one.condition];
            [&one.collection, &one.result]
                .into_iter()
                .chain(optional.into_iter().flatten())
                .for_each(show);
        }
    }
}

fn in_parts(parts: &[Part], show: &mut dyn FnMut(&Expression)) {
    for part in parts {
        match part {
            Part::Literal(..) => {}
            Part::Value(expression) => show(expression),
            Part::If(one) => {
                show(&one.condition);
                in_parts(&one.then, show);
                in_parts(&one.otherwise, show);
            }
            Part::For(one) => {
                show(&one.collection);
                in_parts(&one.body, show);
            }
        }
    }
}
