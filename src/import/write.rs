//! A design as the text of a manifest.
//!
//! In: a [`Design`]. Out: YAML with a mark beside each guess. From which format the design is, is not known here.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::frontend::manifest::keys;
use crate::knowledge::Knowledge;
use crate::knowledge::import::{Counterpart, Facts};
use crate::vocabulary::Literal;

use super::design::{Classes, Component, Design, Exchange, Flow, Sure, Zone};
use super::names::{is_unseen, one_line};

/// Names in a comment; more are counted.
const MOST_NAMED: usize = 8;

/// Words that YAML readers take for something else than text, whatever their case.
const NO_TEXTS: [&str; 12] = [
    "null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf", "infinity",
];

/// The text of a manifest. `origin` says where it comes from.
pub(super) fn manifest(design: &Design, origin: &str, knowledge: &Knowledge) -> String {
    let mut text = format!("# Made by `phipath import` from {}.\n", one_line(origin));
    text.push_str(
        "# Look at every `guessed`. Data that nobody has classified stand as `unclassified`, and PHI is possible there: say their class, such as `phi`.\n\
         # The model says nothing of agreements, barriers and operators: add them.\n",
    );
    line(
        &mut text,
        0,
        "architecture",
        &scalar(&design.architecture),
        "",
    );
    if !design.title.is_empty() {
        line(&mut text, 0, "title", &scalar(&design.title), "");
    }
    if !design.zones.is_empty() {
        text.push_str("\nzones:\n");
        design.zones.iter().for_each(|one| zone(&mut text, one));
    }
    if !design.components.is_empty() {
        text.push_str("\ncomponents:\n");
        for one in &design.components {
            component(&mut text, one, knowledge);
        }
    }
    if !design.flows.is_empty() {
        text.push_str("\nflows:\n");
        design.flows.iter().for_each(|one| flow(&mut text, one));
    }
    text
}

fn zone(text: &mut String, zone: &Zone) {
    let mut entries = Vec::new();
    if !zone.title.is_empty() {
        entries.push(("title", scalar(&zone.title)));
    }
    let trust = zone.trust.map(|trust| ("trust", Cow::from(trust.name())));
    let mark = match trust {
        Some(_) => "guessed: trust",
        None => "",
    };
    entries.extend(trust);
    line(text, 2, &scalar(&zone.name), &mapping(&entries), mark);
}

fn component(text: &mut String, component: &Component, knowledge: &Knowledge) {
    line(text, 2, &scalar(&component.name), "", "");
    if !component.title.is_empty() {
        line(text, 4, "title", &scalar(&component.title), "");
    }
    let (key, value) = match &component.role.value {
        Counterpart::Kind(kind) => ("kind", &*knowledge.kind(*kind).name),
        Counterpart::Service(service) => ("service", &*knowledge.service(*service).name),
        Counterpart::Element(element) => ("element", element.name()),
        // Readers of the formats leave these out.
        Counterpart::Ignored(_) => ("element", ""),
    };
    line(text, 4, key, &scalar(value), mark(component.role.guessed));
    if let Some(zone) = &component.zone {
        line(text, 4, "zone", &scalar(&zone.value), mark(zone.guessed));
    }
    stores(text, &component.stores);
    if !component.facts.is_empty() {
        line(text, 4, "facts", &facts(&component.facts), "");
    }
}

fn stores(text: &mut String, stores: &Classes) {
    let unclassified = unclassified([stores]);
    // An empty list would claim that it holds nothing.
    if !stores.classes.is_empty() || !unclassified.is_empty() {
        let marks = [mark(stores.guessed).to_owned(), unclassified];
        line(text, 4, "stores", &list(stores), &joined(&marks));
    }
}

fn flow(text: &mut String, flow: &Flow) {
    let title = one_line(&flow.title);
    if !title.is_empty() {
        let _ = writeln!(text, "  # {title}");
    }
    let exchange = match flow.exchange {
        Exchange::Call => "call",
        Exchange::Transfer => "transfer",
    };
    let mut entries = vec![
        ("from", scalar(&flow.from)),
        ("to", scalar(&flow.to)),
        ("carries", list(&flow.carries)),
    ];
    let answers = flow.answers.as_ref();
    entries.extend(answers.map(|answers| ("answers", list(answers))));
    let protocol = flow.protocol.as_ref();
    entries.extend(protocol.map(|protocol| ("protocol", scalar(&protocol.value))));
    entries.push(("exchange", exchange.into()));
    if flow.private {
        entries.push(("private", "true".into()));
    }
    if !flow.facts.is_empty() {
        entries.push(("facts", facts(&flow.facts)));
    }
    let mark = flow_mark(flow, protocol);
    let comment = match mark.is_empty() {
        true => String::new(),
        false => format!("  # {mark}"),
    };
    let _ = writeln!(text, "  - {}{comment}", mapping(&entries));
}

