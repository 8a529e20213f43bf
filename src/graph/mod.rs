//! The data-flow graph: components joined by edges that give their reason, and where data classes spread.
//!
//! In: a [`Model`](crate::model::Model). Out: a [`Graph`], to which each pass only adds. Severities and output are not
//! known here.

pub mod access;
mod agreements;
mod awaited;
mod backwards;
mod barriers;
mod behind;
mod builder;
mod calls;
mod class;
mod clients;
mod credentials;
mod deciders;
mod design;
mod downloads;
mod edge;
mod elsewhere;
mod encryption;
mod exposure;
mod firewall;
mod grants;
mod guardrails;
mod hosts;
mod inherited;
mod links;
mod mentions;
mod naming;
mod network;
mod placement;
mod places;
mod printed;
mod propagate;
mod resolve;
mod select;
mod spread;
mod starts;
mod statements;
mod stop;
mod ways;
mod words;

use std::collections::BTreeMap;

use jiff::civil::Date;
use petgraph::graph::DiGraph;

use crate::knowledge::Knowledge;
use crate::model::{Component, ComponentId, Model};
use crate::source::{Diagnostic, Span};

pub use agreements::{Operator, OperatorId};
pub use barriers::Barrier;
pub use class::{DataClass, Level, Payload};
pub use design::{compared, zone};
pub use edge::{Basis, Edge, EdgeId, Layer, Leg, Reason, Via};
pub use naming::{Unnamed, address, key, keys, named};
pub use propagate::{Step, after, moves, sends_all, starts_on};
pub use select::{Extent, Selection, Wanted, select, touching};
pub use spread::{Carried, Spread, Start, Why};
pub use starts::{Seeds, Sweep};
pub use statements::{Reach, Statement, StatementId};
pub use stop::{Stop, stop};
pub use ways::Ways;
pub(crate) use ways::trace;
pub use words::Words;

/// The graph of a model as of a day: each pass adds to what the ones before it made.
pub fn build(
    model: &Model,
    knowledge: &Knowledge,
    seeds: &Seeds,
    as_of: Option<Date>,
) -> (Graph, Vec<Diagnostic>) {
    let mut faults = Vec::new();
    let mut builder = builder::start(model, knowledge);
    links::join(&mut builder);
    firewall::read(&mut builder);
    inherited::take(&mut builder);
    mentions::follow(&mut builder);
    calls::follow(&mut builder);
    grants::follow(&mut builder);
    credentials::follow(&mut builder);
    grants::describe_models(&mut builder);
    grants::describe_elsewhere(&mut builder);
    clients::connect(&mut builder);
    grants::open(&mut builder);
    let bound = design::lay_over(&mut builder, &mut faults);
    guardrails::describe(&mut builder);
    statements::list(&mut builder);
    barriers::stand(&mut builder, &bound, as_of);
    encryption::resolve_keys(&mut builder);
    exposure::describe(&mut builder);
    awaited::describe(&mut builder);
    behind::describe(&mut builder);
    printed::mark(&mut builder);
    network::find_ways(&mut builder);
    placement::state(&mut builder);
    design::state(&mut builder, &bound);
    places::mark(&mut builder);
    agreements::settle(&mut builder, as_of);
    let words = builder.words;
    let starts = starts::find(&builder.graph, model, knowledge, seeds);
    propagate::spread(&mut builder.graph, starts, knowledge);
    access::judge(&mut builder);
    design::compare(&mut builder.graph, model, &bound, &words);
    design::apply(&mut builder.graph, model, &bound, &words);
    design::reside(&mut builder.graph, model, knowledge, &bound, &words);
    agreements::judge_features(&mut builder, as_of);
    faults.extend(starts::unmatched(&builder.graph, model, seeds));
    (builder.graph, faults)
}

/// The graph.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// Components and edges. Node indices are [`ComponentId`]s, edge indices [`EdgeId`]s: nothing is ever removed.
    pub inner: DiGraph<Component, Edge>,
    /// Statements of the policies; a [`StatementId`] is an index.
    pub statements: Vec<Statement>,
    /// Who processes data in it; an [`OperatorId`] is an index.
    pub operators: Vec<Operator>,
    /// The flows that can go by an endpoint.
    pub passes: BTreeMap<ComponentId, Vec<EdgeId>>,
    /// What manifests say that components hold.
    pub holdings: Vec<Holding>,
    /// How far data classes spread.
    pub spread: Spread,
}

/// A data class that a component holds, because a manifest says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holding {
    /// The component.
    pub component: ComponentId,
    /// The class.
    pub class: DataClass,
    /// How sure that is: possible where the manifest says that nobody has classified it.
    pub level: Level,
    /// Where that is written.
    pub span: Span,
}

impl Graph {
    /// A component.
    pub fn component(&self, id: ComponentId) -> &Component {
        &self.inner[petgraph::graph::NodeIndex::new(id.0 as usize)]
    }

    /// An edge.
    pub fn edge(&self, id: EdgeId) -> &Edge {
        &self.inner[petgraph::graph::EdgeIndex::new(id.0 as usize)]
    }

    /// A statement.
    pub fn statement(&self, id: StatementId) -> &Statement {
        &self.statements[id.0 as usize]
    }

    /// An operator.
    pub fn operator(&self, id: OperatorId) -> &Operator {
        &self.operators[id.0 as usize]
    }

    /// The components that an edge joins: source, target.
    pub fn ends(&self, id: EdgeId) -> (ComponentId, ComponentId) {
        let (source, target) = self
            .inner
            .edge_endpoints(petgraph::graph::EdgeIndex::new(id.0 as usize))
            .expect("edges are never removed");
        (
            ComponentId(source.index() as u32),
            ComponentId(target.index() as u32),
        )
    }

    /// What a component carries of a class.
    pub fn carried(&self, id: ComponentId, class: DataClass) -> &Carried {
        &self.spread.carried[id.0 as usize][class as usize]
    }

    /// How sure it is that an edge moves a class.
    pub fn moved(&self, id: EdgeId, class: DataClass) -> Level {
        self.spread.moved[id.0 as usize][class as usize]
    }
}
