//! Frameworks of controls: each row of a framework that says what can show it has a rule or says why not, what is called
//! automated has a rule and what is called manual has none, and the crosswalk names what there is.

mod pages;

use std::fmt::Write as _;

use phipath::knowledge::{self, Control, Crosswalk, Knowledge, Request};
use phipath::source::Sources;

use crate::support::all_rules;

/// How many controls of a framework may say that files could show them and no rule asks.
const MOST_WITHOUT_RULE: usize = 3;

/// The same for the merged checks of public packs, of which some are no safeguard of PHI at all.
const MOST_WITHOUT_RULE_OF_CHECKS: usize = 12;

fn most_without_rule(framework: &str) -> usize {
    match framework {
        "hipaa-checks" => MOST_WITHOUT_RULE_OF_CHECKS,
        _ => MOST_WITHOUT_RULE,
    }
}

/// The controls of a framework in the order of its file.
fn controls_of<'k>(knowledge: &'k Knowledge, framework: &str) -> Vec<&'k Control> {
    let prefix = format!("{framework}/");
    let all = knowledge.controls.values();
    let mut own: Vec<_> = all
        .filter(|control| control.id.starts_with(&prefix))
        .collect();
    own.sort_by_key(|control| control.position);
    own
}

/// The rules that cite a control.
fn rules_of<'k>(knowledge: &'k Knowledge, control: &Control) -> Vec<&'k str> {
    let citing = knowledge
        .rules
        .iter()
        .filter(|rule| rule.controls.contains(&control.id));
    let mut ids: Vec<&str> = citing.map(|rule| &*rule.id).collect();
    ids.sort_unstable();
    ids
}

/// What is missing for a control that says what can show it.
fn gap(knowledge: &Knowledge, control: &Control) -> Option<String> {
    let (cited, noted) = (
        !rules_of(knowledge, control).is_empty(),
        !control.note.is_empty(),
    );
    let argued = !control.no_rule.is_empty();
    let missing = match control.seen_in.as_deref() {
        Some("files") if !cited && !argued => "no rule cites it, and it does not argue why",
        Some("files") if cited && argued => "a rule cites it, and it argues why none does",
        Some("manifest") if !cited && !noted => "it has neither a rule nor a note",
        Some("attestation") if !noted => "it has no note",
        Some("manifest" | "attestation") if argued => "only what files can show needs an argument",
        None => "it does not say what can show it",
        _ => return None,
    };
    Some(format!("{}: {missing}\n", control.id))
}

/// Everything that is missing in the frameworks that say what can show their controls.
fn gaps(knowledge: &Knowledge) -> String {
    let mut gaps = String::new();
    for framework in knowledge.frameworks.keys() {
        let controls = controls_of(knowledge, framework);
        if controls.iter().all(|control| control.seen_in.is_none()) {
            continue;
        }
        gaps.extend(controls.iter().filter_map(|one| gap(knowledge, one)));
        let argued = controls.iter().filter(|one| !one.no_rule.is_empty());
        let (argued, most) = (argued.count(), most_without_rule(framework));
        if argued > most {
            writeln!(
                gaps,
                "{framework}: {argued} controls argue why no rule cites them, at most {most} may"
            )
            .expect("text grows");
        }
    }
    gaps
}

#[test]
fn every_control_has_a_rule_or_says_why_not() {
    let gaps = gaps(&all_rules().knowledge);
    assert!(gaps.is_empty(), "\n{gaps}");
}

fn edit(knowledge: &mut Knowledge, id: &str, change: impl FnOnce(&mut Control)) {
    change(knowledge.controls.get_mut(id).expect("it was listed"));
}

