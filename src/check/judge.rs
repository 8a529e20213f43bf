//! Answering what a predicate reads about one subject, in one world.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::expr::{Function, Reading, Scope, Truth, Variable};
use crate::graph::{DataClass, EdgeId, Level, OperatorId, StatementId};
use crate::model::{Component, ComponentId, Deployment, Fact, FactValue, Origin, Presence};
use crate::syntax::{Atom, Cause, CauseKind, Guard, World};
use crate::vocabulary::{Absence, AttributeId};

use super::run::{Run, whereabouts};

/// What a predicate is evaluated about.
#[derive(Clone, Copy)]
pub(super) enum About {
    Component(ComponentId),
    Flow(EdgeId),
    Statement(StatementId),
    Operator(OperatorId),
}

/// What an evaluation came across.
#[derive(Clone, Debug, Default)]
pub(super) struct Notes {
    pub(super) causes: BTreeSet<Cause>,
    pub(super) atoms: BTreeSet<Arc<Atom>>,
    pub(super) assumes: BTreeSet<String>,
}

/// Answers the reads of a predicate about one subject in one world.
pub(super) struct Judge<'r, 'g> {
    pub(super) run: &'r Run<'g>,
    pub(super) about: About,
    world: World,
    pub(super) notes: RefCell<Notes>,
}

impl<'r, 'g> Judge<'r, 'g> {
    pub(super) fn new(run: &'r Run<'g>, about: About, world: World) -> Self {
        Self {
            run,
            about,
            world,
            notes: RefCell::default(),
        }
    }

    /// What the evaluations so far came across.
    pub(super) fn into_notes(self) -> Notes {
        self.notes.into_inner()
    }

