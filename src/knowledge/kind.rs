//! Kinds: how a resource type of a format becomes a component, its attributes and its relations.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::frontend::Format;
use crate::graph::{Layer, Payload};
use crate::source::Span;
use crate::vocabulary::{AttributeId, Literal};

use super::{Path, Satellite, ServiceId, StatementMapping};

/// Index of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KindId(pub u16);

/// The data-flow-diagram role of a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Element {
    /// Somebody or something outside.
    ExternalEntity,
    /// Something that works on data: all that it receives can leave on every flow out.
    Process,
    /// Something that passes data on: requests to its targets, responses to its callers.
    Relay,
    /// Something that keeps data: all that it holds goes to its readers.
    DataStore,
    /// Something that no data passes through: a key, a role, a subnet.
    Support,
}

impl Element {
    /// Its name in catalog files and rules.
    pub fn name(self) -> &'static str {
        match self {
            Element::ExternalEntity => "external_entity",
            Element::Process => "process",
            Element::Relay => "relay",
            Element::DataStore => "data_store",
            Element::Support => "support",
        }
    }
}

/// A kind.
#[derive(Clone, Debug)]
pub struct Kind {
    /// Its name, such as `aws.s3.bucket`.
    pub name: Arc<str>,
    /// Role in a data-flow diagram; `None` for a connector.
    pub element: Option<Element>,
    /// The service it belongs to.
    pub service: ServiceId,
    /// Whether its responses carry the classes of their own request only (a service that many callers share).
    pub per_call: bool,
    /// Whether clients reach it over a network with credentials of its own, so that no grant says who reads it: a database,
    /// a cache, a file system.
    pub network_clients: bool,
    /// Actions that who reads or writes has to be allowed on the key of the component, where the service uses the key with the
    /// credentials of its caller; none where it does not.
    pub key_of_caller: KeyOfCaller,
    /// The ARNs that policies can mean a component of this kind by, with `{partition}`, `{region}`, `{account}`, and
    /// `{name}`, or `{path}` where the name can have separators;
    /// its own first, then those of what lies in it. Empty where that is not known.
    pub arns: Vec<String>,
    /// What declares it, by format; empty for kinds that are only implied.
    pub sources: BTreeMap<Format, SourceSpec>,
    /// How its attributes are read.
    pub attributes: Vec<AttributeMapping>,
    /// How it relates to others.
    pub relations: Vec<RelationMapping>,
    /// For a connector: the two components it joins.
    pub connector: Option<Connector>,
    /// Permissions that the resource itself gives.
    pub grants: Vec<GrantMapping>,
    /// Path to the component that references to the resource mean, where it is none itself, by format.
    pub stands_for: BTreeMap<Format, Vec<Path>>,
    /// Components that exist because this one does.
    pub implies: Vec<Implication>,
    /// Properties whose texts have a language of their own, by format.
    pub texts: BTreeMap<Format, Texts>,
    /// What a definition among its properties calls.
    pub calls: Vec<CallMapping>,
    /// The property that describes operations of an interface, by format.
    pub operations: BTreeMap<Format, Operations>,
    /// Where the kind is defined.
    pub span: Span,
}

/// What the use of a component takes on its key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyOfCaller {
    /// All of these to read.
    pub read: Vec<String>,
    /// All of these to write.
    pub write: Vec<String>,
}

/// What declares a kind in one format.
#[derive(Clone, Debug)]
pub struct SourceSpec {
    /// The resource types that mean the same.
    pub types: Vec<String>,
    /// Attributes of a reference that mean the component itself, and properties that name it (`Ref`, `Arn`, `BucketName`).
    pub identity: Vec<String>,
    /// Resources that belong to a component of this kind.
    pub satellites: Vec<Satellite>,
}

