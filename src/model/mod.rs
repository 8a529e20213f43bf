//! Components: what the documents declare, in one model for every format.
//!
//! In: [`Document`](crate::frontend::Document)s and the kinds of [`Knowledge`](crate::knowledge::Knowledge). Out: a
//! [`Model`]: components with facts, and what they say about each other, not yet joined. Rules are not known here.

mod calls;
mod credential;
mod declare;
mod default;
pub mod design;
mod documents;
mod entries;
mod fact;
mod fitting;
mod flat;
mod items;
mod language;
mod lower;
mod mirrored;
mod named_actions;
mod operations;
mod origin;
mod path;
mod place;
mod records;
mod relations;
mod render;
mod satellites;
mod sort;
mod stacks;
mod standing;
mod texts;
mod unmapped;

use std::collections::{BTreeMap, BTreeSet};

use crate::frontend::{Format, Made};
use crate::graph::Layer;
use crate::knowledge::{Element, Endpoint, KindId, PayloadChoice, ServiceId};
use crate::policy::Policy;
use crate::source::{FileId, Span};
use crate::syntax::{Cause, Guard, Value};
use crate::vocabulary::{AttributeId, Literal};

pub use crate::frontend::cdk::Construct;
pub use calls::{Call, Callee};
pub use credential::exposed;
pub use entries::{Mention, Permit, Record};
pub use fact::{literal_text, unwritten};
pub use language::{language, transform};
pub use lower::lower;
pub use origin::{Gap, Origin};
pub use place::{place, places};
pub use render::render;
pub use sort::Sort;

pub use crate::frontend::stacks::OF;

/// Index of a component, in the model and in the graph alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ComponentId(pub u32);

/// Index of a deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeploymentId(pub u32);

/// Whether somebody declares a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Presence {
    /// A resource declares it.
    Declared,
    /// It exists because something else does.
    Implied,
    /// It is somebody else's.
    External,
    /// It is named, and not in the files read.
    Unread,
}

impl Presence {
    /// Its name in rules and reports.
    pub fn name(self) -> &'static str {
        match self {
            Presence::Declared => "declared",
            Presence::Implied => "implied",
            Presence::External => "external",
            Presence::Unread => "unread",
        }
    }
}

/// A thing through which data can go.
#[derive(Clone, Debug)]
pub struct Component {
    /// Its index.
    pub id: ComponentId,
    /// Its name: the logical id, or what people call an undeclared one.
    pub name: String,
    /// Its kind; `None` for an unmapped type and for what is not read.
    pub kind: Option<KindId>,
    /// Name of the kind, or the resource type where there is none.
    pub kind_name: String,
    /// Its role in a data-flow diagram.
    pub element: Element,
    /// Its service, where known.
    pub service: Option<ServiceId>,
    /// The deployment it belongs to.
    pub deployment: DeploymentId,
    /// Whether somebody declares it.
    pub presence: Presence,
    /// Whether it is not read itself, and resources that were read belong to it: a bucket of which only the policy is here.
    pub in_part: bool,
    /// When it exists.
    pub when: Guard,
    /// Names by which a text can mean it, rendered: the logical id in braces first, then the names that its properties give.
    pub names: Vec<String>,
    /// What is known of it.
    pub facts: Facts,
    /// What its resource says about itself in tags and metadata.
    pub marks: Vec<Mark>,
    /// Why it is not known, where what names it says so: a parameter, an import.
    pub cause: Option<Cause>,
    /// Where it is named: its logical id; for others, what names them.
    pub span: Span,
    /// Where something that is missing would stand.
    pub body: Span,
}

/// A tag or an entry of metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Its key.
    pub key: String,
    /// Its value; `None` where that is not known, or holds under a condition only.
    pub value: Option<String>,
    /// Where it is written.
    pub span: Span,
}

/// Facts by attribute.
pub type Facts = BTreeMap<AttributeId, Fact>;

