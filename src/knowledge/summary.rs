//! What a policy lets its holder do, in few words: the services, and whether it reads, writes or administers there.
//!
//! In: a policy and the actions that there are. Out: a [`Summary`], at most what the policy permits: resources and
//! conditions of statements are not looked at. What data moves is not known here.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use crate::policy::pattern::{includes, matches_action};
use crate::policy::{Actions as Named, Effect, Policy, Resources, Statement};

use super::actions::{AccessLevel, Actions, split};

/// What somebody may do with a service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Abilities {
    /// Read content, settings or names.
    pub read: bool,
    /// Make, change, delete or tag.
    pub write: bool,
    /// Change who may do what.
    pub administer: bool,
    /// Something that the catalog does not class.
    pub unlisted: bool,
}

impl Abilities {
    /// All of them.
    pub const ALL: Abilities = Abilities {
        read: true,
        write: true,
        administer: true,
        unlisted: true,
    };

    /// What an action of a level lets do.
    pub fn of(level: Option<AccessLevel>) -> Self {
        let none = Abilities::default();
        match level {
            Some(AccessLevel::Read | AccessLevel::List) => Self { read: true, ..none },
            Some(AccessLevel::Write | AccessLevel::Tagging) => Self {
                write: true,
                ..none
            },
            Some(AccessLevel::Permissions) => Self {
                administer: true,
                ..none
            },
            None => Self {
                unlisted: true,
                ..none
            },
        }
    }

    /// These, and those.
    pub fn and(self, other: Self) -> Self {
        Self {
            read: self.read || other.read,
            write: self.write || other.write,
            administer: self.administer || other.administer,
            unlisted: self.unlisted || other.unlisted,
        }
    }

    /// Whether there is any.
    pub fn any(self) -> bool {
        self != Self::default()
    }

    /// Their names, in the order of how much they are.
    pub fn names(self) -> Vec<&'static str> {
        let named = [
            (self.read, "read"),
            (self.write, "write"),
            (self.administer, "administer"),
            (self.unlisted, "do what the catalog does not class"),
        ];
        let held = named.into_iter().filter(|(holds, _)| *holds);
        held.map(|(_, name)| name).collect()
    }
}

/// What a policy lets its holder do at most.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// By prefix of the actions, as far as the policy tells prefixes apart.
    pub services: BTreeMap<String, Abilities>,
    /// In every other service.
    pub others: Abilities,
    /// Whether parts of the policy are not known, so that it may let do more.
    pub may_be_more: bool,
    /// The patterns of actions that it allows, in lower case.
    patterns: BTreeSet<String>,
}

impl Summary {
    /// What it lets do with a service.
    pub fn at(&self, prefix: &str) -> Abilities {
        self.services.get(prefix).copied().unwrap_or(self.others)
    }

    /// How much it is, to compare any two: with how many services it administers, writes, does what is not classed, and reads;
    /// every other service counts as one more.
    pub fn rank(&self) -> [usize; 4] {
        let all = self.services.values().chain([&self.others]);
        let counts = |holds: fn(&Abilities) -> bool| all.clone().filter(|one| holds(one)).count();
        [
            counts(|one| one.administer),
            counts(|one| one.write),
            counts(|one| one.unlisted),
            counts(|one| one.read),
        ]
    }

    /// Whether it lets do more than another one: by rank, and where that is the same, because its patterns mean all actions of
    /// the other one and more.
    pub fn is_more_than(&self, other: &Summary) -> bool {
        let means = |own: &Summary, theirs: &Summary| {
            let mut all = theirs.patterns.iter();
            all.all(|one| own.patterns.iter().any(|wide| includes(wide, one)))
        };
        match self.rank().cmp(&other.rank()) {
            Ordering::Equal => means(self, other) && !means(other, self),
            rank => rank == Ordering::Greater,
        }
    }

    /// Adds what another policy lets do besides.
    pub fn add(&mut self, other: &Summary) {
        let prefixes = self.services.keys().chain(other.services.keys());
        let prefixes: BTreeSet<String> = prefixes.cloned().collect();
        let each = prefixes.into_iter().map(|prefix| {
            let both = self.at(&prefix).and(other.at(&prefix));
            (prefix, both)
        });
        self.services = each.collect();
        self.others = self.others.and(other.others);
        self.may_be_more |= other.may_be_more;
        self.patterns.extend(other.patterns.iter().cloned());
    }

    fn includes(&self, other: &Summary) -> bool {
        let prefixes = self.services.keys().chain(other.services.keys());
        let mut pairs = prefixes.map(|prefix| (self.at(prefix), other.at(prefix)));
        let holds = |(own, theirs): (Abilities, Abilities)| own.and(theirs) == own;
        pairs.all(holds)
            && holds((self.others, other.others))
            && (self.may_be_more || !other.may_be_more)
    }
}

/// A summary is above another one if it has all of its abilities, and more; many are neither above nor below.
impl PartialOrd for Summary {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (self.includes(other), other.includes(self)) {
            (true, true) => Some(Ordering::Equal),
            (true, false) => Some(Ordering::Greater),
            (false, true) => Some(Ordering::Less),
            (false, false) => None,
        }
    }
}

