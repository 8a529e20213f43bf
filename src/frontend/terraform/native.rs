//! Native HCL: from the text of a file to its body.
//!
//! In: a text and a map from its offsets to a file. Out: a [`Body`], or the first fault. The grammar is that of `hcl-edit`;
//! what blocks and names mean is not known here.

use std::ops::Range;

use hcl_edit::Span as _;
use hcl_edit::expr::{self as hcl, TraversalOperator};
use hcl_edit::parser;
use hcl_edit::structure::{self, Structure};

use crate::source::{Diagnostic, FileId, SourceFile, Span};
use crate::syntax::OffsetMap;

use super::expression::{
    Attribute, Block, Body, Call, Conditional, Expression, For, Key, Node, Operator, Part, Step,
};
use super::functions::Number;
use super::parts;

/// From offsets in a parsed text to places in a file.
pub(super) struct Places {
    file: FileId,
    map: OffsetMap,
    /// Where what has no place of its own stands.
    whole: Span,
}

impl Places {
    pub(super) fn new(file: FileId, map: OffsetMap, whole: Span) -> Self {
        Self { file, map, whole }
    }

    pub(super) fn of(&self, range: Option<Range<usize>>) -> Span {
        let Some(range) = range else {
            return self.whole;
        };
        let (start, end) = self.map.map_range(range.start as u32, range.end as u32);
        Span::new(self.file, start, end)
    }

    fn whole(&self) -> Span {
        self.whole
    }
}

/// The body of a file; `None`, with an error, where it is no HCL.
pub(super) fn read(file: &SourceFile, diagnostics: &mut Vec<Diagnostic>) -> Option<Body> {
    let text = file.text();
    let bare = text.strip_prefix('\u{feff}').unwrap_or(text);
    let start = (text.len() - bare.len()) as u32;
    let places = Places::new(file.id, OffsetMap::identity(start), file.span());
    // The grammar wants a line break after the last line.
    let ended = match bare.ends_with('\n') || bare.is_empty() {
        true => None,
        false => Some(format!("{bare}\n")),
    };
    match parser::parse_body(ended.as_deref().unwrap_or(bare)) {
        Ok(parsed) => Some(body(&parsed, &places)),
        Err(error) => {
            diagnostics.push(fault(&error, file.span(), &places));
            None
        }
    }
}

/// An expression that stands alone.
pub(super) fn expression_of(text: &str, places: &Places) -> Result<Expression, Diagnostic> {
    match parser::parse_expr(text) {
        Ok(parsed) => Ok(expression(&parsed, places)),
        Err(error) => Err(fault(&error, places.whole(), places)),
    }
}

/// The parts of a text with interpolations.
pub(super) fn template_of(text: &str, places: &Places) -> Result<Vec<Part>, Diagnostic> {
    match parser::parse_template(text) {
        Ok(parsed) => Ok(parts::parts(&parsed, places)),
        Err(error) => Err(fault(&error, places.whole(), places)),
    }
}

fn fault(error: &parser::Error, whole: Span, places: &Places) -> Diagnostic {
    let at = error.location().offset();
    let mut span = places.of(Some(at..at + 1));
    span.start = span.start.min(whole.end);
    span.end = span.end.min(whole.end);
    let message = format!("not valid HCL: {}", error.message().replace('\n', ", "));
    Diagnostic::error("syntax", span, message)
        .help("the rest of this file was not read; the other files were")
}

fn body(parsed: &structure::Body, places: &Places) -> Body {
    let mut body = Body::default();
    for structure in parsed.iter() {
        match structure {
            Structure::Attribute(attribute) => body.attributes.push(Attribute {
                name: attribute.key.to_string(),
                name_span: places.of(attribute.key.span()),
                value: expression(&attribute.value, places),
            }),
            Structure::Block(block) => body.blocks.push(self::block(block, places)),
        }
    }
    body
}

fn block(parsed: &structure::Block, places: &Places) -> Block {
    let labels = parsed.labels.iter();
    Block {
        kind: parsed.ident.to_string(),
        kind_span: places.of(parsed.ident.span()),
        labels: labels
            .map(|label| (label.as_str().to_owned(), places.of(label.span())))
            .collect(),
        body: body(&parsed.body, places),
        span: places.of(parsed.span()),
    }
}

