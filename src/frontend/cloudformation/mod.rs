//! CloudFormation templates, in YAML or JSON.
//!
//! In: a [`Tree`] and the values given for parameters. Out: a [`Template`] whose functions are evaluated as far as the
//! template decides them, and unknown with a cause where it does not. This module knows the language of templates and no
//! resource type; macros and transforms are named, not run.

mod attributes;
mod binding;
mod cidr;
mod collection;
mod condition;
mod dynamic;
mod function;
mod handed;
mod json_text;
mod loops;
mod mapping;
mod parameter;
mod print;
mod reference;
mod resource;
mod rules;
pub mod sam;
mod scope;
mod sub;
mod surroundings;
mod text;
mod value;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::source::{Diagnostic, Place, Severity, closest_name};
use crate::syntax::{Budget, Cause, CauseKind, Limits, Node, Shape, Tree};

use super::{Format, Template};
use scope::Scope;

pub use surroundings::{STORED, Surroundings, Wanted};

/// Sections that a template can have.
const SECTIONS: [&str; 12] = [
    "AWSTemplateFormatVersion",
    "Conditions",
    "Description",
    "Globals",
    "Hooks",
    "Mappings",
    "Metadata",
    "Outputs",
    "Parameters",
    "Resources",
    "Rules",
    "Transform",
];

/// Code of the error of a template without resources.
pub const NOT_A_TEMPLATE: &str = "not-a-template";

/// The version of templates.
const VERSION: &str = "2010-09-09";

/// How the names of transforms begin that AWS hosts: they add resources of their own and change none (AWS CloudFormation template
/// reference, transforms, read 2026-11-28).
const PROVIDED: &str = "AWS::";

/// The transform whose functions this frontend evaluates itself.
const LANGUAGE_EXTENSIONS: &str = "AWS::LanguageExtensions";

/// What is known of a deployment beside its template.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// Values of parameters by name; of pseudo parameters too, such as `AWS::Region`.
    pub values: BTreeMap<String, String>,
    /// What the catalog says of the SAM transform; without it the transform is not applied.
    pub sam: Option<Arc<sam::Language>>,
}

/// Whether a document is meant to be a template.
pub fn is_template(node: Node<'_>) -> bool {
    let has = |key: &str| node.get(key).is_some();
    let resources = node.get("Resources");
    resources.is_some_and(|resources| resources.shape() == Shape::Mapping)
        || has("AWSTemplateFormatVersion")
        || has("Transform")
}

/// Whether a text that could not be parsed was probably meant to be a template.
pub fn resources_marker(text: &str) -> bool {
    ["AWSTemplateFormatVersion", "AWS::", "Transform"]
        .iter()
        .any(|marker| text.contains(marker))
}

/// Reads the first document of a tree as a template. A template without resources comes with an error that says so.
pub fn read(
    tree: &Tree,
    root: Option<Node<'_>>,
    settings: &Settings,
    limits: &Limits,
) -> (Template, Vec<Diagnostic>) {
    let (template, _, diagnostics) = read_within(tree, root, settings, &Arc::default(), limits);
    (template, diagnostics)
}

/// Reads a template beside others, and says what it asks of them.
pub fn read_within(
    tree: &Tree,
    root: Option<Node<'_>>,
    settings: &Settings,
    surroundings: &Arc<Surroundings>,
    limits: &Limits,
) -> (Template, Wanted, Vec<Diagnostic>) {
    let file = tree.file();
    let mut template = Template::new(file.id, file.path.clone(), Format::CloudFormation);
    let mut scope = Scope::new(file.id, Budget::of(tree, limits));
    scope.surroundings = Arc::clone(surroundings);
    let resources = root.and_then(|root| root.get("Resources"));
    let (Some(root), Some(resources)) = (
        root,
        resources.filter(|resources| resources.shape() == Shape::Mapping),
    ) else {
        let place = resources.or(root).map_or(file.span(), |node| node.span());
        let message = "not a CloudFormation template: expected a mapping `Resources`";
        scope.error(NOT_A_TEMPLATE, place, message);
        return (template, scope.wanted, scope.diagnostics);
    };
    check_sections(root, &mut scope);
    let language = settings.sam.as_deref();
    let transformed = read_transforms(root, resources, language.is_some(), &mut scope);
    parameter::read_parameters(root.get("Parameters"), &settings.values, &mut scope);
    rules::narrow(root.get("Rules"), &mut scope);
    mapping::read_mappings(root.get("Mappings"), &mut scope);
    // Names come before values: conditions, then resources, as a loop may ask a condition how often it goes.
    let conditions = condition::collect(root.get("Conditions"), &mut scope);
    let declared = resource::collect(resources, &mut scope);
    condition::read_conditions(&conditions, &mut scope);
    (template.resources, template.made) = match language.filter(|_| transformed) {
        Some(language) => sam::read(root, &declared, language, &mut scope),
        None => resource::read_resources(&declared, &mut scope),
    };
    template.outputs = resource::read_outputs(root.get("Outputs"), &mut scope);
    template.metadata = root
        .get("Metadata")
        .map(|node| value::literal(node, &mut scope));
    template.alternatives = std::mem::take(&mut scope.alternatives);
    template.altered = scope.altered.take();
    template.incomplete = template.altered.clone().or(scope.unread.take());
    if scope.has_loops {
        scope.diagnostics = once(scope.diagnostics);
    }
    (template, scope.wanted, scope.diagnostics)
}

