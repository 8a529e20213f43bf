//! Loading: YAML files to [`Knowledge`], with a diagnostic for whatever is wrong with them.
//!
//! In: the embedded files, and those of a user's folder, already read. Out: [`Knowledge`] with the rules of the chosen
//! packs. The file system is not known here.

mod access;
mod actions;
mod arns;
mod calls;
mod catalog;
mod conventions;
mod crosswalk;
mod examples;
mod imports;
mod kinds;
mod mappings;
mod messages;
mod models;
mod names;
mod packs;
mod paths;
mod policies;
mod relations;
mod rules;
mod sam;
mod satellites;
mod scopes;
mod services;
mod signs;
mod terms;
mod workloads;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::source::{Diagnostic, Encoding, Severity, SourceFile, Sources};
use crate::syntax::{self, Limits, Node, Tree};

use super::{Actions, Example, Knowledge, embedded};

pub(super) use actions::actions_of;
pub use crosswalk::crosswalk;
#[cfg(test)]
pub(super) use crosswalk::crosswalk_in;
pub use examples::examples_of;
pub(super) use packs::{DEFAULT as DEFAULT_PACK, EVERYTHING as EVERY_RULE};
pub(super) use policies::policies_of;
pub use rules::TOPICS;

/// The keys of the files that people write, as their readers take them.
pub mod keys {
    pub use super::calls::CALL_KEYS as CALL;
    pub use super::catalog::{CONTROL_KEYS as CONTROL, FRAMEWORK_KEYS as FRAMEWORK};
    pub use super::examples::KEYS as EXAMPLE;
    pub use super::kinds::{FILE_KEYS as KINDS, KIND_KEYS as KIND};
    pub use super::mappings::{
        ATTRIBUTE_KEYS as ATTRIBUTE, TEST_KEYS as TEST, VARIANT_KEYS as VARIANT,
    };
    pub use super::packs::KEYS as PACK;
    pub use super::relations::{
        CONNECTOR_KEYS as CONNECTOR, GRANT_KEYS as GRANT, IMPLICATION_KEYS as IMPLICATION,
        RELATION_KEYS as RELATION,
    };
    pub use super::rules::KEYS as RULE;
    pub use super::satellites::FITTING_KEYS as FITTING;
}

/// What to load besides the catalog.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Names of packs; `all` means every rule, none means the default pack.
    pub packs: Vec<String>,
    /// Rules and packs of the user. User rules are always on.
    pub user_rules: Vec<UserFile>,
}

/// A file of the user's rules.
#[derive(Clone, Debug)]
pub struct UserFile {
    /// Its path, as shown to people; the last two parts are topic and rule id.
    pub path: String,
    /// Its text.
    pub text: String,
}

impl UserFile {
    /// The id that its name gives to the rule in it.
    pub fn id(&self) -> String {
        stem(&self.path).to_owned()
    }
}

/// A file that was parsed. Without a tree it has errors, which have been reported.
struct Parsed {
    file: Arc<SourceFile>,
    tree: Option<Tree>,
}

/// What a file of the catalog or the rules is about, by its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Section {
    Vocabulary,
    Citations,
    Labels,
    Workloads,
    Conventions,
    Models,
    Access,
    Services,
    Actions,
    Policies,
    Controls,
    Kinds,
    Imports,
    Sam,
    Packs,
    Rules,
}

impl Section {
    fn of(path: &str) -> Option<Section> {
        match path {
            "catalog/vocabulary.yaml" => return Some(Section::Vocabulary),
            "catalog/labels.yaml" => return Some(Section::Labels),
            "catalog/conventions.yaml" => return Some(Section::Conventions),
            "catalog/workloads.yaml" => return Some(Section::Workloads),
            "catalog/models.yaml" => return Some(Section::Models),
            "catalog/access.yaml" => return Some(Section::Access),
            _ => {}
        }
        const PREFIXES: [(&str, Section); 10] = [
            ("catalog/citations", Section::Citations),
            ("catalog/services/", Section::Services),
            ("catalog/actions/", Section::Actions),
            ("catalog/policies/", Section::Policies),
            ("catalog/controls/", Section::Controls),
            ("catalog/kinds/", Section::Kinds),
            ("catalog/imports/", Section::Imports),
            ("catalog/sam/", Section::Sam),
            ("rules/packs/", Section::Packs),
            ("rules/", Section::Rules),
        ];
        PREFIXES
            .into_iter()
            .find(|(prefix, _)| path.starts_with(prefix))
            .map(|(_, section)| section)
    }
}

