//! What names in catalog and rules stand for.
//!
//! In: the names that are defined anywhere. Out: their ids, or an error with a span. Which file uses a name for what is
//! not known here.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::frontend::Format;
use crate::graph::{DataClass, Layer, Level, Payload};
use crate::knowledge::{Citation, Endpoint, KindId, ServiceId};
use crate::source::{Diagnostic, Span};
use crate::syntax::Node;
use crate::syntax::fields::{self, Fields, unknown_name};
use crate::vocabulary::{AttributeId, Vocabulary};

use super::{Parsed, stem};

/// The formats that kinds and examples can be written for.
pub(super) const FORMATS: [Format; 2] = [Format::CloudFormation, Format::Terraform];

/// Directions of flows by name.
pub(super) const DIRECTIONS: [(&str, Endpoint); 5] = [
    ("out", Endpoint::Out),
    ("in", Endpoint::In),
    ("call", Endpoint::Call),
    ("called_by", Endpoint::CalledBy),
    ("both", Endpoint::Both),
];

/// How sure a host or variable is, by name.
pub(super) const LEVELS: [(&str, Level); 2] = [("yes", Level::Yes), ("possible", Level::Possible)];

/// All names that are defined.
#[derive(Clone, Copy)]
pub(super) struct Names<'k> {
    pub(super) vocabulary: &'k Vocabulary,
    pub(super) citations: &'k BTreeMap<Arc<str>, Citation>,
    pub(super) kinds: &'k BTreeMap<Arc<str>, KindId>,
    pub(super) services: &'k BTreeMap<Arc<str>, ServiceId>,
    /// Groups of words by which texts are recognised.
    pub(super) recognised: &'k BTreeMap<String, Vec<String>>,
}

impl Names<'_> {
    /// The kind that a node names.
    pub(super) fn kind(&self, node: Node<'_>, faults: &mut Vec<Diagnostic>) -> Option<KindId> {
        let name = fields::text(node, faults)?;
        let found = self.kinds.get(&*name).copied();
        if found.is_none() {
            faults.push(unknown_name(
                "kind",
                &name,
                node.span(),
                self.kinds.keys().map(|kind| &**kind),
            ));
        }
        found
    }

    /// The service that a node names.
    pub(super) fn service(
        &self,
        node: Node<'_>,
        faults: &mut Vec<Diagnostic>,
    ) -> Option<ServiceId> {
        let name = fields::text(node, faults)?;
        let found = self.services.get(&*name).copied();
        if found.is_none() {
            faults.push(unknown_name(
                "service",
                &name,
                node.span(),
                self.services.keys().map(|name| &**name),
            ));
        }
        found
    }

    /// Whether a text is the name of a kind or of a service.
    pub(super) fn is_kind_or_service(
        &self,
        name: &str,
        node: Node<'_>,
        faults: &mut Vec<Diagnostic>,
    ) -> bool {
        let found = self.kinds.contains_key(name) || self.services.contains_key(name);
        if !found {
            let known = self.kinds.keys().chain(self.services.keys());
            let known = known.map(|one| &**one);
            faults.push(unknown_name("kind or service", name, node.span(), known));
        }
        found
    }

    /// The attribute of a name that is written at a span.
    pub(super) fn attribute(
        &self,
        name: &str,
        at: Span,
        faults: &mut Vec<Diagnostic>,
    ) -> Option<AttributeId> {
        let found = self.vocabulary.id(name);
        if found.is_none() {
            let candidates = self
                .vocabulary
                .iter()
                .map(|(_, attribute)| &*attribute.name);
            faults.push(unknown_name("attribute", name, at, candidates));
        }
        found
    }

    /// The citation that `cite` names, which the mapping must have.
    pub(super) fn citation(
        &self,
        fields: &Fields<'_>,
        faults: &mut Vec<Diagnostic>,
    ) -> Option<(Arc<str>, Citation)> {
        cited(fields, self.citations, faults)
    }
}

/// The citation that `cite` names, which the mapping must have.
pub(super) fn cited(
    fields: &Fields<'_>,
    citations: &BTreeMap<Arc<str>, Citation>,
    faults: &mut Vec<Diagnostic>,
) -> Option<(Arc<str>, Citation)> {
    let node = fields.need("cite", faults)?;
    let name = fields::text(node, faults)?;
    let found = citations.get_key_value(&*name);
    if found.is_none() {
        let known = citations.keys().map(|name| &**name);
        faults.push(unknown_name("citation", &name, node.span(), known));
    }
    found.map(|(name, citation)| (Arc::clone(name), citation.clone()))
}

/// The payload that a node names.
pub(super) fn payload(node: Node<'_>, faults: &mut Vec<Diagnostic>) -> Option<Payload> {
    fields::choice(
        node,
        "payload",
        &Payload::ALL.map(|payload| (payload.name(), payload)),
        faults,
    )
}

/// The layer that a node names.
pub(super) fn layer(node: Node<'_>, faults: &mut Vec<Diagnostic>) -> Option<Layer> {
    fields::choice(
        node,
        "layer",
        &Layer::ALL.map(|layer| (layer.name(), layer)),
        faults,
    )
}

/// The data class that a node names.
pub(super) fn class(node: Node<'_>, faults: &mut Vec<Diagnostic>) -> Option<DataClass> {
    fields::choice(
        node,
        "data class",
        &DataClass::ALL.map(|class| (class.name(), class)),
        faults,
    )
}

/// The name that a file gives itself, which must be the file's own; an error where it is not, `None` where it is missing.
pub(super) fn file_name(
    fields: &Fields<'_>,
    key: &str,
    parsed: &Parsed,
    faults: &mut Vec<Diagnostic>,
) -> Option<String> {
    let node = fields.need(key, faults)?;
    let name = fields::text(node, faults)?;
    let expected = stem(&parsed.file.path);
    if name != expected {
        let message = format!("`{name}` is not the name of its file, `{expected}`");
        faults.push(
            Diagnostic::error("name-mismatch", node.span(), message).help("rename one of them"),
        );
    }
    Some(name.into_owned())
}
