//! A request as far as it is known: who, what, on which resources, under which circumstances.
//!
//! In: what a caller of this module knows. Out: the types that an evaluation reads. Nothing is decided here.

use super::context::Context;
use super::text::{PatternText, literal};
use crate::syntax::Cause;

/// Sorts of callers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CallerSort {
    /// The root user of an account.
    Root,
    /// An IAM user.
    User,
    /// A session of an IAM role: everything that runs with a role.
    Session,
    /// A session of a user that a federation token stands for.
    FederatedUser,
    /// An identity of an outside provider, before it has a role.
    Federated,
    /// A service of AWS that calls for itself.
    Service,
    /// Somebody without credentials.
    Anonymous,
}

/// How the organization of an account limits a caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// As any principal of a member account.
    Member,
    /// It belongs to the management account: service control policies do not limit it.
    Management,
    /// It is a service-linked role: service control policies do not limit it.
    ServiceLinked,
    /// Not known.
    Unknown(Cause),
}

/// Who calls.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Its sort.
    pub sort: CallerSort,
    /// Its name: the ARN of the user, of the *role* of a session (not of the session), of the root user or of a provider;
    /// the name of a service. What is known in part is a pattern that is not exact.
    pub name: PatternText,
    /// The ARN of the session, for sessions; `None` where nothing is known of it.
    pub session: Option<PatternText>,
    /// The id of its account; `None` where it is not known. Services and anonymous callers belong to none.
    pub account: Option<PatternText>,
    /// How its organization limits it.
    pub standing: Standing,
}

impl Caller {
    /// A session of a role, of which the ARN is a pattern or a literal.
    pub fn session(role: PatternText, account: Option<PatternText>) -> Self {
        Self {
            sort: CallerSort::Session,
            name: role,
            session: None,
            account,
            standing: Standing::Member,
        }
    }

    /// A user.
    pub fn user(arn: PatternText, account: Option<PatternText>) -> Self {
        Self {
            sort: CallerSort::User,
            ..Self::session(arn, account)
        }
    }

    /// A service, by its name.
    pub fn service(name: PatternText) -> Self {
        Self {
            sort: CallerSort::Service,
            ..Self::session(name, None)
        }
    }

    /// Somebody without credentials.
    pub fn anonymous() -> Self {
        Self {
            sort: CallerSort::Anonymous,
            ..Self::session(PatternText::literal(""), None)
        }
    }
}

/// What a request is on.
#[derive(Clone, Debug)]
pub struct Target {
    /// The ARNs meant, as a pattern such as `arn:aws:s3:::notes/*`: a *language*. A single resource is a pattern without
    /// wildcards. If it is not exact, it means one of the texts that it matches, and nobody knows which.
    pub language: PatternText,
    /// The id of the account that owns the resource; `None` where it is not known.
    pub account: Option<PatternText>,
}

impl Target {
    /// Resources of an account.
    pub fn new(language: PatternText, account: Option<PatternText>) -> Self {
        Self { language, account }
    }

    /// The target of an action that works on no particular resource: only `*` in a policy means it.
    pub fn unspecific(account: Option<PatternText>) -> Self {
        Self {
            language: PatternText::pattern(literal("*")),
            account,
        }
    }
}

/// One request, or as many as its target has resources.
#[derive(Clone, Copy, Debug)]
pub struct Request<'r> {
    /// Who.
    pub caller: &'r Caller,
    /// What: a literal action in lower case, such as `prefix:name`.
    pub action: &'r str,
    /// On what.
    pub target: &'r Target,
    /// Under which circumstances.
    pub context: &'r Context,
}
