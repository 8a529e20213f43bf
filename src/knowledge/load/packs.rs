//! Packs: which rules are on.
//!
//! In: the parsed files below `rules/packs/`. Out: [`Pack`]s by name, and the rules of the chosen ones. What a rule says
//! is not known here.

use std::collections::{BTreeMap, BTreeSet};

use crate::knowledge::{Choice, Pack, RuleLevel, ScopeText};
use crate::source::{Diagnostic, Place, Span};
use crate::syntax::Node;
use crate::syntax::fields::{self, Field, Fields, unknown_name};

use super::Parsed;
use super::names::file_name;
use super::scopes::inner;

/// Keys of a pack.
pub const KEYS: [&str; 7] = [
    "pack",
    "title",
    "rules",
    "extends",
    "severity",
    "scope",
    "never_except",
];
/// The pack that is on where none is named.
pub(in crate::knowledge) const DEFAULT: &str = "hipaa-baseline";
/// The name that stands for every rule.
pub(in crate::knowledge) const EVERYTHING: &str = "all";

/// Severities and confidences by name.
pub(super) const LEVELS: [(&str, RuleLevel); 4] = [
    ("critical", RuleLevel::Critical),
    ("high", RuleLevel::High),
    ("medium", RuleLevel::Medium),
    ("low", RuleLevel::Low),
];

/// A pack before what it extends is added.
struct Written<'t> {
    pack: Pack,
    extends: Vec<(String, Node<'t>)>,
    at: Span,
}

/// Reads packs; `rules` are the ids that there are.
pub(super) fn read<'t>(
    files: impl Iterator<Item = &'t Parsed>,
    rules: &BTreeSet<&str>,
    faults: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Pack> {
    let mut written: BTreeMap<String, Written<'_>> = BTreeMap::new();
    for parsed in files {
        let Some((name, pack)) = pack(parsed, rules, faults) else {
            continue;
        };
        if let Some(earlier) = written.get(&name) {
            let message = format!("pack `{name}` is defined twice");
            faults.push(
                Diagnostic::error("duplicate-name", pack.at, message)
                    .related(earlier.at, "first defined here"),
            );
            continue;
        }
        written.insert(name, pack);
    }
    for (own, pack) in &written {
        for (name, node) in &pack.extends {
            if leads_to(name, own, &written) {
                let message = format!("pack `{own}` extends itself, by way of `{name}`");
                faults.push(
                    Diagnostic::error("circular-pack", node.span(), message)
                        .help("take it out of `extends` here or there"),
                );
            }
            if !written.contains_key(name) {
                faults.push(unknown_name(
                    "pack",
                    name,
                    node.span(),
                    written.keys().map(String::as_str),
                ));
            }
        }
    }
    written
        .keys()
        .map(|name| (name.clone(), complete(name, &written)))
        .collect()
}

fn pack<'t>(
    parsed: &'t Parsed,
    rules: &BTreeSet<&str>,
    faults: &mut Vec<Diagnostic>,
) -> Option<(String, Written<'t>)> {
    let fields = Fields::of(parsed.root()?, "a pack", &KEYS, faults)?;
    let name = file_name(&fields, "pack", parsed, faults)?;
    let title = fields.need_text("title", faults).unwrap_or_default();
    let title = title.into_owned();
    let mut pack = Pack {
        title,
        rules: BTreeMap::new(),
        never_except: never_except(&fields, rules, faults),
    };
    for (rule, node) in fields.texts("rules", faults) {
        if !rules.contains(&*rule) {
            faults.push(unknown_name(
                "rule",
                &rule,
                node.span(),
                rules.iter().copied(),
            ));
        } else if pack
            .rules
            .insert(rule.clone().into_owned(), Choice::default())
            .is_some()
        {
            let message = format!("rule `{rule}` is listed twice");
            faults.push(Diagnostic::error("duplicate-name", node.span(), message));
        }
    }
    for Field { name, at, value } in fields.entries("severity", "severities by rule", faults) {
        if !rules.contains(&*name) {
            faults.push(unknown_name("rule", &name, at, rules.iter().copied()));
        } else if let Some(level) = fields::choice(value, "severity", &LEVELS, faults) {
            let choice = pack.rules.entry(name.into_owned()).or_default();
            choice.severity = Some(level);
        }
    }
    scopes(&fields, &mut pack, parsed, rules, faults);
    let extends = fields
        .texts("extends", faults)
        .into_iter()
        .map(|(name, node)| (name.into_owned(), node))
        .collect();
    Some((
        name,
        Written {
            pack,
            extends,
            at: fields.span(),
        },
    ))
}

/// The rules of which a pack allows no exception.
fn never_except(
    fields: &Fields<'_>,
    rules: &BTreeSet<&str>,
    faults: &mut Vec<Diagnostic>,
) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for (rule, node) in fields.texts("never_except", faults) {
        match rules.contains(&*rule) {
            true => _ = named.insert(rule.into_owned()),
            false => {
                let known = rules.iter().copied();
                faults.push(unknown_name("rule", &rule, node.span(), known));
            }
        }
    }
    named
}

