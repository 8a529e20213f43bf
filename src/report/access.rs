//! Who may act on a component, or what a principal may do, with everything named.
//!
//! In: the [`Access`]es of a graph. Out: an [`AccessReport`], in which everything is text or span. How it is laid out is
//! not known here.

use crate::graph::access::{Ability, Access, Hop, KeyRight, Principal, Right, StrangerSort};
use crate::graph::{DataClass, Level, address};
use crate::knowledge::summary::Summary;
use crate::model::ComponentId;
use crate::source::Span;
use crate::syntax::Cause;

use super::graph::Material;

/// What was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Who may act on this component.
    To(ComponentId),
    /// What this principal may do.
    Of(ComponentId),
}

/// The answer.
#[derive(Debug)]
pub struct AccessReport<'run> {
    /// The run.
    pub material: Material<'run>,
    /// What was asked.
    pub asked: Asked,
    /// The component or principal that was asked about.
    pub subject: Thing<'run>,
    /// The pattern of actions that was asked for.
    pub action: Option<&'run str>,
    /// Rights, those first that are sure.
    pub rights: Vec<Line<'run>>,
    /// Rights that end at the key: the principal may, and gets nothing that it can read.
    pub kept_out: Vec<Line<'run>>,
    /// The roles that the principal can take.
    pub roles: Vec<Vec<Step<'run>>>,
    /// What its own policies let it do at most.
    pub at_most: Option<Summary>,
    /// What somebody who reads the answer has to know.
    pub notes: Vec<String>,
}

/// A component.
#[derive(Clone, Debug)]
pub struct Thing<'run> {
    /// Its name.
    pub name: &'run str,
    /// Its kind.
    pub kind: &'run str,
    /// Its address.
    pub address: String,
    /// Where it is declared or named.
    pub span: Span,
    /// How sure it is that it carries PHI.
    pub phi: Level,
}

/// One right.
#[derive(Debug)]
pub struct Line<'run> {
    /// Who: the name of a principal.
    pub who: String,
    /// Its sort, such as `role`.
    pub sort: &'static str,
    /// Its address, where the files declare it.
    pub who_address: Option<String>,
    /// Where it is declared or named.
    pub who_span: Span,
    /// On what.
    pub on: Thing<'run>,
    /// What it may do.
    pub ability: Ability,
    /// By which actions.
    pub actions: Vec<String>,
    /// How sure it is, with the key and the roles taken.
    pub level: Level,
    /// Whether on a part only.
    pub partly: bool,
    /// The statements.
    pub by: Vec<Span>,
    /// On what it depends.
    pub depends: Vec<Cause>,
    /// The key.
    pub key: Option<Key<'run>>,
    /// The roles that it takes.
    pub chain: Vec<Step<'run>>,
    /// The processes that run as it.
    pub runs: Vec<Thing<'run>>,
}

/// The key of a component.
#[derive(Debug)]
pub struct Key<'run> {
    /// The key; `None` where it was not read.
    pub key: Option<Thing<'run>>,
    /// How sure the right on it is.
    pub level: Level,
    /// The statements that give it.
    pub by: Vec<Span>,
}

/// A role that is taken.
#[derive(Debug)]
pub struct Step<'run> {
    /// The role.
    pub role: Thing<'run>,
    /// The service that it is handed to.
    pub passed_to: Option<String>,
    /// How sure that is.
    pub level: Level,
    /// The statements that let it be taken.
    pub by: Vec<Span>,
}

/// What the answer is made from.
#[derive(Debug)]
pub struct Answer<'run> {
    /// What was asked.
    pub asked: Asked,
    /// The pattern of actions.
    pub action: Option<&'run str>,
    /// The rights.
    pub list: Vec<Access>,
    /// The roles that the principal can take.
    pub roles: Vec<(ComponentId, Vec<Hop>)>,
    /// What its own policies let it do at most.
    pub at_most: Option<Summary>,
    /// What somebody has to know.
    pub notes: Vec<String>,
}

