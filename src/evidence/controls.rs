//! Controls: what the rules that were run for each of them said, and what is left for a person.
//!
//! In: the controls that the tool knows, the crosswalk, and how each rule fared. Out: [`ControlResult`]s in the order of the catalog,
//! and the frameworks with their counts. Single findings are not known here.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::{Finding, Target, Verdict};
use crate::knowledge::{self, Basis, Control, Crosswalk, Rule, Strength, Topic};
use crate::model::ComponentId;
use crate::report::clean;
use crate::report::evidence::{
    ControlOutcome, ControlResult, FrameworkResult, RuleResult, Tally, Through,
};
use crate::source::Sources;

use super::Material;

/// Every control of the frameworks that are asked for.
pub(super) fn controls(
    material: &Material<'_>,
    rules: &[RuleResult],
) -> (Vec<FrameworkResult>, Vec<ControlResult>) {
    let asked: BTreeSet<&str> = material
        .options
        .frameworks
        .iter()
        .map(String::as_str)
        .collect();
    let wanted = |name: &str| asked.is_empty() || asked.contains(name);
    let all = material.report.controls.values();
    let mut known: Vec<&Control> = all.filter(|one| wanted(framework_of(&one.id))).collect();
    known.sort_by_key(|one| (framework_of(&one.id), one.position));
    // A fault of the crosswalk is a defect of the tool, which a test finds.
    let (crosswalk, _) = knowledge::crosswalk(&mut Sources::default(), material.knowledge);
    let scene = Scene {
        material,
        ran: material.report.rules.iter().zip(rules).collect(),
        crosswalk,
        controls: material.report.controls,
    };
    let controls: Vec<ControlResult> = known
        .into_iter()
        .map(|one| {
            let framework = material.knowledge.frameworks.get(framework_of(&one.id));
            let is_law = framework.is_some_and(|framework| framework.law);
            control(&scene, one, is_law)
        })
        .collect();
    let frameworks = material.knowledge.frameworks.iter();
    let frameworks = frameworks
        .filter(|(name, _)| wanted(name))
        .map(|(name, framework)| {
            let mut counts: BTreeMap<String, usize> = BTreeMap::new();
            for one in controls.iter().filter(|one| one.framework == *name) {
                *counts.entry(one.result.name().to_owned()).or_default() += 1;
            }
            FrameworkResult {
                name: clean(name),
                title: clean(&framework.title),
                controls: counts,
            }
        })
        .collect();
    (frameworks, controls)
}

fn framework_of(id: &str) -> &str {
    id.split_once('/').map_or(id, |(framework, _)| framework)
}

/// A rule that ran, and how it fared.
type Ran<'m> = (&'m Rule, &'m RuleResult);

/// What controls are held against.
struct Scene<'m> {
    material: &'m Material<'m>,
    ran: Vec<Ran<'m>>,
    crosswalk: Crosswalk,
    controls: &'m BTreeMap<String, Control>,
}

fn control(scene: &Scene<'_>, control: &Control, is_law: bool) -> ControlResult {
    let cites = |(rule, _): &&Ran<'_>| rule.controls.contains(&control.id);
    let cited: Vec<&Ran<'_>> = scene.ran.iter().filter(cites).collect();
    let own: Vec<RuleResult> = cited
        .iter()
        .map(|(rule, result)| spoken(scene.material, control, rule, result))
        .collect();
    let asked: Vec<Ran<'_>> = cited.iter().map(|(rule, _)| *rule).zip(&own).collect();
    let asked: Vec<&Ran<'_>> = asked.iter().collect();
    let verdicts = total(&asked);
    let through = match asked.is_empty() {
        true => through(scene, &control.id),
        false => Vec::new(),
    };
    let result = outcome(control, !asked.is_empty(), !through.is_empty(), verdicts);
    ControlResult {
        id: clean(&control.id),
        framework: clean(framework_of(&control.id)),
        title: clean(&control.title),
        level: clean(&control.level),
        automation: clean(&control.automation),
        result,
        failed_by: match result {
            ControlOutcome::Violated => failed_by(control, &asked, is_law).to_owned(),
            _ => String::new(),
        },
        rules: ids(&asked),
        verdicts,
        through,
        attest: needs_a_person(control),
        note: clean(&control.note),
        no_rule: clean(&control.no_rule),
        source: clean(&control.citation.source),
        source_date: clean(&control.citation.date),
    }
}

/// How a rule fared for one control: where the control is about some kinds, by what it says of those alone.
fn spoken(
    material: &Material<'_>,
    control: &Control,
    rule: &Rule,
    result: &RuleResult,
) -> RuleResult {
    let mut own = result.clone();
    if control.about.is_empty() {
        return own;
    }
    let is_meant = |id: ComponentId| {
        let component = material.graph.component(id);
        let service = component.service.map(|id| material.knowledge.service(id));
        let names = [
            Some(component.kind_name.as_str()),
            service.map(|one| &*one.name),
        ];
        let mut names = names.into_iter().flatten();
        names.any(|name| control.about.iter().any(|one| one == name))
    };
    own.verdicts = Tally::default();
    for finding in &material.report.outcome.findings {
        let is_own = material
            .report
            .rule(finding)
            .is_some_and(|one| one.id == rule.id);
        if is_own && subjects(material, finding).into_iter().any(is_meant) {
            *counted(&mut own.verdicts, finding) += 1;
        }
    }
    own
}

