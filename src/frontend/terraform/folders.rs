//! Folders: which of them are deployed by themselves, and what each of those comes to.
//!
//! In: the parsed files of a run. Out: a template for each root module. A folder that another one calls as a module is part
//! of that one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::source::{Diagnostic, FileId, SourceFile};
use crate::syntax::{Guard, Term, Value};

use super::configuration::Configuration;
use super::expression::Block;
use super::module::{local_folder, source_of};
use super::program::{Frame, ModuleId, Program, at};
use super::{FilePart, Language, Parsed};
use crate::frontend::{Format, Output, Resource, Template};
use crate::syntax::Entry;

/// The files of a run, as far as they matter to Terraform.
#[derive(Default)]
pub struct Folders {
    parsed: Vec<Parsed>,
    /// All files, by path: functions can read them.
    files: BTreeMap<String, Arc<SourceFile>>,
    /// Paths of files that a person named.
    named: BTreeSet<String>,
    /// Folders with a file that was not read for another one alone.
    own: BTreeSet<String>,
}

/// What the folders of a run come to.
#[derive(Debug, Default)]
pub struct Deployed {
    /// A template for each root module.
    pub templates: Vec<Template>,
    /// Files that functions read.
    pub taken: BTreeSet<FileId>,
    /// What there is to say.
    pub diagnostics: Vec<Diagnostic>,
}

/// The name of the folder in which modules lie by convention: one that nobody calls is not deployed.
const MODULES: &str = "modules";

impl Folders {
    /// Adds a file; with what it is to Terraform, if anything.
    pub fn add(&mut self, file: &Arc<SourceFile>, role: crate::Role, parsed: Option<Parsed>) {
        if role == crate::Role::Named {
            self.named.insert(file.path.clone());
        }
        if role != crate::Role::Beside {
            self.own.insert(folder_of(&file.path).to_owned());
        }
        self.files.insert(file.path.clone(), Arc::clone(file));
        self.parsed.extend(parsed);
    }

    /// A template for each folder that is deployed by itself, with the values that a person gave to variables.
    pub fn read(self, language: &Language, given: &BTreeMap<String, String>) -> Deployed {
        let mut out = Deployed::default();
        let folders = configurations(self.parsed, &self.named, &mut out.diagnostics);
        let mut roots: Vec<&String> = roots(&folders, &mut out.diagnostics);
        roots.retain(|folder| self.own.contains(*folder));
        let read: Vec<(Template, BTreeSet<FileId>, Vec<Diagnostic>)> = roots
            .par_iter()
            .map(|folder| {
                let root = &folders[*folder];
                let mut program = Program::new(root, &folders, &self.files, language, given);
                let template = template(&mut program);
                (template, program.taken, program.diagnostics)
            })
            .collect();
        let mut said = BTreeSet::new();
        for (template, taken, diagnostics) in read {
            out.templates.push(template);
            out.taken.extend(taken);
            // What is wrong in a module is said once, however often it is called.
            let new = diagnostics.into_iter();
            let key =
                |one: &Diagnostic| (one.code, one.message.clone(), format!("{:?}", one.place));
            out.diagnostics
                .extend(new.filter(|one| said.insert(key(one))));
        }
        out
    }
}

/// The folder of a path; empty for the root.
pub(super) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The configuration of each folder. Override files count last, as Terraform reads them.
fn configurations(
    mut parsed: Vec<Parsed>,
    named: &BTreeSet<String>,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Configuration> {
    let overrides = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        let stem = name.split('.').next().unwrap_or(name);
        stem == "override" || stem.ends_with("_override")
    };
    parsed.sort_by(|one, other| {
        let key = |one: &Parsed| (overrides(&one.file.path), one.file.path.clone());
        key(one).cmp(&key(other))
    });
    let mut folders: BTreeMap<String, Configuration> = BTreeMap::new();
    for one in parsed {
        let folder = folder_of(&one.file.path).to_owned();
        let into = folders.entry(folder.clone()).or_default();
        into.folder = folder;
        into.named |= named.contains(&one.file.path);
        match one.part {
            FilePart::Configuration => {
                into.file = into.file.or(Some(one.file.id));
                into.add(one.body, overrides(&one.file.path), diagnostics);
            }
            FilePart::Values => {
                let own = one.body.attributes.into_iter();
                into.values.extend(own.map(|one| (one.name, one.value)));
            }
        }
    }
    folders.retain(|_, one| one.file.is_some());
    folders
}

