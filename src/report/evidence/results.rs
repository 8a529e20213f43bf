//! What was found out about controls and rules, as data.
//!
//! In: nothing. Out: the parts of [`Evidence`](super::Evidence) that speak of verdicts. How a verdict comes about is not known here.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Counts of verdicts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tally {
    /// Held.
    pub held: usize,
    /// Held, and it is not sure that the rule applies.
    pub held_if_it_applies: usize,
    /// Violated, and nobody waived it.
    pub violated: usize,
    /// Undecided, and nobody waived it.
    pub undecided: usize,
    /// Violated or undecided, and waived.
    pub waived: usize,
}

impl Tally {
    /// Adds the counts of another one.
    pub fn add(&mut self, other: Tally) {
        self.held += other.held;
        self.held_if_it_applies += other.held_if_it_applies;
        self.violated += other.violated;
        self.undecided += other.undecided;
        self.waived += other.waived;
    }
}

/// What is said of a control.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, JsonSchema, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum ControlOutcome {
    /// A rule that it asks for is broken, and nobody waived that.
    Violated,
    /// No rule is broken, and of some it cannot be said.
    Undecided,
    /// All that is broken or undecided is waived.
    Waived,
    /// Every rule held for all that it judged. What only a person can attest is not in it.
    Held,
    /// As held, of a control of which files can show a part only: the rest is for a person.
    HeldInPart,
    /// As held, and it is not sure for anything that the rules apply.
    HeldIfItApplies,
    /// No rule cites it. Rules bear on it through a mapping, which makes it neither held nor failed.
    Mapped,
    /// Rules ran and found nothing to judge.
    NothingToJudge,
    /// Only a person can say.
    Attest,
    /// No rule of the packs asks for it.
    #[default]
    NotChecked,
}

impl ControlOutcome {
    /// Its name, as it is written.
    pub fn name(self) -> &'static str {
        match self {
            ControlOutcome::Violated => "violated",
            ControlOutcome::Undecided => "undecided",
            ControlOutcome::Waived => "waived",
            ControlOutcome::Held => "held",
            ControlOutcome::HeldInPart => "held_in_part",
            ControlOutcome::HeldIfItApplies => "held_if_it_applies",
            ControlOutcome::Mapped => "mapped",
            ControlOutcome::NothingToJudge => "nothing_to_judge",
            ControlOutcome::Attest => "attest",
            ControlOutcome::NotChecked => "not_checked",
        }
    }

    /// All of them, the most pressing first.
    pub const ALL: [ControlOutcome; 10] = [
        ControlOutcome::Violated,
        ControlOutcome::Undecided,
        ControlOutcome::Waived,
        ControlOutcome::Held,
        ControlOutcome::HeldInPart,
        ControlOutcome::HeldIfItApplies,
        ControlOutcome::Mapped,
        ControlOutcome::NothingToJudge,
        ControlOutcome::Attest,
        ControlOutcome::NotChecked,
    ];
}

/// A framework of controls.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrameworkResult {
    /// Its name.
    pub name: String,
    /// Its full name.
    pub title: String,
    /// Controls by result.
    pub controls: std::collections::BTreeMap<String, usize>,
}

/// How a control fared.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ControlResult {
    /// Its id with the framework.
    pub id: String,
    /// Its framework.
    pub framework: String,
    /// What it asks.
    pub title: String,
    /// `required`, `addressable` or `standard`, where the framework tells them apart; `policy` for what no law asks.
    pub level: String,
    /// `automated`, `partial` or `manual`.
    pub automation: String,
    /// What is said of it.
    pub result: ControlOutcome,
    /// What broke it, where it is violated: `required` or `addressable` (the law asks for what a broken rule looks for), `policy` (only
    /// rules are broken that go past the letter of the law, or it is policy itself), `standard` (it is of a framework that is no law).
    pub failed_by: String,
    /// Ids of the rules that were run for it.
    pub rules: Vec<String>,
    /// Their verdicts.
    pub verdicts: Tally,
    /// Where no rule cites it: by which mappings rules bear on it.
    pub through: Vec<Through>,
    /// Whether a person must attest it, or a part of it.
    pub attest: bool,
    /// A note on it: what files can show of it, or what a person must attest.
    pub note: String,
    /// Why no rule asks for it; empty where one does.
    pub no_rule: String,
    /// Where the text comes from.
    pub source: String,
    /// When that was read or dated, ISO 8601.
    pub source_date: String,
}

