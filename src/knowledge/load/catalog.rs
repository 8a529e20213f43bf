//! The catalog: citations, labels, conventions and controls, and the order in which its files are read.
//!
//! In: the parsed files below `catalog/`. Out: [`Knowledge`] without rules. Rules are not known here.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::graph::DataClass;
use crate::knowledge::{Citation, Control, Framework, KindId, Knowledge, Labels, ServiceId};
use crate::source::Diagnostic;
use crate::syntax::Node;
use crate::syntax::fields::{self, Field, Fields, unknown_name};
use crate::vocabulary::{self, Vocabulary};

use super::names::{Names, file_name};
use super::{
    Parsed, Section, access, actions, conventions, imports, in_section, kinds, models, number,
    policies, sam, services, workloads,
};

/// Keys of a file of controls.
pub const FRAMEWORK_KEYS: [&str; 4] = ["framework", "title", "law", "controls"];
/// Keys of a control.
pub const CONTROL_KEYS: [&str; 8] = [
    "title",
    "level",
    "automation",
    "about",
    "seen_in",
    "note",
    "no_rule",
    "cite",
];

/// Reads all of the catalog.
pub(super) fn read(files: &[Parsed], faults: &mut Vec<Diagnostic>) -> Knowledge {
    report_strangers(files, faults);
    let root = |section| in_section(files, section).filter_map(Parsed::root).next();
    let citations = citations(files, faults);
    let vocabulary = match root(Section::Vocabulary) {
        Some(root) => vocabulary::read::read(root, &|name| citations.contains_key(name), faults),
        None => Vocabulary::default(),
    };
    let labels = root(Section::Labels)
        .map(|root| labels(root, faults))
        .unwrap_or_default();

    let kind_nodes: Vec<_> = in_section(files, Section::Kinds)
        .flat_map(|parsed| kinds::nodes(parsed, faults))
        .collect();
    let by_kind = numbered("kind", kind_nodes.iter().copied(), KindId, faults);
    let service_files = services::named(in_section(files, Section::Services), faults);
    let service_roots = service_files.iter().map(|(_, root)| *root);
    let by_service = numbered("service", service_roots, ServiceId, faults);

    let recognised = conventions::recognised_words(root(Section::Conventions), faults);
    let names = Names {
        vocabulary: &vocabulary,
        citations: &citations,
        kinds: &by_kind,
        services: &by_service,
        recognised: &recognised,
    };
    let conventions = root(Section::Conventions)
        .map(|root| conventions::read(root, names, faults))
        .unwrap_or_default();
    let workloads = root(Section::Workloads)
        .map(|root| workloads::read(root, faults))
        .unwrap_or_default();
    let models = root(Section::Models)
        .map(|root| models::read(root, names, faults))
        .unwrap_or_default();
    let access = root(Section::Access)
        .map(|root| access::read(root, faults))
        .unwrap_or_default();
    let mut knowledge = Knowledge {
        access,
        labels,
        workloads,
        conventions,
        models,
        ..Knowledge::default()
    };
    services::read(&mut knowledge, &service_files, names, faults);
    kinds::read(&mut knowledge, &kind_nodes, names, faults);
    the_rest(&mut knowledge, files, names, faults);
    Knowledge {
        vocabulary,
        citations,
        by_kind,
        by_service,
        ..knowledge
    }
}

/// What names kinds and services, and is named by none of them.
fn the_rest(
    knowledge: &mut Knowledge,
    files: &[Parsed],
    names: Names<'_>,
    faults: &mut Vec<Diagnostic>,
) {
    for root in in_section(files, Section::Kinds).filter_map(Parsed::root) {
        kinds::ignored(knowledge, root, faults);
    }
    for root in in_section(files, Section::Policies).filter_map(Parsed::root) {
        let read = policies::read(root, names.citations, faults);
        for name in knowledge.managed_policies.add(read) {
            let message = format!("managed policy `{name}` is defined twice");
            faults.push(Diagnostic::error("duplicate-name", root.span(), message));
        }
    }
    for parsed in in_section(files, Section::Actions) {
        let Some(root) = parsed.root() else { continue };
        actions::check_citation(root, names.citations, faults);
        if let Some((prefix, read)) = actions::read(root, faults) {
            knowledge.actions.add(prefix, read);
        }
    }
    for parsed in in_section(files, Section::Controls) {
        controls(knowledge, parsed, names, faults);
    }
    for root in in_section(files, Section::Sam).filter_map(Parsed::root) {
        sam::read(&mut knowledge.sam, root, names, faults);
    }
    for parsed in in_section(files, Section::Imports) {
        imports::read(knowledge, parsed, names, faults);
    }
}

/// All citations.
fn citations(files: &[Parsed], faults: &mut Vec<Diagnostic>) -> BTreeMap<Arc<str>, Citation> {
    let mut citations = BTreeMap::new();
    for root in in_section(files, Section::Citations).filter_map(Parsed::root) {
        add_citations(&mut citations, root, faults);
    }
    citations
}

fn report_strangers(files: &[Parsed], faults: &mut Vec<Diagnostic>) {
    for parsed in files
        .iter()
        .filter(|parsed| Section::of(&parsed.file.path).is_none())
    {
        let message = "this file has no place in the catalog";
        faults.push(Diagnostic::error(
            "unknown-file",
            parsed.file.span(),
            message,
        ));
    }
}