/// An expression as our tree. The parser limits how deep it is.
pub(super) fn expression(parsed: &hcl::Expression, places: &Places) -> Expression {
    let inner = |one: &hcl::Expression| expression(one, places);
    let boxed = |one: &hcl::Expression| Box::new(expression(one, places));
    let node = match parsed {
        hcl::Expression::Null(_) => Node::Null,
        hcl::Expression::Bool(value) => Node::Boolean(**value),
        hcl::Expression::Number(value) => Node::Number(number(value)),
        hcl::Expression::String(value) => Node::Text(value.to_string()),
        hcl::Expression::Array(items) => Node::Tuple(items.iter().map(inner).collect()),
        hcl::Expression::Object(entries) => Node::Object(
            entries
                .iter()
                .map(|(key, value)| (self::key(key, places), inner(value.expr())))
                .collect(),
        ),
        hcl::Expression::StringTemplate(template) => Node::Template(parts::parts(template, places)),
        hcl::Expression::HeredocTemplate(heredoc) => {
            Node::Template(parts::parts(&heredoc.template, places))
        }
        hcl::Expression::Parenthesis(parenthesis) => return inner(parenthesis.inner()),
        hcl::Expression::Variable(name) => Node::Variable(name.to_string()),
        hcl::Expression::Conditional(one) => Node::Conditional(Box::new(Conditional {
            condition: inner(&one.cond_expr),
            then: inner(&one.true_expr),
            otherwise: inner(&one.false_expr),
        })),
        hcl::Expression::FuncCall(call) => Node::Call(self::call(call, places)),
        hcl::Expression::Traversal(access) => Node::Access(
            boxed(&access.expr),
            access
                .operators
                .iter()
                .map(|operator| step(operator, places))
                .collect(),
        ),
        hcl::Expression::UnaryOp(one) => match one.operator.value() {
            hcl::UnaryOperator::Not => Node::Not(boxed(&one.expr)),
            hcl::UnaryOperator::Neg => Node::Negative(boxed(&one.expr)),
        },
        hcl::Expression::BinaryOp(one) => Node::Binary(
            operator(*one.operator.value()),
            Box::new((inner(&one.lhs_expr), inner(&one.rhs_expr))),
        ),
        hcl::Expression::ForExpr(one) => Node::For(Box::new(for_of(one, places))),
    };
    Expression {
        node,
        span: places.of(parsed.span()),
    }
}

fn for_of(one: &hcl::ForExpr, places: &Places) -> For {
    For {
        key: one.intro.key_var.as_ref().map(|name| name.to_string()),
        value: one.intro.value_var.to_string(),
        collection: expression(&one.intro.collection_expr, places),
        result_key: one.key_expr.as_ref().map(|key| expression(key, places)),
        result: expression(&one.value_expr, places),
        condition: one.cond.as_ref().map(|cond| expression(&cond.expr, places)),
        grouped: one.grouping,
    }
}

fn key(parsed: &hcl::ObjectKey, places: &Places) -> Key {
    match parsed {
        hcl::ObjectKey::Ident(name) => Key::Name(name.to_string(), places.of(name.span())),
        hcl::ObjectKey::Expression(hcl::Expression::String(name)) => {
            Key::Name(name.to_string(), places.of(name.span()))
        }
        // A bare name in its place is a name, however the parser reads it; in brackets it is a variable.
        hcl::ObjectKey::Expression(hcl::Expression::Variable(name)) => {
            Key::Name(name.to_string(), places.of(name.span()))
        }
        hcl::ObjectKey::Expression(computed) => Key::Computed(expression(computed, places)),
    }
}

fn step(operator: &TraversalOperator, places: &Places) -> Step {
    match operator {
        TraversalOperator::AttrSplat(_) => Step::Attributes,
        TraversalOperator::FullSplat(_) => Step::Each,
        TraversalOperator::GetAttr(name) => Step::Attribute(name.to_string()),
        TraversalOperator::Index(index) => Step::Index(expression(index, places)),
        TraversalOperator::LegacyIndex(index) => Step::Index(Expression {
            node: Node::Number(index.value().to_string()),
            span: places.of(index.span()),
        }),
    }
}

fn call(parsed: &hcl::FuncCall, places: &Places) -> Call {
    let mut name = String::new();
    for namespace in &parsed.name.namespace {
        name.push_str(namespace.as_str());
        name.push_str("::");
    }
    name.push_str(parsed.name.name.as_str());
    Call {
        name,
        arguments: parsed
            .args
            .iter()
            .map(|one| expression(one, places))
            .collect(),
        spread: parsed.args.expand_final(),
    }
}

fn operator(parsed: hcl::BinaryOperator) -> Operator {
    match parsed {
        hcl::BinaryOperator::Eq => Operator::Equal,
        hcl::BinaryOperator::NotEq => Operator::NotEqual,
        hcl::BinaryOperator::Less => Operator::Less,
        hcl::BinaryOperator::LessEq => Operator::LessOrEqual,
        hcl::BinaryOperator::Greater => Operator::Greater,
        hcl::BinaryOperator::GreaterEq => Operator::GreaterOrEqual,
        hcl::BinaryOperator::Plus => Operator::Plus,
        hcl::BinaryOperator::Minus => Operator::Minus,
        hcl::BinaryOperator::Mul => Operator::Times,
        hcl::BinaryOperator::Div => Operator::Divided,
        hcl::BinaryOperator::Mod => Operator::Remainder,
        hcl::BinaryOperator::And => Operator::And,
        hcl::BinaryOperator::Or => Operator::Or,
    }
}

/// A number as Terraform converts it to text, of the digits as they are written: the parser keeps no more than 64 bits.
fn number(parsed: &hcl_edit::Formatted<hcl_edit::Number>) -> String {
    let written = parsed.as_repr().map(|written| written.to_string());
    let text = written.unwrap_or_else(|| parsed.value().to_string());
    Number::parse(&text).map_or(text, |number| number.to_string())
}
