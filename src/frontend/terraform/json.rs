//! The JSON form of configurations (`.tf.json`).
//!
//! In: a tree of JSON. Out: the same [`Body`] that native HCL gives. Inside resources nobody can tell nested blocks from
//! attributes without the provider's schema; both are attributes here, and paths over them are the same.

use crate::source::{Diagnostic, Span};
use crate::syntax::{Node as JsonNode, OffsetMap, Shape, Tree};

use super::expression::{Attribute, Block, Body, Expression, Key, Node, Part};
use super::functions::Number;
use super::native::{Places, template_of};

/// Deepest nesting that is read; the tree itself has a limit of its own.
const DEEPEST: usize = 96;

/// The kinds of top-level blocks, with how many labels each has.
pub(super) const KINDS: [(&str, usize); 14] = [
    ("resource", 2),
    ("data", 2),
    ("ephemeral", 2),
    ("module", 1),
    ("variable", 1),
    ("output", 1),
    ("provider", 1),
    ("check", 1),
    ("locals", 0),
    ("terraform", 0),
    ("moved", 0),
    ("import", 0),
    ("removed", 0),
    ("language", 0),
];

/// Reads the first document of a tree as the body of a file.
pub(super) fn read(tree: &Tree, diagnostics: &mut Vec<Diagnostic>) -> Body {
    let mut reader = Reader {
        diagnostics,
        depth: 0,
    };
    let mut body = Body::default();
    let Some(root) = tree.root() else { return body };
    for (key, value) in root.entries() {
        let name = key.text().unwrap_or_default();
        if name.starts_with("//") {
            continue;
        }
        match KINDS.iter().find(|(kind, _)| *kind == name) {
            Some(&(kind, labels)) => {
                let mut start = Start {
                    kind,
                    kind_span: key.span(),
                    labels: Vec::new(),
                };
                reader.blocks(&mut start, labels, value, &mut body.blocks);
            }
            None => {
                let message = format!("`{name}` is no block of Terraform and is not read");
                let fault = Diagnostic::warning("unknown-block", key.span(), message);
                reader.diagnostics.push(fault);
            }
        }
    }
    body
}

/// The head of a block, as far as it has been read.
struct Start<'k> {
    kind: &'k str,
    kind_span: Span,
    labels: Vec<(String, Span)>,
}

struct Reader<'d> {
    diagnostics: &'d mut Vec<Diagnostic>,
    depth: usize,
}

