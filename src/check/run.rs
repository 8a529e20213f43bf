//! What the rules of a run share: the graph, what the tool knows, and what was found out on the way.
//!
//! In: a graph whose classes have spread. Out: the ways of data, and the doubts along them, each found once. Predicates
//! and verdicts are not known here.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::graph::{DataClass, EdgeId, Graph, Level, Payload, Ways, Why, Words};
use crate::knowledge::{Element, Knowledge, Service};
use crate::model::{Component, ComponentId, Deployment};
use crate::syntax::{Cause, CauseKind, quoted};

/// What every rule reads.
pub(super) struct Run<'g> {
    pub(super) graph: &'g Graph,
    pub(super) knowledge: &'g Knowledge,
    pub(super) deployments: &'g [Deployment],
    pub(super) words: Words,
    ways: RefCell<BTreeMap<(DataClass, Level), Ways>>,
    layers: RefCell<BTreeMap<(ComponentId, DataClass), Vec<Cause>>>,
}

impl<'g> Run<'g> {
    pub(super) fn new(
        graph: &'g Graph,
        knowledge: &'g Knowledge,
        deployments: &'g [Deployment],
    ) -> Self {
        let words = Words::of(&knowledge.vocabulary);
        Self {
            graph,
            knowledge,
            deployments,
            words,
            ways: RefCell::default(),
            layers: RefCell::default(),
        }
    }

    /// The shortest way by which a class comes to a component; none where it starts there.
    pub(super) fn way_to(&self, id: ComponentId, class: DataClass) -> Vec<EdgeId> {
        let carried = self.graph.carried(id, class);
        let level = carried.level;
        if level == Level::No || matches!(carried.why, Why::Starts(_) | Why::WroteTo(_)) {
            return Vec::new();
        }
        let mut known = self.ways.borrow_mut();
        let ways = known
            .entry((class, level))
            .or_insert_with(|| Ways::of(self.graph, self.knowledge, class, level));
        ways.to(id)
    }

    /// Why a class is only possible at a component: the doubts along its path.
    pub(super) fn doubts(&self, id: ComponentId, class: DataClass) -> Vec<Cause> {
        if let Some(known) = self.layers.borrow().get(&(id, class)) {
            return known.clone();
        }
        let path = self.way_to(id, class);
        let mut doubts: Vec<Cause> = path.iter().filter_map(|edge| self.doubt(*edge)).collect();
        if doubts.is_empty() {
            let start = path.first().map_or(id, |edge| self.graph.ends(*edge).0);
            let name = &self.graph.component(id).name;
            let writer = || {
                let text = format!("{name} may be where the data of a labelled store comes from");
                Cause::new(CauseKind::PossibleFlow, text)
            };
            doubts.push(self.unclassified(start, class).unwrap_or_else(writer));
        }
        self.layers.borrow_mut().insert((id, class), doubts.clone());
        doubts
    }

    /// That the design says of a component that nobody has classified what it holds.
    fn unclassified(&self, id: ComponentId, class: DataClass) -> Option<Cause> {
        let mut holdings = self.graph.holdings.iter();
        holdings.find(|one| {
            one.component == id && one.class == class && one.level == Level::Possible
        })?;
        let name = &self.graph.component(id).name;
        let text = format!("nobody has classified what {name} holds");
        Some(Cause::new(CauseKind::LeftOpen, text))
    }

    /// The service of a component; of one without a kind, that which its type names.
    pub(super) fn service_of(&self, component: &Component) -> Option<&'g Service> {
        if let Some(id) = component.service {
            return Some(self.knowledge.service(id));
        }
        let type_name = Some(&component.kind_name).filter(|_| component.kind.is_none())?;
        let services = self.knowledge.services.iter();
        let types =
            services.flat_map(|service| service.types.iter().map(move |one| (one, service)));
        let named = types.filter(|(beginning, _)| type_name.starts_with(beginning.as_str()));
        let (_, service) = named.max_by_key(|(beginning, _)| beginning.len())?;
        Some(service)
    }

    /// Whether an operator is the organisation itself.
    pub(super) fn is_own(&self, operator: &str) -> bool {
        let own = self.knowledge.conventions.own_service;
        own.is_some_and(|own| *self.knowledge.service(own).operator == *operator)
    }

    /// Why an edge is only possible.
    pub(super) fn doubt(&self, id: EdgeId) -> Option<Cause> {
        let edge = self.graph.edge(id);
        let (source, target) = self.graph.ends(id);
        let notice = || {
            let (source, target) = (self.graph.component(source), self.graph.component(target));
            let (from, to) = (&source.name, &target.name);
            match source.element {
                Element::Process => Cause::new(
                    CauseKind::PossibleFlow,
                    format!("the code of {from} decides what it writes to {to}"),
                ),
                _ => Cause::new(
                    CauseKind::Catalog,
                    format!("how much of its content {from} repeats in what it writes to {to}"),
                ),
            }
        };
        let barrier = edge.barrier.as_ref().and_then(|one| one.doubt.clone());
        let claimed = || {
            let name = &self.graph.component(source).name;
            let text = format!(
                "nothing shows that {name} removes identifiers before it sends to {}",
                self.graph.component(target).name
            );
            Cause::new(CauseKind::Attestation, text)
        };
        let open = edge
            .stated
            .is_some_and(|all| all.is_open() && !all.has(DataClass::Phi));
        let unclassified = || {
            let (source, target) = (self.graph.component(source), self.graph.component(target));
            let text = format!(
                "nobody has classified what goes from {} to {}",
                source.name, target.name
            );
            Cause::new(CauseKind::LeftOpen, text)
        };
        let claims = edge
            .stated
            .is_some_and(|all| all.has(DataClass::Deidentified) && !all.has(DataClass::Phi));
        edge.doubt
            .clone()
            .or(barrier)
            .or_else(|| claims.then(claimed))
            .or_else(|| open.then(unclassified))
            .or_else(|| (edge.payload == Payload::Notice).then(notice))
    }
}

/// Why nothing is known of a component that no file read declares.
pub(super) fn whereabouts(component: &Component) -> Cause {
    match (
        &component.cause,
        component.kind,
        component.kind_name.as_str(),
    ) {
        (Some(cause), ..) => cause.clone(),
        (None, None, name) if !name.is_empty() => Cause::new(CauseKind::Unmapped, name),
        _ => Cause::new(CauseKind::NotRead, quoted(&component.name)),
    }
}
