//! Business associate agreements of a manifest.

use crate::frontend::manifest::{Agreement as Text, Written};
use crate::knowledge::{Knowledge, ServiceId};
use crate::source::{Diagnostic, closest_name};
use crate::vocabulary::Literal;

use super::super::FactValue;
use super::lower::Lowering;
use super::near::unknown_service;
use super::{Agreement, Part, parts::operator_name};

/// The agreements, with warnings about those that overlap or that speak of nobody.
pub(super) fn lower(lowering: &mut Lowering<'_, '_>, parts: &[Part]) -> Vec<Agreement> {
    let manifest = lowering.manifest;
    let mut list: Vec<Agreement> = Vec::new();
    for written in &manifest.agreements {
        let agreement = one(lowering, written);
        nobody(lowering, &agreement, parts);
        let earlier = list.iter().find(|earlier| overlap(earlier, &agreement));
        if let Some(earlier) = earlier {
            let with = &agreement.with.text;
            let message = format!("this agreement with {with} overlaps with another one");
            let fault = Diagnostic::warning("overlapping-agreements", agreement.span, message);
            let fault = fault.help("a service is covered if one of them covers it; make one end where the other starts");
            lowering
                .faults
                .push(fault.related(earlier.span, "the other one"));
        }
        list.push(agreement);
    }
    list
}

fn one(lowering: &mut Lowering<'_, '_>, written: &Text) -> Agreement {
    let services = written.services.iter();
    let services: Vec<ServiceId> = services
        .filter_map(|name| service(lowering, name))
        .collect();
    for name in &written.services {
        others_service(lowering, written, name);
    }
    let knowledge = lowering.knowledge;
    let (mut excludes, mut excluded_features) = (Vec::new(), Vec::new());
    for name in &written.excludes {
        match knowledge.by_service.get(&*name.text) {
            Some(service) => excludes.push(*service),
            None => excluded_features.push(name.text.clone()),
        }
    }
    let texts = |list: &[Written]| list.iter().map(|one| one.text.clone()).collect();
    Agreement {
        with: Written {
            text: operator_name(lowering, &written.with.text),
            span: written.with.span,
        },
        // A list whose names nobody knows covers nothing, rather than everything.
        services: (!written.services.is_empty()).then_some(services),
        features: texts(&written.features),
        excludes,
        excluded_features,
        accounts: texts(&written.accounts),
        workspaces: texts(&written.workspaces),
        effective: written.effective,
        expires: written.expires,
        evidence: written.evidence.text.clone(),
        span: written.span,
    }
}

fn service(lowering: &mut Lowering<'_, '_>, name: &Written) -> Option<ServiceId> {
    let found = lowering.knowledge.by_service.get(&*name.text).copied();
    if found.is_none() {
        let fault = unknown_service(name, lowering.knowledge);
        lowering.faults.push(fault);
    }
    found
}

/// Warns of a service that somebody else operates: an agreement covers none of those.
fn others_service(lowering: &mut Lowering<'_, '_>, written: &Text, name: &Written) {
    let Some(service) = lowering.knowledge.by_service.get(&*name.text) else {
        return;
    };
    let service = lowering.knowledge.service(*service);
    let with = &written.with.text;
    let Some(known) = service
        .known_operator()
        .filter(|known| !known.eq_ignore_ascii_case(with))
    else {
        return;
    };
    let message = format!(
        "{} is operated by {known}: no agreement with {with} covers it",
        service.title
    );
    let fault = Diagnostic::warning("other-operator", name.span, message);
    lowering
        .faults
        .push(fault.help("declare the agreement with its operator"));
}

/// Warns of an agreement with somebody who operates nothing.
fn nobody(lowering: &mut Lowering<'_, '_>, agreement: &Agreement, parts: &[Part]) {
    let with = &agreement.with;
    let known = operators(lowering.knowledge, parts);
    if known.contains(&&*with.text) {
        return;
    }
    let message = format!("nothing that is known is operated by `{}`", with.text);
    let mut fault = Diagnostic::warning("unused-agreement", with.span, message);
    fault.help = closest_name(&with.text, known.iter().copied())
        .map(|near| format!("did you mean `{near}`?"));
    lowering.faults.push(fault);
}

fn operators<'a>(knowledge: &'a Knowledge, parts: &'a [Part]) -> Vec<&'a str> {
    let word = knowledge.vocabulary.id("operator");
    let stated = parts
        .iter()
        .filter_map(|part| match &part.facts.get(&word?)?.value {
            FactValue::Known(Literal::Text(text)) => Some(&**text),
            _ => None,
        });
    let known = knowledge.services.iter();
    let known = known.filter_map(|service| service.known_operator());
    known.chain(stated).collect()
}

/// Whether two agreements speak of the same at the same time.
fn overlap(one: &Agreement, other: &Agreement) -> bool {
    let limited = |one: &[String], other: &[String]| {
        one.is_empty() || other.is_empty() || one.iter().any(|name| other.contains(name))
    };
    let services = match (&one.services, &other.services) {
        (Some(one), Some(other)) => one.iter().any(|service| other.contains(service)),
        _ => true,
    };
    let starts_in = |one: &Agreement, other: &Agreement| {
        let ended = one
            .expires
            .is_some_and(|end| end.date <= other.effective.date);
        one.effective.date <= other.effective.date && !ended
    };
    one.with.text == other.with.text
        && services
        && limited(&one.accounts, &other.accounts)
        && limited(&one.workspaces, &other.workspaces)
        && (starts_in(one, other) || starts_in(other, one))
}
