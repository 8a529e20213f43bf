//! What the catalog says of the languages that frontends read: of templates and what transforms them, of Terraform providers.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::frontend::cloudformation::sam;
use crate::frontend::{Format, Language, stacks, terraform};
use crate::knowledge::Knowledge;
use crate::syntax::Symbol;

/// What conventions call the symbols that data sources give.
const SYMBOLS: [(&str, Symbol); 4] = [
    ("account", Symbol::Account),
    ("region", Symbol::Region),
    ("partition", Symbol::Partition),
    ("url_suffix", Symbol::UrlSuffix),
];

/// The languages as the catalog knows them.
pub fn language(knowledge: &Knowledge) -> Language {
    let conventions = &knowledge.conventions;
    Language {
        terraform: of_terraform(knowledge),
        stacks: stacks::Language {
            nested: conventions.nested_stacks.clone(),
            inline: conventions.inline_stacks.clone(),
            asset_path: conventions.asset_path.clone(),
            stored: conventions.stored_parameters.clone(),
            ..Default::default()
        },
        left_out: BTreeSet::new(),
    }
}

/// Which attributes name a resource, and what data sources stand for.
fn of_terraform(knowledge: &Knowledge) -> terraform::Language {
    let mut language = terraform::Language::default();
    let conventions = &knowledge.conventions;
    for (name, symbol) in SYMBOLS {
        let attributes = conventions
            .terraform_symbols
            .get(name)
            .into_iter()
            .flatten();
        language
            .symbols
            .extend(attributes.map(|attribute| (attribute.clone(), symbol)));
    }
    let documents = conventions.terraform_policy_documents.iter();
    language.policy_documents = documents.cloned().collect();
    language.kept.clone_from(&conventions.terraform_kept);
    for ((format, type_name), kind) in &knowledge.by_type {
        let source = knowledge.kind(*kind).sources.get(format);
        let Some(source) = source.filter(|_| *format == Format::Terraform) else {
            continue;
        };
        let names = source.identity.iter().map(|name| name.to_string());
        language
            .identities
            .insert(type_name.clone(), names.collect());
    }
    language
}

/// The SAM transform as the catalog knows it.
pub fn transform(knowledge: &Knowledge) -> sam::Language {
    let known = &knowledge.sam;
    let sorts = |(name, sorts): (&String, &crate::knowledge::sam::Sorts)| {
        let sorts = sam::Sorts {
            properties: sorts.properties.clone(),
            required: sorts.required.clone(),
            globals: sorts.globals.clone(),
        };
        (name.clone(), sorts)
    };
    let shapes = known.shapes.iter().map(|(name, shape)| {
        let shape = sam::Shape {
            type_name: shape.type_name.clone(),
            value: Arc::new(shape.value.clone()),
        };
        (name.clone(), shape)
    });
    let templates = known.templates.iter().map(|(name, one)| {
        let template = (one.parameters.clone(), one.statements.clone());
        (name.clone(), template)
    });
    let connectors = known.connectors.iter().map(|one| {
        let permissions = one.permissions.iter();
        let permissions = permissions.map(|(name, one)| (name.clone(), Arc::new(one.clone())));
        let connection = sam::Connection {
            form: one.form.clone(),
            of_source: one.of_source,
            together: one.together.clone(),
            permissions: permissions.collect(),
        };
        ((one.source.clone(), one.destination.clone()), connection)
    });
    sam::Language {
        words: known.words.clone(),
        shapes: shapes.collect(),
        resources: known.resources.iter().map(sorts).collect(),
        function_events: known.function_events.iter().map(sorts).collect(),
        state_machine_events: known.state_machine_events.iter().map(sorts).collect(),
        templates: templates.collect(),
        connectors: connectors.collect(),
        ends: known.ends.clone(),
    }
}