#[test]
fn gaps_are_seen() {
    let request = Request {
        packs: vec!["all".to_owned()],
        ..Request::default()
    };
    let (mut knowledge, _) = knowledge::load(&mut Sources::default(), &request);
    let find = |seen_in: &str, cited: bool| -> Vec<String> {
        let all = controls_of(&knowledge, "phi-genai").into_iter();
        let fits = all.filter(|one| {
            let own = one.seen_in.as_deref() == Some(seen_in);
            own && rules_of(&knowledge, one).is_empty() != cited
        });
        fits.map(|one| one.id.clone()).collect()
    };
    let (mut files, attested) = (find("files", true), find("attestation", false));
    files.truncate(MOST_WITHOUT_RULE + 1);
    assert!(files.len() > MOST_WITHOUT_RULE && !attested.is_empty());
    for id in &files {
        edit(&mut knowledge, id, |one| one.no_rule = "made up".to_owned());
    }
    edit(&mut knowledge, &attested[0], |one| one.note.clear());
    let seen = gaps(&knowledge);
    assert!(seen.contains("4 controls argue"), "{seen}");
    assert!(
        seen.contains(&format!("{}: it has no note", attested[0])),
        "{seen}"
    );
    for id in &files {
        assert!(seen.contains(&format!("{id}: a rule cites it")), "{seen}");
    }
    // Without its rules, what files can show is a gap, and what a manifest can show needs its note.
    let manifest = find_any(&knowledge, "manifest");
    knowledge.rules.clear();
    edit(&mut knowledge, &files[0], |one| one.no_rule.clear());
    edit(&mut knowledge, &manifest, |one| one.note.clear());
    let seen = gaps(&knowledge);
    assert!(
        seen.contains(&format!("{}: no rule cites it", files[0])),
        "{seen}"
    );
    assert!(
        seen.contains(&format!("{manifest}: it has neither")),
        "{seen}"
    );
}

fn find_any(knowledge: &Knowledge, seen_in: &str) -> String {
    let mut all = knowledge.controls.values();
    all.find(|one| one.seen_in.as_deref() == Some(seen_in))
        .map(|one| one.id.clone())
        .expect("there is one")
}

/// The crosswalk, which must be without faults.
fn crosswalk_of(knowledge: &Knowledge) -> Crosswalk {
    let (crosswalk, faults) = knowledge::crosswalk(&mut Sources::default(), knowledge);
    assert_eq!(faults, []);
    assert!(crosswalk.topics.len() > 100);
    crosswalk
}

/// Whether a rule cites a control, or reaches it through the crosswalk.
fn is_reached(knowledge: &Knowledge, crosswalk: &Crosswalk, control: &Control) -> bool {
    let by_topic = |(topic, _): (&knowledge::Topic, &knowledge::Mapping)| {
        let mut rules = knowledge.rules.iter();
        rules.any(|rule| topic.is_reached_by(rule))
    };
    !rules_of(knowledge, control).is_empty() || crosswalk.to_control(&control.id).any(by_topic)
}

/// Controls whose automation is not what the rules show.
fn dishonest(knowledge: &Knowledge, crosswalk: &Crosswalk) -> Vec<String> {
    let all = knowledge.controls.values();
    let each = all.filter_map(|control| {
        let fault = match control.automation.as_str() {
            "manual" if !rules_of(knowledge, control).is_empty() => "manual, and a rule cites it",
            "manual" if control.note.is_empty() => "manual, and no note says what to attest",
            "manual" => return None,
            _ if !control.no_rule.is_empty() || control.seen_in.as_deref() == Some("manifest") => {
                return None;
            }
            _ if !is_reached(knowledge, crosswalk, control) => "no rule reaches it",
            _ => return None,
        };
        Some(format!("{}: {fault}", control.id))
    });
    each.collect()
}

#[test]
fn automation_is_what_the_rules_show() {
    let request = Request {
        packs: vec!["all".to_owned()],
        ..Request::default()
    };
    let (mut knowledge, _) = knowledge::load(&mut Sources::default(), &request);
    let crosswalk = crosswalk_of(&knowledge);
    assert_eq!(dishonest(&knowledge, &crosswalk), Vec::<String>::new());
    knowledge.rules.clear();
    assert!(dishonest(&knowledge, &crosswalk).len() > 100);
}

/// What can be attested only is no topic of a rule; every other topic has one.
#[test]
fn rules_reach_the_topics_of_the_crosswalk() {
    let knowledge = all_rules().knowledge;
    let crosswalk = crosswalk_of(&knowledge);
    let idle = crosswalk.topics.iter().filter(|topic| {
        let rules = knowledge.rules.iter().any(|rule| topic.is_reached_by(rule));
        let from = topic.from.iter().map(|id| &knowledge.controls[id]);
        let open = from
            .clone()
            .any(|one| one.automation != "manual" && one.no_rule.is_empty());
        !rules && open
    });
    let idle: Vec<&str> = idle.map(|topic| &*topic.name).collect();
    assert_eq!(idle, Vec::<&str>::new());
}
