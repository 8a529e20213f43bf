//! What is known of every component and flow without a kind that says it: name, element, service, operator, payload.
//!
//! In: a judge and an attribute. Out: what it reads, where it is one of these. Facts are not looked at here.

use std::sync::Arc;

use crate::expr::Reading;
use crate::graph::EdgeId;
use crate::knowledge::{Eligibility, ServiceId};
use crate::model::Component;
use crate::syntax::{Cause, CauseKind, quoted};
use crate::vocabulary::{AttributeId, Literal};

use super::judge::Judge;
use super::run::whereabouts;

impl Judge<'_, '_> {
    pub(super) fn intrinsic(
        &self,
        component: &Component,
        attribute: AttributeId,
    ) -> Option<Reading> {
        let words = &self.run.words;
        let text = |text: &str| Some(Reading::Known(Literal::Text(text.into())));
        let wanted = Some(attribute);
        if wanted == words.name {
            return text(&component.name);
        }
        if wanted == words.element {
            return match component.kind {
                Some(_) => text(component.element.name()),
                None => Some(self.unknown(whereabouts(component))),
            };
        }
        if wanted == words.presence {
            return text(component.presence.name());
        }
        if wanted == words.kind {
            if let Some(kind) = component.kind {
                let name = &self.run.knowledge.kind(kind).name;
                return Some(Reading::Known(Literal::Text(Arc::clone(name))));
            }
            // A type without a kind is none of the kinds there are; its name says so.
            return match component.kind_name.as_str() {
                "" => Some(match component.service {
                    Some(service) => self.kind_of(component, service),
                    None => self.unknown(whereabouts(component)),
                }),
                name => text(name),
            };
        }
        if ![words.service, words.operator, words.eligibility].contains(&wanted) {
            return None;
        }
        // A manifest can say who operates what its service leaves open.
        if wanted == words.operator
            && let Some(stated) = component.facts.get(&attribute)
        {
            return Some(self.value(&stated.value));
        }
        let Some(service) = self.run.service_of(component) else {
            return Some(self.unknown(whereabouts(component)));
        };
        if wanted == words.service {
            return text(&service.name);
        }
        if wanted == words.operator {
            return match service.known_operator() {
                None => Some(self.unknown(Cause::new(
                    CauseKind::Catalog,
                    format!("who operates `{}` is not known", component.name),
                ))),
                Some(operator) => text(operator),
            };
        }
        Some(self.eligibility(component, &service.eligibility))
    }

    /// Whether an agreement can cover a component, by what the catalog says of its service.
    fn eligibility(&self, component: &Component, of: &Eligibility) -> Reading {
        let status = &*of.status;
        let name = quoted(&component.name);
        // A type without a kind can be the very part of a service that is left out.
        let with_reserve = component.service.is_none() && !of.note.is_empty();
        match status {
            "eligible" if with_reserve => {
                let text = format!("whether a BAA covers {name}: {}", of.note);
                return self.unknown(Cause::new(CauseKind::Catalog, text));
            }
            "eligible" | "not_eligible" => return Reading::Known(Literal::Text(status.into())),
            _ => {}
        }
        let text = format!("whether a BAA covers {name} is {status}");
        self.unknown(Cause::new(CauseKind::Catalog, text))
    }

    /// One of the kinds of a service, where more is not known.
    fn kind_of(&self, component: &Component, service: ServiceId) -> Reading {
        let kinds = self.run.knowledge.kinds.iter();
        let own = kinds.filter(|kind| kind.service == service);
        let names: Vec<Arc<str>> = own.map(|kind| Arc::clone(&kind.name)).collect();
        let unknown = self.unknown(whereabouts(component));
        match names.is_empty() {
            // What stands for services that nobody named can be anything.
            true => unknown,
            false => Reading::OneOf(names.into()),
        }
    }

    pub(super) fn flow_attribute(&self, id: EdgeId, attribute: AttributeId) -> Option<Reading> {
        let words = &self.run.words;
        let edge = self.run.graph.edge(id);
        let text = |text: &str| Some(Reading::Known(Literal::Text(text.into())));
        match Some(attribute) {
            wanted if wanted == words.payload => text(edge.payload.name()),
            wanted if wanted == words.basis => text(edge.reason.basis.name()),
            wanted if wanted == words.level => text(edge.level.name()),
            wanted if wanted == words.leg => text(edge.leg.name()),
            _ => None,
        }
    }
}
