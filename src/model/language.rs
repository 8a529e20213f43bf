//! What the catalog says of the language of Terraform providers, for its frontend.

use crate::frontend::Format;
use crate::frontend::terraform::Language;
use crate::knowledge::Knowledge;
use crate::syntax::Symbol;

/// What conventions call the symbols that data sources give.
const SYMBOLS: [(&str, Symbol); 4] = [
    ("account", Symbol::Account),
    ("region", Symbol::Region),
    ("partition", Symbol::Partition),
    ("url_suffix", Symbol::UrlSuffix),
];

/// The language as the catalog knows it: which attributes name a resource, and what data sources stand for.
pub fn language(knowledge: &Knowledge) -> Language {
    let mut language = Language::default();
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
