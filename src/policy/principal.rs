//! Whether a policy of a resource means a caller, and in which way.
//!
//! In: the principals of a statement and a [`Caller`]. Out: a truth for each [`Grade`] of naming. What a grade is worth is
//! not known here.

use crate::syntax::{Cause, CauseKind};

use super::condition::Truth;
use super::prepare::{Reader, cause_of_text};
use super::request::{Caller, CallerSort};
use super::text::{Effort, PatternText, Relation, relate};
use super::{PrincipalSort, Principals};

/// The service in the ARNs of sessions.
const SESSIONS: &str = "sts";

/// In which way a principal is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Grade {
    /// By its own ARN or name: a user, a session, a service.
    Own,
    /// By the identity behind it: the role of a session, the user of a federated session.
    Behind,
    /// By its account, which decides on.
    Account,
    /// Because everybody is meant.
    Anybody,
}

/// All grades.
pub(super) const GRADES: [Grade; 4] = [Grade::Own, Grade::Behind, Grade::Account, Grade::Anybody];

/// A truth for each grade.
#[derive(Clone, Debug)]
pub(super) struct Named(pub(super) [Truth; 4]);

impl Named {
    pub(super) const NOBODY: Self = Self([Truth::No, Truth::No, Truth::No, Truth::No]);

    pub(super) fn is(&self, grade: Grade) -> &Truth {
        &self.0[grade as usize]
    }

    fn add(&mut self, grade: Grade, truth: Truth) {
        let slot = &mut self.0[grade as usize];
        *slot = Truth::any([slot.clone(), truth]);
    }

    /// Makes a grade that is certain uncertain.
    pub(super) fn doubt(&mut self, grade: Grade, cause: Cause) {
        let slot = &mut self.0[grade as usize];
        if *slot == Truth::Yes {
            *slot = Truth::May(cause);
        }
    }

    /// Whether the caller is meant in any way.
    pub(super) fn in_any_way(&self) -> Truth {
        Truth::any(self.0.iter().cloned())
    }

    /// Whether the caller is meant otherwise than because everybody is.
    pub(super) fn is_named(&self) -> bool {
        let others = [Grade::Own, Grade::Behind, Grade::Account];
        others.iter().any(|grade| *self.is(*grade) != Truth::No)
    }

    /// Meant in one way alone.
    pub(super) fn only(grade: Grade, truth: Truth) -> Self {
        let mut named = Self::NOBODY;
        named.add(grade, truth);
        named
    }
}

/// The principals of a statement, their texts read.
#[derive(Clone, Debug)]
pub(super) struct PreparedPrincipals {
    inverted: bool,
    list: Vec<PreparedPrincipal>,
}

#[derive(Clone, Debug)]
struct PreparedPrincipal {
    sort: PrincipalSort,
    text: PatternText,
    cause: Cause,
}

/// Whether a caller has a permissions boundary, which `NotPrincipal` does not get along with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bounded {
    Yes,
    No,
}

impl PreparedPrincipals {
    pub(super) fn new(principals: &Principals, reader: &dyn Reader) -> Self {
        let list = principals.list.iter().map(|principal| {
            let text = reader.text(&principal.value);
            PreparedPrincipal {
                sort: principal.sort,
                text: text.unwrap_or_else(PatternText::unknown),
                cause: cause_of_text(&principal.value, "the name of a session or of an account"),
            }
        });
        let mut list: Vec<_> = list.collect();
        if let Some(cause) = &principals.unread {
            list.push(PreparedPrincipal {
                sort: PrincipalSort::Aws,
                text: PatternText::unknown(),
                cause: cause.clone(),
            });
        }
        Self {
            inverted: principals.inverted,
            list,
        }
    }

    /// Whether an allowing statement means the caller.
    pub(super) fn allows(&self, caller: &Caller, effort: &mut Effort) -> Named {
        let named = self.named(caller, effort);
        match self.inverted {
            false => named,
            // Everybody else is meant, in a way that no document describes: as if it were everybody.
            true => Named::only(Grade::Anybody, named.in_any_way().negate()),
        }
    }

    /// Whether a denying statement means the caller.
    pub(super) fn denies(&self, caller: &Caller, bounded: Bounded, effort: &mut Effort) -> Truth {
        let named = self.named(caller, effort);
        if !self.inverted {
            return named.in_any_way();
        }
        let is_entity = matches!(
            caller.sort,
            CallerSort::User | CallerSort::Session | CallerSort::FederatedUser
        );
        if bounded == Bounded::Yes && is_entity {
            return Truth::Yes;
        }
        // Who is excepted must be named with all that it is: the session, its role and its account.
        let parts: &[Grade] = match caller.sort {
            CallerSort::Session | CallerSort::FederatedUser => {
                &[Grade::Own, Grade::Behind, Grade::Account]
            }
            CallerSort::User => &[Grade::Own, Grade::Account],
            _ => &[Grade::Own],
        };
        let whole = Truth::all(parts.iter().map(|grade| named.is(*grade).clone()));
        let excepted = Truth::any([whole, named.is(Grade::Anybody).clone()]);
        match (excepted, named.in_any_way()) {
            (Truth::Yes, _) => Truth::No,
            (_, Truth::No) => Truth::Yes,
            (Truth::May(cause), _) | (_, Truth::May(cause)) => Truth::May(cause),
            (Truth::No, Truth::Yes) => Truth::May(Cause::new(
                CauseKind::Malformed,
                "`NotPrincipal`, which names a caller in part,",
            )),
        }
    }

