//! A picture in which components that have something in common are one.
//!
//! In: a [`Picture`], what is to be in common, and which components stay as they are. Out: a picture with fewer nodes. What
//! rules say of an edge that is no longer drawn is said of the node that it is in, so that nothing of it is lost. How nodes
//! are drawn is not known here.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use crate::graph::key;
use crate::model::ComponentId;

use super::{Carrying, Folded, Line, Node, Picture, Place, Summed, arrows, frame};

/// What components have in common that are drawn as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    /// The deployment that makes them.
    Deployment,
    /// The zone of a manifest; the deployment where they are in none.
    Zone,
    /// The service, within a deployment.
    Service,
}

impl Fold {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Fold::Deployment => "deployment",
            Fold::Zone => "zone",
            Fold::Service => "service",
        }
    }
}

/// What some components have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Common<'run> {
    Deployment(&'run str),
    Zone(&'run str, Option<&'run str>),
    Service(&'run str, Option<&'run str>),
    /// What is outside of deployments is the same for all that name it: by operator, and service or name.
    Outside(Option<&'run str>, &'run str),
}

impl<'run> Common<'run> {
    fn of(node: &Node<'run>, by: Fold) -> Self {
        match (by, node.zone) {
            (Fold::Zone, Some((name, trust))) => Common::Zone(name, trust),
            _ if node.outside => {
                Common::Outside(node.operator, node.service_title.unwrap_or(node.name))
            }
            (Fold::Deployment | Fold::Zone, _) => Common::Deployment(node.deployment),
            (Fold::Service, _) => Common::Service(node.deployment, node.service_title),
        }
    }

    fn name(self) -> &'run str {
        match self {
            Common::Deployment(path) => path,
            Common::Zone(name, _) | Common::Outside(_, name) => name,
            Common::Service(_, title) => title.unwrap_or("service not known"),
        }
    }

    fn by(self) -> &'static str {
        match self {
            Common::Deployment(_) => "deployment",
            Common::Zone(..) => "zone",
            Common::Service(..) => "service",
            Common::Outside(..) => "outside",
        }
    }

    /// What makes it unique in the run.
    fn address(self) -> String {
        match self {
            Common::Deployment(path) => path.to_owned(),
            Common::Zone(name, trust) => format!("zone {name} {}", trust.unwrap_or_default()),
            Common::Service(path, title) => format!("{path}, {}", title.unwrap_or("no service")),
            Common::Outside(operator, name) => {
                format!("{name}, {}", operator.unwrap_or("operator not known"))
            }
        }
    }
}

/// The picture with one node for all components that have something in common. Where one of them is to stay open, all of
/// them stay as they are; so does one that is alone.
pub fn fold<'run>(
    picture: &Picture<'run>,
    by: Fold,
    open: &BTreeSet<ComponentId>,
) -> Picture<'run> {
    let mut members: BTreeMap<Common<'run>, Vec<usize>> = BTreeMap::new();
    for (index, node) in picture.nodes.iter().enumerate() {
        members.entry(Common::of(node, by)).or_default().push(index);
    }
    members.retain(|_, members| {
        members.len() > 1
            && !members
                .iter()
                .any(|at| open.contains(&picture.nodes[*at].id))
    });
    let folds: BTreeMap<usize, Common<'run>> = members
        .iter()
        .flat_map(|(common, members)| members.iter().map(|member| (*member, *common)))
        .collect();
    let mut nodes = Vec::new();
    let mut places = Vec::with_capacity(picture.nodes.len());
    let mut standing: BTreeMap<Common<'run>, usize> = BTreeMap::new();
    for (index, node) in picture.nodes.iter().enumerate() {
        let place = match folds.get(&index) {
            None => nodes.len(),
            Some(common) => *standing.entry(*common).or_insert(nodes.len()),
        };
        if place == nodes.len() {
            nodes.push(match folds.get(&index) {
                Some(common) => one(picture, *common, &members[common]),
                None => node.clone(),
            });
        }
        places.push(place);
    }
    let edges = edges(picture, &mut nodes, &places);
    let groups = frame::groups(&mut nodes, framed);
    Picture {
        report: picture.report,
        class: picture.class,
        arrows: arrows(&edges),
        groups,
        notes: notes(picture, &nodes, by),
        nodes,
        edges,
    }
}

/// The frame around a node: what is one because of that frame needs none.
fn framed(node: &Node<'_>) -> Option<Place> {
    let place = frame::place(node);
    let by = node.folded.as_ref().map(|folded| folded.by);
    match (&place, by) {
        (Place::Deployment(_), Some("deployment" | "zone")) | (Place::Zone(..), Some("zone")) => {
            None
        }
        _ => Some(place),
    }
}

fn notes(picture: &Picture<'_>, nodes: &[Node<'_>], by: Fold) -> Vec<String> {
    let folded = nodes.iter().filter_map(|node| node.folded.as_ref());
    let (count, components) = folded.fold((0, 0), |(count, components), folded| {
        (count + 1, components + folded.components)
    });
    let said = match count {
        0 => format!(
            "folded by {}: no two components have that in common",
            by.name()
        ),
        1 => format!(
            "folded by {}: 1 node stands for {components} components",
            by.name()
        ),
        _ => format!(
            "folded by {}: {count} nodes stand for {components} components",
            by.name()
        ),
    };
    let mut notes = picture.notes.clone();
    notes.push(said);
    notes
}

