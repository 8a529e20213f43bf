//! What people promise in manifests: agreements, what somebody vouches for, and the days on which that ends.
//!
//! In: the designs of a run and its day. Out: [`Agreement`]s, [`Attestation`]s and [`End`]s. Whether rules count them is not asked
//! here.

use crate::model::design;
use crate::report::clean;
use crate::report::evidence::{Agreement, Attestation, End, Finding};

use super::{Material, at};

/// Agreements and attestations, in the order of the manifests.
pub(super) fn promises(material: &Material<'_>) -> (Vec<Agreement>, Vec<Attestation>) {
    let designs = &material.model.designs;
    let agreements = designs.iter().flat_map(|design| &design.agreements);
    let attestations = designs.iter().flat_map(|design| {
        let barriers = design.barriers.iter();
        barriers.map(|barrier| attestation(material, design, barrier))
    });
    (
        agreements.map(|one| agreement(material, one)).collect(),
        attestations.collect(),
    )
}

fn agreement(material: &Material<'_>, one: &design::Agreement) -> Agreement {
    let knowledge = material.knowledge;
    let services = |ids: &[crate::knowledge::ServiceId]| {
        let names = ids.iter().map(|id| clean(&knowledge.service(*id).name));
        names.collect::<Vec<String>>()
    };
    let texts = |list: &[String]| list.iter().map(|text| clean(text)).collect::<Vec<String>>();
    let mut covers = one.services.as_deref().map(services).unwrap_or_default();
    covers.extend(texts(&one.features));
    let mut excludes = services(&one.excludes);
    excludes.extend(texts(&one.excluded_features));
    let as_of = &material.report.as_of;
    let effective = one.effective.date.to_string();
    let expires = one.expires.map(|day| day.date.to_string());
    // Days in ISO 8601 sort as texts.
    let state = match &expires {
        Some(expires) if expires <= as_of => "ended",
        _ if effective > *as_of => "not yet in force",
        _ => "in force",
    };
    Agreement {
        with: clean(&one.with.text),
        services: covers,
        excludes,
        accounts: texts(&one.accounts),
        effective,
        expires: expires.unwrap_or_default(),
        state: state.to_owned(),
        evidence: clean(&one.evidence),
        place: at(material.report.sources, one.span),
    }
}

fn attestation(
    material: &Material<'_>,
    design: &design::Design,
    barrier: &design::DesignBarrier,
) -> Attestation {
    let part = design.parts.get(barrier.at).map_or("", |part| &part.name);
    let what = barrier.does.replace('_', " ");
    let as_of = &material.report.as_of;
    let attested = barrier.attested.as_ref();
    let until = attested.and_then(|one| one.until);
    let until = until.map(|day| day.date.to_string()).unwrap_or_default();
    let on = attested
        .map(|one| one.on.date.to_string())
        .unwrap_or_default();
    let state = match attested {
        None => "missing",
        Some(_) if !until.is_empty() && until <= *as_of => "ended",
        Some(_) if on > *as_of => "not yet",
        Some(_) => "counts",
    };
    Attestation {
        what: clean(&format!("{what} at {part}")),
        by: attested.map(|one| clean(&one.by.text)).unwrap_or_default(),
        on,
        until,
        state: state.to_owned(),
        evidence: attested
            .map(|one| clean(&one.evidence.text))
            .unwrap_or_default(),
        place: at(material.report.sources, barrier.span),
    }
}

/// The days after that of the run on which something ends or begins that counts, the next one first.
pub(super) fn ends(
    as_of: &str,
    agreements: &[Agreement],
    attestations: &[Attestation],
    findings: &[Finding],
) -> Vec<End> {
    let end = |day: &str, what: String| End {
        day: day.to_owned(),
        what,
    };
    let mut ends: Vec<End> = Vec::new();
    for one in agreements.iter().filter(|one| one.state == "in force") {
        ends.push(end(
            &one.expires,
            format!("the agreement with {} ends", one.with),
        ));
    }
    for one in agreements
        .iter()
        .filter(|one| one.state == "not yet in force")
    {
        ends.push(end(
            &one.effective,
            format!("the agreement with {} begins", one.with),
        ));
    }
    for one in attestations.iter().filter(|one| one.state == "counts") {
        ends.push(end(
            &one.until,
            format!("what {} vouches for ends: {}", one.by, one.what),
        ));
    }
    for finding in findings {
        let Some(waiver) = &finding.waived else {
            continue;
        };
        let what = format!(
            "{} of {} is no longer accepted",
            finding.rule, finding.subject
        );
        // The first day on which it no longer counts is the one after its last.
        let last = waiver.until.parse::<jiff::civil::Date>();
        let next = last.ok().and_then(|day| day.tomorrow().ok());
        if let Some(next) = next {
            ends.push(end(&next.to_string(), what));
        }
    }
    ends.retain(|one| one.day.as_str() > as_of);
    ends.sort();
    ends.dedup();
    ends
}
