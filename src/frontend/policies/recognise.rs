//! Which documents a file has, by its form.

use std::sync::Arc;

use crate::source::{Diagnostic, SourceFile, Span};
use crate::syntax::{self, Budget, Limits, Node, OffsetMap, Shape, Tree};

use super::value::value_of;
use super::{Policies, PolicyDocument, Stated, text};

/// The versions of the policy language.
const VERSIONS: [&str; 2] = ["2012-10-17", "2008-10-17"];

/// Under what a bundle has the document of an entry, and its name.
const DOCUMENT_KEYS: [&str; 4] = ["PolicyDocument", "Document", "document", "policy_document"];
const NAME_KEYS: [&str; 4] = ["PolicyName", "Name", "name", "policy_name"];

/// Whose inline policy it is, as the command line of the provider prints it.
const HOLDER_KEYS: [&str; 3] = ["RoleName", "UserName", "GroupName"];

/// The lists of everything that an account has, each with the key of its inline policies.
const ACCOUNT_KEYS: [(&str, &str); 3] = [
    ("UserDetailList", "UserPolicyList"),
    ("GroupDetailList", "GroupPolicyList"),
    ("RoleDetailList", "RolePolicyList"),
];

/// Whether a file has a JSON object on each line, by its name.
pub fn is_lines_path(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    extension.eq_ignore_ascii_case("jsonl") || extension.eq_ignore_ascii_case("ndjson")
}

/// Whether a document has the form of policies.
pub fn is_policies(root: Node<'_>) -> bool {
    form(root).is_some()
}

/// How policies are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// One document.
    Alone,
    /// A version of a managed policy.
    Version,
    /// A named document: an inline policy, or an entry of a bundle.
    Named,
    /// A list of documents.
    List,
    /// Documents by name.
    Mapping,
    /// All of an account.
    Account,
}

fn form(root: Node<'_>) -> Option<Form> {
    if root.shape() == Shape::Sequence {
        let mut items = root.items().peekable();
        items.peek()?;
        return items.all(is_entry).then_some(Form::List);
    }
    let version = root.get("PolicyVersion");
    if is_document(root) {
        Some(Form::Alone)
    } else if version.is_some_and(|version| version.get("Document").is_some_and(holds_document)) {
        Some(Form::Version)
    } else if document_of(root).is_some() {
        Some(Form::Named)
    } else if is_account(root) {
        Some(Form::Account)
    } else {
        let mut entries = root.entries().peekable();
        entries.peek()?;
        let all = entries.all(|(_, value)| is_entry(value));
        all.then_some(Form::Mapping)
    }
}

/// Whether a node is a policy document: it has statements with an effect, or the version of the language.
fn is_document(node: Node<'_>) -> bool {
    let version = node.get("Version").and_then(Node::text);
    if version.is_some_and(|version| VERSIONS.contains(&&*version)) {
        return node
            .entries()
            .all(|(_, value)| value.shape() != Shape::Mapping)
            || node.get("Statement").is_some();
    }
    let Some(statements) = node.get("Statement") else {
        return false;
    };
    let is_statement = |node: Node<'_>| node.get("Effect").is_some();
    match statements.shape() {
        Shape::Mapping => is_statement(statements),
        Shape::Sequence => statements.items().next().is_some_and(is_statement),
        _ => false,
    }
}

/// Whether a node is a document, or a text of one.
fn holds_document(node: Node<'_>) -> bool {
    match node.shape() {
        Shape::Mapping => is_document(node),
        Shape::Scalar => node
            .text()
            .is_some_and(|text| text::is_document_text(&text) && text.contains("Statement")),
        _ => false,
    }
}

/// The document of a mapping that names one.
fn document_of(node: Node<'_>) -> Option<Node<'_>> {
    let found = DOCUMENT_KEYS.iter().find_map(|key| node.get(key));
    found.filter(|found| holds_document(*found))
}

fn is_entry(node: Node<'_>) -> bool {
    is_document(node) || document_of(node).is_some()
}

fn is_account(root: Node<'_>) -> bool {
    let is_list = |key: &str| {
        root.get(key)
            .is_some_and(|list| list.shape() == Shape::Sequence)
    };
    ACCOUNT_KEYS.iter().any(|(key, _)| is_list(key))
}

/// Reads what [`is_policies`] recognised.
pub fn read(
    tree: &Tree,
    root: Node<'_>,
    limits: &Limits,
    faults: &mut Vec<Diagnostic>,
) -> Policies {
    let mut reader = Reader {
        file: tree.file(),
        limits,
        budget: Budget::of(tree, limits),
        faults,
        documents: Vec::new(),
    };
    reader.read(root, &stem(&tree.file().path));
    Policies {
        file: tree.file().id,
        documents: reader.documents,
    }
}

/// Reads a text of which each line is an object. Lines that are no policies are errors; `None` where no line is one.
pub fn lines(
    file: &Arc<SourceFile>,
    limits: &Limits,
    faults: &mut Vec<Diagnostic>,
) -> Option<Policies> {
    let (mut documents, mut start) = (Vec::new(), 0);
    let name = stem(&file.path);
    for (index, line) in file.text().split_inclusive('\n').enumerate() {
        let from = start;
        start += line.len();
        let line = line.trim_end();
        if line.trim_start_matches('\u{feff}').trim().is_empty() {
            continue;
        }
        // Files end before offsets do.
        let at = u32::try_from(from).unwrap_or(u32::MAX);
        let offsets = OffsetMap::identity(at);
        let (tree, said) = syntax::parse_json_text(line, &offsets, file, limits);
        faults.extend(said);
        let Some(root) = tree.root() else { continue };
        if !is_policies(root) {
            let span = Span::new(file.id, at, at.saturating_add(line.len() as u32));
            let message = "this line is no policy: expected an object with `name` and `document`";
            faults.push(Diagnostic::error("not-recognised", span, message));
            continue;
        }
        let mut reader = Reader {
            file,
            limits,
            budget: Budget::of(&tree, limits),
            faults,
            documents: Vec::new(),
        };
        reader.read(root, &format!("{name}-{}", index + 1));
        documents.extend(reader.documents);
    }
    let file = file.id;
    (!documents.is_empty()).then_some(Policies { file, documents })
}

struct Reader<'f> {
    file: &'f Arc<SourceFile>,
    limits: &'f Limits,
    budget: Budget,
    faults: &'f mut Vec<Diagnostic>,
    documents: Vec<PolicyDocument>,
}

