//! Which stacks there are: a template is one, unless others nest it; then it is one for each that does.
//!
//! In: templates as they stand alone. Out: stacks, parents before their nested ones. What cannot be followed (an address, a
//! file that is not there, a template within itself) stays the resource that it is, and is said.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::source::{Diagnostic, FileId, Place as At, Severity};
use crate::syntax::Guard;

use super::super::Template;
use super::super::cloudformation::{Surroundings, Wanted};
use super::target::{Stack, Target, stacks};
use super::values::one_of_several;
use super::{Place, Read, Run};

/// How deep stacks nest.
const DEEPEST: usize = 16;
/// Most stacks of a run: templates that nest others twice, level by level, make many of few.
const MOST: usize = 2_000;

/// A stack.
pub(super) struct Instance {
    pub(super) file: FileId,
    /// What it is called: the path of its template, with its place where there are several stacks of that.
    pub(super) name: String,
    /// The parent, by index, and the resource there.
    pub(super) parent: Option<(usize, String)>,
    /// Resources that are nested stacks, each with its index.
    pub(super) nested: BTreeMap<String, usize>,
    pub(super) place: Place,
    /// What the outermost stack is called.
    root: String,
    /// The resources on the way from the outermost template.
    way: Vec<String>,
    /// The template as it is read in this place.
    pub(super) template: Template,
    /// What it asks others for.
    pub(super) wanted: Wanted,
    pub(super) surroundings: Arc<Surroundings>,
}

/// The stacks of the templates.
pub(super) fn expand(
    alone: &[&Template],
    read: &BTreeMap<FileId, Read>,
    run: &mut Run<'_>,
) -> Vec<Instance> {
    let by_path = alone.iter().map(|one| (one.path.as_str(), *one));
    let by_path: BTreeMap<&str, &Template> = by_path.collect();
    let mut nested: BTreeSet<&str> = BTreeSet::new();
    for template in alone {
        for stack in stacks(template, run.language) {
            if let Target::File(path) = &stack.target
                && let Some((path, _)) = by_path.get_key_value(path.as_str())
                && *path != template.path
            {
                nested.insert(path);
            }
        }
    }
    let mut growing = Growing {
        read,
        by_path,
        instances: Vec::new(),
        said: BTreeSet::new(),
    };
    let outermost = alone
        .iter()
        .filter(|one| !nested.contains(one.path.as_str()));
    outermost.for_each(|one| growing.root(one, run));
    // Of templates that nest each other in a circle, each is a stack of its own where nobody else nests it.
    for template in alone {
        let is_there = growing
            .instances
            .iter()
            .any(|one| one.file == template.file);
        if !is_there {
            growing.root(template, run);
        }
    }
    let mut instances = growing.instances;
    name(&mut instances);
    instances
}

struct Growing<'t> {
    read: &'t BTreeMap<FileId, Read>,
    by_path: BTreeMap<&'t str, &'t Template>,
    instances: Vec<Instance>,
    /// What was said of resources: once, however many stacks their template is.
    said: BTreeSet<(FileId, u32)>,
}

impl<'t> Growing<'t> {
    /// Adds a stack that nobody nests, or each of them where the template is deployed several times.
    fn root(&mut self, template: &'t Template, run: &mut Run<'_>) {
        if let Some(several) = run.language.several.get(&template.path) {
            for (name, place) in several {
                self.outermost(template, (name.clone(), place.clone()), run);
            }
            return;
        }
        let place = run.language.places.get(&template.path).cloned();
        let place = (template.path.clone(), place.unwrap_or_default());
        self.outermost(template, place, run);
    }

    fn outermost(
        &mut self,
        template: &'t Template,
        (name, place): (String, Place),
        run: &mut Run<'_>,
    ) {
        self.instances.push(Instance {
            file: template.file,
            name: name.clone(),
            parent: None,
            nested: BTreeMap::new(),
            place,
            root: name,
            way: Vec::new(),
            template: template.clone(),
            wanted: self.read[&template.file].wanted.clone(),
            surroundings: Arc::default(),
        });
        let mut open = vec![self.instances.len() - 1];
        while let Some(parent) = open.pop() {
            let first = self.instances.len();
            let template = self.by_path[self.instances[parent].template.path.as_str()];
            for stack in stacks(template, run.language) {
                self.nest(parent, &stack, run);
            }
            open.extend((first..self.instances.len()).rev());
        }
    }