/// How one attribute is read.
#[derive(Clone, Debug)]
pub struct AttributeMapping {
    /// The attribute.
    pub attribute: AttributeId,
    /// Paths by format; the first that is present counts.
    pub paths: BTreeMap<Format, Vec<Path>>,
    /// What counts in the place of this mapping for one format alone.
    pub variants: BTreeMap<Format, AttributeMapping>,
    /// A fixed value, in place of paths.
    pub constant: Option<Literal>,
    /// The value where something is written at a path, whatever it is; the opposite where nothing is.
    pub present: Option<bool>,
    /// Texts as written → texts of the vocabulary; a text that is not listed stays as it is where the attribute is open,
    /// else it is unknown.
    pub values: BTreeMap<String, String>,
    /// What a reference to a resource reads as, by the type of the resource.
    pub references: BTreeMap<String, String>,
    /// The value where nothing is written, with the citation that says so.
    pub default: Option<(Literal, Arc<str>)>,
    /// Lists whose items are read one by one, all together, by format; `paths` are relative to an item.
    pub each: BTreeMap<Format, Vec<Path>>,
    /// What must hold of an item, or its texts do not count.
    pub only: Vec<ItemTest>,
    /// What texts are recognised as, by the words in them: names of groups of `recognised_words`.
    pub recognises: Vec<String>,
    /// Relations through which the attribute is taken from another component; the first that leads anywhere counts, and goes
    /// before what is written here.
    pub through: Vec<Arc<str>>,
    /// For records: where each part of an item stands, relative to it.
    pub parts: Vec<PartMapping>,
    /// For policies: where items say what a statement of a policy would say, relative to them.
    pub statement: Option<StatementMapping>,
    /// Paths of which one has to be present for the default to count; empty where it always does.
    pub beside: Vec<Path>,
    /// Texts that mean that nothing is written.
    pub nothing: Vec<String>,
    /// Where another property decides what holds where nothing is written: what it says reads by `values`.
    pub default_by: BTreeMap<Format, Vec<Path>>,
    /// The property to name where nothing is written, by format; the first of the paths where there is none.
    pub asks_for: BTreeMap<Format, Vec<Path>>,
}

impl AttributeMapping {
    /// What counts for a format.
    pub fn in_format(&self, format: Format) -> &Self {
        self.variants.get(&format).unwrap_or(self)
    }
}

/// Where one part of a record stands.
#[derive(Clone, Debug)]
pub struct PartMapping {
    /// Its name.
    pub name: Arc<str>,
    /// Paths within the item by format; all of them count.
    pub paths: BTreeMap<Format, Vec<Path>>,
}

/// What must hold of an item of a list.
#[derive(Clone, Debug)]
pub struct ItemTest {
    /// Paths within the item by format; the first that is present counts.
    pub paths: BTreeMap<Format, Vec<Path>>,
    /// What must stand there.
    pub wanted: Wanted,
    /// The text where nothing is written, with the citation that says so.
    pub default: Option<(String, Arc<str>)>,
}

/// What must stand at the paths of a test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// One of these texts, whatever their case.
    OneOf(Vec<String>),
    /// Anything.
    Something,
    /// Nothing.
    Nothing,
}

/// Properties whose texts are JSON or YAML.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    /// Their names.
    pub names: Vec<String>,
    /// The property that has what stands for `${name}` in them, if there is one.
    pub substitutions: Option<String>,
}

/// A property with an OpenAPI document, of which each operation is a resource of its own.
#[derive(Clone, Debug)]
pub struct Operations {
    /// The property.
    pub at: String,
    /// Properties that say that the document lies elsewhere.
    pub elsewhere: Vec<String>,
    /// The type of the resources.
    pub type_name: String,
    /// Their property that refers to the component with the document.
    pub interface: String,
    /// Their property that has verb and path.
    pub route: String,
    /// Their property that says how callers are authorized.
    pub authorization: String,
    /// Their property that has what the operation calls.
    pub integration: String,
    /// What extensions of the document are called.
    pub words: OperationWords,
}

/// Names of extensions in an OpenAPI document.
#[derive(Clone, Debug, Default)]
pub struct OperationWords {
    /// The verb that stands for all.
    pub any: String,
    /// What an operation calls.
    pub integration: String,
    /// How callers of an operation are authorized.
    pub auth: String,
    /// How those are authorized who come by a security scheme.
    pub authtype: String,
    /// Who authorizes those who come by a security scheme.
    pub authorizer: String,
}

/// What the items of a definition call: components, actions of services, addresses. Paths are relative to an item.
#[derive(Clone, Debug)]
pub struct CallMapping {
    /// What an item is called in reasons.
    pub name: Arc<str>,
    /// Paths to the items, by format.
    pub each: BTreeMap<Format, Vec<Path>>,
    /// Paths to what says that the definition lies elsewhere, by format.
    pub elsewhere: BTreeMap<Format, Vec<Path>>,
    /// What must hold of an item, or it calls nothing.
    pub only: Vec<ItemTest>,
    /// What is called: the name of a component, or an action in one of the `forms`.
    pub what: Vec<Path>,
    /// How an action is written: what stands before its service and name, with one `*` for a part without colons.
    pub forms: Vec<String>,
    /// Services as written there → prefixes of actions; others are prefixes themselves.
    pub prefixes: BTreeMap<String, String>,
    /// Actions as written there → actions; others are compared as they are, whatever their case.
    pub actions: BTreeMap<String, String>,
    /// Actions as written there that call an address.
    pub addresses: Vec<String>,
    /// What an action is used on, or the address.
    pub on: Vec<Path>,
    /// Patterns of texts that are worked out at run time, so that they name nothing.
    pub computed: Vec<String>,
    /// What moves where a component is called by its name.
    pub payload: Payload,
}

