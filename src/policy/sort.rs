//! What a document is for, as far as its elements and its file say.
//!
//! In: a [`Policy`], and perhaps the path or name of its file. Out: a [`Likely`] sort, and whether another one is possible.
//! Where a template attaches a policy says more than its form; this is for documents that nobody attaches.

use super::text::text_of;
use super::{Effect, Policy, PrincipalSort, Statement};

/// What a policy is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sort {
    /// It says what its holder may do.
    Identity,
    /// It says who may use a resource.
    Resource,
    /// It says who may take on a role.
    Trust,
    /// It limits the principals of accounts of an organization.
    ServiceControl,
    /// It limits access to the resources of accounts of an organization.
    ResourceControl,
    /// It limits what passes an endpoint of a VPC.
    Endpoint,
    /// It says who may use a key.
    Key,
    /// It limits what policies give to a user or role.
    Boundary,
    /// It limits a session.
    Session,
}

impl Sort {
    /// Whether a policy of this sort can give access; the others only limit it.
    pub fn grants(self) -> bool {
        matches!(
            self,
            Self::Identity | Self::Resource | Self::Trust | Self::Key
        )
    }
}

/// Which sort a document probably is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Likely {
    /// The sort that its form and its file speak for.
    pub sort: Sort,
    /// Other sorts that it may be; empty if it is sure.
    pub others: Vec<Sort>,
}

impl Likely {
    /// Whether it can be no other sort.
    pub fn is_sure(&self) -> bool {
        self.others.is_empty()
    }

    /// Whether it certainly gives access: it is no limit, whichever of the possible sorts it is.
    pub fn is_grant(&self) -> bool {
        self.sort.grants() && self.others.iter().all(|sort| sort.grants())
    }
}

/// Words in paths and names that tell a sort, in lower case and with `_` between parts.
const HINTS: [(&str, Sort); 15] = [
    ("scp", Sort::ServiceControl),
    ("scps", Sort::ServiceControl),
    ("service_control_policy", Sort::ServiceControl),
    ("service_control_policies", Sort::ServiceControl),
    ("rcp", Sort::ResourceControl),
    ("rcps", Sort::ResourceControl),
    ("resource_control_policy", Sort::ResourceControl),
    ("resource_control_policies", Sort::ResourceControl),
    ("endpoint_policy", Sort::Endpoint),
    ("endpoint_policies", Sort::Endpoint),
    ("key_policy", Sort::Key),
    ("trust_policy", Sort::Trust),
    ("permissions_boundary", Sort::Boundary),
    ("boundary", Sort::Boundary),
    ("session_policy", Sort::Session),
];

/// The sort that a document probably is. A hint is a path or a name; one that does not go with the form counts for nothing.
pub fn likely_sort(policy: &Policy, hint: Option<&str>) -> Likely {
    let mut possible = possible_sorts(policy);
    let hinted = hint
        .map(hinted_sorts)
        .unwrap_or_default()
        .into_iter()
        .find(|sort| possible.contains(sort));
    if let Some(sort) = hinted {
        let others = match is_open(policy) {
            true => others(possible, sort),
            false => Vec::new(),
        };
        return Likely { sort, others };
    }
    let sort = possible.remove(0);
    Likely {
        sort,
        others: possible,
    }
}

fn others(mut sorts: Vec<Sort>, but: Sort) -> Vec<Sort> {
    sorts.retain(|sort| *sort != but);
    sorts
}

fn is_open(policy: &Policy) -> bool {
    !policy.missing.is_empty()
}

/// The sorts that the form admits, the likeliest first.
fn possible_sorts(policy: &Policy) -> Vec<Sort> {
    let statements = &policy.statements;
    let all = |test: fn(&Statement) -> bool| statements.iter().all(test);
    let is_denial = all(|statement| statement.effect == Effect::Deny);
    let is_open = is_open(policy);
    if !is_open && !statements.is_empty() {
        if all(|statement| statement.principals.is_some() && statement.resources.is_none()) {
            return vec![Sort::Trust];
        }
        if all(|statement| statement.principals.is_some()) {
            return of_resources(is_denial && all(is_about_everybody), statements);
        }
    }
    let any = |test: fn(&Statement) -> bool| statements.iter().any(test);
    if any(|statement| statement.principals.is_some()) {
        return vec![
            Sort::Resource,
            Sort::Key,
            Sort::Endpoint,
            Sort::ResourceControl,
            Sort::Trust,
        ];
    }
    let mut sorts = match is_denial || any(allows_everything) {
        true => vec![Sort::ServiceControl, Sort::Identity],
        false => vec![Sort::Identity, Sort::ServiceControl],
    };
    sorts.extend([Sort::Boundary, Sort::Session]);
    // Of a document in which nothing was read, anything is possible.
    if is_open || statements.is_empty() {
        sorts.extend([
            Sort::Resource,
            Sort::Key,
            Sort::Endpoint,
            Sort::ResourceControl,
            Sort::Trust,
        ]);
    }
    sorts
}

/// Sorts of documents that name principals and resources.
fn of_resources(is_control: bool, statements: &[Statement]) -> Vec<Sort> {
    // Resource control policies deny, and nothing else.
    if is_control {
        return vec![
            Sort::ResourceControl,
            Sort::Resource,
            Sort::Key,
            Sort::Endpoint,
        ];
    }
    let opens =
        |statement: &Statement| statement.effect == Effect::Allow && is_about_everybody(statement);
    match statements.iter().all(opens) {
        true => vec![Sort::Endpoint, Sort::Resource, Sort::Key],
        false => vec![Sort::Resource, Sort::Key, Sort::Endpoint],
    }
}

/// Whether a statement means everybody.
fn is_about_everybody(statement: &Statement) -> bool {
    let Some(principals) = &statement.principals else {
        return false;
    };
    let means_all = |sort: PrincipalSort, text: Option<&str>| {
        sort == PrincipalSort::Anyone || (sort == PrincipalSort::Aws && text == Some("*"))
    };
    let list = principals.list.iter();
    let mut list = list.map(|one| means_all(one.sort, one.value.as_text()));
    !principals.inverted && list.any(|is_all| is_all)
}

/// Whether a statement allows all actions on everything.
fn allows_everything(statement: &Statement) -> bool {
    let actions = &statement.actions;
    let resources = statement.resources.as_ref();
    let is_all = |resources: &super::Resources| {
        let mut values = resources.values.iter().filter_map(text_of);
        !resources.inverted && values.any(|text| text.exact && text.text == "*")
    };
    statement.effect == Effect::Allow
        && !actions.inverted
        && actions
            .patterns
            .iter()
            .any(|one| one.exact && one.text == "*")
        && resources.is_some_and(is_all)
}

/// The sorts that a path speaks for, the last part of it first.
pub fn hinted_sorts(hint: &str) -> Vec<Sort> {
    let folded: String = hint
        .chars()
        .map(|letter| match letter {
            letter if letter.is_ascii_alphanumeric() => letter.to_ascii_lowercase(),
            '/' | '\\' => '/',
            _ => '_',
        })
        .collect();
    let is_word = |part: &str, word: &str| {
        part.match_indices(word).any(|(at, _)| {
            let is_apart = |letter: Option<char>| letter.is_none_or(|one| one == '_');
            is_apart(part[..at].chars().next_back())
                && is_apart(part[at + word.len()..].chars().next())
        })
    };
    let parts = folded.split('/').rev();
    let found = parts.flat_map(|part| HINTS.iter().filter(move |(word, _)| is_word(part, word)));
    found.map(|(_, sort)| *sort).collect()
}
