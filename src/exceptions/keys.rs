//! The keys of an exception in the configuration and in metadata.
//!
//! In: nothing. Out: tables, of the same sort as those of manifests. Comments say the same in words of their own.

use crate::frontend::manifest::keys::{Holds, Key, key, needed};

/// Keys of an exception in the configuration.
pub const EXCEPTION: &[Key] = &[
    needed("rule", Holds::Texts, "Id of the rule, or a list of them."),
    needed(
        "subject",
        Holds::Text,
        "Name or address of the subject, as reports show it.",
    ),
    needed("reason", Holds::Text, "Why it is made."),
    needed("owner", Holds::Text, "Who answers for it."),
    needed("until", Holds::Date, "Last day on which it counts."),
    key("ticket", Holds::Text, "Where it is written down besides."),
];

/// Names of the keys of an exception in metadata, where the resource is the subject.
pub(super) const IN_METADATA: [&str; 5] = ["rule", "reason", "owner", "until", "ticket"];