/// The rules of which one of the packs of these names allows no exception, with the first such pack. `all` are all packs.
pub(super) fn never_excepted(
    packs: &BTreeMap<String, Pack>,
    names: &[String],
) -> BTreeMap<String, String> {
    let default = [DEFAULT.to_owned()];
    let names = if names.is_empty() { &default } else { names };
    let is_chosen = |name: &String| names.iter().any(|one| one == name || one == EVERYTHING);
    let mut never = BTreeMap::new();
    for (name, pack) in packs.iter().filter(|(name, _)| is_chosen(name)) {
        for rule in &pack.never_except {
            never.entry(rule.clone()).or_insert_with(|| name.clone());
        }
    }
    never
}

/// What a pack narrows.
fn scopes(
    fields: &Fields<'_>,
    pack: &mut Pack,
    parsed: &Parsed,
    rules: &BTreeSet<&str>,
    faults: &mut Vec<Diagnostic>,
) {
    for Field { name, at, value } in fields.entries("scope", "predicates by rule", faults) {
        if !rules.contains(&*name) {
            faults.push(unknown_name("rule", &name, at, rules.iter().copied()));
        } else if let Some(text) = fields::text(value, faults) {
            let span = inner(value.span(), &text, &parsed.file);
            let text = text.trim_end().to_owned();
            let choice = pack.rules.entry(name.into_owned()).or_default();
            choice.scopes.push(ScopeText { text, span });
        }
    }
}

/// Whether a pack is another one, or extends it by any way.
fn leads_to(from: &str, to: &str, written: &BTreeMap<String, Written<'_>>) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(next) = open.pop() {
        if next == to {
            return true;
        }
        if let Some(pack) = written.get(next).filter(|_| seen.insert(next)) {
            open.extend(pack.extends.iter().map(|(name, _)| name.as_str()));
        }
    }
    false
}

/// A pack with the rules of all packs that it extends; what it says itself of severity and scope counts before what they say.
/// Circles end by themselves.
fn complete(name: &str, written: &BTreeMap<String, Written<'_>>) -> Pack {
    let mut seen = BTreeSet::new();
    let mut open = vec![name];
    let mut whole = Pack {
        title: written[name].pack.title.clone(),
        rules: BTreeMap::new(),
        never_except: BTreeSet::new(),
    };
    while let Some(next) = open.pop() {
        let Some(pack) = written.get(next).filter(|_| seen.insert(next)) else {
            continue;
        };
        for (rule, choice) in &pack.pack.rules {
            let slot = whole.rules.entry(rule.clone()).or_default();
            slot.severity = slot.severity.or(choice.severity);
            if slot.scopes.is_empty() {
                slot.scopes.clone_from(&choice.scopes);
            }
        }
        let never = &pack.pack.never_except;
        whole.never_except.extend(never.iter().cloned());
        open.extend(pack.extends.iter().rev().map(|(name, _)| name.as_str()));
    }
    whole
}

/// The rules of the packs of these names, with the highest severity that one of them gives, and with the scopes of all of them
/// unless one has the rule without. `all` means all the `known` rules, and no name the default pack.
pub(super) fn choose(
    packs: &BTreeMap<String, Pack>,
    names: &[String],
    known: &BTreeSet<&str>,
    faults: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Choice> {
    let mut chosen: BTreeMap<String, Choice> = BTreeMap::new();
    let default = [DEFAULT.to_owned()];
    let has_default = names.is_empty() && packs.contains_key(DEFAULT);
    for name in if has_default { &default } else { names } {
        if name == EVERYTHING {
            for rule in known {
                add(&mut chosen, rule, &Choice::default());
            }
            continue;
        }
        let Some(pack) = packs.get(name) else {
            let names = packs.keys().map(String::as_str).chain([EVERYTHING]);
            let place = Span::new(crate::source::FileId(0), 0, 0);
            let mut fault = unknown_name("pack", name, place, names);
            fault.place = Place::Run;
            faults.push(fault);
            continue;
        };
        for (rule, choice) in &pack.rules {
            add(&mut chosen, rule, choice);
        }
    }
    chosen
}

/// Adds how one more pack has a rule.
fn add(chosen: &mut BTreeMap<String, Choice>, rule: &str, choice: &Choice) {
    let Some(slot) = chosen.get_mut(rule) else {
        chosen.insert(rule.to_owned(), choice.clone());
        return;
    };
    slot.severity = slot.severity.max(choice.severity);
    match choice.scopes.is_empty() {
        true => slot.scopes.clear(),
        false if slot.scopes.is_empty() => {}
        false => slot.scopes.extend(choice.scopes.iter().cloned()),
    }
}