    /// The component that a variable means.
    pub(super) fn component(&self, variable: Variable) -> Option<&'g Component> {
        let graph = self.run.graph;
        match (variable, self.about) {
            (Variable::Component, About::Component(id)) => Some(graph.component(id)),
            (Variable::Component, About::Statement(id)) => {
                Some(graph.component(graph.statement(id).component))
            }
            (Variable::Source, About::Flow(id)) => Some(graph.component(graph.ends(id).0)),
            (Variable::Target, About::Flow(id)) => Some(graph.component(graph.ends(id).1)),
            _ => None,
        }
    }

    /// The fact behind an attribute, where it is one that a kind or a pass set.
    pub(super) fn fact(&self, variable: Variable, attribute: AttributeId) -> Option<&'g Fact> {
        match (variable, self.about) {
            (Variable::Flow, About::Flow(id)) => self.run.graph.edge(id).facts.get(&attribute),
            (Variable::Statement, About::Statement(id)) => {
                self.run.graph.statement(id).facts.get(&attribute)
            }
            (Variable::Operator, About::Operator(id)) => {
                self.run.graph.operator(id).facts.get(&attribute)
            }
            _ => self.component(variable)?.facts.get(&attribute),
        }
    }

    /// Where a fact comes from, in this world.
    pub(super) fn origin(&self, variable: Variable, attribute: AttributeId) -> Option<&'g Origin> {
        let fact = self.fact(variable, attribute)?;
        Some(fact.origin.in_world(&self.world))
    }

    /// Whether a component says nothing of an attribute, and nothing is unknown for that.
    pub(super) fn is_silent(&self, variable: Variable, attribute: AttributeId) -> bool {
        match self.fact(variable, attribute) {
            Some(fact) => {
                matches!(fact.origin, Origin::Missing(_))
                    && matches!(fact.value, FactValue::Known(_) | FactValue::Absent)
            }
            None => self
                .component(variable)
                .is_some_and(|component| self.intrinsic(component, attribute).is_none()),
        }
    }

    pub(super) fn unknown(&self, cause: Cause) -> Reading {
        self.notes.borrow_mut().causes.extend(cause.each());
        Reading::Unknown
    }

    pub(super) fn value(&self, value: &FactValue) -> Reading {
        match value {
            FactValue::Known(literal) => Reading::Known(literal.clone()),
            FactValue::Absent => Reading::Absent,
            FactValue::Unknown(cause) => self.unknown(cause.clone()),
            FactValue::Choice(choices) => {
                for (guard, value) in choices {
                    match guard.holds(&self.world) {
                        Some(true) => return self.value(value),
                        Some(false) => {}
                        None => return self.open(guard),
                    }
                }
                Reading::Absent
            }
        }
    }

    /// A condition that this world leaves open.
    fn open(&self, guard: &Guard) -> Reading {
        guard.atoms(&mut self.notes.borrow_mut().atoms);
        self.unknown(Cause::new(CauseKind::Condition, guard.to_string()))
    }

    /// What it means that nothing is written; of what was not read that cannot be said.
    fn unset(&self, id: AttributeId, component: Option<&Component>) -> Reading {
        let attribute = self.run.knowledge.vocabulary.attribute(id);
        let unread = component.filter(|one| one.presence == Presence::Unread);
        if let Some(unread) = unread.filter(|_| !attribute.of_files) {
            return self.unknown(whereabouts(unread));
        }
        let name = match (component, self.about) {
            (Some(component), _) => &component.name,
            (None, About::Statement(_)) => "the statement",
            (None, About::Operator(id)) => &self.run.graph.operator(id).name,
            (None, _) => "the flow",
        };
        match &attribute.absence {
            Absence::Value(literal, _) => Reading::Known(literal.clone()),
            Absence::Meaningful => Reading::Absent,
            // What the account or its owner sets, no template says.
            Absence::Unknown if component.is_some_and(|one| self.is_of_others(one)) => {
                let text = format!("no file read says {}", attribute.question(name));
                self.unknown(Cause::new(CauseKind::LeftOpen, text))
            }
            Absence::Unknown => {
                let is_design = component.is_some_and(|one| self.is_design(one));
                self.unknown(match self.run.words.is_place(id) {
                    _ if is_design => {
                        let text =
                            format!("the design says nothing of `{}` of {name}", attribute.name);
                        Cause::new(CauseKind::LeftOpen, text)
                    }
                    true => {
                        let text = format!("the {} of {name}", attribute.name);
                        Cause::new(CauseKind::Deployment, text)
                    }
                    false => Cause::new(CauseKind::Unstated, attribute.question(name)),
                })
            }
        }
    }

    /// Whether a component is only in a design.
    pub(super) fn is_design(&self, component: &Component) -> bool {
        let deployment = self.run.deployments.get(component.deployment.0 as usize);
        deployment.is_some_and(Deployment::is_design)
    }

    /// Whether what is set at a component stands in no template: it is somebody else's, or a service as a whole.
    pub(super) fn is_of_others(&self, component: &Component) -> bool {
        let service = component.service.map(|id| self.run.knowledge.service(id));
        let is_service =
            service.is_some_and(|one| one.kind.is_some() && one.kind == component.kind);
        is_service && component.presence == Presence::Implied
            || component.presence == Presence::External
    }

    fn carries(&self, id: ComponentId, class: DataClass) -> Truth {
        let carried = self.run.graph.carried(id, class);
        match (carried.level, carried.when.holds(&self.world)) {
            (Level::No, _) => Truth::False,
            (Level::Yes, Some(true)) => Truth::True,
            (Level::Possible, Some(true)) => {
                self.notes
                    .borrow_mut()
                    .causes
                    .extend(self.run.doubts(id, class));
                Truth::Unknown
            }
            // Another, less sure way may exist where this one does not.
            (_, Some(false) | None) => {
                self.open(&carried.when);
                Truth::Unknown
            }
        }
    }

    fn moves(&self, id: EdgeId, class: DataClass) -> Truth {
        match self.run.graph.moved(id, class) {
            Level::No => Truth::False,
            Level::Yes => match self.run.graph.edge(id).when.holds(&self.world) {
                Some(true) => self
                    .carries(self.run.graph.ends(id).0, class)
                    .max(Truth::Unknown),
                Some(false) => Truth::False,
                None => {
                    self.open(&self.run.graph.edge(id).when);
                    Truth::Unknown
                }
            },
            Level::Possible => {
                let source = self.run.graph.ends(id).0;
                let own = self.run.doubt(id);
                let causes =
                    own.map_or_else(|| self.run.doubts(source, class), |cause| vec![cause]);
                self.notes.borrow_mut().causes.extend(causes);
                Truth::Unknown
            }
        }
    }

    fn protects(&self, id: ComponentId, class: DataClass) -> Truth {
        use petgraph::visit::EdgeRef;
        if class == DataClass::Phi && self.run.graph.spread.everything {
            return Truth::True;
        }
        let node = petgraph::graph::NodeIndex::new(id.0 as usize);
        let edges = self.run.graph.inner.edges(node);
        let encrypted = edges.filter(|edge| edge.weight().layer == crate::graph::Layer::Encrypts);
        let truths = encrypted.map(|edge| {
            let carried = self.carries(ComponentId(edge.target().index() as u32), class);
            match edge.weight().when.holds(&self.world) {
                Some(true) => carried,
                Some(false) => Truth::False,
                None => {
                    self.open(&edge.weight().when);
                    carried.min(Truth::Unknown)
                }
            }
        });
        truths.max().unwrap_or(Truth::False)
    }

    fn passes(&self, id: ComponentId, class: DataClass) -> Truth {
        let flows = self.run.graph.passes.get(&id);
        let truths = flows.into_iter().flatten();
        let truths = truths.map(|flow| self.moves(*flow, class));
        truths.max().unwrap_or(Truth::False)
    }

    fn reaches(&self, id: StatementId, class: DataClass) -> Truth {
        let reaches = self.run.graph.statement(id).reaches.iter();
        let truths = reaches.map(|reach| {
            let carried = self.carries(reach.component, class);
            match &reach.doubt {
                Some(doubt) if carried != Truth::False => {
                    self.notes.borrow_mut().causes.insert(doubt.clone());
                    Truth::Unknown
                }
                _ => carried,
            }
        });
        truths.max().unwrap_or(Truth::False)
    }
}

