//! What the key of a component adds: who reads what it encrypts needs a right on it too.

use petgraph::Direction;
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

use crate::model::{Component, ComponentId, FactValue, Presence};
use crate::policy::PatternText;
use crate::policy::context::Known;
use crate::syntax::{Cause, CauseKind};
use crate::vocabulary::Literal;

use super::super::{Graph, Layer, Level};
use super::principal::Principal;
use super::rights::{Right, Rights};
use super::who::Ability;

/// Who manages a key, in the words of the vocabulary.
const CUSTOMER: &str = "customer";

/// What the key of a component asks of a principal.
#[derive(Clone, Debug)]
pub enum KeyRight {
    /// Nothing: the service uses the key by itself, or the provider manages it for everybody in the account.
    NotNeeded,
    /// A right on this key; `None` where the principal has none and so gets nothing.
    Needed(ComponentId, Option<Right>),
    /// A right on a key that is not in the files read.
    NotRead(Cause),
}

impl KeyRight {
    /// How sure it is that the key lets a principal through.
    pub fn level(&self) -> Level {
        match self {
            KeyRight::NotNeeded => Level::Yes,
            KeyRight::Needed(_, Some(right)) => right.level,
            KeyRight::Needed(_, None) => Level::No,
            KeyRight::NotRead(_) => Level::Possible,
        }
    }
}

impl super::who::Access {
    /// How sure the access is, with the right on the key.
    pub fn level(&self) -> Level {
        let hops = self.chain.iter().map(|hop| hop.right.level);
        let rest = hops.chain([self.key.level()]);
        rest.fold(self.right.level, Level::min)
    }

    pub(super) fn sureness(&self) -> (Level, bool) {
        (self.level(), !self.right.partly)
    }
}

impl Rights<'_> {
    /// What the key of a component asks of a principal that may read or write there.
    pub(super) fn key_right(
        &self,
        graph: &Graph,
        principal: &Principal,
        component: &Component,
        ability: Ability,
    ) -> KeyRight {
        let Some(kind) = component.kind.map(|kind| self.knowledge.kind(kind)) else {
            return KeyRight::NotNeeded;
        };
        let actions = match ability {
            Ability::Read => &kind.key_of_caller.read,
            Ability::Write => &kind.key_of_caller.write,
            Ability::List | Ability::Other => return KeyRight::NotNeeded,
        };
        if actions.is_empty() || self.is_provided(component) {
            return KeyRight::NotNeeded;
        }
        let told = [(
            &*self.knowledge.access.keys.key_service,
            self.host(component),
        )];
        match keys(graph, component.id).first() {
            Some(&key) if graph.component(key).presence == Presence::Declared => {
                let key = graph.component(key);
                let rights = actions.iter().map(|action| {
                    let action = action.to_ascii_lowercase();
                    self.right_with(principal, &action, key, &told)
                });
                // All of them are needed: the weakest decides.
                let rights: Option<Vec<Right>> = rights.collect();
                let weakest = rights.and_then(|all| all.into_iter().min_by_key(|one| one.level));
                KeyRight::Needed(key.id, weakest)
            }
            Some(&key) => {
                let name = &graph.component(key).name;
                KeyRight::NotRead(Cause::new(CauseKind::NotRead, name))
            }
            None => KeyRight::NotRead(Cause::new(
                CauseKind::Unstated,
                format!("the key of {}", component.name),
            )),
        }
    }

    /// The host by which the service of a component is named where it uses a key for its caller.
    fn host(&self, component: &Component) -> Known {
        let service = component.kind.map(|kind| self.knowledge.kind(kind).service);
        let Some(service) = service.map(|service| &self.knowledge.service(service).name) else {
            return Known::Absent;
        };
        let host = &self.knowledge.access.service_host;
        let region = self.names.region(component.deployment);
        Known::Values(vec![PatternText {
            text: host
                .replace("{service}", service)
                .replace("{region}", &region.text),
            exact: region.exact,
        }])
    }

    /// Whether a customer manages no key of a component for certain: everybody who may use it may use the key it has.
    fn is_provided(&self, component: &Component) -> bool {
        let fact = self
            .words
            .key_manager
            .and_then(|word| component.facts.get(&word));
        match fact.map(|fact| &fact.value) {
            Some(FactValue::Known(Literal::Text(manager))) => &**manager != CUSTOMER,
            Some(FactValue::Absent) | None => true,
            _ => false,
        }
    }
}

/// The keys that encrypt a component.
pub(super) fn keys(graph: &Graph, id: ComponentId) -> Vec<ComponentId> {
    let node = NodeIndex::new(id.0 as usize);
    let edges = graph.inner.edges_directed(node, Direction::Incoming);
    let mut keys: Vec<ComponentId> = edges
        .filter(|edge| edge.weight().layer == Layer::Encrypts)
        .map(|edge| ComponentId(edge.source().index() as u32))
        .collect();
    keys.sort();
    keys
}
