//! The keys of a manifest: which there are, what they mean, and what stands under them.
//!
//! In: nothing. Out: tables. The reader takes the names from here, and the JSON Schema all of it, so that neither knows a
//! key that the other lacks.

/// A key of a mapping.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What stands under it.
    pub holds: Holds,
    /// Whether it has to be there.
    pub required: bool,
    /// What it means, for people.
    pub what: &'static str,
}

/// What stands under a key.
#[derive(Clone, Copy, Debug)]
pub enum Holds {
    /// A text.
    Text,
    /// A text, or a list of texts.
    Texts,
    /// A list of some words, or one of them.
    Words(&'static [&'static str]),
    /// A whole number, 0 or more.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A day, ISO 8601.
    Date,
    /// One of some words.
    Choice(&'static [&'static str]),
    /// A value of this attribute of the vocabulary.
    Value(&'static str),
    /// Names of data classes.
    Classes,
    /// Name of a kind of the catalog.
    Kind,
    /// Name of a service of the catalog.
    Service,
    /// Names of services of the catalog, or [`ELIGIBLE`].
    Services,
    /// Name of a workload of the catalog.
    Workload,
    /// The name of a component of the manifest.
    Component,
    /// Values by attribute.
    Facts,
    /// A mapping with these keys.
    Mapping(&'static [Key]),
    /// Mappings with these keys, by name.
    Named(&'static [Key]),
    /// A mapping with these keys, or a list of them, by name.
    NamedLists(&'static [Key]),
    /// A list of mappings with these keys.
    List(&'static [Key]),
    /// Routes by data class.
    Routes,
    /// Texts by name.
    Values,
}

/// A key that may be missing.
pub const fn key(name: &'static str, holds: Holds, what: &'static str) -> Key {
    Key {
        name,
        holds,
        required: false,
        what,
    }
}

/// A key that has to be there.
pub const fn needed(name: &'static str, holds: Holds, what: &'static str) -> Key {
    Key {
        name,
        holds,
        required: true,
        what,
    }
}

/// What a barrier does.
pub const DOES: [&str; 4] = [
    "deidentification",
    "tokenisation",
    "log_sanitising",
    "masking",
];
/// Where a barrier stands.
pub const POSITIONS: [&str; 3] = ["request", "response", "log"];
/// How identifiers are removed.
pub const METHODS: [&str; 2] = ["safe_harbor", "expert_determination"];
/// How data moves between two components.
pub const EXCHANGES: [&str; 2] = ["transfer", "call"];
/// Roles in a data-flow diagram that a component can have.
pub const ELEMENTS: [&str; 4] = ["external_entity", "process", "relay", "data_store"];
/// The groups of identifiers of 45 CFR 164.514(b)(2)(i), in its order.
pub const IDENTIFIERS: [&str; 18] = [
    "names",
    "geography",
    "dates",
    "telephone",
    "fax",
    "email",
    "social_security",
    "medical_record",
    "health_plan",
    "account",
    "certificate",
    "vehicle",
    "device",
    "url",
    "ip_address",
    "biometric",
    "photograph",
    "other",
];
/// Of these keys, a component needs one: each says what it is.
pub const SAYS_WHAT: [&str; 4] = ["kind", "service", "element", "binds"];
/// The word for all groups of identifiers.
pub const ALL_IDENTIFIERS: &str = "all";
/// What a barrier can say that it removes.
pub const REMOVED: [&str; 19] = {
    let mut words = [ALL_IDENTIFIERS; 19];
    let mut index = 0;
    while index < IDENTIFIERS.len() {
        words[index + 1] = IDENTIFIERS[index];
        index += 1;
    }
    words
};
/// The operator of what the organisation runs itself.
pub const SELF: &str = "self";
/// The services that the operator's dated list names.
pub const ELIGIBLE: &str = "eligible";
/// The word for every class in a routing policy.
pub const ANY_CLASS: &str = "any";

/// In place of a data class: nobody has said yet which it is.
pub const UNCLASSIFIED: &str = "unclassified";

/// Keys of the file.
pub const MANIFEST: &[Key] = &[
    needed(
        "architecture",
        Holds::Text,
        "Name of the system; it marks the file as a manifest.",
    ),
    key("title", Holds::Text, "One line."),
    key(
        "workload",
        Holds::Workload,
        "Profile of the work, which says what is demanded.",
    ),
    key(
        "intended_use",
        Holds::Value("intended_use"),
        "What the answers of the system are for.",
    ),
    key(
        "zones",
        Holds::Named(ZONE),
        "Places that share a level of trust, by name.",
    ),
    key(
        "components",
        Holds::Named(COMPONENT),
        "What data goes through, by name.",
    ),
    key(
        "defaults",
        Holds::Facts,
        "Facts that hold for every component whose kind knows them and that says nothing else.",
    ),
    key(
        "flows",
        Holds::List(FLOW),
        "Which data moves from where to where.",
    ),
    key(
        "barriers",
        Holds::List(BARRIER),
        "What removes identifiers on the way, and where.",
    ),
    key(
        "agreements",
        Holds::List(AGREEMENT),
        "Business associate agreements.",
    ),
    key(
        "routing",
        Holds::Routes,
        "The written policy: by which routes data may get to a model, by data class or `any`.",
    ),
    key("residency", Holds::Mapping(RESIDENCY), "Where data may be."),
];

/// Keys of a zone.
pub const ZONE: &[Key] = &[
    key("title", Holds::Text, "One line."),
    key(
        "trust",
        Holds::Value("zone.trust"),
        "How far it is trusted.",
    ),
    key("account", Holds::Text, "The account of whatever is in it."),
    key("region", Holds::Text, "The Region of whatever is in it."),
];

/// Keys of a component.
pub const COMPONENT: &[Key] = &[
    key("title", Holds::Text, "One line."),
    key("kind", Holds::Kind, "Its kind, as the catalog names it."),
    key(
        "service",
        Holds::Service,
        "The service that it is, as the catalog names it; gives kind and operator.",
    ),
    key(
        "element",
        Holds::Choice(&ELEMENTS),
        "Its role in the data-flow diagram, where neither kind nor service gives it.",
    ),
    key(
        "operator",
        Holds::Text,
        "Who processes the data there, where kind and service do not say it; `self` for the organisation itself.",
    ),
    key("zone", Holds::Text, "The zone that it is in."),
    key("account", Holds::Text, "The account that it is in."),
    key("region", Holds::Text, "The Region that it is in."),
    key("stage", Holds::Value("stage"), "What it serves."),
    key("purpose", Holds::Value("purpose"), "What it is for."),
    key(
        "phi",
        Holds::Value("phi.expected"),
        "Whether the work there has to do with PHI, as the routing policy sees it.",
    ),
    key("stores", Holds::Classes, "Data classes that it holds."),
    key(
        "facts",
        Holds::Facts,
        "Further facts, by attribute of the vocabulary.",
    ),
    key(
        "binds",
        Holds::Texts,
        "What it is in the templates: names or addresses of resources and of what they name, or TAG=VALUE.",
    ),
];

/// Keys of a flow.
pub const FLOW: &[Key] = &[
    needed("from", Holds::Component, "Where data comes from."),
    needed("to", Holds::Component, "Where data goes."),
    needed(
        "carries",
        Holds::Classes,
        "Classes of the data that move; an empty list is a flow without data.",
    ),
    key(
        "exchange",
        Holds::Choice(&EXCHANGES),
        "Whether data moves one way, or is answered; by default answered by services, hosts and relays.",
    ),
    key(
        "answers",
        Holds::Classes,
        "Classes of the answer, where they are not those of the request.",
    ),
    key(
        "protocol",
        Holds::Text,
        "How it moves, such as `https` or `sftp`.",
    ),
    key(
        "private",
        Holds::Boolean,
        "Whether it stays on private links.",
    ),
    key(
        "features",
        Holds::Texts,
        "Features of the service that it uses, as the catalog names them.",
    ),
    key(
        "reviewed_by",
        Holds::Text,
        "Who confirms what moves before it counts.",
    ),
    key(
        "facts",
        Holds::Facts,
        "Further facts, by attribute of the vocabulary.",
    ),
];

/// Keys of a barrier.
pub const BARRIER: &[Key] = &[
    needed("at", Holds::Component, "The component where it stands."),
    needed("does", Holds::Choice(&DOES), "What it does."),
    needed(
        "on",
        Holds::Choice(&POSITIONS),
        "Whether it works on what the component sends on, answers, or writes to logs.",
    ),
    key(
        "method",
        Holds::Choice(&METHODS),
        "How identifiers are removed.",
    ),
    key(
        "identifiers",
        Holds::Words(&REMOVED),
        "What it removes: `all`, or groups of identifiers.",
    ),
    key(
        "attested",
        Holds::Mapping(ATTESTATION),
        "Who vouches for it.",
    ),
];

/// Keys of an attestation.
pub const ATTESTATION: &[Key] = &[
    needed("by", Holds::Text, "Who."),
    needed("on", Holds::Date, "The day of it."),
    key(
        "until",
        Holds::Date,
        "First day on which it no longer counts.",
    ),
    needed("evidence", Holds::Text, "Where it is on file."),
];

/// Keys of an agreement.
pub const AGREEMENT: &[Key] = &[
    needed(
        "with",
        Holds::Text,
        "The operator, as the catalog names it.",
    ),
    key(
        "services",
        Holds::Services,
        "Services that it covers; by default `eligible`, those that the operator's dated list names.",
    ),
    key(
        "features",
        Holds::Texts,
        "Features that it covers beyond what the catalog counts as covered.",
    ),
    key(
        "excludes",
        Holds::Texts,
        "Services or features that it leaves out.",
    ),
    key("accounts", Holds::Texts, "Accounts that it is limited to."),
    key(
        "workspaces",
        Holds::Texts,
        "Workspaces that it is limited to.",
    ),
    needed("effective", Holds::Date, "First day on which it holds."),
    key(
        "expires",
        Holds::Date,
        "First day on which it no longer holds.",
    ),
    needed("evidence", Holds::Text, "Where the signed text is."),
];

/// Keys of the residency policy.
pub const RESIDENCY: &[Key] = &[
    key("regions", Holds::Texts, "Regions in which data may be."),
    key(
        "geographies",
        Holds::Texts,
        "Geographies in which data may be, such as `us`.",
    ),
];

/// The names of some keys.
pub fn names(keys: &[Key]) -> Vec<&'static str> {
    keys.iter().map(|key| key.name).collect()
}