/// A value with its origin, or an unknown with its cause.
#[derive(Clone, Debug)]
pub struct Fact {
    /// The value.
    pub value: FactValue,
    /// Where it comes from.
    pub origin: Origin,
    /// Parameters whose defaults it rests on.
    pub assumes: Vec<String>,
}

impl Fact {
    /// What the catalog or an analysis says, from what stands at a place.
    pub fn derived(value: FactValue, at: Span) -> Self {
        Self::derived_from(value, vec![at])
    }

    /// What the catalog or an analysis says, from what stands at some places.
    pub fn derived_from(value: FactValue, spans: Vec<Span>) -> Self {
        Self {
            value,
            origin: Origin::Derived(spans),
            assumes: Vec::new(),
        }
    }
}

/// The value of a fact.
#[derive(Clone, Debug)]
pub enum FactValue {
    /// Known.
    Known(Literal),
    /// Decided by conditions; the first guard that holds counts.
    Choice(Vec<(Guard, FactValue)>),
    /// Not written, or written as absent.
    Absent,
    /// Not known.
    Unknown(Cause),
}

/// Something that a component says about another one: not yet joined.
#[derive(Clone, Debug)]
pub struct Link {
    /// The deployment in which it is written.
    pub deployment: DeploymentId,
    /// The component that says it (for a connector, none: `other` has both ends).
    pub from: End,
    /// The component it speaks of.
    pub to: End,
    /// Name of the relation.
    pub name: String,
    /// Whether `from` is a part of `to`.
    pub part: bool,
    /// The layer.
    pub layer: Layer,
    /// The direction, seen from `from`.
    pub direction: Endpoint,
    /// What moves.
    pub payload: PayloadChoice,
    /// When it holds.
    pub when: Guard,
    /// Whether it is certain that it holds; `Some` names what would settle it.
    pub doubt: Option<Cause>,
    /// Facts of the edge.
    pub facts: Facts,
    /// What it says of `to`: an attribute and its value.
    pub marks: Option<(AttributeId, Literal)>,
    /// Where it is written.
    pub span: Span,
}

/// One end of a link.
#[derive(Clone, Debug)]
pub enum End {
    /// This component.
    Component(ComponentId),
    /// Whatever this value names; kinds limit what a bare name can mean.
    Named(Value, Vec<KindId>),
    /// The component that stands for a service.
    Service(ServiceId),
    /// A component of this kind that exists because another one does, unless one of these names is declared.
    Implied(KindId, Vec<String>),
}

/// The key that a component names for its encryption.
#[derive(Clone, Debug)]
pub struct KeyUse {
    /// The component that is encrypted.
    pub component: ComponentId,
    /// The attribute that says who manages the key.
    pub attribute: AttributeId,
    /// What names the key, with the condition under which it does.
    pub keys: Vec<(Value, Guard)>,
    /// Texts that say who manages the key without naming one, and what they say.
    pub words: BTreeMap<String, String>,
    /// What holds where nothing names one.
    pub otherwise: Fact,
}

/// What a policy is attached to, and so what it speaks about.
#[derive(Clone, Debug)]
pub struct AttachedPolicy {
    /// The component it is attached to: a role, a bucket, a key, an endpoint.
    pub component: ComponentId,
    /// The attribute it was read for, such as `policy.identity`.
    pub attribute: AttributeId,
    /// The document; `Err` where its text was not read.
    pub policy: Result<Policy, Cause>,
    /// When it is attached.
    pub when: Guard,
    /// Where it is attached.
    pub span: Span,
}

/// A policy document that stands in a file of its own.
#[derive(Clone, Debug)]
pub struct StandingPolicy {
    /// What it is called.
    pub name: String,
    /// The deployment that stands for its file.
    pub deployment: DeploymentId,
    /// What it seems to be for.
    pub sort: Sort,
    /// The document; `Err` where its text was not read.
    pub policy: Result<Policy, Cause>,
    /// The component that holds it, where it says what its holder may do; `None` where it is set aside: a limit grants
    /// nothing, and what a policy of a resource grants depends on the resource.
    pub component: Option<ComponentId>,
    /// Where it is named.
    pub span: Span,
}