/// What is said of one place again and again, once: passes of a loop are read one by one.
fn once(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut seen = BTreeSet::new();
    let is_new = |one: &Diagnostic| match one.place {
        Place::Span(span) => seen.insert((span, one.code)),
        _ => true,
    };
    let mut is_new = is_new;
    diagnostics.into_iter().filter(|one| is_new(one)).collect()
}

fn check_sections(root: Node<'_>, scope: &mut Scope<'_>) {
    for (key, node) in root.entries() {
        let Some(name) = key.text() else { continue };
        if name == "Fn::Transform" {
            scope.open_names = Some(Cause::new(CauseKind::Transform, &*name));
            let message = "`Fn::Transform` is not applied; what it creates is not checked";
            scope.warning("transform-not-applied", key.span(), message);
            continue;
        }
        if name == "AWSTemplateFormatVersion" && node.text().is_none_or(|text| text != VERSION) {
            let message = format!("`{VERSION}` is the only version of templates");
            scope.error("malformed-section", node.full_span(), message);
        }
        if !SECTIONS.contains(&&*name) {
            let message = format!("`{name}` is not a section of templates and is not read");
            let mut diagnostic = Diagnostic::warning("unknown-section", key.span(), message);
            diagnostic.help =
                closest_name(&name, SECTIONS).map(|known| format!("did you mean `{known}`?"));
            scope.diagnostics.push(diagnostic);
        } else if !matches!(
            &*name,
            "AWSTemplateFormatVersion" | "Description" | "Transform"
        ) && !matches!(node.shape(), Shape::Mapping | Shape::Null)
        {
            let message = format!("section `{name}` is not read: expected a mapping");
            scope.error("malformed-section", node.span(), message);
        }
    }
}

/// Says which transforms are not applied, and how many resources wait for them; whether the one of SAM is, where it is known.
fn read_transforms<'t>(
    root: Node<'t>,
    resources: Node<'t>,
    knows_sam: bool,
    scope: &mut Scope<'t>,
) -> bool {
    let mut transformed = false;
    let Some(transform) = root.get("Transform") else {
        return transformed;
    };
    if transform.shape() == Shape::Null {
        let message = "section `Transform` is empty";
        scope.error("malformed-section", transform.span(), message);
    }
    let list: Vec<Node<'t>> = match transform.shape() {
        Shape::Sequence => transform.items().collect(),
        _ => vec![transform],
    };
    for node in list {
        let Some(name) = node
            .text()
            .or_else(|| node.get("Name").and_then(|name| name.text()))
        else {
            if transform.shape() != Shape::Null {
                let message = "a transform is a name, or a mapping with `Name`";
                scope.error("malformed-section", node.span(), message);
            }
            continue;
        };
        if name == LANGUAGE_EXTENSIONS {
            scope.is_extended = true;
            let message =
                format!("the functions of transform `{name}` are evaluated where they can be");
            let place = Place::Span(node.span());
            let note = Diagnostic::new("transform-not-applied", Severity::Note, place, message);
            scope.diagnostics.push(note);
            continue;
        }
        if knows_sam && name == sam::TRANSFORM {
            transformed = true;
            continue;
        }
        let waiting = count_waiting(&name, resources);
        let mut message =
            format!("transform `{name}` is not applied; what it creates is not checked");
        if waiting > 0 {
            message.push_str(&format!(
                ", and {waiting} of its own resources are read as written"
            ));
        }
        scope.warning("transform-not-applied", node.span(), message);
        let is_own = !name.starts_with(PROVIDED);
        let cause = Cause::new(CauseKind::Transform, name);
        if is_own {
            scope.altered = Some(cause.clone());
        }
        scope.open_names = Some(cause);
    }
    transformed
}

/// Resources whose types belong to a transform: `Made::Up-2020-01-01` owns the types `Made::Up::…`.
fn count_waiting(transform: &str, resources: Node<'_>) -> usize {
    let Some((family, _version)) = transform.split_once('-') else {
        return 0;
    };
    let is_own = |type_name: &str| {
        type_name
            .strip_prefix(family)
            .is_some_and(|rest| rest.starts_with("::"))
    };
    resources
        .entries()
        .filter(|(_, node)| {
            node.get("Type")
                .and_then(|node| node.text())
                .is_some_and(|text| is_own(&text))
        })
        .count()
}