impl Reader<'_> {
    /// The blocks below a kind: one for each path of labels, several where there is a list.
    fn blocks(
        &mut self,
        start: &mut Start<'_>,
        labels: usize,
        node: JsonNode<'_>,
        out: &mut Vec<Block>,
    ) {
        if node.shape() == Shape::Sequence {
            for item in node.items() {
                self.blocks(start, labels, item, out);
            }
            return;
        }
        if node.shape() != Shape::Mapping {
            let message = format!("expected an object for a `{}` block", start.kind);
            self.diagnostics
                .push(Diagnostic::error("malformed-block", node.span(), message));
            return;
        }
        if labels == 0 {
            let body = self.body(node);
            out.push(Block {
                kind: start.kind.to_owned(),
                kind_span: start.kind_span,
                labels: start.labels.clone(),
                body,
                span: start
                    .labels
                    .last()
                    .map_or(start.kind_span, |(_, at)| *at)
                    .to(node.span()),
            });
            return;
        }
        for (key, value) in node.entries() {
            let Some(name) = key.text() else { continue };
            start.labels.push((name.into_owned(), key.span()));
            self.blocks(start, labels - 1, value, out);
            start.labels.pop();
        }
    }

    fn body(&mut self, node: JsonNode<'_>) -> Body {
        let mut body = Body::default();
        for (key, value) in node.entries() {
            let Some(name) = key.text() else { continue };
            if name == "//" {
                continue;
            }
            if name == "dynamic" {
                let mut start = Start {
                    kind: "dynamic",
                    kind_span: key.span(),
                    labels: Vec::new(),
                };
                self.dynamic(&mut start, value, &mut body.blocks);
                continue;
            }
            if has_dynamic(value, DEEPEST) {
                self.nested(&name, key.span(), value, &mut body.blocks);
                continue;
            }
            body.attributes.push(Attribute {
                name: name.into_owned(),
                name_span: key.span(),
                value: self.expression(value),
            });
        }
        body
    }

    /// Blocks of a kind in which there are `dynamic` ones, which only blocks can have.
    fn nested(&mut self, kind: &str, at: Span, node: JsonNode<'_>, out: &mut Vec<Block>) {
        let items: Vec<JsonNode<'_>> = match node.shape() {
            Shape::Sequence => node.items().collect(),
            _ => vec![node],
        };
        for item in items {
            out.push(Block {
                kind: kind.to_owned(),
                kind_span: at,
                labels: Vec::new(),
                body: self.body(item),
                span: item.span(),
            });
        }
    }

    /// `dynamic` blocks: each has its `content` as a block of its own.
    fn dynamic(&mut self, start: &mut Start<'_>, node: JsonNode<'_>, out: &mut Vec<Block>) {
        let first = out.len();
        self.blocks(start, 1, node, out);
        for block in &mut out[first..] {
            let contents = block
                .body
                .attributes
                .iter()
                .position(|one| one.name == "content");
            let Some(at) = contents else { continue };
            let content = block.body.attributes.remove(at);
            let attributes = match content.value.node {
                Node::Object(entries) => entries.into_iter().filter_map(attribute).collect(),
                _ => Vec::new(),
            };
            block.body.blocks.push(Block {
                kind: content.name,
                kind_span: content.name_span,
                labels: Vec::new(),
                body: Body {
                    attributes,
                    blocks: Vec::new(),
                },
                span: content.value.span,
            });
        }
    }

    fn expression(&mut self, node: JsonNode<'_>) -> Expression {
        let span = node.span();
        if self.depth >= DEEPEST {
            let message =
                format!("nested more than {DEEPEST} levels deep; what lies deeper is not read");
            self.diagnostics
                .push(Diagnostic::error("too-deep", span, message));
            return Expression {
                node: Node::Null,
                span,
            };
        }
        self.depth += 1;
        let read = match node.shape() {
            Shape::Null => Node::Null,
            Shape::Scalar => self.scalar(node),
            Shape::Sequence => {
                Node::Tuple(node.items().map(|item| self.expression(item)).collect())
            }
            Shape::Mapping => {
                let entries = node.entries();
                Node::Object(
                    entries
                        .filter(|(key, _)| key.text().is_some_and(|name| name != "//"))
                        .map(|(key, value)| (self.key(key), self.expression(value)))
                        .collect(),
                )
            }
        };
        self.depth -= 1;
        Expression { node: read, span }
    }

    fn key(&mut self, node: JsonNode<'_>) -> Key {
        match self.scalar(node) {
            Node::Text(name) => Key::Name(name, node.span()),
            computed => Key::Computed(Expression {
                node: computed,
                span: node.span(),
            }),
        }
    }

    fn scalar(&mut self, node: JsonNode<'_>) -> Node {
        let text = node.text().unwrap_or_default();
        if node.is_plain() {
            return match &*text {
                "true" => Node::Boolean(true),
                "false" => Node::Boolean(false),
                number => Node::Number(match Number::parse(number) {
                    Ok(canonical) => canonical.to_string(),
                    Err(_) => number.to_owned(),
                }),
            };
        }
        if !text.contains("${") && !text.contains("%{") {
            return Node::Text(text.into_owned());
        }
        let places = Places::new(node.span().file, OffsetMap::of_scalar(node), node.span());
        match template_of(&text, &places) {
            Ok(parts) => match <[Part; 1]>::try_from(parts) {
                Ok([Part::Value(only)]) => only.node,
                Ok([Part::Literal(only, _)]) => Node::Text(only),
                Ok(other) => Node::Template(other.into()),
                Err(parts) => Node::Template(parts),
            },
            Err(fault) => {
                self.diagnostics.push(fault);
                Node::Text(text.into_owned())
            }
        }
    }
}

/// Whether there are `dynamic` blocks in a value.
fn has_dynamic(node: JsonNode<'_>, depth: usize) -> bool {
    if depth == 0 {
        return false;
    }
    match node.shape() {
        Shape::Mapping => {
            let is_dynamic = |value: JsonNode<'_>| {
                let mut blocks = value.entries().flat_map(|(_, block)| match block.shape() {
                    Shape::Sequence => block.items().collect(),
                    _ => vec![block],
                });
                value.shape() == Shape::Mapping && blocks.any(|one| one.get("for_each").is_some())
            };
            node.get("dynamic").is_some_and(is_dynamic)
                || node
                    .entries()
                    .any(|(_, value)| has_dynamic(value, depth - 1))
        }
        Shape::Sequence => node.items().any(|item| has_dynamic(item, depth - 1)),
        Shape::Scalar | Shape::Null => false,
    }
}

fn attribute((key, value): (Key, Expression)) -> Option<Attribute> {
    match key {
        Key::Name(name, name_span) => Some(Attribute {
            name,
            name_span,
            value,
        }),
        Key::Computed(_) => None,
    }
}

/// Reads the first document of a tree as values of variables. They are plain: nothing in them is a template.
pub(super) fn values(tree: &Tree, diagnostics: &mut Vec<Diagnostic>) -> Body {
    let mut reader = Reader {
        diagnostics,
        depth: 0,
    };
    tree.root()
        .map(|root| reader.body(root))
        .unwrap_or_default()
}