/// One end of a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Endpoint {
    /// Data moves from this component to the other.
    Out,
    /// Data moves from the other to this one.
    In,
    /// A call of this component: a request out and its response in.
    Call,
    /// Calls by the other: a request in and its response out.
    CalledBy,
    /// Read and write.
    Both,
}

/// What a flow carries, or which attribute decides it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PayloadChoice {
    /// Always this.
    Fixed(Payload),
    /// The text of an attribute of the component where the data starts; `otherwise` where it has none.
    Attribute {
        /// The attribute, of closed texts that name payloads.
        attribute: AttributeId,
        /// The payload where the attribute is absent.
        otherwise: Payload,
    },
}

/// How a component relates to the components that a property names.
#[derive(Clone, Debug)]
pub struct RelationMapping {
    /// Its name, for reasons.
    pub name: Arc<str>,
    /// Paths to the targets (relative to `each` where that is given), by format; the first that is present counts.
    pub to: BTreeMap<Format, Vec<Path>>,
    /// Lists whose items each make one relation, all together.
    pub each: BTreeMap<Format, Vec<Path>>,
    /// What must hold of an item, or it makes none.
    pub only: Vec<ItemTest>,
    /// Whether the component is a part of the other: where a design has that, it has this too.
    pub part: bool,
    /// The layer of the edge.
    pub layer: Layer,
    /// The direction in which data moves; of meaning on the layer of flows only.
    pub direction: Endpoint,
    /// What moves.
    pub payload: PayloadChoice,
    /// Facts of the edge, by attribute: paths relative to `each`.
    pub facts: Vec<AttributeMapping>,
    /// The relation exists only where this attribute of the component has this value; unknown makes it possible.
    pub when: Option<(AttributeId, Literal)>,
    /// What the relation says of its target: that this attribute of it has this value.
    pub marks: Option<(AttributeId, Literal)>,
    /// Kinds that the target can have, by which bare names are resolved; empty means any.
    pub kinds: Vec<KindId>,
    /// The service that is at the other end, whatever the value is.
    pub service: Option<ServiceId>,
}

/// A resource that joins two components and is none itself.
#[derive(Clone, Debug)]
pub struct Connector {
    /// Path to the component the data comes from, by format.
    pub from: BTreeMap<Format, Vec<Path>>,
    /// Path to the component it goes to, by format.
    pub to: BTreeMap<Format, Vec<Path>>,
    /// The layer.
    pub layer: Layer,
    /// The direction, seen from `from`.
    pub direction: Endpoint,
    /// What moves.
    pub payload: PayloadChoice,
    /// Name, for reasons.
    pub name: Arc<str>,
}

/// A permission that a resource gives (`AWS::Lambda::Permission` and alike): who may call which component.
#[derive(Clone, Debug)]
pub struct GrantMapping {
    /// Path to the principal.
    pub principal: BTreeMap<Format, Vec<Path>>,
    /// Path to the source that the permission is limited to, if any.
    pub source: BTreeMap<Format, Vec<Path>>,
    /// Paths to what else limits who may call.
    pub narrowed_by: BTreeMap<Format, Vec<Path>>,
    /// Path to the component that may be called.
    pub resource: BTreeMap<Format, Vec<Path>>,
    /// Path to the action.
    pub action: BTreeMap<Format, Vec<Path>>,
}

/// A component that exists because another does.
#[derive(Clone, Debug)]
pub struct Implication {
    /// Its kind.
    pub kind: KindId,
    /// Its name; `{name}` is the name of the component that implies it.
    pub name: String,
    /// Not where one of these paths is present, by format.
    pub unless: BTreeMap<Format, Vec<Path>>,
    /// Only where this attribute has this value.
    pub when: Option<(AttributeId, Literal)>,
    /// The layer of the edge between them.
    pub layer: Layer,
    /// The direction, seen from the component that implies it.
    pub direction: Endpoint,
    /// What moves.
    pub payload: PayloadChoice,
    /// The relation's name, for reasons.
    pub relation: Arc<str>,
}