    /// Adds the stack that a resource is, if its template is there.
    fn nest(&mut self, parent: usize, stack: &Stack<'_>, run: &mut Run<'_>) {
        let name = &stack.resource.name;
        let path = match &stack.target {
            Target::File(path) => path,
            Target::Address(address) => {
                let message = format!(
                    "the template of stack `{name}` is at `{address}`: it is not fetched, and what it deploys is not checked"
                );
                return self.say(stack, "stack-not-read", Severity::Note, message, run);
            }
            Target::Open => {
                let message = format!(
                    "which template stack `{name}` has is not known before deployment: what it deploys is not checked"
                );
                return self.say(stack, "stack-not-read", Severity::Note, message, run);
            }
        };
        let Some(&template) = self.by_path.get(path.as_str()) else {
            let message = format!(
                "`{path}`, the template of stack `{name}`, was not read: what it deploys is not checked"
            );
            return self.say(stack, "stack-not-read", Severity::Error, message, run);
        };
        if self.is_within(parent, template.file) {
            let message = format!("stack `{name}` nests `{path}` within itself");
            return self.say(stack, "stack-cycle", Severity::Error, message, run);
        }
        let above = &self.instances[parent];
        if above.way.len() >= DEEPEST || self.instances.len() >= MOST {
            let message = format!(
                "stack `{name}` is not followed: there are too many stacks, or they nest too deep"
            );
            return self.say(stack, "too-many-stacks", Severity::Error, message, run);
        }
        let index = self.instances.len();
        let mut way = above.way.clone();
        way.push(name.clone());
        let nested = Instance {
            file: template.file,
            name: String::new(),
            parent: Some((parent, name.clone())),
            nested: BTreeMap::new(),
            place: Place {
                stack: None,
                parameters: BTreeMap::new(),
                ..above.place.clone()
            },
            root: above.root.clone(),
            way,
            template: template.clone(),
            wanted: self.read[&template.file].wanted.clone(),
            surroundings: Arc::default(),
        };
        self.instances.push(nested);
        self.instances[parent].nested.insert(name.clone(), index);
    }

    fn is_within(&self, index: usize, file: FileId) -> bool {
        let mut open = Some(index);
        while let Some(index) = open {
            let instance = &self.instances[index];
            if instance.file == file {
                return true;
            }
            open = instance.parent.as_ref().map(|(parent, _)| *parent);
        }
        false
    }

    fn say(
        &mut self,
        stack: &Stack<'_>,
        code: &'static str,
        severity: Severity,
        message: String,
        run: &mut Run<'_>,
    ) {
        if !self.said.insert((stack.at.file, stack.at.start)) {
            return;
        }
        let said = Diagnostic::new(code, severity, At::Span(stack.at), message);
        let help = match (code, severity) {
            ("stack-cycle", _) => "a stack cannot hold itself; name another template",
            (_, Severity::Note) => {
                "to have it checked, keep the template beside this one and name it by its path"
            }
            ("stack-not-read", _) => "it is not there, no template, or outside of what may be read",
            _ => "check the nested templates one by one",
        };
        run.diagnostics.push(said.help(help));
    }
}

/// Gives each stack a name that no other one has.
fn name(instances: &mut [Instance]) {
    let mut stacks: BTreeMap<FileId, usize> = BTreeMap::new();
    for instance in instances.iter() {
        *stacks.entry(instance.file).or_default() += 1;
    }
    for instance in instances {
        // Those that nobody nests have theirs.
        if instance.way.is_empty() {
            continue;
        }
        instance.name.clone_from(&instance.template.path);
        if stacks[&instance.file] > 1 {
            let way = instance.way.join("/");
            let place = format!("{}/{way}", instance.root);
            instance.name = one_of_several(&instance.name, &place);
        }
    }
}

/// The templates of the stacks by file: what is nested exists where its resource does, which is no resource of its own.
pub(super) fn finish(mut instances: Vec<Instance>) -> BTreeMap<FileId, Vec<Template>> {
    for index in 0..instances.len() {
        let when = match &instances[index].parent {
            Some((parent, name)) => {
                let mut resources = instances[*parent].template.resources.iter();
                let own = resources.find(|resource| resource.name == *name);
                own.map_or(Guard::Always, |resource| resource.when.clone())
            }
            None => Guard::Always,
        };
        let instance = &mut instances[index];
        let template = &mut instance.template;
        template.path.clone_from(&instance.name);
        if instance.parent.is_some() {
            template.within = Some(instance.root.clone());
        }
        if when != Guard::Always {
            for resource in &mut template.resources {
                resource.when = Guard::all([when.clone(), resource.when.clone()]);
            }
        }
    }
    let mut by_file: BTreeMap<FileId, Vec<Template>> = BTreeMap::new();
    for mut instance in instances {
        let nested = &instance.nested;
        let resources = &mut instance.template.resources;
        resources.retain(|resource| !nested.contains_key(&resource.name));
        by_file
            .entry(instance.file)
            .or_default()
            .push(instance.template);
    }
    by_file
}