impl<'run> AccessReport<'run> {
    /// Names everything in an answer; `runs_as` gives the processes of a role.
    pub fn new(
        material: Material<'run>,
        answer: Answer<'run>,
        runs_as: &dyn Fn(ComponentId) -> Vec<ComponentId>,
    ) -> Self {
        let (Asked::To(id) | Asked::Of(id)) = answer.asked;
        let lines = answer
            .list
            .into_iter()
            .map(|access| line(material, access, runs_as));
        let (mut kept_out, mut rights): (Vec<_>, Vec<_>) =
            lines.partition(|line: &Line<'_>| line.level == Level::No);
        // PHI first where it is about a principal, else the shortest way; what is sure before what may be.
        let of = matches!(answer.asked, Asked::Of(_));
        let rank = |line: &Line<'_>| {
            let phi = std::cmp::Reverse(if of { line.on.phi } else { Level::No });
            let on = if of {
                line.on.address.clone()
            } else {
                String::new()
            };
            (
                phi,
                on,
                line.ability,
                std::cmp::Reverse(line.level),
                line.chain.len(),
            )
        };
        rights.sort_by_key(rank);
        kept_out.sort_by_key(rank);
        let roles = answer.roles.iter().map(|(_, chain)| steps(material, chain));
        Self {
            material,
            asked: answer.asked,
            subject: thing(material, id),
            action: answer.action,
            rights,
            kept_out,
            roles: roles.collect(),
            at_most: answer.at_most,
            notes: answer.notes,
        }
    }
}

fn thing(material: Material<'_>, id: ComponentId) -> Thing<'_> {
    let component = material.graph.component(id);
    Thing {
        name: &component.name,
        kind: &component.kind_name,
        address: address(component, material.deployments),
        span: component.span,
        phi: material.graph.carried(id, DataClass::Phi).level,
    }
}

fn line<'run>(
    material: Material<'run>,
    access: Access,
    runs_as: &dyn Fn(ComponentId) -> Vec<ComponentId>,
) -> Line<'run> {
    let level = access.level();
    let mut depends = access.right.depends;
    let hops = access.chain.iter().flat_map(|hop| &hop.right.depends);
    depends.extend(hops.cloned());
    match &access.key {
        KeyRight::Needed(_, Some(right)) => depends.extend(right.depends.iter().cloned()),
        KeyRight::NotRead(cause) => depends.push(cause.clone()),
        KeyRight::Needed(_, None) | KeyRight::NotNeeded => {}
    }
    let mut seen: Vec<Cause> = Vec::new();
    depends.retain(|cause| {
        let is_new = !seen.contains(cause);
        seen.push(cause.clone());
        is_new
    });
    let runs = match (&access.principal, access.chain.is_empty()) {
        (Principal::Declared(id), true) => runs_as(*id),
        _ => Vec::new(),
    };
    let (who, sort, who_address, who_span) = who(material, &access.principal);
    Line {
        who,
        sort,
        who_address,
        who_span,
        on: thing(material, access.component),
        ability: access.ability,
        actions: access.actions,
        level,
        partly: access.right.partly,
        by: access.right.by,
        depends,
        key: key(material, access.key),
        chain: steps(material, &access.chain),
        runs: runs.into_iter().map(|id| thing(material, id)).collect(),
    }
}

fn who(
    material: Material<'_>,
    principal: &Principal,
) -> (String, &'static str, Option<String>, Span) {
    match principal {
        Principal::Declared(id) => {
            let thing = thing(material, *id);
            let sort = match thing.kind.rsplit('.').next() {
                Some("user") => "user",
                _ => "role",
            };
            (thing.name.to_owned(), sort, Some(thing.address), thing.span)
        }
        Principal::Elsewhere(stranger) => {
            let name = match stranger.sort {
                StrangerSort::Anybody => "anybody".to_owned(),
                _ => stranger.text.clone(),
            };
            (name, stranger.sort.name(), None, stranger.span)
        }
    }
}

fn key(material: Material<'_>, key: KeyRight) -> Option<Key<'_>> {
    let level = key.level();
    let by = |right: Option<Right>| right.map(|right| right.by).unwrap_or_default();
    match key {
        KeyRight::NotNeeded => None,
        KeyRight::Needed(id, right) => Some(Key {
            key: Some(thing(material, id)),
            level,
            by: by(right),
        }),
        KeyRight::NotRead(_) => Some(Key {
            key: None,
            level,
            by: Vec::new(),
        }),
    }
}

fn steps<'run>(material: Material<'run>, chain: &[Hop]) -> Vec<Step<'run>> {
    let steps = chain.iter().map(|hop| Step {
        role: thing(material, hop.role),
        passed_to: hop.passed_to.clone(),
        level: hop.right.level,
        by: hop.right.by.clone(),
    });
    steps.collect()
}