/// A node for several components.
fn one<'run>(picture: &Picture<'run>, common: Common<'run>, members: &[usize]) -> Node<'run> {
    let all = || members.iter().map(|member| &picture.nodes[*member]);
    let first = &picture.nodes[members[0]];
    let mut node = first.clone();
    node.name = common.name();
    node.address = common.address();
    node.key = key(node.name, &format!("{} {}", common.by(), node.address));
    node.kind = same(all().map(|node| node.kind)).unwrap_or_default();
    node.element = same(all().map(|node| node.element)).unwrap_or("mixed");
    node.presence = same(all().map(|node| node.presence)).unwrap_or("mixed");
    node.operator = same(all().map(|node| node.operator)).flatten();
    node.service = same(all().map(|node| node.service)).flatten();
    node.service_title = same(all().map(|node| node.service_title)).flatten();
    node.zone = same(all().map(|node| node.zone)).flatten();
    node.outside = all().all(|node| node.outside);
    node.when = same(all().map(|node| &node.when)).cloned().flatten();
    let mut kinds = BTreeMap::new();
    for member in all() {
        *kinds.entry(member.kind).or_default() += 1;
        node.level = node.level.max(member.level);
        node.marks.join(&member.marks);
        join_classes(&mut node.classes, &member.classes);
    }
    node.folded = Some(Folded {
        by: common.by(),
        components: members.len(),
        carriers: all()
            .filter(|node| node.level > crate::graph::Level::No)
            .count(),
        kinds,
        inside: 0,
    });
    node
}

/// What all have, if they have the same.
fn same<T: PartialEq>(mut all: impl Iterator<Item = T>) -> Option<T> {
    let first = all.next()?;
    all.all(|other| other == first).then_some(first)
}

/// The surest of what carries each class.
fn join_classes(known: &mut Vec<Carrying>, more: &[Carrying]) {
    for carrying in more {
        match known.iter_mut().find(|one| one.class == carrying.class) {
            Some(one) if one.level != "yes" && carrying.level == "yes" => *one = carrying.clone(),
            Some(_) => {}
            None => known.push(carrying.clone()),
        }
    }
}

/// The edges between what is now drawn. Those within a node are counted there, with what rules say of them.
fn edges<'run>(
    picture: &Picture<'run>,
    nodes: &mut [Node<'run>],
    places: &[usize],
) -> Vec<Line<'run>> {
    let mut lines: Vec<Line<'run>> = Vec::new();
    let mut sums: BTreeMap<(usize, usize, &str), usize> = BTreeMap::new();
    for edge in &picture.edges {
        let mut line = edge.clone();
        (line.source, line.target) = (places[edge.source], places[edge.target]);
        let ends = [line.source, line.target];
        if ends.iter().all(|end| nodes[*end].folded.is_none()) {
            lines.push(line);
            continue;
        }
        let inner = nodes[line.source].folded.as_mut();
        if let Some(folded) = inner.filter(|_| line.source == line.target) {
            folded.inside += 1;
            nodes[line.source].marks.join(&edge.marks);
            continue;
        }
        line.summed = Some(Summed {
            edges: 1,
            payloads: BTreeMap::from([(edge.payload, 1)]),
        });
        let at = *sums
            .entry((line.source, line.target, line.layer))
            .or_insert(lines.len());
        match lines.get_mut(at) {
            Some(known) => add(known, line),
            None => {
                line.key = sum_key(&nodes[line.source], &nodes[line.target], line.layer);
                lines.push(line);
            }
        }
    }
    lines
}

/// Adds an edge to a sum. What says most stands for all: a rule that is broken, then the class, then that it is there.
fn add<'run>(sum: &mut Line<'run>, edge: Line<'run>) {
    let weight = |line: &Line<'_>| (line.marks.breaks(), line.moved, line.level == "yes");
    let (known, more) = (sum.summed.take().unwrap_or_default(), &edge.summed);
    let mut summed = known;
    for (payload, count) in more.iter().flat_map(|more| &more.payloads) {
        *summed.payloads.entry(payload).or_default() += count;
        summed.edges += count;
    }
    let mut joined = match weight(&edge) > weight(sum) {
        true => edge.clone(),
        false => sum.clone(),
    };
    joined.key.clone_from(&sum.key);
    joined.summed = Some(summed);
    if [sum.level, edge.level].contains(&"yes") {
        // One that is there for certain settles that the sum is.
        (joined.level, joined.doubt) = ("yes", None);
    }
    joined.when = either(sum.when.as_deref(), edge.when.as_deref());
    joined.moved = sum.moved.max(edge.moved);
    joined.design = worse(sum.design, edge.design);
    // What one of them has and another has not ends no way.
    joined.barrier = sum.barrier.and_then(|one| Some(one.max(edge.barrier?)));
    joined.marks = sum.marks.clone();
    joined.marks.join(&edge.marks);
    joined.moves.clone_from(&sum.moves);
    for (class, level) in edge.moves {
        let known = joined.moves.entry(class).or_insert(level);
        if level == "yes" {
            *known = level;
        }
    }
    *sum = joined;
}

/// The condition under which one of two is there.
fn either(one: Option<&str>, other: Option<&str>) -> Option<String> {
    let (one, other) = (one?, other?);
    let known = one == other || one.split(" or ").any(|known| known == other);
    Some(match known {
        true => one.to_owned(),
        false => format!("{one} or {other}"),
    })
}

/// Of two comparisons with a design the one that a person should look at.
fn worse(one: Option<&'static str>, other: Option<&'static str>) -> Option<&'static str> {
    let order = ["undeclared", "missing", "unsettled", "declared"];
    let is_either = |name: &&str| one == Some(*name) || other == Some(*name);
    order.into_iter().find(is_either)
}

fn sum_key(source: &Node<'_>, target: &Node<'_>, layer: &str) -> String {
    let mut hash = Sha256::new();
    for part in [&*source.key, &target.key, layer] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let hash = hash.finalize();
    let hash: String = hash
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("s_{hash}")
}