/// Loads the embedded catalog, the rules of the chosen packs and the user's rules. A file or rule with an error is left
/// out and reported; for embedded files every diagnostic is a defect of the tool.
pub fn load(sources: &mut Sources, request: &Request) -> (Knowledge, Vec<Diagnostic>) {
    let (mut knowledge, faults) = load_files(sources, embedded::LEAN, request);
    knowledge.actions = Actions::on_demand(embedded::ACTIONS);
    for &(path, text, names) in embedded::POLICIES {
        let file = sources.add_embedded(path, text);
        knowledge.managed_policies.on_demand(file, names);
    }
    (knowledge, faults)
}

/// Loads catalog and rules that are given as paths and texts.
pub(super) fn load_files(
    sources: &mut Sources,
    files: &[(&str, &str)],
    request: &Request,
) -> (Knowledge, Vec<Diagnostic>) {
    let mut faults = Vec::new();
    let (rules, catalog): (Vec<_>, Vec<_>) = files
        .iter()
        .copied()
        .partition(|(path, _)| Section::of(path) == Some(Section::Rules));
    let catalog = parse(sources, &catalog, &mut faults);
    let mut knowledge = catalog::read(&catalog, &mut faults);

    let user: Vec<_> = request
        .user_rules
        .iter()
        .map(|file| (file.path.as_str(), file.text.as_str()))
        .collect();
    let user = parse(sources, &user, &mut faults);
    let (user_packs, user_rules): (Vec<_>, Vec<_>) = user
        .iter()
        .partition(|parsed| parsed.root().is_some_and(|root| root.get("pack").is_some()));

    let known: BTreeSet<&str> = rules.iter().map(|(path, _)| stem(path)).collect();
    let of_users = user_rules.iter().map(|parsed| stem(&parsed.file.path));
    let nameable: BTreeSet<&str> = known.iter().copied().chain(of_users).collect();
    let pack_files = in_section(&catalog, Section::Packs).chain(user_packs.iter().copied());
    knowledge.packs = packs::read(pack_files, &nameable, &mut faults);
    knowledge.never_except = packs::never_excepted(&knowledge.packs, &request.packs);
    knowledge.rule_ids = nameable.iter().map(|id| (*id).to_owned()).collect();
    let chosen = packs::choose(&knowledge.packs, &request.packs, &known, &mut faults);

    let texts: Vec<_> = rules
        .iter()
        .copied()
        .filter(|(path, _)| chosen.contains_key(stem(path)))
        .collect();
    let built_in = parse(sources, &texts, &mut faults);
    let files: Vec<_> = built_in
        .iter()
        .map(|file| (file, rules::Author::Tool))
        .collect();
    let files = files.into_iter().chain(
        user_rules
            .into_iter()
            .map(|file| (file, rules::Author::User)),
    );
    rules::read(&mut knowledge, files, &known, &chosen, &mut faults);
    (knowledge, faults)
}

/// The examples of the embedded rules and kinds, by the rule's id or the kind's name. A rule without the examples that
/// it must have is an error.
pub fn examples(sources: &mut Sources) -> (Vec<(String, Vec<Example>)>, Vec<Diagnostic>) {
    examples_in(sources, embedded::COMPLETE)
}

