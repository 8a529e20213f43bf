//! What a policy document that stands alone is for. By its form alone a limit looks like a grant at times: then the path
//! of its file decides, and a document that can be either is no grant.

use crate::policy::{Effect, Policy, sort};

/// What a policy is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sort {
    /// What its holder may do.
    Identity,
    /// Who may become its holder.
    Trust,
    /// What others may do with a resource.
    Resource,
    /// What the principals of an organization may do at most.
    ServiceControl,
    /// What may be done with the resources of an organization at most.
    ResourceControl,
    /// What may pass an endpoint of a network at most.
    Endpoint,
    /// What its holder may do at most.
    Boundary,
    /// A limit or a grant: its form does not say.
    Unclear,
}

impl Sort {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Sort::Identity => "identity",
            Sort::Trust => "trust",
            Sort::Resource => "resource",
            Sort::ServiceControl => "service control",
            Sort::ResourceControl => "resource control",
            Sort::Endpoint => "endpoint",
            Sort::Boundary => "boundary",
            Sort::Unclear => "unclear",
        }
    }
}

/// The sort of a policy in a file, by the path and by what it says.
pub(super) fn likely_sort(policy: &Policy, path: &str) -> Sort {
    let likely = sort::likely_sort(policy, Some(path));
    let is_limit = |named: Sort| match likely.is_sure() {
        true => named,
        false => Sort::Unclear,
    };
    let of_somebody =
        likely.sort == sort::Sort::Identity || likely.others.contains(&sort::Sort::Identity);
    let mut statements = policy.statements.iter();
    match likely.sort {
        // What denies only limits whoever has it: as a policy of a principal it would look the same.
        _ if of_somebody && statements.all(|one| one.effect == Effect::Deny) => Sort::Unclear,
        // The file says that it is a limit, and its form that it cannot be that one.
        _ if of_somebody
            && sort::hinted_sorts(path).iter().any(|one| !one.grants())
            && !likely.is_sure() =>
        {
            Sort::Unclear
        }
        _ if of_somebody => Sort::Identity,
        sort::Sort::Identity => Sort::Unclear,
        sort::Sort::Resource | sort::Sort::Key => Sort::Resource,
        sort::Sort::Trust => Sort::Trust,
        sort::Sort::ServiceControl => is_limit(Sort::ServiceControl),
        sort::Sort::ResourceControl => is_limit(Sort::ResourceControl),
        sort::Sort::Endpoint => is_limit(Sort::Endpoint),
        sort::Sort::Boundary | sort::Sort::Session => is_limit(Sort::Boundary),
    }
}
