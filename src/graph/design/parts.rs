//! Components that only a design has, and what the design says that components hold.

use petgraph::graph::NodeIndex;

use crate::knowledge::Element;
use crate::model::design::{Design, Part, PartId};
use crate::model::{Component, ComponentId, Fact, FactValue, Facts, Presence};
use crate::syntax::{Cause, CauseKind, Guard};
use crate::vocabulary::{Literal, Reader, Type};

use super::super::builder::Builder;
use super::super::{DataClass, Holding, Level};

/// Adds a part as a component of its own.
pub(super) fn add(builder: &mut Builder<'_>, design: &Design, part: PartId) -> ComponentId {
    let part = &design.parts[part];
    let knowledge = builder.knowledge;
    let generic = part.element.and_then(|element| {
        let kinds = &knowledge.conventions.element_kinds;
        kinds
            .iter()
            .find(|(known, _)| *known == element)
            .map(|(_, kind)| *kind)
    });
    let kind = part.kind.or(generic);
    let known = kind.map(|kind| knowledge.kind(kind));
    let element = known
        .and_then(|kind| kind.element)
        .unwrap_or(Element::Process);
    let own = is_own(builder, part).then_some(knowledge.conventions.own_service);
    let of_kind = known.map(|kind| kind.service);
    let id = ComponentId(builder.graph.inner.node_count() as u32);
    builder.graph.inner.add_node(Component {
        in_part: false,
        id,
        name: part.name.clone(),
        kind,
        kind_name: known.map_or_else(String::new, |kind| kind.name.to_string()),
        element,
        service: part.service.or(own.flatten()).or(of_kind),
        deployment: design.deployment,
        presence: match (kind, element) {
            (None, _) => Presence::Unread,
            (_, Element::ExternalEntity) => Presence::External,
            _ => Presence::Declared,
        },
        when: Guard::Always,
        names: Vec::new(),
        facts: facts(builder, part, kind),
        marks: Vec::new(),
        cause: None,
        span: part.span,
        body: part.span,
    });
    id
}

/// Whether the organisation itself runs a part.
fn is_own(builder: &Builder<'_>, part: &Part) -> bool {
    let own = builder.knowledge.conventions.own_service;
    let own = own.map(|own| builder.knowledge.service(own));
    let stated = builder
        .words
        .operator
        .and_then(|word| part.facts.get(&word));
    match (own, stated.map(|fact| &fact.value)) {
        (Some(own), Some(FactValue::Known(Literal::Text(text)))) => *own.operator == **text,
        _ => false,
    }
}

/// What is stated, what is so for all of the kind, and that the rest is left open: a design that is silent says nothing.
fn facts(builder: &Builder<'_>, part: &Part, kind: Option<crate::knowledge::KindId>) -> Facts {
    let mut facts = part.facts.clone();
    let vocabulary = &builder.knowledge.vocabulary;
    let mappings = kind.map(|kind| &builder.knowledge.kind(kind).attributes);
    for mapping in mappings.into_iter().flatten() {
        let attribute = vocabulary.attribute(mapping.attribute);
        // A design has no tags: what they would say has words of its own there, such as the stage.
        if attribute.predicate_type() == Type::Opaque || attribute.reader == Reader::Tags {
            continue;
        }
        let value = match &mapping.constant {
            Some(literal) => FactValue::Known(literal.clone()),
            None => FactValue::Unknown(Cause::new(
                CauseKind::LeftOpen,
                format!(
                    "the design leaves `{}` of {} open",
                    attribute.name, part.name
                ),
            )),
        };
        facts
            .entry(mapping.attribute)
            .or_insert(Fact::derived(value, part.span));
    }
    facts
}

/// Notes the classes that the design says components hold.
pub(super) fn hold(builder: &mut Builder<'_>, design: &Design, parts: &[Vec<ComponentId>]) {
    for (part, ids) in design.parts.iter().zip(parts) {
        let stated = part
            .stores
            .iter()
            .map(|(class, span)| (*class, Level::Yes, *span));
        let open = part
            .unclassified
            .map(|span| (DataClass::Phi, Level::Possible, span));
        for (class, level, span) in stated.chain(open) {
            builder.graph.holdings.extend(ids.iter().map(|id| Holding {
                component: *id,
                class,
                level,
                span,
            }));
        }
    }
}

/// Adds facts to a component where it has none.
pub(super) fn give(builder: &mut Builder<'_>, id: ComponentId, facts: Facts) {
    let component = &mut builder.graph.inner[NodeIndex::new(id.0 as usize)];
    for (attribute, fact) in facts {
        component.facts.entry(attribute).or_insert(fact);
    }
}
