//! What people state, as data: agreements and what they come to, what somebody vouches for, exceptions, where templates are deployed to.
//!
//! In: nothing. Out: the parts of [`Evidence`](super::Evidence) that rest on the word of somebody. Whether it is true is not known here.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A business associate agreement as a manifest has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// With whom.
    pub with: String,
    /// Services that it covers; empty for those of the operator's list.
    pub services: Vec<String>,
    /// Services and features that it leaves out.
    pub excludes: Vec<String>,
    /// Accounts that it is limited to.
    pub accounts: Vec<String>,
    /// First day on which it holds.
    pub effective: String,
    /// First day on which it no longer holds; empty where none is named.
    pub expires: String,
    /// `in force`, `not yet in force` or `ended`, as of the day.
    pub state: String,
    /// Where the signed text is said to be.
    pub evidence: String,
    /// `file:line:column`.
    pub place: String,
}

/// What somebody vouches for in a manifest.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attestation {
    /// What.
    pub what: String,
    /// Who; empty where nobody does.
    pub by: String,
    /// The day of it; empty where nobody does.
    pub on: String,
    /// First day on which it no longer counts; empty where none is named.
    pub until: String,
    /// `counts`, `ended`, `not yet` or `missing`.
    pub state: String,
    /// Where it is on file.
    pub evidence: String,
    /// `file:line:column`.
    pub place: String,
}

/// A day on which something ends or begins that counts.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, JsonSchema, Serialize, Deserialize,
)]
#[serde(deny_unknown_fields)]
pub struct End {
    /// The first day on which it is so.
    pub day: String,
    /// What.
    pub what: String,
}

/// Another company that PHI gets to, or may get to, with the one state that it has.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vendor {
    /// Its name.
    pub name: String,
    /// `not covered` where a rule on agreements is violated, `not decided` where one is undecided, `accepted for a time` where somebody
    /// accepts that, `covered` where they held for it, `not judged` where none speaks of it.
    pub state: String,
    /// Why, a sentence each: what decides the state first, then what else is open.
    pub reasons: Vec<String>,
    /// Components that it runs, and that hold or handle PHI.
    pub components: Vec<String>,
    /// Whether PHI gets to it for certain: `yes` or `possible`.
    pub level: String,
    /// Ids of the findings that decide it.
    pub findings: Vec<String>,
}

/// An exception of the run.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exempted {
    /// Id of the rule, as it is written.
    pub rule: String,
    /// What it is about, as it is written; empty where it stands beside that.
    pub subject: String,
    /// Why.
    pub reason: String,
    /// Who.
    pub owner: String,
    /// Last day on which it counts, ISO 8601.
    pub until: String,
    /// Where it is tracked; empty where nobody says.
    pub ticket: String,
    /// `file:line:column`.
    pub place: String,
    /// `used`, `unused` (it covers nothing), `ended` (what it covered counts again), `not_judged` (its rule did not run, or its subject was
    /// not read) or `refused`.
    pub state: String,
    /// Findings that it covers.
    pub covers: usize,
}

/// Where a template is deployed to, as far as somebody says it.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deployed {
    /// The template, with its stack where there are several.
    pub template: String,
    /// The account.
    pub account: Said,
    /// The Region.
    pub region: Said,
    /// What it serves: production, test, development.
    pub stage: Said,
}

/// Something that somebody says.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    /// What; empty where nobody says it.
    pub value: String,
    /// `file:line:column`; empty where nobody says it.
    pub place: String,
}
