//! State files.
//!
//! In: the sections of a file of version 4 or 3. Out: the managed instances with their attributes. A state has everything in
//! clear text, also what is sensitive: the paths that it lists are not read.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use crate::frontend::Resource;
use crate::frontend::terraform::address::{Address, joined, quoted, split_module};
use crate::source::{SourceFile, Span};
use crate::syntax::{Cursor, Guard, Limits, Node, Shape, Value, Word};

use super::configuration::Configuration;
use super::faults::Faults;
use super::instances::Instances;
use super::legacy;
use super::mark::Mark;
use super::merge::{Joining, Merge, Piece};
use super::references::{Follow, Place};
use super::resource::unread;
use super::says::place;
use super::survey::{Stop, Survey};
use super::written::Written;
use crate::frontend::terraform::Language;

/// The oldest and the newest version whose form is known.
const VERSIONS: std::ops::RangeInclusive<u32> = 3..=4;

/// Sensitive paths of one instance that are looked up; with more of them nothing of it is read.
const MOST_PATHS: usize = 256;

/// What instances are read with.
pub(super) struct Store<'s, 't> {
    /// The file.
    pub(super) file: &'t Arc<SourceFile>,
    /// Values are put together by the same reader as those of plans.
    pub(super) follow: &'s Follow<'s, 't>,
    /// What is known of providers.
    pub(super) language: &'s Language,
    /// The resources so far.
    pub(super) resources: Vec<Resource>,
    /// Where sensitive values are.
    pub(super) secrets: Vec<Span>,
    /// What there is to say.
    pub(super) faults: &'s mut Faults,
}

/// The resources of a state file; `None` where its version has another form.
pub(super) fn read<'t>(
    file: &'t Arc<SourceFile>,
    survey: &Survey<'_>,
    language: &Language,
    limits: &'t Limits,
    faults: &mut Faults,
    secrets: &mut Vec<Span>,
) -> Option<Vec<Resource>> {
    let version = survey.text("version", file.text());
    let number = version.and_then(|version| version.parse::<u32>().ok());
    let at = place(file, survey, "version");
    if number.is_none_or(|number| number < *VERSIONS.start()) {
        let message = format!(
            "states of version `{}` are not read",
            version.unwrap_or_default()
        );
        let help =
            "write it with a newer version of Terraform: `terraform show -json > state.json`";
        faults.push(crate::source::Diagnostic::error("unknown-version", at, message).help(help));
        return None;
    }
    if number.is_some_and(|number| number > *VERSIONS.end()) {
        let message = format!(
            "version {} of states is not known; it is read like version 4",
            version.unwrap_or_default()
        );
        faults.warning("unknown-version", at, message);
    }
    let configuration = Configuration::of(file, None, limits, faults);
    let (instances, nulls) = (Instances::default(), HashSet::new());
    let follow = Follow {
        configuration: &configuration,
        instances: &instances,
        identities: &language.identities,
        nulls: &nulls,
    };
    let mut store = Store {
        file,
        follow: &follow,
        language,
        resources: Vec::new(),
        secrets: Vec::new(),
        faults,
    };
    let mut cursor = Cursor::new(file, limits);
    let walked = match (survey.section("resources"), survey.section("modules")) {
        (Some(section), _) => store.section(&mut cursor, section, Store::block),
        (None, Some(section)) => store.section(&mut cursor, section, legacy::module),
        (None, None) => Ok(()),
    };
    // The whole text was walked before, so that only a limit stops it here.
    if let Err(stop) = walked {
        store.faults.push(*stop);
    }
    secrets.append(&mut store.secrets);
    Some(store.resources)
}

/// What the instances of a block share.
struct Block<'t> {
    /// The address without the key of an instance.
    base: String,
    /// The type, and where it is written.
    type_name: Word<'t>,
    /// Where the name is written.
    name: Span,
}

