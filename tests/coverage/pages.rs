//! The pages on coverage: an overview with what a person must attest, a page for each framework, and the crosswalk. They
//! must be as the data says.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use phipath::knowledge::{Control, Crosswalk, Knowledge, Strength, Topic};

use super::{controls_of, crosswalk_of, rules_of};
use crate::support::{all_rules, compare};

#[test]
fn docs_of_coverage_are_up_to_date() {
    let knowledge = all_rules().knowledge;
    let crosswalk = crosswalk_of(&knowledge);
    compare("docs/coverage.md", &overview(&knowledge, &crosswalk));
    compare(
        "docs/coverage/crosswalk.md",
        &topics(&knowledge, &crosswalk),
    );
    let mut pages = BTreeSet::from(["crosswalk.md".to_owned()]);
    for id in knowledge.frameworks.keys() {
        compare(
            &format!("docs/coverage/{id}.md"),
            &framework(&knowledge, &crosswalk, id),
        );
        pages.insert(format!("{id}.md"));
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/coverage");
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let name = entry.expect("it can be listed").file_name();
        let name = name.to_string_lossy().into_owned();
        assert!(
            pages.contains(&name),
            "docs/coverage/{name} belongs to no framework: delete it"
        );
    }
}

/// The rules that reach a control through the crosswalk, in order.
fn reaching<'k>(
    knowledge: &'k Knowledge,
    crosswalk: &Crosswalk,
    control: &Control,
) -> BTreeSet<&'k str> {
    let topics: Vec<&Topic> = crosswalk
        .to_control(&control.id)
        .map(|(topic, _)| topic)
        .collect();
    let rules = knowledge.rules.iter();
    let reaching = rules.filter(|rule| topics.iter().any(|topic| topic.is_reached_by(rule)));
    reaching.map(|rule| &*rule.id).collect()
}

/// How many controls there are of each automation.
fn by_automation(controls: &[&Control]) -> String {
    let counts = ["automated", "partial", "manual"].map(|word| {
        let count = controls.iter().filter(|one| one.automation == word).count();
        count.to_string()
    });
    counts.join(" | ")
}

fn overview(knowledge: &Knowledge, crosswalk: &Crosswalk) -> String {
    let mut page = String::from(
        "# Coverage\n\nWhat each framework asks for, what can show it, and the rules that speak of it. Made from `catalog/controls/`, `catalog/crosswalk/` and \
         `rules/`.\n\n\
         - A rule **cites** a control: its author says that they belong together. It **reaches** further controls through the [crosswalk](coverage/crosswalk.md), whose mappings have a \
         source and a strength; `unverified` ones are our own judgement.\n\
         - That a rule speaks of a control does not mean that a system without violations meets it: read the note.\n\
         - **automated**: rules judge all that the control asks of templates; **partial**: a part of it; **manual**: none, a person attests it.\n\n\
         | framework | controls | cited | reached besides | automated | partial | manual |\n|---|---|---|---|---|---|---|\n",
    );
    for (id, framework) in &knowledge.frameworks {
        let controls = controls_of(knowledge, id);
        let cited = |one: &&&Control| !rules_of(knowledge, one).is_empty();
        let besides = controls
            .iter()
            .filter(|one| !cited(one) && !reaching(knowledge, crosswalk, one).is_empty());
        writeln!(
            page,
            "| [{}](coverage/{id}.md) (`{id}`) | {} | {} | {} | {} |",
            framework.title,
            controls.len(),
            controls.iter().filter(cited).count(),
            besides.count(),
            by_automation(&controls)
        )
        .expect("text grows");
    }
    page.push_str("\n## What a person must attest\n\nControls of which no rule judges anything.\n");
    for (id, framework) in &knowledge.frameworks {
        let manual = controls_of(knowledge, id).into_iter();
        let manual: Vec<_> = manual.filter(|one| one.automation == "manual").collect();
        if manual.is_empty() {
            continue;
        }
        write!(
            page,
            "\n### {}\n\n| control | what it asks | note |\n|---|---|---|\n",
            framework.title
        )
        .expect("text grows");
        for control in manual {
            writeln!(
                page,
                "| `{}` | {} | {} |",
                short(control, id),
                cell(&control.title),
                cell(&note(control))
            )
            .expect("text grows");
        }
    }
    page
}

