//! Frameworks of controls: each row of a framework that says what can show it has a rule or says why not, and the page that
//! shows all frameworks is as the data says.

use std::fmt::Write as _;

use phipath::knowledge::{self, Control, Knowledge, Request};
use phipath::source::Sources;

use crate::support::{all_rules, compare};

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

#[test]
fn docs_of_coverage_are_up_to_date() {
    let knowledge = all_rules().knowledge;
    let mut page = String::from(
        "# Coverage\n\nWhat each framework asks for, what can show it, and the rules that cite it. Made from `catalog/controls/` and `rules/`. That a rule \
         cites a control does not mean that a system without violations meets it: read the note.\n",
    );
    for (id, framework) in &knowledge.frameworks {
        let controls = controls_of(&knowledge, id);
        section(&mut page, &knowledge, id, &framework.title, &controls);
    }
    compare("docs/coverage.md", &page);
}

fn section(page: &mut String, knowledge: &Knowledge, id: &str, title: &str, controls: &[&Control]) {
    let prefix = format!("{id}/");
    let count = |test: &dyn Fn(&Control) -> bool| controls.iter().filter(|one| test(one)).count();
    let cited = count(&|one| !rules_of(knowledge, one).is_empty());
    let by_word = |words: &[&str], of: &dyn Fn(&Control) -> Option<String>| {
        let counts = words
            .iter()
            .map(|word| format!("{word} {}", count(&|one| of(one).as_deref() == Some(word))));
        counts.collect::<Vec<_>>().join(", ")
    };
    let automation = by_word(&["automated", "partial", "manual"], &|one| {
        Some(one.automation.clone())
    });
    let mut counts = format!(
        "{} controls, {cited} of them cited by a rule. Automation: {automation}.",
        controls.len()
    );
    if controls.iter().any(|one| one.seen_in.is_some()) {
        let seen = by_word(&["files", "manifest", "attestation"], &|one| {
            one.seen_in.clone()
        });
        write!(counts, " Seen in: {seen}.").expect("text grows");
    }
    write!(
        page,
        "\n## {title}\n\n`{id}`: {counts}\n\n| control | what it asks | seen in | automation | rules | note |\n|---|---|---|---|---|---|\n"
    )
    .expect("text grows");
    for control in controls {
        let name = control.id.strip_prefix(&prefix).unwrap_or(&control.id);
        let rules: Vec<String> = rules_of(knowledge, control)
            .iter()
            .map(|rule| format!("[{rule}](rules/{rule}.md)"))
            .collect();
        let note = match control.no_rule.as_str() {
            "" => control.note.clone(),
            reason => format!("{} No rule: {reason}", control.note),
        };
        writeln!(
            page,
            "| `{name}` | {} | {} | {} | {} | {} |",
            cell(&control.title),
            control.seen_in.as_deref().unwrap_or_default(),
            control.automation,
            rules.join(", "),
            cell(note.trim())
        )
        .expect("text grows");
    }
}

/// A text that stands in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
