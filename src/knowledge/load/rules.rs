//! Rules: what must hold.
//!
//! In: the parsed files below `rules/`, and those of the user. Out: the rules of [`Knowledge`], their predicates compiled
//! against the vocabulary. Graphs are not known here.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::expr::Variable;
use crate::knowledge::{Basis, Choice, Knowledge, PathRule, Rule, Status, Subject};
use crate::source::{Diagnostic, Severity, SourceFile, Span};
use crate::syntax::fields::{Fields, unknown_name};
use crate::syntax::{Node, Shape};

use super::names::{class, file_name};
use super::packs::LEVELS;
use super::scopes::{self, OF_COMPONENT, OF_FLOW, OF_OPERATOR, OF_STATEMENT};
use super::{Parsed, catalog, examples, folder, messages};

/// Keys of a rule.
pub const KEYS: [&str; 24] = [
    "id",
    "title",
    "severity",
    "confidence",
    "controls",
    "basis",
    "since",
    "status",
    "aliases",
    "subject",
    "where",
    "require",
    "class",
    "from",
    "to",
    "barrier",
    "message",
    "labels",
    "why",
    "fix",
    "references",
    "false_positives",
    "examples",
    "never_undecided",
];
/// What rules can be about: the names of their folders.
pub const TOPICS: [&str; 17] = [
    "business-associates",
    "model-boundary",
    "residency",
    "encryption-at-rest",
    "key-management",
    "transmission-security",
    "private-networking",
    "exposure",
    "phi-logging",
    "guardrails",
    "de-identification",
    "audit-controls",
    "least-privilege",
    "secrets",
    "contingency",
    "design",
    "configuration",
];
const STATUSES: [(&str, Status); 3] = [
    ("preview", Status::Preview),
    ("stable", Status::Stable),
    ("deprecated", Status::Deprecated),
];

/// What a rule can rest on.
const BASES: [(&str, Basis); 3] = [
    ("required", Basis::Required),
    ("addressable", Basis::Addressable),
    ("policy", Basis::Policy),
];

/// What to do about a file that is no rule.
const NO_RULE: &str =
    "a rule starts with `id`, a pack with `pack`; `phipath rules new` writes a rule to start from";

/// Who wrote a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Author {
    /// It came with the tool: its examples are cut out, and tests have run them.
    Tool,
    /// The user: the file is whole, and nobody has run its examples yet.
    User,
}

/// What a rule judges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Component,
    Flow,
    Path,
    Statement,
    Operator,
    Exception,
}

const SORTS: [(&str, Sort); 6] = [
    ("component", Sort::Component),
    ("flow", Sort::Flow),
    ("path", Sort::Path),
    ("statement", Sort::Statement),
    ("operator", Sort::Operator),
    ("exception", Sort::Exception),
];

/// Reads rules into the knowledge, by id. `known` are the ids of all rules of the tool, `chosen` what packs say of them.
pub(super) fn read<'t>(
    knowledge: &mut Knowledge,
    files: impl Iterator<Item = (&'t Parsed, Author)>,
    known: &BTreeSet<&str>,
    chosen: &BTreeMap<String, Choice>,
    faults: &mut Vec<Diagnostic>,
) {
    let mut rules: BTreeMap<Arc<str>, Rule> = BTreeMap::new();
    let files: Vec<_> = files.collect();
    let shared = &*knowledge;
    let read = files.par_iter().map(|(parsed, author)| {
        let mut own = Vec::new();
        (rule(parsed, *author, shared, &mut own), *author, own)
    });
    let read: Vec<_> = read.collect();
    for (rule, author, own) in read {
        let before = faults.len();
        faults.extend(own);
        let Some(mut rule) = rule else {
            continue;
        };
        let taken = rules.get(&rule.id).map(|earlier| earlier.span);
        if taken.is_some() || (author == Author::User && known.contains(&*rule.id)) {
            let message = format!("rule `{}` is defined twice", rule.id);
            let fault = Diagnostic::error("duplicate-name", rule.span, message);
            faults.push(match taken {
                Some(earlier) => fault.related(earlier, "first defined here"),
                None => fault.help("a rule of this id comes with the tool; choose another id"),
            });
        }
        if faults[before..]
            .iter()
            .any(|fault| fault.severity == Severity::Error)
        {
            continue;
        }
        let packs = knowledge.packs.values();
        let choices = packs.filter_map(|pack| pack.rules.get(&*rule.id));
        let scopes = choices.flat_map(|choice| &choice.scopes);
        scopes::check(&mut rule.subject, scopes, &knowledge.vocabulary, faults);
        if let Some(choice) = chosen.get(&*rule.id) {
            rule.severity = choice.severity.unwrap_or(rule.severity);
            scopes::narrow(&mut rule.subject, &choice.scopes, &knowledge.vocabulary);
        }
        rules.insert(Arc::clone(&rule.id), rule);
    }
    check_aliases(&rules, known, faults);
    knowledge.rules = rules.into_values().collect();
}

