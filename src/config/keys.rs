//! The keys of the configuration: which there are, what they mean, and what stands under them.
//!
//! In: nothing. Out: tables, of the same sort as those of manifests. Reader and JSON Schema take the names from here.

use crate::exceptions;
use crate::frontend::manifest::keys::{Holds, Key, key};

/// Keys of the file.
pub const CONFIG: &[Key] = &[
    key(
        "phi",
        Holds::Texts,
        "Where PHI starts: a component, TAG=VALUE, `all` that data passes, or `none` but what is labelled.",
    ),
    key(
        "packs",
        Holds::Texts,
        "Rule packs that run, or `all`; by default those of `phipath check` without `--pack`.",
    ),
    key(
        "rules",
        Holds::Text,
        "Folder with rules of your own, from the root on.",
    ),
    key(
        "exclude",
        Holds::Texts,
        "Globs of paths that are left out, from the root on.",
    ),
    key(
        "parameters",
        Holds::Values,
        "Values of template parameters, by name.",
    ),
    key(
        "deployments",
        Holds::NamedLists(DEPLOYMENT),
        "Where templates are deployed to, by path of the template from the root on; a list for one that is deployed several times.",
    ),
    key(
        "exceptions",
        Holds::List(exceptions::keys::EXCEPTION),
        "Findings that somebody answers for, until a day.",
    ),
    key(
        "catalog_max_age_days",
        Holds::Number,
        "How many days old the catalog of phipath may be on the day of the run before every report warns of it; 365 by default.",
    ),
];

/// Keys of a deployment.
pub const DEPLOYMENT: &[Key] = &[
    key(
        "account",
        Holds::Text,
        "Account that it is deployed to: 12 digits.",
    ),
    key("region", Holds::Text, "Region that it is deployed to."),
    key(
        "stack",
        Holds::Text,
        "Name of the stack, which tells what it exports.",
    ),
    key("stage", Holds::Value("stage"), "What it serves."),
    key(
        "parameters",
        Holds::Values,
        "Values of parameters of this deployment, by name.",
    ),
];