impl Reader<'_> {
    fn read(&mut self, root: Node<'_>, name: &str) {
        match form(root) {
            Some(Form::Alone) => self.add(name, root, Stated::Nothing, root.span()),
            Some(Form::Version) => {
                let version = root.get("PolicyVersion");
                if let Some(document) = version.and_then(|version| version.get("Document")) {
                    self.add(name, document, Stated::Identity, document.span());
                }
            }
            Some(Form::Named) => self.entry(root, name),
            Some(Form::List) => {
                for (index, item) in root.items().enumerate() {
                    self.entry(item, &format!("{name}-{}", index + 1));
                }
            }
            Some(Form::Mapping) => {
                for (key, value) in root.entries() {
                    let name = key.text().unwrap_or_default();
                    match document_of(value) {
                        Some(_) => self.entry(value, &name),
                        None => self.add(&name, value, Stated::Nothing, key.span()),
                    }
                }
            }
            Some(Form::Account) => self.account(root),
            None => {}
        }
    }

    /// A document, or a mapping that names one.
    fn entry(&mut self, node: Node<'_>, name: &str) {
        let Some(document) = document_of(node) else {
            return self.add(name, node, Stated::Nothing, node.span());
        };
        let named = NAME_KEYS.iter().find_map(|key| node.get(key));
        let own = named.and_then(Node::text);
        let is_held = HOLDER_KEYS.iter().any(|key| node.get(key).is_some());
        let stated = match is_held {
            true => Stated::Identity,
            false => Stated::Nothing,
        };
        let at = named.map_or(document.span(), Node::span);
        self.add(own.as_deref().unwrap_or(name), document, stated, at);
    }

    /// What an account has: the policies of its users, groups and roles, and its own managed policies.
    fn account(&mut self, root: Node<'_>) {
        for (list, inline) in ACCOUNT_KEYS {
            for holder in root.get(list).into_iter().flat_map(Node::items) {
                let key = HOLDER_KEYS.iter().find_map(|key| holder.get(key));
                let name = key.and_then(Node::text).unwrap_or_default();
                if let Some(trust) = holder.get("AssumeRolePolicyDocument") {
                    let at = key.map_or(trust.span(), Node::span);
                    self.add(&name, trust, Stated::Trust, at);
                }
                for policy in holder.get(inline).into_iter().flat_map(Node::items) {
                    let own = policy.get("PolicyName");
                    let full = own.and_then(Node::text).unwrap_or_default();
                    if let Some(document) = policy.get("PolicyDocument") {
                        let at = own.map_or(document.span(), Node::span);
                        self.add(&format!("{name}/{full}"), document, Stated::Identity, at);
                    }
                }
            }
        }
        for policy in root.get("Policies").into_iter().flat_map(Node::items) {
            let versions = policy.get("PolicyVersionList");
            let is_default = |version: &Node<'_>| {
                let flag = version.get("IsDefaultVersion").and_then(Node::text);
                flag.is_some_and(|flag| flag == "true")
            };
            let version = versions.into_iter().flat_map(Node::items).find(is_default);
            let document = version.and_then(|version| version.get("Document"));
            if let Some(document) = document {
                let own = policy.get("PolicyName");
                let name = own.and_then(Node::text).unwrap_or_default();
                let at = own.map_or(document.span(), Node::span);
                self.add(&name, document, Stated::Identity, at);
            }
        }
    }

    fn add(&mut self, name: &str, document: Node<'_>, stated: Stated, span: Span) {
        let value = match document.shape() {
            Shape::Scalar => text::read(document, self.file, self.limits, self.faults),
            _ => Some(value_of(document, None, &mut self.budget)),
        };
        self.documents.extend(value.map(|value| PolicyDocument {
            name: name.to_owned(),
            stated,
            value,
            span,
        }));
    }
}

/// The name of a file without folders and extension.
fn stem(path: &str) -> String {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    name.rsplit_once('.')
        .map_or(name, |(stem, _)| stem)
        .to_owned()
}
