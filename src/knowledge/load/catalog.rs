//! The catalog: citations, labels, conventions and controls, and the order in which its files are read.
//!
//! In: the parsed files below `catalog/`. Out: [`Knowledge`] without rules. Rules are not known here.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::graph::DataClass;
use crate::knowledge::{
    Citation, Control, Conventions, Framework, KindId, Knowledge, Labels, ServiceId,
};
use crate::source::Diagnostic;
use crate::syntax::Node;
use crate::syntax::fields::{self, Field, Fields, unknown_name};
use crate::vocabulary::{self, Vocabulary};

use super::names::{Names, file_name};
use super::{
    Parsed, Section, in_section, kinds, mappings, models, number, policies, services, terms,
};

/// Reads all of the catalog.
pub(super) fn read(files: &[Parsed], faults: &mut Vec<Diagnostic>) -> Knowledge {
    report_strangers(files, faults);
    let root = |section| in_section(files, section).filter_map(Parsed::root).next();
    let mut citations = BTreeMap::new();
    for root in in_section(files, Section::Citations).filter_map(Parsed::root) {
        add_citations(&mut citations, root, faults);
    }
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

    let names = Names {
        vocabulary: &vocabulary,
        citations: &citations,
        kinds: &by_kind,
        services: &by_service,
    };
    let conventions = root(Section::Conventions)
        .map(|root| conventions(root, names, faults))
        .unwrap_or_default();
    let models = root(Section::Models)
        .map(|root| models::read(root, names, faults))
        .unwrap_or_default();
    let mut knowledge = Knowledge {
        labels,
        conventions,
        models,
        ..Knowledge::default()
    };
    services::read(&mut knowledge, &service_files, names, faults);
    kinds::read(&mut knowledge, &kind_nodes, names, faults);
    for root in in_section(files, Section::Kinds).filter_map(Parsed::root) {
        kinds::ignored(&mut knowledge, root, faults);
    }
    for root in in_section(files, Section::Policies).filter_map(Parsed::root) {
        policies::managed_policies(&mut knowledge, root, names, faults);
    }
    for parsed in in_section(files, Section::Controls) {
        controls(&mut knowledge, parsed, names, faults);
    }
    Knowledge {
        vocabulary,
        citations,
        by_kind,
        by_service,
        ..knowledge
    }
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

fn conventions(root: Node<'_>, names: Names<'_>, faults: &mut Vec<Diagnostic>) -> Conventions {
    const KEYS: [&str; 12] = [
        "provider_key_aliases",
        "external_host",
        "guardrail",
        "tags",
        "narrowing_conditions",
        "open_conditions",
        "clear_text_condition",
        "credential_names",
        "no_credential_names",
        "credential_values",
        "infrastructure",
        "audience_conditions",
    ];
    let Some(file) = Fields::of(root, "a file of conventions", &KEYS, faults) else {
        return Conventions::default();
    };
    let mut texts = |key: &str| owned(file.texts(key, faults));
    let provider_key_aliases = texts("provider_key_aliases");
    let (narrowing_conditions, open_conditions) =
        (texts("narrowing_conditions"), texts("open_conditions"));
    let (credential_names, no_credential_names) =
        (texts("credential_names"), texts("no_credential_names"));
    let credential_values = texts("credential_values");
    let audience_conditions = texts("audience_conditions");
    let clear_text_condition = file.text("clear_text_condition", faults).into_owned();
    let external_host = file
        .get("external_host")
        .and_then(|node| names.kind(node, faults));
    Conventions {
        provider_key_aliases,
        external_host,
        guardrail: file
            .get("guardrail")
            .and_then(|node| names.kind(node, faults)),
        narrowing_conditions,
        open_conditions,
        clear_text_condition,
        credential_names,
        no_credential_names,
        credential_values,
        audience_conditions,
        infrastructure: infrastructure(&file, faults),
        tags: mappings::paths_of(&file, "tags", &BTreeMap::new(), faults),
    }
}

/// Where the services of each operator run.
fn infrastructure(file: &Fields<'_>, faults: &mut Vec<Diagnostic>) -> BTreeMap<String, Arc<str>> {
    let entries = file.entries("infrastructure", "places by operator", faults);
    let places = terms::PLACES.map(|name| (name, name));
    let read = entries.into_iter().filter_map(|Field { name, value, .. }| {
        let place = fields::choice(value, "infrastructure", &places, faults)?;
        Some((name.into_owned(), Arc::from(place)))
    });
    read.collect()
}

fn controls(
    knowledge: &mut Knowledge,
    parsed: &Parsed,
    names: Names<'_>,
    faults: &mut Vec<Diagnostic>,
) {
    const LEVELS: [&str; 3] = ["required", "addressable", "standard"];
    const AUTOMATION: [&str; 3] = ["automated", "partial", "manual"];
    let Some(root) = parsed.root() else { return };
    let Some(file) = Fields::of(
        root,
        "a framework",
        &["framework", "title", "controls"],
        faults,
    ) else {
        return;
    };
    let Some(framework) = file_name(&file, "framework", parsed, faults) else {
        return;
    };
    let title = file
        .need_text("title", faults)
        .unwrap_or_default()
        .into_owned();
    knowledge
        .frameworks
        .insert(framework.clone(), Framework { title });
    for Field { name, value, .. } in file.entries("controls", "controls", faults) {
        let keys = ["title", "level", "automation", "note", "cite"];
        let Some(fields) = Fields::of(value, "a control", &keys, faults) else {
            continue;
        };
        let id = format!("{framework}/{name}");
        let title = fields
            .need_text("title", faults)
            .unwrap_or_default()
            .into_owned();
        fields.need("level", faults);
        fields.need("automation", faults);
        let level = fields
            .choice("level", &LEVELS.map(|name| (name, name)), faults)
            .unwrap_or_default()
            .to_owned();
        let automation = fields.choice("automation", &AUTOMATION.map(|name| (name, name)), faults);
        let automation = automation.unwrap_or_default().to_owned();
        let note = fields.text("note", faults).into_owned();
        let Some((_, citation)) = names.citation(&fields, faults) else {
            continue;
        };
        let control = Control {
            id: id.clone(),
            title,
            level,
            automation,
            note,
            citation,
        };
        knowledge.controls.insert(id, control);
    }
}

/// Texts without their nodes.
pub(super) fn owned(texts: Vec<(std::borrow::Cow<'_, str>, Node<'_>)>) -> Vec<String> {
    texts
        .into_iter()
        .map(|(text, _)| text.into_owned())
        .collect()
}