/// The folders that are deployed by themselves.
fn roots<'f>(
    folders: &'f BTreeMap<String, Configuration>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<&'f String> {
    let calls = |folder: &str| -> BTreeSet<String> {
        let configuration = &folders[folder];
        let blocks = configuration.modules.values();
        let called = blocks.filter_map(|block| local_folder(&configuration.folder, block));
        called
            .filter(|called| called != folder && folders.contains_key(called))
            .collect()
    };
    let called: BTreeSet<String> = folders.keys().flat_map(|folder| calls(folder)).collect();
    let is_free = |folder: &&String| !called.contains(*folder) || folders[*folder].named;
    let mut roots: Vec<&String> = folders.keys().filter(is_free).collect();
    let is_aside = |folder: &String| {
        let beside = folder.split('/').any(|part| part == MODULES);
        beside && !folders[folder].named && !called.contains(folder)
    };
    let deployed = roots.iter().any(|folder| !is_aside(folder));
    if deployed {
        for folder in roots.iter().filter(|folder| is_aside(folder)) {
            diagnostics.extend(about_module(&folders[*folder]));
        }
        roots.retain(|folder| !is_aside(folder));
    }
    // Of folders that call each other in a ring, the first stands for all.
    let mut reached: BTreeSet<String> = BTreeSet::new();
    let mut open: Vec<String> = roots.iter().map(|folder| (*folder).clone()).collect();
    let aside: BTreeSet<&String> = folders
        .keys()
        .filter(|folder| deployed && is_aside(folder))
        .collect();
    open.extend(aside.iter().map(|folder| (*folder).clone()));
    let mut left = folders.keys();
    loop {
        while let Some(folder) = open.pop() {
            if reached.insert(folder.clone()) {
                open.extend(calls(&folder));
            }
        }
        match left.find(|folder| !reached.contains(*folder)) {
            Some(folder) => {
                roots.push(folder);
                open.push(folder.clone());
            }
            None => return roots,
        }
    }
}

/// What is said of a module that nobody calls.
fn about_module(configuration: &Configuration) -> Option<Diagnostic> {
    let (_, block) = configuration.resources.first()?;
    let message = format!(
        "the module `{}` is called by nothing that was read, so it is not checked",
        configuration.folder
    );
    let said = Diagnostic::warning("module-not-called", block.head(), message);
    Some(said.help("name its folder to check it by itself"))
}

/// What a root module comes to.
fn template(program: &mut Program<'_>) -> Template {
    let root = program.modules[0].configuration;
    let path = match root.folder.as_str() {
        "" => ".".to_owned(),
        folder => folder.to_owned(),
    };
    let mut template = Template::new(root.file.unwrap_or(FileId(0)), path, Format::Terraform);
    deploy(program, ModuleId(0), &mut template.resources);
    for (name, block) in &root.outputs {
        let value = program.output(ModuleId(0), name, block.head());
        template.outputs.push(Output {
            entry: Entry {
                key: name.clone(),
                key_span: block.head(),
                value,
            },
            export: None,
            when: Guard::Always,
        });
    }
    template.asked = std::mem::take(&mut program.asked);
    template
}

/// The resources of a module, and then of those that it calls.
fn deploy(program: &mut Program<'_>, id: ModuleId, out: &mut Vec<Resource>) {
    let configuration = program.module(id).configuration;
    for (key, block) in &configuration.resources {
        resources(program, id, key, block, out);
    }
    for (name, block) in &configuration.modules {
        match program.module_instances(id, name) {
            Some(instances) => {
                for (called, _) in instances.iter() {
                    deploy(program, *called, out);
                }
            }
            None => out.extend(unread_module(program, id, name, block)),
        }
    }
}

fn resources(
    program: &mut Program<'_>,
    module: ModuleId,
    key: &str,
    block: &Block,
    out: &mut Vec<Resource>,
) {
    let Some(expansion) = program.resource_instances(module, key) else {
        return;
    };
    let base = program.address(module, key);
    let outer = program.module(module).when.clone();
    for instance in &expansion.instances {
        let mut frame = instance.frame(&Frame::of(module));
        let properties = program.properties(block, &mut frame);
        out.push(Resource {
            name: format!("{base}{}", instance.suffix),
            type_name: block.label(0).unwrap_or_default().to_owned(),
            type_span: block.labels.first().map_or(block.kind_span, |(_, at)| *at),
            properties,
            properties_key: block.head(),
            when: Guard::all([outer.clone(), instance.when.clone()]),
            metadata: None,
            span: block.head(),
            whole: block.span,
        });
    }
}

/// What stands for a module whose source was not read: it refers to what its arguments name.
fn unread_module(
    program: &mut Program<'_>,
    module: ModuleId,
    name: &str,
    block: &Block,
) -> Option<Resource> {
    let configuration = program.module(module).configuration;
    let folder = local_folder(&configuration.folder, block);
    // A module that calls itself is no other thing.
    if folder
        .as_ref()
        .is_some_and(|folder| program.folders.contains_key(folder))
    {
        return None;
    }
    let type_name = source_of(block).unwrap_or("module").to_owned();
    let place = block
        .body
        .attribute("source")
        .map_or(block.head(), |one| one.value.span);
    if folder.is_some() {
        let message = format!("the module `{type_name}` is not in the files read");
        program.warn("module-not-read", place, message);
    }
    let mut frame = Frame::of(module);
    let expansion = program.expand(block, &mut frame);
    let when = expansion.instances.iter().map(|one| one.when.clone());
    let when = Guard::all([program.module(module).when.clone(), Guard::any(when)]);
    if when == Guard::Never {
        return None;
    }
    let mut frame = expansion.instances.first()?.frame(&frame);
    let mut properties = program.properties(block, &mut frame);
    if let Term::Map(entries) = &mut properties.term {
        entries.retain(|one| !matches!(one.key.as_str(), "source" | "version" | "providers"));
    }
    Some(Resource {
        name: program.address(module, &format!("module.{name}")),
        type_name,
        type_span: place,
        properties: at_block(properties, block),
        properties_key: block.head(),
        when,
        metadata: None,
        span: block.head(),
        whole: block.span,
    })
}

fn at_block(value: Value, block: &Block) -> Value {
    at(value.term, block.span)
}
