//! The verdict on one subject, over every world that the conditions of its template allow.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::expr::{Predicate, Truth};
use crate::syntax::{Atom, Cause, CauseKind, Guard, World};

use super::Verdict;
use super::judge::{About, Judge, Notes};
use super::run::Run;

/// The most conditions over which worlds are enumerated for one subject; beyond it the verdict is undecided.
const MOST_ATOMS: usize = 8;

/// A verdict with what it rests on.
pub(super) struct Judgement {
    pub(super) verdict: Verdict,
    /// Satisfied, and not sure that the rule applies.
    pub(super) if_it_applies: bool,
    pub(super) causes: BTreeSet<Cause>,
    pub(super) notes: Vec<String>,
    /// The world to show: the first in which the rule is broken, where conditions matter.
    pub(super) world: World,
}

/// Judges a subject that exists where `exists` holds.
pub(super) fn judge(
    run: &Run<'_>,
    about: About,
    exists: &Guard,
    condition: &Predicate,
    require: &Predicate,
) -> Judgement {
    let (first, mut notes) = in_world(run, about, World::default(), condition, require);
    let undecided = first.verdict == Verdict::Undecided || first.if_it_applies;
    if !undecided || notes.atoms.is_empty() {
        return judgement(first, notes.causes, &notes.assumes, World::default());
    }
    exists.atoms(&mut notes.atoms);
    if notes.atoms.len() > MOST_ATOMS {
        notes.causes.insert(Cause::new(
            CauseKind::Limit,
            format!("it depends on more than {MOST_ATOMS} conditions"),
        ));
        return judgement(first, notes.causes, &notes.assumes, World::default());
    }
    let mut outcomes: Vec<(World, Plain)> = Vec::new();
    let mut causes = BTreeSet::new();
    for world in worlds(&notes.atoms, exists) {
        let (plain, seen) = in_world(run, about, world.clone(), condition, require);
        causes.extend(seen.causes);
        notes.assumes.extend(seen.assumes);
        outcomes.push((world, plain));
    }
    let (plain, world) = combine(&outcomes);
    if plain.verdict == Verdict::Undecided {
        causes.extend(
            notes
                .causes
                .into_iter()
                .filter(|cause| cause.kind == CauseKind::Condition),
        );
    }
    judgement(plain, causes, &notes.assumes, world)
}

/// A verdict alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Plain {
    verdict: Verdict,
    if_it_applies: bool,
}

fn judgement(
    plain: Plain,
    causes: BTreeSet<Cause>,
    assumes: &BTreeSet<String>,
    world: World,
) -> Judgement {
    let mut notes: Vec<String> = assumes
        .iter()
        .map(|name| format!("assumes `{name}` = default"))
        .collect();
    let undecided = plain.verdict == Verdict::Undecided;
    notes
        .extend((undecided && world != World::default()).then(|| format!("violated when {world}")));
    let causes = if undecided { causes } else { BTreeSet::new() };
    Judgement {
        verdict: plain.verdict,
        if_it_applies: plain.if_it_applies,
        causes,
        notes,
        world,
    }
}

/// What `where` and `require` make together.
fn in_world(
    run: &Run<'_>,
    about: About,
    world: World,
    condition: &Predicate,
    require: &Predicate,
) -> (Plain, Notes) {
    let judge = Judge::new(run, about, world);
    let applies = condition.evaluate(&judge);
    if applies == Truth::False {
        return (
            Plain {
                verdict: Verdict::NotApplicable,
                if_it_applies: false,
            },
            judge.into_notes(),
        );
    }
    let holds = require.evaluate(&judge);
    let verdict = match (applies, holds) {
        (_, Truth::True) => Verdict::Satisfied,
        (Truth::True, Truth::False) => Verdict::Violated,
        _ => Verdict::Undecided,
    };
    let if_it_applies = verdict == Verdict::Satisfied && applies == Truth::Unknown;
    (
        Plain {
            verdict,
            if_it_applies,
        },
        judge.into_notes(),
    )
}

/// Every possible assignment of the atoms in which the subject can exist.
fn worlds(atoms: &BTreeSet<Arc<Atom>>, exists: &Guard) -> Vec<World> {
    let all = (0..1_u32 << atoms.len()).map(|bits| {
        let assigned = atoms
            .iter()
            .enumerate()
            .map(|(index, atom)| (Arc::clone(atom), bits >> index & 1 == 1));
        World(assigned.collect())
    });
    all.filter(|world| world.is_possible() && exists.holds(world) != Some(false))
        .collect()
}

/// One verdict of many, and the first world in which the rule is broken: a finding that holds only in some of the worlds in
/// which its subject exists is undecided.
fn combine(outcomes: &[(World, Plain)]) -> (Plain, World) {
    let verdict = |verdict: Verdict| move |(_, plain): &&(World, Plain)| plain.verdict == verdict;
    let count = |wanted: Verdict| outcomes.iter().filter(verdict(wanted)).count();
    let (violated, satisfied) = (count(Verdict::Violated), count(Verdict::Satisfied));
    let silent = count(Verdict::NotApplicable);
    let verdict_of_all = match outcomes.len() {
        all if silent == all => Verdict::NotApplicable,
        all if violated == all => Verdict::Violated,
        all if satisfied + silent == all => Verdict::Satisfied,
        _ => Verdict::Undecided,
    };
    let broken = outcomes.iter().find(verdict(Verdict::Violated));
    let world = broken.map(|(world, _)| world.clone()).unwrap_or_default();
    let holds = verdict_of_all == Verdict::Satisfied;
    let if_it_applies = holds && outcomes.iter().any(|(_, plain)| plain.if_it_applies);
    (
        Plain {
            verdict: verdict_of_all,
            if_it_applies,
        },
        world,
    )
}