impl Scope for Judge<'_, '_> {
    fn attribute(&self, variable: Variable, attribute: AttributeId) -> Reading {
        if let (Variable::Flow, About::Flow(id)) = (variable, self.about)
            && let Some(reading) = self.flow_attribute(id, attribute)
        {
            return reading;
        }
        let component = self.component(variable);
        if let Some(reading) = component.and_then(|component| self.intrinsic(component, attribute))
        {
            return reading;
        }
        if let Some(fact) = self.fact(variable, attribute) {
            self.notes
                .borrow_mut()
                .assumes
                .extend(fact.assumes.iter().cloned());
            return self.value(&fact.value);
        }
        self.unset(attribute, component)
    }

    fn call(&self, function: Function, variable: Variable, argument: &str) -> Truth {
        if function == Function::Crosses {
            return self.crosses(argument);
        }
        let Some(class) = DataClass::named(argument) else {
            return Truth::Unknown;
        };
        match (function, variable, self.about) {
            (Function::Carries, Variable::Flow, About::Flow(id)) => self.moves(id, class),
            (Function::Reaches, _, About::Statement(id)) => self.reaches(id, class),
            (Function::Carries, Variable::Operator, About::Operator(id)) => {
                let components = self.run.graph.operator(id).components.iter();
                let certain = |id: &&ComponentId| {
                    let carried = self.run.graph.carried(**id, class);
                    carried.level == Level::Yes && carried.when.holds(&self.world) == Some(true)
                };
                // Where one has it for certain, doubts about others do not matter.
                match components.clone().find(certain) {
                    Some(_) => Truth::True,
                    None => components
                        .map(|id| self.carries(*id, class))
                        .max()
                        .unwrap_or(Truth::False),
                }
            }
            (Function::Passes, ..) => self
                .component(variable)
                .map_or(Truth::Unknown, |component| self.passes(component.id, class)),
            (Function::Carries, ..) => self
                .component(variable)
                .map_or(Truth::Unknown, |component| {
                    self.carries(component.id, class)
                }),
            _ => self
                .component(variable)
                .map_or(Truth::Unknown, |component| {
                    self.protects(component.id, class)
                }),
        }
    }
}
