//! Who may read and write what: every principal of the example systems, and small templates of one principle each.
//!
//! `testdata/systems/NAME/expected-access.txt` lists who may act on each store that carries PHI, `testdata/access/NAME.txt`
//! on each store and key of the template `NAME.yaml`.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use phipath::graph::access::{Access, Hop, KeyRight, Principal, Right, Rights};
use phipath::graph::{DataClass, Level};
use phipath::knowledge::Element;
use phipath::model::{Component, ComponentId, Presence};
use phipath::source::Span;
use phipath::{Analysis, Settings};

use crate::support::{analyse_text, compare, errors};
use crate::systems::{Part, check_system, folder, systems};

fn name(analysis: &Analysis, id: ComponentId) -> &str {
    &analysis.graph.component(id).name
}

fn who(analysis: &Analysis, principal: &Principal) -> String {
    match principal {
        Principal::Declared(id) => name(analysis, *id).to_owned(),
        Principal::Elsewhere(stranger) => {
            format!("{} `{}`", stranger.sort.name(), stranger.text)
        }
    }
}

fn lines(analysis: &Analysis, spans: &[Span]) -> String {
    let line = |span: &Span| {
        let file = analysis.sources.get(span.file);
        file.position(span.start).line.to_string()
    };
    let lines: Vec<String> = spans.iter().map(line).collect();
    lines.join(" ")
}

fn certainty(right: &Right) -> String {
    let part = if right.partly { ", a part of it" } else { "" };
    format!("{}{part}", right.level)
}

fn key(analysis: &Analysis, key: &KeyRight) -> String {
    match key {
        KeyRight::NotNeeded => String::new(),
        KeyRight::Needed(id, Some(right)) => {
            let lines = lines(analysis, &right.by);
            format!("; key {} {} by {lines}", name(analysis, *id), right.level)
        }
        KeyRight::Needed(id, None) => format!("; kept out by key {}", name(analysis, *id)),
        KeyRight::NotRead(cause) => format!("; key not read: {cause}"),
    }
}

fn chain(analysis: &Analysis, hops: &[Hop]) -> String {
    let hops = hops.iter().map(|hop| {
        let how = match &hop.passed_to {
            Some(service) => format!(" handed to {service}"),
            None => String::new(),
        };
        let (role, level) = (name(analysis, hop.role), hop.right.level);
        let lines = lines(analysis, &hop.right.by);
        format!("; as {role}{how} {level} by {lines}")
    });
    hops.collect()
}

fn describe(analysis: &Analysis, access: &Access, out: &mut String) {
    let actions: Vec<&str> = access
        .actions
        .iter()
        .map(|action| action.split_once(':').map_or(&**action, |(_, name)| name))
        .collect();
    let (ability, who) = (access.ability.name(), who(analysis, &access.principal));
    let by = lines(analysis, &access.right.by);
    writeln!(
        out,
        "  {ability}  {who}  {}  {} by {by}{}{}",
        certainty(&access.right),
        actions.join(" "),
        key(analysis, &access.key),
        chain(analysis, &access.chain)
    )
    .expect("text grows");
    let hops = access.chain.iter().flat_map(|hop| &hop.right.depends);
    for cause in access.right.depends.iter().chain(hops) {
        writeln!(out, "      possible: {cause}").expect("text grows");
    }
}

fn listing(analysis: &Analysis, wanted: &dyn Fn(&Component) -> bool) -> String {
    let mut out = String::new();
    let (graph, model) = (&analysis.graph, &analysis.model);
    let rights = Rights::of(graph, model, &analysis.knowledge);
    for component in model.components.iter().filter(|one| wanted(one)) {
        let answer = rights.to_component(graph, component.id, None);
        let more = match (answer.is_named, answer.has_clients) {
            (false, _) => ": its ARNs are not known",
            (true, true) => ": clients have credentials of its own",
            (true, false) => "",
        };
        writeln!(out, "{}{more}", component.name).expect("text grows");
        for access in &answer.list {
            describe(analysis, access, &mut out);
        }
    }
    out
}

#[test]
fn exactly_the_expected_principals_reach_the_stores_of_the_systems() {
    for (name, _) in systems() {
        let analysis = check_system(&folder(&name), Part::Whole);
        let holds_phi = |component: &Component| {
            let level = analysis.graph.carried(component.id, DataClass::Phi).level;
            component.presence == Presence::Declared
                && component.element == Element::DataStore
                && level > Level::No
        };
        let expected = format!("testdata/systems/{name}/expected-access.txt");
        compare(&expected, &listing(&analysis, &holds_phi));
    }
}

#[test]
fn exactly_the_expected_principals_reach_what_small_templates_declare() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/access");
    let mut names: Vec<String> = fs::read_dir(cases)
        .expect("the folder is there")
        .filter_map(|entry| {
            let name = entry.expect("it can be listed").file_name();
            name.into_string()
                .ok()?
                .strip_suffix(".yaml")
                .map(str::to_owned)
        })
        .collect();
    names.sort();
    assert!(names.len() >= 10);
    for name in names {
        let path = format!("testdata/access/{name}.yaml");
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&path));
        let text = text.expect("it can be read");
        let analysis = analyse_text("template.yaml", &text, &Settings::default());
        assert_eq!(errors(&analysis), [""; 0], "{name}");
        let has_arns = |component: &Component| {
            let kind = component.kind.map(|kind| analysis.knowledge.kind(kind));
            let is_store = component.element == Element::DataStore;
            let is_key = component.kind_name.contains("key");
            (is_store || is_key)
                && component.presence == Presence::Declared
                && kind.is_some_and(|kind| !kind.arns.is_empty())
        };
        let expected = format!("testdata/access/{name}.txt");
        compare(&expected, &listing(&analysis, &has_arns));
    }
}

/// Whoever may act on a component by the one question may do so by the other.
#[test]
fn both_questions_have_the_same_answer() {
    for system in [
        "documentation-summariser",
        "back-office-flawed",
        "four-planes",
    ] {
        let analysis = check_system(&folder(system), Part::Whole);
        let (graph, model, knowledge) = (&analysis.graph, &analysis.model, &*analysis.knowledge);
        let rights = Rights::of(graph, model, knowledge);
        let word = knowledge.vocabulary.id("principal").expect("it is there");
        let mut by_component: Vec<String> = Vec::new();
        let mut by_principal: Vec<String> = Vec::new();
        let own = |access: &Access| {
            let (who, on) = (
                who(&analysis, &access.principal),
                name(&analysis, access.component),
            );
            let (ability, level) = (access.ability.name(), access.level());
            format!("{who} {ability} {on} {level}")
        };
        for component in &model.components {
            let answer = rights.to_component(graph, component.id, None);
            let declared = answer.list.iter().filter(|one| {
                one.chain.is_empty() && matches!(one.principal, Principal::Declared(_))
            });
            by_component.extend(declared.map(own));
            if component.facts.contains_key(&word) {
                let answer = rights.of_principal(graph, component.id, None);
                let list = answer.list.iter().filter(|one| one.chain.is_empty());
                by_principal.extend(list.map(own));
            }
        }
        by_component.sort();
        by_principal.sort();
        assert_eq!(by_component, by_principal, "{system}");
    }
}
