//! What principals can do to PHI, as facts that rules ask for.
//!
//! In: a graph along which classes have spread. Out: facts on roles and users. Rules are not known here.

use std::collections::BTreeMap;

use petgraph::graph::NodeIndex;

use crate::knowledge::Element;
use crate::model::{Component, ComponentId, Fact, FactValue};
use crate::source::Span;
use crate::syntax::Cause;
use crate::vocabulary::{AttributeId, Literal};

use super::super::builder::Builder;
use super::super::{DataClass, Graph, Level};
use super::key::keys;
use super::principal::Principal;
use super::rights::{Right, Rights};
use super::tiers;
use super::who::{Ability, Wanted};

/// The surest right of a sort that was found.
#[derive(Clone, Default)]
struct Surest {
    level: Option<Level>,
    by: Vec<Span>,
    cause: Option<Cause>,
}

impl Surest {
    fn take(&mut self, level: Level, right: &Right) {
        if level == Level::No || self.level >= Some(level) {
            return;
        }
        *self = Self {
            level: Some(level),
            by: right.by.clone(),
            cause: right.depends.first().cloned(),
        };
    }

    fn fact(&self, at: Span) -> Fact {
        let value = match (self.level, &self.cause) {
            (Some(Level::Yes), _) => FactValue::Known(Literal::Boolean(true)),
            (Some(_), Some(cause)) => FactValue::Unknown(cause.clone()),
            (Some(_), None) => FactValue::Unknown(super::unsure()),
            (None, _) => FactValue::Known(Literal::Boolean(false)),
        };
        let spans = if self.by.is_empty() {
            vec![at]
        } else {
            self.by.clone()
        };
        Fact::derived_from(value, spans)
    }
}

/// Adds what each principal can do to the stores and keys of PHI.
pub(in crate::graph) fn judge(builder: &mut Builder<'_>) {
    let rights = Rights::of(&builder.graph, builder.model, builder.knowledge);
    let principals = &rights.principals;
    let mut reads: BTreeMap<ComponentId, Surest> = BTreeMap::new();
    let mut facts: Vec<(ComponentId, AttributeId, Fact)> = Vec::new();
    for &id in principals {
        let (read, written, used, managed) = on_phi(builder, &rights, id);
        let at = builder.graph.component(id).span;
        let words = &builder.words;
        let said = [
            (words.phi_read, read.fact(at)),
            (words.phi_write, written.fact(at)),
            (words.key_use, used.fact(at)),
            (words.key_manage, managed.fact(at)),
        ];
        let said = said
            .into_iter()
            .filter_map(|(word, fact)| Some((id, word?, fact)));
        facts.extend(said);
        reads.insert(id, read);
        if let (Some(word), Some(fact)) = (words.role_tier, tiers::tier(builder, &rights, id)) {
            facts.push((id, word, fact));
        }
    }
    for &id in principals {
        let at = builder.graph.component(id).span;
        let through = through_roles(builder, &rights, id, &reads).fact(at);
        facts.extend(
            builder
                .words
                .phi_through_roles
                .map(|word| (id, word, through)),
        );
    }
    for (id, word, fact) in facts {
        let component = &mut builder.graph.inner[NodeIndex::new(id.0 as usize)];
        component.facts.insert(word, fact);
    }
}

/// What a principal may do with stores that carry PHI, and with their keys: read, write; use, change.
fn on_phi(
    builder: &Builder<'_>,
    rights: &Rights<'_>,
    id: ComponentId,
) -> (Surest, Surest, Surest, Surest) {
    let graph = &builder.graph;
    let principal = Principal::Declared(id);
    let [mut read, mut written, mut used, mut managed] = [const {
        Surest {
            level: None,
            by: Vec::new(),
            cause: None,
        }
    }; 4];
    let access = &builder.knowledge.access;
    for component in graph.inner.node_weights() {
        let phi = graph.carried(component.id, DataClass::Phi).level;
        let is_store = component.element == Element::DataStore && phi > Level::No;
        let own = graph.component(id);
        if !is_store
            || !concerned(graph, rights, id, component)
            || !rights.can_weigh(own, component)
            || !rights.is_beside(own, component)
        {
            continue;
        }
        for one in rights.abilities(graph, &principal, component, Wanted::Data) {
            let level = one.level().min(phi);
            match one.ability {
                Ability::Read => read.take(level, &one.right),
                Ability::Write => written.take(level, &one.right),
                Ability::List | Ability::Other => {}
            }
        }
        for key in keys(graph, component.id) {
            let key = graph.component(key);
            for (surest, actions) in [
                (&mut used, &access.key_use),
                (&mut managed, &access.key_manage),
            ] {
                for action in actions {
                    if let Some(right) = rights.right(&principal, &action.to_ascii_lowercase(), key)
                    {
                        surest.take(right.level.min(phi), &right);
                    }
                }
            }
        }
    }
    (read, written, used, managed)
}

/// Whether a policy may speak of what a principal does on a store or with its keys.
fn concerned(graph: &Graph, rights: &Rights<'_>, id: ComponentId, store: &Component) -> bool {
    let mut keys = keys(graph, store.id).into_iter();
    rights.may_concern(id, store) || keys.any(|key| rights.may_concern(id, graph.component(key)))
}

/// Whether a principal can take a role that may read PHI.
fn through_roles(
    builder: &Builder<'_>,
    rights: &Rights<'_>,
    id: ComponentId,
    reads: &BTreeMap<ComponentId, Surest>,
) -> Surest {
    let mut through = Surest::default();
    for (role, chain) in rights.taken(&builder.graph, id) {
        let Some(read) = reads.get(&role).and_then(|read| read.level) else {
            continue;
        };
        let level = chain
            .iter()
            .fold(read, |level, hop| level.min(hop.right.level));
        if let Some(hop) = chain.first() {
            through.take(level, &hop.right);
        }
    }
    through
}