/// Mappings of one source by which rules bear on a control that none of them cites.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Through {
    /// What both ask for, a line each.
    pub topics: Vec<String>,
    /// How far to trust it: `agreed` is said by two published mappings or more, `published` by one, `unverified` by nobody but us.
    pub strength: String,
    /// Who says it.
    pub source: String,
    /// Ids of the rules that were run and bear on it.
    pub rules: Vec<String>,
    /// Their verdicts.
    pub verdicts: Tally,
}

/// How a rule fared.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleResult {
    /// Its id.
    pub id: String,
    /// One line: the defect that it looks for.
    pub title: String,
    /// `critical`, `high`, `medium` or `low`.
    pub severity: String,
    /// What it rests on: `required` or `addressable` where the law asks for it, `policy` where it goes past the letter of the law.
    pub basis: String,
    /// Why it matters.
    pub why: String,
    /// What to do about a violation.
    pub fix: String,
    /// Its verdicts.
    pub verdicts: Tally,
    /// For what it held.
    pub held: Vec<Held>,
}

/// Something for which a rule held.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Held {
    /// Its name.
    pub subject: String,
    /// `file:line:column`.
    pub place: String,
    /// Whether it is not sure that the rule applies.
    pub if_it_applies: bool,
}

/// A verdict that is not `held`.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// Its id: unique, and the same as long as rule and subject are.
    pub id: String,
    /// The rule.
    pub rule: String,
    /// `violated` or `undecided`.
    pub verdict: String,
    /// Severity of the rule.
    pub severity: String,
    /// Name of the subject.
    pub subject: String,
    /// Address of the subject.
    pub address: String,
    /// In one sentence.
    pub message: String,
    /// Places, the first is primary.
    pub places: Vec<Place>,
    /// What the rule wants, in words; empty where it is about ways of data alone.
    pub wanted: String,
    /// What is there instead: the values that can be at fault.
    pub found: Vec<Fact>,
    /// Why PHI is at the start of the way; empty where no data travels.
    pub start: String,
    /// Where that is written.
    pub start_place: String,
    /// How PHI gets there.
    pub hops: Vec<Hop>,
    /// For undecided: what is not known.
    pub causes: Vec<Cause>,
    /// Assumptions, and the worlds in which it holds.
    pub notes: Vec<String>,
    /// Ids of the controls that ask for the rule.
    pub controls: Vec<String>,
    /// Who waived it; absent where nobody did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waived: Option<Waiver>,
}

/// A value that a rule read.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// The attribute, as the vocabulary of the tool has it.
    pub attribute: String,
    /// What the attribute is, in words.
    pub meaning: String,
    /// Of whom.
    pub of: String,
    /// The value; `not set` or `not known` where there is none.
    pub value: String,
    /// Where it comes from: `written`, `default`, `not written`, `worked out` or `graph`.
    pub whence: String,
    /// `file:line:column`; empty for what is of the graph itself.
    pub place: String,
    /// The property that would say it; empty where it is written, or no single one would.
    pub property: String,
    /// Of a default: who says that it is one.
    pub source: String,
}

/// A place with what is to be seen there.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// `file:line:column`.
    pub at: String,
    /// What is to be seen.
    pub text: String,
}

/// One hop of a way of data.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hop {
    /// Where it starts.
    pub from: String,
    /// Where it ends.
    pub to: String,
    /// Why the data moves.
    pub reason: String,
    /// `yes` or `possible`.
    pub level: String,
    /// `file:line:column`.
    pub place: String,
    /// Whether the rule is broken here.
    pub breaks: bool,
}

/// Something that is not known.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, JsonSchema, Serialize, Deserialize,
)]
#[serde(deny_unknown_fields)]
pub struct Cause {
    /// In words.
    pub text: String,
    /// What would settle it.
    pub settled_by: String,
}

/// Why somebody accepts a finding for a time.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// Who.
    pub owner: String,
    /// Why.
    pub reason: String,
    /// Last day on which that counts, ISO 8601.
    pub until: String,
    /// Where it is tracked; empty where nobody says.
    pub ticket: String,
    /// `file:line:column` of the exception.
    pub place: String,
}
