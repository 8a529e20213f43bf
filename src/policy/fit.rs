//! Whether one statement speaks of a request.
//!
//! In: a prepared statement and a request. Out: a [`Fit`]: for all of its resources, for a part, perhaps, or not. Principals
//! are not known here.

use crate::syntax::{Cause, CauseKind};

use super::condition::Truth;
use super::context::Context;
use super::prepare::{PreparedActions, PreparedResources, PreparedStatement};
use super::text::{Effort, PatternText, Relation, relate};
use super::variable::Filled;

/// How far a statement speaks of the resources of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// Of all of them.
    Whole,
    /// Of those within these patterns, or so it seems.
    Part {
        within: Vec<PatternText>,
        /// Whether it speaks of nothing else.
        is_all: bool,
    },
    /// It depends.
    May(Cause),
    /// Of none.
    No,
}

/// Whether actions name an action in lower case.
pub(super) fn names_action(actions: &PreparedActions, action: &str) -> Truth {
    if actions.literals.contains(action) {
        return Truth::from_bool(!actions.inverted);
    }
    let mut unsure = None;
    let reason = || {
        let cause = actions.unsure.clone();
        cause.unwrap_or_else(|| Cause::new(CauseKind::Malformed, "an action"))
    };
    for pattern in &actions.patterns {
        if super::pattern::matches(&pattern.text, action) {
            match pattern.exact {
                true => return Truth::from_bool(!actions.inverted),
                false => unsure = Some(reason()),
            }
        }
    }
    match unsure.or_else(|| actions.unread.clone()) {
        Some(cause) => Truth::May(cause),
        None => Truth::from_bool(actions.inverted),
    }
}

/// How far resources cover a language.
pub(super) fn covers(
    resources: &PreparedResources,
    language: &PatternText,
    context: &Context,
    effort: &mut Effort,
) -> Fit {
    let mut seen = Seen::default();
    for template in &resources.patterns {
        let mut see = |text: &PatternText, cause: Option<&Cause>, seen: &mut Seen| match relate(
            text, language, effort,
        ) {
            Relation::Includes => seen.includes = true,
            Relation::Overlaps => seen.parts.push(text.clone()),
            Relation::Unsure => seen.unsure(cause, text, language),
            Relation::Disjoint => {}
        };
        match template.as_fixed() {
            Some(text) => see(text, template.cause(), &mut seen),
            None => match template.fill(context) {
                Filled::Text(text, cause) => see(&text, cause.as_ref(), &mut seen),
                Filled::Void => {}
            },
        }
        if seen.includes {
            break;
        }
    }
    // A variable without a value may make the whole statement void.
    seen.void = resources
        .patterns
        .iter()
        .find_map(|template| template.void(context));
    match resources.inverted {
        false => seen.plain(),
        true => seen.inverted(),
    }
}

/// What the patterns of a statement said about a language.
#[derive(Default)]
struct Seen {
    includes: bool,
    parts: Vec<PatternText>,
    unsure: Option<Cause>,
    /// A variable that has no value, or may have none.
    void: Option<Cause>,
}

/// What a decision depends on where a pattern may mean a resource of which the name is not known.
pub const NAME_OF_A_RESOURCE: &str = "the name of a resource";

impl Seen {
    fn unsure(&mut self, cause: Option<&Cause>, text: &PatternText, language: &PatternText) {
        if self.unsure.is_none() {
            let is_known = |text: &PatternText| text.exact && !text.has_symbols();
            let other = || match is_known(text) && is_known(language) {
                true => Cause::new(CauseKind::Limit, "the length of patterns"),
                false => Cause::new(CauseKind::Unstated, NAME_OF_A_RESOURCE),
            };
            self.unsure = Some(cause.cloned().unwrap_or_else(other));
        }
    }

    fn plain(self) -> Fit {
        match (self.includes, self.parts.is_empty(), self.unsure, self.void) {
            (false, true, None, _) => Fit::No,
            (_, _, _, Some(cause)) => Fit::May(cause),
            (true, ..) => Fit::Whole,
            // With a doubt beside it the part is not all that there may be.
            (_, false, unsure, _) => Fit::Part {
                within: self.parts,
                is_all: unsure.is_none(),
            },
            (_, true, Some(cause), _) => Fit::May(cause),
        }
    }

    fn inverted(self) -> Fit {
        match (self.includes, self.parts.is_empty(), self.unsure, self.void) {
            (true, ..) => Fit::No,
            (_, _, _, Some(cause)) | (_, _, Some(cause), _) => Fit::May(cause),
            (_, true, None, _) => Fit::Whole,
            (_, false, None, _) => Fit::Part {
                within: Vec::new(),
                is_all: false,
            },
        }
    }
}

/// Whether all conditions of a statement hold.
pub(super) fn conditions_hold(
    statement: &PreparedStatement,
    context: &Context,
    effort: &mut Effort,
) -> Truth {
    let conditions = statement.conditions.iter();
    Truth::all(conditions.map(|condition| condition.holds(context, effort)))
}