    fn named(&self, caller: &Caller, effort: &mut Effort) -> Named {
        let mut named = Named::NOBODY;
        for principal in &self.list {
            principal.name(caller, &mut named, effort);
        }
        named
    }
}

impl PreparedPrincipal {
    fn name(&self, caller: &Caller, named: &mut Named, effort: &mut Effort) {
        let is_everybody = self.text.exact && self.text.text == "*";
        match self.sort {
            PrincipalSort::Anyone => named.add(Grade::Anybody, Truth::Yes),
            PrincipalSort::Aws if is_everybody => named.add(Grade::Anybody, Truth::Yes),
            PrincipalSort::Aws => self.name_identity(caller, named, effort),
            PrincipalSort::Service if caller.sort == CallerSort::Service => {
                named.add(Grade::Own, self.same(&caller.name, effort));
            }
            PrincipalSort::Federated if caller.sort == CallerSort::Federated => {
                named.add(Grade::Own, self.same(&caller.name, effort));
            }
            PrincipalSort::CanonicalUser if caller.account.is_some() || is_entity(caller) => {
                // The canonical id of an account is told by nothing else.
                let account = "the account of a canonical user";
                named.add(
                    Grade::Account,
                    Truth::May(Cause::new(CauseKind::Unstated, account)),
                );
            }
            _ => {}
        }
    }

    /// A principal of AWS: an account, or an identity of one.
    fn name_identity(&self, caller: &Caller, named: &mut Named, effort: &mut Effort) {
        if !is_entity(caller) {
            // Whatever a hole stands for, everybody is meant by the literal `*` alone, and by a hole that is `*`.
            if !self.text.exact && self.text.text == "*" {
                named.add(Grade::Anybody, Truth::May(self.cause.clone()));
            }
            return;
        }
        if self.is_opaque() {
            for grade in [Grade::Own, Grade::Behind, Grade::Account] {
                named.add(grade, Truth::May(self.cause.clone()));
            }
            return;
        }
        let (own, behind) = match caller.sort {
            CallerSort::Session | CallerSort::FederatedUser => {
                (caller.session.as_ref(), Some(&caller.name))
            }
            _ => (Some(&caller.name), None),
        };
        match own {
            Some(own) => named.add(Grade::Own, self.same(own, effort)),
            // Which session it is, is not known; a text that names none does not mean it.
            None if self.names_session() => named.add(Grade::Own, Truth::May(self.cause.clone())),
            None => {}
        }
        if let Some(behind) = behind {
            named.add(Grade::Behind, self.same(behind, effort));
        }
        let account = self.is_account(caller, effort);
        // The root user has the ARN of its account, and the id of an account means the same.
        if caller.sort == CallerSort::Root {
            named.add(Grade::Own, account.clone());
        }
        named.add(Grade::Account, account);
    }

    /// Whether it may be the ARN of a session.
    fn names_session(&self) -> bool {
        let service = self.text.text.split(':').nth(2);
        !self.text.exact || service == Some(SESSIONS) || is_unique_id(&self.text.text)
    }

    /// Whether nothing of the text says whom it means.
    fn is_opaque(&self) -> bool {
        !self.text.exact && self.text.text == "*"
    }

    /// Whether it names the account of the caller, by its id or by its root.
    fn is_account(&self, caller: &Caller, effort: &mut Effort) -> Truth {
        let text = &self.text.text;
        let parts: Vec<_> = text.splitn(6, ':').collect();
        let id = match parts.as_slice() {
            ["arn", _, "iam", _, id, "root"] => *id,
            [id] if !id.is_empty() => *id,
            _ if !self.text.exact => {
                // A hole may swallow the end of an ARN.
                let root = PatternText::partial("arn:*:iam::*:root");
                return match relate(&self.text, &root, effort) {
                    Relation::Disjoint => Truth::No,
                    _ => Truth::May(self.cause.clone()),
                };
            }
            _ => return Truth::No,
        };
        let id = PatternText {
            text: id.to_owned(),
            exact: self.text.exact,
        };
        match &caller.account {
            Some(account) => equal(&id, account, &self.cause, effort),
            None => Truth::May(unknown_account()),
        }
    }

    fn same(&self, name: &PatternText, effort: &mut Effort) -> Truth {
        if self.text.exact && is_unique_id(&self.text.text) {
            return Truth::May(Cause::new(
                CauseKind::Unstated,
                format!("the identity of `{}`", self.text.text),
            ));
        }
        equal(&self.text, name, &self.cause, effort)
    }
}

/// Whether the caller is an identity of an account.
fn is_entity(caller: &Caller) -> bool {
    matches!(
        caller.sort,
        CallerSort::Root | CallerSort::User | CallerSort::Session | CallerSort::FederatedUser
    )
}

/// Why it is not known which account somebody or something belongs to.
pub(super) fn unknown_account() -> Cause {
    Cause::new(
        CauseKind::Unstated,
        "whether caller and resource belong to one account",
    )
}

/// Ids of users and roles that stand in the place of an ARN.
fn is_unique_id(text: &str) -> bool {
    let is_id = text.len() >= 16
        && text
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    is_id && text.starts_with('A')
}

/// Whether two texts are the same; wildcards in a principal have no meaning.
pub(super) fn equal(
    left: &PatternText,
    right: &PatternText,
    cause: &Cause,
    effort: &mut Effort,
) -> Truth {
    match relate(left, right, effort) {
        Relation::Disjoint => Truth::No,
        Relation::Includes if left.is_single() && right.is_single() => Truth::Yes,
        _ => Truth::May(cause.clone()),
    }
}
