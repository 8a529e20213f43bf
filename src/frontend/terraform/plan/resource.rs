//! A resource from its object in a plan or state.
//!
//! In: the tree of one object. Out: a [`Resource`]. What the resource is for is not known here.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::frontend::Resource;
use crate::frontend::terraform::address::{Address, without_keys};
use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Guard, Node, Shape, Term, Tree, Value};

use super::configuration::{Block, Configuration};
use super::documents::Documents;
use super::faults::Faults;
use super::mark::Mark;
use super::merge::{Joining, Merge, Piece};
use super::references::{Follow, Place};
use super::written::Written;
use crate::frontend::terraform::Language;

/// What resources are read with.
pub(super) struct Reader<'r, 't> {
    /// How references are followed.
    pub(super) follow: &'r Follow<'r, 't>,
    /// What is known of providers.
    pub(super) language: &'r Language,
    /// Data sources that are read later; none in a state.
    pub(super) documents: Option<&'r Documents<'t>>,
    /// Where sensitive values are.
    pub(super) secrets: Vec<Span>,
    /// What there is to say.
    pub(super) faults: Faults,
}

impl Reader<'_, '_> {
    /// The resource after a change; `None` where its address is none.
    pub(super) fn changed(&mut self, root: Node<'_>) -> Option<Resource> {
        let change = root.get("change")?;
        for key in ["before", "before_identity", "importing", "generated_config"] {
            let told = change.get(key).filter(|node| node.shape() != Shape::Null);
            self.secrets.extend(told.map(|node| node.span()));
        }
        let unknown = Mark::of(change.get("after_unknown"));
        let sensitive = Mark::of(change.get("after_sensitive"));
        self.resource(root, change.entry("after"), unknown, sensitive)
    }

    /// The resource of planned values, which omit what is not known.
    pub(super) fn planned(&mut self, root: Node<'_>) -> Option<Resource> {
        self.valued(root, Mark::Missing)
    }

    /// The resource of a state.
    pub(super) fn stored(&mut self, root: Node<'_>) -> Option<Resource> {
        self.valued(root, Mark::No)
    }

    fn valued(&mut self, root: Node<'_>, unknown: Mark<'_>) -> Option<Resource> {
        let sensitive = Mark::of(root.get("sensitive_values"));
        self.resource(root, root.entry("values"), unknown, sensitive)
    }

    fn resource(
        &mut self,
        root: Node<'_>,
        values: Option<(Node<'_>, Node<'_>)>,
        unknown: Mark<'_>,
        sensitive: Mark<'_>,
    ) -> Option<Resource> {
        let (address_node, type_node) = (root.get("address")?, root.get("type"));
        let text = address_node.text()?;
        let Some(address) = Address::of(&text).filter(|address| address.rest.is_empty()) else {
            let message =
                format!("`{text}` is not an address of a resource, so that it is not checked");
            self.faults
                .error("malformed-address", address_node.span(), message);
            return None;
        };
        let type_name = type_node.and_then(|node| node.text());
        let (block, expressions) = written(self.follow.configuration, &address);
        let piece = Piece {
            unknown,
            sensitive,
            written: expressions.written(),
        };
        let mut merge = Merge {
            follow: self.follow,
            language: self.language,
            place: Place {
                module: address.module,
                key: address.key,
                for_each: block.and_then(|block| block.for_each),
                keyed: false,
            },
            name: text.clone().into_owned(),
            hidden: BTreeSet::new(),
            secrets: &mut self.secrets,
            depth: 0,
            documents: self.documents,
            joining: Joining::Plain,
        };
        let (key, properties) = match values {
            Some((key, node)) => (key.span(), merge.properties(node, &piece)),
            None => {
                let span = address_node.span();
                (span, unread(span, "the values of this resource"))
            }
        };
        Some(Resource {
            name: text.clone().into_owned(),
            type_name: type_name.map_or(address.type_name.to_owned(), |name| name.into_owned()),
            type_span: type_node.unwrap_or(address_node).span(),
            properties,
            properties_key: key,
            when: Guard::Always,
            metadata: None,
            span: address_node.span(),
            whole: root.span(),
        })
    }
}

impl<'n> Merge<'_, '_> {
    /// The properties of a resource: a mapping, or unknown as a whole.
    pub(super) fn properties(&mut self, node: Node<'n>, piece: &Piece<'n>) -> Value {
        let is_marked = matches!(piece.unknown, Mark::Yes) || matches!(piece.sensitive, Mark::Yes);
        match node.shape() {
            Shape::Mapping => self.value(node, piece),
            _ if is_marked => self.value(node, piece),
            _ => unread(node.span(), "the values of this resource"),
        }
    }
}

/// The expressions of a block.
pub(super) enum Expressions {
    /// The block is not in the configuration, or there is none.
    Unsaid,
    /// The block sets nothing.
    Nothing,
    /// Their tree.
    Tree(Rc<Tree>),
}

impl Expressions {
    /// As what the value of the block comes from.
    pub(super) fn written(&self) -> Written<'_> {
        match self {
            Expressions::Unsaid => Written::Unsaid,
            Expressions::Nothing => Written::Blocks([].into()),
            Expressions::Tree(tree) => match tree.root() {
                Some(root) => Written::Blocks([root].into()),
                None => Written::Unsaid,
            },
        }
    }
}

/// The block that an address is of, with its expressions.
pub(super) fn written(
    configuration: &Configuration<'_>,
    address: &Address<'_>,
) -> (Option<Block>, Expressions) {
    let module = configuration.module(&without_keys(address.module));
    let block = module.and_then(|module| module.blocks.get(address.in_module().as_str()));
    let expressions = match block.map(|block| block.expressions) {
        None => Expressions::Unsaid,
        Some(None) => Expressions::Nothing,
        Some(Some(at)) => configuration
            .tree(at)
            .map_or(Expressions::Unsaid, Expressions::Tree),
    };
    (block.copied(), expressions)
}

/// A value that has not the form that it should have.
pub(super) fn unread(span: Span, what: &str) -> Value {
    Value {
        term: Term::Unknown(Cause::new(CauseKind::Malformed, what)),
        span,
    }
}
