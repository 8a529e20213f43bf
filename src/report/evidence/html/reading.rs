//! How to read the page: each word that means something of its own, once.
//!
//! In: nothing. Out: a section. What was found is not known here.

use maud::{Markup, html};

use super::super::results::ControlOutcome;
use super::super::words;
use super::parts;

/// Words about the system.
const SYSTEM: [(&str, &str); 8] = [
    (
        "component",
        "A part of the system through which data can go: a store, a function, a queue, a model, another company.",
    ),
    (
        "movement",
        "Data that goes, or may go, from one component to another. The tool calls it a flow. Several in a row are a way.",
    ),
    (
        "reaches",
        "PHI reaches a component if a way leads from where PHI starts to it.",
    ),
    (
        "certain",
        "The files leave no doubt: a setting makes it so, or a policy allows it and the program names what it is for. It does not say that it has happened.",
    ),
    (
        "possible",
        "It may be so, and the files do not say it for sure. Nothing that is only possible counts as failed.",
    ),
    (
        "configured, permitted, declared",
        "Why a movement is believed: a setting makes it happen; a policy allows it; a manifest, a file that people write beside the code, says so.",
    ),
    (
        "business associate agreement",
        "The contract that the law asks for with another company that handles PHI. Also BAA.",
    ),
    (
        "exception",
        "A note in which a named person accepts a finding until a day. What it covers is called accepted for a time.",
    ),
];
/// Words about judging.
const JUDGING: [(&str, &str); 6] = [
    (
        "framework, control",
        "A framework is a law, a standard or a house policy; a control is one thing that it asks for, with the number that it has there.",
    ),
    (
        "rule, pack",
        "A rule is a check that the tool runs over the files. A control can have several rules, and a rule can serve several controls. A pack is a choice of rules.",
    ),
    (
        "law, required",
        "A standard or a required specification of the law asks for what the rule looks for.",
    ),
    (
        "law, addressable",
        "An addressable specification asks for it: do it where it is reasonable, or write down why not and do what is equivalent. Such a paper is not in the files.",
    ),
    (
        "policy",
        "The rule goes past the letter of the law: the law names an aim and leaves the means, or asks for nothing of the kind.",
    ),
    (
        "mapping",
        "Somebody says that two controls ask for the same: agreed, by two published sources or more; published, by one; unverified, by nobody but us. It can be wrong, so it never makes a control held or failed.",
    ),
];

/// The section.
pub(super) fn section() -> Markup {
    html! {
        section id="reading" aria-labelledby="h-reading" {
            (parts::heading("reading"))
            p {
                "The tool reads files, works out where PHI goes, and runs rules over that. Each rule says of each thing that it judges: it held, "
                "it failed, or it cannot be decided. What follows for a control is one of these results:"
            }
            dl class="words" {
                @for outcome in ControlOutcome::ALL {
                    dt { (parts::outcome(outcome)) }
                    dd { (words::meaning(outcome)) }
                }
            }
            (parts::fold("Words about judging", &terms(&JUDGING)))
            (parts::fold("Words about the system", &terms(&SYSTEM)))
        }
    }
}

fn terms(terms: &[(&str, &str)]) -> Markup {
    html! {
        dl class="words" {
            @for (term, meaning) in terms {
                dt { (term) }
                dd { (meaning) }
            }
        }
    }
}
