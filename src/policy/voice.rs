//! What one layer of policies says of a request.
//!
//! In: the prepared policies of a layer and a request. Out: a [`Voice`]: what it allows in which way, and what it denies.
//! How layers count together is not known here.

use crate::syntax::{Cause, CauseKind};

use super::Effect;
use super::condition::Truth;
use super::evaluate::{Layer, LayerSort, Place};
use super::fit::{Fit, conditions_hold, covers, names_action};
use super::prepare::PreparedStatement;
use super::principal::{Bounded, GRADES, Grade, Named};
use super::request::{CallerSort, Request};
use super::text::{Effort, PatternText};

/// Most places and causes that are kept of a kind.
const MOST_KEPT: usize = 64;

/// What a layer says.
#[derive(Clone, Debug)]
pub(super) struct Voice {
    /// Whether it allows, by the way in which the caller is meant; layers without principals mean the caller itself.
    pub(super) allow: Named,
    /// Whether it denies.
    pub(super) deny: Truth,
    /// Why it is not sure that it allows.
    pub(super) allow_causes: Vec<Cause>,
    /// Why it is not sure whether it denies.
    pub(super) deny_causes: Vec<Cause>,
    /// The patterns within which it allows a part of the resources.
    pub(super) parts: Vec<PatternText>,
    /// Whether it allows nothing but what lies within these patterns.
    pub(super) is_parts_only: bool,
    /// Whether something speaks of a part of the resources.
    pub(super) is_divided: bool,
    /// Statements that allow, or may.
    pub(super) by: Vec<Place>,
    /// Statements that deny, or may.
    pub(super) denied_by: Vec<Place>,
}

impl Voice {
    /// A layer that says nothing.
    pub(super) fn silent() -> Self {
        Self {
            allow: Named::NOBODY,
            deny: Truth::No,
            allow_causes: Vec::new(),
            deny_causes: Vec::new(),
            parts: Vec::new(),
            is_parts_only: true,
            is_divided: false,
            by: Vec::new(),
            denied_by: Vec::new(),
        }
    }

    /// Whether it allows, in any way.
    pub(super) fn allows(&self) -> Truth {
        self.allow.in_any_way()
    }

    fn add_allow(&mut self, named: Named, place: Place) {
        for grade in GRADES {
            match named.is(grade) {
                Truth::No => continue,
                Truth::May(cause) => keep(&mut self.allow_causes, cause.clone()),
                Truth::Yes => {}
            }
            let mut both = named.is(grade).clone();
            if *self.allow.is(grade) != Truth::No {
                both = Truth::any([self.allow.is(grade).clone(), both]);
            }
            self.allow.0[grade as usize] = both;
        }
        keep(&mut self.by, place);
    }

    fn add_deny(&mut self, truth: Truth, place: Place) {
        if let Truth::May(cause) = &truth {
            keep(&mut self.deny_causes, cause.clone());
        }
        self.deny = Truth::any([std::mem::replace(&mut self.deny, Truth::No), truth]);
        keep(&mut self.denied_by, place);
    }

    /// Counts with what may be in the layer and was not read.
    fn add_unread(&mut self, cause: &Cause) {
        let may = || Truth::May(cause.clone());
        for grade in GRADES {
            if *self.allow.is(grade) == Truth::No {
                self.allow.0[grade as usize] = may();
            }
        }
        self.is_parts_only = false;
        self.deny = Truth::any([std::mem::replace(&mut self.deny, Truth::No), may()]);
        keep(&mut self.allow_causes, cause.clone());
        keep(&mut self.deny_causes, cause.clone());
    }
}

pub(super) fn keep<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if list.len() < MOST_KEPT && !list.contains(&item) {
        list.push(item);
    }
}

/// A request on a language, and what comparisons may still cost.
pub(super) struct Hearing<'h, 'r> {
    pub(super) request: &'h Request<'r>,
    pub(super) language: &'h PatternText,
    pub(super) bounded: Bounded,
    pub(super) effort: &'h mut Effort,
}