fn flow_mark(flow: &Flow, protocol: Option<&Sure<String>>) -> String {
    let answers = flow.answers.as_ref();
    let guesses = [
        ("carries", flow.carries.guessed),
        ("answers", answers.is_some_and(|answers| answers.guessed)),
        (
            "protocol",
            protocol.is_some_and(|protocol| protocol.guessed),
        ),
        ("private", flow.private),
    ];
    let keys: Vec<&str> = guesses
        .iter()
        .filter(|(_, guessed)| *guessed)
        .map(|(key, _)| *key)
        .collect();
    let guessed = match keys.is_empty() {
        true => String::new(),
        false => format!("guessed: {}", keys.join(", ")),
    };
    let lists = std::iter::once(&flow.carries).chain(answers);
    joined(&[guessed, unclassified(lists)])
}

/// Which data assets have no class, in words; empty where all have one.
fn unclassified<'c>(lists: impl IntoIterator<Item = &'c Classes>) -> String {
    let names: BTreeSet<&str> = lists
        .into_iter()
        .flat_map(|list| list.unclassified.iter().map(String::as_str))
        .collect();
    let more = names.len().saturating_sub(MOST_NAMED);
    let names: Vec<&str> = names.into_iter().take(MOST_NAMED).collect();
    match (names.is_empty(), more) {
        (true, _) => String::new(),
        (_, 0) => format!("not classified: {}", names.join(", ")),
        _ => format!("not classified: {} and {more} more", names.join(", ")),
    }
}

fn joined(marks: &[String]) -> String {
    let marks: Vec<&str> = marks.iter().map(String::as_str).collect();
    let marks = marks.into_iter().filter(|mark| !mark.is_empty());
    marks.collect::<Vec<_>>().join("; ")
}

fn mark(guessed: bool) -> &'static str {
    match guessed {
        true => "guessed",
        false => "",
    }
}

/// A key with its value, and a remark behind it.
fn line(text: &mut String, indent: usize, key: &str, value: &str, remark: &str) {
    let space = if value.is_empty() { "" } else { " " };
    let hash = if remark.is_empty() { "" } else { "  # " };
    let _ = writeln!(text, "{:indent$}{key}:{space}{value}{hash}{remark}", "");
}

fn mapping(entries: &[(&str, Cow<'_, str>)]) -> String {
    let entries: Vec<String> = entries
        .iter()
        .map(|(key, value)| format!("{key}: {value}"))
        .collect();
    format!("{{{}}}", entries.join(", "))
}

fn list(classes: &Classes) -> Cow<'static, str> {
    let names = classes.classes.iter().map(|class| class.name());
    let open = (!classes.unclassified.is_empty()).then_some(keys::UNCLASSIFIED);
    let names: Vec<&str> = names.chain(open).collect();
    format!("[{}]", names.join(", ")).into()
}

fn facts(facts: &Facts) -> Cow<'static, str> {
    let entries: Vec<(&str, Cow<'_, str>)> = facts
        .iter()
        .map(|(name, value)| (&**name, literal(value)))
        .collect();
    mapping(&entries).into()
}

fn literal(value: &Literal) -> Cow<'_, str> {
    match value {
        Literal::Boolean(_) | Literal::Integer(_) => value.to_string().into(),
        Literal::Text(text) => scalar(text),
        Literal::List(texts) => {
            let texts: Vec<_> = texts.iter().map(|text| scalar(text)).collect();
            format!("[{}]", texts.join(", ")).into()
        }
    }
}

/// A text as a scalar that any YAML reader takes for this text, on one line and wherever it stands.
pub fn scalar(text: &str) -> Cow<'_, str> {
    if is_plain(text) {
        return text.into();
    }
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        let code = u32::from(character);
        let _ = match character {
            '"' | '\\' => write!(quoted, "\\{character}"),
            '\n' => write!(quoted, "\\n"),
            '\t' => write!(quoted, "\\t"),
            '\r' => write!(quoted, "\\r"),
            _ if !is_unseen(character) => write!(quoted, "{character}"),
            _ if code <= 0xFF => write!(quoted, "\\x{code:02X}"),
            _ if code <= 0xFFFF => write!(quoted, "\\u{code:04X}"),
            _ => write!(quoted, "\\U{code:08X}"),
        };
    }
    quoted.push('"');
    quoted.into()
}

/// Whether a text needs no quotes: it begins with a letter, and has nothing in it that means something to YAML.
fn is_plain(text: &str) -> bool {
    let allowed = |character: char| {
        character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.' | '/' | ' ')
    };
    let word = text.to_ascii_lowercase();
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && !text.ends_with(' ')
        && text.chars().all(allowed)
        && !NO_TEXTS.contains(&&*word)
}
