//! What the tool knows: the catalog (what things are) and the rules (what must hold), as data.
//!
//! In: the YAML files under `catalog/` and `rules/`, embedded or of a user's folder. Out: [`Knowledge`], checked when it
//! is loaded. Documents and graphs are not known here.

mod access;
pub mod actions;
mod age;
mod crosswalk;
mod digest;
mod embedded;
pub mod import;
pub mod kind;
mod load;
mod managed;
pub mod models;
pub mod path;
pub mod rule;
pub mod sam;
mod satellite;
pub mod service;
mod spelling;
pub mod summary;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::frontend::Format;
use crate::source::Span;
use crate::vocabulary::Vocabulary;

pub use access::{Access, Launch};
pub use actions::{AccessLevel, ActionInfo, Actions};
pub use age::too_old;
pub use crosswalk::{Crosswalk, Mapping, Strength, Topic};
pub use digest::{PackDigest, catalog_digest, pack_digests};
pub use kind::{
    AttributeMapping, CallMapping, Connector, Element, Endpoint, GrantMapping, Implication,
    ItemTest, KeyOfCaller, Kind, KindId, OperationWords, Operations, PartMapping, PayloadChoice,
    RelationMapping, SourceSpec, Texts, Wanted,
};
pub use load::{
    Request, TOPICS, UserFile, crosswalk, examples, examples_of, keys, load, user_examples,
};
pub use managed::{ManagedPolicies, ManagedPolicy};
pub use models::{Models, Reach};
pub use path::{METADATA, Path, Step};
pub use rule::{
    Basis, Control, Example, ExampleSettings, PathRule, Rule, RuleId, RuleLevel, Status, Subject,
};
pub use satellite::{Fitting, Satellite, StatementMapping};
pub use service::{
    Action, ActionTarget, Eligibility, EndpointService, Host, Infrastructure, ModelCall, Service,
    ServiceId,
};
pub use spelling::{Spellings, bare};

/// Where a fact comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Citation {
    /// The document, such as the title of a guide.
    pub source: String,
    /// When it was read or dated, ISO 8601.
    pub date: String,
}

/// What PHI starts from: how stores are labelled.
#[derive(Clone, Debug, Default)]
pub struct Labels {
    /// Tag or metadata keys that carry a classification, compared without case, `-` and `_`.
    pub keys: Vec<String>,
    /// Values by data class, compared like keys.
    pub values: BTreeMap<String, crate::graph::DataClass>,
}

