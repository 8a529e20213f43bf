//! Words of evidence for a reader who has never seen the tool.
//!
//! In: results and counts. Out: short texts. How they are laid out is not known here.

use super::results::ControlOutcome;
use super::types::{Differences, InputChange};

/// What a result is called on a page.
pub(super) fn outcome(outcome: ControlOutcome) -> &'static str {
    match outcome {
        ControlOutcome::Violated => "failed",
        ControlOutcome::Undecided => "not decided",
        ControlOutcome::Waived => "accepted for a time",
        ControlOutcome::Held => "held in the files",
        ControlOutcome::HeldInPart => "held as far as checked",
        ControlOutcome::HeldIfItApplies => "held, if it applies",
        ControlOutcome::Mapped => "rules bear on it",
        ControlOutcome::NothingToJudge => "nothing to judge",
        ControlOutcome::Attest => "only a person can say",
        ControlOutcome::NotChecked => "not checked",
    }
}

/// What a result means, in a sentence.
pub(super) fn meaning(outcome: ControlOutcome) -> &'static str {
    match outcome {
        ControlOutcome::Violated => {
            "The files show for certain that something which the control asks for is not so."
        }
        ControlOutcome::Undecided => {
            "The files do not say. The report names what would settle it. It is neither a pass nor a failure."
        }
        ControlOutcome::Waived => {
            "Something is failed or not decided, and a named person has accepted that until a day."
        }
        ControlOutcome::Held => {
            "Files can show all of the control, and it is there. It says nothing of the running system."
        }
        ControlOutcome::HeldInPart => {
            "What was checked is there. Files can show only a part of the control: the rest is for a person."
        }
        ControlOutcome::HeldIfItApplies => {
            "What was checked is there, and it is not sure that the control speaks of it at all."
        }
        ControlOutcome::Mapped => {
            "No rule was written for it. Rules for something else bear on it, through a mapping that the table names: that makes it neither held nor failed."
        }
        ControlOutcome::NothingToJudge => {
            "The rules for the control ran, and nothing of the kind that they judge is in the files."
        }
        ControlOutcome::Attest => "It is a matter of people and papers. No file can show it.",
        ControlOutcome::NotChecked => "No rule that was run asks for it. Nothing is known of it.",
    }
}

/// What a rule rests on.
pub(super) fn basis(name: &str) -> &'static str {
    match name {
        "required" => "law, required",
        "addressable" => "law, addressable",
        _ => "policy",
    }
}

/// What broke a control; `None` where nothing did.
pub(super) fn failed_by(name: &str) -> Option<&'static str> {
    Some(match name {
        "required" => "in what the law requires",
        "addressable" => "in what the law has as addressable",
        "policy" => "in policy alone, which goes past the letter of the law",
        "standard" => "in a standard that is no law",
        _ => return None,
    })
}

/// The sign of a result, so that colour is not all that tells them apart.
pub(super) fn sign(outcome: ControlOutcome) -> &'static str {
    match outcome {
        ControlOutcome::Violated => "✗",
        ControlOutcome::Undecided => "?",
        ControlOutcome::Waived => "≈",
        ControlOutcome::Held | ControlOutcome::HeldInPart | ControlOutcome::HeldIfItApplies => "✓",
        ControlOutcome::Mapped => "→",
        ControlOutcome::NothingToJudge => "–",
        ControlOutcome::Attest => "✎",
        ControlOutcome::NotChecked => "○",
    }
}

/// The result of a name; `None` where it is none.
pub(super) fn named(name: &str) -> Option<ControlOutcome> {
    let mut all = ControlOutcome::ALL.into_iter();
    all.find(|one| one.name() == name)
}

/// What moves, as people say it.
pub(super) fn payload(name: &str) -> String {
    match name {
        "content" => "the data itself".to_owned(),
        "notice" => "what code writes of it".to_owned(),
        other => other.replace('_', " "),
    }
}

/// A count with its noun.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        _ => format!("{number} {many}"),
    }
}

/// Names as people list them: `a, b and c`.
pub(super) fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The first of some names, and how many more there are.
pub(super) fn shortened(names: &[String]) -> String {
    const SHOWN: usize = 6;
    match names.len().saturating_sub(SHOWN) {
        0 => list(names),
        more => format!("{} and {more} more", names[..SHOWN].join(", ")),
    }
}

/// Whether nothing is different.
pub(super) fn is_empty(found: &Differences) -> bool {
    *found == Differences::default()
}

/// What became of an input.
pub(super) fn input_change(change: &InputChange) -> &'static str {
    match (change.before.is_empty(), change.after.is_empty()) {
        (true, _) => "new",
        (_, true) => "gone",
        _ => "changed",
    }
}
