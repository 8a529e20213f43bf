//! Conditions of a template as formulas over comparisons that the template leaves open.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use crate::source::FileId;

/// One comparison that is true or false for a whole deployment, such as `Stage == prod`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Atom {
    /// The template it belongs to: equal names in two templates are two atoms.
    pub scope: FileId,
    /// The name people know it by: the condition, where it stands alone in one; else the comparison.
    pub name: Arc<str>,
    /// What is compared, such as a parameter's name.
    pub left: Arc<str>,
    /// What it is compared with. Of atoms that share scope and `left`, at most one is true.
    pub right: Arc<str>,
}

/// A formula over atoms.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Guard {
    /// Holds in every world.
    Always,
    /// Holds in none.
    Never,
    /// Holds where the comparison is true.
    Atom(Arc<Atom>),
    /// Holds where the inner one does not.
    Not(Arc<Guard>),
    /// Holds where all do.
    And(Arc<[Guard]>),
    /// Holds where one does.
    Or(Arc<[Guard]>),
}

/// An assignment of truth to atoms.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct World(pub BTreeMap<Arc<Atom>, bool>);

impl Guard {
    /// Where the guard does not hold.
    pub fn negate(self) -> Guard {
        match self {
            Guard::Always => Guard::Never,
            Guard::Never => Guard::Always,
            Guard::Not(inner) => (*inner).clone(),
            other => Guard::Not(Arc::new(other)),
        }
    }

    /// Where all of the guards hold.
    pub fn all(guards: impl IntoIterator<Item = Guard>) -> Guard {
        let mut kept: BTreeSet<Guard> = BTreeSet::new();
        for guard in guards {
            match guard {
                Guard::Always => {}
                Guard::Never => return Guard::Never,
                Guard::And(inner) => kept.extend(inner.iter().cloned()),
                other => {
                    kept.insert(other);
                }
            }
        }
        match kept.len() {
            0 => Guard::Always,
            1 => kept.into_iter().next().unwrap_or(Guard::Always),
            _ => Guard::And(kept.into_iter().collect()),
        }
    }

    /// Where at least one of the guards holds.
    pub fn any(guards: impl IntoIterator<Item = Guard>) -> Guard {
        let mut kept: BTreeSet<Guard> = BTreeSet::new();
        for guard in guards {
            match guard {
                Guard::Never => {}
                Guard::Always => return Guard::Always,
                Guard::Or(inner) => kept.extend(inner.iter().cloned()),
                other => {
                    kept.insert(other);
                }
            }
        }
        match kept.len() {
            0 => Guard::Never,
            1 => kept.into_iter().next().unwrap_or(Guard::Never),
            _ => Guard::Or(kept.into_iter().collect()),
        }
    }

    /// Its truth in a world; `None` where the world leaves it open.
    pub fn holds(&self, world: &World) -> Option<bool> {
        match self {
            Guard::Always => Some(true),
            Guard::Never => Some(false),
            Guard::Atom(atom) => world.0.get(atom).copied(),
            Guard::Not(inner) => inner.holds(world).map(|truth| !truth),
            Guard::And(inner) => {
                let truths = inner.iter().map(|guard| guard.holds(world));
                fold_truth(truths, false)
            }
            Guard::Or(inner) => {
                let truths = inner.iter().map(|guard| guard.holds(world));
                fold_truth(truths, true)
            }
        }
    }

    /// Whether it can hold at all, as far as a look at its parts tells: none asks for the opposite of another.
    pub fn can_hold(&self) -> bool {
        match self {
            Guard::Never => false,
            Guard::And(parts) => {
                let opposite = |part: &Guard| parts.contains(&part.clone().negate());
                !parts.iter().any(opposite)
            }
            _ => true,
        }
    }

    /// Whether it holds in every world, as far as a look at a few comparisons tells.
    pub fn is_always(&self) -> bool {
        const MOST_ATOMS: usize = 6;
        let mut atoms = BTreeSet::new();
        self.atoms(&mut atoms);
        if atoms.len() > MOST_ATOMS {
            return false;
        }
        (0..1_usize << atoms.len()).all(|truths| {
            let truth = |place: usize| truths >> place & 1 == 1;
            let assigned = atoms.iter().enumerate();
            let world = World(
                assigned
                    .map(|(place, atom)| (Arc::clone(atom), truth(place)))
                    .collect(),
            );
            !world.is_possible() || self.holds(&world) == Some(true)
        })
    }

    /// Adds the atoms it mentions.
    pub fn atoms(&self, into: &mut BTreeSet<Arc<Atom>>) {
        match self {
            Guard::Always | Guard::Never => {}
            Guard::Atom(atom) => {
                into.insert(Arc::clone(atom));
            }
            Guard::Not(inner) => inner.atoms(into),
            Guard::And(inner) | Guard::Or(inner) => {
                inner.iter().for_each(|guard| guard.atoms(into))
            }
        }
    }
}

/// Kleene's `or` (`decisive` true) or `and` (`decisive` false) of truths.
fn fold_truth(truths: impl Iterator<Item = Option<bool>>, decisive: bool) -> Option<bool> {
    let mut open = false;
    for truth in truths {
        match truth {
            Some(truth) if truth == decisive => return Some(decisive),
            Some(_) => {}
            None => open = true,
        }
    }
    if open { None } else { Some(!decisive) }
}

impl World {
    /// Whether the world can be: of the comparisons of one value with different texts, at most one is true.
    pub fn is_possible(&self) -> bool {
        let mut taken = BTreeSet::new();
        self.0
            .iter()
            .filter(|(_, truth)| **truth)
            .all(|(atom, _)| taken.insert((atom.scope, Arc::clone(&atom.left))))
    }
}

impl fmt::Display for World {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (atom, truth)) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { " and " };
            write!(out, "{separator}`{}` is {truth}", atom.name)?;
        }
        Ok(())
    }
}

impl fmt::Display for Guard {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |out: &mut fmt::Formatter<'_>, inner: &[Guard], word: &str| {
            for (index, guard) in inner.iter().enumerate() {
                let separator = if index == 0 { "" } else { word };
                write!(out, "{separator}{guard}")?;
            }
            Ok(())
        };
        match self {
            Guard::Always => write!(out, "always"),
            Guard::Never => write!(out, "never"),
            Guard::Atom(atom) => write!(out, "{}", atom.name),
            Guard::Not(inner) => write!(out, "not ({inner})"),
            Guard::And(inner) => list(out, inner, " and "),
            Guard::Or(inner) => list(out, inner, " or "),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compares(left: &str, right: &str) -> Guard {
        Guard::Atom(Arc::new(Atom {
            scope: FileId(0),
            name: format!("{left} == {right}").into(),
            left: left.into(),
            right: right.into(),
        }))
    }

    #[test]
    fn what_holds_in_every_world_is_always() {
        let (prod, dev, large) = (
            compares("Stage", "prod"),
            compares("Stage", "dev"),
            compares("Size", "large"),
        );
        let either = Guard::any([prod.clone(), prod.clone().negate()]);
        assert!(either.is_always());
        assert!(!prod.is_always());
        let nested = Guard::any([
            Guard::all([prod.clone(), large.clone()]),
            Guard::all([prod.clone(), large.negate()]),
            prod.clone().negate(),
        ]);
        assert!(nested.is_always());
        let not_both = Guard::all([prod, dev]).negate();
        assert!(not_both.is_always(), "one value is not equal to two texts");
    }
}
