//! Which attributes cannot be absent once a part of a predicate has been decided.
//!
//! In: a part of a tree, and what it came to. Out: the attributes that are known to be there. Types are not known here.

use std::collections::BTreeSet;

use super::names::{Key, Names};
use super::tree::{Form, Node, Relation};

/// The attributes that are there if the node is true.
pub(super) fn present_if_true(node: &Node, names: Names<'_>) -> BTreeSet<Key> {
    present_if(true, node, names)
}

/// The attributes that are there if the node is false.
pub(super) fn present_if_false(node: &Node, names: Names<'_>) -> BTreeSet<Key> {
    present_if(false, node, names)
}

/// `x != null` when true, or `x == null` when false, says that `x` is there; what decides *all* parts of a conjunction
/// or disjunction adds up, what decides only *some* part counts where every part says it.
fn present_if(outcome: bool, node: &Node, names: Names<'_>) -> BTreeSet<Key> {
    match &node.form {
        Form::Relation(Relation::Different, sides) if outcome => tested(sides, names),
        Form::Relation(Relation::Equal, sides) if !outcome => tested(sides, names),
        Form::Not(inner) => present_if(!outcome, inner, names),
        Form::And(parts) if outcome => union(outcome, parts, names),
        Form::Or(parts) if !outcome => union(outcome, parts, names),
        Form::And(parts) | Form::Or(parts) => {
            let sets = parts.iter().map(|part| present_if(outcome, part, names));
            sets.reduce(|left, right| &left & &right)
                .unwrap_or_default()
        }
        _ => BTreeSet::new(),
    }
}

fn union(outcome: bool, parts: &[Node], names: Names<'_>) -> BTreeSet<Key> {
    parts
        .iter()
        .flat_map(|part| present_if(outcome, part, names))
        .collect()
}

fn tested(sides: &[Node; 2], names: Names<'_>) -> BTreeSet<Key> {
    let [left, right] = sides;
    let read = match (&left.form, &right.form) {
        (Form::Null, _) => names.read(right),
        (_, Form::Null) => names.read(left),
        _ => None,
    };
    read.into_iter().collect()
}