/// The summary of a policy.
pub fn summarise(policy: &Policy, actions: &Actions) -> Summary {
    let statements = &policy.statements;
    let allowing: Vec<&Statement> = statements
        .iter()
        .filter(|one| one.effect == Effect::Allow)
        .collect();
    let denying: Vec<&Statement> = statements.iter().filter(|one| denies_all(one)).collect();
    let mut summary = Summary {
        may_be_more: !policy.opaque.is_empty(),
        patterns: patterns(&allowing),
        ..Summary::default()
    };
    for prefix in prefixes(&allowing, &denying, actions) {
        let abilities = of_prefix(&prefix, &allowing, &denying, actions);
        summary.services.insert(prefix, abilities);
    }
    // What no pattern names is covered by those that name everything.
    let everything = |statement: &&Statement| {
        let whole = named(&statement.actions).any(|(prefix, name)| prefix == "*" && name == "*");
        statement.actions.inverted != whole
    };
    if allowing.iter().any(everything) && !denying.iter().any(everything) {
        summary.others = Abilities::ALL;
    }
    let others = summary.others;
    let services = &mut summary.services;
    services.retain(|_, abilities| abilities.any() || others.any());
    summary
}

/// The patterns of actions of some statements; one that means all but some counts as none.
fn patterns(allowing: &[&Statement]) -> BTreeSet<String> {
    let named = allowing.iter().filter(|one| !one.actions.inverted);
    let patterns = named.flat_map(|one| &one.actions.patterns);
    patterns.map(|one| one.text.to_ascii_lowercase()).collect()
}

/// Whether a statement denies on every resource, whatever the request.
fn denies_all(statement: &Statement) -> bool {
    let every = |resources: &Resources| {
        let mut values = resources.values.iter();
        !resources.inverted && values.any(|value| value.as_text() == Some("*"))
    };
    statement.effect == Effect::Deny
        && statement.conditions.is_empty()
        && statement.when == crate::syntax::Guard::Always
        && statement.principals.is_none()
        && statement.actions.patterns.iter().all(|one| one.exact)
        && statement.actions.unknown.is_none()
        && statement.resources.as_ref().is_some_and(every)
}

fn named(actions: &Named) -> impl Iterator<Item = (&str, &str)> {
    actions.patterns.iter().map(|pattern| split(&pattern.text))
}

/// The prefixes that patterns name; of one with a wildcard, all that it can mean.
fn prefixes(
    allowing: &[&Statement],
    denying: &[&Statement],
    actions: &Actions,
) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (prefix, name) in allowing
        .iter()
        .chain(denying)
        .flat_map(|statement| named(&statement.actions))
    {
        if prefix == "*" && name == "*" {
            continue;
        }
        if prefix.contains(['*', '?']) {
            let meant = actions
                .prefixes()
                .filter(|known| matches_action(prefix, known));
            found.extend(meant.map(str::to_owned));
        } else {
            found.insert(prefix.to_ascii_lowercase());
        }
    }
    found
}

fn of_prefix(
    prefix: &str,
    allowing: &[&Statement],
    denying: &[&Statement],
    actions: &Actions,
) -> Abilities {
    let narrowed = |statements: &[&Statement]| -> Vec<(bool, Vec<String>)> {
        let of = |statement: &&Statement| {
            let patterns = named(&statement.actions);
            let own = patterns.filter(|(pattern, _)| matches_action(pattern, prefix));
            let names = own.map(|(_, name)| name.to_owned()).collect();
            (statement.actions.inverted, names)
        };
        statements.iter().map(of).collect()
    };
    let (allowed, denied) = (narrowed(allowing), narrowed(denying));
    let covers = |statements: &[(bool, Vec<String>)], action: &str| {
        statements.iter().any(|(inverted, names)| {
            *inverted != names.iter().any(|name| matches_action(name, action))
        })
    };
    let mut abilities = Abilities::default();
    match actions.prefix(prefix) {
        Some(known) => {
            for action in known.actions.values() {
                if covers(&allowed, &action.name) && !covers(&denied, &action.name) {
                    abilities = abilities.and(Abilities::of(action.level));
                }
            }
            // The list may be older than the policy.
            let named = allowed.iter().filter(|(inverted, _)| !inverted);
            let mut named = named.flat_map(|(_, names)| names);
            let is_new = |name: &String| !name.contains(['*', '?']) && known.action(name).is_none();
            if named.any(|name| is_new(name) && !covers(&denied, name)) {
                abilities.unlisted = true;
            }
        }
        // Of a service that the catalog does not have, no action is classed.
        None => {
            let let_in = |(inverted, names): &(bool, Vec<String>)| *inverted || !names.is_empty();
            let shut = |(inverted, names): &(bool, Vec<String>)| match inverted {
                true => names.is_empty(),
                false => names.iter().any(|name| name == "*"),
            };
            abilities.unlisted = allowed.iter().any(let_in) && !denied.iter().any(shut);
        }
    }
    abilities
}
