//! Where a component stands: in which subnets, security groups and VPCs.
//!
//! In: what contains what. Out: places, each with the condition under which they are. Routes are not known here.

use crate::model::{ComponentId, Presence};
use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Guard};

use super::super::Layer;
use super::super::builder::Builder;
use super::answer::Answer;
use super::parts::{Part, containers, part, unread};

/// How many containers lie in each other at most: a machine in a network interface in a subnet in a VPC.
const DEEPEST: usize = 5;

/// Something around a component.
#[derive(Clone, Debug)]
pub(super) struct Around {
    pub(super) id: ComponentId,
    /// When it is around it.
    pub(super) when: Guard,
    /// Where that is said.
    pub(super) span: Span,
}

/// Where a component stands.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// The subnets, read or not.
    pub(super) subnets: Vec<Around>,
    /// The security groups, read or not.
    pub(super) groups: Vec<Around>,
    /// The VPCs; none where no file says which.
    pub(super) vpcs: Vec<Around>,
    /// Whether it stands in a VPC at all.
    pub(super) inside: Answer,
}

/// Where a component stands; `None` where its kind cannot say.
pub(super) fn place(builder: &Builder<'_>, id: ComponentId) -> Option<Place> {
    let component = builder.graph.component(id);
    let kind = component.kind.map(|kind| builder.knowledge.kind(kind))?;
    let mut relations = kind.relations.iter();
    let can_be_inside = relations.any(|relation| relation.layer == Layer::Contains);
    if !can_be_inside || component.presence != Presence::Declared {
        return None;
    }
    let mut place = Place {
        subnets: Vec::new(),
        groups: Vec::new(),
        vpcs: Vec::new(),
        inside: Answer::no(vec![component.body]),
    };
    let mut open = vec![(id, component.when.clone(), 0)];
    let mut inside = Vec::new();
    while let Some((inner, when, depth)) = open.pop() {
        for outer in containers(builder, inner) {
            let when = Guard::all([when.clone(), outer.edge.when.clone()]);
            let one = Around {
                id: outer.id,
                when: when.clone(),
                span: outer.span(),
            };
            let list = match part(builder, outer.id) {
                Some(Part::Subnet) => &mut place.subnets,
                Some(Part::SecurityGroup) => &mut place.groups,
                Some(Part::Vpc) => &mut place.vpcs,
                _ if depth == 0 => &mut place.subnets,
                _ => continue,
            };
            // What contains it and is neither, such as a network interface, stands somewhere itself.
            let through = part(builder, outer.id).is_none() && is_placed(builder, outer.id);
            if depth == 0 {
                inside.push(Answer::yes(vec![one.span]).when(&one.when));
            }
            if !through
                && !list
                    .iter()
                    .any(|known| known.id == one.id && known.when == one.when)
            {
                list.push(one);
            }
            if depth < DEEPEST {
                open.push((outer.id, when, depth + 1));
            }
        }
    }
    for list in [&mut place.subnets, &mut place.groups, &mut place.vpcs] {
        list.sort_by_key(|one| one.id);
    }
    if !inside.is_empty() {
        place.inside = Answer::any(inside);
    }
    Some(place)
}

/// Whether something contains a component that was read.
fn is_placed(builder: &Builder<'_>, id: ComponentId) -> bool {
    !containers(builder, id).is_empty()
}

impl Place {
    /// Why its VPC is not known.
    pub(super) fn unknown_vpc(&self, builder: &Builder<'_>, id: ComponentId) -> Cause {
        let named = self.subnets.iter().chain(&self.groups);
        let causes = named.filter_map(|one| {
            let component = builder.graph.component(one.id);
            let not_read = component.presence != Presence::Declared;
            not_read.then(|| unread(component))
        });
        let name = &builder.graph.component(id).name;
        let known = |cause: &Cause| cause.kind != CauseKind::NotRead;
        let otherwise = || Cause::new(CauseKind::NotRead, format!("the VPC of {name}"));
        causes.into_iter().find(known).unwrap_or_else(otherwise)
    }
}