impl Hearing<'_, '_> {
    /// What a layer says.
    pub(super) fn hear(&mut self, layer: &Layer<'_>, sort: LayerSort) -> Voice {
        let mut voice = Voice::silent();
        for (index, policy) in layer.policies.iter().enumerate() {
            for statement in policy.about(self.request.action) {
                let place = || Place {
                    layer: sort,
                    policy: index,
                    statement: statement.index,
                    span: statement.span,
                };
                self.hear_statement(statement, sort, &mut voice, place);
            }
            if let Some(cause) = &policy.missing {
                voice.add_unread(cause);
            }
        }
        if let Some(cause) = &layer.unread {
            voice.add_unread(cause);
        }
        voice
    }

    fn hear_statement(
        &mut self,
        statement: &PreparedStatement,
        sort: LayerSort,
        voice: &mut Voice,
        place: impl Fn() -> Place,
    ) {
        let action = names_action(&statement.actions, self.request.action);
        if action == Truth::No {
            return;
        }
        let fit = self.fit(statement, sort);
        if fit == Fit::No {
            return;
        }
        // The cheap tests first; what follows can only make it less sure.
        let mut truths = vec![action];
        truths.extend(statement.doubt.clone().map(Truth::May));
        match &fit {
            Fit::May(cause) => truths.push(Truth::May(cause.clone())),
            Fit::Part { .. } => truths.push(Truth::May(divided())),
            _ => {}
        }
        let named = self.named(statement, sort);
        if named.in_any_way() == Truth::No {
            return;
        }
        truths.push(conditions_hold(
            statement,
            self.request.context,
            self.effort,
        ));
        let truth = Truth::all(truths);
        if truth == Truth::No {
            return;
        }
        let is_part = matches!(fit, Fit::Part { .. });
        voice.is_divided |= is_part;
        let with = |grade: Grade| Truth::all([named.is(grade).clone(), truth.clone()]);
        let named = Named(GRADES.map(with));
        match statement.effect {
            Effect::Deny => voice.add_deny(named.in_any_way(), place()),
            Effect::Allow => {
                match fit {
                    Fit::Part { within, is_all } => {
                        voice.is_parts_only &= is_all;
                        within
                            .into_iter()
                            .for_each(|part| keep(&mut voice.parts, part));
                        voice.is_parts_only &= voice.parts.len() < MOST_KEPT;
                    }
                    _ => voice.is_parts_only = false,
                }
                voice.add_allow(named, place());
            }
        }
    }

    fn fit(&mut self, statement: &PreparedStatement, sort: LayerSort) -> Fit {
        match &statement.resources {
            Some(resources) => covers(resources, self.language, self.request.context, self.effort),
            // The policy stands at its resource: a trust policy.
            None if sort == LayerSort::Resource => Fit::Whole,
            None => Fit::May(Cause::new(CauseKind::Malformed, "`Resource`")),
        }
    }

    /// Whether a statement means the caller. In policies of callers nobody is named.
    fn named(&mut self, statement: &PreparedStatement, sort: LayerSort) -> Named {
        let names = matches!(
            sort,
            LayerSort::Resource | LayerSort::ResourceControl | LayerSort::Endpoint
        );
        let caller = self.request.caller;
        match (&statement.principals, names) {
            (None, false) => Named::only(Grade::Own, Truth::Yes),
            (Some(principals), true) => match statement.effect {
                // Everybody, if only by a certain ARN, is as good as that ARN: no boundary limits it.
                Effect::Allow => {
                    let mut named = principals.allows(caller, self.effort);
                    // An endpoint can take an account for its root user alone: it depends on its kind.
                    if sort == LayerSort::Endpoint && caller.sort != CallerSort::Root {
                        named.doubt(Grade::Account, account_at_endpoint());
                    }
                    let names_arn = statement.conditions.iter().any(|one| one.names_arn());
                    match names_arn && !named.is_named() {
                        true => Named::only(Grade::Own, named.in_any_way()),
                        false => named,
                    }
                }
                Effect::Deny => {
                    let denies = principals.denies(caller, self.bounded, self.effort);
                    Named::only(Grade::Own, denies)
                }
            },
            _ => {
                let cause = Cause::new(CauseKind::Malformed, "`Principal`");
                Named::only(Grade::Own, Truth::May(cause))
            }
        }
    }
}

/// Why a statement does not speak of all resources of a request.
pub(super) fn divided() -> Cause {
    Cause::new(
        CauseKind::PossibleFlow,
        "a statement speaks of a part of the resources",
    )
}

fn account_at_endpoint() -> Cause {
    Cause::new(
        CauseKind::Unstated,
        "whether an account in the policy of an endpoint means more than its root user",
    )
}
