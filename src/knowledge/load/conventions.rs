//! Conventions: what the engine has to know by name.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::knowledge::{Conventions, Element, KindId};
use crate::source::Diagnostic;
use crate::syntax::Node;
use crate::syntax::fields::{self, Field, Fields, unknown_name};

use super::catalog::owned;
use super::names::Names;
use super::{kinds, paths, terms};

const KEYS: [&str; 45] = [
    "account_conditions",
    "asset_path",
    "audience_conditions",
    "calling_prefixes",
    "clear_protocols",
    "clear_text_condition",
    "credential_names",
    "credential_values",
    "download_commands",
    "event_variables",
    "print_calls",
    "sending_options",
    "custom_resources",
    "element_kinds",
    "encrypting_protocols",
    "enforced_guardrail",
    "endpoint_variables",
    "external_host",
    "fips_variables",
    "geographies",
    "guardrail",
    "identifier_detection",
    "infrastructure",
    "inline_stacks",
    "name_zone",
    "narrowing_conditions",
    "nested_stacks",
    "no_credential_names",
    "open_conditions",
    "organization_conditions",
    "own_service",
    "person",
    "policy_document",
    "provider_key_aliases",
    "provider_prefix_lists",
    "proxy_variables",
    "recognised_words",
    "retrieval",
    "sensitive_ports",
    "stored_parameters",
    "tags",
    "terraform_kept",
    "terraform_mirror",
    "terraform_policy_documents",
    "terraform_symbols",
];

/// The conventions of a file.
pub(super) fn read(root: Node<'_>, names: Names<'_>, faults: &mut Vec<Diagnostic>) -> Conventions {
    let Some(file) = Fields::of(root, "a file of conventions", &KEYS, faults) else {
        return Conventions::default();
    };
    let kinds = kinds(&file, names, faults);
    let mut texts = |key: &str| owned(file.texts(key, faults));
    Conventions {
        account_conditions: texts("account_conditions"),
        audience_conditions: texts("audience_conditions"),
        organization_conditions: texts("organization_conditions"),
        clear_protocols: texts("clear_protocols"),
        credential_names: texts("credential_names"),
        credential_values: texts("credential_values"),
        download_commands: texts("download_commands"),
        event_variables: texts("event_variables"),
        print_calls: texts("print_calls"),
        calling_prefixes: texts("calling_prefixes"),
        provider_prefix_lists: texts("provider_prefix_lists"),
        sending_options: texts("sending_options"),
        encrypting_protocols: texts("encrypting_protocols"),
        endpoint_variables: texts("endpoint_variables"),
        fips_variables: texts("fips_variables"),
        proxy_variables: texts("proxy_variables"),
        identifier_detection: texts("identifier_detection"),
        narrowing_conditions: texts("narrowing_conditions"),
        no_credential_names: texts("no_credential_names"),
        open_conditions: texts("open_conditions"),
        provider_key_aliases: texts("provider_key_aliases"),
        terraform_policy_documents: texts("terraform_policy_documents"),
        terraform_kept: texts_by_name(&file, "terraform_kept", faults),
        clear_text_condition: file.text("clear_text_condition", faults).into_owned(),
        terraform_mirror: file.text("terraform_mirror", faults).into_owned(),
        geographies: texts_by_name(&file, "geographies", faults),
        inline_stacks: texts_by_name(&file, "inline_stacks", faults),
        custom_resources: texts_by_name(&file, "custom_resources", faults),
        nested_stacks: texts_by_name(&file, "nested_stacks", faults),
        sensitive_ports: texts_by_name(&file, "sensitive_ports", faults),
        stored_parameters: texts_by_name(&file, "stored_parameters", faults),
        terraform_symbols: texts_by_name(&file, "terraform_symbols", faults),
        asset_path: file.text("asset_path", faults).into_owned(),
        infrastructure: infrastructure(&file, faults),
        tags: paths::paths_of(&file, "tags", &BTreeMap::new(), faults),
        recognised_words: names.recognised.clone(),
        ..kinds
    }
}

/// The conventions that name kinds and services.
fn kinds(file: &Fields<'_>, names: Names<'_>, faults: &mut Vec<Diagnostic>) -> Conventions {
    let own_service = own_service(file, names, faults);
    let mut kind = |key: &str| {
        let node = file.get(key);
        node.and_then(|node| names.kind(node, faults))
    };
    let (external_host, guardrail) = (kind("external_host"), kind("guardrail"));
    let (person, policy_document) = (kind("person"), kind("policy_document"));
    let (enforced_guardrail, name_zone) = (kind("enforced_guardrail"), kind("name_zone"));
    let retrieval = file.items("retrieval", faults).into_iter();
    let retrieval = retrieval
        .filter_map(|node| names.kind(node, faults))
        .collect();
    Conventions {
        element_kinds: element_kinds(file, names, faults),
        enforced_guardrail,
        external_host,
        guardrail,
        name_zone,
        own_service,
        person,
        policy_document,
        retrieval,
        ..Conventions::default()
    }
}

/// The service that stands for what is the system's own.
fn own_service(
    file: &Fields<'_>,
    names: Names<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Option<crate::knowledge::ServiceId> {
    names.service(file.get("own_service")?, faults)
}

/// Lists of texts under names.
fn texts_by_name(
    file: &Fields<'_>,
    key: &str,
    faults: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Vec<String>> {
    let entries = file.entries(key, "texts by name", faults).into_iter();
    let each = entries.map(|Field { name, value, .. }| {
        let texts = owned(fields::texts(value, faults));
        (name.into_owned(), texts)
    });
    each.collect()
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

fn element_kinds(
    file: &Fields<'_>,
    names: Names<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Vec<(Element, KindId)> {
    let mut list = Vec::new();
    for Field { name, at, value } in file.entries("element_kinds", "kinds by element", faults) {
        match kinds::ELEMENTS.iter().find(|(known, _)| *known == name) {
            Some((_, element)) => {
                list.extend(names.kind(value, faults).map(|kind| (*element, kind)));
            }
            None => {
                let known = kinds::ELEMENTS.map(|(known, _)| known);
                faults.push(unknown_name("element", &name, at, known));
            }
        }
    }
    list
}

/// Words by what they are for.
pub(super) fn recognised_words(
    conventions: Option<Node<'_>>,
    faults: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Vec<String>> {
    let Some(node) = conventions.and_then(|root| root.get("recognised_words")) else {
        return BTreeMap::new();
    };
    let groups = fields::entries(node, "words by what they are for", faults);
    let each = groups.into_iter().flatten();
    each.map(|Field { name, value, .. }| (name.into_owned(), owned(fields::texts(value, faults))))
        .collect()
}
