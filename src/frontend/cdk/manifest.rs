//! `manifest.json` of a cloud assembly: which stacks it has, where each goes, and which files belong to it.
//!
//! In: the file. Out: a [`Manifest`] of texts with their places. Whether the files that it names are there is not known here.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::frontend::manifest::Written;
use crate::source::{Diagnostic, Severity, SourceFile};
use crate::syntax::{self, Limits, Node, Shape, Tree};

/// How the file of an assembly is called.
const FILE_NAME: &str = "manifest.json";
/// The types of artifacts that are read.
const STACK: &str = "aws:cloudformation:stack";
const TREE: &str = "cdk:tree";
const ASSETS: &str = "cdk:asset-manifest";
const NESTED: &str = "cdk:cloud-assembly";
/// How an environment begins: the account and the Region follow, with a `/` between them.
const ENVIRONMENT: &str = "aws://";
/// What stands for an account or a Region that the app does not choose.
const UNKNOWN: [&str; 2] = ["unknown-account", "unknown-region"];

/// What a manifest says, as far as it is needed.
#[derive(Debug, Default)]
pub(super) struct Manifest {
    pub(super) stacks: Vec<Stack>,
    pub(super) trees: Vec<Written>,
    /// Files of asset manifests by the id of the artifact.
    pub(super) assets: BTreeMap<String, Written>,
    /// Folders of nested assemblies.
    pub(super) nested: Vec<Written>,
}

/// A stack of an assembly.
#[derive(Debug)]
pub(super) struct Stack {
    pub(super) template: Written,
    pub(super) name: Written,
    pub(super) account: Option<Written>,
    pub(super) region: Option<Written>,
    pub(super) parameters: BTreeMap<String, String>,
    pub(super) dependencies: Vec<String>,
    pub(super) more_metadata: Option<Written>,
    /// What the manifest itself says of its constructs.
    pub(super) metadata: super::metadata::Metadata,
}

/// What a file turned out to be.
pub(super) enum Reading {
    /// Something else.
    Other,
    /// An assembly of which nothing can be said but what is wrong with it.
    Broken(Vec<Diagnostic>),
    /// An assembly.
    Read(Manifest),
}

/// Reads a file as the manifest of an assembly. Many things are called so.
pub(super) fn read(file: &Arc<SourceFile>) -> Reading {
    if !is_likely(&file.path, file.text()) {
        return Reading::Other;
    }
    let (tree, diagnostics) = syntax::parse(file, &Limits::default());
    let faults = errors(diagnostics);
    if !faults.is_empty() {
        return Reading::Broken(faults);
    }
    let Some(root) = tree.root().filter(|root| is_manifest(*root)) else {
        return Reading::Other;
    };
    Reading::Read(manifest(root))
}

/// Whether a file is probably the manifest of an assembly.
pub(super) fn is_likely(path: &str, text: &str) -> bool {
    let named = path.rsplit('/').next() == Some(FILE_NAME);
    named && text.contains("\"artifacts\"") && types().any(|name| text.contains(name))
}

/// The root of a file of an assembly in JSON; `None` with the errors where it has none.
pub(super) fn parsed(file: &Arc<SourceFile>, faults: &mut Vec<Diagnostic>) -> Option<Tree> {
    let (tree, diagnostics) = syntax::parse(file, &Limits::default());
    let found = errors(diagnostics);
    let whole = found.is_empty() && tree.root().is_some();
    faults.extend(found);
    whole.then_some(tree)
}

fn errors(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.retain(|one| one.severity == Severity::Error);
    diagnostics
}

fn types() -> impl Iterator<Item = &'static str> {
    [STACK, TREE, ASSETS, NESTED].into_iter()
}

fn is_manifest(root: Node<'_>) -> bool {
    let is_known = |(_, artifact): (Node<'_>, Node<'_>)| {
        let own = artifact.get("type").and_then(Node::text);
        own.is_some_and(|own| types().any(|name| name == own))
    };
    let version = root.get("version").and_then(Node::text);
    let artifacts = root.get("artifacts");
    version.is_some() && artifacts.is_some_and(|all| all.entries().any(is_known))
}

fn manifest(root: Node<'_>) -> Manifest {
    let mut out = Manifest::default();
    let artifacts = root.get("artifacts").into_iter().flat_map(Node::entries);
    for (key, artifact) in artifacts {
        let Some(id) = written(key) else { continue };
        let property = |name: &str| artifact.get("properties")?.get(name).and_then(written);
        match artifact.get("type").and_then(Node::text).as_deref() {
            Some(STACK) => out.stacks.extend(stack(id, artifact)),
            Some(TREE) => out.trees.extend(property("file")),
            Some(NESTED) => out.nested.extend(property("directoryName")),
            Some(ASSETS) => {
                let file = property("file").map(|file| (id.text, file));
                out.assets.extend(file);
            }
            _ => {}
        }
    }
    out
}

fn stack(id: Written, artifact: Node<'_>) -> Option<Stack> {
    let properties = artifact.get("properties")?;
    let environment = artifact.get("environment").and_then(written);
    let environment = environment.and_then(|one| {
        let (account, region) = one.text.strip_prefix(ENVIRONMENT)?.split_once('/')?;
        let part = |text: &str| {
            let known = !text.is_empty() && !UNKNOWN.contains(&text);
            known.then(|| Written {
                text: text.to_owned(),
                span: one.span,
            })
        };
        Some((part(account), part(region)))
    });
    let (account, region) = environment.unwrap_or_default();
    let mut metadata = super::metadata::Metadata::default();
    metadata.add(artifact.get("metadata"));
    let parameters = properties.get("parameters").into_iter();
    let parameters = parameters
        .flat_map(Node::entries)
        .filter_map(|(key, value)| {
            let value = (value.shape() == Shape::Scalar).then(|| value.text())??;
            Some((key.text()?.into_owned(), value.into_owned()))
        });
    let dependencies = artifact.get("dependencies").into_iter();
    let dependencies = dependencies.flat_map(Node::items).filter_map(Node::text);
    Some(Stack {
        template: written(properties.get("templateFile")?)?,
        name: properties.get("stackName").and_then(written).unwrap_or(id),
        account,
        region,
        parameters: parameters.collect(),
        dependencies: dependencies.map(String::from).collect(),
        more_metadata: artifact.get("additionalMetadataFile").and_then(written),
        metadata,
    })
}

fn written(node: Node<'_>) -> Option<Written> {
    Some(Written {
        text: node.text()?.into_owned(),
        span: node.span(),
    })
}

/// A file or folder that is published for the stacks.
pub(super) struct Published {
    /// Its path, from the folder of the assembly on.
    pub(super) path: Written,
    /// What it is called where it is published: names made of what is in it.
    pub(super) names: Vec<String>,
}

/// What an asset manifest publishes.
pub(super) fn published(tree: &Tree) -> Vec<Published> {
    let files = tree.root().and_then(|root| root.get("files")).into_iter();
    let name = |(_, place): (Node<'_>, Node<'_>)| {
        let key = place.get("objectKey")?.text()?;
        Some(key.rsplit('/').next()?.to_owned())
    };
    let one = |(_, file): (Node<'_>, Node<'_>)| {
        let places = file.get("destinations").into_iter().flat_map(Node::entries);
        Some(Published {
            path: file.get("source")?.get("path").and_then(written)?,
            names: places.filter_map(name).collect(),
        })
    };
    files.flat_map(Node::entries).filter_map(one).collect()
}
