//! What is the same in two runs, and by which way PHI comes to a flow.

use std::collections::BTreeSet;

use super::pairing::{Identity, pair};
use super::{Carrier, Flow, Level, Past, diff};

fn files(paths: &[&str]) -> BTreeSet<String> {
    paths.iter().map(|path| (*path).to_owned()).collect()
}

fn identity<'r>(exact: &'r str, address: &'r str) -> Identity<'r> {
    Identity {
        exact,
        sort: "violated",
        named: "rule",
        address,
    }
}

/// The pairs of addresses in two sets of files, each with a hash that tells it.
fn pairs(before: (&[&str], &[&str]), now: (&[&str], &[&str])) -> Vec<(usize, usize)> {
    let was: Vec<Identity<'_>> = before.0.iter().map(|one| identity(one, one)).collect();
    let is: Vec<Identity<'_>> = now.0.iter().map(|one| identity(one, one)).collect();
    pair((&was, &files(before.1)), (&is, &files(now.1)))
}

#[test]
fn each_is_paired_once() {
    let two = ["a.yaml#X", "a.yaml#X"];
    assert_eq!(
        pairs((&two[..1], &["a.yaml"]), (&two, &["a.yaml"])),
        [(0, 0)]
    );
    assert_eq!(
        pairs((&two, &["a.yaml"]), (&two[..1], &["a.yaml"])),
        [(0, 0)]
    );
}

#[test]
fn a_file_with_another_name_is_the_same_file() {
    let renamed = pairs((&["a.yaml#X"], &["a.yaml"]), (&["b.yaml#X"], &["b.yaml"]));
    assert_eq!(renamed, [(0, 0)]);
    let folder = pairs(
        (&["old#x.y"], &["old/main.tf"]),
        (&["new#x.y"], &["new/main.tf"]),
    );
    assert_eq!(folder, [(0, 0)]);
    let flow = pairs(
        (&["a.yaml#X → c.yaml#Y"], &["a.yaml", "c.yaml"]),
        (&["b.yaml#X → c.yaml#Y"], &["b.yaml", "c.yaml"]),
    );
    assert_eq!(flow, [(0, 0)]);
}

#[test]
fn what_is_mended_in_one_file_and_broken_in_another_is_new() {
    // Both files are there before and after: nothing was renamed.
    let both = ["a.yaml", "b.yaml"];
    assert_eq!(pairs((&["a.yaml#X"], &both), (&["b.yaml#X"], &both)), []);
    // A copy beside the original is no rename either.
    assert_eq!(
        pairs((&["a.yaml#X"], &["a.yaml"]), (&["b.yaml#X"], &both)),
        []
    );
}

fn carrier(name: &str, level: Level, start: Option<&str>) -> Carrier {
    Carrier {
        address: format!("a.yaml#{name}"),
        name: name.to_owned(),
        level,
        start: start.map(str::to_owned),
    }
}

fn flow(from: &str, to: &str, level: Level) -> Flow {
    Flow {
        from: format!("a.yaml#{from}"),
        to: format!("a.yaml#{to}"),
        level,
        payload: "content".to_owned(),
        basis: "configured".to_owned(),
        reason: "it says so".to_owned(),
        place: "a.yaml:1:1".to_owned(),
    }
}

fn run(carriers: Vec<Carrier>, flows: Vec<Flow>) -> Past {
    Past {
        files: files(&["a.yaml"]),
        carriers,
        flows,
        ..Past::default()
    }
}

#[test]
fn a_new_flow_has_the_way_of_phi() {
    use Level::{Possible, Yes};
    let base = run(
        vec![
            carrier("S", Yes, Some("label")),
            carrier("A", Yes, None),
            carrier("B", Possible, None),
        ],
        vec![flow("S", "A", Yes), flow("A", "B", Possible)],
    );
    let mut head = base.clone();
    head.carriers[2].level = Yes;
    head.carriers.push(carrier("C", Yes, None));
    head.flows[1].level = Yes;
    head.flows.push(flow("B", "C", Yes));
    // A circle must not lead the way astray.
    head.flows.push(flow("B", "A", Yes));
    let diff = diff(&base, &head);
    let seen: Vec<(String, Option<Level>)> = diff
        .flows
        .iter()
        .map(|one| (one.path.join(" "), one.was))
        .collect();
    let expected = [
        ("S A B", Some(Possible)),
        ("S A B C", None),
        ("S A B A", None),
    ];
    assert_eq!(seen, expected.map(|(path, was)| (path.to_owned(), was)));
    let wider: Vec<(&str, Option<Level>)> = diff
        .widened
        .iter()
        .map(|one| (one.name.as_str(), one.was))
        .collect();
    assert_eq!(wider, [("B", Some(Possible)), ("C", None)]);
    assert!(diff.narrowed.is_empty() && diff.gone_flows.is_empty());
    let back = super::diff(&head, &base);
    assert!(back.flows.is_empty() && back.widened.is_empty());
    assert_eq!((back.gone_flows.len(), back.narrowed.len()), (2, 2));
}
