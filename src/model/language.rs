//! What the catalog says of the languages of templates and of Terraform providers, for their frontends.

use std::collections::BTreeSet;

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