impl<'s, 't> Store<'s, 't> {
    fn section(
        &mut self,
        cursor: &mut Cursor<'t>,
        section: Span,
        each: impl Fn(&mut Self, &mut Cursor<'t>) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        cursor.seek(section.start);
        if !cursor.items(|cursor| each(self, cursor))? {
            self.malformed(section);
        }
        Ok(())
    }

    /// Says that a part is not read.
    pub(super) fn malformed(&mut self, span: Span) {
        let message =
            "this part of the state is not of the form that Terraform writes, and is not checked";
        self.faults.error("malformed-state", span, message);
    }

    /// A resource with all its instances. Those come after what they share, or are read when it is known.
    fn block(&mut self, cursor: &mut Cursor<'t>) -> Result<(), Stop> {
        let start = cursor.at();
        let (mut module, mut mode, mut type_name, mut name) = (None, None, None, None);
        let mut instances = None;
        cursor.entries(|cursor, key| {
            match &*key.text {
                "module" => module = cursor.string()?,
                "mode" => mode = cursor.string()?,
                "type" => type_name = cursor.string()?,
                "name" => name = cursor.string()?,
                "instances" => instances = Some(cursor.skip()?),
                _ => drop(cursor.skip()?),
            }
            Ok(())
        })?;
        let span = Span::new(self.file.id, start, start + 1);
        if mode.is_some_and(|mode| mode.text != "managed") {
            return Ok(());
        }
        let module = module.map_or(Cow::Borrowed(""), |module| module.text);
        let is_module = split_module(&module).is_some_and(|(_, rest)| rest.is_empty());
        let (Some(type_name), Some(name), Some(instances)) = (type_name, name, instances) else {
            self.malformed(span);
            return Ok(());
        };
        let block = Block {
            base: joined(&module, &format!("{}.{}", type_name.text, name.text)),
            type_name,
            name: name.span,
        };
        if !(module.is_empty() || is_module) || Address::of(&block.base).is_none() {
            self.malformed(span);
            return Ok(());
        }
        cursor.resume(instances.start, |cursor| {
            let is_list = cursor.items(|cursor| {
                let (tree, diagnostics) = cursor.tree()?;
                diagnostics
                    .into_iter()
                    .for_each(|one| self.faults.push(one));
                if let Some(root) = tree.root() {
                    self.instance(&block, root);
                }
                Ok(())
            })?;
            if !is_list {
                self.malformed(instances);
            }
            Ok(())
        })?;
        Ok(())
    }

    fn instance(&mut self, block: &Block<'t>, root: Node<'_>) {
        if root
            .get("deposed")
            .is_some_and(|node| node.shape() != Shape::Null)
        {
            return;
        }
        let key = root
            .get("index_key")
            .filter(|node| node.shape() == Shape::Scalar);
        let address = match key {
            Some(key) => format!("{}{}", block.base, bracketed(key)),
            None => block.base.clone(),
        };
        for told in ["private", "identity"] {
            self.secrets.extend(root.get(told).map(|node| node.span()));
        }
        let name = key.map_or(block.name, |key| key.span());
        let (properties_key, properties) =
            match (root.entry("attributes"), root.entry("attributes_flat")) {
                (Some((key, node)), _) if node.shape() == Shape::Mapping => (
                    key.span(),
                    self.attributes(&address, node, root.get("sensitive_attributes")),
                ),
                (_, Some((key, node))) => (key.span(), legacy::unflatten(node)),
                _ => (name, unread(root.span(), "the attributes of this resource")),
            };
        self.resources.push(Resource {
            name: address,
            type_name: block.type_name.text.clone().into_owned(),
            type_span: block.type_name.span,
            properties,
            properties_key,
            when: Guard::Always,
            metadata: None,
            span: name,
            whole: name.to(root.span()),
        });
    }

    /// The attributes of an instance, without those that are sensitive.
    pub(super) fn attributes<'n>(
        &mut self,
        address: &str,
        node: Node<'n>,
        sensitive: Option<Node<'n>>,
    ) -> Value {
        let hidden = hidden(node, sensitive);
        let all = hidden.is_none() && sensitive.is_some();
        let mut merge = Merge {
            follow: self.follow,
            language: self.language,
            place: Place {
                module: "",
                key: "",
                for_each: None,
                keyed: false,
            },
            name: address.to_owned(),
            hidden: hidden.unwrap_or_default(),
            secrets: &mut self.secrets,
            depth: 0,
            documents: None,
            joining: Joining::Plain,
        };
        let piece = Piece {
            unknown: Mark::No,
            sensitive: if all { Mark::Yes } else { Mark::No },
            written: Written::Unsaid,
        };
        merge.value(node, &piece)
    }
}

/// The key of an instance as it stands in an address.
fn bracketed(key: Node<'_>) -> String {
    let text = key.text().unwrap_or_default();
    match key.is_plain() {
        true => format!("[{text}]"),
        false => format!("[{}]", quoted(&text)),
    }
}

/// Places of the values that sensitive paths lead to; `None` where they cannot be told.
fn hidden(node: Node<'_>, paths: Option<Node<'_>>) -> Option<BTreeSet<(u32, u32)>> {
    let mut hidden = BTreeSet::new();
    let Some(paths) = paths else {
        return Some(hidden);
    };
    if paths.shape() != Shape::Sequence || paths.items().nth(MOST_PATHS).is_some() {
        return None;
    }
    for path in paths.items() {
        let mut found = Some(node);
        for step in path.items() {
            // Older versions write the value alone, newer ones with its type around it.
            let value = step.get("value")?;
            let value = value.get("value").unwrap_or(value).text()?;
            found = found.and_then(|node| match node.shape() {
                Shape::Sequence => node.items().nth(value.parse().ok()?),
                _ => node.get(&value),
            });
        }
        if let Some(node) = found {
            let span = node.span();
            hidden.insert((span.start, span.end));
        }
    }
    Some(hidden)
}
