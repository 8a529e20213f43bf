//! Models and inference profiles.
//!
//! In: `catalog/models.yaml`. Out: [`Models`]. Which calls name a model is not known here.

use crate::knowledge::models::{ModelPattern, Models, Prefix, Reach};
use crate::source::Diagnostic;
use crate::syntax::Node;
use crate::syntax::fields::Fields;

use super::catalog::owned;
use super::names::Names;

const REACHES: [(&str, Reach); 3] = [
    ("region", Reach::Region),
    ("geography", Reach::Geography),
    ("global", Reach::Global),
];

/// Reads the file.
pub(super) fn read(root: Node<'_>, names: Names<'_>, faults: &mut Vec<Diagnostic>) -> Models {
    const KEYS: [&str; 6] = [
        "service",
        "resources",
        "profiles",
        "ids",
        "elsewhere",
        "review",
    ];
    const RESOURCES: [&str; 3] = ["models", "profiles", "aliases"];
    let mut models = Models::default();
    let Some(file) = Fields::of(root, "a file of models", &KEYS, faults) else {
        return models;
    };
    let service = file.need("service", faults);
    models.service = service.and_then(|node| names.service(node, faults));
    let resources = file.need("resources", faults);
    let resources =
        resources.and_then(|node| Fields::of(node, "sorts of resources", &RESOURCES, faults));
    if let Some(resources) = resources {
        models.models = owned(resources.texts("models", faults));
        models.profiles = owned(resources.texts("profiles", faults));
        models.aliases = owned(resources.texts("aliases", faults));
    }
    for node in file.items("profiles", faults) {
        models.prefixes.extend(prefix(node, names, faults));
    }
    models.ids = patterns(&file, "ids", names, faults);
    models.elsewhere = patterns(&file, "elsewhere", names, faults);
    models.review = patterns(&file, "review", names, faults);
    models
}

fn prefix(node: Node<'_>, names: Names<'_>, faults: &mut Vec<Diagnostic>) -> Option<Prefix> {
    let fields = Fields::of(node, "a profile", &["prefix", "reach", "cite"], faults)?;
    let text = fields.need_text("prefix", faults);
    fields.need("reach", faults);
    let reach = fields.choice("reach", &REACHES, faults);
    let (_, citation) = names.citation(&fields, faults)?;
    Some(Prefix {
        text: text?.into_owned(),
        reach: reach?,
        citation,
    })
}

fn patterns(
    file: &Fields<'_>,
    key: &str,
    names: Names<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Vec<ModelPattern> {
    let items = file.items(key, faults);
    let read = items.into_iter().filter_map(|node| {
        let fields = Fields::of(node, "a pattern of models", &["pattern", "cite"], faults)?;
        let pattern = fields.need_text("pattern", faults);
        let (_, citation) = names.citation(&fields, faults)?;
        Some(ModelPattern {
            pattern: pattern?.into_owned(),
            citation,
        })
    });
    read.collect()
}
