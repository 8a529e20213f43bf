//! What a plan's variables decide in the sources.
//!
//! In: the values that the variables had. Out: parameters as what they were set to, and conditions that compare them.

use std::collections::{BTreeMap, BTreeSet};

use crate::syntax::{Guard, Term, Value, World};

/// Values of variables by name.
pub(super) type Given = BTreeMap<String, Value>;

/// The value of a parameter, by its name and the path into it.
pub(super) fn value<'g>(given: &'g Given, name: &str) -> Option<&'g Value> {
    if let Some(value) = given.get(name) {
        return Some(value);
    }
    let (name, path) = name.split_once('.')?;
    let mut steps = path.split('.');
    steps.try_fold(given.get(name)?, |value, step| match &value.term {
        Term::List(items) => items.get(step.parse::<usize>().ok()?),
        _ => value.get(step),
    })
}

/// Whether a condition holds, where the variables decide it.
pub(super) fn holds(given: &Given, when: &Guard) -> Option<bool> {
    let mut atoms = BTreeSet::new();
    when.atoms(&mut atoms);
    let mut world = World::default();
    for atom in atoms {
        let Some(value) = value(given, &atom.left) else {
            continue;
        };
        let truth = match &value.term {
            Term::Scalar(scalar) => scalar.text == *atom.right,
            Term::Null => *atom.right == *"null",
            _ => continue,
        };
        world.0.insert(atom, truth);
    }
    when.holds(&world)
}