/// Where a finding is counted.
fn counted<'t>(verdicts: &'t mut Tally, finding: &Finding) -> &'t mut usize {
    match (&finding.waiver, finding.verdict) {
        (Some(_), _) => &mut verdicts.waived,
        (None, Verdict::Violated) => &mut verdicts.violated,
        (None, Verdict::Undecided) => &mut verdicts.undecided,
        (None, _) if finding.if_it_applies => &mut verdicts.held_if_it_applies,
        (None, _) => &mut verdicts.held,
    }
}

/// The components that a finding speaks of.
fn subjects(material: &Material<'_>, finding: &Finding) -> Vec<ComponentId> {
    let graph = material.graph;
    match finding.target {
        Target::Component(id) => vec![id],
        Target::Flow(id) => <[_; 2]>::from(graph.ends(id)).to_vec(),
        Target::Path(from, to) => vec![from, to],
        Target::Statement(id) => vec![graph.statement(id).component],
        Target::Operator(id) => graph.operator(id).components.clone(),
        Target::Run => Vec::new(),
    }
}

fn ids(rules: &[&Ran<'_>]) -> Vec<String> {
    rules.iter().map(|(_, result)| result.id.clone()).collect()
}

fn total(rules: &[&Ran<'_>]) -> Tally {
    let mut verdicts = Tally::default();
    for (_, result) in rules {
        verdicts.add(result.verdicts);
    }
    verdicts
}

/// Mappings of one source and strength: what they are about, and the rules that bear, by index.
#[derive(Default)]
struct Joined {
    topics: BTreeSet<String>,
    rules: BTreeSet<usize>,
}

/// The mappings by which rules that ran bear on a control that none of them cites, those of one source and strength as one.
fn through(scene: &Scene<'_>, control: &str) -> Vec<Through> {
    let mut by_source: BTreeMap<(Strength, &str), Joined> = BTreeMap::new();
    for (topic, mapping) in scene.crosswalk.to_control(control) {
        let ran = scene.ran.iter().enumerate();
        let bear = ran.filter(|(_, (rule, _))| topic.is_reached_by(rule));
        let bear: Vec<usize> = bear.map(|(index, _)| index).collect();
        if bear.is_empty() {
            continue;
        }
        let key = (mapping.strength, mapping.citation.source.as_str());
        let joined = by_source.entry(key).or_default();
        joined.topics.insert(title(scene, topic));
        joined.rules.extend(bear);
    }
    let each = by_source.into_iter();
    each.map(|((strength, source), joined)| {
        let rules = joined.rules.iter().map(|index| &scene.ran[*index]);
        let rules: Vec<&Ran<'_>> = rules.collect();
        Through {
            topics: joined.topics.into_iter().collect(),
            strength: strength.name().to_owned(),
            source: clean(source),
            rules: ids(&rules),
            verdicts: total(&rules),
        }
    })
    .collect()
}

/// What a topic is about: in its own words, else in those of the control that it starts from.
fn title(scene: &Scene<'_>, topic: &Topic) -> String {
    let first = topic.from.first();
    let control = first.and_then(|id| scene.controls.get(id));
    match (topic.title.is_empty(), control) {
        (false, _) => clean(&topic.title),
        (true, Some(control)) => clean(&control.title),
        (true, None) => clean(&topic.name),
    }
}

/// What broke a control: the most that the law asks for of what its broken rules look for, and no more than the control itself asks.
fn failed_by(control: &Control, asked: &[&Ran<'_>], is_law: bool) -> &'static str {
    let broken = asked
        .iter()
        .filter(|(_, result)| result.verdicts.violated > 0);
    let most = broken.map(|(rule, _)| rule.basis).max();
    let own = match control.level.as_str() {
        "policy" => Basis::Policy,
        "addressable" => Basis::Addressable,
        _ if is_law => Basis::Required,
        _ => return "standard",
    };
    most.unwrap_or_default().min(own).name()
}

/// Whether no file can show all of it. What says itself what can show it is taken by its word.
fn needs_a_person(control: &Control) -> bool {
    match control.seen_in.as_deref() {
        Some(seen_in) => seen_in == "attestation",
        None => control.automation != "automated",
    }
}

fn outcome(control: &Control, has_rules: bool, is_mapped: bool, verdicts: Tally) -> ControlOutcome {
    let by_a_person_alone =
        control.automation == "manual" || control.seen_in.as_deref() == Some("attestation");
    match verdicts {
        _ if !has_rules && by_a_person_alone => ControlOutcome::Attest,
        _ if is_mapped => ControlOutcome::Mapped,
        _ if !has_rules => ControlOutcome::NotChecked,
        Tally { violated: 1.., .. } => ControlOutcome::Violated,
        Tally { undecided: 1.., .. } => ControlOutcome::Undecided,
        Tally { waived: 1.., .. } => ControlOutcome::Waived,
        Tally { held: 1.., .. } if control.automation == "automated" => ControlOutcome::Held,
        Tally { held: 1.., .. } => ControlOutcome::HeldInPart,
        Tally {
            held_if_it_applies: 1..,
            ..
        } => ControlOutcome::HeldIfItApplies,
        _ => ControlOutcome::NothingToJudge,
    }
}
