//! Who acts: principals that the files declare, and those elsewhere that policies name.

use std::cmp::Ordering;

use crate::model::ComponentId;
use crate::policy::PatternText;
use crate::policy::request::{Caller, CallerSort, Standing};
use crate::source::Span;

/// Who may act.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Principal {
    /// A role or a user of the files read.
    Declared(ComponentId),
    /// Somebody whom a policy names.
    Elsewhere(Stranger),
}

/// Somebody whom a policy names and the files read do not declare; the same wherever it is named.
#[derive(Clone, Debug)]
pub struct Stranger {
    /// Sort.
    pub sort: StrangerSort,
    /// As the policy names it, rendered.
    pub text: String,
    /// The same as a pattern.
    pub(super) pattern: String,
    /// Whether the pattern is known in full.
    pub(super) exact: bool,
    /// The first place where it is named.
    pub span: Span,
}

/// Sorts of principals elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StrangerSort {
    /// Everybody, without credentials too.
    Anybody,
    /// An account: whomever its administrators let.
    Account,
    /// A role of another account or of another template.
    Role,
    /// A user.
    User,
    /// A service of the provider.
    Service,
    /// An identity of an outside provider.
    Federated,
    /// A value that is not known.
    Unknown,
}

impl StrangerSort {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            StrangerSort::Anybody => "anybody",
            StrangerSort::Account => "account",
            StrangerSort::Role => "role",
            StrangerSort::User => "user",
            StrangerSort::Service => "service",
            StrangerSort::Federated => "federated",
            StrangerSort::Unknown => "unknown",
        }
    }
}

impl PartialEq for Stranger {
    fn eq(&self, other: &Self) -> bool {
        self.identity() == other.identity()
    }
}

impl Eq for Stranger {}

impl PartialOrd for Stranger {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Stranger {
    fn cmp(&self, other: &Self) -> Ordering {
        self.identity().cmp(&other.identity())
    }
}

impl Stranger {
    /// What makes it the same as another one.
    fn identity(&self) -> (StrangerSort, &str, &str, bool) {
        (self.sort, &self.text, &self.pattern, self.exact)
    }

    /// A service, by the name that trust policies give it.
    pub(super) fn service(name: &str, span: Span) -> Self {
        Self {
            sort: StrangerSort::Service,
            text: name.to_owned(),
            pattern: name.to_owned(),
            exact: true,
            span,
        }
    }

    /// Whether policies of its own have a say.
    pub(super) fn has_policies(&self) -> bool {
        !matches!(
            self.sort,
            StrangerSort::Anybody | StrangerSort::Service | StrangerSort::Federated
        )
    }

    /// It as a caller.
    pub(super) fn caller(&self) -> Caller {
        let name = PatternText {
            text: self.pattern.clone(),
            exact: self.exact,
        };
        let account = self.account();
        let sort = match self.sort {
            StrangerSort::Anybody => return Caller::anonymous(),
            StrangerSort::Service => return Caller::service(name),
            StrangerSort::Account => CallerSort::Root,
            StrangerSort::Role | StrangerSort::Unknown => CallerSort::Session,
            StrangerSort::User => CallerSort::User,
            StrangerSort::Federated => CallerSort::Federated,
        };
        Caller {
            sort,
            name,
            session: None,
            account,
            standing: Standing::Member,
        }
    }

    /// The id of its account.
    pub(super) fn account(&self) -> Option<PatternText> {
        let id = match self.pattern.splitn(6, ':').collect::<Vec<_>>().as_slice() {
            [_, _, _, _, account, _] => (*account).to_owned(),
            _ if self.sort == StrangerSort::Account => self.pattern.clone(),
            _ => return None,
        };
        Some(PatternText {
            text: id,
            exact: self.exact,
        })
    }
}
