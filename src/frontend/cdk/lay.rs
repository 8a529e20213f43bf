//! Laying over a template what its assembly says of it: the path of each construct, and the line of code that made it.
//!
//! In: a template and the assemblies of the run. Out: the template's [`Origin`]. What the resources are is not known here.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::frontend::manifest::{Stated, Written};
use crate::frontend::{Resource, Template};
use crate::source::{Diagnostic, SourceFile, Span, joined};

use super::frames::{Frame, from_home};
use super::survey::Artifact;
use super::{Assemblies, Construct, Origin};

/// The entry of a resource's metadata in which CDK writes the path of its construct.
const PATH: &str = "aws:cdk:path";

impl Assemblies {
    /// Adds to a template what its assembly says of it.
    pub fn lay(&self, file: &SourceFile, template: &mut Template, faults: &mut Vec<Diagnostic>) {
        let Some(artifact) = self.contents.artifacts.get(&file.path) else {
            return;
        };
        let mut constructs = BTreeMap::new();
        let mut strangers: Vec<(&Resource, String)> = Vec::new();
        let paths = artifact.metadata.paths_of(&artifact.file);
        let tree = self.trees.get(&artifact.top);
        for resource in &template.resources {
            let written = resource.metadata.as_ref().and_then(|own| own.get(PATH));
            let written = written.and_then(|path| path.as_text());
            let Some(path) = written.or_else(|| paths.get(resource.name.as_str()).copied()) else {
                continue;
            };
            let path = path.strip_prefix('/').unwrap_or(path);
            if tree.is_some_and(|tree| !tree.has(path, &resource.type_name)) {
                strangers.push((resource, path.to_owned()));
            }
            let construct = self.construct(artifact, path);
            constructs.insert(resource.whole, construct);
        }
        faults.extend(not_in_tree(&strangers));
        template.origin = Some(Box::new(Origin {
            stack: artifact.name.clone(),
            facts: facts(artifact),
            constructs,
        }));
    }

    fn construct(&self, artifact: &Artifact, path: &str) -> Construct {
        let frame = artifact.metadata.frame(path);
        let home = self.homes.get(&artifact.top);
        let at = frame.zip(home).map(|(frame, home)| {
            let way = from_home(&home.there, &frame.file);
            let code = self.code.get(&joined(&home.here, &way));
            // Code of another app that lies at the same place is not this one's.
            let code = code.filter(|_| home.is_found || !frame.file.starts_with('/'));
            let place = code.and_then(|code| place(code, frame));
            (place, format!("{way}:{}", frame.line))
        });
        let (place, line) = at.unzip();
        Construct {
            path: path.to_owned(),
            place: place.flatten(),
            line,
        }
    }
}

/// What is so of everything in the stack.
fn facts(artifact: &Artifact) -> Vec<Stated> {
    let stated = |name: &str, value: &Option<Written>| {
        value.clone().map(|value| Stated {
            attribute: Written {
                text: name.to_owned(),
                span: value.span,
            },
            span: value.span,
            values: vec![value],
            list: false,
        })
    };
    let account = artifact.account.as_ref();
    // What is no account number, such as a reference, says nothing.
    let account = account.filter(|one| one.text.bytes().all(|byte| byte.is_ascii_digit()));
    let both = [
        stated("account", &account.cloned()),
        stated("region", &artifact.region),
    ];
    both.into_iter().flatten().collect()
}

/// The rest of a line from the column of a frame on; `None` where the file has no such place.
fn place(code: &Arc<SourceFile>, frame: &Frame) -> Option<Span> {
    let last = code.position(code.span().end).line;
    if frame.line > last {
        return None;
    }
    let range = code.line_range(frame.line);
    let text = code.text().get(range.clone())?;
    let start = match frame.column {
        Some(column) => offset(text, column)?,
        None => text.len() - text.trim_start().len(),
    };
    let rest = text[start..].trim_end();
    let from = u32::try_from(range.start + start).ok()?;
    let length = u32::try_from(rest.len()).ok()?;
    (length > 0).then(|| Span::new(code.id, from, from + length))
}

/// The byte at which a column begins; `None` past the end.
fn offset(line: &str, column: u32) -> Option<usize> {
    let mut units = 1;
    for (at, character) in line.char_indices() {
        if units >= column {
            return Some(at);
        }
        units += character.len_utf16() as u32;
    }
    None
}

fn not_in_tree(strangers: &[(&Resource, String)]) -> Option<Diagnostic> {
    let (first, path) = strangers.first()?;
    let message = match strangers.len() {
        1 => format!("construct `{path}` is not in the tree of the assembly"),
        many => {
            format!("{many} constructs are not in the tree of the assembly, `{path}` among them")
        }
    };
    let fault = Diagnostic::warning("assembly-mixed", first.span, message);
    Some(fault.help("synthesise the app again: template and tree are not of the same run"))
}
