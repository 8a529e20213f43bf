//! Satellites that say by patterns of names to which components they belong, item by item.
//!
//! In: the resources of a template, the components that it declares, and the kinds that say where such patterns stand. Out:
//! for each component the items that fit its name, each as a satellite with what stands around it, and where nobody knows
//! whether an item fits, that it perhaps does. What the items say is not known here.

mod fit;
mod items;

use std::borrow::Cow;

use crate::frontend::Resource;
use crate::knowledge::{Fitting, Knowledge};
use crate::source::Sources;
use crate::syntax::{Cause, CauseKind, Guard, Term, Value};

use super::declare::Declared;
use super::lower::Lowered;
use super::{Component, Model};

use fit::{Fit, fit};
use items::{Item, Offers, offered, too_many};

pub(super) use items::Place;

/// Values that are copied and patterns that are compared for a template; beyond them nobody knows what fits.
const MOST_WORK: usize = 5_000_000;

/// Adds to each component of a template the items that fit it.
pub(super) fn join<'t>(place: &Place<'_, 't>, model: &Model, declared: &mut [Declared<'t>]) {
    let mut work = MOST_WORK;
    let all = offered(place, model, &mut work);
    if all.is_empty() {
        return;
    }
    for one in declared {
        let (Some(kind), Some(id)) = (one.kind, one.component) else {
            continue;
        };
        let component = &model.components[id.0 as usize];
        let own = all.range((kind, "")..);
        for ((_, name), (fitting, items)) in own.take_while(|((of, _), _)| *of == kind) {
            take(one, component, (*name, *fitting), items, &mut work);
        }
    }
}

/// Notes where items of another template, which is in the same account and Region for certain, may fit: what they say is said
/// there, and so it is not known here.
pub(super) fn beside(
    all: &mut [Lowered<'_>],
    knowledge: &Knowledge,
    sources: &Sources,
    model: &Model,
) {
    if model.together.is_empty() {
        return;
    }
    let mut work = MOST_WORK;
    let mut others: Vec<(&str, super::DeploymentId, Offers<'_, '_>)> = Vec::new();
    for one in all.iter() {
        let place = Place {
            template: one.template,
            deployment: one.deployment,
            knowledge,
            sources,
        };
        let offers = offered(&place, model, &mut work);
        if !offers.is_empty() {
            others.push((&one.template.path, one.deployment, offers));
        }
    }
    for one in all {
        let own = one.deployment;
        let near = others.iter();
        let near = near.filter(|(_, other, _)| *other != own && model.are_together(*other, own));
        for (path, _, offers) in near {
            for declared in &mut one.declared {
                perhaps(declared, path, offers, model, &mut work);
            }
        }
    }
}

/// Notes what items of another template may say of a component.
fn perhaps(
    one: &mut Declared<'_>,
    path: &str,
    offers: &Offers<'_, '_>,
    model: &Model,
    work: &mut usize,
) {
    let (Some(kind), Some(id)) = (one.kind, one.component) else {
        return;
    };
    let component = &model.components[id.0 as usize];
    let own = offers.range((kind, "")..);
    for ((_, name), (fitting, items)) in own.take_while(|((of, _), _)| *of == kind) {
        let mut fits = items.iter().filter(|item| {
            let cost = item.patterns.len() * fitting.forms.len() + 1;
            *work = work.saturating_sub(cost);
            *work == 0 || !matches!(fit(item, &fitting.forms, component), Fit::No)
        });
        if let Some(item) = fits.next() {
            let text = format!(
                "what {} of `{path}` says of {}",
                item.resource.name, component.name
            );
            let value = Value {
                term: Term::Unknown(Cause::new(CauseKind::Unstated, text)),
                span: component.span,
            };
            one.perhaps.push((Cow::Owned((*name).to_owned()), value));
        }
    }
}

/// Pays for some work; false where there is no more.
fn pay(work: &mut usize, cost: usize) -> bool {
    let left = work.checked_sub(cost);
    *work = left.unwrap_or_default();
    left.is_some()
}

/// Gives a component the items of one name that fit it.
fn take<'t>(
    one: &mut Declared<'t>,
    component: &Component,
    (name, fitting): (&str, &Fitting),
    items: &[Item<'t>],
    work: &mut usize,
) {
    let mut fits: Vec<(usize, Guard, &Item<'t>)> = Vec::new();
    let mut doubts: Vec<Value> = Vec::new();
    for item in items {
        let mut paid = pay(work, item.patterns.len() * fitting.forms.len() + 1);
        let found = fit(item, &fitting.forms, component);
        if matches!(found, Fit::Yes(..)) {
            paid = paid && pay(work, item.size);
        }
        let fit = if paid { found } else { Fit::May(too_many()) };
        match fit {
            Fit::Yes(closeness, when) => fits.push((closeness, when, item)),
            Fit::May(cause) => doubts.push(Value {
                term: Term::Unknown(cause),
                span: item.value.span,
            }),
            Fit::No => {}
        }
    }
    if fitting.closest {
        only_closest(&mut fits, &mut doubts);
    }
    for (_, when, item) in fits {
        let resource = Resource {
            name: item.resource.name.clone(),
            // What paths call it.
            type_name: name.to_owned(),
            type_span: item.resource.type_span,
            properties: item.value.clone(),
            properties_key: item.resource.properties_key,
            when: item.resource.when.clone(),
            metadata: None,
            span: item.resource.span,
            whole: item.resource.whole,
        };
        one.satellites.push((Cow::Owned(resource), when));
    }
    let doubts = doubts.into_iter().next();
    one.perhaps
        .extend(doubts.map(|value| (Cow::Owned(name.to_owned()), value)));
}

/// Leaves of several items the one with the closest pattern, in each world. An item of which nobody knows how close it is
/// may be closer than all but the name itself.
fn only_closest(fits: &mut Vec<(usize, Guard, &Item<'_>)>, doubts: &mut Vec<Value>) {
    fits.sort_by_key(|one| std::cmp::Reverse(one.0));
    let mut covered = Guard::Never;
    let mut exactly = Guard::Never;
    for (closeness, when, item) in fits.iter_mut() {
        let whole = Guard::all([item.resource.when.clone(), when.clone()]);
        *when = Guard::all([when.clone(), covered.clone().negate()]);
        covered = Guard::any([covered, whole]);
        if *closeness == usize::MAX {
            exactly = covered.clone();
        }
    }
    fits.retain(|(_, when, _)| when.can_hold());
    if exactly.is_always() {
        doubts.clear();
    } else if !doubts.is_empty() {
        fits.clear();
    }
}
