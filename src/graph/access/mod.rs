//! Who may act on what, as all policies decide together.
//!
//! In: a graph whose settings are joined, with its model. Out: [`Access`]es: to a component, or of a principal. What moves
//! where is not known here.

mod aims;
mod block;
mod catalogued;
mod chain;
mod drawn;
mod forms;
mod held;
mod judge;
mod key;
mod names;
mod principal;
mod rights;
mod say;
mod tiers;
mod who;

use crate::knowledge::Knowledge;
use crate::knowledge::summary::{Summary, summarise};
use crate::model::ComponentId;

use super::{Graph, Words};

pub use chain::Hop;
pub use drawn::drawn;
pub(super) use judge::judge;
pub use key::KeyRight;
pub use principal::{Principal, Stranger, StrangerSort};
pub use rights::{Right, Rights};
pub use who::{Ability, Access, Wanted, processes};

/// Who may do what on a component.
#[derive(Clone, Debug)]
pub struct ToComponent {
    /// Everybody who may, the shortest way first.
    pub list: Vec<Access>,
    /// Principals of templates of which nothing says whether they go to the same account; they were not weighed.
    pub elsewhere: Vec<ComponentId>,
    /// Whether the ARNs of the component are known, without which nothing can be said.
    pub is_named: bool,
    /// Whether any of the actions that were asked for works on the component.
    pub has_actions: bool,
    /// Whether clients reach the component with credentials of its own, of which policies say nothing.
    pub has_clients: bool,
}

/// What a principal may do.
#[derive(Clone, Debug)]
pub struct OfPrincipal {
    /// What it may do by itself and by the roles that it can take, by component.
    pub list: Vec<Access>,
    /// The roles that it can take, each with the way.
    pub roles: Vec<(ComponentId, Vec<Hop>)>,
    /// What its own policies let it do at most, by service.
    pub at_most: Summary,
}

impl Rights<'_> {
    /// Everybody who may act on a component; `action` is a pattern such as `s3:Get*`, and without one everything counts that
    /// moves data.
    pub fn to_component(
        &self,
        graph: &Graph,
        id: ComponentId,
        action: Option<&str>,
    ) -> ToComponent {
        let action = action.map(str::to_ascii_lowercase);
        let wanted = action.as_deref().map_or(Wanted::Data, Wanted::Action);
        let component = graph.component(id);
        let weighed: Vec<ComponentId> = self.declared_beside(component).collect();
        let principals = self.principals.iter().copied();
        let elsewhere = principals.filter(|id| !weighed.contains(id));
        ToComponent {
            list: self.who(graph, id, wanted),
            elsewhere: elsewhere.collect(),
            is_named: !self.names.arns(component).is_empty(),
            has_actions: !self.actions(component, wanted).is_empty(),
            has_clients: component
                .kind
                .is_some_and(|kind| self.knowledge.kind(kind).network_clients),
        }
    }

    /// What the policies of a principal let it do at most, taken together.
    fn at_most(&self, id: ComponentId) -> Summary {
        let mut all = Summary::default();
        for held in self.held.identity(id) {
            match held.text {
                Some(policy) => all.add(&summarise(policy, &self.knowledge.actions)),
                None => all.may_be_more = true,
            }
        }
        all
    }

    /// What a principal of the files may do on the components beside it.
    pub fn of_principal(
        &self,
        graph: &Graph,
        id: ComponentId,
        action: Option<&str>,
    ) -> OfPrincipal {
        let action = action.map(str::to_ascii_lowercase);
        let wanted = action.as_deref().map_or(Wanted::Data, Wanted::Action);
        let roles = self.taken(graph, id);
        let mut list = Vec::new();
        let own = std::iter::once((id, Vec::new()));
        for (holder, chain) in own.chain(roles.iter().cloned()) {
            for component in &self.model.components {
                // With what the graph has found out about it.
                let component = graph.component(component.id);
                let beside = self.declared_beside(component).any(|one| one == id);
                if !beside || component.id == holder {
                    continue;
                }
                let principal = Principal::Declared(holder);
                for mut access in self.abilities(graph, &principal, component, wanted) {
                    access.principal = Principal::Declared(id);
                    access.chain = chain.clone();
                    list.push(access);
                }
            }
        }
        OfPrincipal {
            list,
            roles,
            at_most: self.at_most(id),
        }
    }
}

/// Why a right is only possible, where nothing else says it.
fn unsure() -> crate::syntax::Cause {
    crate::syntax::Cause::new(
        crate::syntax::CauseKind::PossibleFlow,
        "whether the store carries PHI is not certain",
    )
}

/// Whether a component has permissions: a role or a user of the files, or a group or policy, of which its holder is meant.
pub fn has_permissions(graph: &Graph, knowledge: &Knowledge, id: ComponentId) -> bool {
    let words = Words::of(&knowledge.vocabulary);
    let kind = graph.component(id).kind.map(|kind| knowledge.kind(kind));
    let mut mappings = kind.iter().flat_map(|kind| &kind.attributes);
    mappings.any(|mapping| words.identity_policy == Some(mapping.attribute))
}