/// The examples of files of the user, by the rule's id; of a file with a fault those that can be read, as [`load`] says
/// what is wrong.
pub fn user_examples(sources: &mut Sources, files: &[UserFile]) -> Vec<(String, Vec<Example>)> {
    let texts: Vec<_> = files
        .iter()
        .map(|file| (file.path.as_str(), file.text.as_str()))
        .collect();
    let mut said_already = Vec::new();
    let parsed = parse(sources, &texts, &mut said_already);
    let rules = parsed.iter().filter_map(|file| {
        let root = file.root().filter(|root| root.get("id").is_some())?;
        Some((stem(&file.file.path).to_owned(), root))
    });
    rules
        .map(|(id, root)| (id, examples_of(root, &mut said_already)))
        .collect()
}

pub(super) fn examples_in(
    sources: &mut Sources,
    files: &[(&str, &str)],
) -> (Vec<(String, Vec<Example>)>, Vec<Diagnostic>) {
    let mut faults = Vec::new();
    let section = |path: &str| {
        Section::of(path).filter(|section| matches!(section, Section::Rules | Section::Kinds))
    };
    let texts: Vec<_> = files
        .iter()
        .copied()
        .filter(|(path, _)| section(path).is_some())
        .collect();
    let mut all = Vec::new();
    for parsed in parse(sources, &texts, &mut faults) {
        let Some(root) = parsed.root() else { continue };
        if section(&parsed.file.path) == Some(Section::Kinds) {
            let kinds = root.get("kinds").into_iter().flat_map(Node::items);
            let named =
                kinds.filter_map(|kind| Some((kind.get("kind")?.text()?.into_owned(), kind)));
            all.extend(named.map(|(name, kind)| (name, examples_of(kind, &mut faults))));
        } else {
            let found = examples::of_rule(root, Severity::Error, &mut faults);
            all.push((stem(&parsed.file.path).to_owned(), found));
        }
    }
    (all, faults)
}

/// Adds the files to the sources and parses them.
fn parse(
    sources: &mut Sources,
    texts: &[(&str, &str)],
    faults: &mut Vec<Diagnostic>,
) -> Vec<Parsed> {
    let files: Vec<_> = texts
        .iter()
        .map(|(path, text)| sources.add((*path).to_owned(), (*text).to_owned(), Encoding::Utf8))
        .collect();
    let limits = Limits::default();
    let trees: Vec<_> = files
        .par_iter()
        .map(|file| syntax::parse(file, &limits))
        .collect();
    files
        .into_iter()
        .zip(trees)
        .map(|(file, (tree, found))| {
            let broken = found.iter().any(|fault| fault.severity == Severity::Error);
            faults.extend(found);
            Parsed {
                file,
                tree: (!broken).then_some(tree),
            }
        })
        .collect()
}

impl Parsed {
    fn root(&self) -> Option<Node<'_>> {
        self.tree.as_ref()?.root()
    }
}

/// The parsed files of a section, in the order of their paths.
fn in_section(files: &[Parsed], section: Section) -> impl Iterator<Item = &Parsed> {
    files
        .iter()
        .filter(move |parsed| Section::of(&parsed.file.path) == Some(section))
}

/// The name of a file without folders and extension.
pub(super) fn stem(path: &str) -> &str {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// The name of the folder that a file lies in; empty where the path has none.
fn folder(path: &str) -> &str {
    let mut parts = path.rsplit(['/', '\\']);
    parts.next();
    parts.next().unwrap_or("")
}

/// Ids by name; a name that is there already is an error that points at both places.
fn number<'t>(
    what: &str,
    named: impl Iterator<Item = (Node<'t>, std::borrow::Cow<'t, str>)>,
    faults: &mut Vec<Diagnostic>,
) -> BTreeMap<Arc<str>, u16> {
    let mut ids = BTreeMap::new();
    let mut places = Vec::new();
    for (node, name) in named {
        let Ok(next) = u16::try_from(places.len()) else {
            break;
        };
        places.push(node.span());
        if let Some(&first) = ids.get(&*name) {
            let message = format!("{what} `{name}` is defined twice");
            let first = places[usize::from(first)];
            faults.push(
                Diagnostic::error("duplicate-name", node.span(), message)
                    .related(first, "first defined here"),
            );
        } else {
            ids.insert(Arc::from(&*name), next);
        }
    }
    ids
}