/// No former id may be the id, or another former id, of a rule.
fn check_aliases(
    rules: &BTreeMap<Arc<str>, Rule>,
    known: &BTreeSet<&str>,
    faults: &mut Vec<Diagnostic>,
) {
    let mut taken: BTreeMap<&str, &str> = known.iter().map(|id| (*id, *id)).collect();
    taken.extend(rules.keys().map(|id| (&**id, &**id)));
    for rule in rules.values() {
        for alias in &rule.aliases {
            if let Some(owner) = taken.insert(alias, &rule.id) {
                let message = format!("alias `{alias}` is also a name of `{owner}`");
                faults.push(Diagnostic::error("duplicate-name", rule.span, message));
            }
        }
    }
}

/// Reads one rule. A rule that is given may still have errors: what could be read is checked to the end.
fn rule(
    parsed: &Parsed,
    author: Author,
    knowledge: &Knowledge,
    faults: &mut Vec<Diagnostic>,
) -> Option<Rule> {
    let root = parsed.tree.as_ref()?.root();
    let Some(root) = root else {
        let message = "the file of a rule is empty";
        faults.push(Diagnostic::error("missing-key", parsed.file.span(), message).help(NO_RULE));
        return None;
    };
    if root.shape() == Shape::Mapping && KEYS.iter().all(|key| root.get(key).is_none()) {
        let message = "this is no rule: it has none of the keys of one";
        faults.push(Diagnostic::error("missing-key", root.span(), message).help(NO_RULE));
        return None;
    }
    let fields = Fields::of(root, "a rule", &KEYS, faults)?;
    let id = file_name(&fields, "id", parsed, faults);
    let span = fields.get("id").map_or(fields.span(), Node::span);
    let topic = topic(parsed, span, faults);
    fields.need("severity", faults);
    fields.need("confidence", faults);
    let severity = fields.choice("severity", &LEVELS, faults);
    let confidence = fields.choice("confidence", &LEVELS[1..], faults);
    let texts = ["title", "since", "why", "fix"].map(|key| fields.need_text(key, faults));
    let [title, since, why, fix] = texts.map(|text| text.unwrap_or_default().into_owned());
    fields.need("subject", faults);
    let sort = fields.choice("subject", &SORTS, faults);
    let subject = sort.and_then(|sort| subject(sort, &fields, &parsed.file, knowledge, faults));
    let (message, labels) = match sort {
        Some(sort) => messages::read(sort, &fields, &parsed.file, &knowledge.vocabulary, faults),
        None => Default::default(),
    };
    if author == Author::User {
        examples::of_rule(root, Severity::Warning, faults);
    }
    Some(Rule {
        controls: controls(&fields, knowledge, faults),
        basis: fields.choice("basis", &BASES, faults).unwrap_or_default(),
        status: fields
            .choice("status", &STATUSES, faults)
            .unwrap_or(Status::Preview),
        aliases: catalog::owned(fields.texts("aliases", faults)),
        references: catalog::owned(fields.texts("references", faults)),
        false_positives: fields.text("false_positives", faults).into_owned(),
        id: Arc::from(id?),
        topic,
        title,
        severity: severity?,
        confidence: confidence?,
        since,
        subject: subject?,
        message,
        labels,
        why,
        fix,
        span,
    })
}

