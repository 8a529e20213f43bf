//! The features of a service that a permitted flow uses, and those of them that agreements leave out.
//!
//! In: the actions of the flow. Out: facts for it. Whether an agreement exists is not known here.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::knowledge::{Action, Service, ServiceId};
use crate::model::{Fact, FactValue, Facts};
use crate::policy::Statement;
use crate::source::Span;
use crate::syntax::{Cause, CauseKind};
use crate::vocabulary::Literal;

use super::super::builder::Builder;

/// Features by service and name; whether a statement names an action of theirs, or only a pattern covers one.
pub(super) type Used = BTreeMap<(ServiceId, Arc<str>), bool>;

/// Notes the feature of an action.
pub(super) fn note(
    used: &mut Used,
    statement: &Statement,
    (service, action): (ServiceId, &Action),
) {
    let Some(feature) = &action.feature else {
        return;
    };
    let mut patterns = statement.actions.patterns.iter();
    let named = !statement.actions.inverted
        && patterns.any(|one| one.text.eq_ignore_ascii_case(&action.name));
    *used.entry((service, Arc::clone(feature))).or_default() |= named;
}

/// The facts of a flow that uses features of a service; none for a flow that uses none.
pub(super) fn facts(builder: &Builder<'_>, used: &Used, span: Span) -> Facts {
    let words = builder.words;
    let (Some(features), Some(excluded)) = (words.features, words.features_excluded) else {
        return Facts::new();
    };
    let Some((&(service, _), _)) = used.first_key_value() else {
        return Facts::new();
    };
    let (named, covered): (Vec<_>, Vec<_>) = used.iter().partition(|(_, named)| **named);
    let named: Vec<Arc<str>> = named
        .iter()
        .map(|((_, name), _)| Arc::clone(name))
        .collect();
    let covered: Vec<&str> = covered.iter().map(|((_, name), _)| &**name).collect();
    let service = builder.knowledge.service(service);
    let list = match covered.is_empty() {
        true => FactValue::Known(Literal::List(named.clone())),
        false => FactValue::Unknown(may_be_used(service, &covered)),
    };
    let out = match left_out(service, &named) {
        FactValue::Known(Literal::List(list)) if list.is_empty() => {
            let risky = covered
                .into_iter()
                .filter(|name| !is_eligible(service, name));
            let risky: Vec<&str> = risky.collect();
            match risky.is_empty() {
                true => FactValue::Known(Literal::List(list)),
                false => FactValue::Unknown(may_be_used(service, &risky)),
            }
        }
        decided => decided,
    };
    let fact = |value| Fact::derived(value, span);
    Facts::from([(features, fact(list)), (excluded, fact(out))])
}

/// Of features that are used for certain, those that agreements leave out; unknown where none is left out for certain and
/// one is not settled.
pub(in crate::graph) fn left_out(service: &Service, used: &[Arc<str>]) -> FactValue {
    let status = |name: &Arc<str>| service.features.get(name).map(|term| &*term.status);
    let out = used
        .iter()
        .filter(|name| status(name) == Some("not_eligible"));
    let out: Vec<Arc<str>> = out.cloned().collect();
    let open = used.iter().find(|name| status(name) != Some("eligible"));
    match (out.is_empty(), open) {
        (true, Some(open)) => {
            let status = status(open).unwrap_or("unclear");
            let title = &service.title;
            let text = format!("whether a BAA covers `{open}` of {title} is {status}");
            FactValue::Unknown(Cause::new(CauseKind::Catalog, text))
        }
        _ => FactValue::Known(Literal::List(out)),
    }
}

fn is_eligible(service: &Service, name: &str) -> bool {
    let term = service.features.get(name);
    term.is_some_and(|term| &*term.status == "eligible")
}

fn may_be_used(service: &Service, features: &[&str]) -> Cause {
    let (title, list) = (&service.title, features.join("`, `"));
    let text = format!("the grant covers `{list}` of {title}, and nothing says that it is used");
    Cause::new(CauseKind::PossibleFlow, text)
}