/// The page of a framework: each control with its rules.
fn framework(knowledge: &Knowledge, crosswalk: &Crosswalk, id: &str) -> String {
    let controls = controls_of(knowledge, id);
    let cited = controls
        .iter()
        .any(|one| !rules_of(knowledge, one).is_empty());
    let mut page = format!(
        "# {}\n\nControls of `{id}`. [All frameworks](../coverage.md). {}\n\n\
         | control | what it asks | level | automation | {} | through the crosswalk | note |\n|---|---|---|---|---|---|---|\n",
        knowledge.frameworks[id].title,
        match cited {
            true => "Rules cite these controls by themselves.",
            false =>
                "No rule cites these controls by itself: rules reach them through the crosswalk.",
        },
        match cited {
            true => "rules that cite it",
            false => "rules that reach it",
        },
    );
    for control in controls {
        let rules: Vec<String> = match cited {
            true => linked(rules_of(knowledge, control)),
            false => linked(reaching(knowledge, crosswalk, control)),
        };
        let automation = match &control.seen_in {
            Some(place) => format!("{}, {place}", control.automation),
            None => control.automation.clone(),
        };
        writeln!(
            page,
            "| `{}` | {} | {} | {automation} | {} | {} | {} |",
            short(control, id),
            cell(&control.title),
            control.level,
            rules.join(", "),
            ways(crosswalk, control),
            cell(&note(control))
        )
        .expect("text grows");
    }
    page
}

/// The topics that lead to a control, by strength.
fn ways(crosswalk: &Crosswalk, control: &Control) -> String {
    let each = Strength::ALL.into_iter().filter_map(|strength| {
        let own = crosswalk.to_control(&control.id);
        let own = own.filter(|(_, mapping)| mapping.strength == strength);
        let names: Vec<&str> = own.map(|(topic, _)| &*topic.name).collect();
        (!names.is_empty()).then(|| format!("{}: {}", strength.name(), names.join(", ")))
    });
    each.collect::<Vec<_>>().join("; ")
}

/// The page of the crosswalk: each topic with where it leads, and the rules that reach it.
fn topics(knowledge: &Knowledge, crosswalk: &Crosswalk) -> String {
    let mappings = || crosswalk.topics.iter().flat_map(|topic| &topic.to);
    let sources: BTreeSet<(&str, &str)> = mappings()
        .map(|one| (&*one.citation.source, &*one.citation.date))
        .collect();
    let sources: Vec<_> = sources.into_iter().collect();
    let mut page = String::from(
        "# Crosswalk\n\nA rule that cites a control of `from` reaches the controls that its topic leads to. `agreed`: two published mappings or more say so; `published`: one does; \
         `unverified`: our own judgement, which nobody has checked. Where mappings disagree, each is there with its source. [All frameworks](../coverage.md).\n\nSources:\n\n",
    );
    for (index, (source, date)) in sources.iter().enumerate() {
        writeln!(page, "{}. {source} ({date})", index + 1).expect("text grows");
    }
    page.push_str("\n| topic | what | from | leads to | rules |\n|---|---|---|---|---|\n");
    for topic in &crosswalk.topics {
        let title = match topic.title.as_str() {
            "" => &knowledge.controls[&topic.from[0]].title,
            title => title,
        };
        let to = topic.to.iter().map(|one| {
            let key = (&*one.citation.source, &*one.citation.date);
            let source = sources.iter().position(|own| *own == key).expect("listed");
            let controls: Vec<String> = one.controls.iter().map(|id| format!("`{id}`")).collect();
            let strength = one.strength.name();
            format!("{strength} [{}]: {}", source + 1, controls.join(", "))
        });
        let from: Vec<String> = topic.from.iter().map(|id| format!("`{id}`")).collect();
        let rules = knowledge.rules.iter();
        let rules = rules.filter(|rule| topic.is_reached_by(rule));
        writeln!(
            page,
            "| {} | {} | {} | {} | {} |",
            topic.name,
            cell(title),
            from.join(", "),
            to.collect::<Vec<_>>().join("<br>"),
            linked(rules.map(|rule| &*rule.id)).join(", ")
        )
        .expect("text grows");
    }
    page
}

fn linked<'r>(rules: impl IntoIterator<Item = &'r str>) -> Vec<String> {
    let rules = rules.into_iter();
    rules
        .map(|rule| format!("[{rule}](../rules/{rule}.md)"))
        .collect()
}

/// The id of a control without its framework.
fn short<'k>(control: &'k Control, framework: &str) -> &'k str {
    let own = control.id.strip_prefix(framework);
    own.and_then(|rest| rest.strip_prefix('/'))
        .unwrap_or(&control.id)
}

fn note(control: &Control) -> String {
    match control.no_rule.as_str() {
        "" => control.note.trim().to_owned(),
        reason => format!("{} No rule: {reason}", control.note)
            .trim()
            .to_owned(),
    }
}

/// A text that stands in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