/// A deployment: one template.
#[derive(Clone, Debug)]
pub struct Deployment {
    /// Its index.
    pub id: DeploymentId,
    /// Its file.
    pub file: FileId,
    /// Path of the file, as shown.
    pub path: String,
    /// Its format.
    pub format: Format,
    /// What the configuration says of all that is in it.
    pub facts: Facts,
    /// The path of the template that it is nested in, the outermost one.
    pub within: Option<String>,
    /// Why resources may be missing in it that belong to those which it has.
    pub incomplete: Option<Cause>,
    /// What is to be said of components, by name, that a loop made or in whose properties there is one.
    pub made: BTreeMap<String, Made>,
}

impl Deployment {
    /// A deployment of which nothing more is known.
    pub fn new(id: DeploymentId, file: FileId, path: String, format: Format) -> Self {
        Self {
            id,
            file,
            path,
            format,
            facts: Facts::new(),
            within: None,
            incomplete: None,
            made: BTreeMap::new(),
        }
    }

    /// Whether it stands for a manifest, which deploys nothing.
    pub fn is_design(&self) -> bool {
        self.format == Format::Manifest
    }
}

/// All that the documents say, before it is joined.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// The deployments.
    pub deployments: Vec<Deployment>,
    /// The components; a [`ComponentId`] is an index.
    pub components: Vec<Component>,
    /// What they say about each other.
    pub links: Vec<Link>,
    /// Policies.
    pub policies: Vec<AttachedPolicy>,
    /// Items of lists with several parts.
    pub records: Vec<Record>,
    /// Permissions that resources give.
    pub permits: Vec<Permit>,
    /// Settings that may name hosts and components.
    pub mentions: Vec<Mention>,
    /// What definitions call.
    pub calls: Vec<Call>,
    /// Keys that components name for their encryption.
    pub keys: Vec<KeyUse>,
    /// The component that a reference name of a deployment means.
    pub references: BTreeMap<(DeploymentId, String), ComponentId>,
    /// What stands in the place of resources that are no components, where that is no reference to one: a text, or one of several.
    pub stand_ins: BTreeMap<(DeploymentId, String), Vec<(Value, Guard)>>,
    /// Of these the ones that mean a component of another deployment, certain or not.
    pub elsewhere: BTreeMap<(DeploymentId, String), ComponentId>,
    /// What a value of a deployment that is not known for a cause perhaps is.
    pub perhaps: BTreeMap<(DeploymentId, Cause), Value>,
    /// Deployments that are in one account and Region for certain, each with the first of them.
    pub together: BTreeMap<DeploymentId, DeploymentId>,
    /// Deployments by path; empty where none uses another one.
    pub by_path: BTreeMap<String, DeploymentId>,
    /// What manifests say, not yet laid over the rest.
    pub designs: Vec<design::Design>,
    /// Policy documents that stand in files of their own.
    pub standing: Vec<StandingPolicy>,
    /// Where what is written in one place stands in another one too, such as a source and the plan that was made of it.
    pub twins: BTreeMap<Span, Vec<Span>>,
    /// The constructs of CDK behind resources, by where each is written as a whole.
    pub constructs: BTreeMap<Span, Construct>,
    /// The texts of which the place of a deployment chooses one, by where the choice is written.
    pub alternatives: BTreeMap<Span, Vec<String>>,
    /// The components that make and keep custom resources: they are called when a stack is deployed.
    pub providers: BTreeSet<ComponentId>,
    /// Resource types without a kind, with the places where they stand.
    pub unmapped: BTreeMap<(Format, String), Vec<Span>>,
}
