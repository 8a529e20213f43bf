//! What was read and with what, what was not, what is different from before, and how to find out whether it is still true.
//!
//! In: [`Evidence`], finished. Out: two sections. What was found is not known here.

use maud::{Markup, html};

use super::super::words::{self, count};
use super::super::{Changes, Deployed, Differences, Evidence, Options, Said, Scope};
use super::{parts, prose};

/// What was read, and what was not.
pub(super) fn section(evidence: &Evidence) -> Markup {
    html! {
        section id="scope" aria-labelledby="h-scope" {
            (parts::heading("scope"))
            h3 id="h-inputs" { "Files that the result rests on" }
            (inputs(&evidence.scope))
            h3 id="h-deployments" { "Where the templates are deployed to" }
            (deployments(&evidence.scope.deployments))
            h3 { "What was not read, or not understood" }
            (not_read(&evidence.scope))
            @if !evidence.scope.messages.is_empty() {
                h3 id="h-messages" { "What the tool said about them" }
                (messages(&evidence.scope))
            }
            h3 id="h-means" { "With what" }
            (means(evidence))
        }
    }
}

fn inputs(scope: &Scope) -> Markup {
    html! {
        table aria-labelledby="h-inputs" {
            thead {
                tr {
                    th scope="col" { "File" }
                    th scope="col" { "Read as" }
                    th scope="col" { "Bytes" }
                    th scope="col" { "SHA-256" }
                }
            }
            tbody {
                @for input in &scope.inputs {
                    tr {
                        th scope="row" { (input.path) }
                        td data-label="Read as" { (role(&input.role)) }
                        td data-label="Bytes" { (input.bytes) }
                        td data-label="SHA-256" { code class="hash" { (input.sha256) } }
                    }
                }
            }
        }
    }
}

/// Accounts and Regions, each with who says so.
fn deployments(all: &[Deployed]) -> Markup {
    let said = |one: &Said| match one.value.is_empty() {
        true => html! { span class="none" { "not declared" } },
        false => html! { (one.value) code class="sub" { (one.place) } },
    };
    html! {
        @if all.is_empty() {
            p { "No template was read." }
        } @else {
            p { "As the configuration, an assembly or a manifest says it. Nobody has looked at the accounts." }
            table aria-labelledby="h-deployments" {
                thead {
                    tr { th scope="col" { "Template" } th scope="col" { "Account" } th scope="col" { "Region" } th scope="col" { "Stage" } }
                }
                tbody {
                    @for one in all {
                        tr {
                            th scope="row" { (one.template) }
                            td data-label="Account" { (said(&one.account)) }
                            td data-label="Region" { (said(&one.region)) }
                            td data-label="Stage" { (said(&one.stage)) }
                        }
                    }
                }
            }
        }
    }
}

fn role(role: &str) -> &str {
    match role {
        "beside" => "named by another file",
        "values" => "values of parameters",
        "rules" => "rules of the user",
        other => other,
    }
}

fn not_read(scope: &Scope) -> Markup {
    let list = |texts: &[String]| html! { ul { @for text in texts { li { code { (text) } } } } };
    html! {
        ul {
            li { "The code of functions, containers and machines: what it prints, sends on or takes out of data." }
            li { "Whatever is not in the files above: other folders, other accounts, the deployed system, signed texts." }
            li { (count(scope.unresolved_references, "reference leads", "references lead")) " to nothing that was read." }
            @if scope.unread_policies == 0 {
                li { "Every policy that the files name was read." }
            } @else {
                li { (count(scope.unread_policies, "policy was", "policies were")) " not read: what they allow is not known." }
            }
            @if scope.policies_set_aside > 0 {
                li { (count(scope.policies_set_aside, "policy was", "policies were")) " set aside, since they only limit what others grant." }
            }
            @if scope.unknown_types.is_empty() {
                li { "Every resource type in the files is known to the tool." }
            } @else {
                li {
                    "Resource types that the tool does not know, and how often they occur: "
                    @for (index, (name, number)) in scope.unknown_types.iter().enumerate() {
                        @if index > 0 { ", " }
                        code { (name) } " " (number)
                    }
                }
            }
        }
        @if !scope.ignored.is_empty() {
            p { "Hidden by ignore files, although they look like infrastructure:" }
            (list(&scope.ignored))
        }
        @if !scope.not_recognised.is_empty() {
            (parts::fold(
                &format!("{} found that are no infrastructure code", count(scope.not_recognised.len(), "file was", "files were")),
                &list(&scope.not_recognised),
            ))
        }
    }
}

fn messages(scope: &Scope) -> Markup {
    html! {
        ul {
            @for message in &scope.messages {
                li {
                    @match message.severity.as_str() {
                        "error" => span class="tag violated" { "error" },
                        "warning" => span class="tag undecided" { "warning" },
                        other => span class="tag" { (other) },
                    }
                    " " (prose::line(&message.text)) " " (parts::at(&message.place))
                }
            }
        }
    }
}

