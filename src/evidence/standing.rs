//! Exceptions of a run, and where its templates are deployed to.
//!
//! In: how exceptions fared, and the deployments of a model. Out: [`Exempted`] and [`Deployed`], in the order of the run. What a finding
//! is about is not known here.

use crate::check::State;
use crate::exceptions::Covers;
use crate::graph::Words;
use crate::model::{Fact, FactValue};
use crate::report::clean;
use crate::report::evidence::{Deployed, Exempted, Said};

use super::{Material, at};

/// Every exception.
pub(super) fn exceptions(material: &Material<'_>) -> Vec<Exempted> {
    let report = material.report;
    let each = report.exceptions.iter().map(|standing| {
        let one = &standing.exception;
        let (state, covers) = match standing.state {
            State::Covers(count) => ("used", count),
            State::Unused => ("unused", 0),
            State::Ended => ("ended", 0),
            State::NotJudged => ("not_judged", 0),
            State::Refused => ("refused", 0),
        };
        Exempted {
            rule: clean(&one.rule.text),
            subject: match &one.covers {
                Covers::Subject(subject) => clean(&subject.text),
                Covers::Place(_) => String::new(),
            },
            reason: clean(&one.reason),
            owner: clean(&one.owner),
            until: clean(&one.until.text),
            ticket: one.ticket.as_deref().map(clean).unwrap_or_default(),
            place: at(report.sources, one.span),
            state: state.to_owned(),
            covers,
        }
    });
    each.collect()
}

/// Where each template that was read is deployed to.
pub(super) fn deployments(material: &Material<'_>) -> Vec<Deployed> {
    let words = Words::of(&material.knowledge.vocabulary);
    let all = material.model.deployments.iter();
    let deployed = all.filter(|one| !one.is_design());
    let each = deployed.map(|one| Deployed {
        template: clean(&one.path),
        account: said(
            material,
            words.account.and_then(|word| one.facts.get(&word)),
        ),
        region: said(material, words.region.and_then(|word| one.facts.get(&word))),
        stage: said(material, words.stage.and_then(|word| one.facts.get(&word))),
    });
    each.collect()
}

fn said(material: &Material<'_>, fact: Option<&Fact>) -> Said {
    let Some(fact) = fact else {
        return Said::default();
    };
    let FactValue::Known(value) = &fact.value else {
        return Said::default();
    };
    let place = fact.origin.span();
    Said {
        value: clean(&value.to_string()),
        place: place
            .map(|span| at(material.report.sources, span))
            .unwrap_or_default(),
    }
}
