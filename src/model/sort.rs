//! What a policy document that stands alone is for. By its form alone a limit looks like a grant at times: then the path
//! of its file decides, and a document that can be either is no grant.

use crate::policy::{Effect, Policy};

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

/// Words in the path of a file that say what its policies are for; the first that is found counts.
const HINTS: [(&str, Sort); 10] = [
    ("service_control", Sort::ServiceControl),
    ("scp", Sort::ServiceControl),
    ("scps", Sort::ServiceControl),
    ("resource_control", Sort::ResourceControl),
    ("rcp", Sort::ResourceControl),
    ("rcps", Sort::ResourceControl),
    ("endpoint_policy", Sort::Endpoint),
    ("endpoint_policies", Sort::Endpoint),
    ("permissions_boundary", Sort::Boundary),
    ("boundary", Sort::Boundary),
];

/// The sort of a policy in a file, by the path and by what it says.
pub(super) fn likely_sort(policy: &Policy, path: &str) -> Sort {
    hinted(path).unwrap_or_else(|| by_form(policy))
}

fn hinted(path: &str) -> Option<Sort> {
    let mut words = String::from("_");
    for character in path.chars() {
        words.push(match character.is_ascii_alphanumeric() {
            true => character.to_ascii_lowercase(),
            false => '_',
        });
    }
    words.push('_');
    let found = HINTS
        .iter()
        .find(|(hint, _)| words.contains(&format!("_{hint}_")));
    found.map(|(_, sort)| *sort)
}

fn by_form(policy: &Policy) -> Sort {
    let statements = &policy.statements;
    let only_denies = statements
        .iter()
        .all(|statement| statement.effect == Effect::Deny);
    let somebody = statements
        .iter()
        .any(|statement| statement.principals.is_some());
    let on_something = statements
        .iter()
        .any(|statement| statement.resources.is_some());
    match (somebody, only_denies) {
        // What denies only limits whoever has it: as a policy of a principal it would look the same.
        (_, true) => Sort::Unclear,
        (true, false) if on_something => Sort::Resource,
        (true, false) => Sort::Trust,
        (false, false) => Sort::Identity,
    }
}

#[cfg(test)]
mod tests {
    use super::{Sort, hinted};

    #[test]
    fn the_path_says_what_a_policy_is_for() {
        let cases = [
            ("org/scp/deny.json", Some(Sort::ServiceControl)),
            (
                "org/service-control-policies/deny.json",
                Some(Sort::ServiceControl),
            ),
            ("network_perimeter_rcp.json", Some(Sort::ResourceControl)),
            ("vpc_endpoint_policies/s3.json", Some(Sort::Endpoint)),
            ("iam/boundary/dev.json", Some(Sort::Boundary)),
            ("policies/scpeed.json", None),
            ("roles/reader.json", None),
        ];
        for (path, expected) in cases {
            assert_eq!(hinted(path), expected, "{path}");
        }
    }
}
