//! What the configuration has for a part of a resource's value.
//!
//! In: the expressions of a block, as a plan lists them. Out: those that a key or an item can come from. A plan lists the
//! blocks of a set in the order of the source and their values in another one, and blocks that a `dynamic` block makes not at
//! all: an item can come from each block that says nothing else about it.

use std::collections::HashMap;
use std::rc::Rc;

use crate::syntax::{Node, Shape};

/// Comparisons of items with blocks beyond which nothing is compared.
const MOST_COMPARED: usize = 4096;

/// Keys of a mapping beyond which they are looked up by a table.
const FEW: usize = 12;

/// What the configuration has for a part of a value.
#[derive(Clone)]
pub(super) enum Written<'n> {
    /// The configuration is not known here.
    Unsaid,
    /// Nothing.
    Nothing,
    /// Blocks; the value comes from one of them.
    Blocks(Rc<[Node<'n>]>),
    /// Expressions; the value comes from one of them.
    Expressions(Rc<[Node<'n>]>),
    /// Expressions whose value has the part somewhere inside.
    Inside(Rc<[Node<'n>]>),
}

impl<'n> Written<'n> {
    /// Keys of the blocks, for look-ups.
    pub(super) fn fields(&self) -> Vec<Fields<'n>> {
        match self {
            Written::Blocks(blocks) => blocks.iter().map(|block| Fields::of(*block)).collect(),
            _ => Vec::new(),
        }
    }

    /// What there is for a key of the value; `fields` are those of this one.
    pub(super) fn key(&self, key: &str, fields: &[Fields<'n>]) -> Written<'n> {
        match self {
            Written::Unsaid => Written::Unsaid,
            Written::Nothing => Written::Nothing,
            Written::Expressions(all) | Written::Inside(all) => Written::Inside(Rc::clone(all)),
            Written::Blocks(_) => {
                let found = fields.iter().filter_map(|fields| fields.get(key));
                sorted(&found.map(|(_, node)| node).collect::<Vec<_>>())
            }
        }
    }

    /// Whether it is a text that is not empty, and the same as a value.
    pub(super) fn is_literal(&self, value: Node<'n>) -> bool {
        let Written::Expressions(all) = self else {
            return false;
        };
        let same = |constant: Node<'n>| {
            let text = constant.text();
            text == value.text() && text.is_some_and(|text| !text.is_empty())
        };
        let mut constants = all.iter().map(|one| one.get("constant_value"));
        constants.all(|constant| constant.is_some_and(same))
    }

    /// What there is for each item of a list.
    pub(super) fn items(&self, items: &[Node<'n>]) -> Vec<Written<'n>> {
        match self {
            Written::Blocks(blocks) => of_items(items, blocks),
            Written::Expressions(all) | Written::Inside(all) => {
                vec![Written::Inside(Rc::clone(all)); items.len()]
            }
            other => vec![other.clone(); items.len()],
        }
    }
}

/// The keys of a mapping.
pub(super) enum Fields<'n> {
    /// None.
    Nothing,
    /// Few, looked for one by one.
    Few(Node<'n>),
    /// Many.
    Many(HashMap<String, (Node<'n>, Node<'n>)>),
}

impl<'n> Fields<'n> {
    /// The keys of a node; none where it is no mapping.
    pub(super) fn of(node: Node<'n>) -> Self {
        if node.shape() != Shape::Mapping {
            return Fields::Nothing;
        }
        if node.entries().nth(FEW).is_none() {
            return Fields::Few(node);
        }
        let entries = node.entries();
        let entries =
            entries.filter_map(|(key, value)| Some((key.text()?.into_owned(), (key, value))));
        Fields::Many(entries.collect())
    }

    /// All keys with their values, in the order of the text where they are few, else in that of the keys.
    pub(super) fn all(&self) -> Vec<(String, Node<'n>)> {
        match self {
            Fields::Nothing => Vec::new(),
            Fields::Few(node) => {
                let entries = node.entries();
                entries
                    .filter_map(|(key, value)| Some((key.text()?.into_owned(), value)))
                    .collect()
            }
            Fields::Many(entries) => {
                let entries = entries
                    .iter()
                    .map(|(key, (_, value))| (key.clone(), *value));
                let mut entries: Vec<_> = entries.collect();
                entries.sort_by(|one, other| one.0.cmp(&other.0));
                entries
            }
        }
    }

    /// A key and its value.
    pub(super) fn get(&self, key: &str) -> Option<(Node<'n>, Node<'n>)> {
        match self {
            Fields::Nothing => None,
            Fields::Few(node) => node.entry(key),
            Fields::Many(entries) => entries.get(key).copied(),
        }
    }
}

/// What stands under one key of some blocks: expressions, or blocks again. A constant null is as if nobody wrote it.
pub(super) fn sorted<'n>(nodes: &[Node<'n>]) -> Written<'n> {
    let is_null = |node: &Node<'n>| {
        let constant = node.get("constant_value");
        constant.is_some_and(|value| value.shape() == Shape::Null)
    };
    let nodes: Vec<Node<'n>> = nodes
        .iter()
        .copied()
        .filter(|node| !is_null(node))
        .collect();
    let expressions: Rc<[Node<'n>]> = nodes
        .iter()
        .copied()
        .filter(|node| is_expression(*node))
        .collect();
    if !expressions.is_empty() {
        return Written::Expressions(expressions);
    }
    let blocks = nodes.iter().flat_map(|node| match node.shape() {
        Shape::Sequence => node.items().collect(),
        _ => vec![*node],
    });
    let blocks: Rc<[Node<'n>]> = blocks.collect();
    match blocks.is_empty() {
        true => Written::Nothing,
        false => Written::Blocks(blocks),
    }
}

/// Whether a node is an expression, not a block: it has references or a constant value, or nothing at all.
fn is_expression(node: Node<'_>) -> bool {
    let lists = |node: Node<'_>| node.shape() == Shape::Sequence;
    node.shape() == Shape::Mapping
        && (node.get("references").is_some_and(lists)
            || node
                .get("constant_value")
                .is_some_and(|value| !is_expression_like(value))
            || node.entries().next().is_none())
}

/// Whether the value of a key called `constant_value` is itself an expression, so that the key is an argument.
fn is_expression_like(node: Node<'_>) -> bool {
    node.shape() == Shape::Mapping
        && (node.get("constant_value").is_some() || node.get("references").is_some())
}

fn of_items<'n>(items: &[Node<'n>], blocks: &Rc<[Node<'n>]>) -> Vec<Written<'n>> {
    let any = || Written::Blocks(Rc::clone(blocks));
    if items.len() == blocks.len() && items.len() == 1 {
        return vec![any()];
    }
    if items.len().saturating_mul(blocks.len()) > MOST_COMPARED {
        return vec![Written::Unsaid; items.len()];
    }
    let fits = |item: &Node<'n>| -> Vec<usize> {
        let fitting = blocks.iter().enumerate();
        let fitting = fitting.filter(|(_, block)| can_come_from(*item, **block));
        fitting.map(|(index, _)| index).collect()
    };
    let mut fitting: Vec<Vec<usize>> = items.iter().map(fits).collect();
    match items.len() == blocks.len() {
        true => settle(&mut fitting),
        // Some items are made elsewhere, and those may look like one that is written here.
        false => only_pairs(&mut fitting, blocks.len()),
    }
    let written = fitting.into_iter().map(|fitting| match fitting.is_empty() {
        true if items.len() == blocks.len() => any(),
        true => Written::Unsaid,
        false => Written::Blocks(fitting.into_iter().map(|index| blocks[index]).collect()),
    });
    written.collect()
}

/// Takes what only one item can be of away from the others, until nothing changes.
fn settle(fitting: &mut [Vec<usize>]) {
    let mut settled = vec![false; fitting.len()];
    while let Some(item) =
        (0..fitting.len()).find(|&item| !settled[item] && fitting[item].len() == 1)
    {
        settled[item] = true;
        let taken = fitting[item][0];
        for (other, fitting) in fitting.iter_mut().enumerate() {
            if other != item && fitting.len() > 1 {
                fitting.retain(|&index| index != taken);
            }
        }
    }
}

/// Leaves items and blocks that fit each other and nothing else.
fn only_pairs(fitting: &mut [Vec<usize>], blocks: usize) {
    let mut uses = vec![0; blocks];
    for &index in fitting.iter().flatten() {
        uses[index] += 1;
    }
    for fitting in fitting {
        if fitting.len() != 1 || uses[fitting[0]] != 1 {
            fitting.clear();
        }
    }
}

/// Whether a value can be what a block says: no constant of the block differs.
fn can_come_from(value: Node<'_>, block: Node<'_>) -> bool {
    value.shape() == Shape::Mapping
        && block.entries().all(|(key, expression)| {
            let constant = expression
                .get("constant_value")
                .filter(|_| is_expression(expression));
            let Some(constant) = constant.filter(|node| node.shape() == Shape::Scalar) else {
                return true;
            };
            let is_same = |value: Node<'_>| value.text() == constant.text();
            key.text()
                .is_some_and(|key| value.get(&key).is_some_and(is_same))
        })
}
