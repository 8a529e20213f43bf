//! Where services run, apart from who operates them, and which components are routes to a model.

use std::sync::Arc;

use crate::model::{Component, Fact, FactValue};
use crate::vocabulary::{AttributeId, Literal};

use super::builder::Builder;

/// Adds what the catalog says of the service of each component.
pub(super) fn mark(builder: &mut Builder<'_>) {
    let knowledge = builder.knowledge;
    let words = builder.words;
    for component in builder.graph.inner.node_weights_mut() {
        let Some(service) = component.service.map(|id| knowledge.service(id)) else {
            continue;
        };
        let by_operator = knowledge.conventions.infrastructure.get(&*service.operator);
        let own = service.infrastructure.as_ref().map(|one| &one.place);
        add(component, words.infrastructure, own.or(by_operator));
        // A resource of the service is not the service.
        if component.kind.is_some() && component.kind == service.kind {
            add(component, words.route, service.route.as_ref());
        }
    }
}

fn add(component: &mut Component, word: Option<AttributeId>, value: Option<&Arc<str>>) {
    let (Some(word), Some(value)) = (word, value) else {
        return;
    };
    let fact = Fact::derived(
        FactValue::Known(Literal::Text(Arc::clone(value))),
        component.span,
    );
    component.facts.entry(word).or_insert(fact);
}