/// Names that the engine needs, so that no code names one.
#[derive(Clone, Debug, Default)]
pub struct Conventions {
    /// Beginnings of the names of key aliases that stand for keys of the provider itself.
    pub provider_key_aliases: Vec<String>,
    /// The kind of a host that no service of the catalog claims.
    pub external_host: Option<KindId>,
    /// The kind of people who use a system.
    pub person: Option<KindId>,
    /// The kind of a policy document that stands alone and grants.
    pub policy_document: Option<KindId>,
    /// The kind of guardrails of models.
    pub guardrail: Option<KindId>,
    /// The kind of what enforces a guardrail for every call of an account.
    pub enforced_guardrail: Option<KindId>,
    /// Kinds from which passages are retrieved for a model to answer from.
    pub retrieval: Vec<KindId>,
    /// Words by which names and patterns are recognised, by what they are for.
    pub recognised_words: BTreeMap<String, Vec<String>>,
    /// Condition keys that say who is meant: a policy for everybody under one of them is not public.
    pub narrowing_conditions: Vec<String>,
    /// Condition keys whose values say the account of whoever is let in.
    pub account_conditions: Vec<String>,
    /// Condition keys that limit a statement to an organization.
    pub organization_conditions: Vec<String>,
    /// Condition keys that anybody can fulfil.
    pub open_conditions: Vec<String>,
    /// The condition key that is false for requests in clear text.
    pub clear_text_condition: String,
    /// Names of environment variables that hold credentials, as patterns.
    pub credential_names: Vec<String>,
    /// Names that are none although they look so.
    pub no_credential_names: Vec<String>,
    /// Patterns of values that are credentials, whatever their name.
    pub credential_values: Vec<String>,
    /// How code prints.
    pub print_calls: Vec<String>,
    /// Prefix lists of the provider that hold the addresses of one of its services.
    pub provider_prefix_lists: Vec<String>,
    /// Prefixes of ARNs that say which service is called in the place of an account.
    pub calling_prefixes: Vec<String>,
    /// Variables that hold all that a function is called with.
    pub event_variables: Vec<String>,
    /// Commands of scripts that load what an address leads to.
    pub download_commands: Vec<String>,
    /// Beginnings of options by which such a command sends something.
    pub sending_options: Vec<String>,
    /// Where the services of an operator run, unless their own file says so.
    pub infrastructure: BTreeMap<String, Arc<str>>,
    /// Condition keys that name whom a token is for.
    pub audience_conditions: Vec<String>,
    /// Where the tags of a resource stand, whatever its type.
    pub tags: BTreeMap<Format, Vec<Path>>,
    /// Attributes of Terraform data sources that are the same throughout a deployment, by what they are.
    pub terraform_symbols: BTreeMap<String, Vec<String>>,
    /// Types of Terraform data sources that make a policy document of their blocks.
    pub terraform_policy_documents: Vec<String>,
    /// Types of Terraform data sources that read what a resource keeps under a name: its type, and the argument with the name.
    pub terraform_kept: BTreeMap<String, Vec<String>>,
    /// Types of resources that are stacks of their own: the property that names the template, the one with parameters.
    pub nested_stacks: BTreeMap<String, Vec<String>>,
    /// Types of resources that a component of the user's makes and keeps, or their beginnings before `*`: the property that
    /// names the component.
    pub custom_resources: BTreeMap<String, Vec<String>>,
    /// The entry of metadata that says in which file the template of a nested stack is; empty where there is none.
    pub asset_path: String,
    /// Types of resources of configurations that deploy a template: the properties of its text and of its parameters, and what
    /// its outputs are called.
    pub inline_stacks: BTreeMap<String, Vec<String>>,
    /// Types of resources that keep a value under a name for templates to read: the properties of name and value.
    pub stored_parameters: BTreeMap<String, Vec<String>>,
    /// Beginning of the Terraform types that mirror those of CloudFormation one by one; empty where there are none.
    pub terraform_mirror: String,
    /// Variables that lead calls of services to another host, as patterns.
    pub endpoint_variables: Vec<String>,
    /// Variables that make calls use the FIPS hosts of services.
    pub fips_variables: Vec<String>,
    /// Variables that lead calls through a proxy.
    pub proxy_variables: Vec<String>,
    /// The kind of zones of host names.
    pub name_zone: Option<KindId>,
    /// Protocols of declared flows that encrypt.
    pub encrypting_protocols: Vec<String>,
    /// Protocols of declared flows that do not.
    pub clear_protocols: Vec<String>,
    /// Beginnings of the names of Regions, by geography.
    pub geographies: BTreeMap<String, Vec<String>>,
    /// Ports that matter more than others, by what is done there.
    pub sensitive_ports: BTreeMap<String, Vec<String>>,
    /// The service that stands for what the organisation runs itself.
    pub own_service: Option<ServiceId>,
    /// The kinds of components of which only the role is known.
    pub element_kinds: Vec<(Element, KindId)>,
    /// Actions that find identifiers in a text.
    pub identifier_detection: Vec<String>,
}

/// A profile of work with models.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Workload {
    /// One line.
    pub title: String,
    /// What it demands.
    pub demands: Vec<String>,
}

/// A framework of controls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Framework {
    /// Its full name.
    pub title: String,
    /// Whether it is the law of which the basis of rules speaks.
    pub law: bool,
}

