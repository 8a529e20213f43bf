//! The page: one file for people who have never seen the tool, which prints, needs no network and runs no script.
//!
//! In: [`Evidence`], finished. Out: HTML in which every text of the input is escaped. What the texts mean is not known here.

mod accepted;
mod controls;
mod findings;
mod flows;
mod near;
mod parts;
mod promises;
mod prose;
mod reading;
mod scope;
mod summary;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::Evidence;

/// How the page looks.
const STYLE: &str = include_str!("style.css");

/// Beginnings of tags that begin a line, for those who read the page as a text.
const BLOCKS: [&str; 12] = [
    "article", "details", "div", "dt", "figure", "g ", "h", "li", "p", "section", "table", "tr",
];

/// The sections: where they are, and what they are called.
const SECTIONS: [(&str, &str); 11] = [
    ("summary", "In short"),
    ("reading", "How to read this page"),
    ("flows", "Where patient data goes"),
    ("failed", "What failed"),
    ("undecided", "What could not be decided"),
    ("accepted", "What was accepted for a time"),
    ("controls", "Controls, one by one"),
    ("attest", "What only a person can attest"),
    ("promises", "Agreements and attestations"),
    ("scope", "What was read, and what was not"),
    ("verify", "Is it still true?"),
];

/// The page as a text.
pub fn page(evidence: &Evidence) -> String {
    let title = title(evidence);
    let (evidence, folder) = &near::shortened(evidence);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy());
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                meta name="generator" content=(format!("phipath {}", evidence.tool.version));
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a class="skip" href="#summary" { "To the summary" }
                (header(evidence, &title, folder))
                (navigation())
                main {
                    (summary::section(evidence))
                    (reading::section())
                    (flows::section(evidence))
                    (findings::failed(evidence))
                    (findings::undecided(evidence))
                    (accepted::section(evidence))
                    (controls::section(evidence))
                    (controls::attest(evidence))
                    (promises::section(evidence))
                    (scope::section(evidence))
                    (scope::verify(evidence))
                }
                (footer(evidence))
            }
        }
    }
    .into_string();
    // What is escaped holds no tag: a line begins where an element of a block does.
    BLOCKS.iter().fold(page, |page, tag| {
        page.replace(&format!("<{tag}"), &format!("\n<{tag}"))
    })
}

/// Nothing is loaded and nothing runs: of styles only the one of this page.
fn policy() -> String {
    let hash = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'")
}

fn title(evidence: &Evidence) -> String {
    match evidence.systems.is_empty() {
        true => "PHI evidence".to_owned(),
        false => format!("PHI evidence: {}", super::words::list(&evidence.systems)),
    }
}

fn header(evidence: &Evidence, title: &str, folder: &str) -> Markup {
    html! {
        header {
            h1 { (title) }
            p class="lead" {
                "What the infrastructure code of a system shows about protected health information (PHI: data about the health "
                "of a person who can be identified): where it goes, which rules hold, which are broken, and what is not known."
            }
            p {
                "Judged as of " strong { time datetime=(evidence.as_of) { (evidence.as_of) } }
                " by phipath " (evidence.tool.version) ", a program that reads such code before it is deployed. "
                "It does not look at the running system, at contracts or at people. "
                "Where it says " em { "held" } ", it means: in the files."
            }
            p {
                @match &evidence.options.commit {
                    Some(commit) => {
                        "Commit " code { (commit) } ", as whoever made this page says: the tool has not looked. "
                    },
                    None => "Whoever made this page named no commit; the hashes of the files say which text was read. ",
                }
                "The hour of the run is left out on purpose: the same files, options and day give the same page."
            }
            @if !folder.is_empty() {
                p class="sub" { "Places are file, line and column, and start at " code { (folder) } "." }
            }
        }
    }
}

fn navigation() -> Markup {
    html! {
        nav aria-label="Sections" {
            ul {
                @for (id, name) in SECTIONS {
                    li { a href=(format!("#{id}")) { (name) } }
                }
            }
        }
    }
}

fn footer(evidence: &Evidence) -> Markup {
    html! {
        footer {
            p {
                "Content SHA-256 " code { (evidence.content_sha256) } ". "
                "The same content is in " code { (super::JSON_FILE) } " beside this page; "
                "controls as a table in " code { (super::CSV_FILE) } "; assessment results for other programs in "
                code { (super::OSCAL_FILE) } "."
            }
            p { "This page is no legal advice, and no certificate." }
        }
    }
}