/// Ids of what nodes name under a key, by name.
fn numbered<'t, I>(
    key: &str,
    nodes: impl Iterator<Item = Node<'t>>,
    id: fn(u16) -> I,
    faults: &mut Vec<Diagnostic>,
) -> BTreeMap<Arc<str>, I> {
    let named = nodes.filter_map(|node| node.get(key).and_then(|name| Some((name, name.text()?))));
    number(key, named, faults)
        .into_iter()
        .map(|(name, index)| (name, id(index)))
        .collect()
}

fn add_citations(
    citations: &mut BTreeMap<Arc<str>, Citation>,
    root: Node<'_>,
    faults: &mut Vec<Diagnostic>,
) {
    let Some(file) = Fields::of(root, "a file of citations", &["citations"], faults) else {
        return;
    };
    for Field { name, at, value } in file.entries("citations", "citations", faults) {
        let Some(fields) = Fields::of(value, "a citation", &["source", "date"], faults) else {
            continue;
        };
        let (source, date) = (
            fields.need_text("source", faults),
            fields.need("date", faults),
        );
        let Some((source, (node, date))) =
            source.zip(date.and_then(|node| Some((node, fields::text(node, faults)?))))
        else {
            continue;
        };
        if !is_date(&date) {
            let message = format!("expected a date such as `2026-01-31`, found `{date}`");
            faults.push(Diagnostic::error("wrong-type", node.span(), message));
        }
        let citation = Citation {
            source: source.into_owned(),
            date: date.into_owned(),
        };
        if citations.insert(Arc::from(&*name), citation).is_some() {
            faults.push(Diagnostic::error(
                "duplicate-name",
                at,
                format!("citation `{name}` is defined twice"),
            ));
        }
    }
}

/// Whether a text has the form of an ISO 8601 day, with or without its month and day.
fn is_date(text: &str) -> bool {
    let parts: Vec<_> = text.split('-').collect();
    let widths: Vec<_> = parts.iter().map(|part| part.len()).collect();
    [&[4, 2, 2][..], &[4, 2], &[4]].contains(&widths.as_slice())
        && parts
            .iter()
            .all(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
}

fn labels(root: Node<'_>, faults: &mut Vec<Diagnostic>) -> Labels {
    let mut labels = Labels::default();
    let Some(file) = Fields::of(root, "a file of labels", &["keys", "values"], faults) else {
        return labels;
    };
    labels.keys = owned(file.texts("keys", faults));
    for Field { name, at, value } in file.entries("values", "values by data class", faults) {
        let Some(class) = DataClass::named(&name) else {
            faults.push(unknown_name(
                "data class",
                &name,
                at,
                DataClass::ALL.map(DataClass::name),
            ));
            continue;
        };
        for (text, node) in fields::texts(value, faults) {
            if labels
                .values
                .insert(text.clone().into_owned(), class)
                .is_some()
            {
                let message = format!("value `{text}` is listed twice");
                faults.push(Diagnostic::error("duplicate-name", node.span(), message));
            }
        }
    }
    labels
}

fn controls(
    knowledge: &mut Knowledge,
    parsed: &Parsed,
    names: Names<'_>,
    faults: &mut Vec<Diagnostic>,
) {
    let Some(root) = parsed.root() else { return };
    let Some(file) = Fields::of(root, "a framework", &FRAMEWORK_KEYS, faults) else {
        return;
    };
    let Some(framework) = file_name(&file, "framework", parsed, faults) else {
        return;
    };
    let title = file
        .need_text("title", faults)
        .unwrap_or_default()
        .into_owned();
    let law = file.is_set("law", faults);
    knowledge
        .frameworks
        .insert(framework.clone(), Framework { title, law });
    for Field { name, value, .. } in file.entries("controls", "controls", faults) {
        let id = format!("{framework}/{name}");
        if let Some(control) = control(knowledge.controls.len(), id, value, names, faults) {
            knowledge.controls.insert(control.id.clone(), control);
        }
    }
}

fn control(
    position: usize,
    id: String,
    value: Node<'_>,
    names: Names<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Option<Control> {
    const LEVELS: [&str; 4] = ["required", "addressable", "standard", "policy"];
    const AUTOMATION: [&str; 3] = ["automated", "partial", "manual"];
    const SEEN_IN: [&str; 3] = ["files", "manifest", "attestation"];
    let fields = Fields::of(value, "a control", &CONTROL_KEYS, faults)?;
    let title = fields.need_text("title", faults).unwrap_or_default();
    let title = title.into_owned();
    fields.need("level", faults);
    fields.need("automation", faults);
    let level = fields.choice("level", &LEVELS.map(|name| (name, name)), faults);
    let automation = fields.choice("automation", &AUTOMATION.map(|name| (name, name)), faults);
    let seen_in = fields.choice("seen_in", &SEEN_IN.map(|name| (name, name)), faults);
    let about = fields.texts("about", faults).into_iter();
    let about = about
        .filter(|(name, node)| names.is_kind_or_service(name, *node, faults))
        .map(|(name, _)| name.into_owned())
        .collect();
    let note = fields.text("note", faults).into_owned();
    let no_rule = fields.text("no_rule", faults).into_owned();
    let (_, citation) = names.citation(&fields, faults)?;
    Some(Control {
        id,
        position,
        title,
        level: level.unwrap_or_default().to_owned(),
        automation: automation.unwrap_or_default().to_owned(),
        seen_in: seen_in.map(str::to_owned),
        about,
        note,
        no_rule,
        citation,
    })
}

/// Texts without their nodes.
pub(super) fn owned(texts: Vec<(std::borrow::Cow<'_, str>, Node<'_>)>) -> Vec<String> {
    texts
        .into_iter()
        .map(|(text, _)| text.into_owned())
        .collect()
}