/// A choice of rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pack {
    /// One line.
    pub title: String,
    /// Its rules by id, those of packs that it extends included.
    pub rules: BTreeMap<String, Choice>,
    /// Rules of which it allows no exception, those of packs that it extends included.
    pub never_except: BTreeSet<String>,
}

/// How a pack, or several together, have a rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// The severity, where it is not that of the rule.
    pub severity: Option<RuleLevel>,
    /// Predicates over what the rule speaks of, of which one must hold; without any the rule speaks of all of it.
    pub scopes: Vec<ScopeText>,
}

/// A predicate of a pack, not yet compiled: a rule says what its variables are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeText {
    /// The text.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// Everything that the tool knows, after loading.
#[derive(Debug, Default)]
pub struct Knowledge {
    /// All attributes.
    pub vocabulary: Vocabulary,
    /// Sources of facts by id.
    pub citations: BTreeMap<Arc<str>, Citation>,
    /// All kinds; a [`KindId`] is an index.
    pub kinds: Vec<Kind>,
    /// Kind name → kind.
    pub by_kind: BTreeMap<Arc<str>, KindId>,
    /// Resource type → the kind that it declares.
    pub by_type: BTreeMap<(Format, String), KindId>,
    /// Resource type → the kinds that take it as a satellite.
    pub satellites: BTreeMap<(Format, String), Vec<KindId>>,
    /// Resource types that are read and known to bear on nothing yet (`ignored:` in a kind file), with the reason.
    pub inert: BTreeMap<(Format, String), String>,
    /// All services; a [`ServiceId`] is an index.
    pub services: Vec<Service>,
    /// IAM prefix → service.
    pub by_prefix: BTreeMap<String, ServiceId>,
    /// Service name → service.
    pub by_service: BTreeMap<Arc<str>, ServiceId>,
    /// Statement summaries of managed policies, read when they are asked for.
    pub managed_policies: ManagedPolicies,
    /// Actions by prefix, read when they are asked for.
    pub actions: Actions,
    /// Names that the engine needs.
    pub conventions: Conventions,
    /// Models and inference profiles.
    pub models: Models,
    /// How somebody comes to act as somebody else.
    pub access: Access,
    /// How PHI is labelled.
    pub labels: Labels,
    /// Profiles of work, by name.
    pub workloads: BTreeMap<String, Workload>,
    /// What the models of other tools mean here.
    pub imports: import::Imports,
    /// What the SAM transform makes.
    pub sam: sam::Sam,
    /// Frameworks of controls, by name.
    pub frameworks: BTreeMap<String, Framework>,
    /// Controls by id, such as `hipaa/164.312(e)(1)`.
    pub controls: BTreeMap<String, Control>,
    /// All packs, by name, chosen or not.
    pub packs: BTreeMap<String, Pack>,
    /// Rules, by id, that the chosen packs hold, and the user's own.
    pub rules: Vec<Rule>,
    /// Ids of all rules, chosen or not.
    pub rule_ids: BTreeSet<String>,
    /// Rules of which a chosen pack allows no exception, with that pack.
    pub never_except: BTreeMap<String, String>,
    /// Day of the newest fact about services, ISO 8601; reports print it.
    pub catalog_date: String,
}

impl Knowledge {
    /// The kind of an id that this knowledge gave out.
    pub fn kind(&self, id: KindId) -> &Kind {
        &self.kinds[usize::from(id.0)]
    }

    /// The service of an id that this knowledge gave out.
    pub fn service(&self, id: ServiceId) -> &Service {
        &self.services[usize::from(id.0)]
    }

    /// The managed policy of a name.
    pub fn managed_policy(&self, name: &str) -> Option<&ManagedPolicy> {
        self.managed_policies.get(name, &self.citations)
    }

    /// The kind of a name.
    pub fn kind_named(&self, name: &str) -> Option<KindId> {
        self.by_kind.get(name).copied()
    }
}