fn means(evidence: &Evidence) -> Markup {
    html! {
        table aria-labelledby="h-means" {
            thead { tr { th scope="col" { "What" } th scope="col" { "Version" } th scope="col" { "SHA-256" } } }
            tbody {
                tr {
                    th scope="row" { "phipath, its source code" }
                    td data-label="Version" { (evidence.tool.version) }
                    td data-label="SHA-256" { code class="hash" { (evidence.tool.source_sha256) } }
                }
                tr {
                    th scope="row" { "its catalog: what services and settings mean" }
                    td data-label="Version" { "newest fact of " (evidence.knowledge.catalog_date) }
                    td data-label="SHA-256" { code class="hash" { (evidence.knowledge.catalog_sha256) } }
                }
                @for pack in &evidence.knowledge.packs {
                    tr {
                        th scope="row" { "rules of the pack " (pack.name) span class="sub" { (pack.title) } }
                        td data-label="Version" { (count(pack.rules, "rule", "rules")) }
                        td data-label="SHA-256" { code class="hash" { (pack.sha256) } }
                    }
                }
            }
        }
        p { "Asked for: " (options(&evidence.options)) }
    }
}

/// What a person asked for, as arguments.
fn options(options: &Options) -> Markup {
    let set = options
        .set
        .iter()
        .map(|(name, value)| format!("--set {name}={value}"));
    let named = |name: &str, value: &Option<String>| {
        let value = value.as_ref()?;
        Some(format!("--{name} {value}"))
    };
    let each = |name: &'static str, list: &[String]| {
        let all = list.iter().map(move |one| format!("--{name} {one}"));
        all.collect::<Vec<String>>()
    };
    let mut words = options.paths.clone();
    words.extend(set);
    words.extend(named("values", &options.values));
    words.extend(named("source", &options.source));
    words.extend(each("phi", &options.phi));
    words.extend(each("pack", &options.packs));
    words.extend(named("rules", &options.rules));
    words.extend(named("config", &options.config));
    words.extend(each("exclude", &options.exclude));
    words.extend(each("framework", &options.frameworks));
    words.extend(named("commit", &options.commit));
    html! { @for word in &words { code { (word) } " " } }
}

/// What is different from before, and how to find out whether it is still true.
pub(super) fn verify(evidence: &Evidence) -> Markup {
    html! {
        section id="verify" aria-labelledby="h-verify" {
            (parts::heading("verify"))
            p {
                "In a copy of the code, at any later time: " code { "phipath evidence verify" } " with the folder of this page. "
                "It reads the same files again, judges them anew, and says which file, which result, which version of the tool or "
                "of its catalog is not the same any more, and whether one of the files of this evidence was edited. Exit status 0 means "
                "still true, 1 not true any more, 2 that it could not tell."
            }
            p {
                "Hashes show that something was changed, not by whom: whoever needs that signs the folder with a tool for signatures."
            }
            h3 { "What changed since the last evidence" }
            @match &evidence.changes {
                None => p { "There was no earlier evidence to compare with." },
                Some(changes) => (self::changes(changes)),
            }
        }
    }
}

fn changes(changes: &Changes) -> Markup {
    let found = &changes.found;
    html! {
        p {
            "Compared with the evidence of " time datetime=(changes.since) { (changes.since) }
            " (" code class="hash" { (changes.since_sha256) } ")."
        }
        @if words::is_empty(found) {
            p { "Nothing is different." }
        }
        (control_changes(found))
        (text_list("New findings", &found.new_findings))
        (text_list("Findings that are gone", &found.gone_findings))
        (text_list("New movements of PHI", &found.new_flows))
        (text_list("Movements of PHI that are gone", &found.gone_flows))
        @if !found.inputs.is_empty() {
            h4 { "Files" }
            ul { @for change in &found.inputs { li { (words::input_change(change)) ": " code { (change.path) } } } }
        }
        (text_list("The tool, its catalog and what was asked for", &found.means))
        (text_list("Also different", &found.other))
    }
}

fn control_changes(found: &Differences) -> Markup {
    let result = |name: &str| match words::named(name) {
        Some(outcome) => parts::outcome(outcome),
        None => html! { "not there" },
    };
    html! {
        @if !found.controls.is_empty() {
            h4 id="h-changed-controls" { "Controls" }
            table aria-labelledby="h-changed-controls" {
                thead { tr { th scope="col" { "Control" } th scope="col" { "Then" } th scope="col" { "Now" } } }
                tbody {
                    @for change in &found.controls {
                        tr {
                            th scope="row" { span class="id" { (change.id) } span class="asks" { (change.title) } }
                            td data-label="Then" { (result(&change.before)) }
                            td data-label="Now" { (result(&change.after)) }
                        }
                    }
                }
            }
        }
    }
}

fn text_list(title: &str, texts: &[String]) -> Markup {
    html! {
        @if !texts.is_empty() {
            h4 { (title) }
            ul { @for text in texts { li { (prose::line(text)) } } }
        }
    }
}
