//! Frames around components that stand together.
//!
//! In: the components of a picture. Out: groups, and in each component the group in which it stands. How a frame is drawn
//! is not known here.

use std::collections::BTreeMap;

use crate::graph::key;

use super::{Group, Node, Place};

/// Where a component stands: in its zone if a manifest gives it one, in its deployment if that makes it, else with its
/// operator.
pub(super) fn place(node: &Node<'_>) -> Place {
    match (node.zone, node.outside) {
        (Some((name, trust)), _) => Place::Zone(name.to_owned(), trust.map(str::to_owned)),
        (None, true) => Place::Outside(node.operator.map(str::to_owned)),
        (None, false) => Place::Deployment(node.deployment.to_owned()),
    }
}

/// A group for each place: deployments by path, zones by name, then operators by name, the unknown one last. Components for
/// which there is no place stand in none.
pub(super) fn groups<'run>(
    nodes: &mut [Node<'run>],
    place: impl Fn(&Node<'run>) -> Option<Place>,
) -> Vec<Group> {
    let mut members: BTreeMap<(bool, Place), Vec<usize>> = BTreeMap::new();
    for (index, node) in nodes.iter_mut().enumerate() {
        (node.group, node.repeated) = (None, false);
        if let Some(place) = place(node) {
            let unknown = place == Place::Outside(None);
            members.entry((unknown, place)).or_default().push(index);
        }
    }
    let groups = members.into_iter().map(|((_, place), members)| Group {
        key: group_key(&place),
        place,
        members,
    });
    let groups: Vec<Group> = groups.collect();
    for (index, group) in groups.iter().enumerate() {
        let mut names: BTreeMap<&'run str, usize> = BTreeMap::new();
        for member in &group.members {
            nodes[*member].group = Some(index);
            *names.entry(nodes[*member].name).or_default() += 1;
        }
        for member in &group.members {
            let node = &mut nodes[*member];
            node.repeated = names[node.name] > 1;
        }
    }
    groups
}

fn group_key(place: &Place) -> String {
    match place {
        Place::Deployment(path) => key(path, path),
        Place::Zone(name, trust) => {
            let trust = trust.as_deref().unwrap_or_default();
            key("zone", &format!("{name}\n{trust}"))
        }
        Place::Outside(Some(operator)) => key("outside", operator),
        Place::Outside(None) => "outside".to_owned(),
    }
}
