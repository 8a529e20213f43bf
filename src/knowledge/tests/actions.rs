//! Actions and managed policies: what is read on demand is without a fault, and what the catalog says of some actions.

use super::*;
use crate::knowledge::embedded::{ACTIONS, POLICIES};
use crate::knowledge::{AccessLevel, Knowledge, actions};

fn knowledge() -> Knowledge {
    load_on_demand().0
}

/// Everything as a run has it: what is read on demand is not read yet.
fn load_on_demand() -> (Knowledge, Sources) {
    let mut sources = Sources::default();
    let (knowledge, faults) = super::super::load(&mut sources, &Request::default());
    assert_eq!(render(&sources, &faults), "");
    (knowledge, sources)
}

#[test]
fn files_read_on_demand_load_without_a_diagnostic() {
    let lean = super::super::embedded::LEAN.iter().copied();
    let policies = POLICIES.iter().map(|&(path, text, _)| (path, text));
    let files: Vec<_> = lean
        .chain(ACTIONS.iter().copied())
        .chain(policies)
        .collect();
    let (at_once, sources, faults) = load_embedded(&files);
    assert_eq!(render(&sources, &faults), "");

    let on_demand = knowledge();
    let names: Vec<_> = at_once.managed_policies.names().collect();
    assert_eq!(
        on_demand.managed_policies.names().collect::<Vec<_>>(),
        names
    );
    for name in names {
        let policy = on_demand.managed_policy(name).expect("it is listed");
        assert!(!policy.policy.statements.is_empty(), "{name}");
    }
    let prefixes: Vec<_> = at_once.actions.prefixes().collect();
    assert_eq!(on_demand.actions.prefixes().collect::<Vec<_>>(), prefixes);
    for prefix in prefixes {
        let read = on_demand.actions.prefix(prefix).expect("it is listed");
        assert!(!read.actions.is_empty(), "{prefix}");
        assert!(
            on_demand.citations.contains_key(&*read.citation),
            "{prefix}"
        );
        let name = prefix
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        assert!(name, "{prefix}");
    }
}

#[test]
fn there_are_as_many_actions_as_the_sources_have() {
    let knowledge = knowledge();
    let all = knowledge.actions.prefixes();
    let count: usize = all
        .filter_map(|prefix| Some(knowledge.actions.prefix(prefix)?.actions.len()))
        .sum();
    assert!(count > 22_000, "{count}");
}

#[test]
fn an_action_has_level_and_resource_types() {
    let known = knowledge().actions;
    let get = known.action("s3", "getobject").expect("an action");
    assert_eq!(
        (&*get.name, get.level),
        ("GetObject", Some(AccessLevel::Read))
    );
    assert_eq!(*get.resource_types, ["accesspointobject", "object"]);
    assert_eq!(known.formats("s3", "object"), ["arn:*:s3:::*/*"]);
    let policy = known.action("S3", "PutBucketPolicy").expect("an action");
    assert_eq!(policy.level, Some(AccessLevel::Permissions));
    let all = known.action("s3", "ListAllMyBuckets").expect("an action");
    assert!(all.resource_types.is_empty(), "only `*` has an effect");
}

#[test]
fn calls_of_models_have_the_actions_that_there_are() {
    let known = knowledge().actions;
    assert!(known.action("bedrock", "InvokeModel").is_some());
    for call in ["Converse", "ConverseStream"] {
        assert!(known.action("bedrock", call).is_none(), "{call}");
    }
    assert!(known.action("bedrock-mantle", "CreateInference").is_some());
    let platform = known.prefix("aws-external-anthropic").expect("a prefix");
    assert!(platform.actions.len() >= 70, "{}", platform.actions.len());
}

#[test]
fn patterns_match_whatever_the_case() {
    let known = knowledge().actions;
    let names = |pattern: &str| -> Vec<String> {
        let found = known.matching(pattern);
        found
            .map(|(prefix, action)| format!("{prefix}:{}", action.name))
            .collect()
    };
    assert_eq!(
        names("bedrock:invokemodel*"),
        [
            "bedrock:InvokeModel",
            "bedrock:InvokeModelWithResponseStream"
        ]
    );
    assert_eq!(names("bedrock:Converse*"), [""; 0]);
    assert_eq!(names("made-up:*"), [""; 0]);
    assert!(names("bedrock*:*inference*").contains(&"bedrock-mantle:CreateInference".to_owned()));
    assert_eq!(names("*").len(), names("*:*").len());
}

#[test]
fn what_is_not_there_has_a_neighbour() {
    let known = knowledge().actions;
    assert!(!known.knows("s33") && known.knows("s3"));
    assert_eq!(known.closest_prefix("dynamdb"), Some("dynamodb"));
    let s3 = known.prefix("s3").expect("a prefix");
    assert_eq!(s3.closest("GetObjct"), Some("GetObject"));
    assert_eq!(actions::split("s3:Get*"), ("s3", "Get*"));
    assert_eq!(actions::split("*"), ("*", "*"));
    assert_eq!(actions::split("s3"), ("s3", ""));
}