/// The topic: the folder of the file.
fn topic(parsed: &Parsed, at: Span, faults: &mut Vec<Diagnostic>) -> Arc<str> {
    let topic = folder(&parsed.file.path);
    if !TOPICS.contains(&topic) {
        let mut fault = unknown_name("topic", topic, at, TOPICS);
        fault.message = format!("the folder of the rule, `{topic}`, is not a topic");
        faults.push(fault);
    }
    Arc::from(topic)
}

fn controls(
    fields: &Fields<'_>,
    knowledge: &Knowledge,
    faults: &mut Vec<Diagnostic>,
) -> Vec<String> {
    let mut list = Vec::new();
    for (control, node) in fields.texts("controls", faults) {
        if !knowledge.controls.contains_key(&*control) {
            let candidates = knowledge.controls.keys().map(String::as_str);
            faults.push(unknown_name("control", &control, node.span(), candidates));
        }
        list.push(control.into_owned());
    }
    list
}

/// Each subject has keys of its own, all of which a rule must have, and none of the others.
fn check_keys(sort: Sort, fields: &Fields<'_>, faults: &mut Vec<Diagnostic>) {
    let (own, others): (&[&str], &[&str]) = match sort {
        Sort::Exception => (
            &[],
            &[
                "where", "require", "class", "from", "to", "barrier", "labels",
            ],
        ),
        Sort::Path => (&["class", "from", "to"], &["where", "require"]),
        Sort::Component | Sort::Flow | Sort::Statement | Sort::Operator => {
            (&["where", "require"], &["class", "from", "to", "barrier"])
        }
    };
    for key in own {
        fields.need(key, faults);
    }
    for field in others.iter().filter_map(|key| fields.field(key)) {
        let message = format!("`{}` does not belong to this subject", field.name);
        let listed: Vec<_> = own.iter().map(|key| format!("`{key}`")).collect();
        let fault = Diagnostic::error("unknown-key", field.at, message);
        faults.push(match listed.is_empty() {
            true => fault.help("it has no keys of its own"),
            false => fault.help(format!("it has {}", listed.join(", "))),
        });
    }
}

fn subject(
    sort: Sort,
    fields: &Fields<'_>,
    file: &SourceFile,
    knowledge: &Knowledge,
    faults: &mut Vec<Diagnostic>,
) -> Option<Subject> {
    check_keys(sort, fields, faults);
    let mut compiled = |key: &str, variables: &[Variable]| {
        let node = fields.get(key)?;
        scopes::predicate(node, variables, file, &knowledge.vocabulary, faults)
    };
    let mut pair = |variables: &[Variable]| {
        let (condition, require) = (compiled("where", variables), compiled("require", variables));
        condition.zip(require)
    };
    match sort {
        Sort::Component => pair(&OF_COMPONENT)
            .map(|(condition, require)| Subject::Component { condition, require }),
        Sort::Flow => {
            pair(&OF_FLOW).map(|(condition, require)| Subject::Flow { condition, require })
        }
        Sort::Statement => pair(&OF_STATEMENT)
            .map(|(condition, require)| Subject::Statement { condition, require }),
        Sort::Operator => {
            pair(&OF_OPERATOR).map(|(condition, require)| Subject::Operator { condition, require })
        }
        Sort::Exception => Some(Subject::Exception),
        Sort::Path => {
            let (from, to) = (
                compiled("from", &OF_COMPONENT),
                compiled("to", &OF_COMPONENT),
            );
            let barrier = compiled("barrier", &OF_FLOW);
            let class = class(fields.get("class")?, faults)?;
            Some(Subject::Path(PathRule {
                class,
                from: from?,
                to: to?,
                barrier,
            }))
        }
    }
}
